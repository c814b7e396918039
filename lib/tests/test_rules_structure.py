"""Rules 1-3, 6, 7, 9, 10: the tree of units, its levels and natures."""

from dataclasses import replace

from rules_helpers import adding, clean, context, found, unit, with_unit


def test_r01_a_complete_unit_passes():
    assert found(clean(), "R01") == []


def test_r01_a_first_level_organ_needs_no_parent():
    assert found(with_unit(clean(), "oci", parent_uid=""), "R01") == []


def test_r01_a_unit_without_code_is_found():
    assert found(with_unit(clean(), "ab", code=" "), "R01") == [("ab", "no_code", "blocks")]


def test_r01_a_second_level_unit_without_parent_is_found():
    assert found(with_unit(clean(), "oaj", parent_uid=""), "R01") == [
        ("oaj", "no_parent", "blocks")
    ]


def test_r01_a_parent_that_does_not_exist_and_a_missing_name_and_level_are_found():
    document = with_unit(clean(), "ab", parent_uid="nobody", name="", level=0)
    assert [variant for _uid, variant, _severity in found(document, "R01")] == [
        "no_level",
        "no_name",
        "unknown_parent",
    ]


def test_r02_a_gap_between_levels_passes():
    assert found(with_unit(clean(), "ab", parent_uid="gm"), "R02") == []


def test_r02_first_level_under_first_level_passes():
    assert found(clean(), "R02") == []


def test_r02_a_ring_is_found_once():
    document = with_unit(with_unit(clean(), "oga", parent_uid="ab"), "ab", level=3)
    assert found(document, "R02") == [("oga", "cycle", "blocks")]


def test_r02_a_unit_under_itself_is_found():
    assert found(with_unit(clean(), "ab", parent_uid="ab"), "R02") == [("ab", "cycle", "blocks")]


def test_r02_a_parent_of_the_same_level_is_found():
    assert found(with_unit(clean(), "ab", level=2), "R02") == [("ab", "level", "blocks")]


def test_r02_a_repeated_uid_is_found():
    document = adding(clean(), unit("oaj", "Oficina de Imagen", "advisory", 2, "05.3", "gm"))
    assert found(document, "R02") == [("oaj", "repeated", "blocks")]


def test_r03_a_description_with_the_name_of_its_level_passes():
    assert found(clean(), "R03") == []


def test_r03_a_deconcentrated_organ_is_exempt():
    description = "Es el órgano desconcentrado que presta servicios."
    document = adding(
        clean(),
        unit(
            "ag", "Agencia Municipal", "deconcentrated", 3, "08.1", "gds", description=description
        ),
    )
    assert found(document, "R03") == []


def test_r03_a_third_level_unit_called_organo_is_found_with_its_span():
    document = with_unit(clean(), "ab", description="La oficina es el órgano de apoyo.")
    assert found(document, "R03") == [("ab", "mismatch", "blocks")]


def test_r03_a_sixth_level_is_found():
    assert found(with_unit(clean(), "ab", level=6), "R03") == [("ab", "too_deep", "blocks")]


def test_r06_first_level_organs_at_level_one_pass():
    assert found(clean(), "R06") == []


def test_r06_an_advisory_organ_at_level_two_passes():
    assert found(with_unit(clean(), "oaj", level=2), "R06") == []


def test_r06_a_control_organ_at_level_two_is_found():
    assert found(with_unit(clean(), "oci", level=2, parent_uid="gm"), "R06") == [
        ("oci", "found", "blocks")
    ]


def test_r06_a_coordination_organ_at_level_three_is_found():
    assert found(with_unit(clean(), "jdv", level=3), "R06") == [("jdv", "found", "blocks")]


def test_r07_advice_support_and_line_below_the_first_level_pass():
    assert found(clean(), "R07") == []


def test_r07_control_at_the_first_level_passes():
    assert found(with_unit(clean(), "oci", level=1), "R07") == []


def test_r07_a_line_organ_at_level_one_is_found():
    assert found(with_unit(clean(), "gds", level=1), "R07") == [("gds", "found", "blocks")]


def test_r07_an_advisory_organ_at_level_one_is_found():
    assert found(with_unit(clean(), "oaj", level=1), "R07") == [("oaj", "found", "blocks")]


def test_r09_a_consultative_organ_without_units_passes():
    document = with_unit(clean(), "ccl", nature="consultative")
    assert found(document, "R09") == []


def test_r09_units_below_other_organs_pass():
    assert found(clean(), "R09") == []


def test_r09_a_consultative_organ_with_a_unit_is_found():
    document = with_unit(with_unit(clean(), "ccl", nature="consultative"), "ab", parent_uid="ccl")
    assert found(document, "R09") == [("ccl", "found", "blocks")]


def test_r09_a_consultative_organ_over_a_line_organ_is_found():
    document = with_unit(with_unit(clean(), "ccl", nature="consultative"), "gds", parent_uid="ccl")
    assert found(document, "R09") == [("ccl", "found", "blocks")]


def test_r10_administration_below_administration_passes():
    assert found(clean(), "R10") == []


def test_r10_administration_below_senior_management_passes():
    assert found(with_unit(clean(), "ab", parent_uid="gm"), "R10") == []


def test_r10_support_inside_a_line_organ_is_found():
    assert found(with_unit(clean(), "ab", parent_uid="gds"), "R10") == [
        ("ab", "inside_line", "blocks")
    ]


def test_r10_support_deep_inside_a_line_organ_is_found():
    assert found(with_unit(clean(), "ab", parent_uid="ssp", level=4), "R10") == [
        ("ab", "inside_line", "blocks")
    ]


def test_r10_line_inside_administration_is_a_warning():
    assert found(with_unit(clean(), "ssp", parent_uid="oga"), "R10") == [
        ("ssp", "line_inside", "warns")
    ]


def test_r10_line_inside_administration_stays_a_warning_in_the_executive():
    facts = replace(context(), executive=True)
    assert found(with_unit(clean(), "ssp", parent_uid="oga"), "R10", facts) == [
        ("ssp", "line_inside", "warns")
    ]


def test_r10_a_deconcentrated_organ_has_an_organization_of_its_own():
    document = adding(
        clean(),
        unit("ag", "Agencia Norte", "deconcentrated", 3, "08.1", "gds"),
        unit("agad", "Oficina de la Agencia", "support", 4, "08.1.1", "ag"),
    )
    assert found(document, "R10") == []
