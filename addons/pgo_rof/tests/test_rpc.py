from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestRpc(VersionCase, HttpCase):
    """What a client sends over the wire is refused as well: forged values, contexts and private methods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.complete(cls.adopt())

    def call(self, method, *args, model="pgo.version", **kwargs):
        """Call a method as the browser does."""
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def assertWireRefused(self, method, *args, model="pgo.version", **kwargs):
        before = self.rows_of(self.version)
        with mute_logger("odoo.http", "odoo.sql_db"), self.assertRaises(JsonRpcException):
            self.call(method, *args, model=model, **kwargs)
        self.env.invalidate_all()
        self.assertEqual(self.rows_of(self.version), before)

    def test_state_seal_and_counters_are_not_written(self):
        self.authenticate("rof_formulator", "rof_formulator")
        forged = {
            "pgo_guard": True,
            "pgo_transition": True,
            "install_mode": True,
            "default_state": "in_force",
        }
        for vals in (
            {"state": "in_force"},
            {"seal": "x"},
            {"frozen": False, "state": "approved"},
            {"unit_count": 1},
        ):
            self.assertWireRefused("write", [self.version.id], vals, context=forged)
            self.assertWireRefused(
                "web_save", [self.version.id], vals, specification={}, context=forged
            )

    def test_private_steps_are_not_called(self):
        self.authenticate("rof_approver", "rof_approver")
        for method, args in (
            ("_transition", ["in_force"]),
            ("_platform_transition", ["in_force"]),
            ("_register_approval", [{}]),
            ("_seal_vals", []),
            ("_copy_children", [self.version.id, False]),
        ):
            self.assertWireRefused(method, [self.version.id], *args)

    def test_acts_of_others_are_refused(self):
        self.authenticate("rof_contributor", "rof_contributor")
        for method in (
            "action_request_endorsement",
            "action_endorse_planning",
            "action_send",
            "action_elevate",
        ):
            self.assertWireRefused(method, [self.version.id])

    def test_reason_wizard_calls_only_its_acts(self):
        self.authenticate("rof_formulator", "rof_formulator")
        vals = {"act": "unlink", "res_ids": self.version.ids, "text": "motivo"}
        wizard = self.call("create", vals, model="pgo.reason")
        self.assertWireRefused("action_confirm", [wizard], model="pgo.reason")

    def test_logs_are_not_written(self):
        self.authenticate("rof_sgp_admin", "rof_sgp_admin")
        for model in ("pgo.event", "pgo.change", "pgo.finding", "pgo.approval"):
            self.assertWireRefused(
                "create", {"kind": "forged"}, model=model, context={"pgo_guard": True}
            )

    def test_what_is_allowed_works_on_the_same_wire(self):
        self.authenticate("rof_formulator", "rof_formulator")
        self.call("write", [self.version.id], {"title": "Reglamento de prueba"})
        self.env.invalidate_all()
        self.assertEqual(self.version.title, "Reglamento de prueba")
