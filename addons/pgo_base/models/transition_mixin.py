from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError

from .sentinel import TRANSITION, is_open, opened


class Edge(NamedTuple):
    """One allowed change of state.

    `roles` are the membership roles that may walk it; an empty tuple marks a step that only the platform
    takes, as a consequence of another act or of a date. `check` names the method that raises when a condition
    is missing. `event` is the kind written in the event log. `reason` tells whether a reason is required.
    """

    roles: tuple = ()
    check: str = ""
    event: str = ""
    reason: bool = False


class TransitionMixin(models.AbstractModel):
    """State that changes only along a table of edges, checked here for every path.

    Button, drag, list edit, import, RPC and sudo all end in `write`; the guarded fields open only for the
    identity sentinel that `_transition` holds. Superuser is not exempt: the roles asked for are those of the
    person in `env.user`.
    """

    _name = "pgo.transition.mixin"
    _description = "Guarded Transitions"

    state = fields.Char()

    #: {(source, target): Edge}
    _transitions = {}
    #: Fields that only a transition writes, with their value at creation.
    _guarded = {"state": "draft"}

    @api.model_create_multi
    def create(self, vals_list):
        if is_open(self.env, TRANSITION):
            return super().create(vals_list)
        for vals in vals_list:
            for name, initial in self._guarded.items():
                if vals.get(name, initial) != initial and vals[name]:
                    raise UserError(self._refusal(name))
        # Set here and not by default: `default_state` in a client's context would win over a default.
        return super().create([{**vals, **self._guarded} for vals in vals_list])

    def write(self, vals):
        if not is_open(self.env, TRANSITION):
            for name in self._guarded:
                if name in vals:
                    raise UserError(self._refusal(name))
        return super().write(vals)

    def copy_data(self, default=None):
        return [
            {name: value for name, value in data.items() if name not in self._guarded}
            for data in super().copy_data(default)
        ]

    def _refusal(self, name):
        label = self._fields[name]._description_string(self.env)
        return self.env._(
            "“%(field)s” changes only through the actions of this screen, never by writing it directly.",
            field=label,
        )

    def _transition(self, target, reason="", vals=None, payload=None):
        """Move each record to `target` after checking its edge; write `vals` with it and log the event.

        Raises `UserError` if there is no such edge or a condition is missing, `AccessError` if the person
        lacks the role. Nothing is written when one of the records is refused.
        """
        for record in self:
            record._take_edge(target, reason, vals, payload, platform=False)
        return True

    def _platform_transition(self, target, reason="", vals=None, payload=None):
        """As `_transition`, for the edges that only the platform walks."""
        for record in self:
            record._take_edge(target, reason, vals, payload, platform=True)
        return True

    def _take_edge(self, target, reason, vals, payload, platform):
        self.ensure_one()
        self._lock_row()
        self.invalidate_recordset(["state"])
        source = self.state
        edge = self._transitions.get((source, target))
        if edge is None or platform != (not edge.roles):
            raise UserError(
                self.env._(
                    "“%(record)s” is in state “%(before)s”: it cannot pass to “%(after)s” from there.",
                    record=self.display_name,
                    before=self._state_label(source),
                    after=self._state_label(target),
                )
            )
        if edge.roles and not self._has_role(edge.roles):
            raise AccessError(
                self.env._(
                    "Your designation does not allow this step: it belongs to %(roles)s.",
                    roles=", ".join(self._role_label(role) for role in edge.roles),
                )
            )
        if edge.reason and not (reason or "").strip():
            raise ValidationError(
                self.env._("Write the reason: it is kept with the act and shown to everyone.")
            )
        if edge.check:
            getattr(self, edge.check)()
        opened(self, TRANSITION).write({**(vals or {}), "state": target})
        facts = {"source": source, "target": target, **(payload or {})}
        if reason:
            facts["reason"] = reason
        self._log_event(edge.event or f"{self._name}.{target}", facts)
        self._after_transition(source, target, reason)

    def _lock_row(self):
        """Lock the row until the transaction ends. Raises `UserError` while another person's act holds it."""
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Another person is working on “%(record)s” right now. Wait a moment and try again.",
                    record=self.display_name,
                )
            ) from error

    def _log_event(self, kind, facts):
        """Write the legal act; models with a seal extend it to add theirs."""
        self.env["pgo.event"]._log(kind, self, facts)

    def _after_transition(self, source, target, reason):
        """Hook for consequences of a transition; runs in the same transaction."""

    def _has_role(self, roles):
        """Return whether the person of the environment holds one of `roles` for this record.

        This addon knows no memberships, so nobody does; the addon that has them overrides it.
        """
        return False

    def _role_label(self, role):
        """Return how the role is called on screen."""
        return role

    def _state_label(self, state):
        labels = (
            dict(self._fields["state"]._description_selection(self.env))
            if self._fields["state"].type == "selection"
            else {}
        )
        return labels.get(state, state or "")
