"""Pytest plugin for tests that run inside Odoo; loaded only by ./pgo test."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Stop when the websocket client is missing: Odoo would skip every browser test."""
    try:
        import websocket  # noqa: F401
    except ImportError:
        raise pytest.UsageError("falta websocket-client: ejecute ./pgo setup") from None
    from odoo.tests.common import BaseCase

    # Odoo tags only the classes of addons; those in tests/ need the same attributes.
    BaseCase.test_tags = {"standard", "post_install"}
    BaseCase.test_module = "pgo"


def pytest_collection_modifyitems(items):
    """Leave out what Odoo's own runner leaves out: tests tagged -standard (benchmarks)."""
    kept = []
    for item in items:
        tags = getattr(getattr(item, "cls", None), "test_tags", None)
        if not tags or "standard" in tags:
            kept.append(item)
    items[:] = kept
