"""Structure, third part: depth, natures beneath natures, staff and reasons (rules 4, 11, 12, 19-21, 23, 84, 88)."""
