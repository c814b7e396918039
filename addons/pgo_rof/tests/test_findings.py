import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from pgo_core import rules

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestFindings(VersionCase):
    """What the rules find stays with the version, and what the entity answers stays with the finding."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.adopt()
        cls.unit = cls.version.unit_ids.filtered(lambda unit: unit.nature == "line")[0]

    def warning(self):
        """Return a warning of the version, made by a function that says its purpose."""
        self.unit.function_ids[0].text = "Ejecutar acciones con la finalidad de mejorar el servicio"
        self.version._recheck()
        return self.version.finding_ids.filtered(lambda finding: finding.rule_code == "R32")

    def test_every_rule_of_the_library_is_in_the_table(self):
        self.assertEqual(
            set(self.env["pgo.rule"].search([]).mapped("rule_id")), set(rules.REGISTRY)
        )

    def test_edit_brings_and_takes_its_finding(self):
        finding = self.warning()
        self.assertEqual(len(finding), 1)
        self.assertEqual(finding.unit_id, self.unit)
        self.assertEqual(finding.target_uid, self.unit.function_ids[0].uid)
        self.assertTrue(finding.hint and finding.citation)
        self.unit.function_ids[0].text = "Ejecutar acciones de mejora del servicio"
        self.version._recheck()
        self.assertFalse(finding.exists())

    def test_check_runs_once_when_the_transaction_ends(self):
        with patch.object(type(self.version), "_recheck", autospec=True) as recheck:
            self.unit.function_ids[0].text = "Ejecutar el plan"
            self.unit.function_ids[1].text = "Supervisar el plan"
            self.assertEqual(recheck.call_count, 0)
            self.env.cr.precommit.run()
            self.assertEqual(recheck.call_count, 1)

    def test_answer_survives_a_recheck(self):
        finding = self.warning()
        finding.action_answer("Lo pide la ley.")
        self.assertFalse(finding.pending)
        self.version._recheck()
        self.assertEqual(finding.answer, "Lo pide la ley.")
        self.assertEqual(finding.answerer_id, self.formulator)

    def test_answer_to_another_text_falls(self):
        """An answer given to one wording does not cover the next one in the dark."""
        finding = self.warning()
        finding.action_answer("Lo pide la ley.")
        self.unit.function_ids[0].text = "Aprobar normas con la finalidad de ordenar otra cosa"
        self.version._recheck()
        self.assertTrue(finding.exists())
        self.assertFalse(finding.answer)
        self.assertTrue(finding.pending)

    def test_acceptance_of_another_text_falls(self):
        finding = self.version.finding_ids.filtered(lambda finding: finding.rule_code == "R73")[0]
        finding.with_user(self.planning).action_accept("La norma no obra en el archivo.")
        finding.with_user(self.legal).action_accept("Conforme con OPP.")
        article = self.version.article_ids.filtered(
            lambda article: "(COMPLETAR" in (article.body or "")
        )
        article.body = article.body.replace("(COMPLETAR: ", "(COMPLETAR: otra cosa y ")
        self.version._recheck()
        self.assertTrue(finding.exists())
        self.assertFalse(finding.planning_reason or finding.legal_reason)
        self.assertTrue(finding.pending)

    def test_answer_needs_a_reason_and_the_formulator(self):
        finding = self.warning()
        self.assertRefused(UserError, finding, finding.action_answer, "  ")
        other = finding.with_user(self.contributor)
        self.assertRefused(AccessError, finding, other.action_answer, "No corresponde")

    def test_blocking_finding_needs_both_reasons(self):
        finding = self.version.finding_ids.filtered(lambda finding: finding.severity == "blocks")[0]
        self.assertRefused(UserError, finding, finding.action_answer, "porque sí")
        self.assertNotEqual(finding.basis, "law")
        finding.with_user(self.planning).action_accept("La norma no obra en el archivo.")
        self.assertTrue(finding.pending)
        finding.with_user(self.legal).action_accept("Conforme con OPP.")
        self.assertFalse(finding.pending)
        kinds = self.env["pgo.event"].search([("kind", "=", "finding.accepted")])
        self.assertEqual(len(kinds), 2)

    def test_blocking_finding_is_not_accepted_by_the_formulator(self):
        finding = self.version.finding_ids.filtered(lambda finding: finding.severity == "blocks")[0]
        self.assertRefused(AccessError, finding, finding.action_accept, "porque sí")

    def test_finding_on_a_law_is_never_accepted(self):
        finding = self.version.finding_ids.filtered(lambda finding: finding.severity == "blocks")[0]
        self.env.cr.execute("UPDATE pgo_finding SET basis = 'law' WHERE id = %s", (finding.id,))
        finding.invalidate_recordset()
        self.assertRefused(
            UserError, finding, finding.with_user(self.planning).action_accept, "porque sí"
        )

    def test_findings_are_not_written_by_hand(self):
        finding = self.version.finding_ids[0]
        for user in (self.formulator, self.planning, self.sgp_admin):
            call = finding.with_user(user).with_context(pgo_guard=True).write
            self.assertRefused((UserError, AccessError), finding, call, {"severity": "informs"})
        self.assertRefused(UserError, finding, finding.sudo().unlink)

    def test_severity_set_by_sgp_applies(self):
        rule = self.env["pgo.rule"].search([("rule_id", "=", "R32")]).with_user(self.sgp_admin)
        with self.assertRaises(UserError):
            rule.write({"severity": "informs"})
        with self.assertRaises(UserError):
            rule.with_context(install_mode=True).write({"severity": "informs"})
        rule.write({"severity": "informs", "reason": "Prueba"})
        self.assertEqual(self.warning().severity, "informs")
        event = self.env["pgo.event"].search([("kind", "=", "rule.changed")])
        self.assertEqual(
            json.loads(event.payload),
            {
                "operation": "changed",
                "key": "R32",
                "changes": {"severity": ["warns", "informs"]},
                "reason": "Prueba",
            },
        )

    def test_what_the_library_says_of_a_rule_is_not_written(self):
        rule = self.env["pgo.rule"].search([("rule_id", "=", "R32")]).with_user(self.sgp_admin)
        for vals in (
            {"basis": "opinion"},
            {"default_severity": "informs"},
            {"rule_id": "R99"},
            {"title": "x"},
        ):
            self.assertRefused(UserError, rule, rule.write, {**vals, "reason": "Prueba"})

    def test_rule_not_applied_finds_nothing(self):
        rule = self.env["pgo.rule"].search([("rule_id", "=", "R32")]).with_user(self.sgp_admin)
        rule.write({"is_applied": False, "reason": "Prueba"})
        self.assertFalse(self.warning())

    def test_finding_opens_its_place(self):
        action = self.warning().action_go()
        self.assertEqual((action["res_model"], action["res_id"]), ("pgo.unit", self.unit.id))
