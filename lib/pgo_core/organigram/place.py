"""Coordinates: from the chosen plan to boxes and lines. The stem stands at x = 0 until all is
shifted.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..document import Document
from . import arrange
from .arrange import Band, Plan, Shape
from .chart import Box, Chart, Line
from .structure import Block, Structure, classify

_MARGIN = 4.0


def layout(document: Document) -> Chart:
    """Return the organigram of a document, placed as the Lineamientos 02-2020-SGP ask (pp. 41-42,
    Anexo 1).

    Top: the Alta Dirección one below the other, OCI (left) and Procuraduría (right) at the height
    of its first organ, consultative and coordination bodies beside them. Middle: apoyo at the left
    of the stem, asesoramiento at the right. Bottom: línea, then desconcentrados and académicos.
    Deeper units are stacked below their organ. An OCI with no line of dependence inside the entity
    (`parent_uid` empty) is linked by a dotted line.

    Pure: the same document gives the same chart. Every unit is drawn exactly once, also in a broken
    document (cycle, missing parent: at the bottom, with no line). A document without units gives an
    empty chart.
    """
    if not document.units:
        return Chart(1.0, 1.0, arrange.FONT, arrange.LINE, (), (), document.entity.name)
    structure = classify(document)
    placer = _Placer(structure, arrange.best(structure))
    placer.run()
    return placer.chart(document.entity.name)


class _Placer:
    def __init__(self, structure: Structure, plan: Plan):
        self.structure = structure
        self.plan = plan
        self.width = plan.cell.width
        self.height = plan.cell.height
        self.pitch = self.height + arrange.GAP_TOP
        self.at: dict[int, tuple[float, float]] = {}
        self.lines: list[tuple[int, int, str, list[tuple[float, float]]]] = []

    def run(self) -> None:
        self._stem()
        for side, columns in ((-1, self.plan.top.left), (1, self.plan.top.right)):
            self._beside(side, columns)
        y = (
            self.plan.top.rows * self.pitch - arrange.GAP_TOP
            if self.plan.top.rows
            else -arrange.GAP_ROW
        )
        for index, band in enumerate(self.plan.bands):
            self._band(band, y, index == 0)
            y += band.height

    # top band

    def _stem(self) -> None:
        steps = self.structure.stem
        for index, position in enumerate(steps):
            self.at[position] = (-self.width / 2, index * self.pitch)
            if index:
                kind = "order" if position in self.structure.order else "dependence"
                top = index * self.pitch
                self._line(steps[index - 1], position, kind, [(0, top - arrange.GAP_TOP), (0, top)])

    def _beside(self, side: int, columns: Sequence[Sequence[Block]]) -> None:
        first = self.structure.control if side < 0 else self.structure.defense
        near = self.width / 2 + arrange.GAP_SIDE
        for index, column in enumerate(columns):
            depth = max(block.depth for block in column)
            alone = index == 0 and bool(first) and column[0] is first[0]
            row = 0
            for block in column:
                self._tower(side, near, depth, block, row, alone)
                row += 1 + len(block.rows)
            near += self.width + arrange.INDENT * depth + arrange.GAP_X * 1.5

    def _tower(
        self, side: int, near: float, depth: int, block: Block, row: int, alone: bool
    ) -> None:
        """A block of the top band, one unit per row of the grid; its head is nearest to the stem at
        the right, and at the left as near as its deepest unit lets it.
        """
        x = near if side > 0 else -near - self.width - arrange.INDENT * depth
        self.at[block.position] = (x, row * self.pitch)
        self._stack(block, range(len(block.rows)), x, (row + 1) * self.pitch, self.pitch)
        inner = x if side > 0 else x + self.width
        middle = row * self.pitch + self.height / 2
        bottom = block.stem * self.pitch + self.height
        if alone:
            start = (side * self.width / 2, bottom - self.height * (0.6 if block.stem else 0.5))
            turn = side * (self.width / 2 + arrange.GAP_SIDE - 8)
            path = [start, (turn, start[1]), (turn, middle), (inner, middle)]
        else:
            bus = bottom + arrange.GAP_TOP * 0.35
            rail = side * (near - arrange.GAP_X * 0.75)
            path = [(0, bottom), (0, bus), (rail, bus), (rail, middle), (inner, middle)]
        self._line(self.structure.stem[block.stem], block.position, block.kind, path)

    # rows below

    def _band(self, band: Band, y: float, first: bool) -> None:
        top = y + band.lead
        self._row(band.left, -arrange.CHANNEL - arrange.span(band.left), top, y, band, first)
        self._row(band.right, arrange.CHANNEL, top, y, band, first)
        self._row(band.centre, -band.offset, top, y, band, first)

    def _row(
        self, shapes: Sequence[Shape], x: float, top: float, y: float, band: Band, first: bool
    ) -> None:
        stems = band.stems
        for shape in shapes:
            self._shape(shape, x, top)
            if shape.block.stem >= 0:
                lane = y + 10 + arrange.LANE * stems.index(shape.block.stem)
                path = self._descent(shape.block.stem, x + shape.anchor, lane, top, first)
                target = shape.block.position
                self._line(self.structure.stem[shape.block.stem], target, shape.block.kind, path)
            x += shape.width + arrange.GAP_X

    def _descent(self, stem: int, x: float, lane: float, top: float, first: bool) -> list:
        """The path from an organ of the stem to the head at `x`: straight down from the last organ,
        along the side of the stem from those above it.
        """
        last = len(self.structure.stem) - 1
        bottom = stem * self.pitch + self.height
        if stem == last:
            return [(0, bottom), (0, lane), (x, lane), (x, top)]
        side = 1 if x > 0 else -1
        share = (last - stem) / max(last, 1)
        beside = side * (self.width / 2 + 4 + 16 * share)
        height = bottom - self.height * 0.3
        start = [(side * self.width / 2, height), (beside, height)]
        if first:
            return [*start, (beside, lane), (x, lane), (x, top)]
        corridor = side * (2 + (arrange.CHANNEL - 4) * share)
        turn = self.plan.top.rows * self.pitch - arrange.GAP_TOP + 4 + 5 * (1 - share)
        return [*start, (beside, turn), (corridor, turn), (corridor, lane), (x, lane), (x, top)]

    def _shape(self, shape: Shape, x: float, y: float) -> None:
        block = shape.block
        self.at[block.position] = (x + shape.anchor - self.width / 2, y)
        step = self.height + arrange.GAP_STACK
        below = y + step
        spread = len(shape.columns) > 1
        if spread:
            below = y + self.height + arrange.GAP_SPREAD
        for column in shape.columns:
            bus = y + self.height + arrange.GAP_SPREAD / 2 if spread else None
            self._stack(block, range(column.start, column.stop), x, below, step, bus)
            x += self.width + arrange.INDENT * column.depth + arrange.GAP_X

    def _stack(self, block: Block, rows: range, x: float, y: float, step: float, bus=None) -> None:
        """Boxes one below the other with a rail at the left of each group; `bus` is the height at
        which the head spreads to several columns.
        """
        for place, index in enumerate(rows):
            row = block.rows[index]
            left, top = x + arrange.INDENT * row.depth, y + place * step
            self.at[row.position] = (left, top)
            self._rail(block, index, left, top, bus)

    def _rail(self, block: Block, index: int, left: float, top: float, bus: float | None) -> None:
        row = block.rows[index]
        source = block.rows[row.parent - 1].position if row.parent else block.position
        rail, middle = left - arrange.INDENT / 2, top + self.height / 2
        if row.parent == 0 and bus is not None:
            x, y = self.at[block.position]
            centre = x + self.width / 2
            path = [
                (centre, y + self.height),
                (centre, bus),
                (rail, bus),
                (rail, middle),
                (left, middle),
            ]
        else:
            path = [(rail, self.at[source][1] + self.height), (rail, middle), (left, middle)]
        unit = self.structure.units[row.position]
        kind = "dependence" if unit.parent_uid else "dotted"
        self._line(source, row.position, kind, path)

    # result

    def _line(self, source: int, target: int, kind: str, path: list[tuple[float, float]]) -> None:
        points = [path[0]]
        for point in path[1:]:
            if point != points[-1]:
                points.append(point)
        self.lines.append((source, target, kind, points))

    def chart(self, title: str) -> Chart:
        """The boxes in the order of the document, all shifted so that the chart starts at its
        margin.
        """
        corners = [*self.at.values(), *(point for *_, path in self.lines for point in path)]
        xs, ys = zip(*corners, strict=True)
        dx, dy = _MARGIN - min(xs), _MARGIN - min(ys)
        right = max(x for x, _ in self.at.values()) + self.width
        bottom = max(y for _, y in self.at.values()) + self.height
        boxes = []
        for position, unit in enumerate(self.structure.units):
            x, y = self.at[position]
            boxes.append(
                Box(
                    position, unit.uid, x + dx, y + dy, self.width, self.height,
                    self.plan.cell.lines[position], unit.name, unit.code, unit.nature, unit.level,
                )
            )  # fmt: skip
        lines = tuple(
            Line(source, target, kind, tuple([(x + dx, y + dy) for x, y in path]))
            for source, target, kind, path in self.lines
        )
        return Chart(
            max(right, *xs) + dx + _MARGIN, bottom + dy + _MARGIN, arrange.FONT, arrange.LINE,
            tuple(boxes), lines, title,
        )  # fmt: skip
