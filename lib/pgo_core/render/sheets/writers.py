"""Lists as files, those of a version and any other: Excel, OpenDocument and CSV."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO, StringIO
from tempfile import TemporaryDirectory
from typing import BinaryIO

from ...document import Document
from ...dossier import StaffTable
from ...messages import text as message
from ..composition import RenderContext
from ..errors import RenderError
from ..package import archive, stream
from ..reading import document_title
from . import opendocument
from .tables import Listing, Row, Table, cell_text, tables

#: Limits of Excel: characters (UTF-16) of a cell, rows of a sheet.
_CELL, _ROWS = 32_767, 1_048_576
#: A text that begins so is a formula for a spreadsheet that opens a CSV or for who edits the cell;
#: the last four are their wide forms, which some take too.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_HEADER = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A5F", "border": 1}
#: What may be done in a protected sheet, whose identifiers alone are locked; there is no password.
_ALLOWED = dict.fromkeys(
    ("autofilter", "format_cells", "format_columns", "format_rows", "insert_rows"), True
)


def csv_zip(
    document: Document, context: RenderContext | None = None, staff: StaffTable | None = None
) -> bytes:
    """Return the files of `csv_files` in one zip."""
    return archive(csv_files(document, context, staff))


def csv_files(
    document: Document, context: RenderContext | None = None, staff: StaffTable | None = None
) -> dict[str, bytes]:
    """Return one CSV per list by file name: RFC 4180, commas, UTF-8 with the mark that makes Excel
    read it as such, identifiers first.

    A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` (also after blanks) for a
    formula: it gets an apostrophe in front. So does one that begins with an apostrophe, and then
    who reads the file gets every text back by dropping one apostrophe at its beginning.
    """
    return {
        f"{table.file}.csv": b"".join(csv_lines(table))
        for table in tables(document, context, staff)
    }


def csv_lines(table: Table | Listing) -> Iterator[bytes]:
    """Yield the CSV of one list line by line, as `csv_files` writes it. Days are written as people
    read them, `31/12/2026`.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_guarded(column.name) for column in table.columns])
    yield codecs.BOM_UTF8 + _taken(buffer)
    for row in table.rows:
        writer.writerow([_guarded(cell) for cell in row])
        yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    """What was written since the last time."""
    words = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return words.encode()


def _guarded(cell):
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y %H:%M" if isinstance(cell, datetime) else "%d/%m/%Y")
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if is_formula(cell) or cell.lstrip()[:1] == "'" else cell


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula."""
    return text[:1] in _FORMULA or (text[:1].isspace() and text.lstrip()[:1] in _FORMULA)


def ods(
    document: Document, context: RenderContext | None = None, staff: StaffTable | None = None
) -> bytes:
    """Return an OpenDocument workbook with the same sheets as `xlsx`."""
    context = context or RenderContext()
    title = cell_text(document_title(document))
    buffer = BytesIO()
    stream(opendocument.parts(tables(document, context, staff), title, context.date), buffer)
    return buffer.getvalue()


def xlsx(
    document: Document, context: RenderContext | None = None, staff: StaffTable | None = None
) -> bytes:
    """Return a workbook of Excel: headers that stay in sight and filter, identifiers in hidden
    columns of a sheet protected without a password.

    Every text is written as text. Raises `RenderError` for a text or a list that Excel does not
    take, `ModuleNotFoundError` without the extra `sheets`.
    """
    context = context or RenderContext()
    properties = {
        "title": cell_text(document_title(document))[:255],
        "company": cell_text(document.entity.name)[:255],
        "status": cell_text(context.state_label)[:255],
        "created": datetime.combine(context.date, time()),
    }
    buffer = BytesIO()
    # In memory: no temporary file holds a draft.
    _book(buffer, tables(document, context, staff), properties, {"in_memory": True})
    return buffer.getvalue()


def list_ods(listing: Listing, file: BinaryIO, made: date) -> None:
    """Write any list as an OpenDocument spreadsheet, row by row. Raises `RenderError` as
    `list_xlsx`.
    """
    counted = replace(listing, rows=_counted(listing))
    stream(opendocument.parts((counted,), listing.name, made), file)


def list_xlsx(listing: Listing, file: BinaryIO, made: date) -> None:
    """Write any list as a workbook of Excel, like the sheets of a version.

    Rows are written as they come, through temporary files that only this process opens. Raises
    `RenderError` for more rows, or a longer text, than a sheet takes.
    """
    properties = {"title": listing.name[:255], "created": datetime.combine(made, time())}
    with TemporaryDirectory(prefix="pgo-list-") as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        _book(file, (listing,), properties, options)


def _book(file: BinaryIO, lists: Sequence[Table | Listing], properties, options) -> None:
    import xlsxwriter  # heavy: only who writes a workbook pays for it

    book = xlsxwriter.Workbook(file, options)
    book.set_properties(properties)
    styles = _Styles(book)
    for table in lists:
        _sheet(book.add_worksheet(table.name), table, styles, properties.get("status", ""))
    book.close()


class _Styles:
    """The formats of a workbook. Cells that people edit are unlocked."""

    def __init__(self, book):
        text = {"text_wrap": True, "valign": "top", "locked": False}
        self.header = book.add_format(_HEADER | {"valign": "vcenter", "text_wrap": True})
        self.text = book.add_format(text)
        # What is typed over it stays a text, too.
        self.quoted = book.add_format(text | {"quote_prefix": True})
        self.code = book.add_format(text | {"num_format": "@"})
        self.number = book.add_format({"valign": "top", "locked": False})
        self.day = book.add_format(text | {"num_format": "dd/mm/yyyy"})
        self.moment = book.add_format(text | {"num_format": "dd/mm/yyyy hh:mm"})
        self.id = book.add_format({"font_color": "#808080", "locked": True})


def _sheet(sheet, table: Table | Listing, styles: _Styles, state: str) -> None:
    codes = message("render.sheets.column.code")
    formats = []
    for place, column in enumerate(table.columns):
        style = styles.id if column.hidden else styles.text
        formats.append(styles.code if column.name == codes else style)
        sheet.set_column(place, place, column.width or 38, formats[-1], {"hidden": column.hidden})
        sheet.write_string(0, place, column.name, styles.header)
    write_text, write_number = sheet.write_string, sheet.write_number
    quoted, number = styles.quoted, styles.number
    line = 0
    for line, row in enumerate(_counted(table), start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, int | float):
                write_number(line, place, cell, number)
            elif isinstance(cell, date):
                style = styles.moment if isinstance(cell, datetime) else styles.day
                sheet.write_datetime(line, place, cell, style)
            elif cell:
                _check_length(table, line, cell)
                write_text(line, place, cell, quoted if is_formula(cell) else formats[place])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(table.columns) - 1)
    sheet.protect("", _ALLOWED)
    # A code such as `01` is a text and no mistake.
    sheet.ignore_errors({"number_stored_as_text": "A1:Z1048576"})
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # `&` begins an instruction in a header, whose 255 characters count them.
    shown = cell_text(state)[:60].replace("&", "&&")
    sheet.set_header(f"&L{table.name.replace('&', '&&')}&R{shown}")
    sheet.set_footer("&R&P / &N")


def _counted(table: Table | Listing) -> Iterator[Row]:
    """The rows, as long as a sheet takes them: Excel drops in silence what is beyond."""
    for line, row in enumerate(table.rows, start=1):
        if line >= _ROWS:
            raise RenderError(message("render.sheets.error.rows", sheet=table.name, rows=_ROWS - 1))
        yield row


def _check_length(table: Table | Listing, line: int, cell: str) -> None:
    """Excel cuts in silence a text beyond its limit, so it is looked for before."""
    # UTF-16 takes two units at most for a character: short texts need no counting.
    if len(cell) > _CELL // 2 and _units(cell) > _CELL:
        values = {"sheet": table.name, "row": line + 1, "most": _CELL}
        raise RenderError(message("render.sheets.error.cell", **values))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
