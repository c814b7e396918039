from odoo.addons.web.controllers.export import CSVExport, ExportXlsxWriter

from pgo_core.render.sheets import is_formula

#: What Odoo guards by itself.
_GUARDED = ("=", "+", "-")


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


_write = ExportXlsxWriter.write


def _write_texts_as_texts(self, row, column, cell_value, style=None):
    if isinstance(cell_value, str):
        # `write` would make a formula of `=…` and a link of `http…`: a name is a name.
        return self.worksheet.write_string(row, column, cell_value, style)
    return _write(self, row, column, cell_value, style)


# The one place through which all cells of both its workbooks (flat and grouped) pass; the class is no model.
ExportXlsxWriter.write = _write_texts_as_texts
