"""Functions of the whole State compared: what a text says once names are out, and what is sought."""

from __future__ import annotations

import random

import pytest
import rapidfuzz
from hypothesis import given, settings
from hypothesis import strategies as st

from pgo_core import precedents
from pgo_core.precedents import Names
from pgo_core.rules import language

ATE = Names(
    entity="Municipalidad Distrital de Ate",
    acronym="MDA",
    district="Ate",
    province="Lima",
    department="Lima",
)
TACNA = Names(
    entity="Municipalidad Provincial de Tacna",
    acronym="MPT",
    district="Tacna",
    province="Tacna",
    department="Tacna",
)


@pytest.mark.parametrize(
    "ate, tacna",
    [
        (
            "Velar por el ornato del distrito de Ate, en la jurisdicción de la "
            "Municipalidad Distrital de Ate.",
            "Velar por el ornato del distrito de Tacna, en la jurisdicción de la "
            "MUNICIPALIDAD PROVINCIAL DE TACNA.",
        ),
        ("Emitir las directivas de la MDA.", "Emitir las directivas de la MPT."),
        ("Normar el tránsito en Lima", "Normar el tránsito en Tacna"),
        ("Aprobar el POI.", "aprobar  el POI"),
    ],
)
def test_the_same_function_in_two_places_says_the_same(ate, tacna):
    assert precedents.essence(ate, ATE) == precedents.essence(tacna, TACNA)
    assert precedents.key(precedents.essence(ate, ATE)) == precedents.key(
        precedents.essence(tacna, TACNA)
    )


def test_what_is_taken_out_and_what_stays():
    text = "Representar a la Municipalidad Distrital de Ate ante las entidades de Lima."
    assert precedents.essence(text, ATE) == "representar ante las entidades"
    assert precedents.essence(text) == language.squeeze(text)
    assert precedents.essence(text, TACNA) == language.squeeze(text)


def test_a_common_word_is_not_a_place():
    """A district may be called Progreso or Unión: only what is written as a name is one."""
    names = Names(district="Progreso", department="La Libertad")
    text = "Promover el progreso y la libertad de los vecinos de Progreso, en La Libertad"
    assert precedents.essence(text, names) == ("promover el progreso y la libertad de los vecinos")


def test_a_name_inside_a_word_is_no_name():
    assert precedents.essence("Atender al público", ATE) == "atender al publico"
    assert precedents.essence("Ate", ATE) == "ate", "a text that is only a name is kept"


def test_different_functions_have_different_keys():
    one, two = "aprobar el plan", "aprobar el plan anual"
    assert precedents.key(one) != precedents.key(two)
    assert len(precedents.key(one)) == 32


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(max_size=12), st.text(max_size=12))
def test_any_text_gives_folded_words(text, district, acronym):
    names = Names(district=district, acronym=acronym)
    found = precedents.essence(text, names)
    assert found == language.squeeze(found)
    assert found or not language.squeeze(text)


def test_a_text_is_adapted_to_who_takes_it():
    text = "Difundir la labor de la Municipalidad Distrital de Ate en Ate y en la MDA, Lima."
    assert precedents.adapted(text, ATE, TACNA) == (
        "Difundir la labor de la Municipalidad Provincial de Tacna en Tacna y en la MPT, Tacna."
    )
    assert precedents.adapted(text, ATE, Names()) == text, "what has no counterpart stays"
    assert precedents.adapted("Atender a los vecinos", ATE, TACNA) == "Atender a los vecinos"


def test_the_groups_share_out_the_rare_words():
    text = "ejecutar la cobranza coactiva de las obligaciones tributarias y no tributarias"
    groups = precedents.sought(text, {"ejecutar": 0.3, "cobranza": 0.01}, 85)
    words = [word for group in groups for word in group.words]
    assert sorted(words) == sorted(
        ["ejecutar", "cobranza", "coactiva", "obligaciones", "tributarias"]
    )
    assert len(groups) > 1 and all(group.words and not group.more for group in groups)
    assert "ejecutar" not in [group.words[0] for group in groups], (
        "the most frequent leads no group"
    )


def test_where_words_are_common_rare_words_of_three_places_are_sought():
    text = "formular el plan operativo institucional de la entidad y evaluar sus resultados anuales"
    frequency = dict.fromkeys(text.split(), 0.2)

    def brings(other, share):
        groups = precedents.sought(text, frequency, 85, share)
        return any(group.holds(other.split()) for group in groups)

    assert precedents.sought(text, {}, 85, share=0.01) == precedents.sought(text, {}, 85)
    other_end = text.replace("resultados anuales", "metas")
    assert brings(other_end, 1.0) and brings(other_end, 0.01)
    one_place = "formular el plan de otra cosa"
    assert brings(one_place, 1.0) and not brings(one_place, 0.01)


def test_a_group_as_a_query_of_the_database():
    group = precedents.Sought(
        ("plan", "obras"), (precedents.Sought(("vial",)), precedents.Sought(("anual", "x")))
    )
    assert group.query() == "(plan & obras & ((vial) | (anual & x)))"
    assert group.holds(["obras", "plan", "vial"]) and group.holds(["obras", "plan", "x", "anual"])
    assert not group.holds(["obras", "plan", "x"]) and not group.holds(["obras", "vial"])


@pytest.mark.parametrize("size", range(1, 9))
def test_however_few_words_a_text_of_common_words_has_it_brings_itself(size):
    text = " ".join(["formular", "evaluar", "plan", "obra", "vial", "anual", "zona", "meta"][:size])
    groups = precedents.sought(text, dict.fromkeys(text.split(), 0.5), 85, 0.0001)
    assert any(group.holds(text.split()) for group in groups)


@pytest.mark.parametrize("text", ["", "de la y", "---"])
def test_nothing_to_seek(text):
    assert precedents.sought(text, {}, 85) == ()


def test_one_word_is_sought_by_itself():
    assert precedents.sought("presupuestar", {}, 85) == (precedents.Sought(("presupuestar",)),)


def near_of(text, texts, threshold):
    """The texts that the groups of words bring, as the database would."""
    groups = precedents.sought(text, {}, threshold)
    return [
        place
        for place, other in enumerate(texts)
        if any(group.holds(other.split()) for group in groups)
    ]


@pytest.mark.parametrize("threshold", [75, 85])
def test_little_is_missed_against_every_text(threshold):
    from test_similarity import drafted

    dice = random.Random(7)
    texts = list(dict.fromkeys(drafted(900, seed=3)))
    true = found = 0
    for text in dice.sample(texts, 60):
        near = {
            place
            for place, other in enumerate(texts)
            if rapidfuzz.fuzz.ratio(text, other) >= threshold
        }
        true += len(near)
        found += len(near & set(near_of(text, texts, threshold)))
    assert found / true >= 0.95
