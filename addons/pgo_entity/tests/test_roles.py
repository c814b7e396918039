from odoo.addons.pgo_entity import norm_identifiers, roles
from odoo.addons.pgo_entity.models import pgo_entity_type_parts, pgo_norm
from odoo.tests import TransactionCase, tagged

from pgo_core import keys


@tagged("post_install", "-at_install")
class TestKeys(TransactionCase):
    """The keys here are those of the library and of the groups."""

    def test_natures_are_those_of_the_library(self):
        self.assertEqual([key for key, _label in pgo_entity_type_parts.NATURES], list(keys.NATURES))

    def test_every_role_has_its_group(self):
        for role, _label in roles.ROLES:
            self.assertTrue(self.env.ref(roles.group_xml_id(role)), role)

    def test_roles_are_split_without_rest(self):
        parts = [*roles.ENTITY_ROLES, *roles.SGP_ROLES, *roles.PLATFORM_ROLES]
        self.assertEqual(sorted(parts), sorted(key for key, _label in roles.ROLES))
        self.assertEqual(roles.NAMED_BY_ENTITY_ADMIN | roles.NAMED_BY_SGP_ADMIN, set(parts))
        self.assertFalse(roles.NAMED_BY_ENTITY_ADMIN & roles.NAMED_BY_SGP_ADMIN)

    def test_ranks_of_the_reader_are_those_of_the_model(self):
        self.assertEqual([key for key, _label in pgo_norm.RANKS], list(norm_identifiers.RANKS))
