"""Dossier, first part: supuestos and what each asks for (rules 57, 58, 60-63, 65, 87, 89, 92)."""
