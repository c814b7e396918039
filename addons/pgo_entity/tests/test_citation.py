from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import EntityCase


@tagged("post_install", "-at_install")
class TestCitation(EntityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.norm = cls.env["pgo.norm"].search([("identifier", "=", "LEY-27972-2003")])

    def _get(self, *places):
        return self.env["pgo.citation"]._get_or_create(
            [
                {"norm_id": self.norm.id, "article": article, "item": item}
                for article, item in places
            ]
        )

    def test_label(self):
        citations = self._get(("79", "num. 3.2"), ("79", False), (False, False))
        self.assertEqual(
            citations.mapped("label"),
            ["Ley N° 27972, art. 79, num. 3.2", "Ley N° 27972, art. 79", "Ley N° 27972"],
        )

    def test_equal_places_are_one_row(self):
        first = self._get(("700", "num. 1"))
        again = self._get((" 700 ", "num.  1"), ("701", ""), ("700", "num. 1"))
        self.assertEqual(again[0], first)
        self.assertEqual(
            self.env["pgo.citation"].search_count(
                [("norm_id", "=", self.norm.id), ("article", "=", "700")]
            ),
            1,
        )

    def test_order_is_that_of_the_values(self):
        citations = self._get(("703", False), ("702", False))
        self.assertEqual(citations.mapped("article"), ["703", "702"])

    def test_queries_do_not_grow(self):
        def cost(start, count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get(*((str(number), "lit. a)") for number in range(start, start + count)))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(8000, 5)
        self.assertEqual(cost(8100, 50), cost(8200, 5))

    def test_does_not_change(self):
        citation = self._get(("704", False))
        for vals in ({"article": "705"}, {"item": "x"}, {"norm_id": self.norm.id}):
            with self.assertRaises(UserError):
                citation.write(vals)
        self.assertEqual(citation.article, "704")

    def test_search(self):
        citation = self._get(("79", "num. 3.2"))
        for typed in (
            "27972 art 79",
            "LOM".replace("LOM", "ley 27972, art. 79, num. 3.2"),
            "municipalidades 79 3.2",
        ):
            self.assertIn(
                citation, self.env["pgo.citation"].search([("display_name", "ilike", typed)]), typed
            )

    def test_label_follows_the_norm(self):
        citation = self._get(("706", False))
        norm = self.env["pgo.norm"].create(
            {
                "identifier": "X-1",
                "rank": "other",
                "title": "Acuerdo de prueba",
                "reason": "Prueba",
            }
        )
        other = self.env["pgo.citation"].create({"norm_id": norm.id, "article": "1"})
        self.assertEqual(other.label, "Acuerdo de prueba, art. 1")
        self.assertEqual(citation.label, "Ley N° 27972, art. 706")

    def test_any_pgo_user_cites_and_nobody_edits(self):
        user = self._person("cita", "contributor", entity=self.entity)
        citation = (
            self.env["pgo.citation"]
            .with_user(user)
            ._get_or_create([{"norm_id": self.norm.id, "article": "707"}])
        )
        self.assertEqual(citation.label, "Ley N° 27972, art. 707")
