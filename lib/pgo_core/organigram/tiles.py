"""The organigram parted over sheets that are pasted together on a wall."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from .chart import MIN_FONT, POINTS, Chart, sheet

#: Millimetres that printers leave blank around a sheet, and that neighbours share to be pasted.
MARGIN, OVERLAP = 10.0, 10.0
#: Letters sought, in points, the largest first: they are read from some steps away.
_FONTS = (16.0, 12.0, 9.0, MIN_FONT)
#: A small chart is not blown up beyond this letter, in points.
_LARGEST = 24.0
#: More sheets than these are taken only for letters of the least size.
_MANY = 36


@dataclass(frozen=True, slots=True)
class Tile:
    """One sheet: its number from 1, row and column from 1, the piece of the chart on it (left and
    top in points of the chart), and the numbers of the sheets at its right and below it, 0 for
    none.
    """

    number: int
    row: int
    column: int
    x: float
    y: float
    right: int
    below: int


@dataclass(frozen=True, slots=True)
class Wall:
    """A chart on a grid of sheets. `width` and `height` are what each sheet shows of the chart, in
    points of the chart; `scale` turns them into points of paper. A sheet where nothing would be
    drawn is left out.
    """

    paper: str
    orientation: str
    scale: float
    font_pt: float
    rows: int
    columns: int
    width: float
    height: float
    tiles: tuple[Tile, ...]


def wall(chart: Chart, paper: str = "a3") -> Wall:
    """Return the chart on sheets of a size (a4 to a0), in the orientation that takes fewer and with
    the largest letters that these hold. Letters are of 6 pt at least, whatever the number of
    sheets. Raises `KeyError` for another paper.
    """
    for font in _FONTS:
        grids = [_grid(chart, paper, way, font) for way in ("landscape", "portrait")]
        best = min(grids, key=lambda grid: (grid.rows * grid.columns, -grid.scale))
        if best.rows * best.columns <= _MANY:
            break
    return replace(best, tiles=_tiles(chart, best))


def part(chart: Chart, found: Wall, tile: Tile) -> Chart:
    """Return what stands on one sheet: the boxes and lines that reach into it."""
    right, bottom = tile.x + found.width, tile.y + found.height
    boxes = tuple(
        box
        for box in chart.boxes
        if box.x < right
        and box.x + box.width > tile.x
        and box.y < bottom
        and box.y + box.height > tile.y
    )
    lines = tuple(
        line
        for line in chart.lines
        if min(x for x, _ in line.points) <= right
        and max(x for x, _ in line.points) >= tile.x
        and min(y for _, y in line.points) <= bottom
        and max(y for _, y in line.points) >= tile.y
    )
    return replace(chart, boxes=boxes, lines=lines)


def _grid(chart: Chart, paper: str, orientation: str, font: float) -> Wall:
    """The fewest sheets for letters of this size, and then the largest letters on them."""
    wide, high = (side - 2 * MARGIN * POINTS for side in sheet(paper, orientation))
    overlap = OVERLAP * POINTS
    scale = font / chart.font_size
    columns = max(ceil((chart.width * scale - overlap) / (wide - overlap)), 1)
    rows = max(ceil((chart.height * scale - overlap) / (high - overlap)), 1)
    scale = min(
        (columns * (wide - overlap) + overlap) / chart.width,
        (rows * (high - overlap) + overlap) / chart.height,
        _LARGEST / chart.font_size,
    )
    return Wall(
        paper, orientation, scale, scale * chart.font_size, rows, columns,
        wide / scale, high / scale, (),
    )  # fmt: skip


def _tiles(chart: Chart, grid: Wall) -> tuple[Tile, ...]:
    """The sheets in reading order; the chart stands in the middle of them."""
    overlap = OVERLAP * POINTS / grid.scale
    step_x, step_y = grid.width - overlap, grid.height - overlap
    left = (chart.width - grid.columns * step_x - overlap) / 2
    top = (chart.height - grid.rows * step_y - overlap) / 2
    places = {}
    for row in range(grid.rows):
        for column in range(grid.columns):
            tile = Tile(0, row + 1, column + 1, left + column * step_x, top + row * step_y, 0, 0)
            drawn = part(chart, grid, tile)
            if drawn.boxes or drawn.lines:
                places[row + 1, column + 1] = tile
    numbers = {place: number for number, place in enumerate(places, start=1)}
    return tuple(
        replace(
            tile,
            number=numbers[row, column],
            right=numbers.get((row, column + 1), 0),
            below=numbers.get((row + 1, column), 0),
        )
        for (row, column), tile in places.items()
    )
