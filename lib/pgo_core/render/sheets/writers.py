"""The lists of a version as files: Excel, OpenDocument and CSV."""

from __future__ import annotations

import csv
from datetime import datetime, time
from io import BytesIO, StringIO

from ...document import Document
from ...dossier import StaffTable
from ...messages import text as message
from ..composition import RenderContext
from ..errors import RenderError
from ..package import archive
from ..reading import document_title
from . import opendocument
from .tables import Table, cell_text, tables

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
    files = {}
    for table in tables(document, context, staff):
        buffer = StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerow([column.name for column in table.columns])
        writer.writerows([_guarded(cell) for cell in row] for row in table.rows)
        files[f"{table.file}.csv"] = buffer.getvalue().encode("utf-8-sig")
    return files


def _guarded(cell):
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if _is_formula(cell) or cell.lstrip()[:1] == "'" else cell


def _is_formula(text: str) -> bool:
    return text[:1] in _FORMULA or (text[:1].isspace() and text.lstrip()[:1] in _FORMULA)


def ods(
    document: Document, context: RenderContext | None = None, staff: StaffTable | None = None
) -> bytes:
    """Return an OpenDocument workbook with the same sheets as `xlsx`."""
    context = context or RenderContext()
    title = cell_text(document_title(document))
    parts = opendocument.parts(tables(document, context, staff), title, context.date)
    return archive(parts)


def xlsx(
    document: Document, context: RenderContext | None = None, staff: StaffTable | None = None
) -> bytes:
    """Return a workbook of Excel: headers that stay in sight and filter, identifiers in hidden
    columns of a sheet protected without a password.

    Every text is written as text. Raises `RenderError` for a text or a list that Excel does not
    take, `ModuleNotFoundError` without the extra `sheets`.
    """
    import xlsxwriter  # heavy: only who writes a workbook pays for it

    context = context or RenderContext()
    lists = tables(document, context, staff)
    _check(lists)
    buffer = BytesIO()
    # In memory: no temporary file holds a draft.
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    properties = {
        "title": cell_text(document_title(document))[:255],
        "company": cell_text(document.entity.name)[:255],
        "status": cell_text(context.state_label)[:255],
        "created": datetime.combine(context.date, time()),
    }
    book.set_properties(properties)
    styles = _Styles(book)
    for table in lists:
        _sheet(book.add_worksheet(table.name), table, styles, context)
    book.close()
    return buffer.getvalue()


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
        self.id = book.add_format({"font_color": "#808080", "locked": True})


def _sheet(sheet, table: Table, styles: _Styles, context: RenderContext) -> None:
    codes = message("render.sheets.column.code")
    formats = []
    for place, column in enumerate(table.columns):
        style = styles.id if column.hidden else styles.text
        formats.append(styles.code if column.name == codes else style)
        sheet.set_column(place, place, column.width or 38, formats[-1], {"hidden": column.hidden})
        sheet.write_string(0, place, column.name, styles.header)
    write_text, write_number = sheet.write_string, sheet.write_number
    quoted, number = styles.quoted, styles.number
    for line, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                write_number(line, place, cell, number)
            elif cell:
                write_text(line, place, cell, quoted if _is_formula(cell) else formats[place])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.protect("", _ALLOWED)
    # A code such as `01` is a text and no mistake.
    sheet.ignore_errors({"number_stored_as_text": "A1:Z1048576"})
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # `&` begins an instruction in a header, whose 255 characters count them.
    state = cell_text(context.state_label)[:60].replace("&", "&&")
    sheet.set_header(f"&L{table.name}&R{state}")
    sheet.set_footer("&R&P / &N")


def _check(lists: tuple[Table, ...]) -> None:
    """Excel cuts or drops in silence what is beyond its limits, so it is looked for before."""
    for table in lists:
        if len(table.rows) >= _ROWS:
            raise RenderError(
                message("render.sheets.error.rows", sheet=table.name, rows=len(table.rows))
            )
        for line, row in enumerate(table.rows, start=2):
            for cell in row:
                # UTF-16 takes two units at most for a character: short texts need no counting.
                if isinstance(cell, str) and len(cell) > _CELL // 2 and _units(cell) > _CELL:
                    values = {"sheet": table.name, "row": line, "most": _CELL}
                    raise RenderError(message("render.sheets.error.cell", **values))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
