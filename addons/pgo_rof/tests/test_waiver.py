from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestWaiver(VersionCase):
    """In the Poder Ejecutivo SGP sets aside what rests on the LOE, with reasons (DCF 2); nobody else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ministry = cls.env["pgo.entity"].search([("type_id.code", "=", "ministry")], limit=1)
        cls.author = cls._person("waiver_author", "formulator", entity=cls.ministry)
        cls.chief = cls._person("waiver_chief", "planning_chief", entity=cls.ministry)
        cls.coordinator = cls._person("waiver_coordinator", "sgp_coordinator")
        cls.evaluator = cls._person("waiver_evaluator", "sgp_evaluator")
        cls.data_team = cls._person("waiver_data", "data_team")
        cls.version = cls.draft(cls.ministry, cls.author)
        cls.finding = cls.version.finding_ids.filtered(lambda finding: finding.rule_code == "R06")

    @classmethod
    def draft(cls, entity, author):
        """Return a draft with an organ of control below the first level: rule 6, LOE 9.1."""
        version = (
            cls.env["pgo.version"]
            .with_user(author)
            .create({"kind": "rof", "entity_id": entity.id, "title": "ROF"})
        )
        unit = cls.env["pgo.unit"].with_user(author)
        top = unit.create(
            {
                "version_id": version.id,
                "name": "Despacho Ministerial",
                "nature": "senior_management",
                "level": 1,
            }
        )
        unit.create(
            {
                "version_id": version.id,
                "name": "Órgano de Control Institucional",
                "nature": "control",
                "level": 2,
                "parent_id": top.id,
            }
        )
        version._recheck()
        return version

    def ask(self):
        self.finding.with_user(self.chief).action_ask_waiver("La ley de la entidad lo dispone así.")

    def reads(self, user):
        return bool(self.env["pgo.version"].with_user(user).search([("id", "=", self.version.id)]))

    def test_sgp_grants_and_the_finding_no_longer_waits(self):
        self.ask()
        self.assertTrue(self.finding.pending)
        self.finding.with_user(self.coordinator).action_grant_waiver("Conforme a la DCF 2.")
        self.assertFalse(self.finding.pending)
        self.assertEqual(self.finding.waiver_user_id, self.coordinator)
        kinds = self.env["pgo.event"].search(
            [("kind", "in", ("finding.waiver_asked", "finding.waiver_granted"))]
        )
        self.assertEqual(len(kinds), 2)

    def test_a_denied_waiver_leaves_the_finding_and_may_be_asked_again(self):
        self.ask()
        self.finding.with_user(self.coordinator).action_deny_waiver("No hay ley que lo disponga.")
        self.assertTrue(self.finding.pending)
        self.ask()
        self.assertEqual(self.finding.waiver_state, "asked")
        self.assertFalse(self.finding.waiver_reason)

    def test_sgp_reads_the_draft_only_while_it_decides(self):
        self.assertFalse(self.reads(self.coordinator))
        self.ask()
        self.assertTrue(self.reads(self.coordinator) and self.reads(self.evaluator))
        self.assertFalse(self.reads(self.data_team))
        units = self.env["pgo.unit"].with_user(self.coordinator)
        self.assertEqual(len(units.search([("version_id", "=", self.version.id)])), 2)
        self.assertRefused(
            (AccessError, UserError),
            self.version,
            self.version.with_user(self.coordinator).write,
            {"title": "Otro"},
        )
        self.finding.with_user(self.coordinator).action_grant_waiver("Conforme a la DCF 2.")
        self.assertFalse(self.reads(self.coordinator))

    def test_a_waiver_falls_with_its_text(self):
        self.ask()
        self.finding.with_user(self.coordinator).action_grant_waiver("Conforme a la DCF 2.")
        unit = self.version.unit_ids.filtered(lambda unit: unit.nature == "control")
        unit.name = "Oficina de Control Institucional"
        self.env.cr.precommit.run()
        self.assertTrue(self.finding.exists() and self.finding.pending)
        self.assertFalse(self.finding.waiver_state)

    def test_who_may_ask_and_decide(self):
        self.assertRefused(
            AccessError,
            self.finding,
            self.finding.with_user(self.stranger).action_ask_waiver,
            "Sí.",
        )
        self.assertRefused(
            UserError, self.finding, self.finding.with_user(self.chief).action_ask_waiver, "  "
        )
        self.ask()
        for user in (self.author, self.chief, self.evaluator, self.sgp_admin):
            self.assertRefused(
                AccessError, self.finding, self.finding.with_user(user).action_grant_waiver, "Sí."
            )
        self.assertRefused(
            UserError,
            self.finding,
            self.finding.with_user(self.coordinator).action_grant_waiver,
            "",
        )
        self.assertRefused(
            UserError,
            self.finding,
            self.finding.with_user(self.author).write,
            {"waiver_state": "granted"},
        )

    def test_nothing_is_decided_that_nobody_asked(self):
        self.assertRefused(
            (AccessError, UserError),
            self.finding,
            self.finding.with_user(self.coordinator).action_grant_waiver,
            "Conforme.",
        )

    def test_the_entity_does_not_accept_for_itself(self):
        self.assertRefused(
            UserError, self.finding, self.finding.with_user(self.chief).action_accept, "Porque sí."
        )

    def test_outside_the_executive_nobody_asks(self):
        version = self.draft(self.entity, self.formulator)
        finding = version.finding_ids.filtered(lambda finding: finding.rule_code == "R06")
        self.assertRefused(UserError, finding, finding.action_ask_waiver, "Porque sí.")

    def test_what_rests_on_a_law_is_never_waived(self):
        self.env.cr.execute("UPDATE pgo_finding SET basis = 'law' WHERE id = %s", [self.finding.id])
        self.finding.invalidate_recordset()
        self.assertRefused(
            UserError, self.finding, self.finding.with_user(self.chief).action_ask_waiver, "Sí."
        )
