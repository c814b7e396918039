from odoo.addons.pgo_entity.roles import ENTITY_ROLES
from odoo.tests import TransactionCase, new_test_user

QUIET = {"no_reset_password": True, "mail_create_nolog": True, "tracking_disable": True}


class EntityCase(TransactionCase):
    """Two real municipalities and people designated in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        cls.entity = cls._entity("MD-150122")
        cls.other = cls._entity("MD-150140")

    @classmethod
    def _entity(cls, code):
        return cls.env["pgo.entity"].search([("code", "=", code)])

    @classmethod
    def _person(cls, login, *roles, entity=None):
        """Return a new user designated today with `roles`, those of an entity for `entity`."""
        user = new_test_user(cls.env, login, groups="base.group_user", context=QUIET)
        for role in roles:
            cls._designate(user, role, entity)
        return user

    @classmethod
    def _designate(cls, user, role, entity=None, **vals):
        return cls.env["pgo.membership"].create(
            {
                "user_id": user.id,
                "role": role,
                "entity_id": entity.id if entity and role in ENTITY_ROLES else False,
                "instrument": "Resolución de Alcaldía N° 001-2026",
                "date_from": cls.env["pgo.membership"]._today(),
                **vals,
            }
        )
