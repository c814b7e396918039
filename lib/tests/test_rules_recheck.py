"""Checking again after an edit gives what a full check gives, and looks at less."""

import os
import random
from dataclasses import replace

import pytest
from builders import make_document, make_function, make_unit, make_units
from rules_helpers import clean, context

from pgo_core import rules
from pgo_core.document import Entity
from pgo_core.rules import engine, examples

TEXT = (
    "dirigir ejecutar los planes de la aprobar alcalde a fin de gerencia municipal y llevar el "
    "registro área COMPLETAR … supervisar coordinar con la Oficina de Abastecimiento Municipalidad "
    "Distrital de Chilca Ley N° 30057 artículo 14 del presente Reglamento Gerencia Social anexo 3"
)
WORDS = TEXT.split()
NAMES = (
    "Oficina de Abastecimiento",
    "Oficina de Abastecimientos",
    "Gerencia de Desarrollo Social",
    "Gerencia Social",
    "Subgerencia de Obras",
    "Municipalidad Distrital de Chilca",
    "",
)
#: Facts under which as many rules as can be run.
FACTS = context(
    other_entities=("Municipalidad Distrital de Chilca",),
    norms={"LEY-27972": "in_force", "LEY-30057": "repealed"},
    base=clean(),
    is_first=False,
)


def words(chance, most=12):
    return " ".join(chance.choices(WORDS, k=chance.randrange(0, most)))


def edit_functions(unit, units, chance):
    """One function changed, added, taken away or put first; and the uids touched."""
    functions = list(unit.functions)
    kind = chance.choice(("text", "add", "drop", "first", "class"))
    place = chance.randrange(len(functions)) if functions else 0
    if kind == "add" or not functions:
        uid = f"new-{chance.random()}"
        functions.append(make_function(uid=uid, text=words(chance)))
        touched = {uid}
    elif kind == "drop":
        touched = {unit.uid, functions.pop(place).uid}
    elif kind == "first":
        touched = {unit.uid}
        functions.insert(0, functions.pop(place))
    else:
        changes = {"text": words(chance)}
        if kind == "class":
            system = chance.choice(("budget", "supply", ""))
            changes = {
                "admin_system": system,
                "citations": (),
                "counterpart": chance.choice(units).uid,
            }
        functions[place] = replace(functions[place], **changes)
        touched = {functions[place].uid}
    return replace(unit, functions=tuple(functions)), touched


def edit_units(document, chance):
    """One unit changed, added, moved, renamed or taken away; and the uids touched."""
    units = list(document.units)
    place = chance.randrange(len(units))
    unit, touched = units[place], {units[place].uid}
    kind = chance.choice(
        ("functions", "functions", "functions", "unit", "description", "move", "rename", "drop")
    )
    if kind == "functions":
        units[place], touched = edit_functions(unit, units, chance)
    elif kind == "unit":
        touched = {f"unit-{chance.random()}"}
        made = make_unit(
            next(iter(touched)), chance.choice(NAMES), parent_uid=chance.choice(units).uid
        )
        units.insert(place, made)
    elif kind == "description":
        level = chance.randrange(1, 6)
        units[place] = replace(unit, description=words(chance), level=level)
    elif kind == "move":
        touched.add(unit.parent_uid)
        units[place] = replace(unit, parent_uid=chance.choice(units).uid)
    elif kind == "rename":
        units[place] = replace(unit, name=chance.choice(NAMES), code=chance.choice(units).code)
    elif len(units) > 2:
        touched.add(unit.parent_uid)
        touched |= {function.uid for function in units.pop(place).functions}
    return replace(document, units=tuple(units)), touched - {""}


def edit_rest(document, chance):
    """One article, competence or annex changed, added or taken away; and the uids touched."""
    part = chance.choice(("articles", "competences", "annexes"))
    rows = list(getattr(document, part))
    kind = chance.choice(("text", "text", "add", "drop"))
    field = "text" if part == "competences" else "body"
    if not rows:
        return document, set()
    place = chance.randrange(len(rows))
    touched = {rows[place].uid}
    if kind == "text":
        rows[place] = replace(rows[place], **{field: words(chance, 30)})
    elif kind == "add":
        touched = {f"row-{chance.random()}"}
        rows.append(replace(rows[place], uid=next(iter(touched)), **{field: words(chance)}))
    else:
        rows.pop(place)
    return replace(document, **{part: tuple(rows)}), touched


def edited(document, chance):
    """The document after one edit of a draft, and the uids that it touched."""
    edit = chance.choice((edit_units, edit_units, edit_units, edit_rest))
    return edit(document, chance)


@pytest.mark.parametrize("seed", range(int(os.environ.get("PGO_EXAMPLES", 40))))
def test_checking_after_edits_equals_checking_everything(seed):
    chance = random.Random(seed)
    document = clean() if seed % 4 else make_document(units=make_units(functions=6))
    facts = (FACTS, context())[seed % 2]
    findings = rules.check(document, facts)
    for _step in range(8):
        document, touched = edited(document, chance)
        findings = rules.recheck(document, facts, findings, touched)
        assert findings == rules.check(document, facts)


@pytest.mark.parametrize("start", ["sent", "province", "ministry", "mop"])
def test_checking_sound_texts_after_edits_equals_checking_everything(start):
    chance = random.Random(start)
    document, facts = examples.start(start)
    findings = rules.check(document, facts)
    for _step in range(12):
        document, touched = edited(document, chance)
        findings = rules.recheck(document, facts, findings, touched)
        assert findings == rules.check(document, facts)


def test_a_text_whose_uids_are_empty_or_repeated_is_checked_whole():
    sound = clean()
    for uid in ("", "ab", "a1", "ab-1"):
        units = (*sound.units, replace(sound.units[-1], uid=uid, functions=()))
        broken = replace(sound, units=units)
        findings = rules.recheck(broken, context(), rules.check(sound, context()), {"gds"})
        assert findings == rules.check(broken, context())


def test_a_change_of_the_title_or_the_entity_is_told_by_an_empty_uid():
    before = rules.check(clean(), context())
    other = replace(clean(), title="(COMPLETAR título)", entity=Entity("Otra entidad"))
    assert rules.recheck(other, context(), before, {""}) == rules.check(other, context()) != before


def test_a_rule_is_left_alone_while_nothing_changes_of_what_it_reads(monkeypatch):
    ran = []

    def watched(index, _context, _params):
        ran.append(index)
        yield from ()

    item = replace(rules.REGISTRY["R01"], check=watched, reads=("units",))
    monkeypatch.setitem(engine._REGISTRY, "R01", item)
    rules.recheck(clean(), context(), [], {"ab-1"})
    rules.recheck(clean(), context(), [], {"a1", "x1", "c1"})
    assert not ran
    rules.recheck(clean(), context(), [], {"ab"})
    rules.recheck(clean(), context(), [], {"gone"})
    assert len(ran) == 2


def test_an_unknown_part_is_a_mistake_of_the_programmer():
    with pytest.raises(ValueError):
        rules.rule(999, "structure", "warns", "loe", reads=("pages",))


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
    rules.recheck(clean(), context(), [], {"ab"})
    assert seen == ["oga", "ab"]
    seen.clear()
    rules.recheck(clean(), context(), [], {"ab-1"})
    assert seen == ["ab"], "its parent and children look at no function of it"


def test_a_rule_of_scope_unit_passes_over_what_stands_in_no_unit_and_has_not_changed(monkeypatch):
    seen = []
    item = replace(
        rules.REGISTRY["R73"],
        check=lambda index, _context, _params: iter(
            seen.extend({type(owner).__name__ for _text, _field, owner in index.scan_written}) or ()
        ),
    )
    monkeypatch.setitem(engine._REGISTRY, "R73", item)
    rules.recheck(clean(), context(), [], {"ab-1"})
    assert set(seen) == {"Unit"}
    seen.clear()
    rules.recheck(clean(), context(), [], {"a1"})
    assert {"Document", "Article"} <= set(seen)


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


def test_a_rule_for_some_supuestos_needs_no_dossier_to_know_them():
    broken = replace(clean(), units=(replace(clean().units[0], name=""), *clean().units[1:]))
    setting = {"R01": rules.RuleSetting(change_cases=("a",))}
    assert rules.check(broken, context(settings=setting, change_cases=("a", "c")), ["R01"])
    assert not rules.check(broken, context(settings=setting, change_cases=("b",)), ["R01"])
