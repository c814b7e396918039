from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestFix(VersionCase):
    """One click mends what leaves nothing to decide, with the rights and the log of any edit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.adopt()
        cls.unit = cls.version.unit_ids.filtered(lambda unit: unit.nature == "line")[0]
        cls.function = cls.unit.function_ids[0]

    def finding(self, rule_id):
        self.version._recheck()
        return self.version.finding_ids.filtered(lambda row: row.rule_code == rule_id)

    def test_a_typed_letter_is_taken_away(self):
        text = self.function.text
        self.function.text = f"a) {text}"
        finding = self.finding("R36")
        self.assertTrue(finding.is_fixable)
        action = finding.action_ask_fix()
        self.assertIn(text, action["context"]["default_tells"])
        self.assertEqual(self.function.text, f"a) {text}")
        wizard = self.env["pgo.finding.fix"].with_user(self.formulator)
        wizard.create({"finding_id": finding.id}).action_confirm()
        self.assertEqual(self.function.text, text)
        self.assertFalse(self.finding("R36"))
        change = self.env["pgo.change"].search([("version_id", "=", self.version.id)], limit=1)
        self.assertEqual((change.after, change.user_id), (text, self.formulator))

    def test_the_closing_clause_is_added_and_put_last(self):
        self.unit.function_ids[-1].unlink()
        self.finding("R35").action_fix()
        last = self.unit.function_ids.sorted("sequence")[-1]
        self.assertTrue(last.text.startswith("Las demás funciones"))
        last.sequence = 0
        self.finding("R35").action_fix()
        self.unit.invalidate_recordset(["function_ids"])
        self.assertEqual(self.unit.function_ids.sorted("sequence")[-1], last)
        self.assertFalse(self.finding("R35"))

    def test_codes_are_made_anew(self):
        codes = {unit.id: unit.code for unit in self.version.unit_ids}
        self.unit.code = "07.99"
        finding = self.finding("R27")[:1]
        self.assertTrue(finding.is_fixable)
        finding.action_fix()
        self.assertFalse(self.finding("R27"))
        self.assertEqual(set(self.version.unit_ids.mapped("code")), set(codes.values()))

    def test_a_norm_named_in_the_text_becomes_its_legal_basis(self):
        function = self.function
        function.write(
            {
                "citation_ids": [(5, 0, 0)],
                "text": "Administrar el cementerio según el artículo 80 de la Ley N° 27972.",
            }
        )
        finding = self.finding("R40").filtered(lambda row: row.target_uid == function.uid)
        self.assertTrue(finding.is_fixable)
        finding.action_fix()
        self.assertEqual(function.citation_ids.mapped("article"), ["80"])
        self.assertIn("27972", function.citation_ids.norm_id.label)
        self.assertNotIn(finding, self.finding("R40"))

    def test_a_decision_is_not_taken_by_a_click(self):
        finding = self.finding("R73")[:1]
        self.assertFalse(finding.is_fixable)
        self.assertRefused(UserError, finding, finding.action_fix)

    def test_who_may_not_edit_does_not_mend(self):
        self.function.text = f"a) {self.function.text}"
        finding = self.finding("R36")
        for user in (self.stranger, self.legal):
            self.assertRefused(AccessError, self.function, finding.with_user(user).action_fix)

    def test_a_sealed_text_is_not_mended(self):
        version = self.endorsed()
        finding = version.finding_ids[:1]
        if finding:
            self.assertRefused(UserError, finding, finding.action_fix)
