"""Rules 47 and 48: functions against the text in force."""

from dataclasses import replace

import pytest
from rules_helpers import adding, clean, context, found, function, unit, with_unit, without

from pgo_core import rules
from pgo_core.dossier import Dossier, Equivalence, Reason
from pgo_core.rules.chapters.change import function_changes

OLD = function("old", "Promover la artesanía del distrito.")


def having(document, uid: str, *functions):
    """The document whose unit has these functions too, before its closing item."""
    present = document.unit_by_uid[uid].functions
    return with_unit(document, uid, functions=(*present[:-1], *functions, present[-1]))


def executive(base, **facts):
    facts.setdefault("dossier", Dossier())
    return replace(context(), government_level="national", executive=True, base=base, **facts)


def kinds(base, document) -> dict[str, str]:
    return {
        change.function.uid: change.kind
        for change in function_changes(base, document)
        if change.kind != "unchanged"
    }


def test_functions_are_paired_by_their_id():
    base = having(clean(), "gds", OLD)
    assert kinds(base, base) == {}
    assert kinds(clean(), base) == {"old": "new"}
    assert kinds(base, clean()) == {"old": "removed"}
    assert kinds(base, having(clean(), "ssp", OLD)) == {"old": "reassigned"}
    reworded = replace(OLD, text="Promover la artesanía y el turismo.")
    assert kinds(base, having(clean(), "gds", reworded)) == {"old": "modified"}
    assert kinds(base, having(clean(), "ssp", reworded)) == {"old": "reassigned"}


def test_capitals_and_punctuation_are_no_change():
    louder = replace(OLD, text="PROMOVER la artesanía, del distrito")
    assert kinds(having(clean(), "gds", OLD), having(clean(), "gds", louder)) == {}


def test_r47_is_of_the_executive_only():
    document = having(clean(), "gds", OLD)
    facts = executive(clean())
    assert found(document, "R47", facts) == [("old", "new", "blocks")]
    assert found(document, "R47", replace(facts, executive=False)) == []
    local = context(base=clean(), dossier=Dossier())
    assert found(document, "R47", local) == []
    assert "R47" not in rules.skipped(document, context())


def test_r47_a_reason_without_text_is_none():
    document = having(clean(), "gds", OLD)
    for text, expected in ((" ", [("old", "new", "blocks")]), ("Ley 1.", [])):
        facts = executive(clean(), dossier=Dossier(function_reasons=(Reason("old", text),)))
        assert found(document, "R47", facts) == expected


def test_r47_the_units_with_a_ficha_are_a_parameter():
    document = having(clean(), "oaj", OLD)
    facts = executive(clean())
    assert found(document, "R47", facts) == []
    setting = rules.RuleSetting(parameters={"natures": ["line", "advisory"]})
    assert found(document, "R47", facts.with_settings(R47=setting)) == [("old", "new", "blocks")]


def test_r47_a_reassigned_function_names_its_origin():
    facts = executive(having(clean(), "gds", OLD))
    (finding,) = rules.check(having(clean(), "ssp", OLD), facts, ["R47"])
    assert finding.variant == "reassigned"
    assert "Gerencia de Desarrollo Social" in finding.message()


def test_r47_the_closing_item_needs_no_reason():
    closing = function("z", "Otras que señale la ley.")
    assert found(having(clean(), "gds", closing), "R47", executive(clean())) == []


def test_r47_needs_the_text_in_force_and_does_not_apply_to_the_first():
    facts = executive(None)
    assert "R47" in rules.skipped(clean(), facts)
    assert "R47" not in rules.skipped(clean(), replace(facts, is_first=True))


def test_r48_a_lost_function_blocks_in_the_executive_only():
    base = having(clean(), "gds", OLD)
    assert found(clean(), "R48", context(base=base)) == [("gds", "deleted", "warns")]
    assert found(clean(), "R48", executive(base)) == [("gds", "deleted", "blocks")]


def test_r48_each_lost_function_is_told_and_keeps_its_own_key():
    other = function("other", "Organizar ferias artesanales.")
    base = having(clean(), "gds", OLD, other)
    keys = [finding.key() for finding in rules.check(clean(), context(base=base), ["R48"])]
    assert keys == ["R48:gds:deleted:old", "R48:gds:deleted:other"]


@pytest.mark.parametrize(
    "kept",
    [OLD, function("copy", "PROMOVER la artesanía del distrito"), replace(OLD, text="Otra cosa.")],
)
def test_r48_what_is_reworded_moved_or_copied_is_not_lost(kept):
    base = having(clean(), "gds", OLD)
    assert found(having(clean(), "ssp", kept), "R48", context(base=base)) == []


def test_r48_closing_and_blank_items_may_go():
    gone = (function("x", "Otras que señale la ley."), function("y", " "))
    assert found(clean(), "R48", context(base=having(clean(), "gds", *gone))) == []


def gone_unit():
    extra = unit("sar", "Subgerencia de Artesanía", "line", 3, "07.1.2", "gds")
    return adding(clean(), replace(extra, functions=(OLD, function("o", "Organizar ferias."))))


def test_r48_the_functions_of_a_unit_that_is_gone_are_told_once():
    (finding,) = rules.check(clean(), context(base=gone_unit()), ["R48"])
    assert (finding.target_uid, finding.variant) == ("", "orphaned")
    assert "Subgerencia de Artesanía" in finding.message() and " 2 " in finding.message()


@pytest.mark.parametrize(("heir", "lost"), [("ssp", False), ("nobody", True), ("", True)])
def test_r48_a_unit_with_an_heir_loses_nothing_but_the_heir_must_be_there(heir, lost):
    facts = context(base=gone_unit(), dossier=Dossier(equivalences=(Equivalence("sar", heir),)))
    assert found(clean(), "R48", facts) == ([("", "orphaned", "warns")] if lost else [])


def test_r48_reasons_are_by_function():
    dossier = Dossier(function_reasons=(Reason("old", "Ley 1."),))
    (finding,) = rules.check(clean(), context(base=gone_unit(), dossier=dossier), ["R48"])
    assert " 1 " in finding.message()


@pytest.mark.parametrize("rule_id", ["R47", "R48"])
def test_nothing_is_found_between_empty_texts(rule_id):
    empty = clean(units=())
    assert found(empty, rule_id, executive(empty)) == []


def test_r40_knows_what_changed_from_the_text_in_force():
    bare = replace(OLD, citations=())
    document = having(clean(), "gds", bare)
    assert found(document, "R40", context(base=clean())) == [("old", "new", "blocks")]
    assert found(document, "R40", context(base=document)) == [("old", "found", "warns")]
    assert found(document, "R40", context(is_first=True)) == [("old", "new", "blocks")]
    assert found(document, "R40", context(base=clean(), changed=frozenset())) == [
        ("old", "found", "warns")
    ]


def test_a_base_without_units_makes_every_function_new():
    base = without(clean(), *[item.uid for item in clean().units])
    assert set(kinds(base, clean()).values()) == {"new"}
