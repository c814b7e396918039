"""The organigram of 120 units beside graphviz, and of sizes up to 1,500 for information."""

import shutil
from dataclasses import replace

from pgo_core import organigram

from . import processes
from .clock import Side, show
from .long import grown

TARGET = 0.2
UNITS = 120
_EMPTY = b"digraph {}"


class Charting:
    """The lines of this group. Graphviz is a program: what it takes to start is left out."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Draw the units of a version, repeated, both ways."""
        version = self.world.version(self.fixture, "draft")
        self.document = grown(version._read_document(), 40)
        document = self._cut(UNITS)
        letters = organigram.best_page(organigram.layout(document))
        self.board.title(
            f"Organigrama de {UNITS} unidades: {letters.paper.upper()}, letra de {letters.font_pt:.1f} pt"
        )
        dot = shutil.which("dot")
        ours = Side("", lambda: drawn(document))
        if dot:
            command, source = [dot, "-Tsvg"], graph(document)
            sides = [
                ours,
                Side("", lambda: processes.run(command, source)),
                Side("", lambda: processes.run(command, _EMPTY)),
            ]
            mine, other, start = self.board.clock.medians(sides, self.board.rounds)
            self.board.line(
                f"SVG de {UNITS} unidades", mine, "graphviz sin su arranque", other - start, TARGET
            )
        else:
            self.board.note("Sin comparar: falta graphviz (apt install graphviz).")
        for count in (20, 60, 1500):
            part = self._cut(count)
            (taken,) = self.board.clock.medians([Side("", lambda part=part: drawn(part))], 5)
            self.board.note(f"{count} unidades: {show(taken)}")

    def _cut(self, count):
        return replace(self.document, units=self.document.units[:count])


def drawn(document):
    """Return the organigram as SVG."""
    return organigram.svg(organigram.layout(document))


def graph(document):
    """Return the same boxes and lines in the language of graphviz."""
    rows = ["digraph { splines=ortho; node [shape=box, fontsize=8, fontname=Helvetica];"]
    for unit in document.units:
        name = unit.name.replace('"', "")
        rows.append(f'"{unit.uid}" [label="{name}"];')
        if unit.parent_uid:
            rows.append(f'"{unit.parent_uid}" -> "{unit.uid}";')
    return "\n".join([*rows, "}"]).encode()
