"""Every kind of paper gives the same bytes on another machine, day and order of hashing."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from builders import make_document, make_unit

from pgo_core.dossier import Dossier
from pgo_core.papers import catalogue
from pgo_core.papers.paper import Blank
from pgo_core.rules.context import for_document

#: Prints the digests of every paper by its kind.
_SCRIPT = """
import hashlib, json, sys, time
sys.path.insert(0, sys.argv[1])
time.time = lambda: 4e9
from pgo_core.papers import catalogue
from test_papers_reproducible import files
print(json.dumps({
    key: [hashlib.sha256(content).hexdigest() for content in files(key)]
    for key in sorted(catalogue.available())
}))
"""


def pair():
    """A text in force and a proposal that differs in a bit of everything."""
    base = make_document()
    units = tuple(
        replace(unit, name="Oficina General de Finanzas") if unit.uid == "oga" else unit
        for unit in base.units
        if unit.uid != "teso"
    )
    new = make_unit("new", "Oficina de Integridad", "advisory", code="05.3", parent_uid="gm")
    return base, replace(base, units=(*units, new))


def files(key):
    """The paper of a kind in every format."""
    base, document = pair()
    context = for_document(document, base=base, dossier=Dossier(), today="2026-03-01")
    paper = catalogue.KINDS[key].make(document, context)
    return [
        catalogue.write(paper, form, document, None, base) for form in sorted(catalogue.FORMATS)
    ]


@pytest.fixture(scope="module")
def made():
    """Digests by kind of two processes that differ in clock, zone and hash seed."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _SCRIPT, str(Path(__file__).parent)],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            stdout=subprocess.PIPE,
        )
        for seed, zone in (("1", "UTC"), ("4242", "Asia/Tokyo"))
    ]
    answers = [process.communicate(timeout=300)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    return [json.loads(answer) for answer in answers]


@pytest.mark.parametrize("key", sorted(catalogue.available()))
def test_same_bytes_in_fresh_processes_whatever_the_clock_and_the_hash_seed(made, key):
    first, second = (one[key] for one in made)
    assert first == second and len(first) == 2


@pytest.mark.parametrize("key", sorted(catalogue.KINDS))
def test_every_kind_has_a_name_and_says_what_it_cannot_know(key):
    assert catalogue.name(key)
    if key in catalogue.available():
        document = make_document()
        paper = catalogue.KINDS[key].make(document, for_document(document))
        assert paper.kind == key and paper.title
        keys = [blank.key for blank in paper.blanks()]
        assert len(keys) == len(set(keys)) and all(isinstance(one, Blank) for one in paper.blanks())
