"""The organigram on several sheets, to be pasted together on a wall, as one accessible PDF."""

from __future__ import annotations

from typing import Any

from .. import organigram
from ..document import Document
from ..messages import text as message
from ..organigram.tiles import MARGIN, OVERLAP
from . import reading
from .composition import RenderContext, _printable_units, frame
from .fonts import printable
from .pdf import TIME_LIMIT, typeset


def wall(
    document: Document,
    context: RenderContext | None = None,
    paper: str = "a3",
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """Return the organigram as PDF/A-2a and PDF/UA-1 on sheets of a size: a guide with the place of
    each sheet, the sheets with marks for cutting and pasting, and the structure in words.

    The same document and context give the same bytes. Raises `RenderError` as `render.pdf.pdf`
    does, `KeyError` for a paper other than a4 to a0.
    """
    return typeset("wall", data(document, context or RenderContext(), paper), time_limit)


def wall_a4(document: Document, context: RenderContext | None = None) -> bytes:
    """Return `wall` on sheets of size A4, which every office prints."""
    return wall(document, context, "a4")


def data(document: Document, context: RenderContext, paper: str) -> dict[str, Any]:
    """Return what the template gets; every string in it is printable."""
    document = _printable_units(document)
    chart = organigram.layout(document)
    found = organigram.wall(chart, paper)
    count = len(found.tiles)
    how = "render.wall.how" if count > 1 else "render.wall.how.one"
    numbers = {(tile.row, tile.column): tile.number for tile in found.tiles}
    return frame(reading.document_title(document), document.entity.name, context) | {
        "heading": message("render.wall.title"),
        "paper": paper,
        "landscape": found.orientation == "landscape",
        "margin": MARGIN,
        "overlap": OVERLAP,
        "how": message(how, sheets=count, paper=paper.upper()) if count else "",
        "map_title": message("render.wall.map"),
        "columns": [
            message("render.wall.column", number=number) for number in range(1, found.columns + 1)
        ],
        "map": [
            [str(numbers.get((row, column), "")) for column in range(1, found.columns + 1)]
            for row in range(1, found.rows + 1)
        ],
        "sheets": [_sheet(chart, found, tile) for tile in found.tiles],
        "text_title": message("render.wall.text"),
        "lines": [_line(line) for line in organigram.outline_text(document).split("\n") if line],
        "empty": "" if count else message("render.structure.empty"),
    }


def _sheet(chart: organigram.Chart, found: organigram.Wall, tile: organigram.Tile) -> dict:
    piece = organigram.part(chart, found, tile)
    place = {"number": tile.number, "row": tile.row, "column": tile.column}
    names = "; ".join(f"{box.code} {box.name}".strip() for box in piece.boxes)
    units = printable(names) or message("render.wall.alt.lines")
    view = (tile.x, tile.y, found.width, found.height)
    return {
        "svg": organigram.svg(piece, view=view),
        "alt": message("render.wall.alt", sheets=len(found.tiles), units=units, **place),
        "label": message("render.wall.sheet", sheets=len(found.tiles), **place),
        "right": message("render.wall.right", number=tile.right) if tile.right else "",
        "below": message("render.wall.below", number=tile.below) if tile.below else "",
        "first_column": tile.column == 1,
        "first_row": tile.row == 1,
    }


def _line(line: str) -> list[Any]:
    """The depth of a line of the text alternative, 0 for a kind of organ, and its words."""
    words = line.lstrip(" ")
    return [(len(line) - len(words)) // 2, printable(words)]
