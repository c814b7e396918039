from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import AMENDED_BY, AMENDED_WHAT, AmendmentCase

REFUSALS = (UserError, AccessError, ValidationError)


@tagged("post_install", "-at_install")
class TestAmendmentForged(AmendmentCase):
    """No written value, context, import or nested command makes or moves an amendment."""

    def test_fields_are_not_written(self):
        copy = self.start()
        draft = self.adopt()
        for env in (
            copy,
            copy.sudo(),
            copy.with_user(self.formulator),
            copy.with_context(pgo_guard=True, pgo_transition=True, install_mode=True).sudo(),
        ):
            for vals in (
                {"state": "approved"},
                {"amendment_of_id": False},
                {"amendment_proof": "x"},
                {"amendment_reference": "otro"},
                {"amendment_change_ids": [(0, 0, {"change": "added", "target_kind": "unit"})]},
            ):
                self.assertRefused(REFUSALS, copy, env.write, vals)
        for user in (self.approver, self.formulator):
            mine = draft.with_user(user)
            self.assertRefused(REFUSALS, draft, mine.write, {"amendment_of_id": self.version.id})
            self.assertRefused(
                REFUSALS,
                draft,
                self.version.with_user(user).write,
                {"amendment_ids": [(4, draft.id)]},
            )
        self.assertRefused(REFUSALS, copy, self.version.write, {"amendment_ids": [(3, copy.id)]})

    def test_create_makes_no_amendment(self):
        versions = self.env["pgo.version"].with_user(self.formulator)
        vals = {"kind": "rof", "entity_id": self.entity.id, "title": "ROF"}
        forged = versions.with_context(
            default_amendment_of_id=self.version.id, default_state="approved", pgo_guard=True
        ).create(vals)
        self.assertEqual((forged.amendment_of_id.id, forged.state), (False, "draft"))
        for name, value in (
            ("amendment_of_id", self.version.id),
            ("amendment_reference", AMENDED_BY),
            ("amendment_proof", "x"),
        ):
            with self.assertRaises(UserError):
                versions.create({**vals, name: value})
        self.assertFalse(self.version.amendment_ids)

    def test_context_chooses_no_relation_of_a_version(self):
        versions = self.env["pgo.version"].with_user(self.formulator)
        foreign = self.adopt(user=self.stranger, entity=self.other)
        forged = versions.with_context(
            default_previous_round_id=foreign.id,
            default_base_version_id=foreign.id,
            default_provisional=True,
        ).create({"kind": "rof", "entity_id": self.entity.id, "title": "ROF"})
        self.assertFalse(forged.previous_round_id or forged.base_version_id or forged.provisional)

    def test_import_moves_nothing(self):
        copy = self.start()
        for name, value in (("state", "approved"), ("amendment_reference", "otro")):
            before = self.rows_of(copy)
            result = copy.sudo().load([".id", name], [[str(copy.id), value]])
            self.assertTrue(result["messages"])
            self.env.invalidate_all()
            self.assertEqual(self.rows_of(copy), before)

    def test_rows_are_not_created(self):
        copy = self.start()
        rows = self.env["pgo.amendment.change"]
        vals = {"version_id": copy.id, "entity_id": copy.entity_id.id, "change": "added"}
        vals |= {"target_kind": "unit", "target_uid": "x"}
        for env in (
            rows.sudo(),
            rows.sudo().with_context(pgo_guard=True),
            rows.with_user(self.approver),
        ):
            self.assertRefused(REFUSALS, copy, env.create, vals)
        self.assertFalse(copy.amendment_change_ids)

    def test_second_open_amendment_is_refused_by_the_table(self):
        self.start()
        other = self.adopt()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE pgo_version SET amendment_of_id = %s WHERE id = %s",
                (self.version.id, other.id),
            )


@tagged("post_install", "-at_install")
class TestAmendmentRpc(AmendmentCase, HttpCase):
    """The same over the wire."""

    def call(self, method, *args, model="pgo.version", **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def assertWireRefused(self, record, method, *args, **kwargs):
        before = self.rows_of(record)
        with mute_logger("odoo.http", "odoo.sql_db"), self.assertRaises(JsonRpcException):
            self.call(method, *args, **kwargs)
        self.env.invalidate_all()
        self.assertEqual(self.rows_of(record), before)

    def test_wizards_do_the_whole_act(self):
        self.authenticate("rof_approver", "rof_approver")
        vals = {"version_id": self.version.id, "reference": AMENDED_BY, "reason": AMENDED_WHAT}
        wizard = self.call("create", vals, model="pgo.amendment.start")
        action = self.call("action_start", [wizard], model="pgo.amendment.start")
        copy = self.env["pgo.version"].browse(action["res_id"])
        self.assertEqual(
            (copy.amendment_reference, copy.amendment_reason), (AMENDED_BY, AMENDED_WHAT)
        )
        function = self.line_unit(copy).function_ids[0]
        self.call("write", [function.id], {"text": "Ejecutar el plan anual"}, model="pgo.function")
        self.env.invalidate_all()
        copy._recheck()
        self.answer(copy)
        vals = {"version_id": copy.id, "number": "007-2026", "date": str(self.today)}
        wizard = self.call("create", vals, model="pgo.approval.register")
        self.call("action_register", [wizard], model="pgo.approval.register")
        self.env.invalidate_all()
        self.assertEqual((copy.state, self.version.state), ("approved", "replaced"))

    def test_others_do_not_start_nor_jump(self):
        copy = self.start()
        vals = {"version_id": self.version.id, "reference": AMENDED_BY, "reason": AMENDED_WHAT}
        for user in ("rof_formulator", "rof_legal"):
            self.authenticate(user, user)
            self.assertWireRefused(self.version, "create", vals, model="pgo.amendment.start")
            self.assertWireRefused(copy, "action_abandon_amendment", [copy.id], "motivo")
        # The approver of another entity has the same wizard, but not this version.
        self.authenticate("rof_stranger", "rof_stranger")
        copy.action_abandon_amendment("Se escribirán de nuevo.")
        wizard = self.call("create", vals, model="pgo.amendment.start")
        self.assertWireRefused(self.version, "action_start", [wizard], model="pgo.amendment.start")
        self.assertWireRefused(copy, "action_abandon_amendment", [copy.id], "motivo")
        copy = self.start()
        for user in ("rof_formulator", "rof_approver"):
            self.authenticate(user, user)
            for method, args in (
                ("_start_amendment", [AMENDED_BY, AMENDED_WHAT]),
                ("_register_amended_approval", [{}]),
                ("_list_amendments", []),
                ("write", [{"state": "approved"}]),
                ("web_save", [{"amendment_of_id": False}, {}]),
            ):
                context = {"pgo_guard": True, "default_state": "approved"}
                self.assertWireRefused(copy, method, [copy.id], *args, context=context)
