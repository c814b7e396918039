"""Language: spelling, and norms cited in running text (rules 93, 94)."""
