"""Document, third part: the texto integrado (rule 54)."""
