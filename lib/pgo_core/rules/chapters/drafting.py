"""Functions, fourth part: coordination and task wording (rules 44, 45)."""
