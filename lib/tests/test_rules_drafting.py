"""Rules 44 and 45: coordination and task wording."""

from dataclasses import replace
from time import process_time

import pytest
from rules_helpers import clean, context, found, function, with_texts, with_unit

from pgo_core import rules

WITH_OAJ = "Coordinar con la Oficina de Asesoría Jurídica los informes."
WITH_OPP = "Coordinar con la Oficina de Planeamiento y Presupuesto los informes."
GONE = "00e205b3-a410-5190-aa09-0c628b22aec1"


def one(text: str, uid: str = "gds", **fields):
    """The clean document whose unit has this function."""
    return with_unit(clean(), uid, functions=(function(f"{uid}-1", text, **fields),))


def both(first: str, second: str, **fields):
    """The clean document with one function in each of two offices."""
    document = with_unit(clean(), "opp", functions=(function("a", first, **fields),))
    return with_unit(document, "oaj", functions=(function("b", second),))


@pytest.mark.parametrize(
    "text",
    [
        "Coordinar las campañas con las entidades competentes.",
        "Coordinar la ejecución entre las unidades de organización.",
        "Coordinar ante los ministerios la entrega de los fondos.",
        "Coordinar y supervisar la ejecución de obras.",
        "Ejecutar las obras en coordinación con los vecinos.",
    ],
)
def test_r44_who_is_named_or_directs_a_work_passes(text):
    assert found(one(text), "R44") == []


def test_r44_an_institution_named_beside_the_text_passes():
    document = one("Coordinar las acciones de salud.", counterpart="Ministerio de Salud")
    assert found(document, "R44") == []


def test_r44_nobody_named_is_a_warning_but_in_the_organs_of_coordination():
    text = "Coordinar las acciones de salud."
    assert found(one(text), "R44") == [("gds-1", "unnamed", "warns")]
    assert found(one(text, "ccl"), "R44") == []


def test_r44_what_is_said_by_name_in_both_texts_passes():
    assert found(both(WITH_OAJ, WITH_OPP), "R44") == []


def test_r44_the_name_may_come_second_in_the_other_text():
    other = "Emitir informes, en coordinación con la Gerencia Municipal y la Oficina de Planeamiento y Presupuesto."
    assert found(both(WITH_OAJ, other), "R44") == []


def test_r44_the_counterpart_may_be_a_name_or_a_unit():
    for named in ("oaj", "OFICINA DE ASESORÍA JURÍDICA"):
        document = both("Coordinar los informes.", "Emitir informes.", counterpart=named)
        assert found(document, "R44") == [("a", "not_mirrored", "warns")]


def test_r44_a_text_that_names_the_other_without_coordinating_is_no_mirror():
    document = both(WITH_OAJ, "Asesorar a la Oficina de Planeamiento y Presupuesto.")
    assert found(document, "R44") == [("a", "not_mirrored", "warns")]


def test_r44_a_unit_and_the_organs_above_it_need_no_mirror():
    document = one("Coordinar con la Oficina General de Administración el plan.", "ab")
    assert found(document, "R44") == []


def test_r44_itself_and_a_unit_that_is_gone_are_told():
    assert found(one("Coordinar el plan.", counterpart="gds"), "R44") == [
        ("gds-1", "itself", "warns")
    ]
    assert found(one("Coordinar el plan.", counterpart=GONE), "R44") == [("gds-1", "gone", "warns")]


def span_text(document) -> list[tuple[str, str]]:
    texts = {f.uid: f.text for _unit, f in document.functions()}
    return [
        (finding.variant, texts[finding.target_uid][slice(*finding.span)])
        for finding in rules.check(document, context(), ["R45"])
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Administrar el archivo central.",
        "Formular y ejecutar el plan.",
        "Llevar a cabo la defensa jurídica.",
        "Administrar el mercado 2 de Mayo y la avenida 28 de Julio.",
        "Ejecutar el convenio suscrito el 3 de marzo de 2020 con el ministerio.",
        "Aplicar la Ordenanza N° 12-05-2019.",
        "Elaborar los anexos y formatos del presupuesto.",
        "Formular el Plan Bicentenario al 2050.",
        "Atender a los adultos mayores de 60 años.",
        "Coordinar la Mesa 3 de concertación con los vecinos.",
    ],
)
def test_r45_functions_with_numbers_and_papers_in_them_pass(text):
    assert found(one(text), "R45") == []


@pytest.mark.parametrize(
    ("text", "variant", "words"),
    [
        ("Archivar los expedientes.", "task", "Archivar"),
        ("Llevar el registro de las ventas.", "task", "Llevar el registro de"),
        ("Ejecutar compras de hasta S/ 30,000.", "amount", "S/ 30,000"),
        ("Ejecutar compras de hasta ocho (8) UIT.", "amount", "(8) UIT"),
        ("Ejecutar compras menores a 500 soles.", "amount", "500 soles"),
        ("Presentar el informe hasta el 31 de marzo.", "date", "31 de marzo"),
        ("Cerrar el plan el 31 de diciembre de 2024.", "date", "31 de diciembre de 2024"),
        ("Ejecutar el plan del año fiscal 2024.", "date", "año fiscal 2024"),
        ("Presentar el informe el 31/12/2024.", "date", "31/12/2024"),
        ("Llenar el Formato N° 7-A de inversiones.", "form", "Formato N° 7-A"),
        ("Elaborar los Anexos 3 y 4.", "form", "Anexos 3"),
        ("Normar, dirigir y evaluar la limpieza.", "joined", "Normar, dirigir y evaluar"),
        ("Normar/dirigir/evaluar la limpieza.", "joined", "Normar/dirigir/evaluar"),
    ],
)
def test_r45_tasks_are_warnings_with_their_span(text, variant, words):
    assert found(one(text), "R45") == [("gds-1", variant, "warns")]
    assert span_text(one(text)) == [(variant, words)]


def test_r45_the_limits_are_parameters():
    text = "Normar, dirigir y evaluar " + "la limpieza " * 50
    assert [variant for _uid, variant, _s in found(one(text), "R45")] == ["joined", "long"]
    setting = rules.RuleSetting(parameters={"verbs": 3, "words": 200})
    assert found(one(text), "R45", context().with_settings(R45=setting)) == []


def test_r45_eighty_words_pass_and_one_more_does_not():
    assert found(one("Ejecutar " + "obras " * 79), "R45") == []
    assert found(one("Ejecutar " + "obras " * 80), "R45") == [("gds-1", "long", "warns")]


def test_r45_the_words_are_parameters():
    setting = rules.RuleSetting(
        parameters={"task_verbs": ["Podar"], "task_phrases": [], "forms": ["cartilla"]}
    )
    facts = context().with_settings(R45=setting)
    assert found(one("Podar los árboles."), "R45", facts) == [("gds-1", "task", "warns")]
    assert found(one("Archivar los expedientes."), "R45", facts) == []
    assert found(one("Llenar la cartilla 4."), "R45", facts) == [("gds-1", "form", "warns")]


def test_r45_standard_functions_and_those_of_the_law_may_be_long():
    text = "Crear, modificar, suprimir o exonerar " + "contribuciones " * 90
    assert found(one(text, "concejo"), "R45") == []
    assert found(one(text, standard="L01-1"), "R45") == []


@pytest.mark.parametrize(
    "piece", ["1.1.", "5 de ", "coordinar con la ", "formato n ", "y, ", "s/ "]
)
def test_a_hostile_text_does_not_explode(piece):
    document = one(piece * 20_000)
    start = process_time()
    rules.check(document, context(), ["R44", "R45"])
    assert process_time() - start < 2


@pytest.mark.parametrize("rule_id", ["R44", "R45"])
def test_nothing_is_found_in_a_document_without_units_or_words(rule_id):
    assert found(clean(units=()), rule_id) == []
    assert found(one("…"), rule_id) == []


def test_r45_outside_the_executive_it_cannot_block():
    setting = rules.RuleSetting(severity="blocks")
    facts = context().with_settings(R45=setting)
    document = one("Archivar los expedientes.")
    assert found(document, "R45", facts) == [("gds-1", "task", "warns")]
    executive = replace(facts, executive=True)
    assert found(document, "R45", executive) == [("gds-1", "task", "blocks")]


def test_texts_of_a_unit_are_looked_at_again_near_an_edit():
    before = rules.check(clean(), context())
    document = with_texts(clean(), "ab", "Archivar los expedientes.")
    again = rules.recheck(document, context(), before, ["ab"])
    assert again == rules.check(document, context())
