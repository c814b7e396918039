"""Pairs of texts that say nearly the same: equal whatever was looked at before."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgo_core.rules import alike
from pgo_core.similarity import similarity

WORDS = ["plan", "planes", "obra", "vial", "anual", "de", "la", "zona", "3", "tic", "registro"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=6).map(lambda told: " ".join(["hacer", *told]))


def each_with_each(said, threshold):
    return {
        (one, two): similarity(one, two)
        for one in said
        for two in said
        if one < two
        and (first := alike.object_of(one))
        and (second := alike.object_of(two))
        and (first <= second or second <= first)
        and similarity(one, two) >= threshold
    }


@pytest.fixture(autouse=True)
def nothing_remembered():
    alike.forget()


@given(st.frozensets(TEXT, max_size=25), st.integers(60, 99))
def test_no_pair_is_missed(said, threshold):
    alike.forget()
    assert alike.pairs("hacer", said, threshold) == pytest.approx(each_with_each(said, threshold))


@given(st.frozensets(TEXT, max_size=25), st.lists(TEXT, max_size=8))
def test_after_edits_the_pairs_are_those_of_the_whole(said, edits):
    alike.forget()
    for number, text in enumerate(edits):
        alike.pairs("hacer", said, 80)
        said = said ^ {text} if number % 2 else said | {text}
    after = alike.pairs("hacer", said, 80)
    alike.forget()
    assert after == alike.pairs("hacer", said, 80)


@pytest.mark.parametrize("kind", ["same object", "one word"])
def test_a_collection_made_to_be_slow_is_cut_alike_with_and_without_memory(kind):
    chance = random.Random(1)
    if kind == "same object":
        said = frozenset(
            "hacer " + " ".join(chance.choices(["de", "la", "el"], k=9)) + " plan"
            for _ in range(900)
        )
    else:
        said = frozenset(f"hacer plan {' '.join(chance.sample(WORDS, 6))} {n}" for n in range(2500))
    first = alike.pairs("hacer", said, 80)
    again = alike.pairs("hacer", said | {"hacer otra cosa"}, 80)
    alike.forget()
    assert alike.pairs("hacer", said | {"hacer otra cosa"}, 80) == again
    assert len(first) <= 9 * len(said)


def test_a_hundred_per_cent_looks_for_none():
    assert alike.pairs("hacer", frozenset({"hacer plan", "hacer planes"}), 100) == {}
