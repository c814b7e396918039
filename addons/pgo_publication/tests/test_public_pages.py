from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from pgo_core import seal as core_seal
from pgo_core.render import pdf as pdf_module
from pgo_core.render.pdf import RenderError

from .common import PublicCase


@tagged("post_install", "-at_install")
class TestPublicPages(PublicCase):
    def test_reading(self):
        page = self.page(self.path)
        words = self.words(page)
        self.assertEqual(len(page.xpath("//h1")), 1)
        self.assertEqual(self.words(page.xpath("//h1")[0]), self.version.title)
        self.assertIn("Ordenanza Municipal N° 001-2026", words)
        self.assertIn("Vigente", words)
        self.assertIn("El Peruano", words)
        self.assertIn(self.version.verification_code, words)
        self.assertTrue(page.xpath("//nav[@class='pgo-index']//a"))
        self.assertTrue(page.xpath("//figure[@class='pgo-organigram'][@tabindex='0']"))
        self.assertTrue(page.xpath("//details/pre"))
        self.assertNotIn("Estado del documento", words)

    def test_links_inside_the_page(self):
        page = self.page(self.path)
        ids = page.xpath("//@id")
        self.assertEqual(len(ids), len(set(ids)), "ids are unique")
        for link in page.xpath("//a[starts-with(@href, '#')]/@href"):
            self.assertIn(link[1:], ids)

    def test_accessible(self):
        for path in (self.path, "/consulta", "/verificar"):
            page = self.page(path)
            self.assertEqual(
                page.xpath("//body/*[1]/@href"), ["#contenido"], "the skip link comes first"
            )
            self.assertTrue(page.xpath("//main[@id='contenido']"))
            for field in page.xpath(
                "//input[not(@type='hidden') and not(@type='radio')] | //select"
            ):
                self.assertTrue(page.xpath(f"//label[@for='{field.get('id')}']"), field.get("id"))
            self.assertFalse(page.xpath("//img[not(@alt)]"))
            self.assertFalse(
                page.xpath("//*[@style]"), "the policy of the page forbids styles in elements"
            )
            levels = [
                int(heading.tag[1])
                for heading in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
            ]
            for before, after in zip(levels, levels[1:], strict=False):
                self.assertLessEqual(after - before, 1, f"{path}: no level of headings is skipped")

    def test_light(self):
        response = self.get(self.path)
        self.assertLess(len(response.content), 300_000)
        self.assertEqual(response.headers["Content-Encoding"], "gzip")
        self.assertLess(int(response.headers["Content-Length"]), 60_000)
        plain = self.get(self.path, headers={"Accept-Encoding": "identity"})
        self.assertNotIn("Content-Encoding", plain.headers)
        self.assertEqual(plain.content, response.content)
        self.assertNotIn("<script", response.text)
        self.assertNotIn("/web/assets", response.text)
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])

    def test_code_in_any_case(self):
        self.get(self.path.lower().replace("/consulta", "/consulta"))

    def test_permanent_link_and_history(self):
        first = f"{self.path}/{self.version.number}"
        later = self.next_version()
        page = self.page(first)
        self.assertIn("Este texto ya no está vigente", self.words(page))
        self.assertIn("NO VIGENTE", self.words(page))
        current = self.page(self.path)
        self.assertIn(
            f"{self.path}/{later.number}", current.xpath("//section[@class='facts']//a/@href")
        )
        rows = current.xpath("//section[@class='history']//tbody/tr")
        self.assertEqual(len(rows), 2)
        self.assertIn("Sustituido", self.words(rows[1]))

    def test_derogated_is_still_read(self):
        self.version.with_user(self.approver).action_derogate("Ordenanza N° 9")
        self.assertIn("Derogado", self.words(self.page(self.path)))

    def test_pdf(self):
        first = self.get(f"{self.path}/rof.pdf")
        self.assertEqual(first.headers["Content-Type"], "application/pdf")
        self.assertTrue(
            first.content.startswith(b"%PDF-") and first.content.rstrip().endswith(b"%%EOF")
        )
        self.assertIn("public", first.headers["Cache-Control"])
        self.assertTrue(
            self.env["pgo.render"].search([("version_id", "=", self.version.id)]),
            "stored for the next",
        )
        again = self.get(f"{self.path}/{self.version.number}/rof.pdf")
        self.assertEqual(again.content, first.content)
        tag = first.headers["ETag"]
        known = self.get(f"{self.path}/rof.pdf", 304, headers={"If-None-Match": tag})
        self.assertEqual(known.content, b"")
        self.assertEqual(known.headers["ETag"], tag)

    def test_pdf_that_cannot_be_made(self):
        with (
            patch.object(pdf_module, "pdf", side_effect=RenderError("x")),
            mute_logger("odoo.addons.pgo_publication.controllers.consultation"),
        ):
            page = self.page(f"{self.path}/rof.pdf", 503)
        self.assertIn("No se pudo generar el PDF", self.words(page))

    def test_json_is_what_was_sealed(self):
        response = self.get(f"{self.path}/{self.version.number}/rof.json")
        self.assertEqual(response.content, self.version.canonical.encode())
        self.assertTrue(core_seal.verify(response.content, self.version.seal))
        self.assertIn("immutable", response.headers["Cache-Control"])
        self.assertEqual(response.headers["ETag"], f'"{self.version.seal}"')
        self.get(
            f"{self.path}/{self.version.number}/rof.json",
            304,
            headers={"If-None-Match": f'W/"{self.version.seal}"'},
        )
        current = self.get(f"{self.path}/rof.json")
        self.assertEqual(current.content, response.content)
        self.assertNotIn("immutable", current.headers["Cache-Control"], "another version may come")

    def test_svg(self):
        response = self.get(f"{self.path}/organigrama.svg")
        self.assertTrue(response.headers["Content-Type"].startswith("image/svg+xml"))
        self.assertIn(self.version.unit_ids[:1].name.split()[0], response.text)

    def test_links_people_typed(self):
        """An address registered with the publication becomes a link only if it is one of the web."""
        reader = self.env["pgo.consultation"]
        self.assertEqual(
            reader._safe_url(" https://example.org/a?b=1 "), "https://example.org/a?b=1"
        )
        for unsafe in (
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.org",
            "ftp://x/y",
            "",
            None,
            "http://[",
            "x",
        ):
            self.assertEqual(reader._safe_url(unsafe), "", unsafe)

    def test_not_found(self):
        for path in (
            "/consulta/XX-999999",
            "/consulta/ñandú",
            "/consulta/%00",
            "/consulta/%27%20OR%201=1",
            "/consulta/" + "A" * 300,
            f"{self.path}/99",
            f"{self.path}/0",
            f"{self.path}/99999999999999999999",
            f"{self.path}/-1",
            f"{self.path}/abc",
            f"{self.path}/1/rof.docx",
            f"{self.path}/99/rof.pdf",
            f"{self.path}/99/rof.json",
            "/consulta/XX/rof.pdf",
            "/consulta/XX/organigrama.svg",
        ):
            page = self.page(path, 404)
            self.assertTrue(page.xpath("//main//a[@href='/consulta']"), path)

    def test_in_spanish_for_everyone(self):
        """A person with a session in English reads the same page."""
        self.env["res.users"].browse(self.formulator.id).lang = "en_US"
        self.authenticate(self.formulator.login, self.formulator.login)
        response = self.url_open("/consulta")
        self.assertIn("Quién hace qué en el Estado", response.text)

    def test_backend_is_untouched(self):
        self.assertIn("/web/login", self.url_open("/odoo", allow_redirects=True).url)
        action = self.version.action_open_public_page()
        self.assertEqual(action["url"], f"{self.path}/{self.version.number}")
        self.assertTrue(self.version.is_public)
        self.assertFalse(self.draft.is_public)
        self.get(action["url"])
