import csv
from io import StringIO

from odoo import models
from odoo.tools import SQL

#: First letters of a text that no spreadsheet takes for a formula; the others are looked at one by one.
_PLAIN = "ascii(%(text)s) BETWEEN 65 AND 122 OR ascii(%(text)s) BETWEEN 192 AND 383"
#: As the CSV of one version writes it (pgo_core.render.sheets): an apostrophe in front.
_GUARDED = (
    "CASE WHEN " + _PLAIN + " THEN %(text)s WHEN %(text)s ~ '^\\s*[-=+@＝＋－＠'']|^[\\t\\r\\n]'"
    " THEN '''' || %(text)s ELSE %(text)s END"
)


class PgoFunction(models.Model):
    _inherit = "pgo.function"

    def _write_csv(self, domain, file):
        """Write the functions of a domain that the person may read to a binary file as CSV, with their entity,
        version and unit: the database sends the rows as they come, so that those of the whole country take
        no memory here. Names of columns and choices are in the language of the environment. Rows come in no
        order. Returns their number. Raises AccessError for who may not read functions.
        """
        self.check_access("read")
        self.env.flush_all()
        query = self._search(domain, bypass_access=False, active_test=False)
        columns = self._csv_columns()
        # What stands around a function is written once, not once for each function (OFFSET 0 keeps it so).
        select = SQL(
            """SELECT %s FROM %s
                 JOIN (SELECT id, %s AS code, %s AS name FROM pgo_unit OFFSET 0) unit
                   ON unit.id = pgo_function.unit_id
                 JOIN (SELECT v.id, v.number, state.label FROM pgo_version v
                       LEFT JOIN (VALUES %s) AS state (key, label) ON state.key = v.state OFFSET 0) version
                   ON version.id = pgo_function.version_id
                 LEFT JOIN (SELECT id, %s AS code, %s AS name FROM pgo_entity OFFSET 0) entity
                   ON entity.id = pgo_function.entity_id
                 LEFT JOIN (VALUES %s) AS class (key, label) ON class.key = pgo_function.function_class
                WHERE %s""",
            SQL(", ").join(value for _name, value in columns),
            query.from_clause,
            _guarded("code"),
            _guarded("name"),
            self._csv_choices("pgo.version", "state"),
            _guarded("code"),
            _guarded("name"),
            self._csv_choices("pgo.function", "function_class"),
            query.where_clause or SQL("TRUE"),
        )
        heading = StringIO(newline="")
        csv.writer(heading, lineterminator="\n").writerow(name for name, _value in columns)
        # The mark tells spreadsheets that the text is UTF-8.
        file.write(heading.getvalue().encode("utf-8-sig"))
        # COPY takes no parameters: psycopg2 writes them into the statement, quoted.
        statement = SQL("COPY (%s) TO STDOUT (FORMAT csv)", select)
        self.env.cr.copy_expert(self.env.cr.mogrify(statement).decode(), file)
        return self.env.cr.rowcount

    def _csv_columns(self):
        """Return the name of each column and its value."""

        def label(model, field):
            return self.env[model]._fields[field]._description_string(self.env)

        entity, unit = label("pgo.function", "entity_id"), label("pgo.function", "unit_id")
        return [
            (f"{entity} · {label('pgo.entity', 'code')}", SQL("entity.code")),
            (entity, SQL("entity.name")),
            (label("pgo.version", "number"), SQL("version.number")),
            (label("pgo.version", "state"), SQL("version.label")),
            (f"{unit} · {label('pgo.unit', 'code')}", SQL("unit.code")),
            (unit, SQL("unit.name")),
            (label("pgo.function", "sequence"), SQL("pgo_function.sequence")),
            (label("pgo.function", "function_class"), SQL("class.label")),
            (label("pgo.function", "text"), _guarded("pgo_function.text")),
            (label("pgo.function", "uid"), SQL("pgo_function.uid")),
        ]

    def _csv_choices(self, model, field):
        """Return keys and labels of a choice as rows of VALUES."""
        pairs = self.env[model]._fields[field]._description_selection(self.env)
        return SQL(", ").join(SQL("(%s, %s)", key, label) for key, label in pairs)


def _guarded(column):
    """Return the SQL of a column of texts without formulas; the column is one of ours."""
    return SQL(_GUARDED.replace("%(text)s", column).replace("%", "%%"))
