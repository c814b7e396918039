"""What an organigram is once laid out: boxes and lines in points, and how it fits the paper it is printed on."""

from __future__ import annotations

from dataclasses import dataclass

#: Printable area in points (portrait width, height): ISO 216 sheet less a margin of 12 mm on each side, and
#: 15 mm at the top for the heading of the annex.
PAPERS = {"a4": (527.2, 731.3), "a3": (773.9, 1080.0)}

#: A chart is not printed with letters smaller than this (PERF.md 3), in points.
MIN_FONT = 6.0
#: On A4 the chart must be comfortable, else it goes to A3, in points.
COMFORTABLE_FONT = 7.0
#: A small chart is not blown up beyond this scale.
MAX_SCALE = 1.4


@dataclass(frozen=True, slots=True)
class Box:
    """One unit: its rectangle (left, top, width, height) and its name as wrapped lines. `uid` repeats only if
    the document repeats it; `position` is the place of the unit in `document.units` and never repeats."""

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
    """The link from the unit at position `source` down to the one at `target`, as a path of right angles.

    `kind`: `dependence` (solid), `order` (solid: two organs of the Alta Dirección with no dependence between
    them), `dotted` (no line of authority: consultative and coordination bodies, an OCI that belongs to the CGR).
    """

    source: int
    target: int
    kind: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A laid-out organigram; lengths in points at scale 1, origin at the top left, `font_size` of the names."""

    width: float
    height: float
    font_size: float
    line_height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A chart on a sheet: `paper` a4 or a3, `orientation` portrait or landscape, size of letter in points.

    `readable` is false below 6 pt: then the caller should print parts of the chart instead.
    """

    paper: str
    orientation: str
    scale: float
    font_pt: float

    @property
    def readable(self) -> bool:
        return self.font_pt >= MIN_FONT


def fit(chart: Chart, paper: str, orientation: str) -> Page:
    """Return the chart fitted to the printable area of a sheet."""
    short, long = PAPERS[paper]
    width, height = (short, long) if orientation == "portrait" else (long, short)
    scale = min(width / chart.width, height / chart.height, MAX_SCALE)
    return Page(paper, orientation, scale, scale * chart.font_size)


def best_page(chart: Chart) -> Page:
    """Return the sheet to print on: A4 when its letters are comfortable there, else A3, the better orientation.

    Landscape wins a tie, as official organigrams are drawn.
    """
    for paper, enough in (("a4", COMFORTABLE_FONT), ("a3", 0.0)):
        pages = [fit(chart, paper, orientation) for orientation in ("landscape", "portrait")]
        page = max(pages, key=lambda item: item.scale)
        if page.font_pt >= enough:
            return page
    raise AssertionError("the last paper takes every chart")
