"""Rules 39, 43, 46: mandates carried, classes in their place, standard functions."""

from dataclasses import replace

import pytest
from rules_helpers import clean, context, found, function, with_texts, with_unit

from pgo_core import rules
from pgo_core.document import Competence

STANDARD = {
    "supply": (
        "Formular el cuadro multianual de necesidades de la entidad.",
        "Ejecutar los procedimientos de contratación de la entidad.",
    )
}


def carrying(*uids: str, text: str = "Participación vecinal."):
    return clean(competences=(Competence("c", text, (), uids),))


def test_r39_blocks_in_the_executive_only():
    document = carrying()
    assert found(document, "R39") == [("c", "none", "warns")]
    facts = replace(context(), executive=True)
    assert found(document, "R39", facts) == [("c", "none", "blocks")]


def test_r39_only_units_of_the_third_level_is_a_warning_everywhere():
    facts = replace(context(), executive=True)
    assert found(carrying("lom-79"), "R39", facts) == [("c", "deep", "warns")]
    assert found(carrying("lom-79", "gds-1"), "R39", facts) == []


def test_r39_the_deepest_level_is_a_parameter():
    facts = context().with_settings(R39=rules.RuleSetting(parameters={"deepest": 3}))
    assert found(carrying("lom-79"), "R39", facts) == []


@pytest.mark.parametrize("text", ["", "  ", "Las demás que señale la ley."])
def test_r39_nobody_carries_what_has_no_matter(text):
    assert found(carrying(text=text), "R39") == []


def test_r39_what_carried_it_and_is_gone_is_told_apart():
    assert found(carrying("nobody"), "R39") == [("c", "lost", "warns")]


@pytest.mark.parametrize(
    "nature", ["senior_management", "control", "deconcentrated", "coordination"]
)
def test_r43_other_natures_have_functions_of_any_class(nature):
    document = with_texts(clean(), "ab", "Ejecutar.", "Evaluar.", function_class="substantive")
    assert found(with_unit(document, "ab", nature=nature), "R43") == []


def test_r43_one_function_of_several_is_told_by_itself():
    functions = (
        function("x", "Ejecutar compras.", function_class="internal_administration"),
        function("y", "Administrar los mercados."),
    )
    assert found(with_unit(clean(), "ab", functions=functions), "R43") == [
        ("y", "substantive_inside", "warns")
    ]


def test_r43_a_unit_with_one_function_is_no_unclassified_unit():
    document = with_texts(clean(), "ab", "Administrar los mercados.")
    assert found(document, "R43") == [("ab-1", "substantive_inside", "warns")]


def test_r43_a_system_in_the_line_is_named_in_spanish():
    document = with_texts(clean(), "gds", "Ejecutar las adquisiciones.", admin_system="supply")
    (finding,) = rules.check(document, context(), ["R43"])
    assert finding.variant == "system_in_line"
    assert "Abastecimiento" in finding.message()


def supply(*texts: str, uid: str = "ab"):
    return with_texts(
        clean(), uid, *texts, admin_system="supply", function_class="internal_administration"
    )


def test_r46_without_a_library_of_standard_functions_it_is_skipped():
    assert "R46" in rules.skipped(clean(), context())
    assert found(clean(), "R46") == []


@pytest.mark.parametrize("word", ["municipalidad", "entidad", "MUNICIPALIDAD"])
def test_r46_the_word_for_the_entity_is_no_alteration(word):
    document = supply(*(text.replace("entidad", word) for text in STANDARD["supply"]))
    assert found(document, "R46", context(standard_functions=STANDARD)) == []


def test_r46_the_words_for_the_entity_are_a_parameter():
    document = supply(*(text.replace("la entidad", "la caja") for text in STANDARD["supply"]))
    facts = context(standard_functions=STANDARD)
    assert len(found(document, "R46", facts)) == 2
    setting = rules.RuleSetting(parameters={"entity_words": ["caja"]})
    assert found(document, "R46", facts.with_settings(R46=setting)) == []


def test_r46_how_alike_an_altered_function_is_is_a_parameter():
    document = supply("Formular el cuadro de necesidades.", STANDARD["supply"][1])
    facts = context(standard_functions=STANDARD)
    assert found(document, "R46", facts) == [("ab-1", "altered", "warns")]
    strict = facts.with_settings(R46=rules.RuleSetting(parameters={"alike": 95}))
    assert found(document, "R46", strict) == [("ab", "missing", "warns")]


def test_r46_one_function_stands_for_one_standard_only():
    document = supply("Formular el cuadro multianual de necesidades.", "Formular cuadros.")
    facts = context(standard_functions=STANDARD)
    assert found(document, "R46", facts) == [
        ("ab", "missing", "warns"),
        ("ab-1", "altered", "warns"),
    ]


def test_r46_the_unit_in_charge_has_most_functions_of_the_system():
    document = supply("Administrar los almacenes.", "Administrar los vehículos.")
    document = with_unit(
        document,
        "oga",
        functions=(function("o", "Dirigir la cadena de abastecimiento.", admin_system="supply"),),
    )
    targets = {
        uid
        for uid, _variant, _severity in found(document, "R46", context(standard_functions=STANDARD))
    }
    assert targets == {"ab"}


def test_r46_a_standard_function_in_another_unit_is_there():
    document = supply(STANDARD["supply"][0])
    document = with_texts(document, "oga", STANDARD["supply"][1])
    assert found(document, "R46", context(standard_functions=STANDARD)) == []


def test_r46_does_not_look_at_a_model():
    document = replace(clean(), kind="model")
    assert found(document, "R46", context(standard_functions=STANDARD)) == []


@pytest.mark.parametrize("rule_id", ["R39", "R43", "R46"])
def test_nothing_is_found_in_a_document_without_units(rule_id):
    facts = context(standard_functions={"supply": ("", " ")})
    assert found(clean(units=(), competences=()), rule_id, facts) == []


def test_r43_is_looked_at_near_an_edit_only():
    document = with_texts(clean(), "ab", "Administrar los mercados.")
    before = rules.check(clean(), context())
    again = rules.recheck(document, context(), before, ["ab", "ab-1", "ab-2", "ab-3"])
    assert [f.key() for f in again if f.rule_id == "R43"] == ["R43:ab-1:substantive_inside"]
