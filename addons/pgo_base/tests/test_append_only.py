from psycopg2.errors import RestrictViolation

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestAppendOnly(TransactionCase):
    """A log row is written by the platform and never changed, on any path."""

    def setUp(self):
        super().setUp()
        self.event = self.env["pgo.event"]._log("test.act", self.env.user, {"what": "ñandú"})
        self.change = self.env["pgo.change"]._record(
            [
                {
                    "operation": "write",
                    "res_model": "res.users",
                    "target_uid": "u-1",
                    "before": "a",
                    "after": "b",
                }
            ]
        )

    def test_create_is_refused_by_hand(self):
        for model, vals in (
            (
                "pgo.event",
                {
                    "sequence": 999_999,
                    "kind": "forged",
                    "user_login": "x",
                    "hash": "x",
                    "previous_hash": "x",
                },
            ),
            ("pgo.change", {"operation": "create", "res_model": "x", "target_uid": "x"}),
        ):
            before = self.env[model].search_count([])
            for env in (
                self.env,
                self.env(su=True),
                self.env(context={"pgo_guard": True, "default_kind": "x"}),
            ):
                with self.assertRaises(UserError):
                    env[model].create(vals)
            self.assertEqual(self.env[model].search_count([]), before)

    def test_write_and_unlink_are_refused(self):
        for record, vals in ((self.event, {"kind": "other"}), (self.change, {"after": "c"})):
            for refused in (
                lambda r=record, v=vals: r.sudo().write(v),
                lambda r=record: r.sudo().unlink(),
            ):
                with self.assertRaises(UserError):
                    refused()
        self.assertEqual(self.event.kind, "test.act")
        self.assertEqual(self.change.after, "b")

    @mute_logger("odoo.sql_db")
    def test_sql_is_refused(self):
        for statement in (
            "UPDATE pgo_event SET kind = 'other'",
            "DELETE FROM pgo_event",
            "TRUNCATE pgo_event CASCADE",
            "UPDATE pgo_change SET after = 'c'",
            "DELETE FROM pgo_change",
        ):
            with self.assertRaises(RestrictViolation, msg=statement), self.env.cr.savepoint():
                self.env.cr.execute(statement)
        self.assertEqual(
            self.env["pgo.event"].search([("kind", "=", "test.act")], limit=1), self.event
        )

    def test_author_stays_under_sudo(self):
        event = self.env["pgo.event"].sudo()._log("test.sudo", self.env.user)
        self.assertEqual(event.user_id, self.env.user)
        self.assertEqual(event.user_login, self.env.user.login)
