"""The entity and the evaluator see the same findings, and no rule fails on anything that the schema
admits."""

import json
import logging
import os
import random
from dataclasses import replace
from unicodedata import normalize

import pytest
from anything import contexts, documents
from hypothesis import given, settings
from rules_helpers import clean, context

from pgo_core import plain, rules, seal
from pgo_core.document import from_json, to_json
from pgo_core.rules import engine, examples

#: 25 here, 500 with PGO_EXAMPLES=500.
MANY = settings(max_examples=int(os.environ.get("PGO_EXAMPLES", "0")) or 25)


def sealed(document):
    """The Document as who receives its sealed bytes reads it."""
    return from_json(json.loads(seal.canonical(document)))


def told(facts):
    """The JSON form of facts, with that of the Documents among them."""
    return json.loads(json.dumps(plain.dump(facts, frozenset({"schema_version"}))))


def as_json(facts):
    """The facts as who receives their JSON reads them."""
    return rules.read_context(told(facts))


def shuffled(value, chance, form):
    """The same JSON with its keys in another order and its texts in another Unicode form."""
    if isinstance(value, dict):
        pairs = list(value.items())
        chance.shuffle(pairs)
        return {key: shuffled(inner, chance, form) for key, inner in pairs}
    if isinstance(value, list):
        return [shuffled(inner, chance, form) for inner in value]
    return normalize(form, value) if isinstance(value, str) else value


@MANY
@given(documents(), contexts())
def test_entity_and_evaluator_find_the_same(document, facts):
    entity = rules.check(document, facts)
    evaluator = rules.check(sealed(document), as_json(facts))
    assert entity == evaluator
    assert rules.report(entity) == rules.report(evaluator)
    assert rules.skipped(document, facts) == rules.skipped(sealed(document), as_json(facts))


@MANY
@given(documents(), contexts())
def test_no_rule_fails_on_anything_that_the_schema_admits(document, facts):
    findings = rules.check(document, facts)
    assert not [one for one in findings if one.variant == "could_not_check"]
    json.dumps(rules.to_json(findings))
    assert rules.recheck(document, facts, findings, {"a", "f1"}) == findings


def test_a_unit_that_comes_twice_is_the_same_for_both_sides():
    sound = clean()
    near = "Elaborar el informe anual de seguimiento de los convenios de la municipalidad."
    one, two = (
        replace(unit, functions=(replace(unit.functions[0], text=text), *unit.functions[1:]))
        for unit, text in zip(
            sound.units[7:9], (near, near.replace("Elaborar", "Formular")), strict=True
        )
    )
    for units in ((one, two, one), (two, one, one), (one, one, two)):
        document = replace(sound, units=(*sound.units[:7], *units, *sound.units[9:]))
        findings = rules.check(document, context())
        assert findings == rules.check(sealed(document), context())
        assert "R37" in {finding.rule_id for finding in findings}


@given(documents(), contexts())
def test_the_order_of_keys_and_the_form_of_letters_make_no_difference(document, facts):
    data, known = to_json(document), told(facts)
    chance = random.Random(1)
    wanted = rules.check(from_json(data), rules.read_context(known))
    for form in ("NFC", "NFD"):
        other = from_json(shuffled(data, chance, form))
        assert rules.check(other, rules.read_context(shuffled(known, chance, form))) == wanted


def test_a_rule_that_fails_is_logged_and_leaves_the_others_alone(monkeypatch, caplog):
    def broken(index, _context, _params):
        raise RuntimeError("boom")
        yield

    document, facts = examples.start("sent")
    spoiled = replace(document, title="(COMPLETAR título)")
    wanted = rules.check(spoiled, facts)
    monkeypatch.setitem(engine._REGISTRY, "R31", replace(rules.REGISTRY["R31"], check=broken))
    with caplog.at_level(logging.WARNING):
        findings = rules.check(spoiled, facts)
    failed = [one for one in findings if one.variant == "could_not_check"]
    assert [one.rule_id for one in failed] == ["R31"]
    assert [one for one in findings if one not in failed] == wanted
    assert "R31" in caplog.text and "boom" in caplog.text


@pytest.mark.parametrize("rule", rules.rules(), ids=lambda rule: rule.id)
def test_a_parameter_out_of_its_range_is_refused(rule):
    for name, parameter in rule.parameters.items():
        wrong = [object(), None]
        wrong += [parameter.minimum - 1] if parameter.minimum is not None else []
        wrong += [parameter.maximum + 1] if parameter.maximum is not None else []
        wrong += ["odd"] if parameter.choices else []
        for value in wrong:
            with pytest.raises(rules.ParameterError):
                rule.resolve({name: value})
        facts = context().with_settings(
            **{rule.id: rules.RuleSetting(parameters={name: wrong[-1]})}
        )
        found = rules.check(clean(), facts, only=[rule.id])
        assert {one.variant for one in found} <= {"could_not_check"}
