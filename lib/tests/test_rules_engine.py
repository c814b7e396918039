"""The engine: severity, settings, isolation, stable keys, texts."""

import json
import string
from dataclasses import replace
from pathlib import Path

import pytest
from rules_helpers import clean, context, found, with_unit

from pgo_core import rules
from pgo_core.rules import engine, examples, rulebook, texts
from pgo_core.rules.__main__ import main


@pytest.fixture
def spare_rule(monkeypatch):
    """Registers rules for one test only."""
    registry = dict(engine._REGISTRY)

    def add(check, **options):
        values = {"chapter": "structure", "severity": "blocks", "basis": "loe", **options}
        rule_id = values.pop("id", "R99")
        registry[rule_id] = rules.Rule(rule_id, 99, check=check, **values)
        monkeypatch.setattr(engine, "_REGISTRY", registry)
        return rule_id

    return add


def test_a_rule_that_raises_becomes_a_finding_and_keeps_what_it_had_found(spare_rule):
    def broken(index, context, params):
        yield rules.Hit("oaj", "unit")
        raise RuntimeError("boom")

    spare_rule(broken)
    variants = [
        (item.target_uid, item.variant, item.severity)
        for item in rules.check(clean(), context(), ["R99"])
    ]
    assert variants == [("", "could_not_check", "blocks"), ("oaj", "found", "blocks")]


def test_a_rule_that_raises_says_so_in_spanish(spare_rule):
    def broken(index, context, params):
        raise ValueError("x")
        yield

    spare_rule(broken)
    (finding,) = rules.check(clean(), context(), ["R99"])
    assert "No se pudo revisar" in finding.message() and "ValueError" in finding.message()


def test_a_bad_parameter_is_reported_and_not_ignored():
    facts = context().with_settings(R01=rules.RuleSetting(parameters={"parent_from_level": 99}))
    assert found(clean(), "R01", facts) == [("", "could_not_check", "blocks")]


@pytest.mark.parametrize(
    "changes", [{"parent_from_level": 0}, {"parent_from_level": "2"}, {"other": 1}]
)
def test_parameters_out_of_range_unknown_or_of_another_type_are_refused(changes):
    with pytest.raises(rules.ParameterError):
        rules.REGISTRY["R01"].resolve(changes)


def test_a_setting_changes_the_severity():
    facts = context().with_settings(R06=rules.RuleSetting(severity="informs"))
    assert found(with_unit(clean(), "oci", level=2), "R06", facts) == [("oci", "found", "informs")]


def test_an_inactive_rule_does_not_run():
    facts = context().with_settings(R06=rules.RuleSetting(active=False))
    assert found(with_unit(clean(), "oci", level=2), "R06", facts) == []


def test_what_rests_on_the_lineamientos_alone_never_blocks_outside_the_executive(spare_rule):
    def any_hit(index, context, params):
        yield rules.Hit("", "document")

    spare_rule(any_hit, basis="lineamientos")
    assert rules.check(clean(), context(), ["R99"])[0].severity == "warns"
    assert rules.check(clean(), replace(context(), executive=True), ["R99"])[0].severity == "blocks"


def test_the_key_of_a_finding_survives_another_severity_and_text():
    spoiled = with_unit(clean(), "oci", level=2)
    (before,) = rules.check(spoiled, context(), ["R06"])
    facts = context().with_settings(R06=rules.RuleSetting(severity="warns"))
    (after,) = rules.check(with_unit(spoiled, "oci", name="OCI"), facts, ["R06"])
    assert before.key() == after.key() == "R06:oci:found"
    assert before.message() != after.message()


def test_keys_are_unique_and_the_order_is_deterministic():
    spoiled = replace(
        clean(), units=tuple(replace(item, code="", level=7) for item in clean().units)
    )
    first, second = rules.check(spoiled, context()), rules.check(spoiled, context())
    assert first == second
    keys = [finding.key() for finding in first]
    assert len(keys) == len(set(keys))


def test_the_clean_document_has_no_finding_at_all():
    assert rules.check(clean(), context()) == []


def test_a_rule_that_lacks_a_fact_is_named_as_skipped():
    assert "R58" in rules.skipped(clean(), context())
    whole, facts = examples.start("sent")
    assert "R58" not in rules.skipped(whole, facts)


def test_report_and_json_tell_message_hint_and_citation():
    findings = rules.check(with_unit(clean(), "oci", level=2), context(), ["R06"])
    text = rules.report(findings)
    assert (
        "[Impide enviar] R06" in text
        and "Órgano de Control Institucional" in text
        and "art. 9.1" in text
    )
    (data,) = json.loads(json.dumps(rules.to_json(findings)))
    assert data["target"] == {"kind": "unit", "uid": "oci", "field": "level"}
    assert data["hint"] and data["citation"] and data["severity"] == "blocks"
    assert rules.report([]) == "Ninguna observación.\n"


def test_every_rule_has_its_texts_and_every_text_its_rule():
    assert set(texts.catalogue()["rules"]) == set(rules.REGISTRY)
    for rule in rules.rules():
        assert rule.title.endswith(".") and rule.citation and rule.citations
        told = texts.catalogue()["rules"][rule.id].get("parameters", {})
        assert told.keys() == rule.parameters.keys(), rule.id
        for variant in texts.variants(rule.id).values():
            assert variant["message"].endswith(".") and variant["hint"].endswith(".")
            fields = [
                name for _text, name, _spec, _conv in string.Formatter().parse(variant["message"])
            ]
            assert all(name is None or name.isidentifier() for name in fields)


def test_an_unknown_municipal_type_is_refused():
    with pytest.raises(ValueError, match="ministry"):
        rules.municipal("ministry")


def test_the_page_of_the_rulebook_is_the_one_generated_from_the_rules():
    page = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
    assert page.read_text(encoding="utf-8") == rulebook.markdown(), "run python -m pgo_core.rules"


def test_the_list_of_rules_is_plain_data():
    data = json.loads(json.dumps(rulebook.listing()))
    assert [item["id"] for item in data] == [rule.id for rule in rules.rules()]
    assert all(item["citations"] and item["variants"] for item in data)
    assert next(item for item in data if item["id"] == "R14")["waivable"] is False


def test_the_command_refuses_what_it_does_not_know(capsys):
    assert main(["--what"]) == 2
    assert "usage" in capsys.readouterr().err
