"""The text as an editable DOCX: real styles, lists that count, an index field, language es-PE.

Written directly as WordprocessingML: a text of 250 pages takes a tenth of a second, and needs no
library but Pillow for the drawing of the organigram.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .. import numbering, organigram, resources
from ..document import Document
from ..messages import text as message
from ..printable import visible
from . import docx_body as body
from . import flow, front, reading
from .composition import RenderContext
from .docx_lists import Lists, lists_of
from .errors import RenderError
from .package import archive, text
from .sheet import A4, NARROW, Sheet, sheets

__all__ = ["RenderContext", "RenderError", "docx"]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: Margins of the text as in the official PDF: top, right, bottom, left.
MARGINS = (1531, 1247, 1247, 1531)
#: Width of the text on A4, up to where the running head and foot go.
WIDTH = A4[0] - MARGINS[1] - MARGINS[3]


def docx(document: Document, context: RenderContext | None = None) -> bytes:
    """Return a document as DOCX: cover, index, text, annexes, organigram.

    The same document and context give the same bytes. Raises `RenderError`, with a sentence in
    Spanish, when there is an organigram to draw and Pillow is missing.
    """
    context = context or RenderContext()
    blocks = list(flow.blocks(document))
    lists = lists_of(blocks)
    writer = Writer(document, lists)
    for block in blocks:
        writer.add(block)
    opening = body.cover(document, context) + body.index(writer.entries)
    return parts_to_file(document, context, opening + writer.xml(), lists, writer.pictures)


class Writer:
    """Writes blocks as paragraphs. An annex with an organigram is a section with its own sheet."""

    def __init__(self, document: Document, lists: Lists):
        self.document, self.lists = document, lists
        self.parts: list[str] = []
        self.pictures: dict[str, bytes | str] = {}
        self.headings = 0
        self.entries: list[tuple[int, int, str]] = []
        self.articles = 0
        self.first = True
        self.sheets = sheets(document)
        self.sheet = (A4, MARGINS)
        self.section = section(*self.sheet, cover=True)

    def add(self, block: flow.Block) -> None:
        """Write a block that has not changed."""
        if block.style == "structure":
            rows = numbering.structure(self.document)
            heads = reading.structure_heads(self.document)
            self.parts.append(body.structure(heads, ((row, body.Marks()) for row in rows)))
            return
        self.articles += block.style == "article"
        lettered = block.style == "literal"
        number = self.lists.list_of(block.position, self.articles) if lettered else 0
        content = "".join(body.run(*part) for part in body.segments(block, self.lists))
        self.write(block, content, body.list_properties(number))

    def write(
        self, block: flow.Block, content: str, properties: str = "", gone: bool = False
    ) -> None:
        """Write a block with its content as runs. `gone` headings are not in the index."""
        if block.style == "organigram":
            self._organigram(block)
            return
        # What announces a list stays with it.
        announces = block.style == "paragraph" and block.text.rstrip().endswith(":")
        kept = "<w:keepNext/>" if announces else ""
        properties = kept + self._breaks(block) + properties
        if block.style in front.INDEXED:
            self.headings += 1
            content = body.bookmarked(content, self.headings)
            if not gone:
                level = front.INDEXED[block.style]
                self.entries.append((self.headings, level, front.entry(block)))
        self.parts.append(body.paragraph(body.STYLES[block.style], content, properties))

    def _breaks(self, block: flow.Block) -> str:
        """A new page before the text, each section of it and each annex; a new section of the file
        where the sheet changes.
        """
        first, self.first = self.first, False
        if block.style == "annex":
            found = self.sheets.get(block.key)
            wide = (found.width, found.height) if found else A4
            sheet = (wide, NARROW if found else MARGINS)
            if sheet != self.sheet:
                self.parts.append(body.paragraph("Corte", "", self.section))
                self.sheet, self.section = sheet, section(*sheet)
                return ""
        paged = first or block.style in ("annex", "section")
        return "<w:pageBreakBefore/>" if paged else ""

    def _organigram(self, block: flow.Block) -> None:
        sheet = self.sheets.get(block.key.removesuffix(":organigram"))
        if sheet is None:
            words = message("render.structure.empty")
            self.parts.append(body.paragraph("Normal", body.run(words)))
            return
        drawn = picture(self.pictures, sheet)
        self.parts.append(body.paragraph("Figura", drawn))

    def xml(self) -> str:
        """Return the paragraphs with the properties of the last section."""
        return "".join((*self.parts, self.section))


def picture(pictures: dict[str, bytes | str], found: Sheet) -> str:
    """Return the chart of a sheet as a picture on it and add its two files to `pictures`. Raises
    `RenderError` without Pillow.
    """
    from .raster import png

    chart = found.chart
    number = len(pictures) // 2 + 1
    try:
        pictures[f"png{number}"] = png(chart, found.dots_per_point)
    except ModuleNotFoundError as error:
        raise RenderError(message("render.error.image")) from error
    pictures[f"svg{number}"] = organigram.svg(chart)
    return body.drawing(chart, found.scale, number)


def section(size: tuple[int, int], margins: Sequence[int], cover: bool = False) -> str:
    """Return the properties of a section: sheet, margins (top, right, bottom, left), running head
    and foot, which a section with a cover does not have on its first page.
    """
    turned = ' w:orient="landscape"' if size[0] > size[1] else ""
    top, right, bottom, left = margins
    width = size[0] - left - right
    own = "" if width == WIDTH else str(width)
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="header{own}"/>'
        f'<w:footerReference w:type="default" r:id="footer{own}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{size[0]}" w:h="{size[1]}"{turned}/><w:pgMar w:top="{top}" '
        f'w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="680" w:footer="567" '
        f'w:gutter="0"/>{"<w:titlePg/>" if cover else ""}</w:sectPr>'
    )


def parts_to_file(
    document: Document,
    context: RenderContext,
    content: str,
    lists: Lists,
    pictures: dict[str, bytes | str],
    tracked: bool = False,
    title: str = "",
    running: str = "",
) -> bytes:
    """Return the file of these paragraphs, with everything that stands around them. In a `tracked`
    one what is edited from then on is recorded too. `title` is that of a file other than the text
    of the document itself, `running` how it is called at the head of each page. Each width of sheet
    has a running head and foot of its own.
    """
    settings = _data("settings.xml")
    if tracked:
        settings = settings.replace("<w:defaultTabStop", "<w:trackRevisions/>\n<w:defaultTabStop")
    extension = {name: f"media/organigrama{name[3:]}.{name[:3]}" for name in pictures}
    around = _heads_and_feet(content)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _content_types(around),
        "_rels/.rels": _relations(_PACKAGE),
        "docProps/core.xml": _core(title or reading.document_title(document), document, context),
        "docProps/app.xml": _app(),
        "word/document.xml": (
            f"{_XML}<w:document {_SPACES}><w:body>{content}</w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": _relations(
            (
                *_DOCUMENT,
                _THEME,
                *((name, name[:6], f"{name}.xml") for name in around),
                *((name, "image", target) for name, target in extension.items()),
            )
        ),
        "word/styles.xml": _data("styles.xml"),
        "word/settings.xml": settings,
        "word/fontTable.xml": _data("fontTable.xml"),
        "word/theme.xml": _data("theme.xml"),
        "word/numbering.xml": _XML + lists.xml(),
    }
    pieces = {
        "header": front.header(document, context, running or title),
        "footer": front.footer(context),
    }
    for name, width in around.items():
        parts[f"word/{name}.xml"] = _around(name[:6], pieces[name[:6]], width)
    for name, target in extension.items():
        parts[f"word/{target}"] = pictures[name]
    return archive(parts)


def _heads_and_feet(content: str) -> dict[str, int]:
    """The running heads and feet that the sections of a text name, with their widths."""
    found = sorted(set(_NAMED.findall(content)))
    return {f"{kind}{width}": int(width or WIDTH) for kind, width in found}


#: A running head or foot as a section names it: its kind and its width, none for the usual one.
_NAMED = re.compile(r'<w:(?:header|footer)Reference w:type="default" r:id="(header|footer)(\d*)"')
_PACKAGE = (
    ("document", "officeDocument", "word/document.xml"),
    ("core", "core", "docProps/core.xml"),
    ("app", "extended-properties", "docProps/app.xml"),
)
_DOCUMENT = tuple(
    (name, name, f"{name}.xml") for name in ("styles", "settings", "numbering", "fontTable")
)
_THEME = ("theme", "theme", "theme.xml")
_PACKAGES = "http://schemas.openxmlformats.org/package/2006"


def _relations(relations: Sequence[tuple[str, str, str]]) -> str:
    def one(key: str, kind: str, target: str) -> str:
        core = f"{_PACKAGES}/relationships/metadata/core-properties"
        address = core if kind == "core" else f"{_OFFICE}/{kind}"
        return f'<Relationship Id="{key}" Type="{address}" Target="{target}"/>'

    space = f"{_PACKAGES}/relationships"
    found = "".join(one(*relation) for relation in relations)
    return f'{_XML}<Relationships xmlns="{space}">{found}</Relationships>'


def _content_types(around: Iterable[str]) -> str:
    def parts() -> Iterator[tuple[str, str]]:
        yield "/word/document.xml", f"{_TYPE}.document.main+xml"
        for name, _, target in _DOCUMENT:
            yield f"/word/{target}", f"{_TYPE}.{name}+xml"
        for name in around:
            yield f"/word/{name}.xml", f"{_TYPE}.{name[:6]}+xml"
        package = "application/vnd.openxmlformats-"
        yield "/word/theme.xml", f"{package}officedocument.theme+xml"
        yield "/docProps/core.xml", f"{package}package.core-properties+xml"
        yield "/docProps/app.xml", f"{package}officedocument.extended-properties+xml"

    rels = "application/vnd.openxmlformats-package.relationships+xml"
    kinds = {"rels": rels, "xml": "application/xml", "png": "image/png", "svg": "image/svg+xml"}
    known = "".join(
        f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in kinds.items()
    )
    own = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts())
    space = f"{_PACKAGES}/content-types"
    return f'{_XML}<Types xmlns="{space}">{known}{own}</Types>'


def _core(title: str, document: Document, context: RenderContext) -> str:
    """Title, author and the date of the context: nothing of a clock or of a person."""
    moment = f"{context.date.isoformat()}T00:00:00Z"
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGES}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text(visible(title))}</dc:title>"
        f"<dc:creator>{text(visible(document.entity.name))}</dc:creator>{dates}"
        "<dc:language>es-PE</dc:language></cp:coreProperties>"
    )


def _app() -> str:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'{_XML}<Properties xmlns="{space}"><Application>PGO</Application></Properties>'


def _around(kind: str, pieces: list[str], width: int) -> str:
    """A running head or foot, whose right end is at that width."""
    element, style = {"header": ("hdr", "Encabezado"), "footer": ("ftr", "Piedepgina")}[kind]
    moved = f'<w:tab w:val="clear" w:pos="{WIDTH}"/><w:tab w:val="right" w:pos="{width}"/>'
    tabs = "" if width == WIDTH else f"<w:tabs>{moved}</w:tabs>"
    words = body.paragraph(style, _line(pieces), tabs)
    return f"{_XML}<w:{element} {_SPACES}>{words}</w:{element}>"


def _line(pieces: list[str]) -> str:
    fields = {front.PAGE: body.field("PAGE"), front.PAGES: body.field("NUMPAGES")}
    return "".join(fields.get(piece) or body.run(piece) for piece in pieces)


def _data(name: str) -> str:
    return resources.read("render", "data", "docx", name)
