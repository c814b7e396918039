import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from pgo_core import sign

from .common import SignatureCase


@tagged("post_install", "-at_install")
class TestHandover(SignatureCase):
    """The official PDF goes to the person's own signing program and comes back signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.endorse(cls.complete(cls.version))
        cls.other_draft = cls.adopt()
        cls.recognize()

    def hand_over(self, user, version=None):
        """Open the dialog as the person does."""
        action = (version or self.version).with_user(user).action_sign()
        return self.env[action["res_model"]].with_user(user).browse(action["res_id"])

    def handed(self, handover):
        """The file that the person downloads, as the browser gets it."""
        return base64.b64decode(handover.with_context(bin_size=False).file)

    def bring_back(self, handover, content):
        handover.write({"signed": base64.b64encode(content), "signed_name": "firmado.pdf"})
        return handover.action_accept()

    def copies(self):
        return self.env["pgo.signed.copy"].search([])

    def events(self):
        return self.env["pgo.event"].search([("kind", "=", "version.signed")])

    def test_each_adds_to_the_last(self):
        for user in (self.planning, self.legal, self.approver):
            handover = self.hand_over(user)
            content = self.handed(handover)
            action = self.bring_back(handover, sign.sign(content, self.signer, "Conforme"))
            self.assertEqual(action["res_model"], "pgo.signed.copy")
        last = self.copies()[:1]
        self.assertEqual(len(self.copies()), 3)
        self.assertEqual(len(last.signature_facts["signatures"]), 3)
        self.assertEqual((last.signature_state, last.user_id), ("intact", self.approver))
        self.assertTrue(last._signed_content().startswith(self.version._official_pdf()))
        self.assertIn(last.signature_facts["sha256"], self.events()[:1].payload)
        self.assertEqual(self.events()[:1].user_id, self.approver)
        self.assertIn("Ana Quispe", self.hand_over(self.legal).signed_before)

    def test_what_is_not_that_document_signed_is_not_kept(self):
        handover = self.hand_over(self.approver)
        content = self.handed(handover)
        for wrong, said in (
            (b"", "choose the file"),
            (b"PK", "no es el que se entregó"),
            (self.signed, "no es el que se entregó"),
            (content, "no tiene una firma nueva"),
            (content + b"\n%%EOF", "no tiene una firma nueva"),
        ):
            with self.assertRaisesRegex(UserError, said), self.cr.savepoint():
                self.bring_back(handover, wrong)
        self.assertFalse(self.copies())
        self.assertFalse(self.events())

    def test_a_signature_that_came_in_meanwhile_is_not_lost(self):
        first, second = self.hand_over(self.planning), self.hand_over(self.legal)
        content = self.handed(second)
        self.bring_back(first, sign.sign(self.handed(first), self.signer, "Uno"))
        signed = sign.sign(content, self.signer, "Dos")
        with self.assertRaisesRegex(UserError, "Ana Quispe added"), self.cr.savepoint():
            self.bring_back(second, signed)
        self.assertEqual(len(self.copies()), 1)
        self.bring_back(second, sign.sign(self.handed(second), self.signer, "Dos"))
        reasons = [fact["reason"] for fact in self.copies()[:1].signature_facts["signatures"]]
        self.assertEqual(reasons, ["Uno", "Dos"])

    def test_an_authority_not_recognized_is_told(self):
        self.env["pgo.trust.root"].search([]).with_user(self.sgp_admin).write(
            {"active": False, "reason": "Oficio N° 002-2026"}
        )
        handover = self.hand_over(self.approver)
        self.bring_back(handover, sign.sign(self.handed(handover), self.signer))
        self.assertEqual(self.copies().signature_state, "unknown_certificate")

    def test_who_and_what(self):
        handovers = self.env["pgo.signature.handover"]
        for user in (self.formulator, self.sgp_admin, self.stranger):
            version = self.version.with_user(user)
            self.assertRefused(UserError, self.version, version.action_sign)
            with self.assertRaises(UserError), self.cr.savepoint():
                handover = handovers.with_user(user).create({"version_id": self.version.id})
                self.handed(handover)
            with self.assertRaises(UserError), self.cr.savepoint():
                handover = handovers.with_user(user).create({"version_id": self.version.id})
                self.bring_back(handover, self.signed)
        draft = self.other_draft.with_user(self.approver)
        self.assertRefused(UserError, draft, draft.action_sign)
        self.version.with_user(self.approver).action_withdraw("Se retira")
        ended = self.version.with_user(self.approver)
        self.assertTrue(ended.seal)
        self.assertRefused(UserError, ended, ended.action_sign)
        self.assertFalse(self.copies())

    def test_the_dialog_of_another_person_and_another_version(self):
        handover = self.hand_over(self.approver)
        signed = sign.sign(self.handed(handover), self.signer)
        with self.assertRaises(AccessError), self.cr.savepoint():
            handover.with_user(self.legal).read(["signed_before"])
        with self.assertRaises(UserError), self.cr.savepoint():
            handover.write({"version_id": self.other_draft.id})
            self.bring_back(handover, signed)
        self.assertFalse(self.copies())
