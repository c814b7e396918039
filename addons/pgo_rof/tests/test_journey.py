from odoo.addons.pgo_base import verify
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestJourney(VersionCase):
    """From the model to the version in force, each step by its person."""

    def test_from_model_to_in_force(self):
        version = self.adopt()
        self.complete(version)
        self.add_dossier(version)
        self.endorse(version)
        version.with_user(self.approver).action_send()
        self.assertEqual(version.state, "sent")
        self.in_force(version)
        self.assertEqual(version.state, "in_force")
        self.assertEqual(version._verify_seal(), [])
        self.assertEqual(verify.run(self.env), 0)
        citizen = self._person("rof_citizen", "data_team")
        self.assertEqual(version.with_user(citizen).read(["state"])[0]["state"], "in_force")

    def test_contributor_edits_what_is_assigned(self):
        version = self.adopt()
        mine, other = version.unit_ids.filtered(lambda unit: unit.level == 2)[:2]
        mine.assignee_ids = self.contributor
        mine.with_user(self.contributor).function_ids[0].text = "Ejecutar el plan de la unidad"
        self.assertEqual(mine.function_ids[0].text, "Ejecutar el plan de la unidad")
        change = self.env["pgo.change"].search([("version_id", "=", version.id)], limit=1)
        self.assertEqual(
            (change.user_id, change.after), (self.contributor, "Ejecutar el plan de la unidad")
        )
        function = other.function_ids[0]
        self.assertRefused(
            AccessError, function, function.with_user(self.contributor).write, {"text": "Otra"}
        )
        self.assertRefused(
            AccessError, other, other.with_user(self.contributor).write, {"name": "Otra"}
        )
        self.assertRefused(AccessError, mine, mine.with_user(self.contributor).unlink)

    def test_contributor_neither_assigns_nor_carries_away(self):
        version = self.adopt()
        mine, other = version.unit_ids.filtered(lambda unit: unit.level == 2)[:2]
        mine.assignee_ids = self.contributor
        hands = {"assignee_ids": [(4, self.contributor.id)]}
        self.assertRefused(AccessError, other, other.with_user(self.contributor).write, hands)
        self.assertNotIn(self.contributor, other.assignee_ids)
        self.assertRefused(
            AccessError, mine, mine.with_user(self.contributor).write, {"sort_key": "0"}
        )
        function = mine.function_ids[0]
        move = function.with_user(self.contributor).write
        self.assertRefused(AccessError, function, move, {"unit_id": other.id})
