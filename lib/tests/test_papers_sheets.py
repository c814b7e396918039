"""The fichas técnicas: who has them, the type of each function, its sustento (L02 Anexo 8)."""

from dataclasses import replace

import pytest
from papers_helpers import headings, keys, make, start, table, text
from rules_helpers import with_unit, without

from pgo_core.dossier import Dossier, Equivalence, Reason
from pgo_core.papers import evolution
from pgo_core.papers.paper import Blank

KIND = "technical_sheets"


@pytest.mark.parametrize("name", ["small", "province", "mop"])
def test_only_the_executive_has_them(name):
    paper = make(KIND, *start(name))
    assert "no se exigen" in text(paper) and len(paper.parts) == 1
    assert not [part for part in paper.parts if isinstance(part, Blank)]


def changed():
    """The ministry's text in force, and one where functions of line change in each way."""
    base, context = start("ministry")
    dgp, dgd = base.unit_by_uid["dgp"], base.unit_by_uid["dgd"]
    first, second, third, closing = dgp.functions
    proposal = with_unit(
        base,
        "dgp",
        functions=(
            replace(first, text="Formular la política nacional de turismo rural."),
            replace(third, uid="n1", text="Autorizar rutas de turismo.", citations=()),
            closing,
        ),
    )
    proposal = with_unit(proposal, "dgd", functions=(third, *dgd.functions))
    return base, proposal, context, (first, second, third)


def test_each_function_has_its_type_and_its_sustento_is_asked():
    base, proposal, context, (first, second, third) = changed()
    paper = make(KIND, proposal, replace(context, base=base))
    rows = table(paper, "Funciones de la Dirección General de Políticas de Turismo")
    marks = [row[2:7].index("X") for row in rows]
    names = ("new", "unchanged", "modified", "reassigned", "removed")
    assert [names[mark] for mark in marks] == ["modified", "new", "unchanged", "removed"]
    assert all(row[2:7].count("X") == 1 for row in rows)
    assert rows[-1][1] == second.text  # derogated functions go last, without letter
    assert first.text in rows[0][7]
    other = table(paper, "Funciones de la Dirección General de Destinos Turísticos")
    assert other[0][5] == "X"
    assert "Proviene de: Dirección General de Políticas de Turismo." in other[0][7]
    asked = {key for key in keys(paper) if key.startswith("function_reason")}
    assert asked == {f"function_reason:{uid}" for uid in (first.uid, "n1", second.uid, third.uid)}


def test_what_the_dossier_says_of_a_function_is_its_sustento():
    base, proposal, context, (first, *_rest) = changed()
    dossier = Dossier(function_reasons=(Reason(first.uid, "Lo dispone la ley del sector."),))
    paper = make(KIND, proposal, replace(context, base=base, dossier=dossier))
    rows = table(paper, "Funciones de la Dirección General de Políticas de Turismo")
    assert "Lo dispone la ley del sector." in rows[0][7]
    assert f"function_reason:{first.uid}" not in keys(paper)


def test_of_a_new_entity_all_is_new_and_without_a_base_nothing_is_told():
    document, context = start("ministry")
    first = make(KIND, document, replace(context, dossier=Dossier(change_cases=("d",))))
    caption = "Funciones de la Dirección General de Políticas de Turismo"
    assert all(row[2] == "X" for row in table(first, caption))
    unknown = make(KIND, document, context)
    assert not any("X" in row[2:7] for row in table(unknown, caption))
    assert "base.text" in keys(unknown)


def test_there_is_a_sheet_for_each_unit_of_line_and_no_other():
    document, context = start("ministry")
    paper = make(KIND, document, context)
    sheets = [head for head in headings(paper) if head.startswith(("Órgano:", "Unidad orgánica:"))]
    assert sheets == [
        f"{'Órgano' if unit.level == 2 else 'Unidad orgánica'}: {unit.name}"
        for unit in sorted(
            (unit for unit in document.units if unit.nature == "line"), key=lambda one: one.code
        )
    ]


def test_general_functions_name_the_organ_that_carries_them():
    document, context = start("ministry")
    rows = table(
        make(KIND, document, context), "Funciones generales y órgano que las tiene a su cargo"
    )
    assert [row[2] for row in rows] == [item.text for item in document.competences]
    assert "Dirección General de Políticas de Turismo" in rows[0][3]
    orphan = replace(
        document, competences=tuple(replace(one, carried_by=()) for one in document.competences)
    )
    assert "sheets.general" in keys(make(KIND, orphan, context))


def test_a_unit_that_goes_on_under_another_uid_keeps_its_functions():
    base, _context = start("ministry")
    again = replace(base.unit_by_uid["dgp"], uid="x1", name="Dirección General de Normas")
    again = replace(
        again, functions=tuple(replace(one, uid=f"x-{one.uid}") for one in again.functions)
    )
    units = tuple(again if one.uid == "dgp" else one for one in base.units)
    proposal = replace(base, units=units)
    rows = (Equivalence("dgp", "x1"),)
    kept = evolution.steps(base, proposal, rows)
    assert {step.kind for step in kept["x1"]} == {"unchanged"}
    alone = evolution.steps(base, proposal)
    assert {step.kind for step in alone["x1"]} <= {"reassigned"} and "dgp" not in alone


def test_a_unit_that_is_gone_leaves_its_functions_to_derogate():
    base, context = start("ministry")
    proposal = without(base, "dn")
    paper = make(KIND, proposal, replace(context, base=base))
    rows = table(paper, "Funciones de la Dirección de Normativa Turística")
    assert rows and all(row[6] == "X" for row in rows)
