from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import VersionCase

MODELS = ("pgo.version", "pgo.unit", "pgo.function", "pgo.article", "pgo.competence", "pgo.finding")

#: Who reads what of a version by its state: own entity, another entity's.
READS = {
    "formulator": {"draft": "own", "sent": "own", "in_force": "all"},
    "contributor": {"draft": "own", "sent": "own", "in_force": "all"},
    "planning_chief": {"draft": "own", "sent": "own", "in_force": "all"},
    "legal_reviewer": {"draft": "own", "sent": "own", "in_force": "all"},
    "approver": {"draft": "own", "sent": "own", "in_force": "all"},
    "entity_admin": {"draft": "own", "sent": "own", "in_force": "all"},
    "sgp_admissibility": {"draft": "none", "sent": "all", "in_force": "all"},
    "sgp_evaluator": {"draft": "none", "sent": "all", "in_force": "all"},
    "sgp_coordinator": {"draft": "none", "sent": "all", "in_force": "all"},
    "sgp_admin": {"draft": "none", "sent": "all", "in_force": "all"},
    "data_team": {"draft": "none", "sent": "all", "in_force": "all"},
    "auditor": {"draft": "all", "sent": "all", "in_force": "all"},
}


@tagged("post_install", "-at_install")
class TestAccess(VersionCase):
    """Role × state × own or other entity, for every table of a version; a missing role fails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls._person(f"acc_{role}", role, entity=cls.entity) for role in READS}
        cls.other_people = {
            role: cls._person(f"oth_{role}", role, entity=cls.other)
            for role in ("formulator", "planning_chief", "legal_reviewer", "approver")
        }
        cls.versions = {"draft": cls.adopt()}
        sent = cls.endorsed()
        cls.add_dossier(sent)
        sent.with_user(cls.approver).action_send()
        cls.versions["sent"] = sent
        cls.versions["in_force"] = cls.in_force(cls.endorsed())

    def test_every_role_is_in_the_table(self):
        self.assertEqual(
            set(READS),
            {role for role, _label in self.env["pgo.membership"]._fields["role"].selection},
        )

    def test_own_entity(self):
        for role, states in READS.items():
            for state, who in states.items():
                for model in MODELS:
                    with self.subTest(role=role, state=state, model=model):
                        self.assertReads(
                            self.users[role], model, self.versions[state], who in ("own", "all")
                        )

    def test_other_entity(self):
        for role, user in self.other_people.items():
            for state, version in self.versions.items():
                for model in MODELS:
                    with self.subTest(role=role, state=state, model=model):
                        self.assertReads(user, model, version, READS[role][state] == "all")

    def assertReads(self, user, model, version, expected):
        if model == "pgo.version":
            records = version.sudo()
        else:
            records = self.env[model].sudo().search([("version_id", "=", version.id)], limit=1)
            if not records:
                return
        if model == "pgo.finding" and version.state == "in_force" and expected:
            # Findings are working papers: they stay with the entity and SGP even when the text is public.
            return
        found = self.env[model].with_user(user).search([("id", "in", records.ids)])
        self.assertEqual(bool(found), expected, f"{user.login} {model} {version.state}")
        if not expected:
            with self.assertRaises(AccessError):
                records.with_user(user).read(["id", "display_name"])

    def test_nobody_of_another_entity_writes(self):
        unit = self.versions["draft"].unit_ids.filtered(lambda unit: unit.level == 2)[0]
        for user in self.other_people.values():
            for record, vals in ((unit, {"name": "x"}), (unit.function_ids[0], {"text": "x"})):
                self.assertRefused(
                    (AccessError, UserError), record, record.with_user(user).write, vals
                )

    def test_only_editors_write_their_own_draft(self):
        unit = self.versions["draft"].unit_ids.filtered(
            lambda unit: unit.level == 2 and not unit.locked
        )[0]
        for role, user in self.users.items():
            with self.subTest(role=role):
                call = unit.with_user(user).write
                if role == "formulator":
                    call({"acronym": "XYZ"})
                else:
                    self.assertRefused((AccessError, UserError), unit, call, {"acronym": "ABC"})

    def test_findings_stay_with_the_entity_and_sgp(self):
        version = self.versions["in_force"]
        finding = self.env["pgo.finding"].sudo().search([("version_id", "=", version.id)], limit=1)
        self.assertTrue(finding)
        with self.assertRaises(AccessError):
            finding.with_user(self.other_people["formulator"]).read(["message"])
