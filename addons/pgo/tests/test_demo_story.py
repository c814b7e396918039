from odoo.addons.pgo import demo_story
from odoo.addons.pgo_base import verify
from odoo.addons.pgo_entity.roles import ENTITY_ROLES
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoStory(TransactionCase):
    """The demonstration loads through the same guards as people's acts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = demo_story.load(cls.env)
        cls.versions = cls.env["pgo.version"].search([("entity_id", "!=", False)], order="number")

    def _states(self, code):
        versions = self.versions.filtered(lambda version: version.entity_id.code == code)
        return versions.mapped("state"), versions.case_id.mapped("state")

    def test_each_municipality_in_its_stage(self):
        self.assertEqual(self._states(demo_story.HUANCAYA), (["draft"], []))
        self.assertEqual(self._states(demo_story.CHILCA), (["sent"], ["in_evaluation"]))
        self.assertEqual(self._states(demo_story.YUNGAY), (["sent", "draft"], ["observed"]))
        self.assertEqual(self._states(demo_story.ASIA), (["replaced", "in_force"], ["closed"]))
        draft = self.versions.filtered(
            lambda version: version.entity_id.code == demo_story.HUANCAYA
        )
        self.assertTrue(draft.finding_ids.filtered("pending"))
        self.assertEqual(
            set(draft.finding_ids.filtered("pending").mapped("severity")), {"blocks", "warns"}
        )

    def test_one_person_a_role(self):
        self.assertEqual(
            {login for login, _name, _password, _role in self.people},
            {row[0] for row in demo_story.PEOPLE},
        )
        self.assertEqual(
            len({password for _login, _name, password, _role in self.people}), len(self.people)
        )
        for login, _name, role in demo_story.PEOPLE:
            user = self.env["res.users"].search([("login", "=", login)])
            self.assertEqual((user.lang, user.tz), ("es_PE", "America/Lima"))
            designated = self.env["pgo.membership"].search([("user_id", "=", user.id)])
            self.assertEqual(set(designated.mapped("role")), {role})
            self.assertEqual(len(designated), 4 if role in ENTITY_ROLES else 1)

    def test_told_in_spanish(self):
        """What people said and what the platform told them reads in Spanish."""
        version = self.versions.with_context(lang="es_PE")
        for posted in version.message_ids.mapped("body"):
            self.assertNotRegex(
                str(posted), r"\b(Draft|Endorsing|Endorsed|Sent|Approved|In Force)\b"
            )

    def test_on_its_days_in_order(self):
        """Acts on the texts are told in the order in which they happened."""
        told = [
            ("res_model", "in", ("pgo.version", "pgo.membership")),
            ("kind", "not like", "model.%"),
        ]
        dates = self.env["pgo.event"].search(told, order="sequence").mapped("date")
        self.assertEqual(dates, sorted(dates))
        self.assertGreater((dates[-1] - dates[0]).days, 100)

    def test_sound(self):
        self.assertEqual(verify.run(self.env), 0)
