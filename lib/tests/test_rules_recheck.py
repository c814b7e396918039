"""Checking again after an edit gives what a full check gives, and looks at less."""

import random
from dataclasses import replace

import pytest
from builders import make_function, make_unit
from rules_helpers import clean, context

from pgo_core import rules
from pgo_core.rules import engine

WORDS = [
    "dirigir",
    "ejecutar",
    "los",
    "planes",
    "de",
    "la",
    "aprobar",
    "alcalde",
    "a",
    "fin",
    "de",
    "gerencia",
    "municipal",
    "y",
    "llevar",
    "el",
    "registro",
    "área",
    "COMPLETAR",
    "…",
    "supervisar",
    "coordinar",
    "con",
]


def edited(document, chance):
    """The document after one edit of a draft, and the uids that it touched."""
    units = list(document.units)
    place = chance.randrange(len(units))
    unit = units[place]
    functions = list(unit.functions)
    kind = chance.choice(("text", "add", "drop", "unit", "description", "move"))
    touched = {unit.uid}
    if kind == "text" and functions:
        number = chance.randrange(len(functions))
        text = " ".join(chance.choices(WORDS, k=chance.randrange(0, 12)))
        functions[number] = replace(functions[number], text=text)
    elif kind == "add":
        functions.append(make_function(uid=f"new-{chance.random()}"))
    elif kind == "drop" and functions:
        functions.pop(chance.randrange(len(functions)))
    elif kind == "unit":
        parent = chance.choice(units).uid
        units.append(make_unit(uid=f"unit-{chance.random()}", parent_uid=parent))
        touched = {units[-1].uid}
    elif kind == "description":
        unit = replace(unit, description="", level=chance.randrange(1, 6))
    elif kind == "move":
        touched.add(unit.parent_uid)
        unit = replace(unit, parent_uid=chance.choice(units).uid)
    units[place] = replace(unit, functions=tuple(functions))
    return replace(document, units=tuple(units)), touched


@pytest.mark.parametrize("seed", range(40))
def test_checking_after_edits_equals_checking_everything(seed):
    chance = random.Random(seed)
    document, facts = clean(), context()
    findings = rules.check(document, facts)
    for _step in range(6):
        document, touched = edited(document, chance)
        findings = rules.recheck(document, facts, findings, touched)
        assert findings == rules.check(document, facts)


def test_a_rule_of_scope_unit_sees_only_what_is_near_the_edit(monkeypatch):
    seen = []
    item = replace(
        rules.REGISTRY["R31"],
        scope="unit",
        check=lambda index, _context, _params: iter(
            seen.extend(unit.uid for unit in index.scan_units) or ()
        ),
    )
    monkeypatch.setitem(engine._REGISTRY, "R31", item)
    rules.recheck(clean(), context(), [], {"ab-1"})
    assert seen == ["oga", "ab"]


def test_what_could_not_be_checked_is_checked_whole_again(monkeypatch):
    def broken(index, _context, _params):
        raise RuntimeError("broken")
        yield

    whole = rules.REGISTRY["R31"]
    monkeypatch.setitem(engine._REGISTRY, "R31", replace(whole, check=broken))
    document = replace(
        clean(),
        units=tuple(
            replace(unit, functions=(replace(unit.functions[0], text="Los planes."),))
            for unit in clean().units
        ),
    )
    before = rules.check(document, context())
    assert [one.variant for one in before if one.rule_id == "R31"] == ["could_not_check"]
    monkeypatch.setitem(engine._REGISTRY, "R31", whole)
    assert rules.recheck(document, context(), before, {"ab"}) == rules.check(document, context())


@pytest.mark.parametrize(
    ("setting", "runs"),
    [
        (rules.RuleSetting(entity_types=("district_municipality",)), True),
        (rules.RuleSetting(entity_types=("ministry",)), False),
        (rules.RuleSetting(valid_from="2026-01-01", valid_to="2026-12-31"), True),
        (rules.RuleSetting(valid_to="2026-11-21"), False),
        (rules.RuleSetting(valid_from="2026-11-23"), False),
        (rules.RuleSetting(active=False), False),
    ],
)
def test_sgp_says_for_whom_and_when_a_rule_holds(setting, runs):
    broken = replace(clean(), units=(replace(clean().units[0], name=""), *clean().units[1:]))
    facts = context(today="2026-11-22", settings={"R01": setting})
    assert bool(rules.check(broken, facts, ["R01"])) is runs


def test_a_rule_for_some_supuestos_looks_at_the_declared_ones():
    setting = rules.RuleSetting(change_cases=("a", "d"))
    assert setting.holds("", ("a",), "") and setting.holds("", (), "")
    assert not setting.holds("", ("b", "c"), "")
