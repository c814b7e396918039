"""A paper as official PDF, by the same composition and on the same sheet as the text it goes
with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from ..document import Document
from ..messages import text as message
from ..render.composition import RenderContext, frame, organigram_sheet
from ..render.errors import RenderError
from ..render.fonts import printable
from ..render.pdf import TIME_LIMIT, typeset
from .paper import (
    Blank,
    Cell,
    Heading,
    Organigram,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Signatures,
    Table,
    Words,
)
from .sequence import hangs, kept, running, sequence

__all__ = ["RenderContext", "RenderError", "pdf"]

_Data = dict[str, Any]


def pdf(
    paper: Paper,
    document: Document,
    context: RenderContext | None = None,
    base: Document | None = None,
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """Return a paper of `document` as PDF/A-2a and PDF/UA-1, with bookmarks and tags.

    `base` is the text in force, for an organigram of it. The same arguments give the same bytes.
    `time_limit` is in seconds. Raises `RenderError`, with a sentence in Spanish, when the
    composition fails or takes longer; then there is no file at all.
    """
    return typeset("paper", compose(paper, document, context or RenderContext(), base), time_limit)


def compose(
    paper: Paper, document: Document, context: RenderContext, base: Document | None = None
) -> _Data:
    """Return the data of the template. Every string in it can be printed with the bundled fonts."""
    charts = {"document": document, "base": base}
    parts: list[_Data] = []
    together = kept(paper)
    for part, heading in sequence(paper):
        if isinstance(part, Organigram):
            parts.append(_organigram(charts[part.of], heading))
        else:
            _add(parts, _data(part) | {"kept": id(part) in together})
    _nest(parts)
    return frame(paper.title, document.entity.name, context) | {
        "running": printable(running(paper)),
        "heading": [[printable(label), _words(words)] for label, words in paper.heading],
        "landscape": paper.landscape,
        "indexed": paper.indexed,
        "blank": message("paper.blank"),
        "parts": parts,
    }


def _add(parts: list[_Data], data: _Data) -> None:
    """Add a part; paragraphs with a hanging label that follow one another are one list."""
    last = parts[-1] if parts else {}
    if data["type"] == "list" == last.get("type") and last["indent"] == data["indent"]:
        last["items"] += data["items"]
    else:
        parts.append(data)


def _nest(parts: list[_Data]) -> None:
    """Give headings levels that skip none, as PDF/UA asks; how they look follows their own."""
    deepest = 0
    for part in parts:
        heading = part if part["type"] == "heading" else part.get("heading")
        if heading:
            deepest = min(heading["look"], deepest + 1)
            heading["level"] = deepest


def _words(words: Words) -> list[list[str]]:
    if isinstance(words, str):
        return [[printable(words), ""]] if words else []
    return [[printable(span.text), span.mark] for span in words if span.text]


def _organigram(document: Document | None, heading: Heading | None) -> _Data:
    empty = {"svg": "", "empty": message("render.structure.empty")}
    sheet = organigram_sheet(document) if document else empty
    return {"type": "organigram", "heading": _data(heading) if heading else None, **sheet}


@singledispatch
def _data(part: Part) -> _Data:
    raise TypeError(f"{type(part).__name__} is no part of a paper")


@_data.register
def _(part: Heading) -> _Data:
    return {"type": "heading", "text": printable(part.text), "look": max(1, min(part.level, 3))}


@_data.register
def _(part: Paragraph) -> _Data:
    label, words = printable(part.label), _words(part.words)
    if hangs(label) and not part.centred:
        item = {"label": label, "words": words}
        return {"type": "list", "indent": part.indent, "items": [item]}
    data = {"label": label, "words": words, "centred": part.centred, "indent": part.indent}
    return {"type": "paragraph", **data}


@_data.register
def _(part: Blank) -> _Data:
    return {"type": "blank", "prompt": printable(part.prompt), "help": printable(part.help)}


@_data.register
def _(part: Table) -> _Data:
    return {
        "type": "table",
        "caption": printable(part.caption),
        "head": [printable(name) for name in part.head],
        "rows": [_cells(row) for row in part.rows],
        "widths": list(part.widths),
        "empty": printable(part.empty),
    }


def _cells(row: Iterable[Cell]) -> list[_Data]:
    return [
        {
            "words": _words(cell.words),
            "span": cell.span,
            "number": cell.number,
            "strong": cell.strong,
            "indent": cell.indent,
        }
        for cell in row
    ]


@_data.register
def _(part: Signatures) -> _Data:
    places = [[printable(post), printable(meaning)] for post, meaning in part.places]
    return {"type": "signatures", "places": places}


@_data.register
def _(part: PageBreak) -> _Data:
    return {"type": "break"}
