import base64

from odoo import fields
from odoo.addons.pgo_base.models.sentinel import LOAD, opened
from odoo.addons.pgo_entity.tests.common import EntityCase
from odoo.tools import SQL, mute_logger

#: Act of the body that amends a text, and what it amends.
AMENDED_BY = "Acta de la sesión ordinaria N° 014-2026"
AMENDED_WHAT = "El Concejo precisa las funciones de una gerencia."

#: A section of the report, long enough not to be told so (rule 60).
REASONED = (
    "La municipalidad atiende hoy más servicios que los previstos en el reglamento anterior y la estructura"
    " propuesta asigna cada competencia a una unidad responsable"
)

PDF = base64.b64encode(b"%PDF-1.4 test")


def fill_dossier(version, posts=6):
    """Write what the guided dossier of `version` asks for, with the rights of its environment."""
    action = version.action_open_dossier()
    report = version.env["pgo.technical.report"].browse(action["res_id"])
    report.write(
        {
            name: f"{REASONED} ({name})"
            for name in ("need", "structure", "functions", "no_duplication", "resources")
        }
        | {"statement": "Certificación de crédito presupuestario N° 045-2026-OPP."}
    )
    report.staff_ids.write({"cap": posts, "cas": 1})
    answers = {f"second_{letter}": "Lo cumple de modo permanente." for letter in "abc"}
    report.unit_reason_ids.write(
        {
            "criterion_b": True,
            "criterion_f": True,
            "exception": True,
            "justification": "Atiende una carga de trabajo permanente que ninguna otra unidad asume.",
            **answers,
        }
    )
    report.function_reason_ids.write({"text": "La ley asigna la función a la municipalidad."})
    report.equivalence_ids.filtered(lambda row: not row.to_unit_id).write(
        {"note": "Sus funciones pasan a otra unidad."}
    )
    return report


class VersionCase(EntityCase):
    """A district municipality with its people, the shipped models and helpers to walk a version."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["pgo.version"].search([("model_key", "=", "district_small")])
        cls.formulator = cls._person("rof_formulator", "formulator", entity=cls.entity)
        cls.contributor = cls._person("rof_contributor", "contributor", entity=cls.entity)
        cls.planning = cls._person("rof_planning", "planning_chief", entity=cls.entity)
        cls.legal = cls._person("rof_legal", "legal_reviewer", entity=cls.entity)
        cls.approver = cls._person("rof_approver", "approver", entity=cls.entity)
        cls.stranger = cls._person("rof_stranger", "formulator", "approver", entity=cls.other)
        cls.sgp_admin = cls._person("rof_sgp_admin", "sgp_admin")

    @classmethod
    def adopt(cls, model=None, user=None, entity=None):
        """Return a new draft of the entity, with the rights of `user` (its formulator)."""
        user = user or cls.formulator
        return (model or cls.model).with_user(user)._adopt((entity or cls.entity).with_user(user))

    @classmethod
    def complete(cls, version):
        """Do what a formulator does before endorsement: fill what is missing and answer the warnings."""
        for article in version.article_ids:
            if "(COMPLETAR" in (article.body or ""):
                article.body = article.body[: article.body.index("(COMPLETAR")] + "la Ley N° 12345."
        fill_dossier(version)
        version._recheck()
        version.finding_ids.filtered(
            lambda row: row.pending and (row.severity == "warns" or row.gate == "endorsement")
        ).action_answer("Se verificó y se mantiene.")
        return version

    @classmethod
    def endorse(cls, version):
        """Bring a completed draft to endorsed."""
        version.action_request_endorsement()
        version.with_user(cls.planning).action_endorse_planning()
        version.with_user(cls.legal).action_endorse_legal()
        return version

    @classmethod
    def add_dossier(cls, version):
        """Add the documents; the draft instrument with its endorsements if the text has them already."""
        documents = cls.env["pgo.dossier.document"].with_user(cls.formulator)
        for kind in (
            "draft_instrument",
            "explanatory_statement",
            "technical_report",
            "legal_report",
        ):
            document = documents.create(
                {"version_id": version.id, "kind": kind, "file": PDF, "file_name": f"{kind}.pdf"}
            )
            if kind == "draft_instrument" and version.state != "draft":
                document.with_user(cls.planning).action_endorse()
                document.with_user(cls.legal).action_endorse()

    @classmethod
    def endorsed(cls):
        return cls.endorse(cls.complete(cls.adopt()))

    @classmethod
    def in_force(cls, version):
        """Bring an endorsed version to in force, by the council."""
        version = version.with_user(cls.approver)
        today = fields.Date.context_today(version)
        version.action_elevate()
        version.action_to_council()
        version._register_approval(
            {"instrument": "Ordenanza Municipal", "number": "001-2026", "date": today}
        )
        version._register_publication(
            {"medium": "el_peruano", "date": today, "url": "https://example.org/1"}
        )
        publication = version.sudo().publication_ids
        # The law makes it effective tomorrow; the tests of time travel elsewhere.
        cls.env.cr.execute(
            "UPDATE pgo_publication SET effective_date = %s WHERE id = %s", (today, publication.id)
        )
        publication.invalidate_recordset()
        version._platform_transition("in_force")
        return version

    @classmethod
    def small_version(cls, units=5, functions=3):
        """Return a draft written row by row, of a chosen size, for counts of queries."""
        version = opened(cls.env["pgo.version"], LOAD).create(
            {
                "kind": "rof",
                "entity_id": cls.entity.id,
                "title": "ROF de prueba",
                "template": "municipal",
            }
        )
        loader = version.env["pgo.unit"]
        top = loader.create(
            {
                "version_id": version.id,
                "name": "Gerencia Municipal",
                "code": "01.1",
                "level": 1,
                "nature": "senior_management",
            }
        )
        rows = loader.create(
            [
                {
                    "version_id": version.id,
                    "name": f"Gerencia {place}",
                    "code": f"07.{place}",
                    "level": 2,
                    "nature": "line",
                    "parent_id": top.id,
                }
                for place in range(1, units)
            ]
        )
        version.env["pgo.function"].create(
            [
                {"unit_id": unit.id, "text": f"Ejecutar la tarea {unit.name} {place}"}
                for unit in rows
                for place in range(functions)
            ]
        )
        return version.with_env(cls.env)

    def rows_of(self, record):
        """Return the stored columns of `record` as they are in the database."""
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL("SELECT * FROM %s WHERE id IN %s", SQL.identifier(record._table), tuple(record.ids))
        )

    def assertRefused(self, errors, record, call, *args, **kwargs):
        """Assert that `call` raises one of `errors`, and that `record` is in the database as it was.

        Returns the sentence of the refusal. Odoo's own `assertRaises` takes one class only.
        """
        before = self.rows_of(record)
        with mute_logger("odoo.sql_db", "odoo.models.unlink"):
            savepoint = self.env.cr.savepoint(flush=False)
            try:
                call(*args, **kwargs)
                self.env.flush_all()
            except errors as error:
                message = str(error)
            else:
                self.fail(f"{call} was not refused")
            finally:
                self.env.invalidate_all(flush=False)
                self.env.transaction.clear()
                savepoint.close(rollback=True)
        self.assertEqual(self.rows_of(record), before)
        return message


class AmendmentCase(VersionCase):
    """A text before the council, and what is done when the council amends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.endorsed().with_user(cls.approver)
        cls.version.action_elevate()
        cls.version.action_to_council()
        cls.today = fields.Date.context_today(cls.version)

    @classmethod
    def start(cls, version=None, user=None):
        version = (version or cls.version).with_user(user or cls.approver)
        return version._start_amendment(AMENDED_BY, AMENDED_WHAT)

    @classmethod
    def line_unit(cls, version):
        return version.unit_ids.filtered(lambda unit: unit.nature == "line")[0]

    @classmethod
    def reword(cls, copy, text="Ejecutar el plan anual de mejora de los servicios"):
        """Type one amendment as the approver; return the function it changes."""
        function = cls.line_unit(copy).function_ids[0].with_user(cls.approver)
        function.text = text
        copy._recheck()
        return function

    @classmethod
    def answer(cls, copy):
        copy.finding_ids.filtered("pending").with_user(cls.approver).action_answer(
            "Lo acordó el Concejo."
        )

    @classmethod
    def approval(cls, **vals):
        return {
            "instrument": "Ordenanza Municipal",
            "number": "007-2026",
            "date": cls.today,
            "session_date": cls.today,
            **vals,
        }

    def events_since(self, sequence):
        return self.env["pgo.event"].search([("sequence", ">", sequence)], order="sequence")

    def last_sequence(self):
        return self.env["pgo.event"].search([], limit=1).sequence
