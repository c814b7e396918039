"""The organigram on several sheets: they cover the chart, overlap by what is pasted, are numbered
and told in words.
"""

from io import BytesIO
from itertools import product

import pikepdf
import pypdf
import pytest
from builders import make_document, random_document
from hypothesis import given
from pdf_reader import Read
from test_organigram import large

from pgo_core.organigram import layout, outline_text, part, svg, wall
from pgo_core.organigram.chart import MIN_FONT, POINTS, sheet
from pgo_core.organigram.tiles import MARGIN, OVERLAP
from pgo_core.render.composition import RenderContext
from pgo_core.render.wall import wall as wall_pdf
from pgo_core.render.wall import wall_a4


def check(document, paper):
    """What holds for every chart on every paper."""
    chart = layout(document)
    found = wall(chart, paper)
    assert [tile.number for tile in found.tiles] == list(range(1, len(found.tiles) + 1))
    wide, high = sheet(paper, found.orientation)
    assert found.width * found.scale == pytest.approx(wide - 2 * MARGIN * POINTS)
    assert found.height * found.scale == pytest.approx(high - 2 * MARGIN * POINTS)
    places = {(tile.row, tile.column): tile for tile in found.tiles}
    overlap = OVERLAP * POINTS / found.scale
    for (row, column), tile in places.items():
        right, below = places.get((row, column + 1)), places.get((row + 1, column))
        assert tile.right == (right.number if right else 0)
        assert tile.below == (below.number if below else 0)
        if right:
            assert tile.x + found.width - right.x == pytest.approx(overlap)
        if below:
            assert tile.y + found.height - below.y == pytest.approx(overlap)
    drawn = {tile.number: part(chart, found, tile) for tile in found.tiles}
    for box in chart.boxes:
        corners = product((box.x, box.x + box.width), (box.y, box.y + box.height))
        for x, y in corners:
            assert any(
                tile.x - 0.01 <= x <= tile.x + found.width + 0.01
                and tile.y - 0.01 <= y <= tile.y + found.height + 0.01
                and box in drawn[tile.number].boxes
                for tile in found.tiles
            )
    seen = {(line.source, line.target) for piece in drawn.values() for line in piece.lines}
    assert seen == {(line.source, line.target) for line in chart.lines}
    assert found.font_pt >= MIN_FONT
    return found


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("units", [1, 20, 60, 120, 600, 1500])
def test_any_size_is_covered_with_letters_that_are_read_from_afar(units, paper):
    found = check(large(units), paper)
    assert found.font_pt >= (12 if units <= 120 else 9)
    assert len(found.tiles) <= 36


@given(random_document(max_units=25))
def test_random_documents(document):
    check(document, "a4")


def test_more_sheets_for_smaller_paper():
    chart = layout(large(120))
    assert len(wall(chart, "a3").tiles) < len(wall(chart, "a4").tiles)
    with pytest.raises(KeyError):
        wall(chart, "letter")


def test_a_sheet_shows_its_piece_in_the_same_drawing():
    chart = layout(large(60))
    found = wall(chart)
    tile = found.tiles[-1]
    made = svg(part(chart, found, tile), view=(tile.x, tile.y, found.width, found.height))
    assert f'viewBox="{tile.x:.1f}'.removesuffix(".0") in made
    assert len(made) < len(svg(chart))


STATE = RenderContext("BORRADOR", "https://pgo.example.pe/v/AB12", "AB12")


@pytest.mark.parametrize("make,paper", [(wall_pdf, "a3"), (wall_a4, "a4")])
def test_guide_sheets_and_text(make, paper):
    document = large(60)
    made = make(document, STATE)
    found = wall(layout(document), paper)
    read = Read(made)
    pages = pypdf.PdfReader(BytesIO(made)).pages
    size = sheet(paper, found.orientation)
    for page in pages:
        assert (page.mediabox.width, page.mediabox.height) == pytest.approx(size, abs=0.1)
    words = [" ".join(text.split()) for _tag, text in read.all]
    assert words[0] == "Organigrama mural"
    assert any(f"ocupa {len(found.tiles)} hojas {paper.upper()}" in text for text in words)
    for tile in found.tiles:
        label = f"Hoja {tile.number} de {len(found.tiles)} · fila {tile.row}, columna {tile.column}"
        (place,) = [at for at, text in enumerate(words) if text.startswith(label)]
        assert read.all[place][0] == "H2" and "BORRADOR" in words[place]
        marks = " ".join(pages[tile.number].extract_text().split())
        assert (f"A la derecha, hoja {tile.right}" in marks) == bool(tile.right)
        assert (f"Debajo, hoja {tile.below}" in marks) == bool(tile.below)
    alternatives = " ".join(
        str(one.Alt) for one in read.elements() if str(one.S) == "/Figure" and "/Alt" in one
    )
    for line in outline_text(document).splitlines():
        assert line.strip() in words
        if line.startswith("  "):
            assert line.strip() in alternatives


def test_a_chart_of_one_sheet_and_none():
    one = Read(wall_pdf(make_document(units=make_document().units[:3])))
    words = [" ".join(text.split()) for _tag, text in one.all]
    assert any("ocupa una hoja A3" in text for text in words)
    assert "Lugar de cada hoja" not in words
    none = Read(wall_pdf(make_document(units=())))
    assert "No hay unidades de organización." in [text.strip() for _tag, text in none.all]
    assert len(none.pdf.pages) == 1


def test_1500_units_are_printed():
    with pikepdf.open(BytesIO(wall_pdf(large(1500)))) as file:
        assert 20 < len(file.pages) < 60
