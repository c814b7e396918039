"""Rules 57, 58, 60-63, 65, 87, 89 and 92: what their examples cannot say."""

from dataclasses import replace
from time import process_time

import pytest
from builders import random_document
from hypothesis import given
from hypothesis import strategies as st
from rules_helpers import adding, clean, context, found, unit, with_unit, without

from pgo_core import dossier as facts
from pgo_core import rules
from pgo_core.document import Unit
from pgo_core.dossier import (
    Approval,
    Budget,
    Clock,
    Dossier,
    DossierDocument,
    Equivalence,
    Publication,
    StaffRow,
    StaffTable,
    UnitReason,
)
from pgo_core.rules import RuleSetting, examples

BASE = clean()
NEW = unit("sps", "Subgerencia de Programas Sociales", "line", 3, "07.1.2", "gds")
OWN = ("R57", "R58", "R60", "R61", "R62", "R63", "R65", "R87", "R89", "R92")
BOTH = ("planning_chief", "legal_reviewer")


def sent(**changes):
    """The dossier of the starting text, with these fields changed."""
    _document, ready = examples.start("sent")
    return replace(ready.dossier, **changes)


def with_dossier(dossier, **more):
    return context(dossier=dossier, **more)


def executive(**more):
    return rules.Context(
        entity_type=more.pop("entity_type", "ministry"),
        government_level="national",
        executive=True,
        **more,
    )


def findings(rule_id, document, ready):
    return rules.check(document, ready, only=[rule_id])


def test_without_a_dossier_they_are_skipped_and_named():
    applied = {"R57", "R58", "R60", "R61", "R62", "R63", "R87", "R89"}
    assert applied <= set(rules.skipped(BASE, context()))
    assert not [item for item in rules.check(BASE, context()) if item.rule_id in OWN]


def test_an_empty_dossier_says_what_it_lacks_and_nothing_of_what_comes_later():
    found_ids = {item.rule_id for item in rules.check(BASE, with_dossier(Dossier()))}
    assert found_ids == {"R57", "R58", "R89"}


# 57


def test_57_blocks_what_is_shown_and_warns_of_a_change_of_level():
    ready = with_dossier(Dossier(change_cases=("c",)), base=BASE, is_first=False)
    assert sorted(found(adding(BASE, NEW), "R57", ready)) == [
        ("", "extra", "informs"),
        ("", "missing_a", "blocks"),
    ]
    raised = with_unit(BASE, "ab", level=2, parent_uid="gm")
    ready = with_dossier(Dossier(change_cases=("a",)), base=BASE, is_first=False)
    assert found(raised, "R57", ready) == [("", "level", "warns")]


def test_57_names_some_units_and_counts_the_others():
    units = [replace(NEW, uid=f"s{n}", name=f"Subgerencia {n}") for n in range(5)]
    ready = with_dossier(Dossier(change_cases=("b",)), base=BASE, is_first=False)
    hits = findings("R57", adding(BASE, *units), ready)
    hit = next(item for item in hits if item.variant == "missing_a")
    assert "«Subgerencia 2», y 2 más" in hit.message()


def test_57_reads_the_one_heir_of_a_unit_as_that_unit():
    heir = replace(BASE.unit_by_uid["ab"], uid="log", name="Oficina de Logística")
    proposal = adding(without(BASE, "ab"), heir)
    dossier = Dossier(change_cases=("c",), equivalences=(Equivalence("ab", "log"),))
    ready = with_dossier(dossier, base=BASE, is_first=False)
    assert found(proposal, "R57", ready) == [("", "extra", "informs")]
    ready = with_dossier(replace(dossier, equivalences=()), base=BASE, is_first=False)
    assert {row[1] for row in found(proposal, "R57", ready)} > {"missing_a", "missing_b"}


def test_57_asks_a_first_text_only_to_declare():
    for letters, expected in (((), [("", "undeclared", "blocks")]), (("a",), []), (("d",), [])):
        ready = with_dossier(Dossier(change_cases=letters), is_first=True)
        assert found(BASE, "R57", ready) == expected


# 58


def test_58_asks_only_for_planning_on_an_ordinance_as_l02_does():
    draft = DossierDocument("draft_instrument", endorsed_by=("planning_chief",))
    others = tuple(
        DossierDocument(kind, endorsed_by=BOTH)
        for kind in ("draft_document", "technical_report", "legal_report")
    )
    ready = with_dossier(Dossier(documents=(draft, *others)))
    assert found(BASE, "R58", ready) == [("", "not_endorsed", "warns")]
    draft = replace(draft, endorsed_by=("legal_reviewer",))
    ready = with_dossier(Dossier(documents=(draft, *others)))
    assert found(BASE, "R58", ready) == [("", "not_endorsed", "blocks")]


@pytest.mark.parametrize(
    ("clauses", "changes", "variants"),
    [
        (("approves", "publication"), {"new_text": True, "change_cases": ("a",)}, ["derogates"]),
        (("approves", "publication"), {"new_text": False, "change_cases": ("c",)}, []),
        (("approves", "publication"), {"new_text": True, "change_cases": ("d",)}, []),
        (("approves", "derogates"), {"new_text": True}, ["publication"]),
        ((), {"new_text": True}, []),
    ],
)
def test_58_what_the_draft_ordinance_disposes(clauses, changes, variants):
    ready = sent()
    papers = tuple(
        replace(one, clauses=clauses) if one.kind == "draft_instrument" else one
        for one in ready.documents
    )
    dossier = replace(ready, documents=papers, **changes)
    told = found(BASE, "R58", with_dossier(dossier, is_first=True))
    assert told == [("", variant, "warns") for variant in variants]


def test_58_joins_the_endorsements_of_two_papers_of_a_kind():
    papers = sent().documents
    split = tuple(replace(item, endorsed_by=(role,)) for item in papers[:2] for role in BOTH)
    ready = with_dossier(sent(documents=split + papers[2:]))
    assert found(BASE, "R58", ready) == []


@pytest.mark.parametrize(("letters", "severity"), [(("a",), "blocks"), (("c",), "warns")])
def test_58_technical_sheets(letters, severity):
    ready = executive(dossier=sent(change_cases=letters))
    assert found(BASE, "R58", ready) == [("", "missing_annex", severity)]
    setting = RuleSetting(parameters={"not_asked": ("technical_sheets",)})
    assert found(BASE, "R58", ready.with_settings(R58=setting)) == []


def test_58_a_programme_attaches_its_map_and_a_mop_is_not_blocked_for_a_visto_bueno():
    papers = tuple(replace(item, endorsed_by=()) for item in sent().documents)
    ready = rules.Context(entity_type="programme", dossier=Dossier(documents=papers))
    mop = replace(BASE, kind="mop")
    assert sorted(found(mop, "R58", ready)) == [
        ("", "missing_annex", "blocks"),
        ("", "not_endorsed", "warns"),
        ("", "not_endorsed", "warns"),
    ]


# 60 and 61


def test_60_counts_words_by_a_parameter():
    short = with_dossier(sent(report={**sent().report, "need": "Una dos tres cuatro cinco."}))
    assert found(BASE, "R60", short) == [("", "short", "warns")]
    setting = RuleSetting(parameters={"words": 5})
    assert found(BASE, "R60", short.with_settings(R60=setting)) == []


def test_60_answers_for_what_the_texts_show_too():
    dossier = Dossier(change_cases=("c",), report={"functions": "x " * 20})
    ready = with_dossier(dossier, base=BASE, is_first=False)
    subjects = {item.subject for item in findings("R60", adding(BASE, NEW), ready)}
    assert subjects == {"need", "structure", "no_duplication", "resources"}


def test_60_a_modification_without_supuestos_is_left_to_57():
    assert found(BASE, "R60", with_dossier(Dossier())) == []


@pytest.mark.parametrize(
    ("new_text", "letters", "budget", "variants"),
    [
        (None, ("a",), None, []),
        (False, ("d",), None, []),
        (None, ("d",), None, ["no_comparison", "horizon"]),
        (True, ("a",), Budget(None, 10, 3), ["no_comparison"]),
        (True, ("a",), Budget(10, 10, 3), []),
        (True, ("a",), Budget(10, 11, 3), ["financing"]),
        (True, ("a",), Budget(10, 11, 3, financing="Canon"), []),
        (True, ("a",), Budget(10, 9, 2), ["horizon"]),
        (True, ("d",), Budget(None, 9, 3), ["financing"]),
    ],
)
def test_61_how_a_new_text_is_paid(new_text, letters, budget, variants):
    dossier = Dossier(change_cases=letters, new_text=new_text, budget=budget)
    assert sorted(row[1] for row in found(BASE, "R61", with_dossier(dossier))) == sorted(variants)


def test_61_horizon_is_a_parameter():
    dossier = sent(budget=Budget(1, 1, 3))
    setting = RuleSetting(parameters={"years": 4})
    ready = with_dossier(dossier).with_settings(R61=setting)
    assert found(BASE, "R61", ready) == [("", "horizon", "blocks")]


# 62


def test_62_what_has_no_staff_is_a_parameter():
    rows = tuple(row for row in sent().staff.rows if row.unit_uid != "concejo")
    ready = with_dossier(sent(staff=StaffTable(rows)))
    assert found(BASE, "R62", ready) == []
    setting = RuleSetting(parameters={"without_staff": (), "natures_without_staff": ()})
    told = found(BASE, "R62", ready.with_settings(R62=setting))
    assert [row[0] for row in told] == ["concejo", "ccl", "jdv"]


def test_62_adds_up_the_columns_that_are_printed():
    table = sent().staff
    ready = with_dossier(sent(staff=replace(table, total_cap=1, total_cas=None, total=1)))
    subjects = [item.subject for item in findings("R62", BASE, ready)]
    assert subjects == ["total", "total_cap"]


# 63, 65, 87, 89 and 92


def test_63_is_silent_when_nothing_is_to_be_done():
    assert found(BASE, "R63", with_dossier(sent())) == []
    setting = RuleSetting(parameters={"tell_optional": True})
    ready = with_dossier(sent()).with_settings(R63=setting)
    assert found(BASE, "R63", ready) == [("", "optional", "informs")]
    approved = with_dossier(sent(approval=Approval())).with_settings(R63=setting)
    assert found(BASE, "R63", approved) == []


def test_63_the_rule_holds_while_no_exception_is_shown():
    (hit,) = findings("R63", BASE, executive(dossier=Dossier(change_cases=("c",))))
    assert hit.variant == "mandatory" and "no muestra una excepción" in hit.message()


def test_63_leaves_a_creation_approved_without_opinion_to_92():
    ready = executive(dossier=Dossier(change_cases=("d",), approval=Approval()))
    assert found(BASE, "R63", ready) == []
    assert found(BASE, "R92", ready) == [("", "found", "blocks")]


def test_92_is_of_the_executive_alone():
    dossier = Dossier(change_cases=("d",), approval=Approval())
    assert found(BASE, "R92", with_dossier(dossier)) == []
    body = rules.Context(entity_type="university", government_level="national", dossier=dossier)
    assert found(BASE, "R92", body) == []


def test_65_the_letter_counts_by_a_parameter():
    dossier = Dossier(documents=(DossierDocument("request_letter"),))
    ready = executive(entity_type="regulator", dossier=dossier)
    assert found(BASE, "R65", ready) == []
    setting = RuleSetting(parameters={"letter_counts": False})
    assert found(BASE, "R65", ready.with_settings(R65=setting)) == [("", "found", "blocks")]
    assert found(BASE, "R65", executive(dossier=Dossier())) == []


def test_87_words_that_say_that_resources_suffice_are_a_parameter():
    report = {"resources": "Hay DISPONIBILIDAD  presupuestal, según la certificación adjunta."}
    ready = with_dossier(sent(budget=None, report=report))
    assert found(BASE, "R87", ready) == []
    setting = RuleSetting(parameters={"phrases": ("recursos suficientes",)})
    assert found(BASE, "R87", ready.with_settings(R87=setting)) == [("", "statement", "blocks")]


def test_87_a_table_without_rows_is_no_table():
    ready = with_dossier(sent(staff=StaffTable()))
    assert found(BASE, "R87", ready) == [("", "staff", "blocks")]


def test_89_blocks_only_where_a_supreme_decree_approves():
    lacking = sent(documents=())
    assert found(BASE, "R89", with_dossier(lacking)) == [("", "found", "warns")]
    assert found(BASE, "R89", executive(dossier=lacking)) == [("", "decree", "blocks")]
    low = replace(BASE, units=tuple(u for u in BASE.units if u.uid != "ab"))
    ready = executive(dossier=lacking, base=BASE, is_first=False)
    assert found(low, "R89", ready) == [("", "found", "warns")]


# any dossier

TEXT = st.sampled_from(["", " ", "a", "gm", "(COMPLETAR)", "recursos suficientes", "x" * 300])
DAY = st.sampled_from(
    ["", "2026-04-01", "2026-04-20", "0001-01-01", "9999-12-31", "x", "2100-12-31"]
)
INT = st.integers(-3, 2**53)
KIND = st.sampled_from([*facts.DOCUMENT_KINDS, "other"])
DOSSIER = st.builds(
    Dossier,
    change_cases=st.lists(st.sampled_from("abcdz"), max_size=3).map(tuple),
    documents=st.lists(st.builds(DossierDocument, KIND, TEXT, DAY), max_size=3).map(tuple),
    report=st.dictionaries(st.sampled_from([*facts.REPORT_SECTIONS, "x"]), TEXT, max_size=3),
    staff=st.none()
    | st.builds(
        StaffTable,
        st.lists(st.builds(StaffRow, TEXT, TEXT, INT, INT, INT, INT), max_size=3).map(tuple),
        st.none() | INT,
    ),
    unit_reasons=st.lists(st.builds(UnitReason, TEXT), max_size=2).map(tuple),
    budget=st.none() | st.builds(Budget, st.none() | INT, st.none() | INT, INT, TEXT, TEXT),
    equivalences=st.lists(st.builds(Equivalence, TEXT, TEXT, TEXT), max_size=3).map(tuple),
    elevated=DAY,
    approval=st.none() | st.builds(Approval, TEXT, TEXT, DAY, DAY, DAY, TEXT),
    publication=st.none()
    | st.builds(
        Publication,
        st.lists(st.sampled_from([*facts.CHANNELS, "x"]), max_size=2).map(tuple),
        DAY,
        st.booleans(),
        st.booleans(),
        TEXT,
    ),
    reported=DAY,
    opinion=st.sampled_from(["", *facts.OPINIONS, "x"]),
    clocks=st.lists(
        st.builds(
            Clock,
            st.sampled_from([*facts.CLOCK_KINDS, "x"]),
            DAY,
            st.sampled_from([-1, 0, 3, 5, 250, 10**9]),
            DAY,
            st.lists(st.sampled_from(["", "/", "x/y", "2026-04-01/", "1990-01-01/2100-12-31"])).map(
                tuple
            ),
        ),
        max_size=3,
    ).map(tuple),
    closed_days=st.lists(DAY, max_size=2).map(tuple),
    new_text=st.none() | st.booleans(),
)
CONTEXTS = st.sampled_from(
    [
        context(),
        executive(),
        executive(entity_type="regulator"),
        rules.Context(),
        rules.Context(government_level="regional", entity_type="regional_government"),
    ]
)


@given(random_document(), st.none() | random_document(), DOSSIER, CONTEXTS, DAY)
def test_no_rule_of_the_chapter_raises(document, base, dossier, ready, today):
    ready = replace(ready, dossier=dossier, base=base, today=today)
    chapter = [item.id for item in rules.rules() if item.chapter == "dossier"]
    for item in rules.check(document, ready, only=chapter):
        assert item.variant != "could_not_check"
        assert item.message() and item.hint()


def test_time_is_linear():
    def elapsed(size):
        units = tuple(
            Unit(f"u{n}", f"Unidad {n}", "line", 3, functions=BASE.units[7].functions)
            for n in range(size)
        )
        document = replace(BASE, units=units)
        base = replace(
            BASE, units=tuple(replace(u, uid=f"v{u.uid}", name=f"{u.name} x") for u in units)
        )
        rows = tuple(StaffRow(u.uid, u.name, 1, 1, 2) for u in units)
        same = tuple(Equivalence(f"vu{n}", f"u{n}") for n in range(size))
        dossier = sent(staff=StaffTable(rows), equivalences=same, approval=Approval())
        ready = executive(dossier=dossier, base=base, is_first=False, today="2026-04-20")
        chapter = [item.id for item in rules.rules() if item.chapter == "dossier"]
        start = process_time()
        rules.check(document, ready, only=chapter)
        return process_time() - start

    elapsed(100)
    assert elapsed(2000) < 30 * max(elapsed(200), 0.004)
