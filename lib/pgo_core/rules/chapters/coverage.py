"""Functions, third part: mandates carried, classes in their place, standard functions (rules 39, 43, 46)."""
