"""What a check costs beside reading the same Document and numbering it, in the same run.

`./pgo bench --only rules` measures the targets; here the bounds are three times as wide, so that a
busy machine does not fail them and a rule that became quadratic does. Processor time, the best of
some rounds; the texts of each round are new, so nothing of them is remembered.
"""

import gc
from dataclasses import replace
from time import process_time

import pytest
from rules_helpers import CLOSING, NAME, clean, context, function, unit

from pgo_core import numbering, rules
from pgo_core.document import Function, from_json, to_json

VERBS = (
    "Ejecutar Supervisar Evaluar Proponer Formular Organizar Administrar Brindar Conducir "
    "Verificar Implementar Elaborar"
)
OBJECTS = (
    "las actividades de limpieza pública de la zona {}, conforme a la normativa vigente.",
    "el registro de los establecimientos de la serie {} que funcionan en el distrito.",
    "con la Gerencia Municipal los planes de seguridad ciudadana del sector {}.",
    "los informes técnicos sobre las obras del grupo {} y remitirlos a la Gerencia Municipal.",
)
FACTS = context(other_entities=(f"{NAME} Bis", "Municipalidad Distrital de Chilca"))


def large(units, functions, salt=""):
    """A sound document of so many units with so many functions each, nearly all of them below the
    first line organ.
    """
    verbs = VERBS.split()

    def text(number, place):
        told = OBJECTS[(number + place) % len(OBJECTS)].format(f"Z{number}{salt}-{place}")
        return f"{verbs[(number * 5 + place) % len(verbs)]} {told}"

    extra = tuple(
        unit(
            f"u{number}",
            f"Subgerencia del Ámbito {number}",
            "line",
            3,
            f"07.1.{number}",
            "gds",
            functions=(
                *(
                    function(f"u{number}-{place}", text(number, place))
                    for place in range(1, functions)
                ),
                Function(f"u{number}-z", CLOSING, "direction"),
            ),
        )
        for number in range(2, units - len(clean().units) + 2)
    )
    return replace(clean(), units=(*clean().units, *extra))


def edited(document, text):
    """The document with another text of one function, and its uid."""
    units = list(document.units)
    functions = list(units[-5].functions)
    functions[1] = replace(functions[1], text=text)
    units[-5] = replace(units[-5], functions=tuple(functions))
    return replace(document, units=tuple(units)), {functions[1].uid}


def seconds(work, *given):
    start = process_time()
    work(*given)
    return process_time() - start


@pytest.fixture(autouse=True)
def what_other_tests_left_is_not_collected():
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def read_and_number(data):
    list(numbering.articles(from_json(data)))


def costs(units, functions, rounds=3, name=""):
    """The least cost of reading and numbering, of the first check of a text, of the next check of
    the same text, and of checking again after one edit.
    """
    rules.check(large(20, 4, f"{name}warm"), FACTS)
    read, first, again, after = [], [], [], []
    for number in range(rounds):
        document = large(units, functions, f"{name}r{number}")
        data = to_json(document)
        read.append(seconds(read_and_number, data))
        first.append(seconds(rules.check, document, FACTS))
        again.append(seconds(rules.check, document, FACTS))
        findings = rules.check(document, FACTS)
        for step in range(3):
            changed, touched = edited(document, f"Evaluar el plan {name}{number}-{step} del mes.")
            after.append(seconds(rules.recheck, changed, FACTS, findings, touched))
    return tuple(map(min, (read, first, again, after)))


def test_the_document_measured_is_sound():
    assert not rules.check(large(60, 12), FACTS)


def test_a_check_costs_some_times_reading_the_text_and_after_an_edit_little_of_it():
    read, first, again, after = costs(60, 12)
    told = f"read {read:.4f}, first {first:.4f}, again {again:.4f}, after an edit {after:.4f}"
    assert first <= 30 * read, told
    assert again <= 15 * read, told
    assert after <= 0.45 * first, told


def test_the_cost_grows_with_the_text():
    small, big = costs(40, 8, 2, "small"), costs(120, 12, 1, "big")
    times = 120 * 12 / (40 * 8)
    for one, other in zip(small, big, strict=True):
        assert other <= 4 * times * one + 0.02, (small, big)
