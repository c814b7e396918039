import base64
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import SignatureCase


@tagged("post_install", "-at_install")
class TestTrustRoot(SignatureCase):
    """Whom the platform recognizes is decided by SGP's administrator, with a reason that stays."""

    def _events(self):
        return self.env["pgo.event"].search([("kind", "=", "trust_root.changed")], order="sequence")

    def test_registered_with_its_facts_and_an_event(self):
        root = self.recognize()
        self.assertEqual(root.subject, "AUTORIDAD DE PRUEBA - SIN VALOR LEGAL")
        self.assertEqual(root.subject, root.issuer)
        self.assertEqual(len(root.digest), 64)
        self.assertLess(root.date_from, root.date_to)
        payload = json.loads(self._events().payload)
        self.assertEqual(payload["reason"], "Oficio N° 001-2026")
        self.assertEqual(payload["changes"]["digest"], [None, root.digest])
        self.assertNotIn("certificate", payload["changes"])
        self.assertEqual(self.env["pgo.trust.root"]._certificates(), (self.root_file,))

    def test_der_is_read_too(self):
        body = b"".join(self.root_file.split(b"-----")[2].split())
        root = self.recognize(certificate=body)
        self.assertEqual(root.subject, "AUTORIDAD DE PRUEBA - SIN VALOR LEGAL")

    def test_archived_and_removed_are_not_recognized(self):
        roots = self.env["pgo.trust.root"]
        root = self.recognize()
        root.write({"active": False, "reason": "Cesó"})
        self.assertEqual(roots._certificates(), ())
        root.write({"active": True, "reason": "Volvió"})
        self.assertEqual(len(roots._certificates()), 1)
        root.action_remove("Error")
        self.assertEqual((roots._certificates(), len(self._events())), ((), 4))

    def test_refusals(self):
        root = self.recognize()
        person = (self.folder / "ca" / "firmante.pem").read_bytes()
        for content, words in (
            (b"hola", "not a certificate"),
            (b"", "not a certificate"),
            (person, "not of an authority"),
        ):
            message = self.assertRefused(
                UserError, root, self.recognize, certificate=base64.b64encode(content)
            )
            self.assertIn(words, message)
        self.assertRefused(Exception, root, self.recognize)
        for vals in (
            {"certificate": base64.b64encode(self.root_file)},
            {"digest": "0" * 64},
            {"subject": "Otra"},
        ):
            self.assertRefused(UserError, root, root.write, {**vals, "reason": "x"})
        self.assertRefused((UserError, ValidationError), root, root.write, {"name": "Sin motivo"})
        self.assertRefused(UserError, root, root.unlink)
        self.assertEqual(len(self._events()), 1)

    def test_forged_facts_do_not_stand(self):
        root = self.recognize(subject="RENIEC", digest="0" * 64)
        self.assertEqual(root.subject, "AUTORIDAD DE PRUEBA - SIN VALOR LEGAL")
        self.assertNotEqual(root.digest, "0" * 64)

    def test_only_the_administrator_of_sgp(self):
        root = self.recognize()
        evaluator = self._person("sig_evaluator", "sgp_evaluator")
        for user in (self.formulator, self.approver, evaluator, self.stranger):
            self.assertEqual(root.with_user(user).name, "Autoridad de prueba")
            for call, args in (
                (root.with_user(user).write, {"name": "Otra", "reason": "x"}),
                (root.with_user(user).action_remove, "x"),
            ):
                self.assertRefused(AccessError, root, call, args)
            self.assertRefused(AccessError, root, self.recognize, user)
