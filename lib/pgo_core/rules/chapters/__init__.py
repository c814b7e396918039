"""The rules by chapter of RULEBOOK 12; importing a module registers its rules."""
