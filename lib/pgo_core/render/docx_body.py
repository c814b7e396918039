"""The paragraphs of a DOCX (WordprocessingML, ECMA-376 Part 1): styles, index, table, drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import organigram
from ..document import Document
from ..messages import text as message
from ..numbering import StructureRow
from ..printable import visible
from . import front
from .composition import RenderContext
from .docx_lists import Lists
from .flow import Block
from .package import text

if TYPE_CHECKING:
    from .word_changes import Segment

#: Paragraph styles of blocks. Heading styles have the ids of Word in Spanish.
STYLES = {
    "section": "Seccion", "title": "Ttulo1", "chapter": "Ttulo2", "article": "Ttulo3",
    "paragraph": "Normal", "literal": "Literal", "listed": "Unidad", "annex": "Anexo",
}  # fmt: skip
_WIDTHS = (1700, 6228, 1200)


@dataclass(frozen=True, slots=True)
class Marks:
    """How the revision of a row is written: as property of the row, around the runs of each cell,
    and the element of their text.
    """

    row: str = ""
    around: Callable[[str], str] = str
    element: str = "t"


def segments(block: Block, lists: Lists) -> list[Segment]:
    """Return the text of a paragraph, without the mark where a list writes it."""
    counted = {"chapter": lists.chapter, "article": lists.article, "literal": True}
    label = "" if counted.get(block.style) else block.label
    gap = "\t" if block.style == "listed" else " " if label and block.text else ""
    found = [(f"{label}{gap}{block.text}", "")]
    return [*found, (f" ({block.basis})", "BaseLegal")] if block.basis else found


def run(words: str, style: str = "", element: str = "t") -> str:
    """Return text as a run; a tab in it, which no printable text has, is written as such."""
    if not words:
        return ""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    if "\t" not in words:
        written = f'<w:{element} xml:space="preserve">{text(words)}</w:{element}>'
        return f"<w:r>{properties}{written}</w:r>"
    pieces = "<w:tab/>".join(
        f'<w:{element} xml:space="preserve">{text(part)}</w:{element}>' if part else ""
        for part in words.split("\t")
    )
    return f"<w:r>{properties}{pieces}</w:r>"


def paragraph(style: str, content: str, properties: str = "") -> str:
    """Return a paragraph of that style. `properties` stand after the style."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'
        if style != "Normal" or properties
        else f"<w:p>{content}</w:p>"
    )


def field(instruction: str) -> str:
    """Return a field with a number that Word and LibreOffice compute as they show the page."""
    character = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        character.format("begin")
        + f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        + character.format("separate")
        + run("1")
        + character.format("end")
    )


def list_properties(number: int) -> str:
    """Return that a paragraph belongs to a list other than that of its style, if any."""
    if not number:
        return ""
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'


def bookmarked(content: str, number: int) -> str:
    """Return the content of a heading with the place that the index leads to."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number:08}"/>{content}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def index(entries: Sequence[tuple[int, int, str]], own_page: bool = True) -> str:
    """Return the index of headings, of each the number of its bookmark, its level and its words: a
    field over the three levels, filled but for the page numbers, which only who lays out the pages
    knows.
    """
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText '
        'xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines = []
    for number, level, words in entries:
        link = f'<w:hyperlink w:anchor="_Toc{number:08}" w:history="1">{run(words)}</w:hyperlink>'
        before = "" if lines else begin
        lines.append(paragraph(f"TDC{level}", before + link))
    if not lines:
        lines.append(paragraph("Normal", begin))
    lines.append('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')
    placed = "" if own_page else '<w:pageBreakBefore w:val="0"/>'
    heading = paragraph("TtuloTDC", run(message("render.index")), placed)
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{heading}{''.join(lines)}"
        "</w:sdtContent></w:sdt>"
    )


def cover(document: Document, context: RenderContext) -> str:
    """Return the first page: entity, kind, title, place, state and verification."""
    styles = {"cover": "Portada", "kind": "Puesto", "verification": "Verificacion"}
    lines = front.cover(document, context)
    return "".join(paragraph(styles[style], run(words)) for style, words in lines)


def structure(heads: Sequence[str], rows: Iterable[tuple[StructureRow, Marks]]) -> str:
    """Return the coded structure as a table whose head repeats on each page."""
    rows = list(rows)
    if not rows:
        return paragraph("Normal", run(message("render.structure.empty")))
    caption = message("render.structure.caption")
    return table(caption, heads, [_structure_row(row, marks) for row, marks in rows], _WIDTHS)


def table(caption: str, heads: Sequence[str], rows: Iterable[str], widths: Sequence[int]) -> str:
    """Return a table whose head repeats on each page, with an empty paragraph after it. `rows` are
    those of `row`, `widths` twentieths of a point.
    """
    head = "".join(cell(run(one), width) for one, width in zip(heads, widths, strict=True))
    return "".join(
        (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Estructura"/><w:tblW w:w="{sum(widths)}" '
            'w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>'
            f'<w:tblCaption w:val="{text(caption)}"/></w:tblPr><w:tblGrid>',
            *(f'<w:gridCol w:w="{width}"/>' for width in widths),
            "</w:tblGrid>",
            row(head, "<w:tblHeader/>", whole=True),
            *rows,
            "</w:tbl>",
            paragraph("Normal", ""),
        )
    )


def _structure_row(found: StructureRow, marks: Marks) -> str:
    def words(value: str) -> str:
        return marks.around(content) if (content := run(value, "", marks.element)) else ""

    code, name = words(visible(found.code)), words(visible(found.name))
    if not found.depth:
        wide = cell(name, _WIDTHS[1] + _WIDTHS[2], span=2, strong=True)
        return row(cell(code, _WIDTHS[0], strong=True) + wide, marks.row, whole=True)
    cells = cell(code, _WIDTHS[0]) + cell(name, _WIDTHS[1], indent=found.depth - 1)
    return row(cells + cell(words(str(found.level or "")), _WIDTHS[2]), marks.row, whole=True)


def row(cells: str, properties: str = "", whole: bool = False) -> str:
    """Return a row of these cells; a `whole` one is never parted between two pages."""
    properties = ("<w:cantSplit/>" if whole else "") + properties
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"


def cell(
    content: str,
    width: int,
    span: int = 1,
    strong: bool = False,
    indent: int = 0,
    aligned: str = "",
) -> str:
    """Return a cell with content in runs. `indent` in steps of a tree, `aligned` as in `w:jc`."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties = f'<w:ind w:left="{min(indent, 9) * 170}"/>' if indent else ""
    if aligned:
        properties += f'<w:jc w:val="{aligned}"/>'
    style = "CeldaFuerte" if strong else "Celda"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}</w:tcPr>'
        f"{paragraph(style, content, properties)}</w:tc>"
    )


def drawing(chart: organigram.Chart, scale: float, number: int) -> str:
    """Return the organigram as a picture: the SVG for who shows it, else the PNG."""
    wide, high = (round(length * scale * 12700) for length in (chart.width, chart.height))
    words = text(message("render.organigram.alt", units=str(len(chart.boxes))))
    name = f"organigrama{number}"
    namespace = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="{name}" '
        f'descr="{words}"/><wp:cNvGraphicFramePr/><a:graphic xmlns:a="{namespace}/main">'
        f'<a:graphicData uri="{namespace}/picture"><pic:pic xmlns:pic="{namespace}/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{words}"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="png{number}"><a:extLst>'
        '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg='
        '"http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
        f'r:embed="svg{number}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
