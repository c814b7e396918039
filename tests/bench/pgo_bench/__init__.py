"""Benchmarks of the product, each beside its peer in the same run (docs/performance.md)."""
