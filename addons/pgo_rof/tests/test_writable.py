from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestWritable(VersionCase):
    """What the platform writes of a version is closed to everyone else."""

    def test_platform_fields_are_closed(self):
        version = self.adopt()
        other = self.adopt()
        for name, value in (
            ("unit_count", 1),
            ("blocking_count", 0),
            ("provisional", True),
            ("model_key", "mine"),
            ("number", 99),
            ("name", "Otro nombre"),
            ("previous_round_id", other.id),
            ("entity_id", self.other.id),
            ("kind", "mop"),
        ):
            for user in (self.formulator, self.approver):
                self.assertRefused(
                    (UserError, AccessError), version, version.with_user(user).write, {name: value}
                )

    def test_create_takes_only_what_a_person_may_give(self):
        versions = self.env["pgo.version"].search_count([])
        for name, value in (
            ("model_key", "mine"),
            ("provisional", True),
            ("number", 7),
            ("receipt", "PGO-1"),
        ):
            with self.assertRaises(UserError):
                self.env["pgo.version"].with_user(self.formulator).create(
                    {"kind": "rof", "entity_id": self.entity.id, "title": "ROF", name: value}
                )
        self.assertEqual(self.env["pgo.version"].search_count([]), versions)

    def test_element_keeps_its_version_and_identity(self):
        version, other = self.adopt(), self.adopt()
        unit = version.unit_ids[0]
        self.assertRefused(UserError, unit, unit.write, {"version_id": other.id})
        self.assertRefused(UserError, unit, unit.write, {"uid": "forged"})

    def test_identity_is_not_chosen_by_a_client(self):
        version = self.adopt()
        unit = version.unit_ids.filtered(lambda unit: unit.level == 2)[0]
        functions = self.env["pgo.function"].with_user(self.formulator)
        function = functions.with_context(default_origin_uid="forged", default_uid="forged").create(
            {
                "unit_id": unit.id,
                "text": "Ejecutar el plan",
                "uid": "forged",
                "origin_uid": "forged",
            }
        )
        self.assertNotEqual(function.uid, "forged")
        self.assertFalse(function.origin_uid)
        bare = functions.with_context(default_origin_uid="forged", default_uid="forged")
        function = bare.create({"unit_id": unit.id, "text": "Ejecutar la obra"})
        self.assertNotEqual(function.uid, "forged")
        self.assertFalse(function.origin_uid)

    def test_dossier_document_stays_in_its_dossier(self):
        version, other = self.adopt(), self.adopt()
        self.add_dossier(version)
        document = version.dossier_ids[0]
        self.assertRefused(
            UserError, document, document.with_user(self.formulator).write, {"version_id": other.id}
        )
