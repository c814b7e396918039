import time

from odoo.tests import tagged

from .common import PublicCase


@tagged("post_install", "-at_install")
class TestSearch(PublicCase):
    def titles(self, page):
        return [self.words(title) for title in page.xpath("//ul[@class='results']/li/h3")]

    def test_everything_published(self):
        page = self.page("/consulta")
        self.assertIn(self.entity.name, self.titles(page))
        self.assertNotIn(self.other.name, self.titles(page))
        self.assertEqual(page.xpath("//h1/text()"), ["Quién hace qué en el Estado"])

    def test_by_name_without_accents(self):
        name = self.entity.district_name
        for typed in (
            name,
            name.upper(),
            f"municipalidad {name}",
            self.entity.code,
            self.entity.department_name,
        ):
            self.assertIn(self.entity.name, self.titles(self.page("/consulta", q=typed)), typed)
        self.assertEqual(self.titles(self.page("/consulta", q="zzzzzz")), [])

    def test_filters(self):
        page = self.page("/consulta", departamento="15", tipo="district_municipality")
        self.assertIn(self.entity.name, self.titles(page))
        self.assertEqual(
            page.xpath("//select[@id='departamento']/option[@selected]/@value"), ["15"]
        )
        self.assertEqual(
            self.titles(self.page("/consulta", tipo="ministry")),
            self.titles(self.page("/consulta")),
        )

    def test_units_and_functions(self):
        function = self.version.function_ids[:1]
        page = self.page("/consulta", ver="funciones", q=function.text)
        link = page.xpath("//ul[@class='results']//h3/a/@href")
        self.assertIn(f"{self.path}/{self.version.number}#art-{function.uid}", link)
        self.assertTrue(page.xpath("//ul[@class='results']//mark"))
        unit = self.version.unit_ids.filtered(lambda unit: unit.level > 1)[:1]
        self.assertIn(unit.name, self.titles(self.page("/consulta", ver="funciones", q=unit.name)))

    def test_the_likest_first(self):
        """What says little more than the words typed comes before what says them among many others."""
        lines, total = self.env["pgo.consultation"]._search_lines("presupuesto")
        sizes = [len(line["text" if "literal" in line["place"] else "unit"]) for line in lines]
        self.assertGreater(total, 3)
        self.assertLess(sum(sizes[:3]) / 3, sum(sizes) / len(sizes))
        unit = self.version.unit_ids.filtered(lambda unit: unit.level > 1)[:1]
        lines, _total = self.env["pgo.consultation"]._search_lines(unit.name)
        self.assertEqual(lines[0]["unit"], unit.name, "who is called so stands at the top")

    def test_empty_states(self):
        self.assertIn("Escriba lo que busca", self.words(self.page("/consulta", ver="funciones")))
        self.assertIn("Revise la ortografía", self.words(self.page("/consulta", q="zzzzzz")))
        self.assertIn(
            "Sin resultados", self.words(self.page("/consulta", ver="funciones", q="de la y"))
        )

    def test_wrong_pages(self):
        for number in ("99", "999999", "-1", "0", "1.5", "abc", "²", "9" * 40, "1 OR 1=1"):
            page = self.page(
                "/consulta", status=404 if number in ("99", "999999", "0") else 200, pagina=number
            )
            if number == "99":
                self.assertIn("Esa página de resultados no existe", self.words(page))

    def test_a_page_with_what_cannot_be_seen(self):
        # Pasted from a document: a sign without width, a soft hyphen, digits of another script.
        for number in ("1\u200b", "\u00ad1", "\ufeff1", "\uff11", "\u0661", " 1 "):
            self.get("/consulta", pagina=number)

    def test_odd_input(self):
        odd = (
            "%",
            "_",
            "%%%",
            "' OR 1=1 --",
            "\\",
            "\x00",
            "a\x00b",
            "<script>alert(1)</script>",
            "🙂",
            "\u202eabc",
            "(",
            "!",
            ":*",
            "a" * 5000,
        )
        for typed in odd:
            for shown in ("", "funciones"):
                response = self.get("/consulta", q=typed, ver=shown)
                self.assertNotIn("<script", response.text)
        self.assertEqual(
            self.titles(self.page("/consulta", q="%")), [], "a wildcard of SQL is no wildcard here"
        )
        self.assertEqual(self.titles(self.page("/consulta", ver="funciones", q="_______")), [])
        self.get("/consulta", departamento="'; DROP TABLE pgo_entity; --", tipo="\x00")
        self.get("/consulta?q=1&q=2&pagina=1&pagina=2&x=y&q[]=3")

    def test_paging(self):
        size = 20
        lines, total = self.env["pgo.consultation"]._search_lines("municipal")
        self.assertEqual(len(lines), min(size, total))
        self.assertGreater(total, size)
        page = self.page("/consulta", ver="funciones", q="municipal")
        next_page = page.xpath("//nav[@class='pages']/a[@rel='next']/@href")[0]
        second = self.page(next_page)
        self.assertIn("Página 2 de", self.words(second))
        self.assertFalse(
            set(self.titles(page)) == set(self.titles(second)) and len(set(self.titles(page))) > 1
        )

    def test_constant_queries(self):
        """The search asks the same number of questions for one result and for twenty."""
        counts = []
        reader = self.env["pgo.consultation"].with_user(self.env.ref("base.public_user"))
        for typed in ("municipal", "municipal", self.version.function_ids[:1].text):
            before = self.cr.sql_log_count
            reader._search_lines(typed)
            reader._filters()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1:], [2, 2])
        reader._search_entities("")
        before = self.cr.sql_log_count
        reader._search_entities("")
        self.assertLessEqual(self.cr.sql_log_count - before, 1)

    def test_fast_and_light(self):
        self.get("/consulta")
        start = time.monotonic()
        response = self.get("/consulta", ver="funciones", q="municipal")
        self.assertLess(time.monotonic() - start, 5)
        style = self.url_open("/pgo_publication/static/src/public/public.css")
        self.assertLess(len(response.content) + len(style.content), 100_000)
        self.assertNotIn("<script", response.text)
        self.assertNotIn("/web/assets", response.text)
