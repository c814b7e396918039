"""A paper as an editable DOCX, with the styles of the text it goes with. A place to complete is a
content control: what a lawyer types takes the place of the instruction.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatchmethod

from .. import organigram
from ..document import Document
from ..messages import text as message
from ..printable import short, visible
from ..render import docx_body as body
from ..render import front
from ..render.composition import RenderContext
from ..render.docx import MARGINS, parts_to_file, picture, section
from ..render.docx_lists import Lists
from ..render.errors import RenderError
from ..render.package import text
from ..render.sheet import A4, NARROW, sheet
from .paper import (
    Blank,
    Cell,
    Heading,
    Organigram,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Signatures,
    Table,
    Words,
    plain,
)
from .sequence import hangs, kept, running, sequence

__all__ = ["RenderContext", "RenderError", "docx"]

#: Character styles of the marks of words.
_MARKED = {"": "", "strong": "Textoennegrita", "removed": "Suprimido", "added": "Agregado"}
#: A step of a list and what hangs beside a paragraph, in twentieths of a point.
_STEP, _HANGING = 340, 567
#: Characters of a cell from which its row may be parted between two pages.
_LONG = 600
#: The width of a character in bold, to be sure that a label fits before its words.
_CHARACTER = 150
_LINE = "_" * 32
_BREAK = '<w:r><w:br w:type="page"/></w:r>'


def docx(
    paper: Paper,
    document: Document,
    context: RenderContext | None = None,
    base: Document | None = None,
) -> bytes:
    """Return a paper of `document` as DOCX.

    `base` is the text in force, for an organigram of it. The same arguments give the same bytes.
    Raises `RenderError`, with a sentence in Spanish, when there is an organigram to draw and Pillow
    is missing.
    """
    context = context or RenderContext()
    writer = _Writer(paper, {"document": document, "base": base})
    for part, heading in sequence(paper):
        writer.add(part, heading)
    opening = _opening(paper, document, context)
    if paper.indexed:
        opening += body.index(writer.entries, own_page=False) + body.paragraph("Normal", _BREAK)
    return parts_to_file(
        document,
        context,
        opening + writer.xml(context),
        Lists(),
        writer.pictures,
        title=paper.title,
        running=running(paper),
    )


class _Writer:
    """Writes parts as paragraphs and tables. An organigram is a section with its own sheet."""

    def __init__(self, paper: Paper, charts: dict[str, Document | None]):
        self.charts = charts
        self.parts: list[str] = []
        self.pictures: dict[str, bytes | str] = {}
        self.entries: list[tuple[int, int, str]] = []
        self.blanks = 0
        self.kept = kept(paper)
        size = (A4[1], A4[0]) if paper.landscape else A4
        self.width = size[0] - MARGINS[1] - MARGINS[3]
        self.own = section(size, MARGINS)
        self.pending = ""  # the section of an organigram that is the last part so far

    def add(self, part: Part, heading: Heading | None = None) -> None:
        """Write a part; `heading` stands on the sheet of an organigram."""
        if isinstance(part, Organigram):
            self._organigram(self.charts[part.of], heading)
            return
        if self.pending:
            if isinstance(part, PageBreak):
                return  # what follows an organigram is on a new page anyway
            self._close(self.pending)
            self.pending = ""
        self._write(part)

    def xml(self, context: RenderContext) -> str:
        """Return everything with the properties of the last section."""
        lines = front.verification(context)
        if lines and self.pending:
            self._close(self.pending)
            self.pending = ""
        self.parts += [body.paragraph("Verificacion", body.run(words)) for words in lines]
        return "".join((*self.parts, self.pending or self.own))

    def _close(self, properties: str) -> None:
        """End a section here."""
        self.parts.append(body.paragraph("Corte", "", properties))

    def _organigram(self, document: Document | None, heading: Heading | None) -> None:
        chart = organigram.layout(document) if document else None
        if chart is None or not chart.boxes:
            if heading:
                self.add(heading)
            self.add(Paragraph(message("render.structure.empty")))
            return
        found = sheet(chart)
        self._close(self.pending or self.own)
        if heading:
            self._write(heading)
        self.parts.append(body.paragraph("Figura", picture(self.pictures, found)))
        self.pending = section((found.width, found.height), NARROW)

    @singledispatchmethod
    def _write(self, part: Part) -> None:
        raise TypeError(f"{type(part).__name__} is no part of a paper")

    @_write.register
    def _(self, part: Heading) -> None:
        number, words = len(self.entries) + 1, visible(part.text)
        level = max(1, min(part.level, 3))
        self.entries.append((number, level, words))
        content = body.bookmarked(body.run(words), number)
        self.parts.append(body.paragraph(f"Ttulo{level}", content))

    @_write.register
    def _(self, part: Paragraph) -> None:
        label = visible(part.label)
        indent = part.indent * _STEP
        if part.centred:
            style, properties = "Centrado", "<w:keepNext/>"
            before = body.run(f"{label} ", "Textoennegrita") if label else ""
        elif hangs(label):
            style, properties = "Normal", _hung(indent + _HANGING, _HANGING)
            before = body.run(f"{label}\t")
        else:
            style = "Normal"
            properties = f'<w:ind w:left="{indent}"/>' if indent else ""
            if id(part) in self.kept or (not label and _opens(part.words)):
                properties = "<w:keepNext/>" + properties
            before = body.run(f"{label} ", "Textoennegrita") if label else ""
        self.parts.append(body.paragraph(style, before + _runs(part.words), properties))

    @_write.register
    def _(self, part: Blank) -> None:
        self.blanks += 1
        prompt = f"[{message('paper.blank')} {visible(part.prompt)}]"
        shown = body.run(prompt, "Completar")
        if part.help:
            shown += "<w:r><w:br/></w:r>" + body.run(visible(part.help), "CompletarAyuda")
        control = (
            f'<w:sdt><w:sdtPr><w:alias w:val="{text(_attribute(part.prompt))}"/>'
            f'<w:tag w:val="{text(_attribute(part.key))}"/><w:id w:val="{self.blanks}"/>'
            f"<w:showingPlcHdr/></w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>"
        )
        together = "<w:keepNext/>" if id(part) in self.kept else ""
        self.parts.append(body.paragraph("Normal", control, f'{together}<w:jc w:val="left"/>'))

    @_write.register
    def _(self, part: Table) -> None:
        if part.caption:
            self.parts.append(body.paragraph("Descripcin", body.run(visible(part.caption))))
        if not part.rows:
            self.parts.append(body.paragraph("Normal", body.run(visible(part.empty))))
            return
        widths = _widths(part.widths, self.width)
        heads = [visible(name) for name in part.head]
        rows = [body.row(_cells(row, widths), whole=_fits(row)) for row in part.rows]
        self.parts.append(body.table(visible(part.caption), heads, rows, widths))

    @_write.register
    def _(self, part: Signatures) -> None:
        for post, meaning in part.places:
            lines = (visible(meaning), "", "", _LINE, visible(post))
            kept = "<w:keepNext/>"
            self.parts += [
                body.paragraph("Centrado", body.run(words), kept if place < 4 else "")
                for place, words in enumerate(lines)
            ]

    @_write.register
    def _(self, part: PageBreak) -> None:
        self.parts.append(body.paragraph("Normal", _BREAK))


def _opening(paper: Paper, document: Document, context: RenderContext) -> str:
    """Entity, title, state and the lines that a paper begins with."""
    lines = [("Centrado", body.run(visible(document.entity.name).upper(), "Textoennegrita"))]
    lines.append(("TituloDocumento", body.run(visible(paper.title))))
    if context.state_label:
        state = visible(message("render.state", state=context.state_label))
        lines.append(("Centrado", body.run(state)))
    found = "".join(body.paragraph(style, content) for style, content in lines if content)
    return found + "".join(_datum(paper, *datum) for datum in paper.heading)


def _datum(paper: Paper, label: str, words: Words) -> str:
    """A line of the heading; the words of all of them begin at the same place."""
    if not label:
        return body.paragraph("Normal", _runs(words))
    longest = max(len(name) for name, _words in paper.heading)
    left = min(max(longest * _CHARACTER, 2 * _HANGING), 6 * _HANGING)
    name = body.run(f"{visible(label)}\t", "Textoennegrita")
    return body.paragraph("DatoDocumento", name + _runs(words), _hung(left, left))


def _hung(left: int, hanging: int) -> str:
    """The properties of a paragraph whose label hangs beside it."""
    return (
        f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>'
        f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'
    )


def _runs(words: Words) -> str:
    if isinstance(words, str):
        return body.run(visible(words))
    return "".join(body.run(visible(span.text), _MARKED[span.mark]) for span in words)


def _attribute(words: str) -> str:
    """Words as the name or tag of a content control, for which Word admits 64 characters."""
    return short(visible(words), 64)


def _widths(shares: Sequence[float], width: int) -> list[int]:
    """Shares of a width in twentieths of a point; the last column takes what rounding leaves."""
    found = [int(width * share / sum(shares)) for share in shares]
    return [*found[:-1], width - sum(found[:-1])]


def _opens(words: Words) -> bool:
    """Whether words open a part of an act (`CONSIDERANDO:`), which stays with them."""
    return not isinstance(words, str) and all(span.mark == "strong" for span in words)


def _fits(row: Sequence[Cell]) -> bool:
    """Whether a row is short enough to stand whole on a page."""
    return all(len(plain(cell.words)) <= _LONG for cell in row)


def _cells(row: Sequence[Cell], widths: Sequence[int]) -> str:
    written, column = [], 0
    for one in row:
        wide = sum(widths[column : column + one.span])
        column += one.span
        aligned = "right" if one.number else ""
        words = _runs(one.words)
        written.append(body.cell(words, wide, one.span, one.strong, one.indent, aligned))
    return "".join(written)
