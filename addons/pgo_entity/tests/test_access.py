from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EntityCase

OPERATIONS = ("read", "write", "create", "unlink")

#: model -> role -> operations on a record of one's own entity; every role not named has those of `*`.
MODELS = {
    "pgo.territory": {"*": "r", "sgp_admin": "rwc"},
    "pgo.entity.type": {"*": "r", "sgp_admin": "rwc"},
    "pgo.organ.type": {"*": "r", "sgp_admin": "rwcu"},
    "pgo.senior.unit": {"*": "r", "sgp_admin": "rwcu"},
    "pgo.denomination": {"*": "r", "sgp_admin": "rwcu"},
    "pgo.entity": {"*": "r", "entity_admin": "rw", "sgp_admin": "rwc"},
    "pgo.norm": {"*": "r", "sgp_admin": "rwc"},
    "pgo.citation": {"*": "rc", "sgp_admin": "rcu", "plain": "r"},
    "pgo.membership": {
        "*": "r",
        "entity_admin": "rwc",
        "sgp_admin": "rwc",
        "plain": "",
        "data_team": "",
    },
}

#: The same for a record of another entity, where it differs.
OTHERS = {
    "pgo.entity": {"*": "r", "sgp_admin": "rwc"},
    "pgo.membership": {
        "*": "",
        "sgp_admissibility": "r",
        "sgp_evaluator": "r",
        "sgp_coordinator": "r",
        "sgp_admin": "rwc",
        "auditor": "r",
    },
}

ROLES = (
    "contributor", "formulator", "planning_chief", "legal_reviewer", "approver", "entity_admin", "sgp_admissibility",
    "sgp_evaluator", "sgp_coordinator", "sgp_admin", "data_team", "auditor",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestAccess(EntityCase):
    """Role × model × operation × own or other entity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            role: cls._person(f"acceso_{role}", role, entity=cls.entity) for role in ROLES
        }
        cls.people["plain"] = cls._person("acceso_plain")
        one, two = cls._person("colega"), cls._person("ajeno")
        norm = cls.env["pgo.norm"].search([("identifier", "=", "LEY-27972-2003")])
        kind = cls.entity.type_id
        cls.own = {
            "pgo.territory": cls.entity.territory_id,
            "pgo.entity.type": kind,
            "pgo.organ.type": kind.organ_type_ids[0],
            "pgo.senior.unit": kind.senior_unit_ids[0],
            "pgo.denomination": kind.denomination_ids[0],
            "pgo.entity": cls.entity,
            "pgo.norm": norm,
            "pgo.citation": cls.env["pgo.citation"]._get_or_create(
                [{"norm_id": norm.id, "article": "900"}]
            ),
            "pgo.membership": cls._designate(one, "contributor", cls.entity),
        }
        cls.others = {
            "pgo.entity": cls.other,
            "pgo.membership": cls._designate(two, "contributor", cls.other),
        }

    def _allowed(self, user, record):
        record = record.with_user(user)
        return "".join(operation[0] for operation in OPERATIONS if record.has_access(operation))

    def _expected(self, table, role):
        return table.get(role, table["*"])

    def test_matrix(self):
        own_models = {name for name in self.env.registry if name.startswith("pgo.")}
        mine = {
            name
            for name in own_models
            if self.env[name]._original_module == "pgo_entity" and not self.env[name]._abstract
        }
        self.assertEqual(mine, set(MODELS), "falta un modelo en la matriz")
        for role, user in self.people.items():
            for model, table in MODELS.items():
                with self.subTest(role=role, model=model, entity="own"):
                    self.assertEqual(
                        self._allowed(user, self.own[model]), self._expected(table, role)
                    )
            for model, table in OTHERS.items():
                with self.subTest(role=role, model=model, entity="other"):
                    self.assertEqual(
                        self._allowed(user, self.others[model]), self._expected(table, role)
                    )

    def test_everyone_reads_their_own_designation(self):
        for role in ROLES:
            membership = self.env["pgo.membership"].search([("user_id", "=", self.people[role].id)])
            self.assertTrue(membership.with_user(self.people[role]).instrument, role)

    def test_citation_in_use_stays(self):
        citation = self.own["pgo.citation"]
        admin = self.people["sgp_admin"]
        used = [name for name, _field in self.env["pgo.citation"]._fields_that_cite()]
        if "pgo.function" in used:
            function = self.env["pgo.function"].search([("citation_ids", "!=", False)], limit=1)
            if function:
                with self.assertRaises(UserError):
                    function.citation_ids[0].with_user(admin).action_remove("Prueba")
        with self.assertRaises(UserError):
            citation.with_user(admin).unlink()
        self.assertTrue(citation.exists())
        citation.with_user(admin).action_remove("Artículo que no existe")
        self.assertFalse(citation.exists())

    def test_portal_and_public_see_nothing(self):
        public = self.env.ref("base.public_user")
        for model, record in self.own.items():
            self.assertFalse(self._allowed(public, record), model)

    def test_sgp_admin_edits_the_register(self):
        admin = self.people["sgp_admin"]
        self.entity.with_user(admin).population = 99
        self.assertEqual(self.entity.population, 99)
        evaluator = self.people["sgp_evaluator"]
        with self.assertRaises(AccessError):
            self.entity.with_user(evaluator).population = 1
        self.assertEqual(self.entity.population, 99)
