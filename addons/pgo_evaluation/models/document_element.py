import json
from hashlib import sha256

from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import LOAD, is_open
from odoo.addons.pgo_rof.models.text_change import MODELS
from odoo.exceptions import UserError

KIND_BY_MODEL = {model: kind for kind, model in MODELS.items() if kind != "document"}


class DocumentElement(models.AbstractModel):
    """In a correction round only what was observed, or opened with a reason, is edited (DESIGN 5)."""

    _inherit = "pgo.document.element"

    #: Fields that make up the text that an observation quotes.
    _quoted_fields = ()

    closed_in_round = fields.Boolean(
        compute="_compute_closed_in_round",
        help="SGP did not observe this part: it opens with a reason.",
    )

    can_observe = fields.Boolean(compute="_compute_can_observe")

    @api.depends_context("uid")
    @api.depends("version_id")
    def _compute_can_observe(self):
        """Tell views whether to show the button; the act itself checks."""
        user = self.env.user
        evaluates = user._pgo_has_role(("sgp_evaluator",))
        for version in self.version_id:
            # Only evaluators read every case.
            case = version.case_id if evaluates else self.env["pgo.case"]
            can_observe = (
                case.version_id == version
                and case.state == "in_evaluation"
                and case.evaluator_id == user
            )
            self.filtered(
                lambda element, version=version: element.version_id == version
            ).can_observe = can_observe
        self.filtered(lambda element: not element.version_id).can_observe = False

    @api.depends("version_id")
    def _compute_closed_in_round(self):
        self.closed_in_round = False
        for version in self.version_id:
            if version.is_correction:
                mine = self.filtered(lambda element, version=version: element.version_id == version)
                mine._closed_parts(version).closed_in_round = True

    def _check_may_edit(self, operation):
        super()._check_may_edit(operation)
        if is_open(self.env, LOAD):
            return
        for version in self.version_id:
            if not version.previous_round_id or not version._case_of_correction():
                continue
            elements = self.filtered(lambda element, version=version: element.version_id == version)
            if operation == "create":
                elements._check_may_add(version)
                continue
            closed = elements._closed_parts(version)
            if closed:
                raise UserError(
                    self.env._(
                        "“%(part)s” was not observed in this round and stays as it was sent. If it has to change, use"
                        " “Open for Correction” and write the reason: the evaluator reads it.",
                        part=closed[0].display_name,
                    )
                )

    def _check_may_add(self, version):
        """A function is added to an open unit; anything else, when the whole document is open."""
        parts = version._case_of_correction()._open_parts(version)
        if parts.whole:
            return
        for element in self:
            unit = element._unit_of_part()
            if element._name == "pgo.function" and (
                parts.has("unit", unit.uid) or element._is_new(version, unit)
            ):
                continue
            raise UserError(
                self.env._(
                    "“%(part)s” cannot be added in this round: its place was not observed. Open the unit, or the"
                    " whole document for a new unit, and write the reason.",
                    part=element.display_name,
                )
            )

    def _closed_parts(self, version):
        """Return which of these elements of a correction draft may not change."""
        parts = version._case_of_correction()._open_parts(version)
        kind = KIND_BY_MODEL[self._name]
        # `_check_may_edit` of pgo_rof, or the rules by which the person reads these parts, come before: of what was
        # sent, only whether it had the same parts. What was added in this draft is its own.
        sent = set(
            self.sudo()
            .search_fetch(
                [
                    ("version_id", "=", version.previous_round_id.id),
                    ("uid", "in", self.mapped("uid")),
                ],
                ["uid"],
            )
            .mapped("uid")
        )
        return self.filtered(
            lambda element: (
                element.uid in sent
                and not parts.has(kind, element.uid, element._unit_of_part().uid)
            )
        )

    def _is_new(self, version, element):
        """Return whether `element` was added in this draft."""
        domain = [("version_id", "=", version.previous_round_id.id), ("uid", "=", element.uid)]
        # `_check_may_edit` of pgo_rof comes before: only whether it was sent is asked, of the version that this draft
        # corrects.
        return not element.sudo().search_count(domain, limit=1)

    def _unit_of_part(self):
        """Return the unit in which this part stands, or is; empty for articles and competences."""
        return self.env["pgo.unit"]

    def action_open_in_round(self, reason):
        """Open this part in the correction round, as formulator, with the reason."""
        for element in self:
            element.version_id._open_correction_part(
                KIND_BY_MODEL[self._name], element.uid, element.display_name, reason
            )
        return True

    # Observation --------------------------------------------------------------------------------------------

    def _observation_target(self):
        """Return what an observation keeps of this part: its name, its exact text and the digest of it."""
        self.ensure_one()
        values = []
        for name in self._quoted_fields:
            value = self[name]
            values.append(value.uid or "" if isinstance(value, models.BaseModel) else value or "")
        content = json.dumps(values, ensure_ascii=False)
        return {
            "label": self._observation_label(),
            "quote": self._observation_quote(),
            "quote_digest": sha256(content.encode()).hexdigest(),
            "unit_id": self._unit_of_part().id,
        }

    def _observation_label(self):
        return self.display_name

    def _observation_quote(self):
        return "\n".join(str(self[name]) for name in self._quoted_fields if self[name])

    def action_observe(self):
        """Open a new observation on this part of the version under evaluation."""
        self.ensure_one()
        case = self.version_id.case_id
        if case.version_id != self.version_id:
            raise UserError(self.env._("Only the version under evaluation in a case is observed."))
        return case._new_observation(KIND_BY_MODEL[self._name], self.uid)


class Article(models.Model):
    _inherit = "pgo.article"
    _quoted_fields = ("heading", "body", "items")


class Competence(models.Model):
    _inherit = "pgo.competence"
    _quoted_fields = ("text",)
