import logging
import re
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

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
#: Rows of a file made while the person waits: some seconds. More are made in the background.
NOW_ROWS = 20000
#: Rows of a workbook at most: what a desktop program still opens with ease. CSV has no limit.
MAX_ROWS = {"xlsx": 250000, "ods": 250000}
#: Columns that a list shows at most.
MAX_COLUMNS = 200
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
_HAS_ID = re.compile(r"\bid\b")

_logger = logging.getLogger(__name__)


class Shown(NamedTuple):
    """A column of an export: its name, the function that gives its cell of a record, and its field."""

    column: Column
    cell: Callable
    field: fields.Field


@contextmanager
def understood(env):
    """Tell in words a filter that is none."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise UserError(
            env._("The filter of the list was not understood. Reload the page.")
        ) from error


def _objects(given):
    """Return what names a field of what a client sent as a list of objects."""
    rows = given[:MAX_COLUMNS] if isinstance(given, list | tuple) else []
    return [one for one in rows if isinstance(one, dict) and isinstance(one.get("name"), str)]


def told(number):
    """Return a number as people read it: `3 601 050`, whose blanks do not break."""
    return f"{number:,}".replace(",", "\u00a0")


class ListExport(models.AbstractModel):
    """All rows that the filter of a list finds, with its columns, as a spreadsheet.

    The person's rules and rights on fields hold as on screen. The number of queries depends on how many
    thousands of rows there are, not on how many rows.
    """

    _name = "pgo.list.export"
    _description = "Export of a List"

    @api.model
    def weigh(self, kind, asked):
        """Return how a list would be exported, before it is: `way` is `now`, `later` (in the background) or
        `csv` (too long for a workbook); `words` tell the last two to the person. Raises as `_export`.
        """
        table = self._exported_model(asked)
        found = self._counted(table, asked)
        if asked.get("whole"):
            self._check_whole(table)
            words = self.env._(
                "The filter finds %(count)s rows. They are written with all their columns and codes, in no order, in"
                " the background; a notice tells you when the file is ready.",
                count=told(found),
            )
            return {"way": "later", "count": found, "words": words}
        if found <= NOW_ROWS:
            return {"way": "now", "count": found}
        most = MAX_ROWS.get(self._kind(kind), found)
        numbers = {"count": told(found), "most": told(most)}
        if found > most:
            words = self.env._(
                "The filter finds %(count)s rows, and a file of this kind takes %(most)s: narrow the filter, or ask"
                " for the CSV, which takes all of them.",
                **numbers,
            )
            return {"way": "csv", "count": found, "words": words}
        words = self.env._(
            "The filter finds %(count)s rows. The file is made in the background with what you may read, and a notice"
            " tells you when it is ready.",
            **numbers,
        )
        return {"way": "later", "count": found, "words": words}

    @api.model
    @api.private
    def _export(self, kind, asked):
        """Return a File whose content is an open file, sent in pieces.

        `asked` has `model`, `domain`, `columns` (`[{name, label}]`), `order` (`[{name, asc}]`), `archived` and
        `title`. Raises `AccessError` for who may not export or read, `UserError` in words for what is no list of
        the platform or too long to be waited for.
        """
        table = self._exported_model(asked)
        kind = self._kind(kind)
        if self._counted(table, asked) > NOW_ROWS:
            raise UserError(
                self.env._(
                    "The filter finds more than %(most)s rows: such a file is made in the background. Reload the page"
                    " and ask for it again.",
                    most=told(NOW_ROWS),
                )
            )
        ids = self._numbers(table, asked)
        chosen = self._shown(table, asked)
        _logger.info("User %d exports %d rows of %s", self.env.uid, len(ids), table._name)
        title, day = self._title(asked), self._today()
        if kind == "csv":
            file = tempfile.TemporaryFile()  # noqa: SIM115 closed by who sends it
            file.write(self._csv_head(title, chosen))
            file.writelines(self._csv_lines(table, ids, chosen))
            return File(self._file_name(title, day, kind), KINDS[kind], file)
        return self._workbook(kind, title, chosen, self._lines(table, ids, chosen), day)

    def _csv_head(self, title, chosen):
        """Return the first line of a CSV."""
        return next(csv_lines(self._listing(title, chosen, ())))

    def _csv_lines(self, table, ids, chosen):
        """Return the lines of a CSV, as bytes, of rows whose ids come in order.

        The database writes them itself when it has all that they show; the bytes are the same.
        """
        copied = self._copied(table, ids, chosen)
        if copied is not None:
            return copied
        return islice(csv_lines(Listing("", (), self._lines(table, ids, chosen))), 1, None)

    def _workbook(self, kind, title, chosen, rows, day):
        """Return the File of rows that were read, dated `day`; its content is open at its end."""
        listing = self._listing(title, chosen, rows)
        file = tempfile.TemporaryFile()  # noqa: SIM115 closed by who sends it
        try:
            (list_xlsx if kind == "xlsx" else list_ods)(listing, file, day)
        except RenderError as error:
            file.close()
            raise UserError(str(error)) from error
        return File(self._file_name(title, day, kind), KINDS[kind], file)

    def _file_name(self, title, day, kind):
        return packing.safe_name(f"{title} - {day}", f".{kind}")

    def _listing(self, title, chosen, rows):
        name = _NOT_IN_SHEETS.sub(" ", title).strip()[:_SHEET_LENGTH] or "PGO"
        return Listing(name, tuple(shown.column for shown in chosen), rows)

    def _today(self):
        return self.env["pgo.version"]._today_in_lima()

    # What is exported ------------------------------------------------------------------------------------------

    def _kind(self, kind):
        if kind not in KINDS:
            raise UserError(self.env._("Lists are exported as XLSX, ODS or CSV."))
        return kind

    def _exported_model(self, asked):
        """Return the model of a list as the person reads it."""
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("Your designation does not include exporting lists."))
        model = asked.get("model") if isinstance(asked, dict) else None
        table = self.env.get(model) if str(model).startswith("pgo.") else None
        if table is None or table._abstract or table._transient:
            raise UserError(self.env._("That is no list of the platform."))
        table = table.with_context(tz=OFFICIAL_TZ, active_test=not asked.get("archived"))
        table.check_access("read")
        return table

    def _check_whole(self, table):
        """Refuse a list that the database cannot write in one go."""
        if not hasattr(table, "_write_csv"):
            raise UserError(
                self.env._("That list has no complete data set: export what is filtered.")
            )

    def _title(self, asked):
        """Return what the list is called on screen, else its model."""
        title = cell_text(str(asked.get("title") or "")[:100]).strip()
        return title or self.env["ir.model"]._get(asked["model"]).name

    def _counted(self, table, asked):
        with understood(self.env):
            return table.search_count(Domain(asked.get("domain") or []))

    def _query(self, table, asked):
        """Return the query of the rows in the order of the list, of two equal ones the older first."""
        parts = [
            f"{part['name']} {'ASC' if part.get('asc', True) else 'DESC'}"
            for part in _objects(asked.get("order"))
            if part.get("name") in table._fields and table._fields[part["name"]].store
        ]
        # As it is written when it is whole: a search by words gives up its own order for any other.
        own = table._order
        order = own if not parts and _HAS_ID.search(own) else ", ".join([*(parts or [own]), "id"])
        return table._search(Domain(asked.get("domain") or []), order=order)

    def _kept(self, table, ids):
        """Return those of `ids`, in their order, that are still there and that the person still reads."""
        domain = [("id", "in", ids)]
        still = set(
            table.with_context(active_test=False)._search(domain, order="id").get_result_ids()
        )
        return [number for number in ids if number in still]

    def _shown(self, table, asked):
        """Return what a row has, as [Shown]: the identifier and the columns of the list."""
        stable = "uid" in table._fields and "uid" or "id"
        label = self.env._("Identifier (do not change)")
        chosen = [
            Shown(Column(label, 0, True), lambda record: record[stable], table._fields[stable])
        ]
        for wanted in _objects(asked.get("columns")):
            field = table._fields.get(wanted.get("name"))
            if field is None or not self._is_shown(table, field):
                continue
            shown = str(wanted.get("label") or field._description_string(self.env))
            width = _WIDTHS.get(field.type, _OTHER_WIDTH)
            column = Column(cell_text(shown)[:100], width)
            chosen.append(Shown(column, self._cell_of(field), field))
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
                yield tuple(shown.cell(record) for shown in chosen)
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
            names = {}

            def named(record):
                value = record[name]
                if value.id not in names:
                    if len(names) > BATCH:
                        names.clear()
                    read = field.convert_to_read(value, record, use_display_name=True)
                    names[value.id] = cell_text(read[1] or "") if read else ""
                return names[value.id]

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
