"""One source (X1): unit names, codes, order, functions and articles read back from every format are
those of the Document.

What is expected comes from the Document and its numbering alone, never from a renderer. `./pgo bench
--only source` looks at 1,000 documents (PGO_EXAMPLES); here 50.
"""

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from unicodedata import bidirectional
from xml.etree import ElementTree

import docx_reader
import odt_reader
import pdf_reader
import pytest
from anything import documents
from builders import make_document, random_document
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sheet_reader import from_ods, from_xlsx

from pgo_core import numbering
from pgo_core.document import Annex
from pgo_core.printable import visible
from pgo_core.read.akn import from_akn
from pgo_core.render import formats, reading
from pgo_core.render.fonts import printable

SVG = "{http://www.w3.org/2000/svg}"
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
EXAMPLES = int(os.environ.get("PGO_EXAMPLES", "0")) or 50
ANY = st.one_of(
    random_document(),
    random_document(broken=False, template="executive", max_units=12),
    random_document(broken=False, kind="mop", template="mop"),
    documents(),
)


# What the Document says


def lines(document, show=visible):
    """The text from the first título to the end of the annexes: each heading, paragraph and
    literal. `show` is how the format writes a text.
    """
    for title in numbering.outline(document):
        yield show(title.section)
        yield _heading(title, show)
        yield from _articles(document, title.articles, show)
        for chapter in title.chapters:
            yield _heading(chapter, show)
            yield from _articles(document, chapter.articles, show)
    for number, annex in enumerate(document.annexes, start=1):
        yield " ".join(map(show, reading.annex_heading(number, annex)))
        yield from map(show, annex.body.split("\n"))


def rows(document, show=visible):
    """Code and name of every row of the structure, as often as an annex holds it."""
    told = [f"{show(row.code)} {show(row.name)}" for row in numbering.structure(document)]
    return told * sum(annex.kind == "structure" for annex in document.annexes)


def _heading(part, show):
    return f"{show(part.label)} {show(part.heading)}"


def _articles(document, articles, show):
    for article in articles:
        yield show(reading.article_title(document, article))
        yield from map(show, article.paragraphs)
        for item in article.items:
            basis = reading.legal_basis(item.citations)
            yield show(f"{item.label} {item.text} {f'({basis})' if basis else ''}")


def said(texts):
    """Texts without what a format is free to choose: blanks, capitals, the colon of a heading and
    where a line is broken. Empty ones are left out.
    """
    return [text for one in texts if (text := _bare(one))]


_FREE = re.compile("[\\s\u00ad:]+")
_PAGE = re.compile(r"\s+\d+\s*$")


def _bare(text):
    text = _FREE.sub("", text).upper()
    # A PDF holds the letters of a right-to-left run in the order in which they are drawn. None of
    # them is below the first letter of Hebrew.
    turned = max(text, default="") >= "\u0590" and any(
        bidirectional(char) in {"R", "AL", "AN", "RLE", "RLO"} for char in text
    )
    return "".join(sorted(text)) if turned else text


# What the formats say: lines, and rows of the structure without their level

NOTE = "No hay unidades de organización."


def from_docx(content):
    read = docx_reader.Read(content)
    return [words for _style, words in read.text if words != NOTE], _rows(read.tables)


def from_odt(content):
    read = odt_reader.Read(content)
    return [words for _style, words in read.text if words != NOTE], _rows(read.tables)


def _rows(tables):
    return [" ".join(row[:2]) for table in tables for row in table[1:]]


def from_pdf(content):
    read = pdf_reader.Read(content)
    kept = [(tag, words) for tag, words in read.blocks if tag not in {"Figure", "TR"}]
    heads = [words for tag, words in kept if tag[:1] == "H"]
    # Each entry ends with the number of its page, after a blank: a heading may end with a number too.
    index = [_PAGE.sub("", entry) for entry in read.index]
    assert said(index) == said(heads), "index"
    return [words for _tag, words in kept if words.strip() != NOTE], read.rows


class Page(HTMLParser):
    """Headings, paragraphs and literals of the page, and the rows of its tables."""

    APART = {"nav", "figure", "details", "header", "footer", "caption", "thead", "style", "title"}
    BLOCKS = {"h2", "h3", "h4", "p", "li"}

    def __init__(self, source):
        super().__init__()
        self.lines, self.rows, self.apart, self.into = [], [], [], None
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag in self.APART:
            self.apart.append(tag)
        elif tag in self.BLOCKS:
            self._begin(self.lines)
        elif tag == "tr":
            self._begin(self.rows)
            self.cells = 0
        elif tag in {"td", "th"}:
            self.cells += 1

    def _begin(self, target):
        if not self.apart:
            target.append("")
            self.into = target

    def handle_endtag(self, tag):
        if self.apart and self.apart[-1] == tag:
            self.apart.pop()
        elif tag in self.BLOCKS | {"tr"}:
            self.into = None

    def handle_data(self, data):
        if (
            not self.apart
            and self.into is not None
            and not (self.into is self.rows and self.cells > 2)
        ):
            self.into[-1] += data


def from_html(content):
    page = Page(content.decode())
    return page.lines, page.rows


READERS = {"docx": from_docx, "odt": from_odt, "html": from_html, "pdf": from_pdf}
SHOWN = {"pdf": printable}


def check_text(document, name, made=None):
    """All the text of the Document, and nothing else, in its order."""
    found, found_rows = READERS[name](made or formats.FORMATS[name].make(document))
    show = SHOWN.get(name, visible)
    assert said(found) == said(lines(document, show)), name
    assert said(found_rows) == said(rows(document, show)), name


def check_lists(document, read, name):
    """Units and functions in order with their identifiers, codes, letters and texts."""
    found = read(formats.FORMATS[name].make(document))
    expected = [[unit.uid, unit.code, unit.name] for unit in document.units]
    assert _cells(found["Unidades"], 3) == said_rows(expected), name
    expected = [
        [function.uid, unit.uid, unit.code, unit.name, numbering.letter(place), function.text]
        for unit in document.units
        for place, function in enumerate(unit.functions, start=1)
    ]
    assert _cells(found["Funciones"], 6) == said_rows(expected), name


def said_rows(found):
    return ["|".join(_bare(visible(str(cell))) for cell in row) for row in found]


def _cells(sheet, count):
    return said_rows(row[:count] for row in sheet[1:])


def check_chart(document):
    """Every unit once with its code and name, drawn as it is told, in the order of the Document."""
    root = ElementTree.fromstring(formats.FORMATS["svg"].make(document))
    groups = [group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}rect") is not None]
    told = ["".join(group.find(f"{SVG}title").itertext()) for group in groups]
    drawn = ["".join(group.find(f"{SVG}text").itertext()) for group in groups]
    names = [visible(unit.name) for unit in document.units]
    codes = [visible(unit.code) for unit in document.units]
    bare = [_bare(f"{code} {name}") for code, name in zip(codes, names, strict=True)]
    assert [_bare(one) for one in told] == bare
    assert [_bare(one) for one in drawn] == [_bare(name) for name in names]


def check_akn(document):
    """The numbers, headings and literals of the text; and the very Document, read back."""
    made = formats.FORMATS["akn"].make(document)
    root = ElementTree.fromstring(made)
    body = root.find(f".//{AKN}body")
    told = {f"{AKN}{tag}" for tag in ("num", "heading", "p")}
    found = ["".join(one.itertext()) for one in body.iter() if one.tag in told]
    whole, place = "".join(said(found)), 0
    for article in numbering.articles(document):
        for words in (article.label, article.heading, *(item.text for item in article.items)):
            place = whole.index(_bare(visible(words)), place)
    assert from_akn(made) == document


@pytest.mark.parametrize("name", READERS)
def test_a_small_document_and_no_other(name):
    document = make_document()
    made = formats.FORMATS[name].make(document)
    check_text(document, name, made)
    first, second, *others = document.units
    for units in (
        (replace(first, name=f"{first.name} y más"), second, *others),
        (replace(first, functions=first.functions[::-1]), second, *others),
        (replace(first, code=second.code), replace(second, code=first.code), *others),
    ):
        with pytest.raises(AssertionError):
            check_text(replace(document, units=units), name, made)


# Without shrinking: an example takes as long as its PDF. PGO_EXAMPLES=200 -x shows a small one soon.
@settings(max_examples=EXAMPLES, phases=(Phase.explicit, Phase.generate))
@example(
    make_document(annexes=(Annex("t", "text", "3", "Uno 4"), Annex("u", "text", "Plano 12", "")))
)
@given(ANY)
def test_every_format_says_what_the_document_says(document):
    check_chart(document)
    check_akn(document)
    check_lists(document, from_xlsx, "xlsx")
    check_lists(document, from_ods, "ods")
    for name in READERS:
        check_text(document, name)
