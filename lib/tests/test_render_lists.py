"""Any list as a spreadsheet: rows as they come, dates, identifiers, and no formula."""

import csv
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest

from pgo_core.render import sheets
from pgo_core.render.errors import RenderError
from pgo_core.render.sheets import Column, Listing, writers

COLUMNS = (Column("Identificador", 0, True), Column("Nombre", 30), Column("Fecha", 12))
DAY, MOMENT = date(2026, 3, 9), datetime(2026, 3, 9, 15, 4, 59)
ROWS = (("u-1", "=1+1", DAY), ("u-2", "Gerencia", MOMENT), ("u-3", "", None), ("u-4", 2.5, 7))
MADE = date(2026, 1, 2)


def listing(rows=ROWS):
    """A list whose rows can be read once only, as those of a database."""
    return Listing("Unidades & más", COLUMNS, iter(rows))


def written(write, rows=ROWS):
    buffer = BytesIO()
    write(listing(rows), buffer, MADE)
    return buffer.getvalue()


def test_csv_is_read_back():
    content = b"".join(sheets.csv_lines(listing())).decode("utf-8-sig")
    assert list(csv.reader(StringIO(content))) == [
        ["Identificador", "Nombre", "Fecha"],
        ["u-1", "'=1+1", "09/03/2026"],
        ["u-2", "Gerencia", "09/03/2026 15:04"],
        ["u-3", "", ""],
        ["u-4", "2.5", "7"],
    ]


def test_xlsx_is_read_back():
    sheet = openpyxl.load_workbook(BytesIO(written(sheets.list_xlsx))).active
    assert sheet.title == "Unidades & más"
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert sheet["C2"].value.date() == DAY
    assert sheet["C2"].number_format == "dd/mm/yyyy"
    assert sheet["C3"].number_format == "dd/mm/yyyy hh:mm"
    assert sheet["B5"].value == 2.5
    assert sheet.column_dimensions["A"].hidden
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked and not sheet["B2"].protection.locked


def test_ods_is_read_back():
    archive = zipfile.ZipFile(BytesIO(written(sheets.list_ods)))
    assert archive.testzip() is None
    assert archive.infolist()[0].filename == "mimetype"
    content = archive.read("content.xml").decode()
    assert 'office:date-value="2026-03-09"' in content
    assert 'office:date-value="2026-03-09T15:04:00"' in content
    assert "<text:p>09/03/2026 15:04</text:p>" in content
    assert 'table:visibility="collapse"' in content
    assert "formula" not in content
    assert "Unidades &amp; más" in content


def test_columns_beyond_z_are_filtered():
    columns = tuple(Column(f"C{place}", 10) for place in range(30))
    buffer = BytesIO()
    sheets.list_ods(Listing("Ancha", columns, iter([tuple(range(30))])), buffer, MADE)
    content = zipfile.ZipFile(buffer).read("content.xml").decode()
    assert "Ancha&#x27;.AD2" in content


@pytest.mark.parametrize("write", [sheets.list_xlsx, sheets.list_ods])
def test_the_same_rows_give_the_same_bytes(write):
    assert written(write) == written(write)


@pytest.mark.parametrize("write", [sheets.list_xlsx, sheets.list_ods])
def test_more_rows_than_a_sheet_takes_are_refused(write, monkeypatch):
    monkeypatch.setattr(writers, "_ROWS", 4)
    with pytest.raises(RenderError, match="3 filas"):
        written(write)


@pytest.mark.parametrize("write", [sheets.list_xlsx, sheets.list_ods])
def test_a_list_without_rows_is_a_file(write):
    assert written(write, ()).startswith(b"PK")
