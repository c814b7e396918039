"""The whole text as accessible HTML, for the public page and the preview on screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from .. import numbering, organigram, resources
from ..document import Annex, Document
from ..messages import text as message
from ..numbering import NumberedArticle, NumberedItem
from ..printable import visible
from . import reading

_UNSAFE = re.compile(r"[^A-Za-z0-9-]")


def anchor(key: str) -> str:
    """Return the id of an article (or literal, by its uid) in the page: the same for ever for the
    same key.

    `gm:functions` gives `art-gm_functions`; what an id or address does not take is written as its
    code.
    """
    return "art-" + _UNSAFE.sub(lambda match: _substitute(match[0]), key)


def _substitute(char: str) -> str:
    return "_" if char == ":" else f"_{ord(char):x}_"


def style() -> str:
    """Return a style sheet for what `body` writes, to be embedded or adapted by the page around."""
    return resources.read("render", "data", "document.css")


def page(document: Document, state: str | None = None) -> str:
    """Return a complete page that stands alone, for the command line and for archives."""
    title = _t(reading.document_title(document))
    return (
        '<!DOCTYPE html><html lang="es-PE"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style()}</style></head>"
        f"<body>{body(document, state)}</body></html>"
    )


def body(document: Document, state: str | None = None) -> str:
    """Return the document as one HTML `article` element: heading, index, títulos, capítulos,
    articles, annexes.

    `state` is the label of a text that is not in force (`BORRADOR`), shown under the heading. All
    text of the document is escaped. Classes begin with `pgo-`; there is no style, script or outside
    address in it.
    """
    return "".join(_Page(document, state).parts())


class _Page:
    def __init__(self, document: Document, state: str | None):
        self.document = document
        self.state = state
        self.titles = numbering.outline(document)
        self.used: set[str] = set()

    def parts(self) -> Iterator[str]:
        yield '<article class="pgo-document" lang="es-PE">'
        yield f'<header class="pgo-head"><h1>{_t(reading.document_title(self.document))}</h1>'
        if self.document.entity.name:
            yield f'<p class="pgo-entity">{_t(self.document.entity.name)}</p>'
        if self.state:
            words = message("render.state", state=self.state)
            yield f'<p class="pgo-state" role="note">{_t(words)}</p>'
        yield "</header>"
        yield from self._index()
        for place, title in enumerate(self.titles, start=1):
            yield from self._title(place, title)
        for number, annex in enumerate(self.document.annexes, start=1):
            yield from self._annex(number, annex)
        yield "</article>"

    def _index(self) -> Iterator[str]:
        name = message("render.index")
        yield f'<nav class="pgo-index" aria-label="{_t(name)}"><h2>{_t(name)}</h2>'
        if self.titles:
            skip = _t(message("render.index.skip"))
            yield f'<p class="pgo-skip"><a href="#titulo-1">{skip}</a></p>'
        yield '<ol role="list">'
        for place, title in enumerate(self.titles, start=1):
            if title.section:
                yield f'<li class="pgo-index-section">{_t(title.section)}</li>'
            yield f'<li><a href="#titulo-{place}">{_heading(title.label, title.heading)}</a>'
            yield from self._index_articles(title.articles)
            if title.chapters:
                yield '<ol role="list">'
                for chapter in title.chapters:
                    words = _heading(chapter.label, chapter.heading)
                    yield f'<li><a href="#capitulo-{place}-{chapter.index}">{words}</a>'
                    yield from self._index_articles(chapter.articles)
                    yield "</li>"
                yield "</ol>"
            yield "</li>"
        for number, annex in enumerate(self.document.annexes, start=1):
            words = _heading(*reading.annex_heading(number, annex))
            yield f'<li><a href="#anexo-{number}">{words}</a></li>'
        yield "</ol></nav>"

    def _index_articles(self, articles: tuple[NumberedArticle, ...]) -> Iterator[str]:
        if not articles:
            return
        yield '<ol role="list">'
        for article in articles:
            title = _t(reading.article_title(self.document, article))
            yield f'<li><a href="#{anchor(article.key)}">{title}</a></li>'
        yield "</ol>"

    def _title(self, place: int, title: numbering.NumberedTitle) -> Iterator[str]:
        key = f"titulo-{place}"
        yield f'<section class="pgo-title" aria-labelledby="{key}">'
        if title.section:
            yield f'<p class="pgo-section">{_t(title.section)}</p>'
        yield f'<h2 id="{key}">{_heading(title.label, title.heading)}</h2>'
        for article in title.articles:
            yield from self._article(article, "h3")
        for chapter in title.chapters:
            key = f"capitulo-{place}-{chapter.index}"
            yield f'<section class="pgo-chapter" aria-labelledby="{key}">'
            yield f'<h3 id="{key}">{_heading(chapter.label, chapter.heading)}</h3>'
            for article in chapter.articles:
                yield from self._article(article, "h4")
            yield "</section>"
        yield "</section>"

    def _article(self, article: NumberedArticle, tag: str) -> Iterator[str]:
        yield f'<section class="pgo-article pgo-{_t(article.role)}"{self._id(article.key)}>'
        yield f"<{tag}>{_t(reading.article_title(self.document, article))}</{tag}>"
        for paragraph in article.paragraphs:
            yield f"<p>{_t(paragraph)}</p>"
        if article.items:
            yield '<ol class="pgo-items" role="list">'
            yield from (self._item(article, item) for item in article.items)
            yield "</ol>"
        yield "</section>"

    def _item(self, article: NumberedArticle, item: NumberedItem) -> str:
        words = _t(item.text)
        own = article.role in {"functions", "competences"}
        if not own and item.uid in self.document.unit_by_uid:
            words = f'<a href="#{anchor(f"{item.uid}:description")}">{words}</a>'
            key = ""
        else:
            key = self._id(item.uid) if item.uid else ""
        label = f'<span class="pgo-label">{_t(item.label)}</span> ' if item.letter else ""
        basis = reading.legal_basis(item.citations)
        small = f' <small class="pgo-basis">({_t(basis)})</small>' if basis else ""
        return f"<li{key}>{label}{words}{small}</li>"

    def _id(self, key: str) -> str:
        """The id attribute; of a repeated key only the first gets one, since an id is unique in a
        page.
        """
        name = anchor(key)
        if name in self.used:
            return ""
        self.used.add(name)
        return f' id="{name}"'

    def _annex(self, number: int, annex: Annex) -> Iterator[str]:
        label, heading = reading.annex_heading(number, annex)
        key = f"anexo-{number}"
        yield f'<section class="pgo-annex" aria-labelledby="{key}">'
        yield f'<h2 id="{key}">{_heading(label, heading)}</h2>'
        for paragraph in annex.body.split("\n"):
            if paragraph.strip():
                yield f"<p>{_t(paragraph.strip())}</p>"
        if annex.kind == "structure":
            yield from self._structure()
        elif annex.kind == "organigram":
            yield from self._organigram(f"organigrama-{number}")
        yield "</section>"

    def _structure(self) -> Iterator[str]:
        heads = "".join(
            f'<th scope="col">{_t(head)}</th>' for head in reading.structure_heads(self.document)
        )
        caption = _t(message("render.structure.caption"))
        yield f'<table class="pgo-structure"><caption>{caption}</caption>'
        yield f"<thead><tr>{heads}</tr></thead><tbody>"
        for row in numbering.structure(self.document):
            if row.depth == 0:
                yield f'<tr class="pgo-type"><th scope="rowgroup">{_t(row.code)}</th>'
                yield f'<th scope="rowgroup" colspan="2">{_t(row.name)}</th></tr>'
            else:
                name = f'<a href="#{anchor(f"{row.uid}:description")}">{_t(row.name)}</a>'
                depth = min(row.depth, 9)
                yield f'<tr class="pgo-depth-{depth}"><td>{_t(row.code)}</td><td>{name}</td>'
                yield f"<td>{row.level}</td></tr>"
        yield "</tbody></table>"

    def _organigram(self, prefix: str) -> Iterator[str]:
        chart = organigram.layout(self.document)
        links = {unit.uid: "#" + anchor(f"{unit.uid}:description") for unit in self.document.units}
        words = _t(message("render.organigram.alternative"))
        yield f'<figure class="pgo-organigram">{organigram.svg(chart, links, prefix)}</figure>'
        yield f"<details><summary>{words}</summary><pre>"
        yield "\n".join(_t(line) for line in organigram.outline_text(self.document).split("\n"))
        yield "</pre></details>"


def _heading(label: str, heading: str) -> str:
    if label.endswith("."):
        label, heading = "", f"{label} {heading}".strip()
    parts = [part for part in (label, heading) if part]
    return '<span class="pgo-colon">: </span>'.join(f"<span>{_t(part)}</span>" for part in parts)


def _t(text: str) -> str:
    return escape(visible(text))
