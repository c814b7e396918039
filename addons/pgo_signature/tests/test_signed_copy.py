from odoo.addons.pgo_signature.models.version_signing import AUTHORITY_PARAMETER
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SignatureCase


@tagged("post_install", "-at_install")
class TestSignedCopy(SignatureCase):
    """The official PDF signed with the test authority, only where there is one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.endorse(cls.complete(cls.version))
        cls.other_draft = cls.adopt()

    def configure(self):
        self.env["ir.config_parameter"].set_param(AUTHORITY_PARAMETER, str(self.folder / "ca"))
        self.env.invalidate_all()

    def copies(self):
        return self.env["pgo.signed.copy"].search([])

    def test_without_an_authority_nobody_signs(self):
        version = self.version.with_user(self.approver)
        self.assertFalse(version.can_sign_test)
        self.assertRefused(UserError, version, version.action_sign_test)
        self.env["ir.config_parameter"].set_param(AUTHORITY_PARAMETER, "/no/hay")
        self.env.invalidate_all()
        self.assertFalse(version.can_sign_test)
        self.assertRefused(UserError, version, version.action_sign_test)
        self.assertFalse(self.copies())

    def test_signatures_in_order_on_the_official_document(self):
        self.configure()
        self.recognize()
        for user in (self.planning, self.legal, self.approver):
            version = self.version.with_user(user)
            self.assertTrue(version.can_sign_test)
            version.action_sign_test()
        official = self.version._official_pdf()
        last = self.copies()[:1]
        self.assertEqual(len(self.copies()), 3)
        self.assertTrue(last._signed_content().startswith(official))
        self.assertEqual(last.signature_state, "intact")
        reasons = [fact["reason"] for fact in last.signature_facts["signatures"]]
        names = [user.name for user in (self.planning, self.legal, self.approver)]
        self.assertEqual(reasons, [f"FIRMA DE PRUEBA, SIN VALOR LEGAL: {name}" for name in names])
        self.assertEqual(self.version._official_pdf(), official, "what is printed stays the same")
        event = self.env["pgo.event"].search([("kind", "=", "version.signed_test")])[:1]
        self.assertIn(last.signature_facts["sha256"], event.payload)

    def test_another_document_starts_anew(self):
        self.configure()
        self.version.with_user(self.approver).action_sign_test()
        self.version.with_user(self.approver).action_elevate()
        self.version.with_user(self.approver).action_to_council()
        self.version.with_user(self.approver)._register_approval(
            {"instrument": "Ordenanza", "number": "1", "date": self.now.date()}
        )
        self.version.with_user(self.approver).action_sign_test()
        self.assertEqual(len(self.copies()[:1].signature_facts["signatures"]), 1)

    def test_who_and_what(self):
        self.configure()
        for user in (self.formulator, self.sgp_admin):
            version = self.version.with_user(user)
            self.assertRefused((UserError, AccessError), self.version, version.action_sign_test)
        with self.assertRaises(AccessError):
            self.version.with_user(self.stranger).action_sign_test()
        draft = self.other_draft.with_user(self.approver)
        self.assertRefused(UserError, draft, draft.action_sign_test)
        self.assertFalse(self.copies())

    def test_copies_are_not_touched(self):
        self.configure()
        self.version.with_user(self.approver).action_sign_test()
        copy = self.copies()
        for user in (self.approver, self.sgp_admin, self.env.user):
            row = copy.with_user(user)
            for call, args in (
                (row.write, ({"file_name": "x"},)),
                (row.write, ({"file": False},)),
                (row.unlink, ()),
                (row.copy, ()),
                (row.create, ({"version_id": self.version.id, "file": b"eA=="},)),
            ):
                self.assertRefused((UserError, AccessError), copy, call, *args)
        self.assertTrue(copy.with_user(self.formulator).has_access("read"))
        for user in (self.stranger, self.sgp_admin):
            self.assertFalse(copy.with_user(user).has_access("read"), "not sent yet")
