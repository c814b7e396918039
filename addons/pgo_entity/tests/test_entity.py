from psycopg2 import IntegrityError

from odoo.addons.pgo_entity.models.pgo_entity import is_valid_ruc
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EntityCase


@tagged("post_install", "-at_install")
class TestEntity(EntityCase):
    def _create(self, **vals):
        return self.env["pgo.entity"].create(
            {
                "name": "Entidad de prueba",
                "code": "PRUEBA",
                "type_id": self.env.ref("pgo_entity.pgo_entity_type_other_entity").id,
                **vals,
            }
        )

    def test_place_of_a_district(self):
        facts = self.entity._document_facts()
        self.assertEqual(facts["entity_name"], "Municipalidad Distrital de Miraflores")
        self.assertEqual(
            (facts["district"], facts["province"], facts["department"]),
            ("Miraflores", "Lima", "Lima"),
        )
        self.assertEqual(facts["ubigeo"], "150122")
        self.assertEqual(facts["head_title"], "Alcalde")
        self.assertNotIn("creation_norm", facts, "lo que no se sabe se deja por completar")

    def test_homonyms_are_told_apart(self):
        homonyms = self.env["pgo.entity"].search(
            [("name", "=", "Municipalidad Distrital de Santa Rosa")]
        )
        self.assertGreater(len(homonyms), 5)
        self.assertEqual(len(set(homonyms.mapped("display_name"))), len(homonyms))
        self.assertIn(
            "Municipalidad Distrital de Santa Rosa — Melgar, Puno", homonyms.mapped("display_name")
        )

    def test_search_by_words_in_any_order_without_accents(self):
        melgar = self.env["pgo.entity"].search([("code", "=", "MD-210808")])
        for typed in (
            "santa rosa melgar",
            "MELGAR Sta".replace("Sta", "santa"),
            "210808",
            "MD-210808",
        ):
            self.assertIn(
                melgar, self.env["pgo.entity"].search([("display_name", "ilike", typed)]), typed
            )
        found = self.env["pgo.entity"].search(
            [("display_name", "ilike", "municipalidad provincial ancash huaylas")]
        )
        self.assertEqual(found.code, "MP-021201")
        self.assertFalse(self.env["pgo.entity"].search([("display_name", "ilike", "zzzzz")]))

    def test_name_search_reads_once(self):
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            self.env["pgo.entity"].name_search("santa rosa", limit=20)

    def test_queries_do_not_grow(self):
        def cost(limit):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            for entity in self.env["pgo.entity"].search(
                [("type_code", "=", "district_municipality")], limit=limit
            ):
                _seen = entity.display_name, entity.department_id.name, entity.approval_instrument
            return self.env.cr.sql_log_count - start

        cost(5)
        self.assertEqual(cost(50), cost(5))

    def test_ruc(self):
        self.assertTrue(is_valid_ruc("20131312955"))
        self.assertFalse(is_valid_ruc("20131312956"))
        self.assertFalse(is_valid_ruc("2013131295"))
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.entity.ruc = "12345678901"
        self.assertFalse(self.entity.ruc)
        self.entity.ruc = "20131312955"
        self.assertEqual(self.entity.ruc, "20131312955")

    def test_code_is_unique_and_fixed(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._create(code=self.entity.code)
        with self.assertRaises(UserError):
            self.entity.code = "OTRO"
        self.assertEqual(self.entity.code, "MD-150122")

    def test_mop_needs_whom_it_depends_on(self):
        programme = self.env.ref("pgo_entity.pgo_entity_type_programme")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._create(type_id=programme.id)
        self.assertFalse(self.env["pgo.entity"].search([("code", "=", "PRUEBA")]))
        local = self._create(type_id=programme.id, parent_id=self.entity.id)
        self.assertEqual(local.government_level, "local")
        self.assertEqual(local.approval_instrument, "mayor_decree", "LOE, art. 55.2")
        national = self._create(
            code="PRUEBA-2",
            type_id=programme.id,
            parent_id=self.env["pgo.entity"].search([("code", "=", "MIDIS")]).id,
        )
        self.assertEqual(national.approval_instrument, "ministerial_resolution")

    def test_no_cycle(self):
        child = self._create(parent_id=self.entity.id)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.entity.parent_id = child
        self.assertFalse(self.entity.parent_id)

    def test_municipality_has_a_district(self):
        province = self.entity.territory_id.parent_id
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.entity.territory_id = province
        self.assertEqual(self.entity.territory_id.ubigeo, "150122")

    def test_is_not_erased(self):
        with self.assertRaises(UserError):
            self.entity.unlink()
        self.assertTrue(self.entity.exists())

    def test_special_law_prevails(self):
        unit = {
            "name": "Directorio",
            "is_head": True,
            "entity_id": self.entity.id,
            "reason": "Ley especial",
        }
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.env["pgo.senior.unit"].create(unit)
        self.env["pgo.senior.unit"].create({**unit, "legal_basis": "Ley N° 1, art. 2"})
        self.assertEqual(self.entity._rule_context()["senior_management"], ["Directorio"])
        self.assertEqual(len(self.other._rule_context()["senior_management"]), 3)

    def test_ubigeo_fits_the_level(self):
        department = self.entity.department_id
        for vals in (
            {"ubigeo": "1", "level": "department"},
            {"ubigeo": "15AB", "level": "province", "parent_id": department.id},
            {"ubigeo": "9901", "level": "province"},
        ):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                self.env["pgo.territory"].create({"name": "X", **vals})

    def test_administrator_keeps_some_data_of_its_entity(self):
        admin = self._person("alcaldia_admin", "entity_admin", entity=self.entity)
        mine = self.entity.with_user(admin)
        mine.url = "https://www.gob.pe/munimiraflores"
        self.assertEqual(self.entity.url, "https://www.gob.pe/munimiraflores")
        for name, value in (("name", "Otra"), ("population", 1), ("is_rural", True)):
            before = self.entity[name]
            with self.assertRaises(AccessError):
                mine.write({name: value})
            self.assertEqual(self.entity[name], before)
        with self.assertRaises(AccessError):
            self.other.with_user(admin).write({"url": "https://www.gob.pe/otra"})
        self._designate(admin, "formulator", self.other)
        with self.assertRaises(AccessError):
            self.other.with_user(admin).write({"url": "https://www.gob.pe/otra"})
        self.assertFalse(self.other.url)

    def test_code_of_a_type_is_fixed(self):
        kind = self.entity.type_id
        with self.assertRaises(UserError):
            kind.code = "otro"
        self.assertEqual(kind.code, "district_municipality")
