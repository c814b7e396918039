from odoo import api, fields, models
from odoo.exceptions import UserError

from .account import CONTEXT_KEY, Account, current
from .sentinel import LOAD, is_open


class AccountedMixin(models.AbstractModel):
    """Data of SGP on which the work of everybody rests: each save asks for a reason and leaves one event.

    The event holds what each changed field said before and says after, rows of its parts included. Form, list,
    import, RPC, server code and superuser all pass here; only the loading of catalogues (`LOAD`) does not. The
    reason travels in the values of the save, and what a save does to other records follows its reason.
    """

    _name = "pgo.accounted.mixin"
    _description = "Change with a Reason"

    #: Kind of the event that a save writes.
    _event_kind = ""
    #: Field that names the record in files; it stands in the event.
    _event_key = ""
    #: What passes through here; what is left out is not given to people, or is theirs without a reason.
    _accounted_acts = frozenset(("create", "write", "unlink"))
    #: Fields that may change without a reason: how things are shown.
    _free_fields = frozenset()
    #: The only fields that ask a reason, where the rest of the record is not of this kind.
    _accounted_only = frozenset()
    #: One2many fields whose rows are part of the record: a change of theirs is told by the record's event.
    _part_fields = ()
    #: In a part, the many2one fields to the record that tells its changes.
    _owner_fields = ()

    reason = fields.Char(
        string="Reason of the Change",
        compute="_compute_reason",
        readonly=False,
        help="Why it changes. It is asked at each change and kept in the event log.",
    )

    def _compute_reason(self):
        # Nothing is stored: each save brings its own, and a past one would pass for the reason of the next.
        self.reason = False

    @api.model_create_multi
    def create(self, vals_list):
        reasons = [vals.get("reason") for vals in vals_list]
        vals_list = [
            {name: value for name, value in vals.items() if name != "reason"} for vals in vals_list
        ]
        if not self._asks_reason("create", set().union(*vals_list) | {"id"}):
            return super().create(vals_list)
        if self._owner_fields:
            vals_list = [self._with_owner(vals) for vals in vals_list]
        account, outer = self._open_account(reasons)
        reasons = [account.reason_of(reason) for reason in reasons]
        for vals, reason in zip(vals_list, reasons, strict=True):
            for owner in self._named_owners(vals):
                account.watch(owner, reason)
        inside = self.with_context(**{CONTEXT_KEY: account})
        records = super(AccountedMixin, inside).create(vals_list).with_env(self.env)
        if not self._owner_fields:
            for record, reason in zip(records, reasons, strict=True):
                account.born(record, reason)
        if outer:
            account.settle(self.env)
        return records

    def write(self, vals):
        reason = vals.get("reason")
        vals = {name: value for name, value in vals.items() if name != "reason"}
        if not self or not self._asks_reason("write", vals.keys()):
            return super().write(vals)
        account, outer = self._open_account([reason])
        reason = account.reason_of(reason)
        for owners in (*self._owners(), *self._named_owners(vals)):
            account.watch(owners, reason, vals)
        inside = self.with_context(**{CONTEXT_KEY: account})
        result = super(AccountedMixin, inside).write(vals)
        if outer:
            account.settle(self.env)
        return result

    def unlink(self):
        if not self or not self._asks_reason("unlink", {"id"}):
            return super().unlink()
        account = self._course_account()
        for owners in self._owners():
            account.watch(owners, account.reason_of(None))
        return super().unlink()

    def action_remove(self, reason):
        """Delete the records with the reason that their event keeps; who may is asked as in any deletion."""
        account = Account(self._check_reason(reason))
        self.with_context(**{CONTEXT_KEY: account}).unlink()
        account.settle(self.env)
        return True

    # What asks -------------------------------------------------------------------------------------------------

    @api.model
    def _asks_reason(self, act, names):
        """Return whether an act that touches the fields `names` is accounted for."""
        if act not in self._accounted_acts or is_open(self.env, LOAD):
            return False
        if self._accounted_only:
            return bool(self._accounted_only & set(names))
        kept = (
            name
            for name in names
            if name in self._part_fields or (name in self._fields and self._fields[name].store)
        )
        return any(
            name not in self._free_fields
            and (name in self._part_fields or self._fields[name].type != "one2many")
            for name in kept
        )

    @api.model
    def _open_account(self, reasons):
        """Return the account of this save and whether it starts here. Raises `UserError` without a reason."""
        account = current(self.env)
        if account:
            return account, False
        for reason in reasons:
            self._check_reason(reason)
        return Account(reasons[0].strip() if reasons else ""), True

    @api.model
    def _check_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(
                self.env._("Write the reason of the change in its form: it stays in the event log.")
            )
        return reason.strip()

    @api.model
    def _course_account(self):
        account = current(self.env)
        if not account:
            raise UserError(
                self.env._(
                    "It is removed with a reason, through the action “Remove” or the form it belongs to: the reason"
                    " stays in the event log."
                )
            )
        return account

    # Records and their parts -----------------------------------------------------------------------------------

    def _owners(self):
        """Return the recordsets whose events tell a change of these records."""
        if not self._owner_fields:
            return [self]
        return [self[name] for name in self._owner_fields if self[name]]

    @api.model
    def _named_owners(self, vals):
        """Return the records that `vals` makes owners of a part."""
        return [
            self.env[self._fields[name].comodel_name].browse(vals[name])
            for name in self._owner_fields
            if vals.get(name)
        ]

    @api.model
    def _with_owner(self, vals):
        """Return `vals` with the owner that a default would give: a client's context may name it."""
        given = self._add_missing_default_values(vals)
        return vals | {name: given[name] for name in self._owner_fields if given.get(name)}

    @api.model
    def _told_fields(self, touched=()):
        """Return the names of the fields that an event tells: what is written by people, and what was `touched`."""
        if self._accounted_only:
            return sorted(self._accounted_only)
        left_out = {*models.MAGIC_COLUMNS, *self._free_fields, *self._owner_fields}
        return [
            name
            for name, field in sorted(self._fields.items())
            if name not in left_out
            and (
                name in self._part_fields
                or (
                    field.store
                    and field.type != "one2many"
                    and (not field.compute or not field.readonly or name in touched)
                )
            )
        ]

    def _told(self, names):
        """Return {field: value as JSON} of one record, for its event."""
        self.ensure_one()
        return {name: self._told_value(name) for name in names}

    def _told_value(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "one2many":
            return {part.id: part._told(part._told_fields()) for part in value}
        if field.type == "many2one":
            return value.display_name or None
        if field.type == "many2many":
            return sorted(value.mapped("display_name"))
        if field.type in ("date", "datetime"):
            return field.to_string(value) if value else None
        return None if value is False and field.type != "boolean" else value
