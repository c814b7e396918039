"""Rules 28, 29: what their examples cannot say."""

from dataclasses import replace

import pytest
from rules_helpers import adding, clean, context, found, unit, with_unit

from pgo_core import rules
from pgo_core.document import Annex
from pgo_core.dossier import Dossier, StaffRow, StaffTable, UnitReason
from pgo_core.organigram import layout
from pgo_core.rules import examples


def listing(document, *rows: str):
    annex = Annex("x3", "text", "Unidades", "\n".join(rows))
    return replace(document, annexes=(*document.annexes, annex))


def test_r28_a_row_without_uid_is_known_by_its_name():
    rows = (StaffRow("", "gerencia  de desarrollo social", 8), StaffRow("x", "Alcaldía", 2))
    facts = context(dossier=Dossier(staff=StaffTable(rows)))
    assert found(clean(), "R28", facts) == []


def test_r28_a_row_and_a_reason_of_no_unit_block():
    facts = context(
        dossier=Dossier(
            staff=StaffTable((StaffRow("gone", "Gerencia de Obras", 8),)),
            unit_reasons=(UnitReason("gone"), UnitReason("gds")),
        )
    )
    assert found(clean(), "R28", facts) == [
        ("", "reason_unknown", "blocks"),
        ("", "staff_unknown", "blocks"),
    ]


def test_r28_few_coded_lines_are_no_list_of_units():
    document = listing(clean(), "07.1 Gerencia de Obras", "07.9 Gerencia de Nada")
    assert found(document, "R28") == []
    facts = context().with_settings(R28=rules.RuleSetting(parameters={"rows": 2}))
    assert {v for _u, v, _s in found(document, "R28", facts)} == {
        "annex_name",
        "annex_missing",
        "annex_unknown",
    }


def test_r28_types_of_organ_in_a_list_are_no_units():
    rows = [f"{item.code} {item.name}" for item in clean().units]
    assert found(listing(clean(), "07 ÓRGANOS DE LÍNEA", *rows), "R28") == []


def test_r29_the_chart_of_a_sound_text_is_placed_as_the_annex_asks():
    document, facts = examples.start("ministry")
    assert rules.check(document, facts, ["R29"]) == []
    boxes = {box.uid: box for box in layout(document).boxes}
    assert boxes["oci"].y == boxes["pp"].y == boxes["dm"].y
    assert boxes["oga"].x < boxes["sg"].x < boxes["ogpp"].x
    assert boxes["dgp"].y > boxes["oga"].y


def test_r29_never_blocks():
    facts = replace(context(), executive=True)
    assert found(with_unit(clean(), "oaj", parent_uid="gds"), "R29", facts) == [
        ("oaj", "inside", "warns")
    ]


@pytest.mark.parametrize("nature", ["deconcentrated", "academic", "line"])
def test_r29_line_and_deconcentrated_organs_stand_at_the_bottom_anyway(nature):
    document = adding(clean(), unit("n", "Unidad Nueva", nature, 2, "08.1", "gds"))
    assert found(document, "R29") == []


def test_r29_the_names_of_a_chart_are_a_parameter():
    annex = Annex("x3", "text", "Gráfico de la estructura")
    document = clean(annexes=(*clean().annexes, annex))
    assert found(document, "R29") == []
    setting = rules.RuleSetting(parameters={"chart_names": ["gráfico"]})
    assert found(document, "R29", context().with_settings(R29=setting)) == [("", "typed", "warns")]
