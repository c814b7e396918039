"""The informe técnico: the sections of each supuesto, and what the two texts say (LOE 46.1, 47)."""

from dataclasses import replace

import pytest
from papers_helpers import headings, keys, make, start, table, text
from rules_helpers import adding, clean, function, unit, with_unit, without

from pgo_core import rules
from pgo_core.dossier import Budget, Dossier, Reason, StaffRow, StaffTable, UnitReason
from pgo_core.papers.paper import Organigram

KIND = "technical_report"
BASE = clean()
NEW = unit("gdu", "Gerencia de Desarrollo Urbano", "line", 2, "07.2", "gm")
DEEP = unit("eq", "Subunidad de Padrones", "line", 4, "07.1.1.1", "ssp")
COUNT = "Número de unidades de organización por nivel y naturaleza"
STRUCTURE = "Estructura vigente y propuesta"
UNITS = "Unidades que se crean, se eliminan o cambian"
SECTIONS = "Secciones del artículo 47 de la LOE"
CASES = "Supuestos del artículo 46.1 de la LOE"


def local(**changes):
    return rules.district_municipality(entity_name=BASE.entity.name, **changes)


def reworded(text="Evaluar los servicios sociales."):
    functions = BASE.unit_by_uid["gds"].functions
    changed = (replace(functions[0], text=text), *functions[1:])
    return with_unit(BASE, "gds", functions=changed)


@pytest.mark.parametrize(
    ("proposal", "letter", "asked"),
    [
        (adding(BASE, NEW), "a", ("Sí", "Sí", "Sí", "Sí", "Sí")),
        (without(BASE, "ab"), "b", ("Sí", "Sí", "Sí", "Sí", "No")),
        (reworded(), "c", ("No", "No", "Sí", "Sí", "No")),
        (BASE, "d", ("Sí", "Sí", "Sí", "Sí", "Sí")),
    ],
)
def test_each_supuesto_has_its_sections(proposal, letter, asked):
    base = None if letter == "d" else BASE
    context = local(base=base, dossier=Dossier(change_cases=(letter,)))
    paper = make(KIND, proposal, context)
    assert tuple(row[1] for row in table(paper, SECTIONS)) == asked
    sections = dict(
        zip(("need", "structure", "functions", "no_duplication", "resources"), asked, strict=True)
    )
    for section, yes in sections.items():
        assert (f"report.{section}" in keys(paper)) == (yes == "Sí"), section
    why = text(paper).count(f"No corresponde: no se exige en el supuesto {letter})")
    assert why >= asked.count("No")
    declared = {row[0][0]: row[1:] for row in table(paper, CASES)}
    assert declared[letter][0] == "Sí" and declared[letter][1].startswith("Sí")


def test_a_supuesto_that_the_texts_show_and_nobody_declared_is_told():
    context = local(base=BASE, dossier=Dossier(change_cases=("c",)))
    paper = make(KIND, adding(BASE, NEW), context)
    assert "resultan supuestos que no se han declarado: a)" in text(paper)
    nobody = make(KIND, adding(BASE, NEW), local(base=BASE))
    assert "change_cases" in keys(nobody) and "change_cases" not in keys(paper)


def test_the_tables_have_the_units_of_both_texts():
    proposal = with_unit(adding(without(BASE, "ab"), NEW), "oga", name="Oficina de Finanzas")
    paper = make(KIND, proposal, local(base=BASE, dossier=Dossier(change_cases=("a", "b"))))
    rows = [row for row in table(paper, STRUCTURE) if len(row) == 4]
    assert sorted(row[1] for row in rows if row[1]) == sorted(
        f"{unit.code} {unit.name}" for unit in proposal.units
    )
    assert sorted(row[0] for row in rows if row[0]) == sorted(
        f"{unit.code} {unit.name}" for unit in BASE.units
    )
    total = table(paper, COUNT)[-1]
    assert total == ["Total", str(len(BASE.units)), str(len(proposal.units)), "0"]
    assert table(paper, UNITS) == [
        ["Creación", "", "07.2 Gerencia de Desarrollo Urbano", "2"],
        ["Eliminación", "06.1.1 Oficina de Abastecimiento", "", "3"],
        ["Denominación", "06.1 Oficina General de Administración", "06.1 Oficina de Finanzas", "2"],
    ]


def test_each_created_unit_asks_why_until_the_dossier_says_it():
    proposal = adding(BASE, NEW, DEEP)
    context = local(base=BASE, dossier=Dossier(change_cases=("a",)))
    asked = keys(make(KIND, proposal, context))
    assert {"unit_reason:gdu", "unit_reason:eq"} <= set(asked)
    assert "más de 15 servidores civiles" in text(make(KIND, proposal, context))
    reasons = (UnitReason("gdu", ("a", "h"), "Atiende 400 expedientes al mes."),)
    staff = StaffTable((StaffRow("gdu", cap=10, cas=8),))
    dossier = Dossier(change_cases=("a",), unit_reasons=reasons, staff=staff)
    done = make(KIND, proposal, local(base=BASE, dossier=dossier))
    assert "unit_reason:gdu" not in keys(done) and "unit_reason:eq" in keys(done)
    said = text(done)
    assert "Atiende 400 expedientes al mes." in said and "18 servidores civiles" in said
    assert "h) más de 15 servidores civiles" in said


def test_a_new_organ_of_internal_administration_answers_the_three_criteria():
    office = unit("oti", "Oficina de Tecnologías", "support", 2, "06.2", "gm")
    law = unit("oaj2", "Oficina de Asesoría Jurídica Tributaria", "advisory", 2, "05.3", "gm")
    context = local(base=BASE, dossier=Dossier(change_cases=("a",)))
    asked = keys(make(KIND, adding(BASE, office, law), context))
    assert [key for key in asked if key.startswith("second_level")] == [
        f"second_level:oti:{letter}" for letter in "abc"
    ]


def test_the_functions_of_line_are_told_with_their_change_and_reason():
    gds = BASE.unit_by_uid["gds"]
    first, second, *rest = gds.functions
    proposal = with_unit(
        BASE,
        "gds",
        functions=(
            replace(first, text="Conducir los servicios sociales."),
            function("n1", "Promover la vacunación."),
            *rest,
        ),
    )
    moved = with_unit(proposal, "ssp", functions=(*BASE.unit_by_uid["ssp"].functions[1:], second))
    context = local(base=BASE, dossier=Dossier(change_cases=("c",)))
    paper = make(KIND, moved, context)
    rows = {row[0]: row for row in table(paper, "Funciones de la Gerencia de Desarrollo Social")}
    assert rows["a) Conducir los servicios sociales."][1] == "M"
    assert first.text in rows["a) Conducir los servicios sociales."][3]
    assert rows["b) Promover la vacunación."][1] == "N"
    came = next(row for name, row in rows.items() if second.text in name)
    assert came[1] == "R" and "Gerencia de Desarrollo Social" in came[3]
    gone = BASE.unit_by_uid["ssp"].functions[0]
    assert rows[gone.text][1] == "D"
    expected = {f"function_reason:{uid}" for uid in (first.uid, "n1", second.uid, gone.uid)}
    assert expected == {key for key in keys(paper) if key.startswith("function_reason")}
    told = Dossier(change_cases=("c",), function_reasons=(Reason("n1", "La ordena la ley."),))
    done = make(KIND, moved, local(base=BASE, dossier=told))
    assert "function_reason:n1" not in keys(done) and "La ordena la ley." in text(done)


def test_repeated_functions_are_told_and_their_absence_too():
    context = local(base=BASE, dossier=Dossier(change_cases=("c",)))
    assert "No se encontraron funciones repetidas" in text(make(KIND, reworded(), context))
    twice = with_unit(
        BASE,
        "oga",
        functions=(*BASE.unit_by_uid["oga"].functions, function("x", "Conducir los archivos.")),
    )
    twice = with_unit(
        twice,
        "opp",
        functions=(*BASE.unit_by_uid["opp"].functions, function("y", "Conducir los archivos.")),
    )
    paper = make(KIND, twice, context)
    rows = table(paper, "Funciones repetidas o casi iguales que deben revisarse")
    assert len(rows) == 1 and "Conducir los archivos." in rows[0][1]
    off = context.with_settings(
        R37=rules.RuleSetting(active=False), R38=rules.RuleSetting(active=False)
    )
    assert "está desactivada" in text(make(KIND, twice, off))


def test_the_budget_of_a_new_text_is_compared_and_projected():
    budget = Budget(900_000, 1_200_000, 3, "Hay crédito presupuestario.", "Canon.")
    dossier = Dossier(change_cases=("a",), budget=budget, new_text=True)
    paper = make(KIND, adding(BASE, NEW), local(base=BASE, dossier=dossier))
    caption = "Gastos de operación de la estructura vigente y de la propuesta (soles al año)"
    assert table(paper, caption) == [["Gastos de operación", "900 000", "1 200 000", "300 000"]]
    years = {f"budget.year_{year}" for year in (1, 2, 3)}
    assert years <= set(keys(paper)) and "budget.financing" not in keys(paper)
    told = replace(dossier, texts={key: "1 250 000" for key in years})
    done = make(KIND, adding(BASE, NEW), local(base=BASE, dossier=told))
    assert not years & set(keys(done))
    bare = make(KIND, adding(BASE, NEW), local(base=BASE, dossier=Dossier(change_cases=("a",))))
    assert {"budget.spending", "budget.statement"} <= set(keys(bare))


def test_facts_of_the_dossier_leave_fewer_places_to_complete():
    document, context = start("sent")
    whole = keys(make(KIND, document, context))
    bare = keys(make(KIND, document, replace(context, dossier=Dossier(change_cases=("d",)))))
    assert set(whole) < set(bare) and len(whole) < len(bare) / 3
    assert set(whole) == {"report.conclusion"}


def test_its_annexes_are_the_organigrams_and_the_staff():
    context = local(base=BASE, dossier=Dossier(change_cases=("a",)))
    paper = make(KIND, adding(BASE, NEW), context)
    charts = [part.of for part in paper.parts if isinstance(part, Organigram)]
    assert charts == ["document", "base"]
    assert "Anexo 3. Cuadro de necesidades de personal" in headings(paper)
    functions_only = make(KIND, reworded(), replace(context, dossier=Dossier(change_cases=("c",))))
    assert not [part for part in functions_only.parts if isinstance(part, Organigram)]


def test_the_executive_refers_to_its_sheets_and_names_the_opinion():
    document, context = start("ministry")
    first = make(KIND, document, replace(context, dossier=Dossier(change_cases=("d",))))
    said = text(first)
    assert "Fichas técnicas sustentatorias" in said and "Ver ficha técnica." in said
    assert "Requiere la opinión previa favorable" in said
    assert "decreto supremo y resolución ministerial" in said
    assert not [key for key in keys(first) if key.startswith("function_reason")]


def test_a_municipality_that_adopts_a_model_says_why_it_departs_from_it():
    model = replace(BASE, kind="model", title="Modelo de prueba")
    context = local(base=BASE, model=model, dossier=Dossier(change_cases=("a",)))
    paper = make(KIND, adding(BASE, NEW), context)
    assert "modelo de organización «Modelo de prueba»" in text(paper)
    assert {"model.criteria", "model_reason:gdu"} <= set(keys(paper))
    told = Dossier(change_cases=("a",), model_reasons=(Reason("gdu", "Hay expansión urbana."),))
    done = make(KIND, adding(BASE, NEW), replace(context, dossier=told))
    assert "model_reason:gdu" not in keys(done) and "Hay expansión urbana." in text(done)


def test_a_mop_has_its_own_contents():
    document, context = start("mop")
    paper = make(KIND, document, context)
    assert {"report.structure", "report.control", "report.coordination"} <= set(keys(paper))
    assert "report.need" not in keys(paper) and "artículo 46.1" not in text(paper)
    for article in document.articles:
        if article.place == "processes":
            assert article.heading in headings(paper)
            assert all(item in text(paper) for item in article.items)
