"""Dossier, second part: dates, instrument, publication, report and equivalences (rules 59, 64, 66-70, 90)."""
