"""Rules 5, 8, 13-15, 22, 24: what the law asks of the entity; 16-18: how units are called."""

from dataclasses import replace

import pytest
from rules_helpers import (
    adding,
    cite,
    clean,
    context,
    found,
    function,
    unit,
    with_texts,
    with_unit,
    without,
)

from pgo_core import rules


def senior(name: str, uid: str = "extra", **fields):
    return unit(uid, name, "senior_management", 1, "01.9", "alcaldia", **fields)


def test_r05_the_set_of_the_law_passes():
    assert found(clean(), "R05") == []


def test_r05_a_name_the_law_also_uses_passes():
    assert found(with_unit(clean(), "alcaldia", name="ALCALDIA MUNICIPAL"), "R05") == []


def test_r05_optional_and_multiple_organs_of_other_types_pass():
    facts = context(
        senior_management=(
            "Concejo Municipal",
            "Alcaldía",
            "Gerencia Municipal",
            "Consejo Directivo",
            "Despacho",
        ),
        senior_optional=("Consejo Directivo",),
        senior_multiple=("Despacho",),
    )
    document = adding(clean(), senior("Despacho de Obras"), senior("Despacho de Salud", "other"))
    assert found(document, "R05", facts) == []


def test_r05_an_added_organ_is_found():
    assert found(adding(clean(), senior("Secretaría General")), "R05") == [
        ("extra", "extra", "blocks")
    ]


def test_r05_a_missing_organ_is_found_with_its_name():
    (finding,) = rules.check(without(clean(), "alcaldia"), context(), ["R05"])
    assert finding.key() == "R05:document:missing:alcaldia"
    assert "«Alcaldía»" in finding.message()


def test_r05_a_renamed_organ_is_found_twice():
    document = with_unit(clean(), "alcaldia", name="Despacho del Alcalde")
    assert [item[1] for item in found(document, "R05")] == ["missing", "extra"]


def test_r08_an_entity_without_such_organs_passes():
    assert found(clean(), "R08") == []


def test_r08_a_law_in_the_description_or_in_a_citation_passes():
    described = with_unit(
        clean(), "ccl", nature="consultative", description="Creado por Ley N° 27972."
    )
    cited = with_unit(clean(), "ccl", nature="adjudicative", description="Resuelve.")
    assert found(described, "R08") == []
    assert found(cited, "R08") == []  # its functions cite a law


def test_r08_a_consultative_organ_without_law_is_found():
    document = with_unit(clean(), "ccl", nature="consultative", description="Opina.", functions=())
    assert found(document, "R08") == [("ccl", "found", "blocks")]


def test_r08_a_supreme_resolution_is_enough_only_in_the_executive():
    document = with_unit(
        clean(),
        "ccl",
        nature="consultative",
        description="Resolución Suprema N° 123-2024.",
        functions=(),
    )
    assert found(document, "R08") == [("ccl", "found", "blocks")]
    assert found(document, "R08", replace(context(), executive=True)) == []


def test_r13_one_authority_inside_senior_management_passes():
    assert found(clean(), "R13") == []


def test_r13_capitals_and_accents_do_not_matter():
    assert found(with_unit(clean(), "gm", name="GERENCIA  MUNICIPAL"), "R13") == []


def test_r13_its_absence_is_found_and_rule_5_does_not_repeat_it():
    document = without(clean(), "gm")
    assert found(document, "R13") == [("", "missing", "blocks")]
    assert found(document, "R05") == []


def test_r13_two_of_them_are_found():
    assert found(adding(clean(), senior("Gerencia Municipal")), "R13") == [
        ("extra", "several", "blocks")
    ]


def test_r13_outside_senior_management_is_found():
    assert found(with_unit(clean(), "gm", nature="line"), "R13") == [("gm", "elsewhere", "blocks")]


def test_r14_the_basic_structure_passes():
    assert found(clean(), "R14") == []


def test_r14_a_rural_municipality_with_the_functions_passes():
    document = without(clean(), "oaj", "ppm")
    document = with_texts(
        document,
        "oga",
        "Asesorar en asuntos jurídicos a la entidad.",
        "Ejercer la defensa jurídica de la entidad.",
    )
    assert found(document, "R14", context(rural=True)) == []


def test_r14_absent_organs_are_warnings():
    document = without(clean(), "oaj", "oci")
    assert found(document, "R14") == [("", "missing", "warns"), ("", "missing", "warns")]


def test_r14_a_rural_municipality_without_the_functions_is_warned():
    assert found(without(clean(), "ppm"), "R14", context(rural=True)) == [("", "rural", "warns")]


def test_r14_is_not_asked_of_other_governments():
    facts = replace(context(), government_level="national")
    assert found(without(clean(), "oaj", "oci"), "R14", facts) == []


def test_r15_both_organs_pass():
    assert found(clean(), "R15") == []


def test_r15_the_longer_name_of_the_law_passes():
    document = with_unit(clean(), "jdv", name="Junta de Delegados Vecinales Comunales")
    assert found(document, "R15") == []


def test_r15_an_absent_organ_is_a_warning():
    assert found(without(clean(), "jdv"), "R15") == [("", "missing", "warns")]


def test_r15_a_district_council_does_not_serve_a_province():
    facts = rules.municipal("province_municipality")
    assert found(clean(), "R15", facts) == [("", "missing", "warns")]


def test_r15_another_nature_is_a_warning():
    assert found(with_unit(clean(), "ccl", nature="support"), "R15") == [("ccl", "nature", "warns")]


def test_r16_only_the_head_of_the_name_counts():
    assert found(with_unit(clean(), "ssp", name="Subgerencia de Programas Sociales"), "R16") == []


def test_r16_a_consultative_commission_and_the_councils_pass():
    assert found(with_unit(clean(), "concejo", name="Comité Directivo"), "R16") == []
    assert found(with_unit(clean(), "ssp", name="Comité Directivo"), "R16") != []
    assert found(with_unit(clean(), "ccl", name="Comisión Consultiva de Cultura"), "R16") == []
    assert found(clean(), "R16") == []


@pytest.mark.parametrize(
    "name",
    [
        "Comité de Vaso de Leche",
        "COMISION de Regidores",
        "Equipo de Obras",
        "Unidad Funcional de Integridad",
    ],
)
def test_r16_committees_commissions_teams_and_functional_units_are_found(name):
    assert found(with_unit(clean(), "ab", name=name), "R16") == [("ab", "never", "blocks")]


@pytest.mark.parametrize("name", ["Plataforma de Defensa Civil", "Programa Vaso de Leche"])
def test_r16_platforms_and_programmes_are_warnings(name):
    assert found(with_unit(clean(), "ab", name=name), "R16") == [("ab", "doubtful", "warns")]


def test_r16_a_mop_may_have_functional_units():
    document = replace(with_unit(clean(), "ab", name="Unidad Funcional de Obras"), kind="mop")
    assert found(document, "R16") == []


def test_r17_the_names_of_the_table_pass():
    assert found(clean(), "R17") == []


def test_r17_oficina_and_unidad_pass_at_the_third_level():
    assert found(with_unit(clean(), "ab", name="Unidad de Abastecimiento"), "R17") == []


def test_r17_an_old_name_is_a_warning():
    assert found(with_unit(clean(), "oga", name="Gerencia de Administración"), "R17") == [
        ("oga", "found", "warns")
    ]


def test_r17_a_third_level_department_of_line_is_a_warning():
    assert found(with_unit(clean(), "ssp", name="División de Obras"), "R17") == [
        ("ssp", "found", "warns")
    ]


def test_r17_the_rows_of_an_entity_type_are_read():
    rows = [{"nature_group": "line", "level": 2, "names": ["Dirección General"]}]
    facts = context(denominations=rules.denominations(rows))
    assert found(clean(), "R17", facts) == [("gds", "found", "warns")]


def test_r18_different_names_pass():
    assert found(clean(), "R18") == []


def test_r18_units_without_acronym_pass():
    assert found(with_unit(clean(), "ab", acronym=""), "R18") == []


def test_r18_the_same_name_with_other_accents_is_found():
    assert found(with_unit(clean(), "ssp", name="OFICINA DE ABASTECIMIENTO"), "R18") == [
        ("ssp", "name", "blocks")
    ]


def test_r18_the_same_acronym_is_a_warning():
    document = with_unit(with_unit(clean(), "oaj", acronym="OAJ"), "opp", acronym="oaj")
    assert found(document, "R18") == [("opp", "acronym", "warns")]


def test_r22_a_line_organ_with_a_substantive_function_passes():
    assert found(clean(), "R22") == []


def test_r22_a_third_level_unit_without_one_passes():
    document = with_texts(clean(), "ssp", "Elaborar el plan de obras.", function_class="direction")
    assert found(document, "R22") == []


def test_r22_a_line_organ_with_internal_functions_only_is_found():
    document = with_texts(
        clean(), "gds", "Elaborar la planilla.", function_class="internal_administration"
    )
    assert found(document, "R22") == [("gds", "found", "blocks")]


def test_r22_a_closing_item_is_no_substantive_function():
    closing = function("gds-z", "Las demás que le asigne la ley.", citations=(cite(),))
    assert found(with_unit(clean(), "gds", functions=(closing,)), "R22") == [
        ("gds", "found", "blocks")
    ]


def test_r24_a_rof_of_a_municipality_passes():
    assert found(clean(), "R24") == []


def test_r24_a_mop_of_a_programme_passes():
    facts = rules.Context(document_kind="mop")
    assert found(replace(clean(), kind="mop"), "R24", facts) == []


def test_r24_a_mop_of_a_municipality_is_found():
    assert found(replace(clean(), kind="mop"), "R24") == [("", "found", "blocks")]


def test_r24_a_rof_of_a_programme_is_found():
    assert found(clean(), "R24", rules.Context(document_kind="mop")) == [("", "found", "blocks")]
