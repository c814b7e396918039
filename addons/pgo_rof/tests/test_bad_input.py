from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestBadInput(VersionCase):
    """Each wrong entry is refused with a sentence and changes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.adopt()
        cls.unit = cls.version.unit_ids.filtered(lambda unit: unit.level == 2)[0]

    def test_cycle(self):
        # Only among units of level 1 would levels alone let a cycle pass.
        top = self.small_version(2).unit_ids.filtered(lambda unit: unit.level == 1)
        top = top.with_user(self.formulator)
        middle, bottom = top.browse(), top
        for place in (2, 3):
            bottom = top.create(
                {
                    "version_id": top.version_id.id,
                    "name": f"Órgano {place}",
                    "code": f"01.{place}",
                    "level": 1,
                    "nature": "senior_management",
                    "parent_id": bottom.id,
                }
            )
            middle = middle or bottom
        for unit, parent in ((top, bottom), (top, middle), (middle, bottom)):
            message = self.assertRefused(
                ValidationError, unit, unit.write, {"parent_id": parent.id}
            )
            self.assertTrue(message)

    def test_itself_as_parent(self):
        self.assertRefused(ValidationError, self.unit, self.unit.write, {"parent_id": self.unit.id})

    def test_level_two_without_parent(self):
        message = self.assertRefused(
            ValidationError, self.unit, self.unit.write, {"parent_id": False}
        )
        self.assertIn(self.unit.name, message)
        count = len(self.version.unit_ids)
        with self.assertRaises(ValidationError):
            self.env["pgo.unit"].with_user(self.formulator).create(
                {"version_id": self.version.id, "name": "Gerencia suelta", "level": 2}
            )
        self.assertEqual(
            self.env["pgo.unit"].search_count([("version_id", "=", self.version.id)]), count
        )

    def test_parent_of_lower_level(self):
        other = self.version.unit_ids.filtered(lambda unit: unit.level == 2)[1]
        self.assertRefused(ValidationError, self.unit, self.unit.write, {"parent_id": other.id})

    def test_parent_of_another_version(self):
        other = self.adopt()
        self.assertRefused(
            ValidationError, self.unit, self.unit.write, {"parent_id": other.unit_ids[0].id}
        )

    def test_function_without_text(self):
        function = self.unit.function_ids[0]
        for text in ("", "   ", "\n"):
            self.assertRefused(
                (ValidationError, IntegrityError), function, function.write, {"text": text}
            )

    def test_code_twice(self):
        other = self.version.unit_ids.filtered(lambda unit: unit.level == 2)[1]
        self.assertRefused(
            (ValidationError, UniqueViolation), self.unit, self.unit.write, {"code": other.code}
        )

    def test_code_twice_says_so_in_the_form(self):
        other = self.version.unit_ids.filtered(lambda unit: unit.level == 2)[1]

        def save():
            with Form(self.unit) as form:
                form.code = other.code

        self.assertRefused((ValidationError, UniqueViolation), self.unit, save)

    def test_unit_without_name(self):
        self.assertRefused(
            (ValidationError, IntegrityError), self.unit, self.unit.write, {"name": "  "}
        )

    def test_level_out_of_range(self):
        self.assertRefused(
            (ValidationError, IntegrityError), self.unit, self.unit.write, {"level": 9}
        )

    def test_function_of_another_version(self):
        other = self.adopt()
        function = self.unit.function_ids[0]
        self.assertRefused(
            ValidationError, function, function.write, {"unit_id": other.unit_ids[0].id}
        )
        created = (
            self.env["pgo.function"]
            .with_user(self.formulator)
            .create({"unit_id": self.unit.id, "version_id": other.id, "text": "Ejecutar el plan"})
        )
        self.assertEqual(created.version_id, self.version)

    def test_version_of_another_entity(self):
        versions = self.env["pgo.version"].search_count([])
        with self.assertRaises(AccessError):
            self.env["pgo.version"].with_user(self.formulator).create(
                {"kind": "rof", "entity_id": self.other.id, "title": "ROF"}
            )
        self.assertEqual(self.env["pgo.version"].search_count([]), versions)

    def test_version_that_starts_from_another_entity(self):
        foreign = self.adopt(user=self.stranger, entity=self.other)
        create = self.env["pgo.version"].with_user(self.formulator).create
        vals = {
            "kind": "rof",
            "entity_id": self.entity.id,
            "title": "ROF",
            "base_version_id": foreign.id,
        }
        self.assertRefused((UserError, AccessError), foreign, create, vals)

    def test_unit_with_units_below_is_not_removed(self):
        district = self.env["pgo.version"].search([("model_key", "=", "district")])
        version = self.adopt(district)
        organ = version.unit_ids.filtered(lambda unit: unit.level == 2 and unit.child_ids)[0]
        message = self.assertRefused(UserError, organ, organ.unlink)
        self.assertIn(organ.child_ids[0].name, message)

    def test_import_of_a_sealed_state_is_refused(self):
        result = (
            self.env["pgo.version"]
            .with_user(self.formulator)
            .load(
                ["kind", "entity_id/.id", "title", "state"],
                [["rof", str(self.entity.id), "ROF importado", "in_force"]],
            )
        )
        self.assertTrue(result["messages"])
        self.assertFalse(self.env["pgo.version"].search([("title", "=", "ROF importado")]))

    def test_version_is_not_erased(self):
        self.assertRefused((UserError, AccessError), self.version, self.version.unlink)
        self.assertRefused(UserError, self.version, self.version.sudo().unlink)

    def test_locked_unit_of_the_model_stays(self):
        locked = self.version.unit_ids.filtered("locked")[0]
        self.assertRefused(UserError, locked, locked.write, {"name": "Otra denominación"})
        self.assertRefused(UserError, locked, locked.unlink)

    def test_platform_writes_every_code(self):
        self.version.unit_ids.filtered("code")[-1].code = "99.9"
        self.version.action_renumber()
        codes = self.version.unit_ids.mapped("code")
        self.assertEqual(len(codes), len(set(codes)))
        self.assertNotIn("99.9", codes)
        self.assertEqual(sorted(codes), sorted(self.model.unit_ids.mapped("code")))

    def test_unit_added_without_code_gets_the_next_one(self):
        organ = self.version.unit_ids.filtered(lambda unit: unit.nature == "line")[0]
        siblings = self.version.unit_ids.filtered(
            lambda unit: unit.nature == "line" and unit.level == 2
        )
        unit = (
            self.env["pgo.unit"]
            .with_user(self.formulator)
            .create(
                {
                    "version_id": self.version.id,
                    "name": "Gerencia de Turismo",
                    "level": 2,
                    "nature": "line",
                    "parent_id": organ.parent_id.id,
                }
            )
        )
        type_code = organ.code.split(".")[0]
        self.assertEqual(unit.code, f"{type_code}.{len(siblings) + 1}")
        below = (
            self.env["pgo.unit"]
            .with_user(self.formulator)
            .create(
                {
                    "version_id": self.version.id,
                    "name": "Subgerencia de Ferias",
                    "level": 3,
                    "parent_id": unit.id,
                }
            )
        )
        self.assertEqual(below.code, f"{unit.code}.1")

    def test_form_proposes_level_and_nature(self):
        organ = self.version.unit_ids.filtered(lambda unit: unit.nature == "support")[0]
        form = Form(
            self.env["pgo.unit"]
            .with_user(self.formulator)
            .with_context(default_version_id=self.version.id)
        )
        form.name = "Oficina de Archivo"
        form.parent_id = organ
        self.assertEqual((form.level, form.nature), (3, "support"))
        self.assertTrue(form.save().code)
