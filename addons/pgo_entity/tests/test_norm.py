from odoo.addons.pgo_entity import catalog_files, norm_identifiers, text
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from pgo_core import citing


@tagged("post_install", "-at_install")
class TestNorm(TransactionCase):
    def _search(self, typed):
        return self.env["pgo.norm"].search([("display_name", "ilike", typed)])

    def _norm(self, identifier):
        return self.env["pgo.norm"].search([("identifier", "=", identifier)])

    def test_catalogue_is_whole(self):
        self.assertGreater(self.env["pgo.norm"].search_count([]), 10800)
        self.assertFalse(
            self.env["pgo.norm"].search(["|", ("title", "=", False), ("label", "=", False)])
        )

    def test_found_as_people_type_it(self):
        cases = {
            "LEY-27972-2003": (
                "27972",
                "ley 27972",
                "Ley N° 27972",
                "LEY Nº 27,972",
                "organica municipalidades",
                "LEY-27972",
            ),
            "DS-054-2018-PCM": (
                "DS 054-2018-PCM",
                "ds 54-2018-pcm",
                "D.S. N° 054-2018-PCM",
                "decreto supremo 054-2018",
                "lineamientos de organización del estado",
            ),
            "DLEG-1440-2018": (
                "DLeg 1440",
                "D. Leg. N° 1440",
                "decreto legislativo 1440",
                "sistema nacional presupuesto publico 1440",
            ),
            "RSGP-005-2020-PCM-SGP": (
                "RSGP 005-2020",
                "lineamientos 02-2020-SGP",
                "resolución secretaría gestión pública 005-2020",
            ),
        }
        for identifier, typed_forms in cases.items():
            for typed in typed_forms:
                self.assertIn(self._norm(identifier), self._search(typed), typed)

    def test_number_is_not_found_inside_another(self):
        for typed in ("ley 7972", "ley 2797 2003", "ds 4-2018-pcm"):
            self.assertNotIn(self._norm("LEY-27972-2003"), self._search(typed), typed)
            self.assertNotIn(self._norm("DS-054-2018-PCM"), self._search(typed), typed)

    def test_the_norm_itself_comes_before_those_that_mention_it(self):
        for typed, identifier in (
            ("27444", "LEY-27444-2001"),
            ("ley 27658", "LEY-27658-2002"),
            ("ds 054-2018", "DS-054-2018-PCM"),
        ):
            self.assertEqual(
                self.env["pgo.norm"].name_search(typed, limit=5)[0][0],
                self._norm(identifier).id,
                typed,
            )
        names = self.env["pgo.norm"].name_search("27972", limit=8)
        self.assertEqual(names[0][1], "Ley N° 27972: Ley Orgánica de Municipalidades")
        self.assertEqual(len(self.env["pgo.norm"].name_search("decreto supremo 2018", limit=7)), 7)

    def test_accents_do_not_matter(self):
        self.assertEqual(self._search("gestión pública"), self._search("GESTION PUBLICA"))
        self.assertTrue(self._search("gestion publica"))

    def test_not_found_and_empty(self):
        self.assertFalse(self._search("ley 99999999"))
        self.assertFalse(self._search("///"))
        total = self.env["pgo.norm"].search_count([])
        self.assertEqual(self.env["pgo.norm"].search_count([("display_name", "ilike", "")]), total)

    def test_hostile_text_is_only_text(self):
        for typed in ("'; DROP TABLE pgo_norm; --", "a & | ! ( ) :* <->", "%_\\", "\x00ley"):
            self._search(typed.replace("\x00", " "))
        self.assertTrue(self._norm("LEY-27972-2003"))

    def test_by_article_cited(self):
        norm = self._norm("LEY-27972-2003")
        self.env["pgo.citation"]._get_or_create(
            [{"norm_id": norm.id, "article": "79", "item": "num. 3.2"}]
        )
        self.assertEqual(self._search("ley 27972 art 79"), norm)
        self.assertFalse(self._search("ley 27972 art 999"))

    def test_search_has_an_index_that_fits(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.env["pgo.norm"]._search([("display_name", "ilike", "27972")]).select()
        plan = "\n".join(row[0] for row in self.env.execute_query(SQL("EXPLAIN %s", query)))
        self.assertIn("pgo_norm_search_idx", plan)

    def test_status_is_not_believed(self):
        self.assertEqual(self._norm("LEY-27972-2003").status, "in_force")
        self.assertEqual(self._norm("DS-054-2018-PCM").status, "partly_repealed")
        self.assertEqual(self._norm("DS-043-2006-PCM").status, "repealed")
        rows = dict(self.env["pgo.norm"]._read_group([], ["status"], ["__count"]))
        self.assertGreater(rows["unknown"], 10000)

    def test_titles_that_the_source_confuses(self):
        titles = {
            "DLEG-1437-2018": "Decreto Legislativo del Sistema Nacional de Endeudamiento Público",
            "DLEG-1438-2018": "Decreto Legislativo del Sistema Nacional de Contabilidad",
            "DLEG-1439-2018": "Decreto Legislativo del Sistema Nacional de Abastecimiento",
            "DLEG-1441-2018": "Decreto Legislativo del Sistema Nacional de Tesorería",
            "DLEG-1442-2018": (
                "Decreto Legislativo de la Gestión Fiscal de los Recursos Humanos en el Sector Público"
            ),
        }
        for identifier, title in titles.items():
            norm = self._norm(identifier)
            self.assertEqual((norm.title, norm.rank), (title, "legislative_decree"), identifier)
            self.assertEqual(str(norm.publication_date), "2018-09-16", identifier)
            self.assertTrue(norm.source, identifier)
        for identifier in ("DLEG-1437-2018", "DLEG-1442-2018"):
            self.assertEqual(self._norm(identifier).status, "unknown", identifier)

    def test_amendments(self):
        loe = self._norm("DS-054-2018-PCM")
        amending = set(loe.amended_by_ids.mapped("identifier"))
        self.assertEqual(
            amending, {"DS-131-2018-PCM", "DS-064-2021-PCM", "DS-097-2021-PCM", "DLEG-1554-2023"}
        )
        self.assertTrue(all(norm.source for norm in loe.amended_by_ids))

    def test_by_key_with_or_without_year(self):
        written = ["LEY-27972", "LEY-27972-2003", "DS-054-2018-PCM", "DLEG-1252", "LEY-1-1900"]
        found = self.env["pgo.norm"]._by_key({citing.key(norm) for norm in written})
        keys = [citing.key(norm) for norm in written]
        self.assertEqual(set(found), set(keys[:4]))
        self.assertEqual(found[keys[0]], found[keys[1]])
        self.assertEqual(found[keys[0]], self._norm("LEY-27972-2003"))

    def test_the_catalogue_kept_is_the_one_of_now(self):
        norm, key = self._norm("LEY-27972-2003"), citing.key("LEY-27972")
        self.assertEqual(self.env["pgo.norm"]._rows_by_key()[key], (norm.id, "in_force"))
        norm.write({"status": "repealed", "reason": "Prueba"})
        self.assertEqual(self.env["pgo.norm"]._rows_by_key()[key], (norm.id, "repealed"))
        with self.assertQueryCount(0):
            self.env["pgo.norm"]._rows_by_key()

    def test_identifier_is_fixed_and_label_follows(self):
        norm = self._norm("LEY-27972-2003")
        with self.assertRaises(UserError):
            norm.write({"identifier": "LEY-1", "reason": "Prueba"})
        self.assertEqual(norm.identifier, "LEY-27972-2003")
        new = self.env["pgo.norm"].create(
            {
                "identifier": "DS-999-2026-PCM",
                "rank": "supreme_decree",
                "title": "De prueba",
                "reason": "Prueba",
            }
        )
        self.assertEqual(new.label, "Decreto Supremo N° 999-2026-PCM")
        self.assertEqual(self._search("ds 999-2026-pcm"), new)
        self.assertEqual(new.status, "unknown")

    def test_rank_of_law(self):
        self.assertTrue(self._norm("LEY-27972-2003")._has_rank_of_law())
        self.assertFalse(self._norm("DS-054-2018-PCM")._has_rank_of_law())


@tagged("post_install", "-at_install")
class TestNormReading(TransactionCase):
    def test_tokens(self):
        cases = {
            "D.S. N° 054-2018-PCM": ["ds", "54", "2018", "pcm"],
            "Ley N.° 27,972": ["ley", "27972"],
            "D. Leg. Nº 1440": ["dleg", "1440"],
            "Áncash, Ñaña": ["ancash", "nana"],
            "": [],
        }
        for typed, expected in cases.items():
            self.assertEqual(text.tokens(typed), expected, typed)

    def test_same_norm_same_key(self):
        for one, other in (
            ("LEY-ORGANICA-27972-2003", "LEY-27972-2003"),
            ("LEY-29571-CODIGO-CONSUMIDOR-2010", "LEY-29571-2010"),
            ("DLEG-052-1981", "DLEG-52-1981"),
            ("DS-004-2019-JUS-TUO-27444-2019", "DS-004-2019-JUS"),
            ("DS-122-94-EF-REGLAMENTO-RENTA-CAP6-1994", "DS-122-94-EF-1994"),
        ):
            self.assertEqual(norm_identifiers.key_of(one), norm_identifiers.key_of(other), one)
        for one, other in (
            ("DS-054-2018-PCM", "DS-054-2018-EF"),
            ("LEY-27972", "LEY-27973"),
            ("RM-683-2008-VIVIENDA", "RM-684-2008-VIVIENDA"),
        ):
            self.assertNotEqual(norm_identifiers.key_of(one), norm_identifiers.key_of(other), one)

    def test_no_duplicate_and_nothing_lost(self):
        norms, left_out = catalog_files.norms()
        self.assertEqual(len({norm["identifier"] for norm in norms}), len(norms))
        source = {row["identifier"] for row in catalog_files.rows("norms_pe.csv")}
        extra = {
            norm_identifiers.key_of(row["identifier"])
            for row in catalog_files.rows("norms_extra.csv")
        }
        loaded = {norm_identifiers.key_of(norm["identifier"]) for norm in norms}
        self.assertLessEqual(extra, loaded)
        added = loaded - {norm_identifiers.key_of(identifier) for identifier in source}
        self.assertEqual(len(norms), len(source) - sum(left_out.values()) + len(added))
