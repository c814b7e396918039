"""The text as an editable ODT (OpenDocument 1.3): real styles, lists that count, an index that
LibreOffice updates.

Unlike Word, OpenDocument letters what follows z) as the Document does (aa, ab), so one list is
enough.
"""

from __future__ import annotations

import re

from .. import numbering, organigram, resources
from ..document import Document
from ..messages import text as message
from ..printable import visible
from ..templates import fill
from . import flow, front, reading
from .composition import RenderContext
from .docx_lists import Lists, lists_of
from .errors import RenderError
from .package import archive, text
from .raster import png
from .sheet import A4, Sheet, sheets

__all__ = ["RenderContext", "RenderError", "odt"]

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    [
        f'xmlns:{name}="{_OASIS}:{end}:1.0"'
        for name, end in (
            ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
            ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
            ("meta", "meta"),
        )
    ]
    + ['xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"']
)  # fmt: skip
_MIME = "application/vnd.oasis.opendocument.text"
STYLES = {
    "section": "Seccion", "title": "Heading_20_1", "chapter": "Heading_20_2",
    "article": "Heading_20_3", "paragraph": "Standard", "literal": "Literal", "listed": "Unidad",
    "annex": "Anexo",
}  # fmt: skip
_BLANKS = re.compile("^ | {2,}| $")


def odt(document: Document, context: RenderContext | None = None) -> bytes:
    """Return a document as ODT: cover, index, text, annexes, organigram.

    The same document and context give the same bytes. Raises `RenderError`, with a sentence in
    Spanish, when there is an organigram to draw and Pillow is missing.
    """
    context = context or RenderContext()
    blocks = list(flow.blocks(document))
    lists = lists_of(blocks)
    writer = _Writer(document, lists)
    for block in blocks:
        writer.add(block)
    writer.close()
    opening = _cover(document, context) + _index(blocks)
    content = (
        f'{_XML}<office:document-content {_SPACES} office:version="1.3"><office:automatic-styles>'
        f"{_automatic()}</office:automatic-styles><office:body><office:text>{opening}"
        f"{''.join(writer.parts)}</office:text></office:body></office:document-content>"
    )
    parts: dict[str, bytes | str] = {
        "mimetype": _MIME,
        "content.xml": content,
        "styles.xml": _styles(document, context, lists, writer.sheets),
        "meta.xml": _meta(document, context),
        **writer.pictures,
    }
    return archive(parts | {"META-INF/manifest.xml": _manifest(parts)})


class _Writer:
    """Writes blocks. An article is an item of one list, with its literals as a list inside it."""

    def __init__(self, document: Document, lists: Lists):
        self.document, self.lists = document, lists
        self.parts: list[str] = []
        self.pictures: dict[str, bytes | str] = {}
        self.headings = 0
        self.in_article = self.in_literals = self.counting = False
        self.first = True
        self.sheets = sheets(document)
        self.on_sheet = False

    def add(self, block: flow.Block) -> None:
        """Write one block after those before it."""
        if block.style == "literal":
            self._literal(block)
            return
        self._close_literals()
        if block.style not in ("paragraph", "listed"):
            self._close_article()
        if block.style == "structure":
            self.parts.append(_structure(self.document))
        elif block.style == "organigram":
            self._organigram(block)
        elif block.style == "article":
            again = ' text:continue-numbering="true"' if self.counting else ""
            self.parts.append(f'<text:list text:style-name="Articulos"{again}><text:list-item>')
            self.in_article = self.counting = True
            self._paragraph(block, "" if self.lists.article else block.label)
        else:
            counted = block.style == "chapter" and self.lists.chapter
            self._paragraph(block, "" if counted else block.label)

    def _literal(self, block: flow.Block) -> None:
        if not self.in_literals:
            self.parts.append("<text:list>")
            self.in_literals = True
            start = f' text:start-value="{block.position}"' if block.position > 1 else ""
        else:
            start = ""
        self.parts.append(f"<text:list-item{start}>")
        self._paragraph(block, "")
        self.parts.append("</text:list-item>")

    def _paragraph(self, block: flow.Block, label: str) -> None:
        gap = "<text:tab/>" if block.style == "listed" else " " if label and block.text else ""
        content = f"{_t(label)}{gap}{_t(block.text)}"
        if block.basis:
            words = _t(f" ({block.basis})")
            content += f'<text:span text:style-name="BaseLegal">{words}</text:span>'
        style = self._style(block)
        level = front.INDEXED.get(block.style)
        if not level:
            self.parts.append(f'<text:p text:style-name="{style}">{content}</text:p>')
            return
        self.headings += 1
        self.parts.append(
            f'<text:h text:style-name="{style}" text:outline-level="{level}">'
            f'<text:bookmark text:name="_Toc{self.headings:08}"/>{content}</text:h>'
        )

    def _style(self, block: flow.Block) -> str:
        """The style, or the one like it that begins a page or changes the sheet."""
        style, first = STYLES[block.style], self.first
        self.first = False
        if block.style == "annex":
            on_sheet, before = block.key in self.sheets, self.on_sheet
            self.on_sheet = on_sheet
            if on_sheet != before:
                return "Anexo-organigrama" if on_sheet else "Anexo-texto"
            return "Anexo-pagina"
        return f"{style}-pagina" if first or block.style == "section" else style

    def _organigram(self, block: flow.Block) -> None:
        sheet = self.sheets.get(block.key.removesuffix(":organigram"))
        if sheet is None:
            self.parts.append(_p("Standard", message("render.structure.empty")))
            return
        chart = sheet.chart
        name = f"Pictures/organigrama{len(self.pictures) // 2 + 1}"
        try:
            self.pictures[f"{name}.png"] = png(chart, sheet.dots_per_point)
        except ModuleNotFoundError as error:
            raise RenderError(message("render.error.image")) from error
        self.pictures[f"{name}.svg"] = organigram.svg(chart)
        wide, high = chart.width * sheet.scale, chart.height * sheet.scale
        words = _t(message("render.organigram.alt", units=str(len(chart.boxes))))
        images = "".join(
            f'<draw:image xlink:href="{name}.{end}" xlink:type="simple" xlink:show="embed" '
            f'xlink:actuate="onLoad" draw:mime-type="image/{kind}"/>'
            for end, kind in (("svg", "svg+xml"), ("png", "png"))
        )
        self.parts.append(
            f'<text:p text:style-name="Figura"><draw:frame draw:name="{name[9:]}" '
            f'text:anchor-type="as-char" svg:width="{wide:.1f}pt" svg:height="{high:.1f}pt">'
            f"{images}<svg:desc>{words}</svg:desc></draw:frame></text:p>"
        )

    def _close_literals(self) -> None:
        if self.in_literals:
            self.parts.append("</text:list>")
            self.in_literals = False

    def _close_article(self) -> None:
        if self.in_article:
            self.parts.append("</text:list-item></text:list>")
            self.in_article = False

    def close(self) -> None:
        """End what is open."""
        self._close_literals()
        self._close_article()


def _t(words: str) -> str:
    """Text as it stands in a paragraph, where runs of blanks count as one unless said."""
    return _BLANKS.sub(lambda match: f'<text:s text:c="{len(match[0])}"/>', text(words))


def _p(style: str, words: str) -> str:
    return f'<text:p text:style-name="{style}">{_t(words)}</text:p>'


def _cover(document: Document, context: RenderContext) -> str:
    lines = front.cover(document, context)
    first = '<text:p text:style-name="Cubierta"/>'
    names = {"cover": "Portada", "kind": "Title", "verification": "Verificacion"}
    return first + "".join(_p(names[style], words) for style, words in lines)


def _index(blocks: list[flow.Block]) -> str:
    """The index: its source, which LibreOffice updates, and its entries without page numbers."""
    title = message("render.index")
    entry = (
        "<text:index-entry-link-start/><text:index-entry-chapter/><text:index-entry-text/>"
        '<text:index-entry-tab-stop style:type="right" style:leader-char="."/>'
        "<text:index-entry-page-number/><text:index-entry-link-end/>"
    )
    templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" '
        f'text:style-name="Contents_20_{level}">{entry}</text:table-of-content-entry-template>'
        for level in (1, 2, 3)
    )
    entries = [block for block in blocks if block.style in front.INDEXED]
    lines = "".join(
        f'<text:p text:style-name="Contents_20_{front.INDEXED[block.style]}">'
        f'<text:a xlink:type="simple" xlink:href="#_Toc{number:08}">{_t(front.entry(block))}'
        "</text:a></text:p>"
        for number, block in enumerate(entries, start=1)
    )
    return (
        f'<text:table-of-content text:name="{title}" text:protected="false">'
        '<text:table-of-content-source text:outline-level="3">'
        f'<text:index-title-template text:style-name="Contents_20_Heading">{title}'
        f"</text:index-title-template>{templates}</text:table-of-content-source>"
        f'<text:index-body><text:index-title text:name="{title}-titulo">'
        f"{_p('Contents_20_Heading', title)}</text:index-title>{lines}</text:index-body>"
        "</text:table-of-content>"
    )


def _structure(document: Document) -> str:
    rows = numbering.structure(document)
    if not rows:
        return _p("Standard", message("render.structure.empty"))
    heads = reading.structure_heads(document)
    parts = [
        '<table:table table:name="Estructura" table:style-name="Tabla">',
        *(f'<table:table-column table:style-name="Columna{number}"/>' for number in (1, 2, 3)),
        "<table:table-header-rows><table:table-row>",
        *(_cell("Celda_20_fuerte", head) for head in heads),
        "</table:table-row></table:table-header-rows>",
    ]
    for row in rows:
        style = f"Celda_20_{min(row.depth - 1, 9)}" if row.depth > 1 else "Celda"
        if row.depth:
            cells = _cell("Celda", row.code) + _cell(style, row.name)
            cells += _cell("Celda", str(row.level or ""))
        else:
            cells = _cell("Celda_20_fuerte", row.code) + _cell("Celda_20_fuerte", row.name, 2)
            cells += "<table:covered-table-cell/>"
        parts.append(f"<table:table-row>{cells}</table:table-row>")
    return "".join((*parts, "</table:table>"))


def _cell(style: str, words: str, span: int = 1) -> str:
    spanned = f' table:number-columns-spanned="{span}"' if span > 1 else ""
    return (
        f'<table:table-cell table:style-name="Casilla" office:value-type="string"{spanned}>'
        f"{_p(style, visible(words))}</table:table-cell>"
    )


def _automatic() -> str:
    """Styles that begin a page or change the sheet, and those of the table."""

    def like(name: str, parent: str, master: str = "", broken: bool = False) -> str:
        sheet = f' style:master-page-name="{master}"' if master else ""
        page = '<style:paragraph-properties fo:break-before="page"/>' if broken else ""
        return (
            f'<style:style style:name="{name}" style:family="paragraph" '
            f'style:parent-style-name="{parent}"{sheet}>{page}</style:style>'
        )

    pages = "".join(like(f"{style}-pagina", style, broken=True) for style in STYLES.values())
    masters = (
        like("Cubierta", "Standard", "Cubierta")
        + like("Anexo-organigrama", "Anexo", "Organigrama")
        + like("Anexo-texto", "Anexo", "Standard")
    )
    columns = "".join(
        f'<style:style style:name="Columna{number}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for number, width in enumerate((3, 11, 2.1), start=1)
    )
    return (
        f'{pages}{masters}<style:style style:name="Tabla" style:family="table">'
        '<style:table-properties style:width="16.1cm" table:align="left"/></style:style>'
        f'{columns}<style:style style:name="Casilla" style:family="table-cell">'
        '<style:table-cell-properties fo:border="0.5pt solid #888888" fo:padding="0.08cm"/>'
        "</style:style>"
    )


def _styles(
    document: Document, context: RenderContext, lists: Lists, found: dict[str, Sheet]
) -> str:
    width, height = next(((one.width, one.height) for one in found.values()), A4)
    values = {
        "lists": _lists(lists),
        "width": f"{width / 20}pt",
        "height": f"{height / 20}pt",
        "orientation": "landscape" if width > height else "portrait",
        "header": _line("Header", front.header(document, context)),
        "footer": _line("Footer", front.footer(context)),
    }
    return fill(resources.read("render", "data", "odt", "styles.xml"), values)


def _line(style: str, pieces: list[str]) -> str:
    fields = {
        front.TAB: "<text:tab/>",
        front.PAGE: '<text:page-number text:select-page="current">1</text:page-number>',
        front.PAGES: "<text:page-count>1</text:page-count>",
    }
    words = "".join(fields.get(piece) or _t(piece) for piece in pieces)
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def _lists(lists: Lists) -> str:
    """Capítulos are counted by the outline, articles and literals by a list."""

    def mark(pattern: str, counter: str, form: str) -> str:
        if not pattern:
            return 'style:num-format=""'
        before, after = pattern.split(counter)
        ends = f'style:num-prefix="{text(before)}" style:num-suffix="{text(after)}"'
        return f'{ends} style:num-format="{form}"'

    chapter, article = mark(lists.chapter, "%2", "I"), mark(lists.article, "%1", "1")
    outline = "".join(
        f'<text:outline-level-style text:level="{level}" {chapter if level == 2 else _NO_MARK}>'
        f"{_alignment('space' if level == 2 and lists.chapter else 'nothing')}"
        "</text:outline-level-style>"
        for level in range(1, 11)
    )
    levels = (
        (article, "space" if lists.article else "nothing", 0, 0),
        ('style:num-suffix=")" style:num-format="a"', "listtab", 1, 0.8),
        ('style:num-suffix=")" style:num-format="1"', "listtab", 1.8, 0.8),
        ('style:num-suffix=")" style:num-format="i"', "listtab", 2.6, 0.8),
    )
    styles = "".join(
        f'<text:list-level-style-number text:level="{level}" {attributes}>'
        f"{_alignment(follow, left, hanging)}</text:list-level-style-number>"
        for level, (attributes, follow, left, hanging) in enumerate(levels, start=1)
    )
    return (
        f'<text:outline-style style:name="Outline">{outline}</text:outline-style>'
        f'<text:list-style style:name="Articulos" style:display-name="Artículos">{styles}'
        "</text:list-style>"
    )


_NO_MARK = 'style:num-format=""'


def _alignment(follow: str, left: float = 0, hanging: float = 0) -> str:
    stop = f' text:list-tab-stop-position="{left}cm"' if follow == "listtab" else ""
    return (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        f'<style:list-level-label-alignment text:label-followed-by="{follow}"{stop} '
        f'fo:text-indent="-{hanging}cm" fo:margin-left="{left}cm"/></style:list-level-properties>'
    )


def _meta(document: Document, context: RenderContext) -> str:
    moment = f"{context.date.isoformat()}T00:00:00"
    return (
        f'{_XML}<office:document-meta {_SPACES} office:version="1.3"><office:meta>'
        f"<meta:generator>PGO</meta:generator>"
        f"<dc:title>{text(visible(reading.document_title(document)))}</dc:title>"
        f"<meta:initial-creator>{text(visible(document.entity.name))}</meta:initial-creator>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>"
        "<dc:language>es-PE</dc:language></office:meta></office:document-meta>"
    )


def _manifest(parts: dict[str, bytes | str]) -> str:
    kinds = {"xml": "text/xml", "png": "image/png", "svg": "image/svg+xml"}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" '
        f'manifest:media-type="{kinds[name.rpartition(".")[2]]}"/>'
        for name in parts
        if name != "mimetype"
    )
    return (
        f'{_XML}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" '
        'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
        f'manifest:version="1.3" manifest:media-type="{_MIME}"/>{entries}</manifest:manifest>'
    )
