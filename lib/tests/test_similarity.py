"""Near-duplicate texts: what is found, that nothing is missed, and that nothing explodes."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest
import rapidfuzz
from hypothesis import given, settings
from hypothesis import strategies as st

from pgo_core import similarity

SHORT = "emitir opinion sobre los instrumentos de gestion de la entidad"
VERBS = ["dirigir", "formular", "evaluar", "proponer", "supervisar", "coordinar", "ejecutar"]
THINGS = (
    "el plan operativo institucional",
    "los residuos solidos del distrito",
    "las licencias de funcionamiento",
    "la recaudacion de los tributos municipales",
    "el catastro urbano y rural",
    "los programas de complementacion alimentaria",
    "la seguridad ciudadana con participacion vecinal",
)
WAYS = (
    "de conformidad con la normativa vigente",
    "en el ambito de su competencia",
    "en coordinacion con las unidades de organizacion",
    "con enfoque de gestion por resultados",
    "segun las disposiciones del ente rector",
    "y proponer las mejoras que correspondan",
    "en beneficio de la poblacion del distrito",
    "informando periodicamente a la alta direccion",
)


def drafted(count: int, seed: int = 1) -> list[str]:
    dice = random.Random(seed)
    texts = []
    for _ in range(count):
        parts = [dice.choice(VERBS), dice.choice(THINGS), *dice.sample(WAYS, 2)]
        words = " ".join(parts).split()
        if dice.random() < 0.5:
            words.insert(dice.randrange(len(words)), dice.choice(("municipal", "integral")))
        texts.append(" ".join(words))
    return texts


def exhaustive(texts: list[str], threshold: int) -> set[tuple[int, int]]:
    first: dict[str, int] = {}
    for place, text in enumerate(texts):
        first.setdefault(text, place)
    places = sorted(first.values())
    return {
        (one, two)
        for one in places
        for two in places
        if one < two and rapidfuzz.fuzz.ratio(texts[one], texts[two]) >= threshold
    }


def test_a_reworded_function_is_near_and_another_is_not():
    texts = [SHORT, "dirigir el serenazgo municipal", SHORT.replace("entidad", "municipalidad")]
    [(one, two, score)] = similarity.near_pairs(texts, 85)
    assert (one, two) == (0, 2)
    assert score == pytest.approx(rapidfuzz.fuzz.ratio(texts[0], texts[2]))


def test_the_threshold_is_the_least_similarity():
    texts = [SHORT, SHORT.replace("entidad", "municipalidad")]
    score = rapidfuzz.fuzz.ratio(*texts)
    assert similarity.near_pairs(texts, int(score))
    assert not similarity.near_pairs(texts, int(score) + 1)
    assert not similarity.near_pairs(texts, 100)


def test_equal_texts_are_no_pair_and_the_first_stands_for_them():
    texts = [SHORT, SHORT, SHORT + " municipal", SHORT]
    assert [pair[:2] for pair in similarity.near_pairs(texts, 85)] == [(0, 2)]


@pytest.mark.parametrize("texts", [[], [""], ["", " "], ["", "…", "."], [SHORT], ["a", "b"]])
def test_nothing_to_compare(texts):
    assert similarity.near_pairs(texts, 85) == []


@pytest.mark.parametrize("threshold", [80, 85, 90, 95])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_missed_against_every_pair(threshold, seed):
    texts = drafted(250, seed)
    wanted = exhaustive(texts, threshold)
    found = {pair[:2] for pair in similarity.near_pairs(texts, threshold, most=len(texts))}
    assert found <= wanted
    assert len(found) >= 0.98 * len(wanted) > 0


def test_the_same_without_the_package(monkeypatch):
    texts = drafted(150)
    wanted = similarity.near_pairs(texts, 85)
    monkeypatch.setattr(similarity, "_measure", lambda: similarity._plain_indel)
    assert similarity.near_pairs(texts, 85) == wanted != []


def test_the_core_does_not_load_the_package_on_import():
    code = "import sys, pgo_core.rules, pgo_core.similarity; print('rapidfuzz' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_each_text_has_at_most_so_many_partners():
    texts = [f"{SHORT} numero {number}" for number in range(60)]
    pairs = similarity.near_pairs(texts, 85, most=3)
    assert len(pairs) == sum(min(place, 3) for place in range(60))


@given(st.text("ab c", max_size=40), st.text("ab c", max_size=40))
@settings(max_examples=200, deadline=None)
def test_the_measure_is_that_of_rapidfuzz(a, b):
    wanted = rapidfuzz.distance.Indel.distance(a, b)
    assert similarity._plain_indel(a, b, len(a) + len(b)) == wanted
    assert similarity.similarity(a, b) == pytest.approx(rapidfuzz.fuzz.ratio(a, b))


@given(st.lists(st.text("abñ . ", max_size=30), max_size=12), st.integers(50, 100))
@settings(max_examples=150, deadline=None)
def test_any_texts_give_true_pairs_in_order(texts, threshold):
    pairs = similarity.near_pairs(texts, threshold)
    assert pairs == sorted(pairs) == similarity.near_pairs(texts, threshold)
    assert {pair[:2] for pair in pairs} <= exhaustive(texts, threshold)


@pytest.mark.parametrize(
    "texts",
    [
        [SHORT] * 600,
        [""] * 600,
        [f"{SHORT} {number}" for number in range(600)],
        [f"{SHORT * 40} {number}" for number in range(600)],
        [f"{SHORT} {number}" for number in range(5_000)],
        drafted(5_000),
    ],
    ids=["equal", "blank", "numbered", "long", "many numbered", "many"],
)
def test_the_worst_texts_do_not_explode(texts):
    begun = time.process_time()
    pairs = similarity.near_pairs(texts, 85)
    assert time.process_time() - begun < 5
    assert len(pairs) <= similarity.MOST * len(texts)


def test_words_in_both_texts_are_marked():
    a, b = "emitir opinion tecnica sobre el plan", "emitir, opinion sobre los planes y el plan"
    ours, theirs = similarity.shared_words(a, b)
    assert [a[slice(*span)] for span in ours] == ["emitir", "opinion", "sobre", "el", "plan"]
    assert [b[slice(*span)] for span in theirs] == ["emitir", "opinion", "sobre", "el", "plan"]


def test_no_words_in_both():
    assert similarity.shared_words("", "uno dos") == ((), ())
    assert similarity.shared_words("uno", "dos") == ((), ())


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
@settings(max_examples=200, deadline=None)
def test_the_marked_words_are_as_many_as_can_be(one, two):
    a, b = " ".join(one), " ".join(two)
    ours, theirs = similarity.shared_words(a, b)
    words = [a[slice(*span)] for span in ours]
    assert words == [b[slice(*span)] for span in theirs]
    assert 2 * len(words) == len(one) + len(two) - rapidfuzz.distance.Indel.distance(one, two)


def test_candidates_are_measured_and_the_likest_come_first():
    candidates = ["", "dirigir el serenazgo", SHORT + " municipal", SHORT, SHORT + " s"]
    places = similarity.nearest(SHORT, candidates, 85)
    assert [place for place, _share in places] == [3, 4, 2]
    assert places[0] == (3, 100)
    assert places[2][1] == pytest.approx(rapidfuzz.fuzz.ratio(SHORT, candidates[2]))
    assert len(similarity.nearest(SHORT, candidates, 85, most=1)) == 1
    assert similarity.nearest("", candidates, 85) == []
    assert similarity.nearest(SHORT, candidates, 100) == [(3, 100)]


def test_the_nearest_of_many():
    texts = drafted(200)
    wanted = sorted(
        ((rapidfuzz.fuzz.ratio(SHORT, text), -place) for place, text in enumerate(texts)),
        reverse=True,
    )
    found = similarity.nearest(SHORT, texts, 30, most=5)
    assert [place for place, _share in found] == [-place for _share, place in wanted[:5]]
    assert found[0][1] == pytest.approx(wanted[0][0])
    assert similarity.nearest(SHORT, texts, 99) == []
