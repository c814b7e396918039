from hashlib import sha256

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PrintCase

RECEIPT = "pgo_output.report_receipt"


@tagged("post_install", "-at_install")
class TestReceipt(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.endorsed()
        cls.add_dossier(cls.version)

    def send(self):
        self.version.with_user(self.approver).action_send()
        return self.version

    def test_says_what_was_received(self):
        version = self.send()
        words = self.words(self.print_pdf(RECEIPT, version))
        self.assertIn("CARGO DE ENVÍO", words)
        self.assertIn(version.receipt, words)
        self.assertIn(self.entity.name, words)
        self.assertIn(version.verification_code, words)
        self.assertIn(version.seal, words.replace(" ", ""))
        self.assertIn("technical_report.pdf", words)
        self.assertIn(sha256(b"%PDF-1.4 test").hexdigest(), words.replace(" ", ""))
        self.assertIn("Página 1 de 1", words)
        self.assertNotIn("Odoo", words)

    def test_not_before_sending(self):
        with self.assertRaises(UserError):
            self.print_pdf(RECEIPT, self.version)

    def test_whoever_sees_the_dossier(self):
        version = self.send()
        evaluator = self._person("out_evaluator", "sgp_evaluator")
        self.assertTrue(self.print_pdf(RECEIPT, version, evaluator).startswith(b"%PDF-"))
        with self.assertRaises(AccessError):
            self.print_pdf(RECEIPT, version, self.stranger)

    def test_published_text_does_not_open_the_dossier(self):
        version = self.in_force(self.send())
        version.with_user(self.stranger).check_access("read")
        with self.assertRaises(AccessError):
            self.print_pdf(RECEIPT, version, self.stranger)

    def test_name(self):
        self.assertIn(f"Cargo {self.send().receipt} - ROF 1", self.version._receipt_name())
