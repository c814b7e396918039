import csv
from array import array
from io import StringIO

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from pgo_core.render.sheets import Listing, cell_text, csv_lines

from .ir_actions_report import OFFICIAL_TZ
from .list_export import understood

#: Rows that the database writes at once.
BATCH = 10000
#: Fields whose cell the database can write.
_TYPES = frozenset(
    ("boolean", "char", "date", "datetime", "integer", "many2one", "selection", "text")
)
#: First letters of a text that no spreadsheet takes for a formula: digits, and letters of our languages. Cells
#: that begin otherwise are looked at one by one.
_PLAIN = """COALESCE(ascii(%(text)s) BETWEEN 48 AND 57 OR ascii(%(text)s) BETWEEN 65 AND 122
    OR ascii(%(text)s) BETWEEN 192 AND 383, TRUE)"""


class ListCopy(models.AbstractModel):
    """CSV that the database writes by itself, some times faster than row by row: the whole country has millions."""

    _inherit = "pgo.list.export"

    def _numbers(self, table, asked):
        """Return the ids of the rows in the order of the list: four bytes for each, however many there are."""
        with understood(self.env):
            query = self._query(table, asked)
        numbers = _Numbers()
        if not query.is_empty():
            self._copy(query.select(), numbers)
        return numbers.found

    def _copied(self, table, ids, chosen):
        """Return the lines of a CSV that the database writes, None when a column is not in it.

        Only rows that the person reads come; names of other records are shown as in a list, also of what the
        person may not open.
        """
        if not all(self._is_copied(table, shown.field) for shown in chosen):
            return None
        return self._copied_lines(table, ids, chosen)

    def _is_copied(self, table, field):
        if field.type not in _TYPES:
            return False
        if field.related and not field.store:
            # Read through whoever may read it: as the list does only when it reads it as the platform.
            steps = field.related.split(".")
            if not field.compute_sudo:
                return False
            for step in steps[:-1]:
                if not self._is_column(table._fields[step]):
                    return False
                table = table.env[table._fields[step].comodel_name]
            field = table._fields[steps[-1]]
        return self._is_column(field)

    def _is_column(self, field):
        return bool(
            field.store
            and field.column_type
            and not field.translate
            and not field.company_dependent
            and not field.groups
        )

    def _copied_lines(self, table, ids, chosen):
        for start in range(0, len(ids), BATCH):
            lines = _Lines([shown.field.type == "integer" for shown in chosen])
            slice_ids = list(ids[start : start + BATCH])
            query = self._slice(table, slice_ids)
            cells = [self._copied_cell(table, query, shown.field) for shown in chosen]
            self._join_names(table, slice_ids, query, chosen)
            texts = [
                SQL(_PLAIN, text=cell)
                for cell, shown in zip(cells, chosen, strict=True)
                if shown.field.type in ("char", "text", "many2one")
            ]
            plain = SQL(" AND ").join(texts) if texts else SQL("TRUE")
            self._copy(query.select(*cells, plain), lines)
            yield from lines.written

    def _copy(self, select, file):
        """Write the rows of a statement to a file, one at a time."""
        self.env.flush_all()
        # COPY takes no parameters: psycopg2 writes them into the statement, quoted.
        statement = SQL("COPY (%s) TO STDOUT (FORMAT csv)", select)
        self.env.cr.copy_expert(self.env.cr.mogrify(statement).decode(), file)

    def _slice(self, table, ids):
        """Return the query of those of some rows that the person reads, in their order."""
        query = table.with_context(active_test=False)._search(Domain.TRUE, order="id")
        own = SQL.identifier(table._table, "id")
        # As one text: ten thousand parameters take longer to be written than the rows to be read.
        wanted = SQL(
            "(SELECT * FROM unnest(%s::int[]) WITH ORDINALITY AS one (id, place))",
            f"{{{','.join(map(str, ids))}}}",
        )
        query.add_join("JOIN", "wanted", wanted, SQL("wanted.id = %s", own))
        # Rows of a list in the order of the table lie together: the index finds where.
        query.add_where(SQL("%s BETWEEN %s AND %s", own, min(ids), max(ids)))
        query.order = SQL("wanted.place")
        return query

    def _copied_cell(self, table, query, field):
        """Return the SQL of a cell as `pgo_core.render.sheets` writes it, before its guard."""
        if field.type == "many2one":
            return SQL("%s.name", _names(field))
        value = table._field_to_sql(table._table, field.name, query)
        if field.type in ("char", "text"):
            # COPY writes an empty text as "" and nothing as nothing.
            return SQL("NULLIF(%s, '')", value)
        if field.type == "integer":
            return SQL("COALESCE(%s, 0)", value)
        if field.type == "boolean":
            yes, no = self.env._("Yes"), self.env._("No")
            return SQL("CASE WHEN %s THEN %s ELSE %s END", value, yes, no)
        if field.type == "date":
            return SQL("to_char(%s, 'DD/MM/YYYY')", value)
        if field.type == "datetime":
            local = SQL("%s AT TIME ZONE 'UTC' AT TIME ZONE %s", value, OFFICIAL_TZ)
            return SQL("to_char(%s, 'DD/MM/YYYY HH24:MI')", local)
        labels = field._description_selection(self.env)
        choices = SQL(" ").join(SQL("WHEN %s THEN %s", key, label) for key, label in labels)
        return SQL("CASE %s %s ELSE %s END", value, choices, value) if labels else value

    def _join_names(self, table, ids, query, chosen):
        """Join to a query the names of the records that its rows refer to: few, for many rows."""
        referring = {shown.field for shown in chosen if shown.field.type == "many2one"}
        referring = sorted(referring, key=lambda field: field.name)
        if not referring:
            return
        seen = self._slice(table, ids)
        columns = [table._field_to_sql(table._table, field.name, seen) for field in referring]
        seen.order = None
        found = self.env.execute_query(
            seen.select(*(SQL("array_agg(DISTINCT %s)", column) for column in columns))
        )
        for field, numbers in zip(referring, found[0], strict=True):
            numbers = [number for number in numbers or () if number]
            # `_slice` gives rows that the person reads: names alone, as a list shows them beside such a row.
            records = table.env[field.comodel_name].browse(numbers).sudo()
            names = [cell_text(record.display_name or "") or None for record in records]
            pairs = SQL(
                "(SELECT * FROM unnest(%s::int[], %s::text[]) AS one (id, name))", numbers, names
            )
            refers = table._field_to_sql(table._table, field.name, query)
            alias = f"names_of_{field.name}"
            query.add_join(
                "LEFT JOIN", alias, pairs, SQL("%s = %s", SQL.identifier(alias, "id"), refers)
            )
            records.invalidate_recordset(flush=False)


def _names(field):
    return SQL.identifier(f"names_of_{field.name}")


class _Numbers:
    """A file to which COPY writes numbers, one a row."""

    def __init__(self):
        self.found = array("i")

    def write(self, row):
        """Take a row."""
        self.found.append(int(row))
        return len(row)


class _Lines:
    """A file to which COPY writes, a row at a time (as libpq hands them over): the lines of a CSV of ours."""

    def __init__(self, numbers):
        self.written = []
        self._numbers = numbers

    def write(self, row):
        """Take a row, whose last cell tells whether no cell needs to be guarded."""
        line = row[:-3]
        text = line.decode()
        if row[-2:] == b"t\n" and text.isprintable():
            self.written.append(line + b"\r\n")
        else:
            self.written.append(self._again(text))
        return len(row)

    def _again(self, line):
        """Return a line whose cells are cleaned and guarded one by one."""
        [cells] = csv.reader(StringIO(line, newline=""), strict=True)
        row = tuple(
            int(cell) if is_number else cell_text(cell)
            for cell, is_number in zip(cells, self._numbers, strict=True)
        )
        _head, written = csv_lines(Listing("", (), (row,)))
        return written
