import base64
from unittest.mock import patch

from odoo.addons.pgo_signature.models import signed_file_mixin
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from pgo_core import sign

from .common import SignatureCase


@tagged("post_install", "-at_install")
class TestSignedFiles(SignatureCase):
    """What is said of a file is what the platform read in it when it was stored."""

    def test_unsigned_and_other_files(self):
        cases = (
            (self.plain, "unsigned", "Sin firma digital"),
            (b"PK\x03\x04 una hoja", "not_read", "no es un PDF"),
            (self.signed[:-200], "not_read", "incompleto"),
        )
        document = self.document(cases[0][0])
        for content, state, words in cases:
            document.file = base64.b64encode(content)
            self.assertEqual(document.signature_state, state)
            self.assertIn(words, document.signature_html)
            self.assertFalse(document.signature_names)

    def test_signature_is_told_when_the_file_is_stored(self):
        document = self.document(self.signed)
        self.assertEqual(document.signature_state, "unknown_certificate")
        self.assertEqual(document.signature_names, "FIRMA DE PRUEBA - Ana Quispe")
        for words in ("no reconocido por la plataforma", "Visto bueno", "AUTORIDAD DE PRUEBA"):
            self.assertIn(words, document.signature_html)
        self.recognize()
        self.assertEqual(
            document.signature_state, "unknown_certificate", "what was found that day stays"
        )
        again = document.with_user(self.planning).action_check_signatures()
        self.assertEqual(again["res_id"], document.id)
        self.assertEqual(document.signature_state, "intact")
        self.assertEqual(self.document(self.signed, "legal_report").signature_state, "intact")

    def test_what_was_touched_after_signing(self):
        self.recognize()
        broken = bytearray(self.signed)
        broken[len(self.plain) // 2] ^= 1
        document = self.document(bytes(broken))
        self.assertEqual(document.signature_state, "tampered")
        self.assertIn("Alterada", document.signature_html)
        document.file = base64.b64encode(sign.sign(self.signed, self.signer, "Aprueba"))
        self.assertEqual(document.signature_state, "intact")
        self.assertEqual(len(document.signature_facts["signatures"]), 2)
        document.file = base64.b64encode(self.plain)
        self.assertEqual((document.signature_state, document.signature_names), ("unsigned", ""))

    def test_signed_instrument_of_the_approval(self):
        self.recognize()
        version = self.endorse(self.complete(self.version)).with_user(self.approver)
        version.action_elevate()
        version.action_to_council()
        version._register_approval(
            {
                "instrument": "Ordenanza Municipal",
                "number": "001-2026",
                "date": self.now.date(),
                "file": base64.b64encode(self.signed),
                "file_name": "ordenanza.pdf",
            }
        )
        approval = version.approval_ids
        self.assertEqual(approval.signature_state, "intact")
        for vals in ({"file": base64.b64encode(self.plain)}, {"signature_state": "unsigned"}):
            self.assertRefused(UserError, approval, approval.write, vals)
        approval.action_check_signatures()
        self.assertEqual(approval.signature_state, "intact")

    def test_approval_without_file(self):
        version = self.in_force(self.endorse(self.complete(self.version)))
        self.assertFalse(version.approval_ids.signature_state)
        self.assertFalse(version.approval_ids.signature_html)

    def test_nobody_writes_what_is_said(self):
        document = self.document(self.signed)
        forged = {
            "signature_facts": {"signatures": [], "problem": ""},
            "signature_state": "intact",
            "signature_checked": "2026-01-01 00:00:00",
        }
        for user in (self.formulator, self.sgp_admin, self.env.user):
            for name, value in forged.items():
                self.assertRefused(
                    (UserError, AccessError),
                    document,
                    document.with_user(user).write,
                    {name: value},
                )
        self.assertRefused(
            UserError, document, document.sudo().write, {"signature_state": "intact"}
        )
        self.assertRefused(
            UserError, document, self.document, self.signed, "legal_report", **forged
        )
        other = self.env["pgo.dossier.document"].with_user(self.formulator)
        vals = {
            "version_id": self.version.id,
            "kind": "legal_report",
            "file": base64.b64encode(self.signed),
        }
        for name, value in forged.items():
            by_context = other.with_context(**{f"default_{name}": value})
            self.assertRefused(UserError, document, by_context.create, vals)

    def test_check_again_asks_who_may_read(self):
        document = self.document(self.signed)
        for user in (self.stranger, self.env.ref("base.public_user")):
            refused = document.with_user(user).action_check_signatures
            self.assertRefused(AccessError, document, refused)
        with self.assertRaises(AccessError):
            document.with_user(self.stranger).read(["signature_html"])

    def test_check_again_after_sending(self):
        version = self.endorse(self.complete(self.version))
        self.add_dossier(version)
        report = version.dossier_ids.filtered(lambda document: document.kind == "legal_report")
        report.with_user(self.formulator).file = base64.b64encode(self.signed)
        version.with_user(self.approver).action_send()
        document = version.dossier_ids.filtered("signature_names")
        self.assertRefused(
            UserError, document, document.write, {"file": base64.b64encode(self.plain)}
        )
        self.recognize()
        document.with_user(self.sgp_admin).action_check_signatures()
        self.assertEqual(document.signature_state, "intact")

    def test_form_being_filled_looks_at_nothing(self):
        with patch.object(signed_file_mixin.sign, "verify", side_effect=AssertionError("looked")):
            row = self.env["pgo.dossier.document"].new(
                {"kind": "legal_report", "file": base64.b64encode(self.signed)}
            )
            self.assertFalse(row.signature_state)
            self.assertFalse(row.signature_html)

    def test_slow_file_is_stored_with_a_sentence(self):
        with patch.object(signed_file_mixin, "TIME_LIMIT", 0.01):
            document = self.document(self.signed)
            self.assertEqual(document.signature_state, "not_read")
        self.assertIn("se detuvo", document.signature_html)

    def test_text_of_strangers_is_escaped(self):
        content = sign.sign(self.plain, self.signer, "<script>alert(1)</script>")
        html = self.document(content).signature_html
        self.assertIn("&lt;script&gt;", html)
        self.assertNotIn("<script", html)

    def test_the_file_is_not_replaced_behind_the_document(self):
        document = self.document(self.signed)
        owner = ("res_model", "=", document._name), ("res_id", "=", document.id)
        attachment = self.env["ir.attachment"].search([*owner, ("res_field", "=", "file")])
        self.assertEqual(len(attachment), 1)
        for user in (self.formulator, self.approver):
            mine = attachment.with_user(user)
            other = {"res_model": document._name, "res_id": document.id, "res_field": "file"}
            loose = mine.create({"name": "otro.pdf", "raw": self.plain})
            for call, args in (
                (mine.write, ({"raw": self.plain},)),
                (mine.write, ({"datas": base64.b64encode(self.plain)},)),
                (mine.write, ({"res_field": "other"},)),
                (mine.unlink, ()),
                (mine.create, ({"name": "otro.pdf", "raw": self.plain, **other},)),
                (loose.write, (other,)),
            ):
                self.assertRefused(AccessError, document, call, *args)
        self.assertEqual(document._signed_content(), self.signed)
        document.file = base64.b64encode(self.plain)
        self.assertEqual(document.signature_state, "unsigned", "the document itself may be changed")
