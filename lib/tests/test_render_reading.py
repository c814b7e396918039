"""What all renderings share: legal basis in words, annex headings, printable text, fonts."""

import pytest
from builders import make_document

from pgo_core import numbering
from pgo_core.document import Annex, Citation
from pgo_core.printable import visible
from pgo_core.render import fonts, reading

LOM = "Ley N° 27972"


@pytest.mark.parametrize(
    "citations,words",
    [
        ((), ""),
        ((Citation("L", LOM),), LOM),
        ((Citation("L", LOM, "73"),), f"{LOM}, art. 73"),
        ((Citation("L", LOM, "27"), Citation("L", LOM, "26")), f"{LOM}, arts. 27 y 26"),
        (tuple(Citation("L", LOM, n) for n in ("1", "2", "3")), f"{LOM}, arts. 1, 2 y 3"),
        ((Citation("L", LOM, "9", "a)"),), f"{LOM}, art. 9, lit. a)"),
        ((Citation("L", LOM, "79", "1.2"),), f"{LOM}, art. 79, num. 1.2"),
        (
            (Citation("L", LOM, "73"), Citation("L", LOM, "79", "1")),
            f"{LOM}, art. 73; art. 79, num. 1",
        ),
        (
            (Citation("L", LOM, "Sexta Disposición Complementaria"),),
            f"{LOM}, Sexta Disposición Complementaria",
        ),
        ((Citation("L", LOM, "26"), Citation("D", "DS 1", "9")), f"{LOM}, art. 26; DS 1, art. 9"),
        ((Citation("LEY-1", "", "3"),), "LEY-1, art. 3"),
        ((Citation("L", LOM, "73"), Citation("L", LOM, "73")), f"{LOM}, art. 73"),
    ],
)
def test_legal_basis(citations, words):
    assert reading.legal_basis(citations) == words


@pytest.mark.parametrize(
    "heading,words",
    [
        ("Anexo 1: Estructura orgánica", "Estructura orgánica"),
        ("ANEXO N° 2 - Organigrama", "Organigrama"),
        ("Organigrama", "Organigrama"),
        ("Anexo", ""),
        ("", ""),
    ],
)
def test_annex_heading_is_not_said_twice(heading, words):
    assert reading.annex_heading(3, Annex("x", "text", heading)) == ("Anexo 3", words)


def test_article_title_follows_the_template():
    document = make_document()
    article = next(numbering.articles(document))
    assert reading.article_title(document, article) == "Artículo 1.- Naturaleza jurídica"


@pytest.mark.parametrize(
    "raw,shown",
    [
        ("Área de Ñuñoa", "Área de Ñuñoa"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("una\tdos\ntres\x0bcuatro", "una dos tres cuatro"),
        ("\u202egnp", "[U+202E]gnp"),
        ("שלום", "שלום"),
    ],
)
def test_visible(raw, shown):
    assert visible(raw) == shown


def test_fonts_print_what_they_have_and_show_the_rest_as_code():
    assert (
        fonts.printable("«Ñandú» – N° 1º … Kichwa Asháninka ñ̃ ʉ")
        == "«Ñandú» – N° 1º … Kichwa Asháninka ñ̃ ʉ"
    )
    assert fonts.printable("😀 שלום مرحبا") == "😀 שלום مرحبا"
    assert fonts.printable("漢🏞\ue000") == "[U+6F22][U+1F3DE][U+E000]"


def test_fonts_carry_their_licences():
    names = {path.name for path in fonts.folder().iterdir()}
    assert {"LICENSE-Liberation.txt", "LICENSE-DejaVu.txt"} <= names
    assert "SIL OPEN FONT LICENSE" in (fonts.folder() / "LICENSE-Liberation.txt").read_text("utf-8")
