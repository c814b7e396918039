"""What every legal form keeps: pure, complete, well formed, for any text."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from builders import random_document
from hypothesis import given
from hypothesis import strategies as st
from papers_helpers import FORMS, keys, lines, make, start
from rules_helpers import clean

from pgo_core.dossier import Dossier
from pgo_core.papers.catalogue import available
from pgo_core.papers.paper import Blank, Signatures, Table
from pgo_core.rules.context import Context

EXAMPLES = ("small", "sent", "province", "ministry", "mop")
LEVELS = {
    "ministry": {"government_level": "national", "executive": True},
    "regional_government": {"government_level": "regional"},
    "university": {"government_level": "national"},
    "district_municipality": {"government_level": "local"},
    "": {},
}


def test_the_catalogue_offers_them():
    assert set(FORMS) <= set(available())


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_each_is_pure_and_well_formed(kind, name):
    document, context = start(name)
    paper = make(kind, document, context)
    assert paper == make(kind, document, context)
    well_formed(paper)
    assert paper.kind == kind and paper.title and paper.parts


def well_formed(paper):
    assert not [line for line in lines(paper) if "{" in line and "}" in line]
    found = keys(paper)
    assert len(found) == len(set(found))
    for part in paper.parts:
        if isinstance(part, Blank):
            assert part.prompt and part.help and part.key
        elif isinstance(part, Table):
            assert len(part.widths) == len(part.head)
            assert all(sum(cell.span for cell in row) == len(part.head) for row in part.rows)
            assert part.rows or part.empty
        elif isinstance(part, Signatures):
            assert all(len(place) == 2 and all(place) for place in part.places)


@given(document=random_document(), kind=st.sampled_from(FORMS), key=st.sampled_from(list(LEVELS)))
def test_any_text_gives_one(document, kind, key):
    base = replace(document, units=document.units[1:])
    context = Context(entity_type=key, base=base, **LEVELS[key])
    paper = make(kind, document, context)
    assert paper == make(kind, document, context)


@pytest.mark.parametrize("kind", FORMS)
def test_what_is_written_leaves_no_place_to_complete(kind):
    document, context = start("province")
    paper = make(kind, document, context)
    asked = keys(paper)
    written = {key: f"Escrito para {key}." for key in asked}
    done = make(kind, document, replace(context, dossier=Dossier(texts=written)))
    assert set(keys(done)) <= {"staff"}  # the rows of the table are facts, not words
    # Rows of the staff table are facts; the last two decide which sentence the act has.
    for key in set(asked) - {"staff", "instrument.publication", "budget.statement"}:
        assert f"Escrito para {key}." in "\n".join(lines(done)), key


def test_they_are_the_same_in_another_process_with_another_hash_seed():
    script = (
        "import hashlib\n"
        "from papers_helpers import FORMS, make, start\n"
        "papers = [make(kind, *start(name)) for kind in FORMS for name in ('sent', 'ministry')]\n"
        "print(hashlib.sha256(repr(papers).encode()).hexdigest())\n"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(found) == 1


def test_a_text_in_braces_of_a_model_is_not_taken_for_a_name():
    document = clean()
    entity = replace(document.entity, name="{{entity_name}}")
    unnamed = replace(document, entity=entity, title="ROF de {{entity_name}}")
    for kind in FORMS:
        paper = make(kind, unnamed, Context(government_level="local"))
        assert "{{" not in "\n".join(lines(paper))
