"""The organigram as an image, for programs that show no SVG. Needs Pillow (extra `render`)."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from ..organigram.drawing import fill
from .fonts import folder, has_glyphs

if TYPE_CHECKING:
    from ..organigram import Chart

_STROKE, _LINE, _TEXT = "#33475b", "#4a5a68", "#111111"
#: Pixels of the longer side at most: 180 dots per inch on A3, and a bound for any chart.
_LONGEST = 3000
_DASH = 2.0


def png(chart: Chart, dots_per_point: float) -> bytes:
    """Return the chart as PNG with so many dots for each of its points, less if it is very large.

    Raises `ModuleNotFoundError` without Pillow.
    """
    from PIL import Image, ImageDraw

    scale = min(dots_per_point, _LONGEST / max(chart.width, chart.height, 1))
    size = (max(round(chart.width * scale), 1), max(round(chart.height * scale), 1))
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    width = max(round(0.8 * scale), 1)
    for line in chart.lines:
        points = [(x * scale, y * scale) for x, y in line.points]
        if line.kind == "dotted":
            _dashes(draw, points, _DASH * scale, width)
        else:
            draw.line(points, fill=_LINE, width=width)
    for box in chart.boxes:
        _box(draw, chart, box, scale)
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)  # a better one costs more than all the text
    return buffer.getvalue()


def _box(draw, chart: Chart, box, scale: float) -> None:
    corners = (box.x, box.y, box.x + box.width, box.y + box.height)
    weight = max(round((1.2 if box.level <= 2 else 0.6) * scale), 1)
    draw.rectangle(
        [value * scale for value in corners], fill(box.nature), outline=_STROKE, width=weight
    )
    middle = box.y + box.height / 2
    first = middle + chart.font_size * 0.35 - (len(box.lines) - 1) * chart.line_height / 2
    for index, line in enumerate(box.lines):
        place = ((box.x + box.width / 2) * scale, (first + index * chart.line_height) * scale)
        name = "LiberationSans-Regular.ttf" if has_glyphs(line) else "DejaVuSans.ttf"
        draw.text(place, line, _TEXT, _font(name, chart.font_size * scale), anchor="ms")


def _dashes(draw, points, step: float, width: int) -> None:
    """Straight pieces at right angles, drawn and left out by turns."""
    for (x, y), (to_x, to_y) in zip(points, points[1:], strict=False):
        length = abs(to_x - x) + abs(to_y - y)
        place = 0.0
        while place < length:
            ends = [place / length, min((place + step) / length, 1)]
            drawn = [(x + (to_x - x) * end, y + (to_y - y) * end) for end in ends]
            draw.line(drawn, fill=_LINE, width=width)
            place += 2 * step


@cache
def _font(name: str, size: float):
    from PIL import ImageFont

    # The basic layout does not depend on whether the machine has libraqm.
    return ImageFont.truetype(folder() / name, size, layout_engine=ImageFont.Layout.BASIC)
