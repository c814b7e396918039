"""A version as lists for a spreadsheet: units, functions, citations, coverage of competences and,
when the dossier has it, staff.

    xlsx(document, context, staff)      a workbook of Excel (extra `sheets`)
    ods(document, context, staff)       the same as OpenDocument
    csv_files(document, context, staff) one text file per list; csv_zip() all of them in a zip

The same Document, context and StaffTable give the same bytes. No text of the document becomes a
formula in any of them.
"""

from .tables import Column, Table, tables
from .writers import csv_files, csv_zip, ods, xlsx

__all__ = ["Column", "Table", "csv_files", "csv_zip", "ods", "tables", "xlsx"]
