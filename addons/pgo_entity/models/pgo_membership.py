from datetime import date

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.pgo_entity.roles import (
    ENTITY_ROLES,
    NAMED_BY_ENTITY_ADMIN,
    NAMED_BY_SGP_ADMIN,
    ROLES,
)
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

#: What identifies a designation; another one is another membership.
IDENTITY = ("user_id", "entity_id", "role")
#: What changes while a designation lasts, always by an instrument.
TERMS = ("date_from", "date_to", "active")


class Membership(models.Model):
    """A designation: who holds which role, for which entity, since when, by which instrument.

    Groups only open menus and access lists; record rules and transitions ask the memberships. Nobody names
    themself, an entity administrator names inside the entity alone, and SGP never names who formulates,
    endorses or approves inside an entity. Every change is an event of the log.
    """

    _name = "pgo.membership"
    _description = "Membership"
    _order = "date_from desc, id desc"
    _rec_names_search = ["user_id", "entity_id", "instrument"]

    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        help="Who is designated.",
    )
    entity_id = fields.Many2one(
        "pgo.entity",
        index="btree_not_null",
        ondelete="restrict",
        help="Entity for which the role is held; none for the roles of SGP and of the platform.",
    )
    role = fields.Selection(
        ROLES, required=True, index=True, help="Role that the designation gives."
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self._today(),
        help="First day of the designation.",
    )
    date_to = fields.Date(
        string="To", help="Last day of the designation; empty while it has no end."
    )
    instrument = fields.Char(
        string="Designation Act",
        required=True,
        help="Act that designates, for example Resolución de Alcaldía N° 015-2025.",
    )
    end_instrument = fields.Char(
        string="Act of End or Change", help="Act that ends the designation or changes its dates."
    )
    is_current = fields.Boolean(
        string="Current",
        compute="_compute_is_current",
        search="_search_is_current",
        help="In effect today.",
    )
    active = fields.Boolean(default=True)

    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The designation cannot end before it begins.",
    )
    # Ranges on integers need no extension. Deferred, so that the sentence of `_check_overlap` comes first and
    # this only catches two people who designate at the same time.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range(user_id, user_id, '[]') WITH &&,"
        " int8range(coalesce(entity_id, 0), coalesce(entity_id, 0), '[]') WITH &&,"
        " int8range(hashtext(role), hashtext(role), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) WHERE (active) DEFERRABLE INITIALLY DEFERRED",
        "That person already holds that role there in those dates.",
    )

    @api.model
    def _today(self):
        """Return today in Lima: designations begin and end with the Peruvian day, wherever the person is."""
        return fields.Date.context_today(self.with_context(tz="America/Lima"))

    @api.depends("user_id", "role", "entity_id")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for membership in self:
            names = [
                membership.user_id.name,
                labels.get(membership.role),
                membership.entity_id.display_name,
            ]
            membership.display_name = " · ".join(name for name in names if name)

    @api.depends("date_from", "date_to", "active")
    def _compute_is_current(self):
        today = self._today()
        for membership in self:
            membership.is_current = (
                membership.active
                and bool(membership.date_from)
                and membership.date_from <= today
                and (not membership.date_to or membership.date_to >= today)
            )

    @api.model
    def _search_is_current(self, operator, value):
        if operator not in ("in", "not in", "=", "!="):
            return NotImplemented
        values = value if operator in ("in", "not in") else [value]
        if len(set(map(bool, values))) != 1:
            return Domain.TRUE if operator in ("in", "=") else Domain.FALSE
        current = self._current_domain()
        return current if (operator in ("in", "=")) == bool(next(iter(values))) else ~current

    @api.model
    def _current_domain(self):
        today = self._today()
        return (
            Domain("active", "=", True)
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    @api.constrains("role", "entity_id")
    def _check_entity(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for membership in self:
            if membership.role in ENTITY_ROLES and not membership.entity_id:
                raise ValidationError(
                    self.env._(
                        "%(role)s is held for an entity: choose it.", role=labels[membership.role]
                    )
                )
            if membership.role not in ENTITY_ROLES and membership.entity_id:
                raise ValidationError(
                    self.env._(
                        "%(role)s is held for the whole platform: leave the entity empty.",
                        role=labels[membership.role],
                    )
                )

    @api.constrains("user_id")
    def _check_user(self):
        for membership in self:
            if membership.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is not an internal user and cannot hold a role.",
                        user=membership.user_id.name,
                    )
                )

    @api.constrains("instrument")
    def _check_instrument(self):
        if any(not (membership.instrument or "").strip() for membership in self):
            raise ValidationError(
                self.env._("Write the act that designates: without it there is no designation.")
            )

    @api.constrains(*IDENTITY, *TERMS)
    def _check_overlap(self):
        """Refuse the same role twice for a person in the same place and days."""
        mine = self.filtered("active")
        # Memberships of the same people, whoever may see them: a rule of access must not hide an overlap.
        others = self.sudo().search([("user_id", "in", mine.user_id.ids)])
        for membership in mine:
            for other in others:
                if (
                    other.id != membership.id
                    and all(other[name] == membership[name] for name in IDENTITY)
                    and other.date_from <= (membership.date_to or date.max)
                    and membership.date_from <= (other.date_to or date.max)
                ):
                    raise ValidationError(
                        self.env._(
                            "%(user)s already holds that role there in those dates.",
                            user=membership.user_id.name,
                        )
                    )

    def _check_may_name(self):
        """Raise unless the person may name or end these designations.

        The platform itself (installation, demonstration data, command line) acts as superuser, which no
        person is; sudo keeps the person and is checked.
        """
        if self.env.uid == SUPERUSER_ID:
            return
        person = self.env.user
        for membership in self:
            if membership.user_id == person:
                raise AccessError(
                    self.env._("Nobody designates themself or changes their own designation.")
                )
            by_sgp = membership.role in NAMED_BY_SGP_ADMIN and person._pgo_has_role(("sgp_admin",))
            by_entity = membership.role in NAMED_BY_ENTITY_ADMIN and person._pgo_has_role(
                ("entity_admin",), membership.entity_id
            )
            if not (by_sgp or by_entity):
                raise AccessError(
                    self.env._(
                        "You cannot name or end this designation: the entity administrator names the members of the"
                        " entity, and SGP names entity administrators, SGP roles, data team and auditors."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships._check_may_name()
        for membership in memberships:
            self.env["pgo.event"]._log("membership.created", membership, membership._event_facts())
        memberships.user_id._pgo_refresh_access()
        return memberships

    def write(self, vals):
        if any(name in vals for name in IDENTITY) and self._changes(vals, IDENTITY):
            raise UserError(
                self.env._(
                    "Person, entity and role of a designation do not change: end this one and name another."
                )
            )
        if not self._changes(vals, (*TERMS, "instrument", "end_instrument")):
            return super().write(vals)
        if self._changes(vals, TERMS) and not (vals.get("end_instrument") or "").strip():
            raise UserError(self.env._("Write the act that ends or changes the designation."))
        self._check_may_name()
        before = {membership.id: membership._event_facts() for membership in self}
        result = super().write(vals)
        for membership in self:
            facts = {"before": before[membership.id], "after": membership._event_facts()}
            self.env["pgo.event"]._log("membership.changed", membership, facts)
        self.user_id._pgo_refresh_access()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_designated(self):
        raise UserError(
            self.env._(
                "A designation is not erased: end it with its act, so that what was done stays explained."
            )
        )

    def _changes(self, vals, names):
        """Return whether `vals` changes one of the fields `names` of one of the records."""
        return any(
            name in vals
            and self._fields[name].convert_to_cache(vals[name], record)
            != self._fields[name].convert_to_cache(record[name], record)
            for record in self
            for name in names
        )

    def _event_facts(self):
        """Return the designation as facts of an event, known by keys and not by database numbers."""
        self.ensure_one()
        return {
            "user": self.user_id.login,
            "entity": self.entity_id.code or "",
            "role": self.role,
            "date_from": str(self.date_from),
            "date_to": str(self.date_to or ""),
            "instrument": self.instrument,
            "end_instrument": self.end_instrument or "",
            "active": self.active,
        }

    @api.model
    def _cron_refresh(self):
        """Bring groups and entities of every user up to the memberships of today.

        Designations begin and end by date without anybody writing; what has not changed is not written.
        """
        users = (
            self.env["res.users"]
            .with_context(active_test=False)
            .search([("pgo_membership_ids", "!=", False)])
        )
        users._pgo_refresh_access()
