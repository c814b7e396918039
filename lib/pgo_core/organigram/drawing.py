"""The chart as SVG: real text, one group per unit, readable without colour."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import pairwise

from ..messages import text as message
from ..printable import visible
from ..spanish import of_the
from .chart import Box, Chart, Line

#: Fill by nature; the border tells the level too, so that a print in black and white says the same.
FILLS = {
    "senior_management": "#d9e6f4",
    "adjudicative": "#efe4f3",
    "consultative": "#efe4f3",
    "coordination": "#efe4f3",
    "control": "#f8e1de",
    "legal_defense": "#f8e1de",
    "advisory": "#e6f0da",
    "support": "#fbf0d3",
    "line": "#ffffff",
    "deconcentrated": "#ececec",
    "academic": "#ececec",
}
STROKE, LINE, TEXT = "#33475b", "#4a5a68", "#111111"
_FAMILY = "Liberation Sans, Arial, Helvetica, sans-serif"


def svg(
    chart: Chart,
    links: Mapping[str, str] | None = None,
    prefix: str = "organigrama",
    view: tuple[float, float, float, float] | None = None,
) -> str:
    """Return the chart as a standalone SVG element in points, with names as real text.

    `links` gives an address by unit uid (`#art-gm-functions`): those boxes become links. `prefix`
    begins the ids of the title and description; give another one to each chart of a page. `view`
    is the piece that is seen (left, top, width, height), the whole chart by default.
    """
    title, description = _words(chart)
    role = "group" if links else "img"
    left, top, width, height = map(_n, view or (0, 0, chart.width, chart.height))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" '
        f'width="{width}" height="{height}" role="{role}" '
        f'aria-labelledby="{escape(prefix)}-t {escape(prefix)}-d" '
        f'font-family="{_FAMILY}" font-size="{_n(chart.font_size)}">',
        f'<title id="{escape(prefix)}-t">{_safe(title)}</title>',
        f'<desc id="{escape(prefix)}-d">{_safe(description)}</desc>',
        f'<g fill="none" stroke="{LINE}" stroke-width="0.8" aria-hidden="true">',
        _paths(chart.lines),
        "</g>",
        f'<g stroke="{STROKE}" text-anchor="middle">',
        *(_box(box, chart, (links or {}).get(box.uid, "")) for box in chart.boxes),
        "</g></svg>",
    ]
    return "".join(parts)


def fill(nature: str) -> str:
    """Return the colour of the boxes of units of this nature, as `#rrggbb`."""
    return FILLS.get(nature, "#ffffff")


def _words(chart: Chart) -> tuple[str, str]:
    title = (
        message("organigram.title", entity=of_the(chart.title))
        if chart.title
        else message("organigram.plain")
    )
    return title, message("organigram.description", units=len(chart.boxes))


def _paths(lines: tuple[Line, ...]) -> str:
    """Every stretch of line once, solid over dotted: lines drawn twice look thicker."""
    stretches: dict[tuple[bool, bool, float], list[tuple[float, float]]] = {}
    for line in lines:
        dotted = line.kind == "dotted"
        for (x, y), (to_x, to_y) in pairwise(line.points):
            level, start, end = (x, y, to_y) if x == to_x else (y, x, to_x)
            ends = (start, end) if start <= end else (end, start)
            stretches.setdefault((dotted, x == to_x, round(level, 2)), []).append(ends)
    solid: list[str] = []
    dots: list[str] = []
    for (dotted, upright, level), ends in stretches.items():
        target = dots if dotted else solid
        for start, end in _merged(ends):
            if upright:
                target.append(f"M{_n(level)} {_n(start)}V{_n(end)}")
            else:
                target.append(f"M{_n(start)} {_n(level)}H{_n(end)}")
    drawn = f'<path d="{"".join(dots)}" stroke-dasharray="2 2"/>' if dots else ""
    return drawn + (f'<path d="{"".join(solid)}" stroke-linecap="square"/>' if solid else "")


def _merged(ends: list[tuple[float, float]]) -> list[tuple[float, float]]:
    result: list[tuple[float, float]] = []
    for start, end in sorted(ends):
        if result and start <= result[-1][1] + 0.01:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _box(box: Box, chart: Chart, link: str) -> str:
    weight = "1.2" if box.level <= 2 else "0.6"
    left, middle = _n(box.x + box.width / 2), box.y + box.height / 2
    first = middle + chart.font_size * 0.35 - (len(box.lines) - 1) * chart.line_height / 2
    spans = "".join(
        [
            f'<tspan x="{left}" y="{_n(first + index * chart.line_height)}">{escape(line)}</tspan>'
            for index, line in enumerate(box.lines)
        ]
    )
    label = _safe(f"{box.code} {box.name}".strip())
    drawn = (
        f'<g><title>{label}</title><rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" '
        f'height="{_n(box.height)}" rx="1.5" fill="{fill(box.nature)}" '
        f'stroke-width="{weight}"/><text fill="{TEXT}" stroke="none">{spans}</text></g>'
    )
    return f'<a href="{escape(link)}" aria-label="{label}">{drawn}</a>' if link else drawn


def _safe(value: str) -> str:
    return escape(visible(value))


def _n(value: float) -> str:
    """A length with at most one decimal, always written the same way."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text
