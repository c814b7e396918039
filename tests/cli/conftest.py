"""Tests of the command's pure parts: no Odoo, no database, no network."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))


@pytest.fixture
def project(tmp_path):
    """A small project: one library test, two addons, two crossing and one browser test."""
    for name in (
        "lib/tests/test_a.py",
        "tests/cli/test_b.py",
        "tests/test_cross.py",
        "tests/e2e/test_journey.py",
        "addons/pgo_base/tests/test_c.py",
        "addons/pgo_rof/tests/test_d.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    (tmp_path / "tests/test_cross.py").write_text("from odoo.tests import tagged\n")
    (tmp_path / "tests/test_words.py").write_text("import csv\n")
    return tmp_path
