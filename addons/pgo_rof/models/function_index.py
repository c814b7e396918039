from odoo import api, models
from odoo.addons.pgo_base.jobs import alone
from odoo.tools import SQL

from pgo_core import precedents

#: States of a version in SGP's hands or on its way to the approving body, if it was sent.
IN_PROCESS = ("sent", "elevated", "in_council", "approved")
#: States whose functions are looked up by others: only the first by everyone.
INDEXED = ("in_force", *IN_PROCESS)
#: Fields of an entity that decide whether its document is looked up.
_DECIDING = frozenset(("active", "is_training", "type_id"))

#: Which versions belong in the index, and whether everyone reads them: the public's are those that the public
#: pages show. A model belongs to no entity and has placeholders, so it is no precedent.
_WANTED = SQL(
    """v.frozen AND (v.state = 'in_force' OR (v.state = ANY(%s) AND v.date_sent IS NOT NULL))
       AND e.active AND e.is_training IS NOT TRUE AND v.kind = t.document_kind""",
    list(IN_PROCESS),
)
_VERSIONS = SQL(
    "pgo_version v JOIN pgo_entity e ON e.id = v.entity_id JOIN pgo_entity_type t ON t.id = e.type_id"
)


class Version(models.Model):
    """The functions of the State as an index: who else has this function (DESIGN 7, FEATURES X7).

    Only sealed versions are in it, so editing a draft costs nothing. A version enters, changes its readers or
    leaves in the transaction of the transition itself, with one statement to leave and one to enter; whatever
    a kill, an import or a new way to compare leaves behind, the daily job brings up to date, one version per
    commit. `_function_index_faults` proves it.
    """

    _inherit = "pgo.version"

    def _after_transition(self, source, target, reason):
        super()._after_transition(source, target, reason)
        if source in INDEXED or target in INDEXED:
            self._index_functions()

    def _index_functions(self):
        """Bring the functions of these versions into the index, or out of it, as their state says."""
        self.env.flush_all()
        wanted = {
            version_id
            for (version_id,) in self.env.execute_query(
                SQL("SELECT v.id FROM %s WHERE v.id = ANY(%s) AND %s", _VERSIONS, self.ids, _WANTED)
            )
        }
        self.env.cr.execute(self._leave_index_statement())
        for version in self:
            if version.id in wanted:
                self.env.cr.execute(version._enter_index_statement())
        self.env["pgo.function.text"].invalidate_model()
        self.env["pgo.function.use"].invalidate_model()

    def _leave_index_statement(self):
        """Return the statement that takes the uses of these versions away, and what nobody else uses."""
        return SQL(
            """WITH gone AS (
                   DELETE FROM pgo_function_use WHERE version_id = ANY(%s)
                   RETURNING text_id, version_id, public),
               less AS (
                   SELECT text_id, count(DISTINCT version_id) FILTER (WHERE public) AS entities,
                          count(DISTINCT version_id) FILTER (WHERE NOT public) AS processes
                     FROM gone GROUP BY text_id),
               alone AS (
                   DELETE FROM pgo_function_text t USING less l
                    WHERE t.id = l.text_id AND t.entity_count <= l.entities AND t.process_count <= l.processes)
               UPDATE pgo_function_text t
                  SET entity_count = t.entity_count - l.entities, process_count = t.process_count - l.processes
                 FROM less l
                WHERE t.id = l.text_id AND (t.entity_count > l.entities OR t.process_count > l.processes)""",
            self.ids,
        )

    def _enter_index_statement(self):
        """Return the statement that writes the texts and uses of one version, which must have none.

        It looks at the state by itself: asked for a draft it writes nothing.
        """
        self.ensure_one()
        names = self.entity_id._precedent_names()
        rows = self.env.execute_query(
            SQL("SELECT id, text FROM pgo_function WHERE version_id = %s ORDER BY id", self.id)
        )
        essences = [precedents.essence(text, names) for _function_id, text in rows]
        return SQL(
            """WITH version AS (
                   SELECT v.id, v.entity_id, v.state = 'in_force' AS public FROM %(versions)s
                    WHERE v.id = %(version)s AND %(wanted)s FOR SHARE OF v),
               given AS (
                   SELECT g.*, v.id AS version_id, v.entity_id, v.public
                     FROM unnest(%(functions)s::int[], %(keys)s::text[], %(essences)s::text[])
                          AS g(function_id, key, essence) CROSS JOIN version v),
               texts AS (
                   INSERT INTO pgo_function_text AS t (key, essence, entity_count, process_count)
                   SELECT DISTINCT ON (key) key, essence, public::int, (NOT public)::int FROM given ORDER BY key
                   ON CONFLICT (key) DO UPDATE SET entity_count = t.entity_count + EXCLUDED.entity_count,
                                                   process_count = t.process_count + EXCLUDED.process_count
                   RETURNING t.id, t.key)
               INSERT INTO pgo_function_use
                      (text_id, function_id, version_id, entity_id, public, essence_version)
               SELECT t.id, g.function_id, g.version_id, g.entity_id, g.public, %(essence_version)s
                 FROM given g JOIN texts t ON t.key = g.key ORDER BY g.function_id""",
            versions=_VERSIONS,
            version=self.id,
            wanted=_WANTED,
            functions=[function_id for function_id, _text in rows],
            keys=[precedents.key(essence) for essence in essences],
            essences=essences,
            essence_version=precedents.ESSENCE_VERSION,
        )

    @api.model
    def _unindexed(self, entities=None):
        """Return the versions whose place in the index is not what their state says."""
        rows = self.env.execute_query(
            SQL(
                """SELECT v.id FROM %(versions)s
                     CROSS JOIN LATERAL (SELECT %(wanted)s AS wanted) w
                     LEFT JOIN LATERAL (SELECT u.public, u.essence_version FROM pgo_function_use u
                                         WHERE u.version_id = v.id LIMIT 1) u ON true
                    WHERE %(whose)s AND CASE
                          WHEN NOT w.wanted THEN u.public IS NOT NULL
                          WHEN u.public IS NULL THEN
                               EXISTS (SELECT FROM pgo_function f WHERE f.version_id = v.id)
                          ELSE u.public <> (v.state = 'in_force') OR u.essence_version <> %(essence_version)s
                          END
                    ORDER BY v.id""",
                versions=_VERSIONS,
                wanted=_WANTED,
                whose=SQL("TRUE") if entities is None else SQL("e.id = ANY(%s)", entities.ids),
                essence_version=precedents.ESSENCE_VERSION,
            )
        )
        return self.browse(version_id for (version_id,) in rows)

    @api.model
    def _cron_index_functions(self):
        """Bring the index up to date: what was done stays done if it is cut, and the next run goes on."""
        self.env.flush_all()
        todo = self._unindexed()
        self.env["ir.cron"]._commit_progress(remaining=len(todo))
        for version in todo:
            with alone(version):
                version._index_functions()
            if not self.env["ir.cron"]._commit_progress(1):
                return
        self.env["pgo.function.text"]._recount()

    @api.model
    def _function_index_faults(self):
        """Return what does not match in the index, as {what: how many}; empty when it is sound."""
        self.env.flush_all()
        [(missing, counted, unused)] = self.env.execute_query(
            SQL(
                """SELECT (SELECT count(*) FROM %(versions)s JOIN pgo_function f ON f.version_id = v.id
                             LEFT JOIN pgo_function_use u ON u.function_id = f.id AND u.version_id = v.id
                              AND u.entity_id = v.entity_id AND u.public = (v.state = 'in_force')
                            WHERE %(wanted)s AND u.id IS NULL),
                          (SELECT count(*) FROM (%(counts)s) c JOIN pgo_function_text t ON t.id = c.text_id
                            WHERE (t.entity_count, t.process_count) <> (c.entities, c.processes)),
                          (SELECT count(*) FROM pgo_function_text t
                            WHERE NOT EXISTS (SELECT FROM pgo_function_use u WHERE u.text_id = t.id))""",
                versions=_VERSIONS,
                wanted=_WANTED,
                counts=_COUNTS,
            )
        )
        faults = {
            "versions": len(self._unindexed()),
            "functions": missing,
            "counters": counted,
            "texts": unused,
        }
        return {what: number for what, number in faults.items() if number}


#: The counters of each text as its uses say.
_COUNTS = SQL(
    """SELECT text_id, count(DISTINCT version_id) FILTER (WHERE public) AS entities,
              count(DISTINCT version_id) FILTER (WHERE NOT public) AS processes
         FROM pgo_function_use GROUP BY text_id"""
)


class FunctionText(models.Model):
    _inherit = "pgo.function.text"

    @api.model
    def _recount(self):
        """Correct the counters that differ from the uses, and drop the texts that nobody uses."""
        self.env.cr.execute(
            SQL(
                """UPDATE pgo_function_text t SET entity_count = c.entities, process_count = c.processes
                     FROM (%s) c
                    WHERE t.id = c.text_id AND (t.entity_count, t.process_count) <> (c.entities, c.processes)""",
                _COUNTS,
            )
        )
        self.env.cr.execute(
            SQL(
                """DELETE FROM pgo_function_text t
                    WHERE NOT EXISTS (SELECT FROM pgo_function_use u WHERE u.text_id = t.id)"""
            )
        )
        self.invalidate_model()


class Entity(models.Model):
    """The entity as the index of functions sees it."""

    _inherit = "pgo.entity"

    def _precedent_names(self):
        """Return how the entity is called in its own functions, to be taken out of them."""
        return precedents.Names(
            entity=self.name or "",
            acronym=self.acronym or "",
            district=self.district_name or "",
            province=self.province_name or "",
            department=self.department_name or "",
        )

    def write(self, vals):
        result = super().write(vals)
        if _DECIDING & vals.keys():
            self.env.flush_all()
            self.env["pgo.version"]._unindexed(self)._index_functions()
        return result
