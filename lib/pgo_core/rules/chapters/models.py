"""Models: eligibility and differences from the model adopted (rules 71, 72)."""
