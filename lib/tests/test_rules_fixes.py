"""A fix mends its finding and brings nothing that blocks."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rules_helpers import clean, context, with_texts, with_unit

from pgo_core import rules
from pgo_core.document import Function, from_json
from pgo_core.rules import examples, fixes


@pytest.fixture(scope="module")
def mendable():
    """The examples and their findings for which a fix is offered, by rule."""
    found = {rule_id: [] for rule_id in rules.REGISTRY}
    for example in examples.every():
        for finding in example.run():
            if fixes.fix(example.document, finding):
                found[example.rule_id].append((example, finding))
    return found


@pytest.mark.parametrize("rule_id", sorted(rules.REGISTRY))
def test_a_fix_mends_the_finding_it_is_offered_for(mendable, rule_id):
    for example, finding in mendable[rule_id]:
        before = rules.check(example.document, example.context)
        edits = fixes.fix(example.document, finding).edits
        mended = fixes.apply(example.document, edits)
        after = rules.check(mended, example.context)
        assert finding.key() not in {one.key() for one in after}, example.tells
        known = {one.key() for one in rules.blocking(before)}
        assert {one.key() for one in rules.blocking(after)} <= known, example.tells


def test_most_kinds_of_fix_are_seen_in_the_examples(mendable):
    offered = {
        (finding.rule_id, finding.variant)
        for pairs in mendable.values()
        for _example, finding in pairs
    }
    assert {
        ("R12", "found"),
        ("R32", "found"),
        ("R35", "missing"),
        ("R36", "typed_letter"),
        ("R52", "near"),
        ("R56", "foreign"),
    } <= offered


def only(document, rule_id, facts=None):
    (finding,) = rules.check(document, facts or context(), [rule_id])
    return finding


def test_a_purpose_clause_in_the_middle_is_left_to_the_person():
    document = with_texts(
        clean(), "ab", "Dirigir las compras a fin de ahorrar, evaluando los resultados."
    )
    assert fixes.fix(document, only(document, "R32")) is None


def test_a_purpose_clause_at_the_end_is_cut():
    document = with_texts(
        clean(), "ab", "Dirigir las compras de la entidad, a fin de ahorrar recursos."
    )
    (edit,) = fixes.fix(document, only(document, "R32")).edits
    assert edit.value == "Dirigir las compras de la entidad."


def test_the_closing_clause_names_who_assigns():
    document = with_unit(clean(), "ab", functions=clean().unit_by_uid["ab"].functions[:-1])
    fix = fixes.fix(document, only(document, "R35"))
    assert "Oficina General de Administración" in fix.tells
    assert fixes.apply(document, fix.edits).unit_by_uid["ab"].functions[-1].text in fix.tells


def test_what_needs_a_decision_has_no_fix():
    document = replace(clean(), units=(replace(clean().units[0], name=""), *clean().units[1:]))
    assert fixes.fix(document, only(document, "R01")) is None
    found = rules.check(document, context())
    fixable = fixes.fixable(document, found)
    assert fixable == {one.key() for one in found if fixes.fix(document, one)}
    assert not any(key.startswith("R01") for key in fixable)


def test_codes_that_are_right_are_not_offered_anew():
    finding = rules.Finding("R27", "warns", "ab", "unit", variant="prefix")
    assert fixes.fix(examples.start("province")[0], finding) is None


def test_wrong_codes_are_made_anew_from_the_order_of_the_text():
    path = Path(__file__).parents[2] / "docs/examples/district.document.json"
    sound = from_json(json.loads(path.read_text("utf-8")))
    deep = next(unit for unit in sound.units if unit.level == 3)
    document = with_unit(sound, deep.uid, code="07.9.4")
    found = rules.check(document, rules.for_document(document), ["R27"])
    assert {finding.target_uid for finding in found} >= {deep.uid}
    mended = fixes.apply(document, fixes.fix(document, found[0]).edits)
    assert rules.check(mended, rules.for_document(mended), ["R25", "R26", "R27"]) == []


def test_norms_named_in_the_function_become_its_legal_basis():
    text = "Administrar el cementerio según el numeral 4.1 del artículo 80 de la Ley N° 27972."
    function = Function("gds-1", text)
    unit = clean().unit_by_uid["gds"]
    document = with_unit(clean(), "gds", functions=(function, *unit.functions[1:]))
    finding = only(document, "R40", context(changed=frozenset({"gds-1"})))
    fix = fixes.fix(document, finding)
    assert "Ley N° 27972, art. 80" in fix.tells
    (cited,) = fixes.apply(document, fix.edits).unit_by_uid["gds"].functions[0].citations
    assert (cited.norm, cited.article) == ("LEY-27972", "80")


def test_a_function_that_names_no_norm_is_cited_by_hand():
    unit = clean().unit_by_uid["gds"]
    function = Function("gds-1", "Administrar el cementerio municipal.")
    document = with_unit(clean(), "gds", functions=(function, *unit.functions[1:]))
    finding = only(document, "R40", context(changed=frozenset({"gds-1"})))
    assert fixes.fix(document, finding) is None
