"""Parts of the ./pgo command: Python standard library only."""
