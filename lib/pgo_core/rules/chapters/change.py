"""Functions, fifth part: against the text in force (rules 47, 48)."""
