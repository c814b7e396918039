from odoo import Command, api, fields, models
from odoo.addons.pgo_entity.roles import ENTITY_ROLES, ROLES, group_xml_id
from odoo.tools import ormcache


class ResUsers(models.Model):
    _inherit = "res.users"

    pgo_membership_ids = fields.One2many("pgo.membership", "user_id", string="Designations")
    pgo_entity_ids = fields.Many2many(
        "pgo.entity",
        "pgo_entity_res_users_rel",
        "user_id",
        "entity_id",
        string="Entities",
        readonly=True,
        copy=False,
        help="Entities for which the person holds a role today; record rules use it.",
    )

    def _pgo_refresh_access(self):
        """Set role groups and entities of these users to their memberships of today.

        Roles without a current membership lose their group; a user always stays an internal user.
        """
        # Called after the designation was checked, or by the daily job: it writes only what memberships say.
        users = self.sudo()
        role_groups = {role: self.env.ref(group_xml_id(role)).id for role, _label in ROLES}
        internal = self.env.ref("base.group_user").id
        # As above: every designation of these people counts, whoever of them the person sees.
        memberships = self.env["pgo.membership"].sudo()
        current = memberships.search_fetch(
            memberships._current_domain() & fields.Domain("user_id", "in", users.ids),
            ["user_id", "role", "entity_id"],
        )
        held = {}
        for membership in current:
            roles, entities = held.setdefault(membership.user_id.id, (set(), set()))
            roles.add(membership.role)
            if membership.entity_id:
                entities.add(membership.entity_id.id)
        for user in users:
            roles, entities = held.get(user.id, (set(), set()))
            wanted = {role_groups[role] for role in roles}
            present = set(user.group_ids.ids) & set(role_groups.values())
            vals = {}
            if wanted != present:
                vals["group_ids"] = [
                    *(Command.link(group) for group in sorted((wanted - present) | {internal})),
                    *(Command.unlink(group) for group in sorted(present - wanted)),
                ]
            if entities != set(user.pgo_entity_ids.ids):
                vals["pgo_entity_ids"] = [Command.set(sorted(entities))]
            if vals:
                user.write(vals)
        self.env.registry.clear_cache()

    @api.model
    @ormcache("user_id", "today")
    def _pgo_current_roles(self, user_id, today):
        """Return the (role, entity id or 0) pairs that a user holds on the day `today`."""
        # No check is needed: who may do what is asked of the designations of one person, and only roles are told.
        memberships = self.env["pgo.membership"].sudo()
        domain = memberships._current_domain() & fields.Domain("user_id", "=", user_id)
        return frozenset(
            (membership.role, membership.entity_id.id or 0)
            for membership in memberships.search_fetch(domain, ["role", "entity_id"])
        )

    def _pgo_has_role(self, roles, entity=None):
        """Return whether the person holds today one of `roles`, for `entity` where the role belongs to one.

        Without `entity`, a role of an entity never counts. Superuser gets no exemption: it holds what it was
        designated for.
        """
        self.ensure_one()
        held = self.env["res.users"]._pgo_current_roles(
            self.id, self.env["pgo.membership"]._today()
        )
        return any(
            (role, (entity.id if entity else -1) if role in ENTITY_ROLES else 0) in held
            for role in roles
        )

    def _pgo_entities_with_role(self, roles):
        """Return the entities for which the person holds today one of `roles`."""
        self.ensure_one()
        held = self.env["res.users"]._pgo_current_roles(
            self.id, self.env["pgo.membership"]._today()
        )
        return self.env["pgo.entity"].browse(
            sorted(entity for role, entity in held if role in roles and entity)
        )
