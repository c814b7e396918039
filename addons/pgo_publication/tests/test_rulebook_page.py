import re

from odoo.tests import tagged

from pgo_core import rules

from .common import PublicCase


@tagged("post_install", "-at_install")
class TestRulebookPage(PublicCase):
    """The rules for anyone: what SGP set is what is read, and each has its own address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["pgo.rule"].search([("rule_id", "=", "R30")]).with_user(cls.sgp_admin)

    def told(self, page, rule_id):
        [article] = page.xpath(f"//article[@id='{rule_id}']")
        return self.words(article)

    def test_every_rule_with_its_text_and_basis(self):
        page = self.page("/reglas")
        self.assertEqual(
            sorted(page.xpath("//article/@id")), sorted(rule.id for rule in rules.rules())
        )
        for rule in rules.rules():
            words = self.told(page, rule.id)
            self.assertIn(" ".join(rule.title.split()), words)
            self.assertIn(" ".join(rule.citation.split()), words)
        found = self.words(page.xpath("//main")[0])
        self.assertFalse(re.findall(r"(?<!\{)\{[a-z_]+\}", found), "no placeholder is left")
        self.assertFalse(re.findall("……|…\\.", found))
        words = self.told(page, "R31")
        self.assertIn("✓ Cumple:", words)
        self.assertIn("✗ No cumple:", words)

    def test_what_sgp_set_is_what_is_read(self):
        case = self.env["pgo.change.case"].search([("letter", "=", "a")])
        parameter = self.rule.parameter_ids.filtered(lambda row: row.key == "advised")
        parameter.write({"value": "7", "reason": "Prueba"})
        self.rule.write(
            {
                "severity": "informs",
                "entity_type_ids": [(6, 0, self.entity.type_id.ids)],
                "change_case_ids": [(6, 0, case.ids)],
                "date_from": "2026-01-05",
                "reason": "Prueba",
            }
        )
        self.env.flush_all()
        words = self.told(self.page("/reglas"), "R30")
        self.assertIn("Información", words)
        self.assertIn(f"{parameter.label} 7", words)
        self.assertIn(self.entity.type_id.name, words)
        self.assertIn("a) modificación de la estructura", words)
        self.assertIn("Desde el 5 de enero de 2026", words)
        self.rule.write({"is_applied": False, "reason": "Prueba"})
        self.env.flush_all()
        self.assertIn("No se aplica", self.told(self.page("/reglas"), "R30"))

    def test_filter_without_script(self):
        page = self.page("/reglas", q="INFINÍTIVO")
        found = page.xpath("//article/@id")
        self.assertIn("R31", found)
        self.assertLess(len(found), 20)
        self.assertEqual(page.xpath("//input[@id='q']/@value"), ["INFINÍTIVO"])
        self.assertEqual(self.page("/reglas", q="r04").xpath("//article/@id"), ["R04"])
        self.assertIn("1 regla", self.words(self.page("/reglas", q="r04")))
        nothing = self.page("/reglas", q="<script>zzz</script>")
        self.assertFalse(nothing.xpath("//article | //script"))
        self.assertIn("Ninguna regla", self.words(nothing))
        self.page("/reglas", q="a" * 5000)

    def test_data(self):
        parameter = self.rule.parameter_ids.filtered(lambda row: row.key == "advised")
        parameter.write({"value": "7", "reason": "Prueba"})
        self.env.flush_all()
        response = self.get("/reglas.json")
        told = {rule["id"]: rule for rule in response.json()["rules"]}
        self.assertEqual(set(told), set(rules.REGISTRY))
        self.assertEqual(told["R30"]["in_force"]["parameters"]["advised"], 7)
        self.assertTrue(told["R30"]["parameters"]["advised"]["label"])
        self.assertTrue(told["R31"]["examples"])
        self.assertIn("public", response.headers["Cache-Control"])
        tag = {"If-None-Match": response.headers["ETag"]}
        self.assertEqual(self.get("/reglas.json", 304, headers=tag).content, b"")
        parameter.write({"value": "8", "reason": "Prueba"})
        self.env.flush_all()
        self.get("/reglas.json", headers=tag)

    def test_accessible(self):
        for page in (self.page("/reglas"), self.page("/reglas", q="R31")):
            ids = page.xpath("//@id")
            self.assertEqual(len(ids), len(set(ids)), "ids are unique")
            for link in page.xpath("//a[starts-with(@href, '#')]/@href"):
                self.assertIn(link[1:], ids)
            self.assertEqual(len(page.xpath("//h1")), 1)
            levels = [
                int(heading.tag[1])
                for heading in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
            ]
            for before, after in zip(levels, levels[1:], strict=False):
                self.assertLessEqual(after - before, 1, "no level of headings is skipped")
            for field in page.xpath("//input"):
                self.assertTrue(page.xpath(f"//label[@for='{field.get('id')}']"))
            for part in page.xpath("//*[@aria-labelledby]/@aria-labelledby"):
                self.assertIn(part, ids)
            self.assertFalse(page.xpath("//*[@style] | //script"))

    def test_light(self):
        response = self.get("/reglas")
        self.assertEqual(response.headers["Content-Encoding"], "gzip")
        self.assertLess(int(response.headers["Content-Length"]), 90_000)
        self.assertEqual(response.headers["Cache-Control"], "no-cache")
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])

    def test_linked_from_where_it_is_needed(self):
        self.assertIn("/reglas", self.page("/consulta").xpath("//header//a/@href"))
        self.assertIn("/reglas", self.page("/consulta").xpath("//main//a/@href"))
        finding = self.draft.finding_ids[0]
        action = finding.action_open_rule()
        self.assertEqual(action["url"], f"/reglas#{finding.rule_code}")
        arch = self.env["pgo.finding"].get_view(view_type="form")["arch"]
        self.assertIn("action_open_rule", arch)

    def test_other_addresses_are_not_found(self):
        self.page("/reglas/R31", 404)
