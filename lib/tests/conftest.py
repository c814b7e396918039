"""Makes `builders` importable by every test here, whatever pytest's import mode."""

import os
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

import warm
from builders import make_document
from cli_helpers import write_document

from pgo_core import worker
from pgo_core.rules import examples as rule_examples

# Derandomized: the same commit gives the same result on every machine; no deadline, since machines
# are shared. PGO_EXAMPLES=2000 looks further, at random.
examples = int(os.environ.get("PGO_EXAMPLES", "0"))
settings.register_profile(
    "pgo",
    deadline=None,
    derandomize=not examples,
    max_examples=examples or 15,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pgo")


@pytest.fixture(scope="session", autouse=True)
def warm_workers():
    """Let the tests do the tasks of `pgo_core.worker` without the start of a process each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "run", warm.run)
        yield


@pytest.fixture(scope="session", autouse=True)
def examples_are_read_once():
    """Keep the examples of the rules, which nothing can change: several files ask for them all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule_examples, "of", cache(rule_examples.of))
        yield


@pytest.fixture
def file(tmp_path):
    """The path of the JSON form of the plainest ROF, for the command line."""
    return write_document(tmp_path / "rof.json", make_document())


@pytest.fixture
def cold_workers(monkeypatch):
    """The real thing: a process of its own for each task, as in use."""
    monkeypatch.setattr(worker, "run", warm.cold)
