from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from pgo_core import precedents

from .test_function_index import IndexCase


@tagged("post_install", "-at_install")
class TestFunctionIndexAccess(IndexCase):
    """What is in process is for those who read what was sent; drafts are for nobody."""

    def setUp(self):
        super().setUp()
        function = self.draft.with_user(self.stranger).function_ids[:1]
        function.text = "Xilografiar zeppelines kilométricos en la plaza"
        self.secret = function.sudo()

    def readers(self, user):
        return self.env["pgo.function.text"].with_user(user), self.env[
            "pgo.function.use"
        ].with_user(user)

    def test_a_draft_is_for_nobody(self):
        for user in (self.formulator, self.evaluator, self.sgp_admin, self.stranger):
            texts, uses = self.readers(user)
            self.assertFalse(texts.search([("words", "ilike", "zeppelines")]))
            self.assertFalse(texts._nearest(precedents.essence(self.secret.text)))
            self.assertFalse(uses.search([("entity_id", "=", self.other.id)]))

    def test_what_was_sent_is_for_sgp_alone(self):
        self.place(self.draft, "sent", sent=True)
        use = self.uses(self.draft).filtered(lambda use: use.function_id == self.secret)
        self.assertEqual(len(use), 1)
        essence = precedents.essence(self.secret.text)
        texts, uses = self.readers(self.evaluator)
        self.assertEqual(texts.search([("words", "ilike", "zeppelines")]), use.text_id)
        self.assertTrue(texts._nearest(essence))
        self.assertIn(use, uses.search([("version_id", "=", self.draft.id)]))
        for user in (self.formulator, self.stranger):
            texts, uses = self.readers(user)
            self.assertFalse(texts.search([("words", "ilike", "zeppelines")]))
            self.assertFalse(texts.search([("id", "=", use.text_id.id)]))
            self.assertFalse(texts.search([("use_ids", "any", [("id", "=", use.id)])]))
            self.assertFalse(texts._nearest(essence))
            self.assertFalse(uses.search([("version_id", "=", self.draft.id)]))
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                use.with_user(user).read(["text"])
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                use.text_id.with_user(user).read(["text"])

    def test_a_shared_text_does_not_tell_who_sends_it(self):
        """In force in one entity and sent by another: everyone sees the first alone."""
        self.place(self.draft, "sent", sent=True)
        shared = self.uses(self.version).text_id & self.uses(self.draft).text_id
        text = shared[:1].with_user(self.formulator)
        self.assertEqual(text.entity_count, 1)
        self.assertEqual(text.use_ids.entity_id, self.entity.with_user(self.formulator))
        self.assertEqual(text.entity_id, self.entity.with_user(self.formulator))
        with self.assertRaises(AccessError):
            text.read(["process_count"])
        self.assertEqual(shared[:1].with_user(self.evaluator).process_count, 1)
        sent = self.draft.with_user(self.evaluator).function_ids - self.secret
        [found, *_others] = sent[:1]._precedents()
        self.assertEqual((found["entity_count"], found["process_count"]), (1, 0), "not itself")
        [found, *_others] = (
            self.version.function_ids.filtered(lambda one: one.text == sent[:1].text)
            .with_user(self.evaluator)[:1]
            ._precedents()
        )
        self.assertEqual((found["entity_count"], found["process_count"]), (0, 1))
        function = self.version.with_user(self.formulator).function_ids[:1]
        self.assertEqual(function._precedents(), [], "who sends it is not told")

    def test_nobody_writes(self):
        text = self.uses(self.version).text_id[:1]
        for user in (self.formulator, self.sgp_admin):
            for record in (text, self.uses(self.version)[:1]):
                record = record.with_user(user)
                self.assertRefused(AccessError, record, record.write, {record._rec_name: False})
                self.assertRefused(AccessError, record, record.unlink)
                with self.assertRaises(AccessError):
                    record.create({})

    def test_a_page_of_precedents_is_of_who_opened_it(self):
        self.place(self.draft, "sent", sent=True)
        function = self.secret.with_user(self.evaluator)
        action = function.action_precedents()
        page = self.env["pgo.precedent"].browse(action["res_id"])
        self.assertEqual(page.with_user(self.evaluator).function_id, function)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            page.with_user(self.formulator).read(["function_id"])
        with self.assertRaises(AccessError):
            self.env["pgo.precedent"].with_user(self.formulator).create(
                {"function_id": self.secret.id}
            )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.secret.with_user(self.formulator).action_precedents()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.draft.with_user(self.formulator)._precedent_counts()

    def test_who_reads_what_is_in_process_is_who_the_rules_say(self):
        self.place(self.draft, "sent", sent=True)
        hidden = self.uses(self.draft)[:1]
        auditor = self._person("rof_index_auditor", "auditor")
        for user in (self.formulator, self.evaluator, self.sgp_admin, auditor):
            texts, uses = self.readers(user)
            self.assertEqual(
                texts._reads_process(), bool(uses.search([("id", "=", hidden.id)])), user.login
            )


@tagged("post_install", "-at_install")
class TestFunctionIndexRpc(IndexCase, HttpCase):
    """The same over the wire, as any client of the web may ask."""

    def call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def test_a_sent_text_of_another_entity_never_shows(self):
        secret = self.draft.with_user(self.stranger).function_ids[:1]
        secret.text = "Xilografiar zeppelines kilométricos en la plaza"
        self.place(self.draft, "sent", sent=True)
        use = self.uses(self.draft).filtered(lambda use: use.function_id == secret.sudo())
        self.env.flush_all()
        self.authenticate("rof_formulator", "rof_formulator")
        text, every = "pgo.function.text", [[]]
        found = self.call(
            text,
            "web_search_read",
            [("words", "ilike", "zeppelines")],
            {"text": {}, "entity_count": {}},
        )
        self.assertEqual(found, {"length": 0, "records": []})
        self.assertEqual(self.call(text, "search_count", [("id", "=", use.text_id.id)]), 0)
        self.assertEqual(self.call(text, "name_search", "zeppelines"), [])
        self.assertNotIn(use.text_id.id, self.call(text, "search", *every), "nor in the whole list")
        self.assertNotIn(use.id, self.call("pgo.function.use", "search", *every))
        refused = (
            (text, "read", [[use.text_id.id], ["essence"]]),
            ("pgo.function.use", "read", [[use.id], ["text", "entity_id"]]),
            ("pgo.function.use", "action_open_function", [[use.id]]),
            (text, "action_open_uses", [[use.text_id.id]]),
            (text, "search", [[("process_count", ">", 0)]]),
            (text, "search", [[("key", "=", use.text_id.key), ("process_count", "=", 1)]]),
            ("pgo.function", "action_precedents", [[secret.id]]),
            ("pgo.version", "_precedent_counts", [[self.draft.id]]),
            (text, "_nearest", ["xilografiar zeppelines"]),
            ("pgo.precedent.line", "create", [{"use_id": use.id}]),
        )
        for model, method, args in refused:
            with (
                self.subTest(method, model=model),
                mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
                self.assertRaises(JsonRpcException),
            ):
                self.call(model, method, *args)
