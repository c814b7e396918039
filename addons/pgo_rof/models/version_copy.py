from markupsafe import escape

from odoo import models
from odoo.addons.pgo_base.models.sentinel import LOAD, opened
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from pgo_core import adopt

#: Columns copied as they are, by table. Identity, tree and version are set by the statement itself.
UNIT_COLUMNS = ("sequence", "code", "sort_key", "acronym", "level", "nature", "locked")
FUNCTION_COLUMNS = ("sequence", "function_class", "admin_system", "standard")
ARTICLE_COLUMNS = ("sequence", "place", "role")
COMPETENCE_COLUMNS = ("sequence",)
#: What adoption reads of the model and of the entity.
MODEL_FIELDS_ADOPTED = (
    "kind",
    "state",
    "name",
    "title",
    "entity_type_id",
    "template",
    "template_version",
    "model_key",
    "seal",
)
ENTITY_FIELDS_ADOPTED = (
    "name",
    "acronym",
    "code",
    "type_id",
    "district_name",
    "province_name",
    "department_name",
    "ubigeo",
    "creation_norm",
    "head_title",
)


class Version(models.Model):
    """Versions that start from another one: a model adopted, a correction round, a modification.

    The ORM creates the version, with its checks, chatter and number; one SQL statement copies its rows with
    the tree remapped. Row by row through the ORM the same copy costs five times the statement.
    """

    _inherit = "pgo.version"

    def _adopt(self, entity, change_case_letters=("a",)):
        """Return a new draft ROF of `entity` with the text of this model, its placeholders resolved.

        Raises `UserError` if this is not a model in force or is meant for another kind of entity.
        """
        self.ensure_one()
        # Only what is used here: all the columns of both take longer to read than the rest of the checks.
        self.fetch(MODEL_FIELDS_ADOPTED)
        entity.fetch(ENTITY_FIELDS_ADOPTED)
        if self.kind != "model" or self.state != "in_force":
            raise UserError(self.env._("Choose a model that is in force."))
        if self.entity_type_id and self.entity_type_id != entity.type_id:
            raise UserError(
                self.env._(
                    "“%(model)s” is a model for %(type)s: choose the one for this entity.",
                    model=self.display_name,
                    type=self.entity_type_id.name,
                )
            )
        facts = entity._document_facts()
        # The person is checked as formulator in `create`, which runs with their own rights.
        # A note of its own tells how it was born; the generic one and its follower cost as much as the copy.
        version = (
            self.env["pgo.version"]
            .with_context(tracking_disable=True)
            .create(
                {
                    "kind": "rof",
                    "entity_id": entity.id,
                    "title": adopt.resolve(self.title, facts),
                    "template": self.template,
                    "template_version": self.template_version,
                    "model_version_id": self.id,
                    "change_case_ids": [
                        (
                            6,
                            0,
                            self.env["pgo.change.case"]
                            .search([("letter", "in", change_case_letters)])
                            .ids,
                        )
                    ],
                }
            )
        )
        version = version.with_env(self.env)
        version._note_birth(self.env._("Draft written from “%(model)s”.", model=self.name))
        version._copy_children(self, mint=True, facts=facts)
        version._log_event(
            "version.adopted", {"model": self.model_key or self.name, "model_seal": self.seal or ""}
        )
        version._recheck()
        return version

    def _start_correction(self):
        """Return a new draft with the text of this version: the next round or what was returned."""
        return self._copy_inside(
            {"previous_round_id": self.id, "base_version_id": self.base_version_id.id}
        )

    def _start_modification(self):
        """Return a new draft that modifies this version, which is in force."""
        self.ensure_one()
        if self.state != "in_force":
            raise UserError(self.env._("A modification starts from the version in force."))
        if self.kind == "model":
            return self._copy_model()
        return self._copy_inside({"base_version_id": self.id})

    def _copy_model(self):
        """Return a draft of the model, which SGP's administrator edits and puts in force in its place."""
        version = self.create(
            {
                "kind": "model",
                "name": self.env._("%s (new version)", self.name),
                "title": self.title,
                "template": self.template,
                "template_version": self.template_version,
                "entity_type_id": self.entity_type_id.id,
                "base_version_id": self.id,
            }
        )
        version.write(
            {"population_from": self.population_from, "population_to": self.population_to}
        )
        version._copy_children(self, mint=False)
        version._log_event("model.copied", {"from_seal": self.seal or ""})
        version._recheck()
        return version

    def action_start_modification(self):
        """Start a modification of the version in force and open it."""
        return self._start_modification()._open_form()

    def _copy_inside(self, vals):
        self.ensure_one()
        if not self._has_role(("formulator", "approver", "planning_chief")):
            raise AccessError(
                self.env._("Only people of the entity start a new version from this one.")
            )
        # A modification is justified anew; a round, what was returned and an amendment go on with their reasons.
        anew = vals.get("base_version_id") == self.id
        # Whoever returns a version starts its correction though the formulator continues it: the role was
        # checked above, and the draft belongs to the same entity.
        version = (
            opened(self.env["pgo.version"], LOAD)
            .sudo()
            .with_context(tracking_disable=True)
            .create(
                {
                    "kind": self.kind,
                    "entity_id": self.entity_id.id,
                    "title": self.title,
                    "template": self.template,
                    "template_version": self.template_version,
                    "model_version_id": self.model_version_id.id,
                    "change_case_ids": [(6, 0, [] if anew else self.change_case_ids.ids)],
                    "purpose": False if anew else self.purpose,
                    **vals,
                }
            )
            .with_env(self.env)
        )
        version._note_birth(
            self.env._("Draft started as a copy of “%(version)s”.", version=self.name)
        )
        version._copy_children(self, mint=False)
        version._copy_dossier_rows(self, whole=not anew)
        version._log_event("version.copied", {"from": self.id, "from_seal": self.seal or ""})
        version._recheck()
        return version

    def _note_birth(self, body):
        """Write in the conversation how this version was born, as a note of the person.

        What `_message_log` writes, less what it looks up for mails: a note that notifies nobody has no reply
        address, and finding one costs more than the note.
        """
        # As `_message_log`: the note belongs to an act that was checked when the version was created.
        self.env["mail.message"].sudo().create(
            {
                "model": self._name,
                "res_id": self.id,
                "body": escape(body),
                "author_id": self.env.user.partner_id.id,
                "message_type": "notification",
                "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
                "is_internal": True,
                "email_from": False,
                "reply_to": False,
                "email_add_signature": False,
                "record_alias_domain_id": False,
                "record_company_id": False,
            }
        )

    def _copy_children(self, source, mint, facts=None):
        """Copy every row of `source` into this version in one statement.

        With `mint` the rows get new stable ids and keep the source's as origin (adoption); without it they
        keep theirs (copies inside an entity). `facts` resolves placeholders, unknown ones are marked.
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(self._copy_statement(source, mint, self._placeholder_values(facts)))
        # Only what the statement wrote: the entity, the person and the version itself are read again otherwise.
        for name in ("pgo.unit", "pgo.function", "pgo.article", "pgo.competence"):
            self.env[name].invalidate_model(flush=False)
        self.invalidate_recordset(
            [
                "unit_ids",
                "function_ids",
                "article_ids",
                "competence_ids",
                "unit_count",
                "function_count",
            ],
            flush=False,
        )

    def _placeholder_values(self, facts):
        """Return [(placeholder as written, value)] for SQL; empty when nothing is to be resolved."""
        if facts is None:
            return []
        return [
            (f"{{{{{name}}}}}", adopt.resolve(f"{{{{{name}}}}}", facts))
            for name in sorted(adopt.PLACEHOLDERS)
        ]

    def _copy_statement(self, source, mint, values):
        def text(column):
            expression = SQL.identifier("src", column)
            resolved = expression
            for placeholder, value in values:
                resolved = SQL("replace(%s, %s, %s)", resolved, placeholder, value)
            if not values:
                return expression
            # Most texts have no placeholder: look once before replacing them all.
            return SQL(
                "CASE WHEN position('{{' in %s) > 0 THEN %s ELSE %s END",
                expression,
                resolved,
                expression,
            )

        def columns(names):
            return SQL(", ").join(SQL.identifier(name) for name in names)

        def sources(names):
            return SQL(", ").join(SQL.identifier("src", name) for name in names)

        uid = SQL("gen_random_uuid()::text") if mint else SQL("src.uid")
        origin = SQL("src.uid") if mint else SQL("src.origin_uid")
        common = SQL(
            "%s, %s, %s, now(), %s, now()",
            self.id,
            self.entity_id.id or None,
            self.env.uid,
            self.env.uid,
        )
        audit = SQL("version_id, entity_id, create_uid, create_date, write_uid, write_date")
        return SQL(
            """
            WITH unit AS MATERIALIZED (
                SELECT id, nextval('pgo_unit_id_seq') AS new_id
                  FROM (SELECT id FROM pgo_unit WHERE version_id = %(source)s ORDER BY id) ordered
            ), fun AS MATERIALIZED (
                SELECT id, nextval('pgo_function_id_seq') AS new_id
                  FROM (SELECT id FROM pgo_function WHERE version_id = %(source)s ORDER BY id) ordered
            ), comp AS MATERIALIZED (
                SELECT id, nextval('pgo_competence_id_seq') AS new_id
                  FROM (SELECT id FROM pgo_competence WHERE version_id = %(source)s ORDER BY id) ordered
            ), new_units AS (
                INSERT INTO pgo_unit (id, %(audit)s, uid, origin_uid, parent_id, linked_to_id, name,
                                      description, %(unit_cols)s)
                SELECT unit.new_id, %(common)s, %(uid)s, %(origin)s, up.new_id, beside.new_id, %(unit_name)s,
                       %(unit_description)s, %(unit_src)s
                  FROM pgo_unit src JOIN unit ON unit.id = src.id
                  LEFT JOIN unit up ON up.id = src.parent_id LEFT JOIN unit beside ON beside.id = src.linked_to_id
                RETURNING id
            ), new_functions AS (
                INSERT INTO pgo_function (id, %(audit)s, uid, origin_uid, unit_id, text, counterpart, %(function_cols)s)
                SELECT fun.new_id, %(common)s, %(uid)s, %(origin)s, unit.new_id, %(function_text)s, %(counterpart)s,
                       %(function_src)s
                  FROM pgo_function src JOIN fun ON fun.id = src.id JOIN unit ON unit.id = src.unit_id
                RETURNING id
            ), new_competences AS (
                INSERT INTO pgo_competence (id, %(audit)s, uid, origin_uid, text, %(competence_cols)s)
                SELECT comp.new_id, %(common)s, %(uid)s, %(origin)s, %(competence_text)s, %(competence_src)s
                  FROM pgo_competence src JOIN comp ON comp.id = src.id
            ), new_articles AS (
                INSERT INTO pgo_article (%(audit)s, uid, origin_uid, heading, body, items, %(article_cols)s)
                SELECT %(common)s, %(uid)s, %(origin)s, %(heading)s, %(body)s, %(items)s, %(article_src)s
                  FROM pgo_article src WHERE src.version_id = %(source)s ORDER BY src.id
            ), function_citations AS (
                INSERT INTO pgo_function_citation_rel (function_id, citation_id)
                SELECT fun.new_id, rel.citation_id
                  FROM pgo_function_citation_rel rel JOIN fun ON fun.id = rel.function_id
            ), competence_citations AS (
                INSERT INTO pgo_competence_citation_rel (competence_id, citation_id)
                SELECT comp.new_id, rel.citation_id
                  FROM pgo_competence_citation_rel rel JOIN comp ON comp.id = rel.competence_id
            ), competence_functions AS (
                INSERT INTO pgo_competence_function_rel (competence_id, function_id)
                SELECT comp.new_id, fun.new_id FROM pgo_competence_function_rel rel
                  JOIN comp ON comp.id = rel.competence_id JOIN fun ON fun.id = rel.function_id
            )
            UPDATE pgo_version SET unit_count = (SELECT count(*) FROM new_units),
                                   function_count = (SELECT count(*) FROM new_functions)
             WHERE id = %(target)s
            """,
            source=source.id,
            target=self.id,
            audit=audit,
            common=common,
            uid=uid,
            origin=origin,
            unit_cols=columns(UNIT_COLUMNS),
            unit_src=sources(UNIT_COLUMNS),
            unit_name=text("name"),
            unit_description=text("description"),
            function_cols=columns(FUNCTION_COLUMNS),
            function_src=sources(FUNCTION_COLUMNS),
            function_text=text("text"),
            counterpart=text("counterpart"),
            competence_cols=columns(COMPETENCE_COLUMNS),
            competence_src=sources(COMPETENCE_COLUMNS),
            competence_text=text("text"),
            article_cols=columns(ARTICLE_COLUMNS),
            article_src=sources(ARTICLE_COLUMNS),
            heading=text("heading"),
            body=text("body"),
            items=text("items"),
        )
