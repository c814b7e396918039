from collections import Counter

from odoo.addons.pgo_entity import catalog_files, text
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCatalog(TransactionCase):
    """The register holds every real place and entity, once."""

    def _types(self):
        rows = self.env["pgo.entity"]._read_group(
            [("is_training", "=", False)], ["type_code"], ["__count"]
        )
        return dict(rows)

    def test_territory_is_whole(self):
        rows = dict(self.env["pgo.territory"]._read_group([], ["level"], ["__count"]))
        self.assertEqual(rows, {"department": 25, "province": 196, "district": 1891})
        self.assertFalse(self.env["pgo.territory"].search([("name", "=", False)]))

    def test_every_district_has_one_municipality(self):
        """196 provinciales (una, la Metropolitana de Lima) y 1,695 distritales: 1,891."""
        types = self._types()
        self.assertEqual(types["metropolitan_municipality"], 1)
        self.assertEqual(types["province_municipality"], 195)
        self.assertEqual(types["district_municipality"], 1695)
        municipal = self.env["pgo.entity"].search(
            [("type_id.is_municipal", "=", True), ("is_training", "=", False)]
        )
        districts = self.env["pgo.territory"].search([("level", "=", "district")])
        self.assertEqual(municipal.territory_id, districts)
        self.assertEqual(len(municipal), 1891)

    def test_provincial_municipality_governs_the_seat_of_the_province(self):
        provincial = self.env["pgo.entity"].search(
            [("type_code", "in", ("province_municipality", "metropolitan_municipality"))]
        )
        self.assertEqual(len(provincial.territory_id.parent_id), 196)
        for entity in provincial:
            province = entity.territory_id.parent_id
            self.assertEqual(entity.territory_id.capital, province.capital)

    def test_regional_and_national(self):
        types = self._types()
        self.assertEqual(types["regional_government"], 25)
        self.assertEqual(types["ministry"], 19, "18 ministerios y la PCM")
        self.assertEqual(types["autonomous_body"], 10)
        self.assertEqual(types["regulator"], 4)

    def test_people_of_lima_are_counted_once(self):
        """The regional government of Lima governs the provinces except that of the capital."""
        lima = self.env["pgo.territory"].search([("ubigeo", "=", "15")])
        regional = self.env["pgo.entity"].search([("code", "=", "GR-15")])
        metropolitan = self.env["pgo.entity"].search([("code", "=", "MM-150101")])
        self.assertEqual(regional.population + metropolitan.population, lima.population)

    def test_denominations(self):
        expected = {
            "MD-150122": "Municipalidad Distrital de Miraflores",
            "MP-021801": "Municipalidad Provincial del Santa",
            "MP-021201": "Municipalidad Provincial de Huaylas",
            "MP-070101": "Municipalidad Provincial del Callao",
            "MP-061301": "Municipalidad Provincial de Santa Cruz",
            "MM-150101": "Municipalidad Metropolitana de Lima",
            "GR-07": "Gobierno Regional del Callao",
            "GR-15": "Gobierno Regional de Lima",
            "MD-150508": "Municipalidad Distrital de Lunahuaná",
            "MD-150135": "Municipalidad Distrital de San Martín de Porres",
            "MP-250101": "Municipalidad Provincial de Coronel Portillo",
        }
        found = self.env["pgo.entity"].search([("code", "in", list(expected))])
        self.assertEqual({entity.code: entity.name for entity in found}, expected)

    def test_accents_that_the_source_leaves_out(self):
        lunahuana = self.env["pgo.territory"].search([("ubigeo", "=", "150508")])
        self.assertEqual((lunahuana.name, lunahuana.capital), ("Lunahuaná", "Lunahuaná"))
        source = {
            row["ubigeo"]: row["distrito"]
            for row in catalog_files.rows("districts_inei_2025.csv", delimiter=";")
        }
        for row in catalog_files.rows("district_names.csv"):
            before = source[row["ubigeo"]]
            self.assertEqual(text.fold(before), text.fold(row["name"]), row)
            self.assertNotEqual(before, row["name"], row)

    def test_no_ruc_is_invented(self):
        self.assertFalse(
            [row for row in catalog_files.rows("entities_national.csv") if row.get("ruc")]
        )

    def test_every_row_has_source_and_date(self):
        for name in ("entities_national.csv", "district_names.csv", "municipality_names.csv"):
            for row in catalog_files.rows(name):
                self.assertTrue(row["source"] and row["date"], row)

    def test_province_takes_the_name_of_its_seat(self):
        """One row of the source names another province: 061306 Ninabamba is of Santa Cruz."""
        ninabamba = self.env["pgo.territory"].search([("ubigeo", "=", "061306")])
        self.assertEqual(ninabamba.parent_id.name, "Santa Cruz")

    def test_every_type_is_complete(self):
        for kind in self.env["pgo.entity.type"].search([]):
            self.assertTrue(kind.organ_type_ids, kind.code)
            self.assertTrue(kind.citation, kind.code)
            codes = [organ.code for organ in kind.organ_type_ids]
            self.assertEqual(codes, sorted(codes), kind.code)
            if kind.senior_unit_ids:
                self.assertEqual(sum(kind.senior_unit_ids.mapped("is_head")), 1, kind.code)
                self.assertEqual(sum(kind.senior_unit_ids.mapped("is_chief_admin")), 1, kind.code)

    def test_context_of_rules(self):
        kind = self.env["pgo.entity.type"].search([("code", "=", "district_municipality")])
        facts = kind._rule_context()
        self.assertEqual(
            facts["senior_management"], ["Concejo Municipal", "Alcaldía", "Gerencia Municipal"]
        )
        self.assertEqual(facts["chief_admin"], "Gerencia Municipal")
        self.assertEqual(facts["type_codes"]["line"], "07")
        self.assertIn(
            {
                "nature_group": "internal_administration",
                "level": 2,
                "names": ["Oficina General", "Oficina"],
            },
            facts["denominations"],
        )


@tagged("post_install", "-at_install")
class TestLoader(TransactionCase):
    """A later load adds what is new and never touches what is there."""

    def _forget(self):
        """Make the loader believe that every file changed."""
        self.env["ir.config_parameter"].search([("key", "=like", "pgo_entity.catalog.%")]).unlink()

    def _counts(self):
        models = (
            "pgo.territory",
            "pgo.entity.type",
            "pgo.organ.type",
            "pgo.senior.unit",
            "pgo.entity",
            "pgo.norm",
        )
        return Counter(
            {
                model: self.env[model].with_context(active_test=False).search_count([])
                for model in models
            }
        )

    def test_loading_again_adds_nothing(self):
        before = self._counts()
        self._forget()
        self.env["pgo.catalog.loader"]._load_all()
        self.assertEqual(self._counts(), before)

    def test_what_sgp_edited_stays(self):
        entity = self.env["pgo.entity"].search([("code", "=", "MD-150122")])
        kind = entity.type_id
        norm = self.env["pgo.norm"].search([("identifier", "=", "LEY-27972-2003")])
        entity.write({"name": "Municipalidad Distrital editada", "active": False})
        kind.senior_unit_ids[0].write({"name": "Editado", "reason": "Prueba"})
        norm.write({"status": "repealed", "note": "Editada", "reason": "Prueba"})
        self.env.flush_all()
        before = self._counts()
        self._forget()
        self.env["pgo.catalog.loader"]._load_all()
        self.env.invalidate_all()
        self.assertEqual(entity.name, "Municipalidad Distrital editada")
        self.assertFalse(entity.active)
        self.assertEqual(kind.senior_unit_ids[0].name, "Editado")
        self.assertEqual((norm.status, norm.note), ("repealed", "Editada"))
        self.assertEqual(self._counts(), before)

    def test_unchanged_files_are_not_read(self):
        self.env["pgo.catalog.loader"]._load_all()
        with self.assertQueryCount(8):
            self.env["pgo.catalog.loader"]._load_all()

    def test_missing_file_says_what_to_do(self):
        with self.assertRaisesRegex(catalog_files.CatalogError, "no_existe.csv"):
            catalog_files.path_of("no_existe.csv")
