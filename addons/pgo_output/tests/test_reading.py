from odoo.addons.pgo_rof.tests.common import VersionCase
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

OPEN_PAGES = """
    const wait = async (find, what) => {
        for (let i = 0; i < 600; i++) {
            const found = find();
            if (found) { return found; }
            await new Promise((done) => setTimeout(done, 100));
        }
        throw new Error("never came: " + what);
    };
    const tab = (name) => document.querySelector(`.o_notebook a.nav-link[name="${name}"]`);
    (async () => {
        await wait(() => tab("document"), "tab");
        if (document.querySelector(".o_pgo_reading")) { throw new Error("read before it was opened"); }
        tab("document").click();
        await wait(() => document.querySelector(".o_pgo_reading article .pgo-article"), "text");
        if (document.documentElement.scrollWidth > window.innerWidth) { throw new Error("overflow"); }
        tab("organigram").click();
        await wait(() => document.querySelector(".o_pgo_reading svg text"), "organigram");
        if (!document.querySelector(".o_pgo_reading details pre").textContent) { throw new Error("no text"); }
        console.log("test successful");
    })();
"""


@tagged("post_install", "-at_install")
class TestReading(VersionCase):
    def test_text_with_anchors(self):
        version = self.adopt()
        html = version.document_html
        function = version.function_ids[:1]
        self.assertIn(f'id="art-{function.uid}"', html)
        self.assertIn("BORRADOR", html)
        self.assertIn('class="pgo-index"', html)

    def test_text_is_escaped(self):
        version = self.adopt()
        unit = version.unit_ids.filtered(lambda unit: not unit.locked and unit.function_ids)[:1]
        unit.name = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        unit.function_ids[:1].text = '"><svg onload=alert(2)>'
        version.invalidate_recordset()
        for html in (version.document_html, version.organigram_html):
            self.assertNotIn("<script", html)
            self.assertNotIn("<img", html)
            self.assertNotIn("<svg onload", html)
        self.assertIn("&lt;script&gt;", version.document_html)

    def test_organigram_in_words(self):
        version = self.adopt()
        self.assertIn("<svg", version.organigram_html)
        self.assertIn("<details>", version.organigram_html)
        self.assertIn(version.unit_ids[:1].name, version.organigram_html.split("<pre>")[1])

    def test_version_without_units(self):
        version = (
            self.env["pgo.version"]
            .with_user(self.formulator)
            .create({"entity_id": self.entity.id, "title": "Vacío", "kind": "rof"})
        )
        self.assertNotIn("<svg", version.organigram_html)
        self.assertIn("Vacío", version.document_html)

    def test_access(self):
        version = self.adopt()
        with self.assertRaises(AccessError):
            version.with_user(self.stranger).read(["document_html"])

    def test_constant_queries(self):
        counts = []
        for units in (5, 5, 50):  # the first one warms what the registry keeps
            version = self.small_version(units=units)
            version.with_user(self.formulator).read(["document_html"])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            version.with_user(self.formulator).read(["document_html"])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestReadingInBrowser(VersionCase, HttpCase):
    def test_pages_of_the_form(self):
        version = self.adopt()
        self.browser_js(
            f"/odoo/pgo-versions/{version.id}", OPEN_PAGES, login=self.formulator.login, timeout=120
        )
