"""Supuestos computed from two texts, and what they ask for (LOE 46, 47, 50, 51)."""

from dataclasses import replace

import pytest
from builders import random_document
from hypothesis import given
from rules_helpers import adding, clean, function, unit, with_unit, without

from pgo_core import change_cases as cc
from pgo_core.dossier import CHANGE_CASES, DOCUMENT_KINDS, REPORT_SECTIONS, Equivalence

BASE = clean()
NEW_LOW = unit("sps", "Subgerencia de Programas Sociales", "line", 3, "07.1.2", "gds")
NEW_HIGH = unit("gdu", "Gerencia de Desarrollo Urbano", "line", 2, "07.2", "gm")


def uid(unit_uid, text, document=BASE):
    """A document whose unit has its functions and one more."""
    target = document.unit_by_uid[unit_uid]
    return with_unit(document, unit_uid, functions=(*target.functions, function("n1", text)))


def moved(function_uid, from_uid, to_uid, text=None):
    source, target = BASE.unit_by_uid[from_uid], BASE.unit_by_uid[to_uid]
    taken = next(item for item in source.functions if item.uid == function_uid)
    rest = tuple(item for item in source.functions if item.uid != function_uid)
    arrived = taken if text is None else replace(taken, text=text)
    document = with_unit(BASE, from_uid, functions=rest)
    return with_unit(document, to_uid, functions=(*target.functions, arrived))


def relettered(document):
    """The same text written anew: other uids everywhere."""
    units = tuple(
        replace(
            item,
            uid=f"x-{item.uid}",
            parent_uid=item.parent_uid and f"x-{item.parent_uid}",
            functions=tuple(replace(each, uid=f"x-{each.uid}") for each in item.functions),
        )
        for item in document.units
    )
    return replace(document, units=units)


@pytest.mark.parametrize(
    ("proposal", "cases", "sub_cases"),
    [
        (BASE, "", ""),
        (relettered(BASE), "", ""),
        (adding(BASE, NEW_LOW), "a", "B"),
        (adding(BASE, NEW_HIGH), "a", "A"),
        (adding(BASE, NEW_LOW, NEW_HIGH), "a", "C"),
        (without(BASE, "ab"), "b", "E"),
        (without(BASE, "ccl"), "b", "D"),
        (without(BASE, "ab", "ccl"), "b", "F"),
        (adding(without(BASE, "ab"), NEW_HIGH), "ab", "AE"),
        (with_unit(BASE, "ab", level=2), "ab", "AE"),
        (with_unit(BASE, "gds", name="Gerencia Social"), "", ""),
        (with_unit(BASE, "ab", parent_uid="opp"), "", ""),
        (uid("gds", "Evaluar los servicios sociales."), "c", "I"),
        (uid("ssp", "Evaluar los servicios sociales."), "c", "J"),
        (moved("gds-1", "gds", "opp"), "c", "G"),
        (moved("ab-1", "ab", "ssp"), "c", "H"),
        (moved("ab-1", "ab", "oga"), "c", "GH"),
        (moved("gds-1", "gds", "opp", "Conducir otra cosa."), "c", "GI"),
        (adding(uid("gds", "Evaluar los servicios sociales."), NEW_LOW), "a", "BI"),
    ],
)
def test_what_two_texts_show(proposal, cases, sub_cases):
    found = cc.changes(BASE, proposal)
    assert cc.computed(BASE, proposal) == cc.cases(found) == frozenset(cases)
    assert cc.sub_cases(found) == frozenset(sub_cases)


def test_a_first_text_is_a_creation():
    found = cc.changes(None, BASE)
    assert cc.computed(None, BASE) == {"d"} and found.created == BASE.units
    assert cc.sub_cases(found) == {"C"}
    assert cc.sub_cases(cc.changes(None, replace(BASE, units=()))) == frozenset()


def test_a_removed_function_is_a_modification_of_its_unit():
    shorter = with_unit(BASE, "ssp", functions=BASE.unit_by_uid["ssp"].functions[1:])
    found = cc.changes(BASE, shorter)
    assert [item.unit.uid for item in found.modified] == ["ssp"] and not found.reassigned


def test_capitals_and_punctuation_change_nothing_and_words_do():
    first, *rest = BASE.unit_by_uid["gds"].functions
    same = replace(first, text=first.text.upper().rstrip("."))
    assert cc.computed(BASE, with_unit(BASE, "gds", functions=(same, *rest))) == frozenset()
    other = replace(first, text=first.text.replace("Dirigir", "Conducir"))
    assert cc.computed(BASE, with_unit(BASE, "gds", functions=(other, *rest))) == {"c"}


def test_functions_of_a_removed_unit_that_another_receives_are_reassigned():
    gone = BASE.unit_by_uid["ab"].functions
    proposal = without(BASE, "ab")
    heir = proposal.unit_by_uid["oga"]
    proposal = with_unit(proposal, "oga", functions=(*heir.functions, *gone))
    found = cc.changes(BASE, proposal)
    # The closing item of both says the same words, so it counts as one of those received.
    assert {item.unit.uid for item in found.reassigned} == {"oga"} and not found.modified
    assert cc.cases(found) == {"b"} and cc.sub_cases(found) == {"E", "G"}


def test_the_one_heir_of_a_unit_is_that_unit():
    heir = replace(BASE.unit_by_uid["ab"], uid="log", name="Oficina de Logística")
    proposal = adding(without(BASE, "ab"), heir)
    assert cc.computed(BASE, proposal) == {"a", "b"}
    found = cc.changes(BASE, proposal, (Equivalence("ab", "log"),))
    assert cc.cases(found) == frozenset() and [new.uid for _old, new in found.renamed] == ["log"]
    merged = (Equivalence("ab", "log"), Equivalence("opp", "log"))
    assert cc.cases(cc.changes(BASE, proposal, merged)) == {"a", "b"}


@pytest.mark.parametrize(
    ("letters", "sections"),
    [
        ("", ()),
        ("z", ()),
        ("c", ("functions", "no_duplication")),
        ("b", ("need", "structure", "functions", "no_duplication")),
        ("bc", ("need", "structure", "functions", "no_duplication")),
        ("a", REPORT_SECTIONS),
        ("d", REPORT_SECTIONS),
        ("cd", REPORT_SECTIONS),
    ],
)
def test_sections_of_the_report(letters, sections):
    assert cc.required_sections(letters) == sections


BASIC = {"draft_instrument", "draft_document", "technical_report", "legal_report"}


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (("rof", "district_municipality"), set()),
        (("rof", "regional_government"), set()),
        (("rof", "ministry", True), {"explanatory_statement", "technical_sheets"}),
        (("rof", "ministry", True, "I"), {"explanatory_statement", "technical_sheets"}),
        (("rof", "ministry", True, "EH"), {"technical_sheets"}),
        (("rof", "regulator", True, "B"), {"technical_sheets", "sector_conformity"}),
        (("mop", "academic_body"), set()),
        (("mop", "programme"), {"process_map"}),
    ],
)
def test_documents_of_the_dossier(arguments, more):
    asked = cc.required_documents(*arguments)
    assert set(asked) == BASIC | more and set(asked) <= set(DOCUMENT_KINDS)


def test_a_model_has_no_dossier():
    assert cc.required_documents("model") == () == cc.instruments("model", "local")


@pytest.mark.parametrize(
    ("arguments", "kind", "because"),
    [
        (("mop", True, "a", "A"), "not_applicable", ()),
        (("rof", False, "a", "A"), "optional", ()),
        (("rof", True, "a", "A"), "mandatory", ("A",)),
        (("rof", True, "ac", "BG"), "mandatory", ("B",)),
        (("rof", True, "b", "E"), "not_applicable", ("E",)),
        (("rof", True, "c", "GHJ"), "not_applicable", ("G", "H", "J")),
        (("rof", True, "c", "I"), "mandatory", ("I",)),
        (("rof", True, "b", "D"), "mandatory", ("D",)),
        (("rof", True, "d", "E"), "mandatory", ("d",)),
        (("rof", True, "b"), "mandatory", ()),
        (("rof", True, "a"), "mandatory", ("a",)),
    ],
)
def test_opinion(arguments, kind, because):
    assert cc.opinion(*arguments) == cc.Opinion(kind, because)


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("rof", "local"), ("municipal_ordinance",)),
        (("rof", "regional"), ("regional_ordinance",)),
        (("rof", "national"), ("head_resolution",)),
        (("rof", "national", True, "ministry"), ("supreme_decree", "ministerial_resolution")),
        (("rof", "national", True, "ministry", "I"), ("supreme_decree",)),
        (("rof", "national", True, "regulator", "BJ"), ("head_resolution",)),
        (("mop", "local"), ("mayor_decree",)),
        (("mop", "regional"), ("regional_decree",)),
        (("rof", ""), ()),
    ],
)
def test_instruments(arguments, keys):
    assert cc.instruments(*arguments) == keys


@given(random_document(), random_document())
def test_any_two_documents_compare(base, proposal):
    found = cc.changes(base, proposal)
    assert cc.cases(found) <= set(CHANGE_CASES) - {"d"}
    assert cc.sub_cases(found) <= set("ABCDEFGHIJ"), "those of L02, Cuadro N° 1"
    assert len(found.created) - len(found.removed) == len(proposal.units) - len(base.units)
    assert cc.computed(proposal, proposal) == frozenset()
