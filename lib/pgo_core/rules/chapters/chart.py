"""Codes and organigram, second part: the same units everywhere, and where the chart puts them (rules 28, 29)."""
