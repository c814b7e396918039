from odoo.addons.pgo_base.models.sentinel import LOAD, opened
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestStranger(VersionCase, HttpCase):
    """What people of another entity try over the wire to see of a draft, or to pass off as theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.adopt()

    def setUp(self):
        super().setUp()
        self.authenticate("rof_stranger", "rof_stranger")

    def call(self, model, method, *args, **kwargs):
        """Call a method as the browser does."""
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def refused(self, model, method, *args, **kwargs):
        with mute_logger("odoo.http", "odoo.sql_db"), self.assertRaises(JsonRpcException):
            self.call(model, method, *args, **kwargs)
        self.env.invalidate_all()

    # What a window shows ------------------------------------------------------------------------------------

    def test_the_window_of_a_correction_opens_on_what_is_read(self):
        finding = self.draft.sudo().finding_ids[0]
        self.refused("pgo.finding.fix", "create", [{"finding_id": finding.id}])
        own = self.adopt(user=self.stranger, entity=self.other).sudo().finding_ids[0]
        [fix] = self.call("pgo.finding.fix", "create", [{"finding_id": own.id}])
        self.refused("pgo.finding.fix", "write", [fix], {"finding_id": finding.id})
        self.assertEqual(
            self.call("pgo.finding.fix", "read", [fix], ["message"])[0]["message"], own.message
        )

    def test_a_window_is_of_who_opened_it(self):
        page = self.draft.action_readiness()["res_id"]
        lines = self.env["pgo.readiness"].browse(page).line_ids
        self.assertTrue(lines.mapped("name"))
        self.refused("pgo.readiness", "read", [page], ["missing_count"])
        self.refused("pgo.readiness.line", "read", lines.ids, ["name"])
        self.assertFalse(self.call("pgo.readiness.line", "search", []))
        reason = (
            self.env["pgo.reason"]
            .with_user(self.formulator)
            .create({"act": "version_withdraw", "res_ids": self.draft.ids, "text": "Propio"})
        )
        self.refused("pgo.reason", "write", [reason.id], {"text": "Ajeno"})
        self.assertEqual(reason.text, "Propio")

    def test_counts_of_a_draft_are_not_shown_by_choosing_it(self):
        self.refused(
            "pgo.version.adopt",
            "web_save",
            [],
            {"entity_id": self.other.id, "model_version_id": self.draft.id},
            specification={"unit_count": {}, "function_count": {}},
        )

    def test_a_refusal_names_nothing_of_a_draft_to_who_debugs(self):
        self.url_open("/odoo?debug=1")
        for record in (self.draft.sudo().function_ids[0], self.draft.sudo().finding_ids[0]):
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    f"/web/dataset/call_kw/{record._name}/read",
                    json={
                        "params": {
                            "model": record._name,
                            "method": "read",
                            "args": [record.ids, ["display_name"]],
                            "kwargs": {},
                        }
                    },
                ).json()
            self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError")
            self.assertNotIn(record.display_name[:30], str(answer))

    # What is given when a version starts --------------------------------------------------------------------

    def _new(self, **vals):
        return {"kind": "rof", "entity_id": self.other.id, "title": "ROF", **vals}

    def test_a_draft_of_others_is_no_model(self):
        mine = self.adopt(user=self.stranger, entity=self.other)
        count = self.env["pgo.version"].search_count([])
        for version in (self.draft, mine):
            self.refused("pgo.version", "create", [self._new(model_version_id=version.id)])
        self.assertEqual(self.env["pgo.version"].search_count([]), count)
        self.assertTrue(
            self.call("pgo.version", "create", [self._new(model_version_id=self.model.id)])
        )

    def test_type_and_name_are_those_of_the_entity(self):
        another = self.env["pgo.entity.type"].search(
            [("id", "!=", self.other.type_id.id), ("sgp_opinion", "!=", "mandatory")], limit=1
        )
        count = self.env["pgo.version"].search_count([])
        self.refused("pgo.version", "create", [self._new(entity_type_id=another.id)])
        self.refused("pgo.version", "create", [self._new(name="ROF 1 · Otra entidad")])
        self.assertEqual(self.env["pgo.version"].search_count([]), count)
        [created] = self.call(
            "pgo.version", "create", [self._new(entity_type_id=self.other.type_id.id)]
        )
        created = self.env["pgo.version"].browse(created)
        self.assertEqual(created.entity_type_id, self.other.type_id)
        self.assertIn(self.other.name, created.name)

    # What belongs to a draft --------------------------------------------------------------------------------

    def test_a_document_stays_of_its_entity(self):
        mine = self.adopt(user=self.stranger, entity=self.other)
        [document] = self.call(
            "pgo.dossier.document",
            "create",
            [{"version_id": mine.id, "kind": "legal_report", "file": "JVBERg=="}],
        )
        document = self.env["pgo.dossier.document"].browse(document)
        self.refused("pgo.dossier.document", "write", document.ids, {"entity_id": self.entity.id})
        self.assertEqual(document.entity_id, self.other)

    def test_a_unit_of_others_is_not_named_by_its_refusal(self):
        mine = self.adopt(user=self.stranger, entity=self.other)
        unit = self.draft.unit_ids.filtered(lambda unit: not unit.locked)[0]
        unit.with_user(self.formulator).name = "Gerencia Reservada"
        report = self.env["pgo.technical.report"].browse(mine.action_open_dossier()["res_id"])
        row = opened(self.env["pgo.equivalence"].sudo(), LOAD).create(
            {"report_id": report.id, "from_uid": "uid", "from_name": "Gerencia"}
        )
        told = self.assertRefused(
            UserError, mine, row.with_user(self.stranger).write, {"to_unit_id": unit.id}
        )
        self.assertNotIn("Reservada", told)
        self.assertFalse(row.to_unit_id)

    def test_a_competence_is_carried_by_its_own_text(self):
        published = self.model.function_ids[0]
        mine = self.adopt(user=self.stranger, entity=self.other)
        competence = mine.competence_ids[0]
        carried = competence.function_ids
        for function in (published, self.draft.sudo().function_ids[0]):
            self.refused(
                "pgo.competence", "write", competence.ids, {"function_ids": [(4, function.id)]}
            )
            self.assertEqual(competence.function_ids, carried)


@tagged("post_install", "-at_install")
class TestStrangerOfPublished(VersionCase):
    """What stays of the entity and SGP when a text is published."""

    def test_the_facts_of_the_dossier_stay_closed(self):
        version = self.endorsed()
        self.add_dossier(version)
        version.with_user(self.approver).action_send()
        version = self.in_force(version)
        self.assertEqual(version.with_user(self.stranger).title, version.title)
        with self.assertRaises(AccessError):
            version.with_user(self.stranger).read(["dossier_facts"])
        evaluator = self._person("rof_evaluator", "sgp_evaluator")
        [row] = version.with_user(evaluator).read(["dossier_facts"])
        self.assertEqual(len(row["dossier_facts"]["sha256"]), 64)
        self.assertRefused(
            UserError, version, version.with_user(self.formulator).write, {"dossier_facts": {}}
        )
