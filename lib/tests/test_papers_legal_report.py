"""The form of the informe legal: each function with its legal basis (LOE 50.1.e, 55.1)."""

from dataclasses import replace

import pytest
from papers_helpers import keys, make, start, table, text

from pgo_core.dossier import Dossier
from pgo_core.render.reading import legal_basis

KIND = "legal_report"
FUNCTIONS = "Funciones y su base legal"


def test_every_function_is_there_with_its_legal_basis():
    document, context = start("sent")
    rows = [row for row in table(make(KIND, document, context), FUNCTIONS) if len(row) == 3]
    found = [(row[0].split(") ", 1)[1], row[1]) for row in rows]
    assert found == [
        (function.text, legal_basis(function.citations) or "—")
        for _unit, function in document.functions()
    ]


def test_a_function_without_basis_and_a_norm_out_of_force_are_marked():
    document, context = start("small")
    ssp = document.unit_by_uid["ssp"]
    first, *rest = ssp.functions
    bare = replace(ssp, functions=(replace(first, citations=()), *rest))
    units = tuple(bare if one.uid == "ssp" else one for one in document.units)
    document = replace(document, units=units)
    paper = make(KIND, document, context)
    marked = next(row for row in table(paper, FUNCTIONS) if first.text in row[0])
    assert marked[2] == "Función sustantiva sin base legal."
    assert "Se señala una función por subsanar" in text(paper)
    dead = replace(context, norms={"LEY-27972": "repealed"})
    notes = [row[2] for row in table(make(KIND, document, dead), FUNCTIONS) if len(row) == 3]
    assert "«Ley N° 27972» no figura como vigente." in notes


def test_without_the_catalogue_of_norms_it_says_so_and_affirms_nothing():
    document, context = start("small", norms=None)
    said = text(make(KIND, document, context))
    assert "No se contó con el catálogo de normas" in said
    assert "ninguna de las normas citadas figura como derogada" not in said


@pytest.mark.parametrize(
    ("name", "norm", "competence"),
    [
        ("small", "Ley N° 27972", "concejo municipal"),
        ("ministry", "Ley N° 29158", "voto aprobatorio del Consejo de Ministros"),
        ("mop", "Ley N° 29158", "LOE, art. 55.2"),
    ],
)
def test_the_norms_and_the_competence_are_those_of_the_entity(name, norm, competence):
    said = text(make(KIND, *start(name)))
    assert norm in said and competence in said


def test_the_dossier_is_listed_as_it_is():
    document, context = start("sent")
    rows = dict(
        (row[0], row[1])
        for row in table(make(KIND, document, context), "Documentos del expediente")
    )
    assert rows["Informe técnico"] == "Informe N° 014-2026-OPP, del 9 de marzo de 2026"
    bare = make(KIND, document, replace(context, dossier=Dossier()))
    rows = table(bare, "Documentos del expediente")
    assert all(row[1].startswith("No consta en el expediente") for row in rows)


def test_the_conclusion_is_the_lawyers():
    document, context = start("sent")
    asked = keys(make(KIND, document, context))
    assert {"legal.conclusion", "legal.functions"} <= set(asked)
    assert "document.legal_report" not in asked
    told = replace(
        context.dossier, texts={"legal.conclusion": "La propuesta es legalmente viable."}
    )
    paper = make(KIND, document, replace(context, dossier=told))
    assert "La propuesta es legalmente viable." in text(paper)
    assert "legal.conclusion" not in keys(paper)


def test_a_region_goes_by_its_own_law():
    document, context = start(
        "small", entity_type="regional_government", government_level="regional"
    )
    said = text(make(KIND, document, context))
    assert "consejo regional" in said and "Ley N° 27867" in said and "27972, Ley" not in said
    assert "diez días naturales (LOGR, art. 38)" in said
