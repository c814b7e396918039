"""The sheet of the organigram in office documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import organigram
from ..document import Document

#: Portrait sheets in twentieths of a point: Word knows none wider than 22 inches, so A3 ends it.
A4, A3 = (11906, 16838), (16838, 23811)
#: Margins of the sheet of the organigram: top, right, bottom, left.
NARROW = (1134, 680, 850, 680)
#: Resolution of the organigram for who shows no SVG, in dots per inch.
_DOTS = 150
#: What the sheet keeps free for the heading of the annex and each paragraph of it, in points.
_HEADING, _PARAGRAPH = 62, 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in twentieths of a point, the chart on it and its scale."""

    width: int
    height: int
    scale: float
    chart: organigram.Chart

    @property
    def dots_per_point(self) -> float:
        """Pixels of the image for each point of the chart."""
        return _DOTS / 72 * self.scale


def sheets(document: Document) -> dict[str, Sheet]:
    """Return the sheet of each organigram by the key of its annex; none without units."""
    annexes = [annex for annex in document.annexes if annex.kind == "organigram"]
    if not annexes or not document.units:
        return {}
    chart = organigram.layout(document)
    return {f"annex:{annex.uid}": sheet(chart, annex.body.split("\n")) for annex in annexes}


def sheet(chart: organigram.Chart, paragraphs: Sequence[str] = ()) -> Sheet:
    """Return the sheet of a chart that has boxes, under a heading and these paragraphs."""
    page = organigram.best_page(chart)
    short, long = A4 if page.paper == "a4" else A3
    wide, high = (short, long) if page.orientation == "portrait" else (long, short)
    across = (wide - NARROW[1] - NARROW[3]) / 20
    down = (high - NARROW[0] - NARROW[2]) / 20 - _HEADING
    taken = sum(1 + len(part) // 140 for part in paragraphs if part.strip())
    room = max(down - taken * _PARAGRAPH, down / 3)
    scale = min(page.scale, across / chart.width, room / chart.height)
    return Sheet(wide, high, scale, chart)
