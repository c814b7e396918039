"""The text of a Document as one sequence of blocks, for formats that are a sequence of styled
paragraphs (DOCX) and for the comparison of two texts paragraph by paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .. import numbering
from ..document import Document
from ..numbering import NumberedArticle, NumberedChapter, NumberedItem, NumberedTitle
from ..printable import visible
from . import reading

#: Styles of blocks. `listed` is an entry of a list of units, marked with its code; `structure` and
#: `organigram` stand for the table and the drawing and have no text.
STYLES = (
    "section", "title", "chapter", "article", "paragraph", "literal", "listed", "annex",
    "structure", "organigram",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: its mark (`Artículo 12.-`, `a)`, `CAPÍTULO I`) apart from its text.

    `key` is the same in two versions of a text for the same part, whatever its number. `basis` is
    the legal basis in words, `position` the place of a literal in its list, from 1.
    """

    style: str
    text: str
    key: str
    label: str = ""
    basis: str = ""
    position: int = 0

    @property
    def words(self) -> str:
        """The block as it is read, with its mark and its legal basis."""
        basis = f"({self.basis})" if self.basis else ""
        return " ".join(part for part in (self.label, self.text, basis) if part)


def blocks(document: Document) -> Iterator[Block]:
    """Return the whole text in order, every string printable and on one line."""
    for place, title in enumerate(numbering.outline(document), start=1):
        yield from _title(document, place, title)
    for number, annex in enumerate(document.annexes, start=1):
        label, heading = reading.annex_heading(number, annex)
        key = f"annex:{annex.uid}"
        yield Block("annex", visible(heading), key, visible(f"{label}:" if heading else label))
        yield from _paragraphs(annex.body.split("\n"), key)
        if annex.kind in ("structure", "organigram"):
            yield Block(annex.kind, "", f"{key}:{annex.kind}")


def _title(document: Document, place: int, title: NumberedTitle) -> Iterator[Block]:
    key = f"title:{place}:{title.heading}"
    if title.section:
        yield Block("section", visible(title.section), f"{key}:section")
    yield _headed("title", title, key)
    yield from _articles(document, title.articles)
    for chapter in title.chapters:
        yield _headed("chapter", chapter, f"{key}:chapter:{chapter.index}")
        yield from _articles(document, chapter.articles)


def _headed(style: str, part: NumberedTitle | NumberedChapter, key: str) -> Block:
    label, heading = visible(part.label), visible(part.heading)
    if label and heading and not label.endswith("."):
        label += ":"
    return Block(style, heading, key, label)


def _articles(document: Document, articles: Iterable[NumberedArticle]) -> Iterator[Block]:
    for article in articles:
        key = f"article:{article.key}"
        label, heading = _article_mark(document, article)
        yield Block("article", visible(heading), key, visible(label))
        yield from _paragraphs(article.paragraphs, key)
        for position, item in enumerate(article.items, start=1):
            yield _item(key, position, item)


def _article_mark(document: Document, article: NumberedArticle) -> tuple[str, str]:
    """The title parted before the heading, if it ends with it: `Artículo 12.-` and the heading."""
    title = reading.article_title(document, article)
    mark = title.removesuffix(article.heading).rstrip()
    return (mark, article.heading) if title.endswith(article.heading) else ("", title)


def _paragraphs(paragraphs: Iterable[str], key: str) -> Iterator[Block]:
    texts = (text for part in paragraphs if (text := visible(part).strip()))
    for position, text in enumerate(texts, start=1):
        yield Block("paragraph", text, f"{key}:p{position}")


def _item(key: str, position: int, item: NumberedItem) -> Block:
    lettered = item.letter == numbering.letter(position)
    return Block(
        "literal" if lettered else "listed",
        visible(item.text),
        f"{key}:{item.uid or position}",
        visible(item.label),
        visible(reading.legal_basis(item.citations)),
        position,
    )
