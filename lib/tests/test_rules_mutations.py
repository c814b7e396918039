"""Defects seeded into sound texts are found by the rule that is meant for them."""

import json
import os
import random
from pathlib import Path

import pytest
from mutations import KINDS

from pgo_core import rules
from pgo_core.document import from_json
from pgo_core.rules import examples

STARTS = ("small", "sent", "province", "ministry", "district")
#: Defects of each way seeded in each text; PGO_EXAMPLES seeds more.
PLACES = max(3, int(os.environ.get("PGO_EXAMPLES", "0")) // 10)
FOUND = 0.95


def start(name):
    if name != "district":
        return examples.start(name)
    folder = Path(__file__).resolve().parents[2] / "docs" / "examples"
    document = from_json(json.loads((folder / "district.document.json").read_text("utf-8")))
    cited = [one for _unit, function in document.functions() for one in function.citations]
    cited += [one for competence in document.competences for one in competence.citations]
    norms = {one.norm: "in_force" for one in cited}
    return document, rules.for_document(document, changed=frozenset(), norms=norms)


@pytest.mark.parametrize("name", STARTS)
def test_the_sound_text_has_no_error(name):
    assert not rules.blocking(rules.check(*start(name)))


def finds(seeded, known):
    """Whether one of the rules meant for a defect says something new, where it is."""
    findings = rules.check(seeded.document, seeded.context, only=seeded.rules)
    new = [one for one in findings if one.key() not in known]
    return any(not seeded.uid or one.target_uid == seeded.uid for one in new)


def seed(name):
    """For each way of each kind: how many defects were seeded in a text and which were missed."""
    document, context = start(name)
    known = {finding.key() for finding in rules.check(document, context)}
    for number, (_told, ways) in KINDS.items():
        for way in ways:
            chance = random.Random(f"{name} {way.__name__}")
            for _place in range(PLACES):
                seeded = way(document, context, chance)
                if seeded is not None:
                    yield number, way.__name__, finds(seeded, known)


def test_seeded_defects_are_found():
    table = {}
    for name in STARTS:
        for number, way, found in seed(name):
            row = table.setdefault(number, [0, 0, []])
            row[0] += 1
            row[1] += found
            row[2] += [] if found else [f"{name}:{way}"]
    told = "\n".join(
        f"{number:>2} {KINDS[number][0]}: {row[1]}/{row[0]} {' '.join(row[2])}"
        for number, row in sorted(table.items())
    )
    assert sorted(table) == list(range(1, 27)), told
    assert all(row[1] >= FOUND * row[0] for row in table.values()), told
    seeded, found = (sum(row[place] for row in table.values()) for place in (0, 1))
    assert found >= FOUND * seeded, told
