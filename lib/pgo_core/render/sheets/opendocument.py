"""Lists as an OpenDocument spreadsheet (OASIS ODF 1.3), written part by part.

Small enough to be written here: strings, numbers, dates, widths, a header row that stays in sight,
filters and protected identifiers. No cell ever has a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from html import escape

from .tables import Cell, Column, Listing, Table

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("fo", "xsl-fo-compatible"),
            ("number", "datastyle"),
            ("meta", "meta"),
            ("config", "config"),
        )
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_VERSION = 'office:version="1.3"'
#: What may be done in a protected sheet, in the words of LibreOffice; other readers pass over it.
_LOEXT = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
_ALLOWED = "<loext:table-protection {}/>".format(
    " ".join(
        f'loext:{name}="true"'
        for name in (
            "select-protected-cells",
            "select-unprotected-cells",
            "insert-rows",
            "use-autofilter",
        )
    )
)
#: Blanks that a reader would join or drop: all but a single one between two words.
_BLANKS = re.compile("^ +| +$|  +")
_HIDDEN = {False: "", True: ' table:visibility="collapse"'}
#: Centimetres of one character of a column's width.
_CHARACTER = 0.2
_STYLES = (
    '<style:style style:name="header" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:background-color="#1f3a5f" fo:border="0.5pt solid #000000" '
    'fo:wrap-option="wrap" style:vertical-align="middle"/>'
    '<style:text-properties fo:font-weight="bold" fo:color="#ffffff"/></style:style>'
    '<style:style style:name="text" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top" '
    'style:cell-protect="none"/></style:style>'
    '<style:style style:name="id" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties style:cell-protect="protected"/>'
    '<style:text-properties fo:color="#808080"/></style:style>'
    '<number:date-style style:name="day_format"><number:day number:style="long"/>'
    "<number:text>/</number:text>"
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/></number:date-style>'
    '<number:date-style style:name="moment_format"><number:day number:style="long"/>'
    "<number:text>/</number:text>"
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/><number:text> </number:text>'
    '<number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:parent-style-name="text" '
    'style:data-style-name="day_format"/>'
    '<style:style style:name="moment" style:family="table-cell" style:parent-style-name="text" '
    'style:data-style-name="moment_format"/>'
    '<style:style style:name="row" style:family="table-row">'
    '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
)


def parts(
    tables: Sequence[Table | Listing], title: str, made: date
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the files of the archive in order: the name of each and its content in pieces.

    Rows are written as they come: no more than one is in memory.
    """
    names = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in names
    )
    manifest = (
        f"{_HEAD}<manifest:manifest "
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
        f'manifest:version="1.3" manifest:media-type="{_MIME}"/>{entries}</manifest:manifest>'
    )
    rest = (_styles(), _meta(title, made), _settings(tables))
    yield "mimetype", iter((_MIME.encode(),))
    yield "content.xml", (piece.encode() for piece in _content(tables))
    for name, text in zip(names[1:], rest, strict=True):
        yield name, iter((text.encode(),))
    yield "META-INF/manifest.xml", iter((manifest.encode(),))


def _content(tables: Sequence[Table | Listing]) -> Iterator[str]:
    widths = sorted({_width(column) for table in tables for column in table.columns})
    columns = "".join(
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * _CHARACTER:.1f}cm"/>'
        "</style:style>"
        for width in widths
    )
    yield (
        f'{_HEAD}<office:document-content {_NAMES} xmlns:loext="{_LOEXT}" {_VERSION}>'
        f"<office:automatic-styles>{columns}{_STYLES}</office:automatic-styles>"
        "<office:body><office:spreadsheet>"
    )
    filters = []
    for table in tables:
        count = 0
        for row in _table(table):
            yield row
            count += 1
        # The head and the end are no rows.
        filters.append(_filter(table, count - 2))
    yield (
        f"<table:database-ranges>{''.join(filters)}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _width(column: Column) -> int:
    return column.width or 38


def _table(table: Table | Listing) -> Iterator[str]:
    """The head of a table, each of its rows and its end."""
    columns = "".join(
        f'<table:table-column table:style-name="w{_width(column)}"{_HIDDEN[column.hidden]}/>'
        for column in table.columns
    )
    names = "".join(_cell(column.name, "header") for column in table.columns)
    yield (
        f'<table:table table:name="{escape(table.name)}" table:protected="true">{_ALLOWED}{columns}'
        f'<table:table-header-rows><table:table-row table:style-name="row">{names}'
        "</table:table-row></table:table-header-rows>"
    )
    styles = ["id" if column.hidden else "text" for column in table.columns]
    for row in table.rows:
        cells = "".join(_cell(cell, style) for cell, style in zip(row, styles, strict=True))
        yield f'<table:table-row table:style-name="row">{cells}</table:table-row>'
    yield "</table:table>"


def _cell(cell: Cell, style: str) -> str:
    start = f'<table:table-cell table:style-name="{style}"'
    if cell is None or cell == "":
        return f"{start}/>"
    if isinstance(cell, int | float):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"{start} {value}><text:p>{cell}</text:p></table:table-cell>"
    if isinstance(cell, date):
        return _moment(cell)
    lines = "".join(f"<text:p>{_text(line)}</text:p>" for line in cell.split("\n"))
    return f'{start} office:value-type="string">{lines}</table:table-cell>'


def _moment(cell: date) -> str:
    """A day, or a moment to the minute, that sorts as what it is."""
    style, shown = ("day", "%d/%m/%Y")
    if isinstance(cell, datetime):
        style, shown = ("moment", "%d/%m/%Y %H:%M")
        cell = cell.replace(second=0, microsecond=0, tzinfo=None)
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="date" '
        f'office:date-value="{cell.isoformat()}"><text:p>{cell.strftime(shown)}</text:p>'
        "</table:table-cell>"
    )


def _text(line: str) -> str:
    text = escape(line, quote=False)
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = _BLANKS.sub(lambda match: f'<text:s text:c="{len(match[0])}"/>', text)
    return text


def _filter(table: Table | Listing, rows: int) -> str:
    last = _letters(len(table.columns))
    name = table.name.replace("'", "''")
    area = f"'{name}'.A1:'{name}'.{last}{rows + 1}"
    return (
        f'<table:database-range table:name="{escape("filter_" + table.key)}" '
        f'table:target-range-address="{escape(area)}" '
        'table:display-filter-buttons="true" table:orientation="row"/>'
    )


def _letters(count: int) -> str:
    """The name of the last of so many columns: `Z`, then `AA`."""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _styles() -> str:
    return (
        f"{_HEAD}<office:document-styles {_NAMES} {_VERSION}><office:styles>"
        '<style:default-style style:family="table-cell"><style:text-properties '
        'fo:language="es" fo:country="PE" fo:font-size="10pt"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/></office:styles>'
        '<office:automatic-styles><style:page-layout style:name="page">'
        '<style:page-layout-properties style:print-orientation="landscape" '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:scale-to-X="1"/></style:page-layout>'
        "</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Default" style:page-layout-name="page"/>'
        "</office:master-styles></office:document-styles>"
    )


def _meta(title: str, made: date) -> str:
    return (
        f"{_HEAD}<office:document-meta {_NAMES} {_VERSION}><office:meta>"
        f"<dc:title>{escape(title)}</dc:title><dc:language>es-PE</dc:language>"
        f"<meta:creation-date>{made.isoformat()}T00:00:00</meta:creation-date>"
        "</office:meta></office:document-meta>"
    )


def _settings(tables: Sequence[Table | Listing]) -> str:
    """What keeps the header row in sight: every sheet is split below its first row."""
    split = (("VerticalSplitMode", "short", 2), ("VerticalSplitPosition", "int", 1))
    place = (("ActiveSplitRange", "short", 2), ("PositionBottom", "int", 1))
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}'
        "</config:config-item>"
        for name, kind, value in (*split, *place)
    )
    sheets = "".join(
        f'<config:config-item-map-entry config:name="{escape(table.name)}">{items}'
        "</config:config-item-map-entry>"
        for table in tables
    )
    return (
        f"{_HEAD}<office:document-settings {_NAMES} {_VERSION}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{sheets}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )
