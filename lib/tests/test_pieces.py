"""What is known of the pieces of a text says of the whole what looking at the whole does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgo_core import citing, pieces, spelling
from pgo_core.pieces import Sieve, Table
from pgo_core.rules import language

#: Letters with and without accents, what has broken programs before, and every kind of space.
TEXT = st.lists(
    st.sampled_from(
        (
            "Órgano",
            "ley",
            "N° 27972,",
            "D.S.",
            "e\u0301",
            "ſ",
            "\u0130",
            "x_y",
            "7°",
            "«y»",
            "\xa0",
            "\n",
            "",
        )
    ),
    max_size=8,
).map(" ".join)
_VOWELS = Sieve(re.compile("[aeiou]").search)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(pieces, "_MOST", 4)


@given(TEXT)
def test_folding_by_pieces_folds_the_text(text):
    folded = language.fold(text)
    assert folded == language._fold_piece(text)
    assert language.read(text) == (folded, tuple(language.words(folded)))


@given(TEXT)
def test_no_norm_is_passed_over(text):
    assert citing.mentions(text) == citing._mentions(text)


@given(TEXT)
def test_no_unknown_word_is_passed_over(text):
    assert tuple(spelling.unknown_words(text)) == spelling._unknown_words(text)


WAYS = (
    "Ley N° 27972", "LEYES N° 1440 y 1441", "Decreto Legislativo N° 1252", "Dec. Leg. 1252", "D. Leg. 1252",
    "DLeg. 1252", "D Leg. 1252", "D.Lgvo. 1252", "Decreto-Ley 11058", "DL 1252", "D. L. 11058",
    "Resolución Legislativa 26185", "Decreto de Urgencia 009-2020", "DU 009-2020", "D. U. 009-2020",
    "D. S. 054-2018-PCM", "DS 054-2018-PCM", "RSGP 002-2020-PCM", "R. S. G. P. 002-2020-PCM",
    "R. V. M. 001-2020-VIV", "RVM 001-2020-VIV", "R.M. 001-2020-PCM", "RM 001-2020-PCM",
    "Directiva 001-2020-PCM", "Opinión Técnica Vinculante 25-2020-PCM", "Ordenanza 12-2020-MDA",
    "Constitución Política del Perú", "Ley Orgánica de Municipalidades N° 27972",
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("before", ["", "según la ", "(", "«", "\xa0", "la\n"])
def test_a_norm_is_found_however_it_is_written(way, before):
    text = f"{before}{way}, y demás."
    assert citing.mentions(text) == citing._mentions(text) != ()


def test_a_sieve_sees_zeros_for_digits():
    assert Sieve(lambda piece: "00/0" in piece)("hasta el 31/7 de 2024")
    assert not _VOWELS("31/7 xyz") and _VOWELS("31/7 xaz")


def test_a_table_that_is_full_begins_anew(small):
    table = Table(len)
    assert [table[word] for word in ("a", "bb", "ccc", "dddd", "eeeee")] == [1, 2, 3, 4, 5]
    assert len(table) == 1 and table["a"] == 1


def test_numbers_and_giants_are_not_remembered():
    table = Table(len)
    assert (table["x9"], table["x" * 49]) == (2, 49)
    assert not table
