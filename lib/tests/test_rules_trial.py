"""What if a rule changed: the difference is that of two checks, and nothing passes in silence."""

import json
from dataclasses import replace

import pytest
from builders import random_document
from hypothesis import given
from hypothesis import strategies as st
from rules_helpers import clean, context, function, unit

from pgo_core import document as core
from pgo_core import rules
from pgo_core.rules import RuleSetting, engine, parallel, texts, trial

IDS = st.sampled_from([rule.id for rule in rules.rules()])
SETTINGS = st.builds(
    RuleSetting,
    severity=st.sampled_from([None, *rules.SEVERITIES]),
    active=st.booleans(),
    entity_types=st.sampled_from([(), ("district_municipality",), ("ministry",)]),
    valid_from=st.sampled_from(["", "2020-01-01", "2030-01-01"]),
    valid_to=st.sampled_from(["", "2021-01-01", "2031-01-01"]),
)
MIRROR = {
    "newly_failing": "no_longer_failing",
    "no_longer_failing": "newly_failing",
    "stricter": "milder",
    "milder": "stricter",
}


def thin(functions=1):
    """A text with one unit that has few functions (R30 advises more)."""
    few = tuple(
        function(f"few-{n}", f"Ejecutar la tarea {n} de la subgerencia.") for n in range(functions)
    )
    added = unit("few", "Subgerencia Pequeña", "line", 3, "07.1.9", "gds", functions=few)
    return replace(clean(), units=(*clean().units, added))


@given(random_document(), IDS, SETTINGS, SETTINGS)
def test_each_side_is_what_a_check_finds(document, rule_id, before, after):
    facts = context(today="2026-06-01")
    outcome = trial.compare(document, facts, rule_id, before, after)
    for side, setting in ((outcome.before, before), (outcome.after, after)):
        found = rules.check(document, facts.with_settings(**{rule_id: setting}), [rule_id])
        assert list(side.found) == found
        assert side.fails == (bool(found) and side.standing != "unchecked")
    assert outcome.change in trial.CHANGES


@given(random_document(), IDS, SETTINGS, SETTINGS)
def test_the_change_undone_is_its_mirror(document, rule_id, before, after):
    there = trial.compare(document, context(), rule_id, before, after)
    back = trial.compare(document, context(), rule_id, after, before)
    assert back.change == MIRROR.get(there.change, there.change)
    assert (back.appeared, back.gone) == (there.gone, there.appeared)


@given(random_document(), IDS, SETTINGS)
def test_no_change_of_the_rule_changes_nothing(document, rule_id, setting):
    outcome = trial.compare(document, context(), rule_id, setting, setting)
    assert outcome.before == outcome.after and not outcome.appeared and not outcome.gone
    assert outcome.change in ("still_failing", "still_holding", "unchecked")


@given(st.lists(st.tuples(random_document(), IDS), max_size=4), SETTINGS, SETTINGS)
def test_the_tally_counts_every_text_once(pairs, before, after):
    outcomes = [trial.compare(text, context(), one, before, after) for text, one in pairs]
    counts = trial.tally(outcomes)
    assert tuple(counts) == trial.CHANGES and sum(counts.values()) == len(pairs)


def test_a_stricter_figure_makes_a_text_fail_and_says_where():
    before, after = RuleSetting(parameters={"advised": 1}), RuleSetting(parameters={"advised": 26})
    outcome = trial.compare(thin(2), context(), "R30", before, after)
    assert (outcome.before.standing, outcome.change) == ("holds", "newly_failing")
    assert "few" in {finding.target_uid for finding in outcome.appeared}
    assert not outcome.gone


def test_a_severity_alone_is_stricter_and_finds_the_same():
    document = replace(
        clean(), units=(*clean().units, unit("x", "Subgerencia X", "line", 3, "", "gds"))
    )
    before, after = RuleSetting(severity="informs"), RuleSetting(severity="blocks")
    outcome = trial.compare(document, context(), "R01", before, after)
    assert (outcome.before.standing, outcome.after.standing) == ("informs", "blocks")
    assert outcome.change == "stricter" and not outcome.appeared and not outcome.gone


def test_a_rule_that_starts_to_apply_or_lacks_a_fact():
    off, on = RuleSetting(active=False), RuleSetting()
    facts = context(is_first=False)
    needs = next(
        rule.id
        for rule in rules.rules()
        if "dossier" in rule.requires and rule.applies(clean(), facts)
    )
    outcome = trial.compare(clean(), facts, needs, off, on)
    assert outcome.before.standing == "not_applied" and outcome.after.standing == "unchecked"
    assert outcome.after.missing and outcome.change == "unchecked"
    assert trial.compare(clean(), context(), "R30", on, off).after.standing == "not_applied"


@pytest.mark.parametrize("rule", rules.rules(), ids=lambda rule: rule.id)
def test_every_fact_that_a_rule_needs_has_its_words(rule):
    assert set(rule.requires) <= set(texts.catalogue()["labels"]["fact"])


def test_a_rule_that_raises_is_unchecked(monkeypatch):
    def broken(index, facts, parameters):
        raise RuntimeError
        yield

    monkeypatch.setitem(engine._REGISTRY, "R30", replace(engine.REGISTRY["R30"], check=broken))
    outcome = trial.compare(clean(), context(), "R30", RuleSetting(), RuleSetting())
    assert outcome.before.standing == "unchecked" and outcome.change == "unchecked"


def test_a_rule_that_does_not_exist():
    with pytest.raises(KeyError):
        trial.compare(clean(), context(), "R999", RuleSetting(), RuleSetting())


@pytest.mark.parametrize("processes", [1, 2])
def test_texts_checked_in_processes_are_those_checked_one_by_one(processes):
    texts = [thin(count) for count in range(1, 6)] * 9
    items = [(json.dumps(core.to_json(text)), context()) for text in texts]
    items.insert(3, ("{}", context()))
    items.insert(7, (b"\xff no JSON", context()))
    answers = list(parallel.check_texts(iter(items), processes=processes))
    assert [bool(one.problem) for one in answers] == [
        place in (3, 7) for place in range(len(items))
    ]
    sound = [one.findings for one in answers if not one.problem]
    assert sound == [tuple(rules.check(text, context())) for text in texts]


def test_a_run_that_is_left_halfway_ends_its_processes():
    items = ((json.dumps(core.to_json(thin())), context()) for _turn in range(200))
    answers = parallel.check_texts(items, only=["R30"])
    assert {one.rule_id for one in next(answers).findings} <= {"R30"}
    answers.close()
    assert next(items, None) is not None, "not everything was taken beforehand"
