"""The organigram as an image, for programs that show no SVG. Needs Pillow (extra `render`)."""

from __future__ import annotations

import zlib
from functools import lru_cache
from struct import pack
from typing import TYPE_CHECKING

from .. import resources
from ..organigram.drawing import FILLS, LINE, STROKE, TEXT, fill
from .fonts import has_glyphs

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..organigram import Chart

#: Pixels of the longer side at most: 180 dots per inch on A3, and a bound for any chart.
_LONGEST = 3000
#: Pixels of a letter below which it is not drawn: no font has smaller ones.
_SMALLEST = 1
_DASH = 2.0
#: The image is drawn in indices of its palette: lines, borders, shades from the letters to the
#: lightest of them, and at the end the colours of the boxes with white as the last. So the edge of
#: a letter over any of these is a shade between, and no pixel needs more than one byte.
_LINE, _STROKE, _TEXT = 0, 1, 2
_LIGHT = sorted({*FILLS.values(), "#ffffff"})
_BOX = {colour: 256 - len(_LIGHT) + place for place, colour in enumerate(_LIGHT)}
_WHITE = _BOX["#ffffff"]
#: The lightest shade: what letters cover is white here, a box of colour there.
_LIGHTEST = 244
#: Coverage of a pixel as it is drawn: so little that over white it would give the colour of a box
#: is none.
_COVERED = [0 if level < 2 * len(_LIGHT) else level for level in range(256)]


def png(chart: Chart, dots_per_point: float) -> bytes:
    """Return the chart as PNG with so many dots for each of its points, less if it is very large.

    Raises `ModuleNotFoundError` without Pillow.
    """
    from PIL import Image, ImageDraw

    scale = min(dots_per_point, _LONGEST / max(chart.width, chart.height, 1))
    size = (max(round(chart.width * scale), 1), max(round(chart.height * scale), 1))
    image = Image.new("L", size, _WHITE)
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
    return _file(image)


def _box(draw, chart: Chart, box, scale: float) -> None:
    corners = (box.x, box.y, box.x + box.width, box.y + box.height)
    weight = max(round((1.2 if box.level <= 2 else 0.6) * scale), 1)
    colour = _BOX[fill(box.nature)]
    draw.rectangle([value * scale for value in corners], colour, outline=_STROKE, width=weight)
    middle = box.y + box.height / 2
    first = middle + chart.font_size * 0.35 - (len(box.lines) - 1) * chart.line_height / 2
    for index, line in enumerate(box.lines):
        place = ((box.x + box.width / 2) * scale, (first + index * chart.line_height) * scale)
        _write(draw, place, line, chart.font_size * scale)


def _write(draw, place: tuple[float, float], line: str, size: float) -> None:
    """A line of text, centred, with its base at this height; nothing where no letter could be seen."""
    if size < _SMALLEST:
        return
    name = "LiberationSans-Regular.ttf" if has_glyphs(line) else "DejaVuSans.ttf"
    words = [_word(name, size, word) for word in line.split()]
    font = _font(name, size)
    blank = font.getlength(" ")
    x = place[0] - (sum(advance for advance, _ in words) + blank * (len(words) - 1)) / 2
    top = round(place[1]) - font.getmetrics()[0] - _room(size)
    for advance, drawn in words:
        draw.bitmap((round(x) - _room(size), top), drawn, _TEXT)
        x += advance + blank


# The names of units are made of few words: what costs is drawing their letters.
@lru_cache(maxsize=2048)
def _word(name: str, size: float, word: str) -> tuple[float, Image]:
    """How far a word goes and its drawing, which begins `_room` before and above its letters."""
    from PIL import Image, ImageDraw

    font, room = _font(name, size), _room(size)
    advance, (above, below) = font.getlength(word), font.getmetrics()
    drawn = Image.new("L", (int(advance) + 2 * room, above + below + 2 * room))
    ImageDraw.Draw(drawn).text((room, above + room), word, 255, font, anchor="ls")
    return advance, drawn.point(_COVERED)


def _room(size: float) -> int:
    """Pixels for what a letter of that size reaches beyond the room of its line."""
    return round(size / 4) + 1


@lru_cache(maxsize=16)
def _font(name: str, size: float):
    from PIL import ImageFont

    path = resources.place("render", "data", "fonts", name)
    # The basic layout does not depend on whether the machine has libraqm.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


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


def _palette() -> bytes:
    dark, steps = bytes.fromhex(TEXT[1:])[0], _BOX[_LIGHT[0]] - _TEXT
    greys = (dark + (_LIGHTEST - dark) * step // steps for step in range(steps))
    colours = (LINE, STROKE, *(f"#{grey:02x}{grey:02x}{grey:02x}" for grey in greys), *_LIGHT)
    return b"".join(bytes.fromhex(colour[1:]) for colour in colours)


def _file(image: Image) -> bytes:
    """The image as PNG (ISO/IEC 15948), each row as what changes from the one above (filter 2):
    written here, as Pillow would first load what reads and writes all other kinds of images.
    """
    from PIL import Image, ImageChops

    width, height = image.size
    above = Image.new("L", image.size)
    above.paste(image, (0, 1))
    rows = Image.new("L", (width + 1, height), 2)
    rows.paste(ImageChops.subtract_modulo(image, above), (1, 0))
    chunks = (
        (b"IHDR", pack(">LLBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", _palette()),
        (b"IDAT", zlib.compress(rows.tobytes(), 3)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">L", len(content)) + kind + content + pack(">L", zlib.crc32(kind + content))
        for kind, content in chunks
    )
