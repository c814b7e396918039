"""How the blocks of each band are packed into columns and rows, so that the letters come out
largest on paper.

The bands and their sides are fixed (see `structure`); what is free is the size of a box, how tall a
column of units may grow and how wide a row of columns. The choices are tried and the largest scale
on a sheet wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat, zip_longest

from ..printable import visible
from . import metrics
from .chart import MAX_SCALE, room
from .structure import Block, Structure

#: Lengths in points at scale 1: letter, line pitch, room between text and border, indentation.
FONT, LINE, PAD_X, PAD_Y, INDENT = 8.0, 9.4, 5.0, 4.0, 11.0
#: Gaps: between columns, between stacked boxes, before a row of columns, per further lane in that
#: gap.
GAP_X, GAP_STACK, GAP_ROW, LANE = 12.0, 6.0, 22.0, 5.0
#: Gaps: between rows of the top band, beside the stem there, between a head and its columns.
GAP_TOP, GAP_SIDE, GAP_SPREAD = 20.0, 36.0, 14.0
#: Half of the corridor kept free around the stem below the Alta Dirección.
CHANNEL = 12.0

_WIDTHS = (84.0, 96.0, 110.0, 128.0, 156.0, 200.0, 260.0, 340.0, 440.0)
_MAX_ROWS = (1000, 16, 10, 6, 4)
_COLUMNS = (20, 12, 10, 8, 7, 6, 5, 4)
_ROOMS = tuple(room("a3", orientation) for orientation in ("landscape", "portrait"))
#: A plan with one more row of organs, or one more organ whose units take several columns, must be
#: better by these factors: the plainer drawing reads better.
_ROW_COST, _SPREAD_COST = 0.96, 0.99
#: Cells of the smallest area are tried; a page of boxes is mostly boxes.
_CELLS_TRIED = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """The size of every box and the wrapped lines of each name by position."""

    width: float
    height: float
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Rows `start` to `stop` of a block, stacked; `depth` is the deepest indentation in it."""

    start: int
    stop: int
    depth: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A block with the columns its units take (one hangs from the head, several stand side by side
    below it) and the size of it all. `anchor` is the middle of the head from the left of the shape.
    """

    block: Block
    columns: tuple[Column, ...]
    width: float
    height: float
    anchor: float


@dataclass(frozen=True, slots=True)
class Band:
    """One row of shapes: left and right of the stem's corridor, or across it when nothing follows
    below.
    """

    left: tuple[Shape, ...] = ()
    right: tuple[Shape, ...] = ()
    centre: tuple[Shape, ...] = ()

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return self.left + self.right + self.centre

    @property
    def stems(self) -> list[int]:
        """Places in the stem that the row hangs from, highest first; each needs a lane."""
        return sorted({shape.block.stem for shape in self.shapes} - {-1})

    @property
    def lead(self) -> float:
        """The gap above the row, in points."""
        return GAP_ROW + LANE * max(len(self.stems) - 1, 0)

    @property
    def height(self) -> float:
        return self.lead + max(shape.height for shape in self.shapes)

    @property
    def extent(self) -> tuple[float, float]:
        """How far the row reaches to the left and right of the stem."""
        left = CHANNEL + span(self.left) if self.left else self.offset
        right = CHANNEL + span(self.right) if self.right else span(self.centre) - self.offset
        return left, right

    @property
    def offset(self) -> float:
        """How far left of the stem the shapes across it begin: the heads are centred, not their
        units.
        """
        if not self.centre:
            return 0.0
        last = self.centre[-1]
        return (self.centre[0].anchor + span(self.centre) - last.width + last.anchor) / 2


@dataclass(frozen=True, slots=True)
class Top:
    """The top band on a grid of rows: columns of blocks at the left and right of the stem, nearest
    first.
    """

    left: tuple[tuple[Block, ...], ...]
    right: tuple[tuple[Block, ...], ...]
    rows: int

    def side(self, columns: Sequence[Sequence[Block]], width: float) -> float:
        """How far a side reaches from the stem, for boxes of this width."""
        reach = width / 2
        for index, column in enumerate(columns):
            depth = max((block.depth for block in column), default=0)
            reach += width + INDENT * depth + (GAP_X * 1.5 if index else GAP_SIDE)
        return reach


@dataclass(frozen=True, slots=True)
class Plan:
    """A complete choice of arrangement; its merit is the scale on a sheet of the A series, less
    what it costs in plainness.
    """

    cell: Cell
    top: Top
    bands: tuple[Band, ...]
    merit: float


def best(structure: Structure) -> Plan:
    """Return the plan with the largest letters, the plainer where they hardly differ.

    The columns are chosen with the first cell; the others only try the columns that proved best.
    """
    blocks = (
        structure.support,
        structure.advisory,
        structure.line,
        structure.last,
        structure.loose,
    )
    splits: dict[tuple[int, ...], list[list[tuple[Column, ...]]]] = {}
    for limit in _MAX_ROWS:
        wanted = tuple(-(-len(block.rows) // limit) for group in blocks for block in group)
        if wanted not in splits:
            splits[wanted] = [[_split(block, limit) for block in group] for group in blocks]
    top = _top(structure)
    chosen: Plan | None = None
    left = list(splits.values())
    for cell in _cells(structure):
        proved = left[:1]
        for split in left:
            shapes = [
                [_shape(block, columns, cell) for block, columns in zip(group, parts, strict=True)]
                for group, parts in zip(blocks, split, strict=True)
            ]
            for plan in _plans(top, cell, shapes):
                if chosen is None or plan.merit > chosen.merit * 1.001:
                    chosen = plan
                    proved = [split]
        left = proved
    assert chosen is not None
    return chosen


def _cells(structure: Structure) -> list[Cell]:
    names = [visible(unit.name).split() for unit in structure.units]
    sizes = [[metrics.width(word) for word in words] for words in names]
    found = []
    for width in _WIDTHS:
        limit = (width - 2 * PAD_X) / FONT * 1000
        most = max(map(metrics.count_lines, names, sizes, repeat(limit)))
        height = 2 * PAD_Y + LINE * max(most, 2)
        found.append((width, height, limit))
        if most <= 2:
            break
    found.sort(key=lambda cell: (cell[0] + GAP_X) * (cell[1] + GAP_STACK))
    return [
        Cell(width, height, tuple(metrics.wrap(words, limit) for words in names))
        for width, height, limit in found[:_CELLS_TRIED]
    ]


def _plans(top: Top, cell: Cell, shapes: list[list[Shape]]) -> Iterator[Plan]:
    support, advisory, line, last, loose = shapes
    head = top.rows * (cell.height + GAP_TOP) - GAP_TOP if top.rows else 0.0
    sides = top.side(top.left, cell.width), top.side(top.right, cell.width)
    spread = sum(len(shape.columns) > 1 for group in shapes for shape in group)
    plainness = _SPREAD_COST**spread
    seen = set()
    for columns in _COLUMNS:
        limit = columns * (cell.width + GAP_X)
        bands = _bands(support, advisory, line, last, loose, limit)
        key = tuple(len(band.shapes) for band in bands)
        if key in seen:
            continue
        seen.add(key)
        extents = [sides, *(band.extent for band in bands)]
        width = max(left for left, _ in extents) + max(right for _, right in extents)
        height = head + sum(band.height for band in bands)
        yield Plan(cell, top, bands, _scale(width, height) * plainness * _ROW_COST ** len(bands))


def _scale(width: float, height: float) -> float:
    fits = max(min(x / width, y / height) for x, y in _ROOMS)
    return min(fits, MAX_SCALE)


def _bands(support, advisory, line, last, loose, limit: float) -> tuple[Band, ...]:
    """The rows below the Alta Dirección: internal administration at its sides, then the rest
    across.
    """
    half = limit / 2 - CHANNEL
    sides = zip_longest(_pack(support, half), _pack(advisory, half), fillvalue=())
    bands = [Band(left=left, right=right) for left, right in sides]
    rows = _pack(line, limit) + _pack(last, limit)
    bands += [_halves(row) for row in rows[:-1]]
    bands += [Band(centre=row) for row in rows[-1:] + _pack(loose, limit)]
    return tuple(bands)


def _pack(shapes: Sequence[Shape], limit: float) -> list[tuple[Shape, ...]]:
    """Fill rows in order, none wider than the limit unless one shape alone is."""
    rows: list[list[Shape]] = []
    used = 0.0
    for shape in shapes:
        if rows and used + GAP_X + shape.width <= limit:
            rows[-1].append(shape)
            used += GAP_X + shape.width
        else:
            rows.append([shape])
            used = shape.width
    return [tuple(row) for row in rows]


def _halves(row: tuple[Shape, ...]) -> Band:
    """Part a row at the stem's corridor where its two sides come out nearest in width."""
    total = sum(shape.width for shape in row)
    passed, cut, least = 0.0, 0, total
    for index, shape in enumerate(row, start=1):
        passed += shape.width
        if abs(total - 2 * passed) < least:
            cut, least = index, abs(total - 2 * passed)
    return Band(left=row[:cut], right=row[cut:])


def span(shapes: Sequence[Shape]) -> float:
    """The width of shapes side by side."""
    if not shapes:
        return 0.0
    return sum([shape.width for shape in shapes]) + GAP_X * (len(shapes) - 1)


def _split(block: Block, limit: int) -> tuple[Column, ...]:
    """Part a block's rows into columns of about `limit` rows, only between units that depend on the
    head.
    """
    rows = block.rows
    wanted = -(-len(rows) // limit)
    starts = [0]
    for index, row in enumerate(rows):
        if row.depth == 1 and index * wanted >= len(rows) * len(starts) and len(starts) < wanted:
            starts.append(index)
    stops = [*starts[1:], len(rows)]
    return tuple(
        Column(start, stop, max([row.depth for row in rows[start:stop]]))
        for start, stop in zip(starts, stops, strict=True)
        if stop > start
    )


def _shape(block: Block, columns: tuple[Column, ...], cell: Cell) -> Shape:
    if not columns:
        return Shape(block, columns, cell.width, cell.height, cell.width / 2)
    gap = GAP_SPREAD - GAP_STACK if len(columns) > 1 else 0.0
    tallest = max(column.stop - column.start for column in columns)
    height = cell.height + gap + tallest * (cell.height + GAP_STACK)
    width = sum(cell.width + INDENT * column.depth for column in columns) + GAP_X * (
        len(columns) - 1
    )
    return Shape(block, columns, width, height, width / 2 if len(columns) > 1 else cell.width / 2)


def _top(structure: Structure) -> Top:
    """OCI at the left and Procuraduría at the right of the first row; the others in columns beyond
    them.
    """
    stem = len(structure.stem)
    left = [tuple(structure.control[:1])] if structure.control else []
    right = [tuple(structure.defense[:1])] if structure.defense else []
    rest = structure.beside + structure.control[1:] + structure.defense[1:]
    capacity = max(stem, 3)
    columns: list[list[Block]] = []
    used = 0
    for block in rest:
        size = 1 + len(block.rows)
        if not columns or used + size > capacity:
            columns.append([])
            used = 0
        columns[-1].append(block)
        used += size
    for index, column in enumerate(columns):
        (left if index % 2 == 0 else right).append(tuple(column))
    sizes = [sum(1 + len(block.rows) for block in column) for column in left + right]
    return Top(tuple(left), tuple(right), max([stem, *sizes]))
