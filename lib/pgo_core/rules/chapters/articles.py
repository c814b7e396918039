"""Document, second part: articles, references, names and sections (rules 50-53, 55, 85, 86, 91)."""
