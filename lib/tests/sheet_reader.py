"""Reads workbooks back: rows by the name of their sheet, cells as text or whole numbers."""

from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, TEXT, OFFICE = (_NS % name for name in ("table", "text", "office"))


def from_xlsx(made):
    """Rows by sheet, as openpyxl reads them."""
    book = openpyxl.load_workbook(BytesIO(made))
    return {
        sheet.title: [["" if cell is None else cell for cell in row] for row in sheet.values]
        for sheet in book
    }


def from_ods(made):
    """Rows by sheet, read by the letter of the standard."""
    content = ElementTree.fromstring(ZipFile(BytesIO(made)).read("content.xml"))
    return {
        table.get(f"{TABLE}name"): [
            [_value(cell) for cell in row.iter(f"{TABLE}table-cell")]
            for row in table.iter(f"{TABLE}table-row")
        ]
        for table in content.iter(f"{TABLE}table")
    }


def _value(cell):
    if cell.get(f"{OFFICE}value-type") == "float":
        return int(cell.get(f"{OFFICE}value"))
    return "\n".join(_words(line) for line in cell.iter(f"{TEXT}p"))


def _words(line):
    parts = [line.text or ""]
    for blank in line:
        assert blank.tag == f"{TEXT}s"
        parts += [" " * int(blank.get(f"{TEXT}c")), blank.tail or ""]
    return "".join(parts)
