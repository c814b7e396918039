"""Norms recognised in running text, with their articles."""

from __future__ import annotations

import csv
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_helpers import clean

from pgo_core import citing

DATA = Path(__file__).parents[2] / "data"


def norms(text: str) -> list[str]:
    return [mention.norm for mention in citing.mentions(text)]


def cited(text: str) -> list[tuple[str, str, str]]:
    return [(found.norm, found.article, found.item) for found in citing.mentions(text)]


@pytest.mark.parametrize(
    ("written", "norm", "label"),
    [
        ("Ley N° 27972", "LEY-27972", "Ley N° 27972"),
        ("Ley Nº 27972, Ley Orgánica de Municipalidades", "LEY-27972", "Ley N° 27972"),
        ("ley 27972", "LEY-27972", "Ley N° 27972"),
        ("LEY N.º 27972", "LEY-27972", "Ley N° 27972"),
        ("Ley No. 27972", "LEY-27972", "Ley N° 27972"),
        ("Ley Nro. 27972", "LEY-27972", "Ley N° 27972"),
        ("Ley N° 27,972", "LEY-27972", "Ley N° 27972"),
        ("Ley Orgánica N° 27972", "LEY-27972", "Ley N° 27972"),
        ("Ley Orgánica de Municipalidades N° 27972", "LEY-27972", "Ley N° 27972"),
        ("Ley Orgánica de Municipalidades, Ley N° 27972", "LEY-27972", "Ley N° 27972"),
        ("Decreto Legislativo N° 1252", "DLEG-1252", "Decreto Legislativo N° 1252"),
        ("D. Leg. N° 1252", "DLEG-1252", "Decreto Legislativo N° 1252"),
        ("D.Leg. 1252", "DLEG-1252", "Decreto Legislativo N° 1252"),
        ("D.L. 1440", "DLEG-1440", "Decreto Legislativo N° 1440"),
        ("D.L. N° 22830", "DL-22830", "Decreto Ley N° 22830"),
        ("Decreto Ley N° 22830", "DL-22830", "Decreto Ley N° 22830"),
        ("Decreto-Ley 22830", "DL-22830", "Decreto Ley N° 22830"),
        ("Resolución Legislativa N° 26253", "RL-26253", "Resolución Legislativa N° 26253"),
        ("Decreto de Urgencia N° 9-2020", "DU-009-2020", "Decreto de Urgencia N° 009-2020"),
        ("Decreto Supremo N° 054-2018-PCM", "DS-054-2018-PCM", "Decreto Supremo N° 054-2018-PCM"),
        ("D.S. 054-2018-PCM", "DS-054-2018-PCM", "Decreto Supremo N° 054-2018-PCM"),
        ("DS N° 54-2018-PCM", "DS-054-2018-PCM", "Decreto Supremo N° 054-2018-PCM"),
        ("Decreto Supremo N° 054 – 2018 – PCM", "DS-054-2018-PCM", "Decreto Supremo N° 054-2018-PCM"),
        ("Decreto Supremo N° 040-81-MA", "DS-040-81-MA", "Decreto Supremo N° 040-81-MA"),
        (
            "Resolución de Secretaría de Gestión Pública N° 005-2020-PCM/SGP",
            "RSGP-005-2020-PCM-SGP",
            "Resolución de Secretaría de Gestión Pública N° 005-2020-PCM-SGP",
        ),
        ("Resolución Ministerial N° 588-2019-MINEDU", "RM-588-2019-MINEDU", None),
        ("R.M. N° 588-2019-MINEDU", "RM-588-2019-MINEDU", None),
        ("Resolución Viceministerial N° 003-2000-MTC/15.04", "RESOLUCION-VICEMINISTERIAL-003-2000-MTC-15", None),
        ("Resolución Suprema N° 535-82-RE", "RESOLUCION-SUPREMA-535-82-RE", None),
        ("Resolución de Contraloría N° 320-2006-CG", "RESOLUCION-DE-CONTRALORIA-320-2006-CG", None),
        ("Directiva N° 001-2018-SGP", "DIRECTIVA-001-2018-SGP", None),
        ("Ordenanza Municipal N° 012-2019-MDAT", "ORDENANZA-012-2019-MDAT", None),
        ("Ordenanza N° 2315-2021", "ORDENANZA-2315-2021", None),
        ("Ordenanza N° 799", "ORDENANZA-799", None),
        (
            "Constitución Política del Perú",
            "CONSTITUCION-1993",
            "Constitución Política del Perú",
        ),
    ],
)  # fmt: skip
def test_a_norm_is_recognised(written, norm, label):
    text = f"Conforme a la {written}."
    [mention] = citing.mentions(text)
    assert mention.norm == norm
    assert label in (None, mention.label)
    assert written.startswith(text[slice(*mention.span)]) or "," in written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "La ley señala las funciones; artículo 73.",
        "Ejecutar 27972 acciones.",
        "El reglamento de la ley, aprobado el 12 de mayo de 2018",
        "Programa de 2018-2020 del PCM",
        "La ley orgánica de municipalidades, artículo 73",
        "Resolver en 30 días",
        "Los ds 5",
    ],
)
def test_what_is_no_norm_is_not(text):
    assert norms(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("el artículo 73 de la Ley N° 27972", [("LEY-27972", "73", "")]),
        ("Ley N° 27972, Ley Orgánica de Municipalidades, artículo 73", [("LEY-27972", "73", "")]),
        ("art. 79.1 de la Ley N° 27972", [("LEY-27972", "79.1", "")]),
        ("numeral 3.2 del artículo 79 de la Ley N° 27972", [("LEY-27972", "79", "3.2")]),
        ("artículo 79, numeral 3.2, de la Ley N° 27972", [("LEY-27972", "79", "3.2")]),
        ("literal a) del artículo 5 del D.S. 054-2018-PCM", [("DS-054-2018-PCM", "5", "a")]),
        ("arts. 79 y 80 de la Ley N° 27972", [("LEY-27972", "79", ""), ("LEY-27972", "80", "")]),
        (
            "artículos 84° al 86° de la Ley N° 27972",
            [("LEY-27972", "84", ""), ("LEY-27972", "85", ""), ("LEY-27972", "86", "")],
        ),
        ("artículo IV del Título Preliminar de la Ley N° 27444", [("LEY-27444", "IV", "")]),
        (
            "artículo 47 del Texto Único Ordenado de la Ley N° 27444, y artículo 5",
            [("LEY-27444", "47", ""), ("LEY-27444", "5", "")],
        ),
        (
            "Ley N° 27972 y el artículo 5 del Decreto Legislativo N° 1440",
            [("LEY-27972", "", ""), ("DLEG-1440", "5", "")],
        ),
        ("artículo 194 de la Constitución Política", [("CONSTITUCION-1993", "194", "")]),
        ("artículo 5 del presente reglamento. Ley N° 27972", [("LEY-27972", "", "")]),
        ("Ley N° 27972. El artículo 5 dice", [("LEY-27972", "", "")]),
    ],
)
def test_articles_go_with_their_norm(text, wanted):
    assert cited(text) == wanted


def test_several_norms_of_one_kind():
    text = "los Decretos Supremos N° 131-2018-PCM, 064-2021-PCM y N° 097-2021-PCM y 3 más"
    assert norms(text) == ["DS-131-2018-PCM", "DS-064-2021-PCM", "DS-097-2021-PCM"]
    assert norms("Leyes Nros. 27972 y 28961") == ["LEY-27972", "LEY-28961"]
    assert norms("Ley N° 27972 y 28961 personas") == ["LEY-27972"]
    assert norms("Decretos Legislativos N° 1440, 1441 y 1252") == [
        "DLEG-1440",
        "DLEG-1441",
        "DLEG-1252",
    ]


def test_the_span_holds_kind_and_number():
    text = "Según el Decreto Supremo N° 054-2018-PCM, que aprueba."
    [mention] = citing.mentions(text)
    assert text[slice(*mention.span)] == "Decreto Supremo N° 054-2018-PCM"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LEY-27972", "LEY-27972-2003"),
        ("DLEG-1252", "DLEG-1252-2016"),
        ("DS-054-2018-PCM", "DS-54-2018-PCM"),
        ("DS-040-81-MA", "DS-040-81-MA-1981"),
        ("RSGP-005-2020-PCM-SGP", "RSGP-005-2020-PCM/SGP"),
        ("RL-26253", "RL-26253-1993"),
        ("DU-037-94", "DU-37-94-1994"),
    ],
)
def test_one_norm_has_one_key(one, other):
    assert citing.key(one) == citing.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DU-009-2020", "DU-009-2021"),
        ("DS-054-2018-PCM", "DS-054-2018-EF"),
        ("DS-054-2018-PCM", "DS-054-2019-PCM"),
        ("LEY-27972", "DLEG-27972"),
        ("ORDENANZA-012-2019-MDA", "ORDENANZA-012-2019-MDB"),
    ],
)
def test_different_norms_have_different_keys(one, other):
    assert citing.key(one) != citing.key(other)


def test_the_catalogue_is_found_by_its_labels():
    """A law or decree of the catalogue, cited as it is printed, gives the key of its identifier."""
    printed = {
        "LEY": "Ley N° {1}",
        "DLEG": "Decreto Legislativo N° {1}",
        "DL": "Decreto Ley N° {1}",
        "DS": "Decreto Supremo N° {1}-{2}-{3}",
    }
    seen = 0
    with open(DATA / "norms_pe.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            parts = row["identifier"].split("-")
            wanted = 4 if parts[0] == "DS" else 3
            if parts[0] not in printed or len(parts) != wanted or not parts[1].isdigit():
                continue
            if parts[0] == "DS" and not (parts[3].isalpha() and len(parts[2]) in (2, 4)):
                continue
            text = printed[parts[0]].format(*parts)
            assert [citing.key(norm) for norm in norms(text)] == [citing.key(row["identifier"])]
            seen += 1
    assert seen > 4_000


def test_every_text_of_a_document_is_looked_at():
    document = clean()
    document = replace(
        document,
        articles=(replace(document.articles[0], body="Ley N° 1", items=("Ley N° 2",)),),
        competences=(replace(document.competences[0], text="Ley N° 3"),),
        units=(
            replace(
                document.units[0],
                description="Ley N° 4",
                functions=(replace(document.units[0].functions[0], text="Ley N° 5"),),
            ),
        ),
        annexes=(replace(document.annexes[0], body="Ley N° 6 y Ley N° 1"),),
    )
    assert citing.norms_in(document) == tuple(f"LEY-{number}" for number in range(1, 7))


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text):
    for mention in citing.mentions(text):
        assert 0 <= mention.span[0] < mention.span[1] <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "ley ", "ley orgánica de ", "Ley N° 27972, ", "decreto supremo N° 054-2018-", "artículo 5, ",
        "numeral 3.2 del ", "1, ", "N° ", "Leyes N° 27972, ", "artículos 1 y ", "-", " ", "a-", "d. ",
    ],
)  # fmt: skip
def test_time_is_linear(piece):
    text = "Ley " + piece * (200_000 // len(piece))
    begun = time.process_time()
    citing.mentions(text)
    assert time.process_time() - begun < 2
