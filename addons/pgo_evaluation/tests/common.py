import base64

from odoo import fields
from odoo.addons.pgo_entity.roles import ENTITY_ROLES
from odoo.addons.pgo_rof.tests.common import fill_dossier
from odoo.tests import TransactionCase, new_test_user

#: What a dossier holds, with what rule 89 asks for.
KINDS = ("draft_instrument", "explanatory_statement", "technical_report", "legal_report")
QUIET = {"no_reset_password": True, "mail_create_nolog": True, "tracking_disable": True}
#: Designations start long before, so that tests may travel in time.
SINCE = fields.Date.to_date("2020-01-02")


class EvaluationMixin:
    """Two municipalities and a ministry with their people, SGP's team, and versions ready to be sent."""

    @classmethod
    def _set_up_people(cls):
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        entity = cls.env["pgo.entity"]
        cls.entity = entity.search([("code", "=", "MD-150122")])
        cls.other = entity.search([("code", "=", "MD-150140")])
        cls.formulator = cls._person("formulator", "formulator")
        cls.planning = cls._person("planning", "planning_chief")
        cls.legal = cls._person("legal", "legal_reviewer")
        cls.approver = cls._person("approver", "approver")
        cls.outsider = cls._person("outsider", "formulator", entity=cls.other)
        cls.outside_approver = cls._person("outside_approver", "approver", entity=cls.other)
        cls.admissibility = cls._person("admissibility", "sgp_admissibility")
        cls.evaluator = cls._person("evaluator", "sgp_evaluator")
        cls.second_evaluator = cls._person("second_evaluator", "sgp_evaluator")
        cls.coordinator = cls._person("coordinator", "sgp_coordinator")
        cls.sgp_admin = cls._person("sgp_admin", "sgp_admin")
        cls.auditor = cls._person("auditor", "auditor")
        cls.data_team = cls._person("data_team", "data_team")

    @classmethod
    def _person(cls, name, *roles, entity=None):
        """Return a new user who holds `roles`, those of an entity for `entity` (the first one by default)."""
        user = new_test_user(cls.env, f"ev_{name}", groups="base.group_user", context=QUIET)
        for role in roles:
            cls._designate(user, role, entity)
        return user

    @classmethod
    def _designate(cls, user, role, entity=None):
        return cls.env["pgo.membership"].create(
            {
                "user_id": user.id,
                "role": role,
                "entity_id": (entity or cls.entity).id if role in ENTITY_ROLES else False,
                "instrument": "Resolución de Alcaldía N° 001-2020",
                "date_from": SINCE,
            }
        )

    @classmethod
    def _adopted(cls, entity=None, formulator=None):
        """Return a complete draft of `entity`: the small model with its gaps filled and its warnings answered."""
        model = cls.env["pgo.version"].search([("model_key", "=", "district_small")])
        version = model.with_user(formulator or cls.formulator)._adopt(entity or cls.entity)
        cls._fill_gaps(version)
        fill_dossier(version)
        cls._attend_findings(version)
        return version

    @classmethod
    def _fill_gaps(cls, version):
        """Replace what the model left to be completed by the entity."""
        for model, names in (
            ("pgo.unit", ("name", "description")),
            ("pgo.function", ("text", "counterpart")),
            ("pgo.article", ("heading", "body", "items")),
            ("pgo.competence", ("text",)),
        ):
            for row in version.env[model].search([("version_id", "=", version.id)]):
                vals = {}
                for name in names:
                    if "COMPLETAR" in (row[name] or ""):
                        head, _gap, rest = row[name].partition("(COMPLETAR")
                        vals[name] = head + "Norma de creación" + rest.partition(")")[2]
                if vals:
                    row.write(vals)

    @classmethod
    def _attend_findings(cls, version):
        """Answer warnings and accept what blocks the text; the dossier is filled in."""
        version._recheck()
        for finding in version.finding_ids.filtered("pending"):
            if finding.rule_code == "R58":
                continue
            if finding.severity == "warns":
                finding.action_answer("La entidad lo sustenta en su informe técnico.")
            else:
                entity = version.entity_id
                people = cls.env["pgo.membership"].search([("entity_id", "=", entity.id)])
                for role in ("planning_chief", "legal_reviewer"):
                    user = people.filtered(lambda row, role=role: row.role == role)[:1].user_id
                    finding.with_user(user).action_accept(
                        "La estructura responde a la realidad del distrito."
                    )

    @classmethod
    def _endorsed(cls, version):
        """Give a draft its dossier and both endorsements."""
        present = set(version.dossier_ids.mapped("kind"))
        version.env["pgo.dossier.document"].create(
            [
                {
                    "version_id": version.id,
                    "kind": kind,
                    "number": "001-2026",
                    "file": base64.b64encode(b"%PDF-1.4 documento"),
                    "file_name": f"{kind}.pdf",
                }
                for kind in KINDS
                if kind not in present
            ]
        )
        cls._attend_findings(version)
        version.action_request_endorsement()
        version.with_user(cls.planning).action_endorse_planning()
        version.with_user(cls.legal).action_endorse_legal()
        return version

    @classmethod
    def _sent(cls, version):
        """Send an endorsed version and return its case, as the approver sees it."""
        version = version.with_user(cls.approver)
        version.action_send()
        return version.case_id

    @classmethod
    def _received(cls):
        """Return the case of a version of the first entity that was just sent."""
        return cls._sent(cls._endorsed(cls._adopted()))

    @classmethod
    def _in_evaluation(cls, evaluator=None):
        """Return a case in evaluation by `evaluator`."""
        case = cls._received().with_user(cls.admissibility)
        case.action_start_admissibility()
        case.action_admit("low")
        case.with_user(evaluator or cls.evaluator).action_take()
        return case.with_user(evaluator or cls.evaluator)

    @classmethod
    def _observe(cls, case, target=None, kind="function", **vals):
        """Return a draft observation of the evaluator on `target`, the first function of the version by default."""
        user = case.evaluator_id
        target = target or cls._functions(case.version_id)[0]
        return (
            cls.env["pgo.observation"]
            .with_user(user)
            .create(
                {
                    "case_id": case.id,
                    "target_kind": kind,
                    "target_uid": target.uid if kind != "document" else "document",
                    "kind_id": cls.env.ref("pgo_evaluation.pgo_observation_kind_16").id,
                    "text": "Está redactada como procedimiento.",
                    **vals,
                }
            )
        )

    @classmethod
    def _functions(cls, version):
        return version.env["pgo.function"].search(
            [("version_id", "=", version.id)], order="unit_id, sequence, id", limit=40
        )

    def _same(self, version, function):
        """Return the function of another version with the same stable id."""
        return version.env["pgo.function"].search(
            [("version_id", "=", version.id), ("uid", "=", function.uid)]
        )

    @classmethod
    def _draft_of(cls, case):
        """Start the correction of a case and return its draft, as its formulator."""
        action = case.with_user(cls.formulator).action_start_correction()
        return cls.env["pgo.version"].with_user(cls.formulator).browse(action["res_id"])

    @classmethod
    def _events(cls, record, kind=None):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        domain += [("kind", "=", kind)] if kind else []
        return cls.env["pgo.event"].sudo().search(domain, order="sequence")


class EvaluationCase(EvaluationMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_people()

    def assertRefused(self, error, act, *records):
        """Assert that `act` raises `error` and that nothing of `records` changed; return the sentence."""
        watched = (
            "state",
            "stage_id",
            "evaluator_id",
            "result",
            "text",
            "answer",
            "name",
            "version_id",
        )
        before = {
            record: {name: record[name] for name in watched if name in record._fields}
            for record in records
        }
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            act()
        for record in records:
            record.invalidate_recordset()
            for name, value in before[record].items():
                self.assertEqual(record[name], value, name)
        return str(caught.exception)
