"""Rules 4, 11, 12, 19-21, 23, 84, 88: depth, natures, staff, what is new and why it is there."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_helpers import adding, clean, context, found, unit, with_unit, without
from test_rules_properties import TEXT, UIDS, broken_documents

from pgo_core import rules
from pgo_core.document import Function
from pgo_core.dossier import Dossier, Equivalence, StaffRow, StaffTable, UnitReason
from pgo_core.rules import engine, examples

OWN = (
    *("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13"),
    *("R14", "R15", "R16", "R17", "R18", "R19", "R20", "R21", "R22", "R23", "R24", "R84", "R88"),
)
OFF = rules.RuleSetting(active=False)
DEEP = unit("deep", "Área de Almacén", "support", 4, "06.1.1.1", "ab")
TECHNOLOGY = unit("ti", "Oficina de Informática", "support", 2, "06.2", "gm")


def dossier(*reasons: UnitReason, **facts) -> Dossier:
    return Dossier(unit_reasons=reasons, **facts)


def table(**servants: int) -> StaffTable:
    return StaffTable(rows=tuple(StaffRow(uid, cap=count) for uid, count in servants.items()))


# -- facts ------------------------------------------------------------------------------


def test_the_cuadro_wins_over_the_staff_of_the_context():
    facts = context(staff={"deep": 40}, dossier=dossier(staff=table(deep=3)))
    assert ("deep", "few_staff", "blocks") in found(adding(clean(), DEEP), "R04", facts)


def test_a_row_that_only_prints_its_total_counts_it():
    rows = (StaffRow("ab", total=9), StaffRow("ab", cap=2, cas=1, total=99), StaffRow("", cap=5))
    assert StaffTable(rows=rows).by_unit() == {"ab": 12}


def test_servants_of_the_units_below_count_once_whatever_the_shape():
    ring = with_unit(adding(clean(), DEEP), "oga", parent_uid="deep")
    facts = context(base=without(clean(), "oga", "ab"), dossier=dossier(staff=table(oga=2, ab=5)))
    assert found(clean(), "R21", facts) == [("ab", "few", "warns")]
    assert found(ring, "R21", facts) == [("oga", "few", "warns"), ("ab", "few", "warns")]


def test_a_unit_made_again_under_its_name_is_not_created():
    again = adding(without(clean(), "ab"), replace(clean().unit_by_uid["ab"], uid="again"))
    facts = context(base=clean(), dossier=dossier())
    assert found(again, "R84", facts) == []


def test_the_halves_of_a_divided_unit_are_created():
    text = adding(
        without(clean(), "ab"),
        unit("n1", "Oficina de Compras", "support", 3, "06.1.1", "oga"),
        unit("n2", "Oficina de Almacén", "support", 3, "06.1.2", "oga"),
    )
    rows = (Equivalence("ab", "n1"), Equivalence("ab", "n2"))
    facts = context(base=clean(), dossier=dossier(equivalences=rows))
    assert found(text, "R84", facts) == [("n1", "none", "blocks"), ("n2", "none", "blocks")]


# -- rule 4 -----------------------------------------------------------------------------


def test_r04_without_dossier_it_is_a_reminder_and_the_known_staff_blocks():
    text = adding(clean(), DEEP)
    assert found(text, "R04") == [("deep", "exceptional", "warns")]
    assert found(text, "R04", context(staff={"deep": 15})) == [
        ("deep", "exceptional", "warns"),
        ("deep", "few_staff", "blocks"),
    ]
    assert found(text, "R04", context(staff={"deep": 16})) == [("deep", "exceptional", "warns")]


def test_r04_servants_of_the_fifth_level_count_for_the_fourth():
    text = adding(clean(), DEEP, unit("area", "Área", "support", 5, "06.1.1.1.1", "deep"))
    told = [UnitReason(uid, exception=True, justification="Volumen.") for uid in ("deep", "area")]
    facts = context(dossier=dossier(*told, staff=table(deep=4, area=16)))
    assert found(text, "R04", facts) == []


def test_r04_the_number_is_a_parameter():
    setting = rules.RuleSetting(parameters={"servants": 20})
    facts = context(staff={"deep": 20}, settings={"R04": setting})
    assert ("deep", "few_staff", "blocks") in found(adding(clean(), DEEP), "R04", facts)


def test_r04_is_not_asked_of_a_model():
    assert found(replace(adding(clean(), DEEP), kind="model"), "R04") == []


# -- rules 11, 12 -----------------------------------------------------------------------


def test_r11_says_nothing_where_rule_10_does():
    text = with_unit(with_unit(clean(), "ab", parent_uid="gds"), "ssp", parent_uid="oga")
    assert found(text, "R11") == []
    assert len(found(text, "R10")) == 2


@pytest.mark.parametrize("rule_id", ["R11", "R12"])
def test_guidelines_alone_never_block_outside_the_executive(rule_id):
    text = adding(
        with_unit(clean(), "ab", parent_uid="opp"),
        unit("ag", "Agencia", "deconcentrated", 4, "08.1", "gds"),
    )
    setting = rules.RuleSetting(severity="blocks")
    facts = context(settings={rule_id: setting})
    assert {severity for _uid, _variant, severity in found(text, rule_id, facts)} == {"warns"}
    facts = replace(facts, executive=True)
    assert {severity for _uid, _variant, severity in found(text, rule_id, facts)} == {"blocks"}


def test_r12_leaves_to_rule_2_an_organ_that_is_not_below_its_parent():
    text = adding(clean(), unit("ag", "Agencia", "deconcentrated", 2, "08.1", "gds"))
    assert found(text, "R12") == []
    assert found(text, "R02") == [("ag", "level", "blocks")]


# -- rule 19 ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "variants"),
    [
        ("Oficina de Tecnologías de la Información y Comunicaciones", ["technology"]),
        ("Oficina General de Administración de Personal", ["staff_unknown"]),
        ("OFICINA DE RELACIONES PÚBLICAS", ["communications"]),
        ("Oficina de Integridad e Informática", ["integrity", "technology"]),
        ("Oficina de Administración e Imagen Institucional", []),
        ("Oficina de Atención al Ciudadano", []),
        ("Oficina de Imaginación", []),
        ("", []),
    ],
)
def test_r19_reads_the_subject_in_the_name(name, variants):
    text = adding(clean(), replace(TECHNOLOGY, name=name))
    assert sorted(variant for _uid, variant, _severity in found(text, "R19")) == variants


def test_r19_a_line_organ_of_communications_is_another_matter():
    text = adding(
        clean(), unit("tc", "Gerencia de Transportes y Comunicaciones", "line", 2, "07.2")
    )
    assert found(text, "R19") == []


def test_r19_other_governments_are_asked_about_attention_to_citizens():
    text = adding(clean(), replace(TECHNOLOGY, name="Oficina de Atención al Ciudadano"))
    facts = replace(context(), government_level="national")
    assert found(text, "R19", facts) == [("ti", "citizens", "warns")]


def test_r19_communications_stay_a_warning_though_the_criteria_are_answered():
    text = adding(clean(), replace(TECHNOLOGY, name="Oficina de Comunicaciones"))
    answers = {"a": "Sí.", "b": "Sí.", "c": "Sí."}
    facts = context(dossier=dossier(UnitReason("ti", second_level=answers)))
    assert found(text, "R19", facts) == [("ti", "communications", "warns")]


def test_r19_an_organ_taken_from_the_model_is_left_alone_though_renamed():
    model = adding(clean(), TECHNOLOGY)
    renamed = replace(TECHNOLOGY, uid="x", origin_uid="ti", name="Oficina de Sistemas")
    assert found(adding(clean(), renamed), "R19", context(model=model)) == []
    other = replace(renamed, origin_uid="")
    assert found(adding(clean(), other), "R19", context(model=model)) == [
        ("x", "technology", "warns")
    ]


def test_r19_words_are_parameters():
    setting = rules.RuleSetting(parameters={"technology": ["Cómputo"]})
    text = adding(clean(), replace(TECHNOLOGY, name="Oficina de Computo"))
    assert found(text, "R19", context(settings={"R19": setting})) == [("ti", "technology", "warns")]


# -- rule 20 ----------------------------------------------------------------------------


def test_r20_functions_of_the_units_below_count_for_the_organ():
    systems = [Function(f"f{number}", "Conducir.", admin_system="supply") for number in range(3)]
    text = with_unit(with_unit(clean(), "ab", functions=tuple(systems)), "opp", functions=())
    assert found(text, "R20") == []
    text = with_unit(text, "opp", functions=tuple(replace(f, uid=f.uid + "x") for f in systems))
    assert found(text, "R20") == [("", "shared", "warns")]


def test_r20_human_resources_are_left_to_rule_19():
    text = adding(
        clean(),
        unit("rh", "Oficina de Recursos Humanos", "support", 2, "06.2", "gm"),
        unit("co", "Oficina de Contabilidad", "support", 2, "06.3", "gm"),
    )
    assert found(text, "R20") == []


def test_r20_the_reference_number_is_that_of_the_government():
    more = [unit(f"o{n}", f"Oficina {n}", "support", 2, f"06.{n}", "gm") for n in range(2, 6)]
    text = adding(clean(), *more)
    assert found(text, "R20") == [("", "many", "warns")]
    assert found(text, "R20", replace(context(), government_level="regional")) == []
    setting = rules.RuleSetting(parameters={"municipal_most": 7})
    assert found(text, "R20", context(settings={"R20": setting})) == []


# -- rules 21, 23, 84, 88 ---------------------------------------------------------------


@pytest.mark.parametrize("rule_id", ["R21", "R84", "R88"])
def test_what_is_new_must_be_known(rule_id):
    facts = context(dossier=dossier(staff=table(ab=2)))
    assert rule_id in rules.skipped(clean(), facts)
    assert rule_id in rules.skipped(clean(), replace(facts, is_first=False))
    assert rule_id not in rules.skipped(clean(), replace(facts, is_first=True))
    assert rule_id not in rules.skipped(clean(), replace(facts, base=clean()))


def test_r21_needs_to_know_the_servants():
    facts = context(base=without(clean(), "ab"))
    assert "R21" in rules.skipped(clean(), facts)
    assert found(clean(), "R21", replace(facts, staff={"ab": 5})) == [("ab", "few", "warns")]


def test_r21_the_first_text_on_the_platform_is_only_told():
    facts = context(is_first=True, staff={"ab": 5})
    assert found(clean(), "R21", facts) == [("", "first", "informs")]


def test_r23_is_only_information():
    facts = context(base=without(clean(), "ssp"))
    assert found(clean(), "R23", facts) == [("gds", "found", "informs")]


def test_r84_the_first_level_is_given_by_law():
    facts = context(base=without(clean(), "oci", "ppm", "ccl"), dossier=dossier())
    assert found(clean(), "R84", facts) == []


def test_r84_a_literal_that_the_article_does_not_have_is_none():
    facts = context(
        base=without(clean(), "ab"), dossier=dossier(UnitReason("ab", ("z", ""), "Sí."))
    )
    assert found(clean(), "R84", facts) == [("ab", "none", "blocks")]


def test_r84_a_new_entity_justifies_every_unit():
    facts = context(is_first=True, dossier=dossier(change_cases=("d",)))
    assert {uid for uid, _variant, _severity in found(clean(), "R84", facts)} == {
        *("oaj", "opp", "oga", "ab", "gds", "ssp")
    }
    assert {severity for _uid, _variant, severity in found(clean(), "R84", facts)} == {"blocks"}


def test_r84_in_the_first_text_on_the_platform_it_is_enough_to_say_that_the_unit_was_there():
    told = [
        UnitReason(uid, justification="Ya existía.") for uid in ("oaj", "opp", "oga", "gds", "ssp")
    ]
    facts = context(is_first=True, dossier=dossier(*told))
    assert found(clean(), "R84", facts) == [("", "first", "warns")]
    (finding,) = rules.check(clean(), facts, ["R84"])
    assert "«Oficina de Abastecimiento»" in finding.message() and "(1)" in finding.message()


def test_r88_answers_in_blank_are_none():
    answers = {"a": " ", "b": "Sí.", "c": "Sí."}
    facts = context(base=clean(), dossier=dossier(UnitReason("ti", second_level=answers)))
    (finding,) = rules.check(adding(clean(), TECHNOLOGY), facts, ["R88"])
    assert finding.severity == "warns" and "no se ha respondido: a)." in finding.message()


# -- all of them ------------------------------------------------------------------------


ROWS = st.builds(StaffRow, UIDS, TEXT, st.integers(-3, 30), st.integers(0, 9))
REASONS = st.builds(
    UnitReason,
    UIDS,
    st.lists(st.sampled_from(["a", "h", "z", ""]), max_size=3).map(tuple),
    TEXT,
    st.booleans(),
    st.dictionaries(st.sampled_from(["a", "b", "c", "x"]), TEXT),
)
DOSSIERS = st.builds(
    Dossier,
    change_cases=st.sampled_from([(), ("a",), ("c",), ("d",)]),
    staff=st.none() | st.builds(StaffTable, st.lists(ROWS, max_size=4).map(tuple)),
    unit_reasons=st.lists(REASONS, max_size=4).map(tuple),
    equivalences=st.lists(st.builds(Equivalence, UIDS, UIDS), max_size=3).map(tuple),
)


@given(broken_documents(), st.none() | broken_documents(), st.none() | DOSSIERS, st.booleans())
def test_no_rule_raises_whatever_is_known(document, base, told, first):
    facts = context(
        base=base, model=base, dossier=told, is_first=first, staff={"a": 3, "b": 20, "": 1}
    )
    for finding in rules.check(document, facts, OWN):
        assert finding.variant != "could_not_check"
        template = rules.texts.variants(finding.rule_id)[finding.variant]
        wanted = rules.texts.fields(template["message"]) | rules.texts.fields(template["hint"])
        assert wanted <= set(finding.params), (finding.rule_id, finding.variant)


def test_every_variant_has_an_example():
    for rule_id in OWN:
        shown = {variant for one in examples.of(rule_id) for _uid, variant in one.finds}
        assert shown == set(rules.texts.variants(rule_id)), rule_id


def test_rules_of_scope_unit_find_the_same_after_the_edit_of_every_example():
    for one in (one for rule_id in OWN for one in examples.of(rule_id)):
        if engine.REGISTRY[one.rule_id].scope != "unit":
            continue
        kind, entity = one.document.kind, one.document.entity
        start = examples.start("ministry" if not entity.ubigeo else "small")[0]
        before = replace(start, kind=kind)
        old, new = before.unit_by_uid, one.document.unit_by_uid
        touched = {uid for uid in old | new if old.get(uid) != new.get(uid)}
        others = {rule_id: OFF for rule_id in rules.REGISTRY if rule_id != one.rule_id}
        facts = one.context.with_settings(**others)
        again = rules.recheck(one.document, facts, rules.check(before, facts), touched)
        assert again == rules.check(one.document, facts), (one.rule_id, one.tells)


@pytest.mark.parametrize("shape", ["chain", "ring", "copies"])
def test_five_thousand_units_are_checked_in_little_time(shape):
    def parent(number: int) -> str:
        if shape == "copies":
            return "gm"
        return f"u{number - 1}" if number else ("u4999" if shape == "ring" else "gm")

    more = tuple(
        unit(f"u{n}", f"Oficina de Imagen {n}", "support", 2, f"06.{n}", parent(n), functions=())
        for n in range(5000)
    )
    text = adding(clean(), *more)
    told = tuple(UnitReason(item.uid, ("h",)) for item in more)
    staff = StaffTable(tuple(StaffRow(item.uid, cap=1) for item in more))
    rows = tuple(Equivalence(f"v{n}", f"u{n}") for n in range(2500))
    facts = context(
        base=clean(),
        model=clean(),
        dossier=Dossier(unit_reasons=told, staff=staff, equivalences=rows),
    )
    own = ("R04", "R11", "R12", "R19", "R20", "R21", "R23", "R84", "R88")
    start = process_time()
    findings = rules.check(text, facts, own)
    assert process_time() - start < 5
    assert findings and "could_not_check" not in {finding.variant for finding in findings}
