"""A text of some 250 pages: PDF beside WeasyPrint with its memory, DOCX beside pandoc."""

import json
import shutil
from dataclasses import replace

from pgo_core.document import to_json
from pgo_core.render import html

from . import processes
from .clock import Side
from .printing import PAGED, WEASYPRINT, count_pages

PDF_TARGET, MEMORY_TARGET, DOCX_TARGET = 0.25, 1, 0.1
#: Times the units of a version of 50 units, which has 57 pages.
TIMES = 5
_OURS = """
import json, sys
from pgo_core.document import from_json
from pgo_core.render.{module} import {module}
sys.stdout.buffer.write({module}(from_json(json.load(sys.stdin))))
"""


class Long:
    """The lines of this group. Interpreters start on both sides."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Write the same text by each of them."""
        document = grown(self.world.version(self.fixture, "draft")._read_document(), TIMES)
        self.data = json.dumps(to_json(document)).encode()
        page = html.page(document)
        self._pdf(page.replace("</head>", f"<style>{PAGED}</style></head>").encode())
        self._docx(document)

    def _pdf(self, page):
        ours = processes.python(_OURS.format(module="pdf"))
        peer = processes.python(WEASYPRINT)
        pages = [
            count_pages(processes.run(ours, self.data)),
            count_pages(processes.run(peer, page)),
        ]
        self.board.title(f"PDF de {pages[0]} páginas (WeasyPrint: {pages[1]})")
        sides = (
            Side("", lambda: processes.run(ours, self.data)),
            Side("WeasyPrint", lambda: processes.run(peer, page)),
        )
        self.board.compare("PDF oficial, largo", *sides, PDF_TARGET, rounds=5)
        weights = processes.peak(ours, self.data), processes.peak(peer, page)
        name = "PDF oficial, largo: memoria en el máximo"
        self.board.weigh(name, weights[0], "WeasyPrint", weights[1], MEMORY_TARGET)

    def _docx(self, document):
        self.board.title("El mismo texto como DOCX")
        pandoc = shutil.which("pandoc")
        if not pandoc:
            self.board.note("Sin comparar: falta pandoc (apt install pandoc).")
            return
        ours = processes.python(_OURS.format(module="docx"))
        whole = Side("", lambda: processes.run(ours, self.data))
        data, page = self.data, html.page(document).encode()
        if not shutil.which("rsvg-convert"):
            # Without it pandoc leaves the drawing out: then nobody draws, and ours with it is told apart.
            written = tuple(annex for annex in document.annexes if annex.kind != "organigram")
            document = replace(document, annexes=written)
            data, page = json.dumps(to_json(document)).encode(), html.page(document).encode()
            self.board.note("Sin el organigrama, que pandoc deja fuera si falta rsvg-convert.")
        peer = [pandoc, "-f", "html", "-t", "docx", "--toc", "-o", "-"]
        other = Side("pandoc", lambda: processes.run(peer, page))
        same = Side("", lambda: processes.run(ours, data))
        self.board.compare("DOCX, largo", same, other, DOCX_TARGET, rounds=5)
        self.board.compare("DOCX, largo, con su organigrama", whole, other, rounds=5)


def grown(document, times):
    """Return a document with the units below its Alta Dirección so many times, each copy with names
    and uids of its own, under the same organs.
    """
    below = [unit for unit in document.units if unit.parent_uid and unit.level > 1]
    units = list(document.units)
    for turn in range(1, times):
        uids = {unit.uid: f"{unit.uid}-{turn}" for unit in below}
        units += [
            replace(
                unit,
                uid=uids[unit.uid],
                parent_uid=uids.get(unit.parent_uid, unit.parent_uid),
                name=f"{unit.name} {turn + 1}",
                functions=tuple(replace(one, uid=f"{one.uid}-{turn}") for one in unit.functions),
            )
            for unit in below
        ]
    return replace(document, units=tuple(units))
