from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.addons.pgo_rof.models.version_states import APPROVER
from odoo.exceptions import UserError

from .case import OPEN_STATES
from .case_states import CORRECTABLE


class Version(models.Model):
    """What the life of a version does to its case, and the other way round."""

    _inherit = "pgo.version"

    case_id = fields.Many2one(
        "pgo.case",
        string="Case",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Case before SGP to which the version belongs.",
    )
    case_state = fields.Selection(related="case_id.state", string="State of the Case")
    case_number = fields.Char(related="case_id.number", string="Case Number")
    can_open_case = fields.Boolean(compute="_compute_can_open_case")
    can_elevate_closed = fields.Boolean(compute="_compute_can_elevate_closed")

    @api.depends_context("uid")
    @api.depends("case_id")
    def _compute_can_open_case(self):
        cases = self.case_id if self.env["pgo.case"].has_access("read") else self.env["pgo.case"]
        readable = cases._filtered_access("read")
        for version in self:
            version.can_open_case = bool(version.case_id & readable)

    @api.depends("state", "case_id.route", "entity_type_id.sgp_opinion")
    def _compute_can_elevate_closed(self):
        for version in self:
            version.can_elevate_closed = (
                version.state == "closed" and not version._is_opinion_mandatory()
            )

    def _is_opinion_mandatory(self):
        # The route was fixed when the case was opened; what SGP edits in the type later is for later cases. The rules
        # of versions were checked by whoever reads this one: only the route of its case is read.
        case = self.case_id.sudo()
        return case.route == "mandatory" if case else super()._is_opinion_mandatory()

    @property
    def _guarded(self):
        return {**super()._guarded, "case_id": False}

    @property
    def _transitions(self):
        # LOE 51.2: where the opinion is optional, what SGP closed may still be elevated.
        after_case = {
            ("closed", "elevated"): Edge(APPROVER, "_check_may_elevate_closed", "version.elevated")
        }
        return (
            super()._transitions if self.kind == "model" else {**super()._transitions, **after_case}
        )

    def _check_may_elevate_closed(self):
        if self._is_opinion_mandatory():
            raise UserError(
                self.env._(
                    "The case ended without favourable opinion and here it is mandatory: start another version."
                )
            )

    def _has_favourable_opinion(self):
        """The case concluded favourably on this very version."""
        # `_take_edge` checked the role in the entity of this version: only the result of its case is read.
        case = self.case_id.sudo()
        return case.result == "favourable" and case.version_id == self

    def _check_ready_to_send(self):
        super()._check_ready_to_send()
        case = self._case_of_correction()
        if case:
            case._check_all_answered()
            return
        # `_take_edge` checked the role in the entity: another open case of the same one, whoever of it follows it.
        other = (
            self.env["pgo.case"]
            .sudo()
            .search(
                [
                    ("entity_id", "=", self.entity_id.id),
                    ("version_id.kind", "=", self.kind),
                    ("state", "in", OPEN_STATES),
                ],
                limit=1,
            )
        )
        if other:
            raise UserError(
                self.env._(
                    "%(entity)s already has the case %(case)s before SGP. Answer it with a correction of the version"
                    " sent, or withdraw it first.",
                    entity=self.entity_id.name,
                    case=other.number,
                )
            )

    def _case_of_correction(self):
        """Return the case that waits for this version as its next round; empty if there is none."""
        self.ensure_one()
        # The rules of versions were checked by whoever reads this one: only which case waits for it is asked, and
        # what is returned is read with the rights of the person again.
        case = self.previous_round_id.sudo().case_id
        waits = case.state in CORRECTABLE and case.version_id == self.previous_round_id
        return case.with_env(self.env) if waits else self.env["pgo.case"]

    def _after_transition(self, source, target, reason):
        super()._after_transition(source, target, reason)
        if self.kind == "model":
            return
        if target == "sent":
            case = self._case_of_correction()
            if case:
                case._attach_round(self)
            else:
                self.env["pgo.case"]._open_for(self)
        elif target in ("withdrawn", "elevated") and self.case_id:
            self.case_id._version_left(self, target, reason)

    def action_open_case(self):
        """Open the case of the version."""
        self.ensure_one()
        return open_form(self.case_id)


class Case(models.Model):
    _inherit = "pgo.case"

    def _check_all_answered(self):
        """The next round answers every observation (Lineamientos 02-2020-SGP, literal I)."""
        # `_take_edge` checked the role of the approver who sends the round: only numbers are told.
        unanswered = self.sudo().observation_ids.filtered(
            lambda observation: observation.state == "open"
        )
        if unanswered and self.state == "observed":
            raise UserError(
                self.env._(
                    "Observations %(numbers)s of “%(case)s” have no answer: answer each one, then send the version.",
                    numbers=", ".join(str(observation.number) for observation in unanswered),
                    case=self.number,
                )
            )
