"""See docs/architecture.md, section The library."""
