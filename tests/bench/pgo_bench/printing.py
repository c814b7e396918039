"""The official PDF beside WeasyPrint of the same tree, and what the check of the rules costs."""

import json
import re

from pgo_core import document as core
from pgo_core import numbering, rules
from pgo_core.document import to_json
from pgo_core.render import html
from pgo_core.render.pdf import pdf

from . import processes
from .clock import Side

TARGET = 0.25
#: A process of its own on both sides, since ours is one too.
WEASYPRINT = """
import logging, sys
logging.disable(logging.CRITICAL)
from weasyprint import HTML
sys.stdout.buffer.write(HTML(string=sys.stdin.read()).write_pdf(pdf_variant="pdf/ua-1"))
"""
#: What a printed page needs and a screen does not: the same size, margins, numbers and index pages.
PAGED = """
@page { size: A4; margin: 2.5cm; @bottom-right { content: "Página " counter(page) " de " counter(pages); } }
body { font: 10pt/1.25 serif; max-width: none; margin: 0; } li, p { margin: 0 0 2pt; }
nav a::after { content: leader('.') target-counter(attr(href), page); }
"""


class Printing:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Print a version of 50 units and 600 functions both ways and check it."""
        version = self.world.version(self.fixture, "draft")
        document = version._read_document()
        page = html.page(document).replace("</head>", f"<style>{PAGED}</style></head>")
        pages = [count_pages(pdf(document)), count_pages(_weasyprint(page))]
        self.board.title(f"PDF de {pages[0]} páginas (WeasyPrint: {pages[1]})")
        self.board.compare(
            "PDF oficial",
            Side("Typst", lambda: pdf(document)),
            Side("WeasyPrint", lambda: _weasyprint(page)),
            TARGET,
            rounds=5,
        )
        self._rules(version, document)

    def _rules(self, version, document):
        context = version._rule_context()
        data = json.dumps(to_json(document))

        def parse():
            numbering.outline(core.from_json(json.loads(data)))

        self.board.title("Revisión de las reglas")
        peer = Side("leer y numerar", parse)
        checking = Side("", lambda: rules.check(document, context))
        saving = Side("", version._recheck, self.world.undone)
        self.board.compare("todas las reglas, en memoria", checking, peer)
        self.board.compare(
            "revisar la versión (leer, revisar, guardar)",
            saving,
            peer,
        )


def _weasyprint(page):
    return processes.run(processes.python(WEASYPRINT), page.encode())


def count_pages(content):
    """Return the number of pages, None when the structure is compressed and nothing can read it."""
    try:
        from pypdf import PdfReader
    except ImportError:
        return len(re.findall(rb"/Type\s*/Page\b", content)) or None
    import io

    return len(PdfReader(io.BytesIO(content)).pages)
