from pgo_core.document import to_json

from odoo.addons.pgo_entity.roles import ENTITY_ROLES
from odoo.tests import HttpCase, new_test_user, tagged

QUIET = {"no_reset_password": True, "mail_create_nolog": True, "tracking_disable": True}

#: Lunahuaná, in Cañete: a real district with less than four thousand people.
ENTITY = "MD-150508"

PEOPLE = {
    "formulator": "Formulador (OPP)",
    "planning_chief": "Jefe de planeamiento",
    "legal_reviewer": "Revisor legal",
    "approver": "Gerente municipal",
    "sgp_admissibility": "Admisibilidad SGP",
    "sgp_evaluator": "Evaluador SGP",
    "sgp_coordinator": "Coordinador SGP",
}


@tagged("post_install", "-at_install")
class TestMainJob(HttpCase):
    """The main job (DESIGN 1) in the browser, from the model to the public page, each turn by its person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        cls.entity = cls.env["pgo.entity"].search([("code", "=", ENTITY)])
        cls.users = {role: cls._person(role, name) for role, name in PEOPLE.items()}

    @classmethod
    def _person(cls, role, name):
        user = new_test_user(
            cls.env, f"job_{role}", groups="base.group_user", name=name, lang="es_PE", tz="America/Lima", context=QUIET
        )
        cls.env["pgo.membership"].create(
            {
                "user_id": user.id,
                "role": role,
                "entity_id": cls.entity.id if role in ENTITY_ROLES else False,
                "instrument": "Resolución de Alcaldía N° 001-2026",
                "date_from": cls.env["pgo.membership"]._today(),
            }
        )
        return user

    def play(self, role, turn):
        """Let the person who holds `role` do a turn of the story in the browser."""
        self.start_tour("/odoo", f"pgo_main_job_{turn}", login=self.users[role].login, timeout=180)
        self.env.invalidate_all()

    def version(self):
        """Return the last version of the municipality."""
        return self.env["pgo.version"].search([("entity_id", "=", self.entity.id)], order="number desc", limit=1)

    def test_main_job(self):
        self.play("formulator", "formulate")
        version = self.version()
        self.assertEqual((version.state, version.number), ("endorsing", 1))
        self.assertEqual(version.model_version_id.model_key, "district_small")
        self.assertEqual(len(version.dossier_ids), 3)
        self.assertNotIn("COMPLETAR", to_json(version._read_document()))

        self.play("planning_chief", "endorse_planning")
        self.assertEqual(version.planning_endorser_id, self.users["planning_chief"])
        self.play("legal_reviewer", "endorse_legal")
        self.assertEqual(version.state, "endorsed")
        self.assertTrue(version.frozen)

        self.play("approver", "send")
        self.assertEqual(version.state, "sent")
        case = version.case_id
        self.assertEqual((case.state, case.ball), ("received", "sgp"))
