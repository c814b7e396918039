"""Rules 59, 64, 66-70 and 90: what their examples cannot say."""

from dataclasses import replace
from datetime import date

import pytest
from rules_helpers import adding, clean, context, found, unit, with_unit, without

from pgo_core import business_days, rules
from pgo_core.dossier import Approval, Clock, Dossier, DossierDocument, Equivalence, Publication
from pgo_core.rules import RuleSetting
from pgo_core.rules.terms import Calendar, day, told

BASE = clean()
ORDINANCE = Approval("municipal_ordinance", "005-2026", "2026-04-10")
OUT = Publication(("judicial_newspaper",), "2026-04-15", True, True)


def ready(dossier, **more):
    return context(dossier=dossier, **more)


def findings(rule_id, dossier, **more):
    return rules.check(BASE, ready(dossier, **more), only=[rule_id])


def without_holidays(year):
    raise ModuleNotFoundError("No module named 'holidays'", name="holidays")


@pytest.mark.parametrize("rule_id", ["R59", "R66", "R67", "R68", "R69", "R70", "R90"])
def test_nothing_is_said_of_what_has_not_happened(rule_id):
    facts = {"today": "2026-11-22", "base": BASE, "is_first": False}
    gone = without(BASE, "ab")
    assert found(gone, rule_id, ready(Dossier(elevated="2026-03-20"), **facts)) == []


def test_terms_need_the_day_of_the_check():
    assert {"R64", "R68"} <= set(rules.skipped(BASE, ready(Dossier())))
    assert not {"R64", "R68"} & set(rules.skipped(BASE, ready(Dossier(), today="2026-04-20")))


# 59


def test_59_compares_the_steps_that_are_dated():
    dossier = Dossier(elevated="2026-03-20", publication=replace(OUT, date="2026-03-19"))
    (hit,) = findings("R59", dossier)
    assert (hit.variant, hit.subject, hit.severity) == ("order", "elevated-published", "blocks")


def test_59_a_session_is_held_before_its_ordinance_is_dated():
    approval = replace(ORDINANCE, session_held="2026-04-13")
    assert found(BASE, "R59", ready(Dossier(approval=approval))) == [("", "draft", "warns")]


def test_59_a_date_of_another_century_is_a_slip():
    papers = (DossierDocument("legal_report", date="0206-03-01"),)
    dossier = Dossier(documents=papers, elevated="2026-03-20")
    assert found(BASE, "R59", ready(dossier)) == [("", "bad_date", "warns")]


# 64, 68 and 90: business days


@pytest.mark.parametrize(
    ("clock", "today", "expected"),
    [
        (Clock("correction", "2026-04-13", 5), "2026-04-15", []),
        (Clock("correction", "2026-04-13", 5), "2026-04-16", ["soon"]),
        (Clock("correction", "2026-04-13", 5), "2026-04-20", ["soon"]),
        (Clock("correction", "2026-04-13", 5), "2026-04-21", ["over"]),
        (Clock("correction", "2026-04-13", 5, "2026-04-20"), "2026-06-01", []),
        (Clock("correction", "2026-04-13", 5, "2026-04-21"), "2026-06-01", ["met_late"]),
        (Clock("evaluation", "2026-04-13", 15), "2026-05-06", ["over"]),
        (Clock("evaluation", "2026-04-13", 15, "", ("2026-04-20/2026-04-24",)), "2026-05-06", []),
        (Clock("evaluation", "2026-04-13", 15, "", ("2026-04-20/",)), "2027-05-06", []),
        (Clock("evaluation", "2026-04-13", 15, "", ("1990-01-01/2100-12-31",)), "2027-05-06", []),
        (Clock("evaluation", "2026-04-13", 12), "2026-04-14", ["days"]),
        (Clock("other", "2026-04-13", 12), "2026-04-14", []),
        (Clock("correction", "", 5), "2026-04-15", []),
        (Clock("correction", "2026-04-13", 10**9), "2026-04-15", ["days"]),
    ],
)
def test_64_terms(clock, today, expected):
    assert [item.variant for item in findings("R64", Dossier(clocks=(clock,)), today=today)] == (
        expected
    )


def test_64_parameters():
    dossier = Dossier(clocks=(Clock("correction", "2026-04-13", 5),))
    setting = RuleSetting(parameters={"soon": 4, "terms": ("correction = 4",)})
    facts = ready(dossier, today="2026-04-14").with_settings(R64=setting)
    assert {row[1:] for row in found(BASE, "R64", facts)} == {
        ("soon", "informs"),
        ("days", "informs"),
    }


def test_64_leaves_the_report_to_68_once_the_text_is_approved():
    clocks = (Clock("sgp_report", "2026-04-10", 15),)
    late = {"today": "2026-06-01"}
    assert found(BASE, "R64", ready(Dossier(clocks=clocks), **late)) == [("", "over", "warns")]
    dossier = Dossier(clocks=clocks, approval=ORDINANCE)
    assert found(BASE, "R64", ready(dossier, **late)) == []
    assert found(BASE, "R68", ready(dossier, **late)) == [("", "overdue", "warns")]


def test_days_that_a_norm_closes_do_not_count():
    dossier = Dossier(approval=ORDINANCE, reported="2026-05-05")
    assert found(BASE, "R68", ready(dossier, today="2026-06-01")) == [("", "late", "warns")]
    dossier = replace(dossier, closed_days=("2026-04-17", "no day"))
    assert found(BASE, "R68", ready(dossier, today="2026-06-01")) == []


def test_without_the_calendar_only_weekends_are_left_out_and_it_is_said(monkeypatch):
    held = replace(ORDINANCE, session_called="2026-03-30", session_held="2026-04-06")
    dossier = Dossier(approval=held, clocks=(Clock("correction", "2026-04-15", 5),))
    assert found(BASE, "R90", ready(dossier)) == [("", "short", "warns")]
    monkeypatch.setattr(business_days, "national_holidays", without_holidays)
    assert found(BASE, "R90", ready(dossier)) == []  # the holidays of Semana Santa are not known
    (hit,) = findings("R64", dossier, today="2026-04-21")
    assert "sin descontar feriados" in hit.message()
    for rule_id in ("R64", "R68", "R90"):
        hits = findings(rule_id, dossier, today="2026-06-01")
        assert "could_not_check" not in {item.variant for item in hits}


def test_a_calendar_counts_a_term():
    calendar = Calendar.of(Dossier())
    assert calendar.add(date(2026, 4, 10), 15) == date(2026, 5, 4)
    assert calendar.left(date(2026, 4, 20), date(2026, 4, 22)) == 2
    assert calendar.left(date(1990, 1, 1), date(2100, 1, 1)) > 60
    assert day("2026-02-30") is None is day("1066-10-14")
    assert told("2026-04-15") == "15/04/2026" and told("ayer") == "ayer" and told("") == "…"


def test_68_reminds_by_a_parameter_and_binds_who_l02_names():
    facts = {"today": "2026-04-13"}
    setting = RuleSetting(parameters={"remind": 14})
    dossier = Dossier(approval=ORDINANCE)
    assert found(BASE, "R68", ready(dossier, **facts)) == []
    told_early = ready(dossier, **facts).with_settings(R68=setting)
    assert found(BASE, "R68", told_early) == [("", "reminder", "informs")]
    university = rules.Context(
        entity_type="university", government_level="national", dossier=dossier, today="2026-12-01"
    )
    assert found(BASE, "R68", university) == []


def test_90_days_are_a_parameter():
    held = replace(ORDINANCE, session_called="2026-04-13", session_held="2026-04-20")
    assert found(BASE, "R90", ready(Dossier(approval=held))) == []
    stricter = ready(Dossier(approval=held)).with_settings(R90=RuleSetting(parameters={"days": 6}))
    assert found(BASE, "R90", stricter) == [("", "short", "warns")]


# 66 and 67


def test_66_what_a_special_law_gives_wins():
    approval = replace(ORDINANCE, instrument="head_resolution")
    assert found(BASE, "R66", ready(Dossier(approval=approval)))[0][1] == "found"
    special = ready(Dossier(approval=approval), instruments=("head_resolution",))
    assert found(BASE, "R66", special) == []


def test_66_cannot_be_waived_and_says_nothing_of_an_unknown_entity():
    assert not rules.REGISTRY["R66"].waivable and not rules.REGISTRY["R67"].waivable
    facts = rules.Context(dossier=Dossier(approval=ORDINANCE))
    assert found(BASE, "R66", facts) == []


@pytest.mark.parametrize(
    ("facts", "channels", "variants"),
    [
        ({"ubigeo": "150122"}, ("judicial_newspaper",), ["gazette"]),
        ({"ubigeo": "070101"}, ("posters",), ["gazette"]),
        ({"ubigeo": "150801"}, ("judicial_newspaper",), []),
        ({"ubigeo": "150122"}, ("el_peruano",), []),
        ({"ubigeo": "150122", "capital_gazette": False}, ("other",), []),
        ({"ubigeo": ""}, ("institutional_portal",), []),
        ({"ubigeo": "130112"}, ("el_peruano",), []),
        ({"ubigeo": "130112"}, ("radio",), ["channel"]),
        ({"ubigeo": "130112", "rural": False}, ("radio",), ["channel"]),
        ({"ubigeo": "130112", "rural": True}, ("radio",), []),
        ({"ubigeo": "130112", "rural": True}, ("similar",), []),
        ({"government_level": "regional"}, ("el_peruano", "judicial_newspaper"), []),
        ({"executive": True, "government_level": "national"}, ("gob_pe",), ["gazette"]),
    ],
)
def test_67_media_by_place(facts, channels, variants):
    published = replace(OUT, channels=channels)
    hits = findings("R67", Dossier(publication=published), **facts)
    assert [item.variant for item in hits] == variants


def test_67_radio_where_nobody_knows_whether_it_is_rural_is_a_warning():
    published = Dossier(publication=replace(OUT, channels=("radio",)))
    assert found(BASE, "R67", ready(published)) == [("", "channel", "warns")]
    assert found(BASE, "R67", ready(published, rural=False)) == [("", "channel", "blocks")]


# 69 and 70


def test_69_looks_at_renamed_merged_and_removed_units():
    proposal = with_unit(without(BASE, "ab"), "opp", name="Oficina de Presupuesto")
    dossier = Dossier(approval=ORDINANCE)
    facts = {"base": BASE, "is_first": False}
    assert sorted(found(proposal, "R69", ready(dossier, **facts))) == [
        ("", "removed", "warns"),
        ("opp", "renamed", "warns"),
    ]
    rows = (Equivalence("ab", "oga"), Equivalence("opp", "opp"))
    covered = replace(dossier, equivalences=rows)
    assert found(proposal, "R69", ready(covered, **facts)) == []


def test_69_a_new_unit_with_one_predecessor_is_that_unit_renamed():
    heir = unit("log", "Oficina de Logística", "support", 3, "06.1.1", "oga")
    proposal = adding(without(BASE, "ab"), heir)
    dossier = Dossier(equivalences=(Equivalence("ab", "log"),))
    assert found(proposal, "R69", ready(dossier, base=BASE, is_first=False)) == []


def test_70_without_both_acts_there_is_nothing_to_compare():
    sealed = replace(ORDINANCE, seal="a" * 64)
    assert found(BASE, "R70", ready(Dossier(approval=sealed))) == []
    assert found(BASE, "R70", ready(Dossier(publication=replace(OUT, seal="b" * 64)))) == []
    both = Dossier(approval=sealed, publication=replace(OUT, seal=" " + "A" * 64))
    assert found(BASE, "R70", ready(both)) == []
