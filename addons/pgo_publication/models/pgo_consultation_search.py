from odoo import api, models
from odoo.addons.pgo_entity import search_words, text
from odoo.tools import SQL

PAGE_SIZE = 20
#: Functions beyond these are not counted: whoever gets that many must say more.
MAX_LINES = 2000
#: The line of a unit begins with the words of its name: at most these.
NAME_WORDS = 8


class Consultation(models.AbstractModel):
    """Search over what is published. Every statement names the states and entities that are public."""

    _inherit = "pgo.consultation"

    @api.model
    def _public_filter(self, department="", entity_type=""):
        """Return the conditions on `v` (version), `e` (entity) and `t` (type) of what the search shows."""
        conditions = [
            SQL(
                "v.state = 'in_force' AND e.active AND e.is_training IS NOT TRUE AND v.kind = t.document_kind"
            )
        ]
        if department:
            conditions.append(SQL("d.ubigeo = %s", department))
        if entity_type:
            conditions.append(SQL("t.code = %s", entity_type))
        return SQL(" AND ").join(conditions)

    @api.model
    def _filters(self):
        """Return the departments and types that have something published, as lists of (key, name)."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT d.ubigeo, d.name, t.code, t.name, t.sequence
                     FROM pgo_version v JOIN pgo_entity e ON e.id = v.entity_id
                     JOIN pgo_entity_type t ON t.id = e.type_id LEFT JOIN pgo_territory d ON d.id = e.department_id
                    WHERE %s""",
                self._public_filter(),
            )
        )
        departments = sorted(
            {(ubigeo, name) for ubigeo, name, *_type in rows if ubigeo}, key=lambda row: row[1]
        )
        types = sorted({(sequence, code, name) for *_place, code, name, sequence in rows})
        return departments, [(code, name) for _sequence, code, name in types]

    @api.model
    def _search_entities(self, typed="", department="", entity_type="", page=1):
        """Return (rows, total) of the entities with a document in force, by name; rows are dicts."""
        words = SQL()
        if typed.strip():
            query = text.query(typed)
            if not query:
                return [], 0
            words = SQL(
                " AND to_tsvector('simple', e.search_text) @@ to_tsquery('simple', %s)", query
            )
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT e.code, e.name, e.province_name, e.department_name, t.name AS type, v.kind, v.number,
                          v.unit_count, v.function_count, a.instrument, a.number AS instrument_number,
                          a.date AS instrument_date, count(*) OVER () AS total
                     FROM pgo_version v JOIN pgo_entity e ON e.id = v.entity_id
                     JOIN pgo_entity_type t ON t.id = e.type_id LEFT JOIN pgo_territory d ON d.id = e.department_id
                     LEFT JOIN LATERAL (SELECT instrument, number, date FROM pgo_approval
                                         WHERE version_id = v.id ORDER BY date DESC, id DESC LIMIT 1) a ON true
                    WHERE %s%s ORDER BY e.name, e.code, v.id LIMIT %s OFFSET %s""",
                self._public_filter(department, entity_type),
                words,
                PAGE_SIZE,
                (page - 1) * PAGE_SIZE,
            )
        )
        for row in rows:
            row["instrument_date"] = self._date(row["instrument_date"])
            row["content"] = self._content(row["unit_count"], row["function_count"])
        return rows, rows[0]["total"] if rows else 0

    @api.model
    def _search_lines(self, typed, department="", entity_type="", page=1):
        """Return (rows, total) of the units and functions in force that hold every word.

        First the units called so, then the likest: a short text made of the words typed comes before a long
        one that holds them among others. The total stops at `MAX_LINES` + 1, and those are the ones that
        are ranked: sorting all the functions of the country costs a second.
        """
        query = search_words.tsquery(typed)
        if not query:
            return [], 0
        rows = self.env.execute_query_dict(
            SQL(
                """WITH found AS (
                       SELECT l.id, ts_rank(to_tsvector('simple', l.search_text), to_tsquery('simple', %s), 1)
                          AS likeness,
                          l.function_id IS NULL AND to_tsvector('simple', array_to_string(
                             (string_to_array(l.search_text, ' '))[1:%s], ' '
                          )) @@ to_tsquery('simple', %s) AS is_name
                     FROM pgo_published_line l
                         JOIN pgo_version v ON v.id = l.version_id JOIN pgo_entity e ON e.id = l.entity_id
                         JOIN pgo_entity_type t ON t.id = e.type_id
                         LEFT JOIN pgo_territory d ON d.id = e.department_id
                        WHERE to_tsvector('simple', l.search_text) @@ to_tsquery('simple', %s) AND %s
                        LIMIT %s)
                   SELECT l.place, l.anchor, e.code, e.name AS entity, e.province_name, e.department_name,
                          u.name AS unit,
                          CASE WHEN l.function_id IS NULL THEN u.description ELSE f.text END AS text, v.number,
                          (SELECT count(*) FROM found) AS total
                     FROM found JOIN pgo_published_line l ON l.id = found.id
                     JOIN pgo_version v ON v.id = l.version_id JOIN pgo_entity e ON e.id = l.entity_id
                     JOIN pgo_unit u ON u.id = l.unit_id LEFT JOIN pgo_function f ON f.id = l.function_id
                    ORDER BY found.is_name DESC, found.likeness DESC, l.function_id IS NOT NULL, e.name, e.code,
                          l.id
                    LIMIT %s OFFSET %s""",
                query,
                NAME_WORDS,
                query,
                query,
                self._public_filter(department, entity_type),
                MAX_LINES + 1,
                PAGE_SIZE,
                (page - 1) * PAGE_SIZE,
            )
        )
        for row in rows:
            row["unit_marked"] = search_words.highlight(row["unit"], typed)
            row["text_marked"] = search_words.highlight(row["text"], typed) if row["text"] else ""
            row["path"] = f"/consulta/{row['code']}/{row['number']}#{row['anchor']}"
        return rows, rows[0]["total"] if rows else 0
