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
        order. Raises AccessError for who may not read functions.
        """
        self.check_access("read")
        self.env.flush_all()
        query = self._search(domain, bypass_access=False, active_test=False)
        columns = self._csv_columns()
        choices = [
            self._csv_choices("pgo.version", "state"),
            self._csv_choices("pgo.function", "function_class"),
        ]
        select = SQL(
            """SELECT %s FROM %s
                 JOIN pgo_unit unit ON unit.id = pgo_function.unit_id
                 JOIN pgo_version version ON version.id = pgo_function.version_id
                 LEFT JOIN pgo_entity entity ON entity.id = pgo_function.entity_id
                 LEFT JOIN (VALUES %s) AS state (key, label) ON state.key = version.state
                 LEFT JOIN (VALUES %s) AS class (key, label) ON class.key = pgo_function.function_class
                WHERE %s""",
            SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name)) for name, value in columns.items()
            ),
            query.from_clause,
            *choices,
            query.where_clause or SQL("TRUE"),
        )
        file.write(b"\xef\xbb\xbf")
        # COPY takes no parameters: psycopg2 writes them into the statement, quoted.
        statement = self.env.cr.mogrify(
            SQL("COPY (%s) TO STDOUT (FORMAT csv, HEADER)", select)
        ).decode()
        self.env.cr.copy_expert(statement, file)

    def _csv_columns(self):
        """Return the value of each column by its name."""

        def label(model, field):
            return self.env[model]._fields[field]._description_string(self.env)

        return {
            label("pgo.entity", "code"): _guarded("entity.code"),
            label("pgo.function", "entity_id"): _guarded("entity.name"),
            label("pgo.version", "number"): SQL("version.number"),
            label("pgo.version", "state"): SQL("state.label"),
            f"{label('pgo.function', 'unit_id')}: {label('pgo.unit', 'code')}": _guarded(
                "unit.code"
            ),
            label("pgo.function", "unit_id"): _guarded("unit.name"),
            label("pgo.function", "sequence"): SQL("pgo_function.sequence"),
            label("pgo.function", "function_class"): SQL("class.label"),
            label("pgo.function", "text"): _guarded("pgo_function.text"),
            label("pgo.function", "uid"): SQL("pgo_function.uid"),
        }

    def _csv_choices(self, model, field):
        """Return keys and labels of a choice as rows of VALUES."""
        pairs = self.env[model]._fields[field]._description_selection(self.env)
        return SQL(", ").join(SQL("(%s, %s)", key, label) for key, label in pairs)


def _guarded(column):
    """Return the SQL of a column of texts without formulas; the column is one of ours."""
    return SQL(_GUARDED.replace("%(text)s", column).replace("%", "%%"))
