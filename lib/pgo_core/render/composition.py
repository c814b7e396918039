"""What the Typst template gets: the text of a Document with its numbers, as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .. import numbering, organigram
from ..document import Document
from ..messages import text as message
from ..numbering import NumberedArticle, NumberedTitle
from . import reading
from .fonts import printable


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What a printed document says beyond its text. All of it is optional.

    `state_label` is the diagonal watermark and a line on the cover (`BORRADOR`); empty for an
    approved text. `verify_url` is the complete address that verifies this very document, also in
    the QR code; `code` the short code a person types; `seal` the SHA-256 of the content in
    hexadecimal. `date` goes into the file's metadata, never into the text; the file has no other
    date, so the same document and context give the same bytes.
    """

    state_label: str = ""
    verify_url: str = ""
    code: str = ""
    seal: str = ""
    date: date = date(2000, 1, 1)


def compose(document: Document, context: RenderContext) -> dict[str, Any]:
    """Return the data of the template. Every string in it can be printed with the bundled fonts."""
    entity = document.entity
    places = (entity.district, entity.province, entity.department)
    return frame(reading.document_title(document), entity.name, context) | {
        "kind": message(f"render.kind.{document.kind}"),
        "places": [printable(place) for place in places if place.strip()],
        "titles": [_title(document, title) for title in numbering.outline(document)],
        "annexes": list(_annexes(document)),
    }


def frame(title: str, entity: str, context: RenderContext) -> dict[str, Any]:
    """Return what every file has around its text: metadata, state, verification, page numbers."""
    return {
        "title": printable(title),
        "entity": printable(entity),
        "date": [context.date.year, context.date.month, context.date.day],
        "state": printable(context.state_label),
        "state_words": _words("render.state", state=context.state_label),
        "verification": _verification(context),
        "index": message("render.index"),
        "page": message("render.page", page="{page}", pages="{pages}").split("{page}"),
    }


def _printable_units(document: Document) -> Document:
    """The document with unit names as they are printed, so that the organigram measures what it
    draws.
    """
    units = tuple(
        unit if (name := printable(unit.name)) == unit.name else replace(unit, name=name)
        for unit in document.units
    )
    return document if units == document.units else replace(document, units=units)


def _words(key: str, **values: str) -> str:
    """The sentence with its values, empty when they all are."""
    return printable(message(key, **values)) if any(values.values()) else ""


def _verification(context: RenderContext) -> dict[str, str] | None:
    if not (context.verify_url or context.code or context.seal):
        return None
    url = printable(context.verify_url)
    return {
        "title": message("render.verification.title"),
        "code": _words("render.verification.code", code=context.code),
        "seal": _words("render.verification.seal", seal=context.seal),
        "url": _words("render.verification.url", url=url),
        "address": url,
        "qr": _qr(context.verify_url) if context.verify_url else "",
        "alt": message("render.verification.qr", url=url),
    }


def _qr(address: str) -> str:
    """The QR code of an address as SVG; error correction M so that a photocopy still reads."""
    import segno

    return segno.make(address, error="m", micro=False).svg_inline(border=0)


def _title(document: Document, title: NumberedTitle) -> dict[str, Any]:
    return {
        "label": printable(title.label),
        "heading": printable(title.heading),
        "section": printable(title.section),
        "articles": _articles(document, title.articles),
        "chapters": [
            {
                "label": printable(chapter.label),
                "heading": printable(chapter.heading),
                "articles": _articles(document, chapter.articles),
            }
            for chapter in title.chapters
        ],
    }


def _articles(document: Document, articles: Iterable[NumberedArticle]) -> list[dict[str, Any]]:
    return [
        {
            "title": printable(reading.article_title(document, article)),
            "paragraphs": [printable(paragraph) for paragraph in article.paragraphs],
            "units": any(not item.letter.isalpha() for item in article.items),
            "items": [
                [printable(item.label), printable(item.text), _basis(item.citations)]
                for item in article.items
            ],
        }
        for article in articles
    ]


def _basis(citations) -> str:
    words = reading.legal_basis(citations)
    return f"({printable(words)})" if words else ""


def _annexes(document: Document):
    for number, annex in enumerate(document.annexes, start=1):
        label, heading = reading.annex_heading(number, annex)
        paragraphs = [printable(part.strip()) for part in annex.body.split("\n") if part.strip()]
        data = {
            "kind": annex.kind,
            "label": printable(label),
            "heading": printable(heading),
            "paragraphs": paragraphs,
        }
        if annex.kind == "structure":
            data["rows"] = [
                [printable(row.code), printable(row.name), str(row.level or ""), row.depth]
                for row in numbering.structure(document)
            ]
            data["columns"] = reading.structure_heads(document)
            data["empty"] = message("render.structure.empty")
        elif annex.kind == "organigram":
            data |= organigram_sheet(document)
        yield data


def organigram_sheet(document: Document) -> dict[str, Any]:
    """Return the organigram of a document as it is drawn and the sheet that it stands on."""
    chart = organigram.layout(_printable_units(document))
    page = organigram.best_page(chart)
    return {
        "svg": organigram.svg(chart) if chart.boxes else "",
        "alt": message("render.organigram.alt", units=str(len(chart.boxes))),
        "paper": page.paper,
        "landscape": page.orientation == "landscape",
        "width": round(chart.width * page.scale, 1),
        "empty": message("render.structure.empty"),
    }
