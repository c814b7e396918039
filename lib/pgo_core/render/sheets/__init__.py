"""A version as lists for a spreadsheet: units, functions, citations, coverage of competences and,
when the dossier has it, staff.

    xlsx(document, context, staff)      a workbook of Excel (extra `sheets`)
    ods(document, context, staff)       the same as OpenDocument
    csv_files(document, context, staff) one text file per list; csv_zip() all of them in a zip

Any other list is a `Listing`, written row by row by `list_xlsx`, `list_ods` and `csv_lines`.

The same Document, context and StaffTable give the same bytes. No text of the document becomes a
formula in any of them.
"""

from .tables import Column, Listing, Row, Table, cell_text, tables
from .writers import csv_files, csv_lines, csv_zip, is_formula, list_ods, list_xlsx, ods, xlsx

__all__ = [
    "Column",
    "Listing",
    "Row",
    "Table",
    "cell_text",
    "csv_files",
    "csv_lines",
    "csv_zip",
    "is_formula",
    "list_ods",
    "list_xlsx",
    "ods",
    "tables",
    "xlsx",
]
