"""What an organigram is once laid out: boxes and lines in points, and how it fits the paper it is
printed on.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Sheets of ISO 216, portrait width and height in millimetres.
_SHEETS = {
    "a4": (210, 297),
    "a3": (297, 420),
    "a2": (420, 594),
    "a1": (594, 841),
    "a0": (841, 1189),
}
#: What a sheet keeps for margins (12 mm at each side) and for running head, heading of the annex
#: and foot.
_SIDES, _HEAD_AND_FOOT = 24, 48
#: Points in a millimetre.
POINTS = 72 / 25.4

#: A chart is not printed with letters smaller than this (PERF.md 3), in points.
MIN_FONT = 6.0
#: On A4 the chart must be comfortable, else it goes to A3, in points.
COMFORTABLE_FONT = 7.0
#: A small chart is not blown up beyond this scale.
MAX_SCALE = 1.4


@dataclass(frozen=True, slots=True)
class Box:
    """One unit: its rectangle (left, top, width, height) and its name as wrapped lines. `uid`
    repeats only if the document repeats it; `position` is the place of the unit in `document.units`
    and never repeats.
    """

    position: int
    uid: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    name: str
    code: str
    nature: str
    level: int


@dataclass(frozen=True, slots=True)
class Line:
    """The link from the unit at position `source` down to the one at `target`, as a path of right
    angles.

    `kind`: `dependence` (solid), `order` (solid: two organs of the Alta Dirección with no
    dependence between them), `dotted` (no line of authority: consultative and coordination bodies,
    an OCI that belongs to the CGR).
    """

    source: int
    target: int
    kind: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A laid-out organigram; lengths in points at scale 1, origin at the top left, `font_size` of
    the names.
    """

    width: float
    height: float
    font_size: float
    line_height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A chart on a sheet: `paper` a4 to a0, `orientation` portrait or landscape, size of letter in
    points.

    `readable` is false when not even A0 gives letters of 6 pt.
    """

    paper: str
    orientation: str
    scale: float
    font_pt: float

    @property
    def readable(self) -> bool:
        return self.font_pt >= MIN_FONT


def room(paper: str, orientation: str) -> tuple[float, float]:
    """Return the width and height in points that a sheet leaves for the chart."""
    width, height = sheet(paper, orientation)
    return width - _SIDES * POINTS, height - _HEAD_AND_FOOT * POINTS


def sheet(paper: str, orientation: str) -> tuple[float, float]:
    """Return the width and height of a sheet in points."""
    short, long = (side * POINTS for side in _SHEETS[paper])
    return (short, long) if orientation == "portrait" else (long, short)


def fit(chart: Chart, paper: str, orientation: str) -> Page:
    """Return the chart fitted to the printable area of a sheet."""
    width, height = room(paper, orientation)
    scale = min(width / chart.width, height / chart.height, MAX_SCALE)
    return Page(paper, orientation, scale, scale * chart.font_size)


def best_page(chart: Chart) -> Page:
    """Return the sheet to print on: A4 when its letters are comfortable there, else the smallest
    sheet from A3 on where they are readable, in the better orientation.

    Landscape wins a tie, as official organigrams are drawn. Some 130 units fit A3.
    """
    page = fit(chart, "a4", "landscape")
    for paper in _SHEETS:
        landscape, portrait = (fit(chart, paper, way) for way in ("landscape", "portrait"))
        page = landscape if landscape.scale >= portrait.scale * 0.97 else portrait
        if page.font_pt >= (COMFORTABLE_FONT if paper == "a4" else MIN_FONT):
            break
    return page
