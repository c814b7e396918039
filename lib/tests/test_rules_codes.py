"""Rules 25-27: codes."""

from dataclasses import replace

import pytest
from rules_helpers import adding, clean, context, found, unit, with_unit, without


def test_r25_the_codes_of_the_annex_pass():
    assert found(clean(), "R25") == []


def test_r25_a_mop_has_its_own_format():
    units = tuple(
        replace(item, code=f"0.{number}") for number, item in enumerate(clean().units[:9], start=1)
    )
    assert found(replace(clean(units=units), kind="mop"), "R25") == []


@pytest.mark.parametrize("code", ["6.1", "06-1", "06.1.", "06.a", "٠٦.١"])
def test_r25_another_format_is_a_warning(code):
    assert found(with_unit(clean(), "oga", code=code), "R25") == [("oga", "format", "warns")]


def test_r25_an_organ_with_three_parts_and_a_unit_with_two_are_warnings():
    assert found(with_unit(clean(), "gds", code="01.3.1"), "R25") == [("gds", "organ", "warns")]
    assert found(with_unit(clean(), "ab", code="06.2"), "R25") == [("ab", "deeper", "warns")]


def test_r25_a_deconcentrated_organ_is_numbered_by_its_type_at_any_level():
    document = adding(clean(), unit("ag", "Agencia Norte", "deconcentrated", 3, "08.1", "gds"))
    assert found(document, "R25") == []
    assert found(with_unit(document, "ag", code="07.1.2"), "R25") == [("ag", "organ", "warns")]


def test_r25_a_mop_code_in_a_rof_format_is_a_warning():
    document = replace(clean(units=(replace(clean().units[0], code="01.1"),)), kind="mop")
    assert found(document, "R25") == [("concejo", "mop_format", "warns")]


def test_r26_the_order_of_the_table_passes():
    assert found(clean(), "R26") == []


def test_r26_types_the_entity_lacks_are_not_counted():
    document = without(clean(), "ccl", "jdv")
    for uid, code in (
        ("oci", "02.1"),
        ("ppm", "03.1"),
        ("oaj", "04.1"),
        ("opp", "04.2"),
        ("oga", "05.1"),
        ("gds", "06.1"),
    ):
        document = with_unit(document, uid, code=code)
    assert found(document, "R26") == []


def test_r26_legal_defence_may_share_the_code_of_control():
    document = with_unit(clean(), "ppm", code="03.2")
    for uid, code in (("oaj", "04.1"), ("opp", "04.2"), ("oga", "05.1"), ("gds", "06.1")):
        document = with_unit(document, uid, code=code)
    assert found(document, "R26") == []


def test_r26_a_jump_over_an_absent_type_is_a_warning():
    assert found(without(clean(), "oci"), "R26")[0] == ("ppm", "found", "warns")


def test_r26_line_before_support_is_a_warning():
    document = with_unit(with_unit(clean(), "oga", code="07.1"), "gds", code="06.1")
    assert found(document, "R26") == [("oga", "found", "warns"), ("gds", "found", "warns")]


def test_r27_unique_codes_that_follow_the_parent_pass():
    assert found(clean(), "R27") == []


def test_r27_a_unit_below_an_organ_of_another_type_needs_no_prefix():
    document = adding(
        clean(), unit("sg", "Oficina de Secretaría", "support", 3, "06.9.1", "alcaldia")
    )
    assert found(document, "R27") == []


def test_r27_a_code_twice_is_found():
    assert found(with_unit(clean(), "opp", code="05.1"), "R27") == [("opp", "repeated", "blocks")]


def test_r27_the_prefix_of_another_parent_is_a_warning():
    assert found(with_unit(clean(), "ab", code="05.1.1"), "R27") == [("ab", "prefix", "warns")]


def test_r27_a_gap_among_siblings_is_one_warning():
    document = with_unit(clean(), "opp", code="05.3")
    document = adding(document, unit("otic", "Oficina de Sistemas", "advisory", 2, "05.4", "gm"))
    assert found(document, "R27") == [("opp", "sequence", "warns")]


def test_r27_in_the_executive_the_lineamientos_do_not_block_either():
    facts = replace(context(), executive=True)
    assert found(with_unit(clean(), "ab", code="05.1.1"), "R27", facts) == [
        ("ab", "prefix", "warns")
    ]
