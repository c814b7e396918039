"""The image of the organigram for programs that show no SVG: true colours, letters, any name."""

from io import BytesIO

import pytest
from builders import make_document, make_unit
from PIL import Image

from pgo_core.document import Annex
from pgo_core.organigram import layout
from pgo_core.organigram.drawing import LINE, STROKE, fill
from pgo_core.render import fonts
from pgo_core.render.docx import docx
from pgo_core.render.raster import png

DOTS = 2.0


def drawn(document, dots=DOTS):
    """The chart and its image in the colours that are seen."""
    chart = layout(document)
    image = Image.open(BytesIO(png(chart, dots)))
    image.load()
    return chart, image.convert("RGB")


def rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


def inside(box, image):
    """The picture of a box without its border."""
    edges = (box.x + 2, box.y + 2, box.x + box.width - 2, box.y + box.height - 2)
    return image.crop(tuple(round(edge * DOTS) for edge in edges))


def names(*texts):
    units = (make_unit(f"u{place}", name) for place, name in enumerate(texts))
    return make_document(units=tuple(units))


def test_boxes_have_the_colour_of_their_nature_and_a_border():
    chart, image = drawn(make_document())
    for box in chart.boxes:
        seen = inside(box, image)
        colours = dict((colour, count) for count, colour in seen.getcolors(maxcolors=4096))
        assert max(colours, key=colours.get) == rgb(fill(box.nature)), box.name
        assert image.getpixel((round(box.x * DOTS), round((box.y + 4) * DOTS))) == rgb(STROKE)
    assert len({fill(box.nature) for box in chart.boxes}) > 1


def test_lines_are_drawn_and_the_rest_is_white():
    _chart, image = drawn(make_document())
    colours = dict((colour, count) for count, colour in image.getcolors(maxcolors=4096))
    assert colours[rgb(LINE)]
    assert max(colours, key=colours.get) == (255, 255, 255)


def test_letters_are_dark_and_their_edges_grey():
    chart, image = drawn(make_document())
    for box in chart.boxes:
        background = rgb(fill(box.nature))
        seen = {colour for _count, colour in inside(box, image).getcolors(maxcolors=4096)}
        shades = seen - {background}
        assert min(shades)[0] < 0x60, box.name
        assert all(red == green == blue for red, green, blue in shades), box.name


@pytest.mark.parametrize("name", ["Ñ Á É Í Ó Ú Ü ¿?", "Ωμέγα", "Área\u00a0de 😀", "ÅǺ gjpqy", "2"])
def test_any_name_is_drawn_whole(name):
    chart, image = drawn(names(name))
    (box,) = chart.boxes
    within = inside(box, image)
    dark = within.convert("L").point([255] * 128 + [0] * 128).getbbox()
    assert dark, "something is written"
    left, top, right, bottom = dark
    assert left > 0 and top > 0 and right < within.width and bottom < within.height
    middle = (left + right) / 2
    assert abs(middle - within.width / 2) <= 3


def test_the_same_bytes_whatever_was_drawn_before():
    document = make_document()
    first = png(layout(document), DOTS)
    png(layout(names("Otra unidad", "Y una más")), 3.1)
    assert png(layout(document), DOTS) == first


def test_a_very_large_chart_is_bound():
    document = names(*(f"Unidad de organización {number}" for number in range(400)))
    _chart, image = drawn(document, 50.0)
    assert max(image.size) == 3000


def test_a_chain_too_long_for_letters_is_drawn_without_them():
    units = [make_unit("u0", "Primera", functions=0)]
    units += [
        make_unit(f"u{number}", f"Unidad {number}", functions=0, parent_uid=f"u{number - 1}")
        for number in range(1, 3000)
    ]
    document = make_document(units=tuple(units), annexes=(Annex("o", "organigram", ""),))
    _chart, image = drawn(document)
    assert max(image.size) == 3000
    assert docx(document).startswith(b"PK")


def test_the_first_font_has_all_of_latin_1():
    assert all(chr(place) in fonts._of_first() for place in [*range(32, 127), *range(160, 256)])
    assert fonts.has_glyphs("Órgano") and not fonts.has_glyphs("😀")
