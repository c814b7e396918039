"""Rules 30-36: how functions are written."""

from dataclasses import replace

import pytest
from rules_helpers import CLOSING, clean, context, found, function, with_texts, with_unit

from pgo_core import rules

RULES = ("R30", "R31", "R32", "R33", "R34", "R35", "R36")


def one(text: str, uid: str = "ab"):
    """The clean document whose unit has this function and two sound ones."""
    return with_texts(clean(), uid, text, "Ejecutar el plan de trabajo.", "Evaluar sus resultados.")


def span_text(document, rule_id: str) -> str:
    (finding,) = rules.check(document, context(), [rule_id])
    text = next(f.text for _unit, f in document.functions() if f.uid == finding.target_uid)
    return text[slice(*finding.span)]


def test_r30_a_description_and_three_functions_pass():
    assert found(clean(), "R30") == []


def test_r30_the_number_advised_is_a_parameter():
    facts = context().with_settings(R30=rules.RuleSetting(parameters={"advised": 1}))
    assert found(with_texts(clean(), "ab", "Ejecutar compras."), "R30", facts) == []


def test_r30_a_unit_without_functions_is_found():
    assert found(with_unit(clean(), "ab", functions=()), "R30") == [
        ("ab", "no_functions", "blocks")
    ]


def test_r30_a_unit_with_only_its_closing_item_has_none():
    assert found(with_texts(clean(), "ab"), "R30") == [("ab", "no_functions", "blocks")]


def test_r30_few_functions_and_no_description_are_warnings():
    document = with_unit(with_texts(clean(), "ab", "Ejecutar compras."), "ab", description=" ")
    assert found(document, "R30") == [("ab", "few", "warns"), ("ab", "no_description", "warns")]


def test_r30_a_missing_description_blocks_in_the_executive():
    facts = replace(context(), executive=True)
    document = with_unit(clean(), "ab", description="")
    assert found(document, "R30", facts) == [("ab", "no_description", "blocks")]


@pytest.mark.parametrize(
    "text",
    [
        "Formular el plan anual.",
        "PROMOVER la participación.",
        "Encargarse del archivo.",
        "Oír a los vecinos.",
        "No autorizar gastos sin certificación.",
        "«Emitir» opinión.",
        "Constituírse en instancia técnica.",
        "Proveer bienes y servicios.",
        "Brindarles asistencia técnica.",
        "1.- Formular el plan anual.",
        "a.- Formular el plan anual.",
        "3.1) Formular el plan anual.",
    ],
)
def test_r31_infinitives_reflexives_and_negations_pass(text):
    assert found(one(text), "R31") == []


def test_r31_the_closing_item_is_exempt():
    assert found(with_texts(clean(), "ab"), "R31") == []


@pytest.mark.parametrize(
    "text",
    [
        "Formulación del plan anual.",
        "Formula el plan anual.",
        "El control de los bienes.",
        "Lugar de atención.",
        "Titular del registro.",
        "Charlas de capacitación.",
        "123.",
    ],
)
def test_r31_nouns_and_conjugated_verbs_are_warnings(text):
    assert found(one(text), "R31") == [("ab-1", "found", "warns")]


def test_r31_the_span_is_the_word_and_the_message_has_it():
    document = one("  Formulación del plan anual.")
    assert span_text(document, "R31") == "Formulación"
    (finding,) = rules.check(document, context(), ["R31"])
    assert "«Formulación»" in finding.message() and "Oficina de Abastecimiento" in finding.message()


@pytest.mark.parametrize(
    "text",
    [
        "Formular planes para la provincia.",
        "Administrar el fondo para obras.",
        "Elaborar informes finales de gestión.",
        "Proponer la ley que fija medidas para prevenir la violencia.",
        "Conducir el cierre contable a fin de mes.",
        "Evaluar las ofertas de acuerdo con el objeto de la convocatoria.",
        "Articular el plan con el objetivo de desarrollo sostenible.",
        "Emitir constancias, para cualquier trámite.",
    ],
)
def test_r32_an_object_is_no_purpose(text):
    assert found(one(text), "R32") == []


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Formular planes a fin de mejorar el servicio.", "a fin de"),
        ("Formular planes CON LA FINALIDAD DE mejorar.", "CON LA FINALIDAD DE"),
        ("Formular planes con el propósito de mejorar.", "con el propósito de"),
        ("Formular planes, para mejorar el servicio.", ", para mejorar"),
        ("Formular planes de manera que se atienda.", "de manera que"),
        ("Formular planes a fin de no interrumpir el servicio.", "a fin de"),
        ("Formular planes con el objeto de una mejor atención.", "con el objeto de"),
        ("Formular planes para lograr mejores servicios.", "para lograr"),
        ("Emitir fichas, para cualquier trámite, para mejorar el servicio.", ", para mejorar"),
    ],
)
def test_r32_purpose_clauses_are_warnings_with_their_span(text, clause):
    assert found(one(text), "R32") == [("ab-1", "found", "warns")]
    assert span_text(one(text), "R32") == clause


@pytest.mark.parametrize(
    "text",
    [
        "Coordinar con la Gerencia Municipal el plan.",
        "Elaborar el Plan Director de la ciudad.",
        "Capacitar a los servidores civiles y funcionarios.",
        "Atender a jefes de hogar en situación de pobreza.",
        "Empadronar a los jefes y jefas de hogar.",
        "Asistir a los directores de las instituciones educativas.",
        "Coordinar con el alcalde del centro poblado.",
        "Evaluar las faltas cometidas por funcionarios y servidores.",
        "Registrar las declaraciones presentadas por los servidores.",
        "Verificar los bienes a cargo de los servidores.",
        "Dirigir la secretaría general de la entidad.",
    ],
)
def test_r33_units_and_people_served_pass(text):
    assert found(one(text), "R33") == []


def test_r33_senior_management_may_name_the_alcalde():
    assert found(one("Declarar la vacancia del alcalde.", "concejo"), "R33") == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Informar al Gerente Municipal.", "Gerente"),
        ("Proponer al alcalde los proyectos.", "alcalde"),
        ("Visar, a través del funcionario designado, los planos.", "funcionario"),
        ("Ejecutar lo dispuesto por los regidores.", "regidores"),
        ("Asistir al secretario general.", "secretario general"),
        ("Coordinar con el procurador público la defensa.", "procurador público"),
        ("Pagar lo pedido por los servidores y visado por el coordinador.", "coordinador"),
    ],
)
def test_r33_positions_are_warnings(text, word):
    assert found(one(text), "R33") == [("ab-1", "found", "warns")]
    assert span_text(one(text), "R33") == word


def test_r33_the_closing_item_may_not_name_a_position_either():
    closing = function("ab-z", "Las demás que le asigne el gerente municipal.")
    document = with_unit(clean(), "ab", functions=(closing,))
    assert found(document, "R33") == [("ab-z", "found", "warns")]


def test_r34_an_organ_may_approve():
    assert found(one("Aprobar el plan.", "oga"), "R34") == []


def test_r34_a_third_level_unit_may_propose():
    assert found(one("Proponer la aprobación del plan."), "R34") == []


def test_r34_a_third_level_unit_that_approves_is_a_warning():
    assert found(one("Aprobar el plan."), "R34") == [("ab-1", "found", "warns")]


@pytest.mark.parametrize(
    ("text", "found_text"),
    [
        ("Elaborar, aprobar y ejecutar el plan.", "aprobar"),
        ("Elaborar y/o aprobar el plan.", "aprobar"),
        ("Resolver, en última instancia, los reclamos.", "Resolver, en última instancia"),
        ("Dirigir la municipalidad.", "Dirigir la municipalidad"),
    ],
)
def test_r34_the_strong_verb_may_be_joined_to_others(text, found_text):
    assert found(one(text), "R34") == [("ab-1", "found", "warns")]
    assert span_text(one(text), "R34") == found_text


@pytest.mark.parametrize(
    "text", ["Dirigir las entidades del distrito.", "Elaborar el plan y hacerlo aprobar."]
)
def test_r34_other_objects_and_later_verbs_pass(text):
    assert found(one(text), "R34") == []


def test_r34_a_deconcentrated_organ_may_approve():
    document = with_unit(one("Aprobar el plan."), "ab", nature="deconcentrated")
    assert found(document, "R34") == []


def test_r34_a_third_level_unit_that_heads_the_entity_is_a_warning():
    assert found(one("Resolver en última instancia los reclamos."), "R34") == [
        ("ab-1", "found", "warns")
    ]


def test_r35_one_closing_item_at_the_end_passes():
    assert found(clean(), "R35") == []


@pytest.mark.parametrize(
    "text",
    [
        "Otras funciones que le asigne la Alcaldía.",
        "LAS DEMAS que señale la ley.",
        "Cumplir con las demás funciones que le asigne la Alcaldía.",
        "Realizar otras funciones que le encargue la Alcaldía.",
        "z) Las demás que señale la ley.",
    ],
)
def test_r35_the_recognised_patterns_pass(text):
    functions = (function("x", "Ejecutar compras."), function("y", text))
    assert found(with_unit(clean(), "ab", functions=functions), "R35") == []


def test_r35_no_closing_item_is_a_warning():
    document = with_unit(clean(), "ab", functions=(function("x", "Ejecutar compras."),))
    assert found(document, "R35") == [("ab", "missing", "warns")]


def test_r35_other_activities_are_no_closing_item():
    functions = (function("x", "Ejecutar compras."), function("y", "Realizar otras obras."))
    assert found(with_unit(clean(), "ab", functions=functions), "R35") == [
        ("ab", "missing", "warns")
    ]


def test_r35_a_closing_item_before_the_end_and_a_second_one_are_warnings():
    functions = (
        function("x", CLOSING),
        function("y", "Otras que señale la ley."),
        function("z", "Ejecutar."),
    )
    document = with_unit(clean(), "ab", functions=functions)
    assert found(document, "R35") == [("x", "repeated", "warns"), ("y", "not_last", "warns")]


def test_r36_whole_sentences_pass():
    assert found(clean(), "R36") == []


@pytest.mark.parametrize(
    "text",
    [
        "Administrar el comercio de categoría A.",
        "Administrar el comercio de categoría A",
        "Completar los expedientes.",
        "Formular el plan;",
    ],
)
def test_r36_single_letters_and_the_verb_completar_pass(text):
    assert found(one(text), "R36") == []


@pytest.mark.parametrize(
    ("text", "variant", "severity"),
    [
        ("   ", "blank", "blocks"),
        ("Formular (COMPLETAR: plan).", "placeholder", "blocks"),
        ("Formular el plan {{district}}.", "placeholder", "blocks"),
        ("Formular el plan XXX.", "placeholder", "blocks"),
        ("Formular el plan de …", "placeholder", "blocks"),
        ("Formular el plan ......", "placeholder", "blocks"),
        ("Formular el plan de", "truncated", "blocks"),
        ("Formular el plan,", "truncated", "blocks"),
        ("a) Formular el plan.", "typed_letter", "warns"),
        ("12. Formular el plan.", "typed_letter", "warns"),
        ("1.- Formular el plan.", "typed_letter", "warns"),
        ("a)Formular el plan.", "typed_letter", "warns"),
        ("Formular el plan; y", "listed", "warns"),
        ("Formular el plan, o", "listed", "warns"),
        ("Formular el plan y", "truncated", "blocks"),
        ("- Formular el plan.", "typed_letter", "warns"),
    ],
)
def test_r36_blank_unfinished_and_lettered_items_are_found(text, variant, severity):
    assert found(one(text), "R36") == [("ab-1", variant, severity)]


def test_r36_a_model_keeps_its_placeholders():
    document = replace(one("Formular el plan de {{district}}."), kind="model")
    assert found(document, "R36") == []


def test_a_letter_typed_before_the_verb_is_no_second_finding():
    assert found(one("a) Formular el plan."), "R31") == []


@pytest.mark.parametrize("rule_id", RULES)
def test_language_rules_find_nothing_in_a_document_without_units(rule_id):
    assert found(clean(units=()), rule_id) == []
