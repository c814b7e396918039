import json
import re

from odoo import http
from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.pivot import TableExporter

from pgo_core.render.sheets import is_formula

#: What Odoo guards by itself.
_GUARDED = ("=", "+", "-")
#: What the writer of workbooks makes a formula or a link of.
_RUNS = re.compile(r"[={]|(https?|ftps?)://|mailto:|(in|ex)ternal:")


class SafeCSVExport(CSVExport):
    """Odoo's own export of a list as CSV: it guards `=`, `+` and `-`, not the other signs that begin a formula."""

    def from_data(self, fields, columns_headers, rows):
        # Odoo puts its apostrophe before its own three signs in rows; two would not be taken out again.
        guarded = [
            [
                cell if isinstance(cell, str) and cell[:1] in _GUARDED else _safe(cell)
                for cell in row
            ]
            for row in rows
        ]
        return super().from_data(fields, [_safe(words) for words in columns_headers], guarded)


def _safe(cell):
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


class _Texts:
    """A sheet in which a text stays one: Odoo's makes a formula of `=…` and a link of `http…`."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            super().write(row, column, cell_value, style)


class TextSheet(_Texts, ExportXlsxWriter):
    pass


class GroupedTextSheet(_Texts, GroupExportXlsxWriter):
    pass


class SafeExcelExport(ExcelExport):
    """Odoo's own export of a list as XLSX. Controllers are extended for the databases that have this addon alone,
    whatever others the same process serves; a class of Odoo that is patched would change in all of them.
    """

    def from_data(self, fields, columns_headers, rows):
        with TextSheet(fields, columns_headers, len(rows)) as sheet:
            for place, cells in enumerate(rows, start=1):
                for column, cell in enumerate(cells):
                    sheet.write_cell(place, column, cell)
        return sheet.value

    def from_group_data(self, fields, columns_headers, groups):
        with GroupedTextSheet(fields, columns_headers, groups.count) as sheet:
            place, column = 1, 0
            for name, group in groups.children.items():
                place, column = sheet.write_group(place, column, name, group)
        return sheet.value


class SafePivotExport(TableExporter):
    """Odoo's own export of a pivot table: the names of its groups are texts."""

    @http.route(auth="user", methods=["POST"], readonly=True)
    def export_xlsx(self, data, **kw):
        table = json.load(data) if hasattr(data, "read") else json.loads(data)
        return super().export_xlsx(json.dumps(_plain(table)), **kw)


def _plain(asked):
    """Return the data of a pivot table in which no text begins as a formula or a link: a space stands before it."""
    if isinstance(asked, dict):
        return {key: _plain(value) for key, value in asked.items()}
    if isinstance(asked, list):
        return [_plain(value) for value in asked]
    return f" {asked}" if isinstance(asked, str) and _RUNS.match(asked) else asked
