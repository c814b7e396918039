import json

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestSetting(TransactionCase):
    """Parameters change with a reason, within their range, and leave an event."""

    def setUp(self):
        super().setUp()
        self.setting = self.env.ref("pgo_base.pgo_setting_term_admissibility")

    def test_read_by_key(self):
        self.assertEqual(self.env["pgo.setting"]._get("term_admissibility"), 3)
        self.assertIs(self.env["pgo.setting"]._get("clock_stops_when_observed"), True)
        with self.assertRaises(KeyError):
            self.env["pgo.setting"]._get("nothing")

    def test_change_with_reason_is_logged(self):
        self.setting.write({"value": "4", "reason": "Directiva 2026"})
        self.assertEqual(self.env["pgo.setting"]._get("term_admissibility"), 4)
        event = self.env["pgo.event"].search([("kind", "=", "setting.changed")], limit=1)
        self.assertEqual(
            json.loads(event.payload),
            {
                "operation": "changed",
                "key": "term_admissibility",
                "changes": {"value": ["3", "4"]},
                "reason": "Directiva 2026",
            },
        )

    def test_change_without_reason_is_refused(self):
        with self.assertRaises(UserError):
            self.setting.write({"value": "4"})
        self.assertEqual(self.env["pgo.setting"]._get("term_admissibility"), 3)

    def test_out_of_range_is_refused(self):
        for value in ("0", "31", "tres", "-1", ""):
            with self.subTest(value=value), self.assertRaises(ValidationError):
                self.setting.write({"value": value, "reason": "prueba"})
        self.assertEqual(self.env["pgo.setting"]._get("term_admissibility"), 3)

    def test_shipped_setting_is_not_erased(self):
        with self.assertRaises(UserError):
            self.setting.unlink()

    def test_forged_context_does_not_skip_the_reason(self):
        with self.assertRaises(UserError):
            self.setting.with_context(install_mode=True).write({"value": "4"})
        self.assertEqual(self.env["pgo.setting"]._get("term_admissibility"), 3)

    def test_its_range_is_not_widened(self):
        for vals in ({"maximum": 999}, {"key": "other"}, {"kind": "text"}):
            with self.assertRaises(UserError):
                self.setting.write({**vals, "reason": "prueba"})
        self.assertEqual((self.setting.maximum, self.setting.kind), (30, "integer"))
