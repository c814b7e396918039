from odoo.addons.pgo_output import verification
from odoo.addons.pgo_rof.tests.common import VersionCase
from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestVerificationCode(VersionCase):
    def test_form(self):
        code = verification.code_of("a" * 64, "MD-150122/rof/1")
        self.assertRegex(code, r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$")
        self.assertEqual(code, verification.code_of("a" * 64, "MD-150122/rof/1"))
        self.assertNotEqual(
            code, verification.code_of("a" * 64, "MD-150122/rof/2"), "same text, other version"
        )
        self.assertNotEqual(code, verification.code_of("b" * 64, "MD-150122/rof/1"))

    def test_typed(self):
        self.assertEqual(verification.normalize(" k3qf 90zd–4xwa "), "K3QF-90ZD-4XWA")
        self.assertEqual(
            verification.normalize("K3QF9OZD4XWA"), "K3QF-90ZD-4XWA", "letter O for zero"
        )
        self.assertEqual(verification.normalize("l3qf90zd4xwi"), "13QF-90ZD-4XW1")
        for wrong in (
            "",
            None,
            "K3QF",
            "K3QF-90ZD-4XWA-0",
            "K3QF-90ZD-4XW%",
            "ñ" * 12,
            "U" * 12,
            "\x00" * 12,
        ):
            self.assertEqual(verification.normalize(wrong), "", wrong)

    def test_set_when_sealed(self):
        version = self.adopt()
        self.assertFalse(version.verification_code)
        self.assertFalse(version.verification_url)
        self.endorse(self.complete(version))
        self.assertEqual(
            version.verification_code,
            verification.code_of(version.seal, f"{self.entity.code}/rof/{version.number}"),
        )
        self.assertTrue(
            version.verification_url.endswith(f"/verificar/{version.verification_code}")
        )
        self.assertTrue(self.model.verification_code, "models are sealed too")
        self.assertFalse(version.copy_data()[0].get("verification_code"))

    def test_nobody_writes_it(self):
        version = self.endorsed()
        code = version.verification_code
        for writer in (version, version.sudo()):
            with self.assertRaises(UserError):
                writer.write({"verification_code": "AAAA-AAAA-AAAA"})
        self.assertEqual(version.verification_code, code)
