import logging
import re
import tempfile

from odoo import api, fields, models
from odoo.addons.pgo_output import packing
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from pgo_core.render.errors import RenderError
from pgo_core.render.sheets import Column, Listing, cell_text, csv_lines, list_ods, list_xlsx

from .ir_actions_report import OFFICIAL_TZ
from .pgo_version_output import File

#: Kinds of file: suffix and content type.
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
#: Rows of one export, made while the person waits: a minute at most.
MAX_ROWS = {"xlsx": 50000, "ods": 50000, "csv": 100000}
#: Rows read at a time.
BATCH = 1000
_TYPES = frozenset(
    (
        "boolean",
        "char",
        "date",
        "datetime",
        "float",
        "html",
        "integer",
        "many2many",
        "many2one",
        "monetary",
        "one2many",
        "selection",
        "text",
    )
)
#: Characters of a column by the type of its field.
_WIDTHS = {"text": 70, "html": 70, "char": 36, "many2one": 36, "many2many": 36, "one2many": 36}
_OTHER_WIDTH = 16
#: What the name of a sheet of Excel must not have, nor be longer than.
_NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\'\x00-\x1f]+")
_SHEET_LENGTH = 31

_logger = logging.getLogger(__name__)


class ListExport(models.AbstractModel):
    """All rows that the filter of a list finds, with its columns, as a spreadsheet.

    The person's rules and rights on fields hold as on screen. The number of queries depends on how many
    thousands of rows there are, not on how many rows.
    """

    _name = "pgo.list.export"
    _description = "Export of a List"

    @api.model
    @api.private
    def _export(self, kind, model, domain, columns, order=(), title=""):
        """Return a File whose content is an open file, sent in pieces.

        `columns` is `[{name, label}]`, `order` `[{name, asc}]`. Raises `AccessError` for who may not export or
        read, `UserError` in words for what is no list of the platform or too long.
        """
        table = self._exported_model(model)
        found = self._found(table, kind, domain, order)
        chosen = self._shown(table, columns)
        name = cell_text(title or "").strip() or self.env["ir.model"]._get(model).name
        listing = Listing(
            _NOT_IN_SHEETS.sub(" ", name).strip()[:_SHEET_LENGTH] or "PGO",
            tuple(column for column, _value in chosen),
            self._lines(table, found, chosen),
        )
        _logger.info("User %d exports %d rows of %s", self.env.uid, len(found), model)
        file = tempfile.TemporaryFile()  # noqa: SIM115 closed by who sends it
        try:
            self._write_file(kind, listing, file)
        except RenderError as error:
            file.close()
            raise UserError(str(error)) from error
        return File(self._file_name(name, kind), KINDS[kind], file)

    def _write_file(self, kind, listing, file):
        today = self.env["pgo.version"]._today_in_lima()
        if kind == "xlsx":
            list_xlsx(listing, file, today)
        elif kind == "ods":
            list_ods(listing, file, today)
        else:
            file.writelines(csv_lines(listing))

    def _file_name(self, name, kind):
        return packing.safe_name(f"{name} - {self.env['pgo.version']._today_in_lima()}", f".{kind}")

    # What is exported ------------------------------------------------------------------------------------------

    def _exported_model(self, model):
        """Return the model of a list as the person reads it."""
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("Your designation does not include exporting lists."))
        table = self.env.get(model) if model.startswith("pgo.") else None
        if table is None or table._abstract or table._transient:
            raise UserError(self.env._("That is no list of the platform."))
        table = table.with_context(tz=OFFICIAL_TZ)
        table.check_access("read")
        return table

    def _found(self, table, kind, domain, order):
        """Return the ids of the rows in the order of the list."""
        if kind not in KINDS:
            raise UserError(self.env._("Lists are exported as XLSX, ODS or CSV."))
        most = MAX_ROWS[kind]
        parts = [
            f"{part['name']} {'ASC' if part.get('asc', True) else 'DESC'}"
            for part in order
            if part.get("name") in table._fields and table._fields[part["name"]].store
        ]
        try:
            ids = table.search(
                Domain(domain), order=", ".join([*parts, "id"]) if parts else None, limit=most + 1
            ).ids
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("The filter of the list was not understood. Reload the page.")
            ) from error
        if len(ids) > most:
            raise UserError(
                self.env._(
                    "The filter finds more than %(most)s rows, too many for one file of this kind: narrow it, or"
                    " export it in parts.",
                    most=most,
                )
            )
        return ids

    def _shown(self, table, columns):
        """Return [(Column, function that gives the cell of a record)]: the identifier and what the list shows."""
        stable = "uid" in table._fields and "uid" or "id"
        label = self.env._("Identifier (do not change)")
        chosen = [(Column(label, 0, True), lambda record: record[stable])]
        for wanted in columns:
            field = table._fields.get(wanted.get("name"))
            if field is None or not self._is_shown(table, field):
                continue
            shown = str(wanted.get("label") or field._description_string(self.env))
            width = _WIDTHS.get(field.type, _OTHER_WIDTH)
            chosen.append((Column(cell_text(shown)[:100], width), self._cell_of(field)))
        if len(chosen) == 1:
            raise UserError(self.env._("The list shows no column that can be exported."))
        return chosen

    def _is_shown(self, table, field):
        """Return whether a column is of a kind that is exported and the person reads it, and what it names."""
        if field.type not in _TYPES or not table._has_field_access(field, "read"):
            return False
        if field.type == "html" and not field.store:
            # What a page writes when it is opened (the whole text of a version) is no column of a list: a file of it
            # would keep the server busy for hours.
            return False
        named = field.type in ("many2many", "one2many")
        return not named or self.env[field.comodel_name].has_access("read")

    def _lines(self, table, ids, chosen):
        for start in range(0, len(ids), BATCH):
            for record in table.browse(ids[start : start + BATCH]):
                yield tuple(value(record) for _column, value in chosen)
            # A hundred thousand rows are not held at once.
            self.env.invalidate_all(flush=False)

    # Cells -----------------------------------------------------------------------------------------------------

    def _cell_of(self, field):
        """Return the function that gives the cell of a record for a field."""
        name = field.name
        if field.type in ("many2many", "one2many"):
            # Rows of some lists have no name of their own.
            return lambda record: cell_text(
                "; ".join(filter(None, record[name].mapped("display_name")))
            )
        if field.type == "many2one":
            # The name as the list shows it: of what the person may not open, the name alone.
            def named(record):
                value = field.convert_to_read(record[name], record, use_display_name=True)
                return cell_text(value[1] or "") if value else ""

            return named
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda record: labels.get(record[name], record[name] or "")
        if field.type == "boolean":
            words = {True: self.env._("Yes"), False: self.env._("No")}
            return lambda record: words[bool(record[name])]
        if field.type == "date":
            return lambda record: record[name] or None
        if field.type == "datetime":
            return lambda record: (
                fields.Datetime.context_timestamp(record, record[name]).replace(tzinfo=None)
                if record[name]
                else None
            )
        if field.type in ("integer", "float", "monetary"):
            return lambda record: record[name]
        if field.type == "html":
            return lambda record: cell_text(html2plaintext(record[name] or ""))
        return lambda record: cell_text(record[name] or "")
