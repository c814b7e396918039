from typing import NamedTuple

from odoo import fields, models
from odoo.addons.pgo_rof.models.text_change import TARGET_KINDS
from odoo.exceptions import AccessError, UserError

#: States of an observation that keep its target open for correction.
OPENING_STATES = ("open", "answered", "not_cleared")


class OpenParts(NamedTuple):
    """What may change in a correction round: stable ids by the ground that opens them."""

    observed: frozenset
    opened: frozenset

    def ground(self, kind, uid, unit_uid=""):
        """Return why a part may change: observed, opened by the entity, or as a consequence of others.

        A unit opens its functions with it; the whole document opens its title and what is added.
        """
        keys = {(kind, uid)}
        if kind == "function":
            keys.add(("unit", unit_uid))
        if keys & self.observed:
            return "observed"
        return "opened" if keys & self.opened else "other"

    def has(self, kind, uid, unit_uid=""):
        """Return whether the part is open."""
        return self.ground(kind, uid, unit_uid) != "other"

    @property
    def whole(self):
        """Whether the document as a whole is open: its title, and adding units, articles, competences."""
        return self.has("document", "document")


class RoundOpening(models.Model):
    """A part that was not observed and that the formulator opens in a correction round, with the reason."""

    _name = "pgo.round.opening"
    _inherit = ["pgo.platform.row"]
    _description = "Part Opened in a Correction"
    _order = "id"
    _rec_name = "label"

    case_id = fields.Many2one(
        "pgo.case", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="restrict"
    )
    version_id = fields.Many2one(
        "pgo.version", string="Draft", required=True, readonly=True, index=True, ondelete="cascade"
    )
    round_id = fields.Many2one(
        "pgo.round", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    target_kind = fields.Selection(TARGET_KINDS, string="Element", required=True, readonly=True)
    target_uid = fields.Char(string="Identifier", required=True, readonly=True)
    label = fields.Char(string="Place", readonly=True)
    reason = fields.Text(
        required=True, readonly=True, help="Why it has to change although SGP did not observe it."
    )
    user_id = fields.Many2one(
        "res.users", string="Opened By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True)

    _target_uniq = models.UniqueIndex(
        "(version_id, target_kind, target_uid)", "That part is already open."
    )


class Case(models.Model):
    """What is open in a correction round of the case."""

    _inherit = "pgo.case"

    opening_ids = fields.One2many(
        "pgo.round.opening", "case_id", string="Parts Opened by the Entity"
    )

    def _open_parts(self, version):
        """Return the `OpenParts` of `version`, a correction draft of this case or its sent round."""
        self.ensure_one()
        # `_case_of_correction` gave this case to who reads the version, or `_take_edge` checked the role. Ids of parts
        # alone: whoever edits the draft must meet the limits even without reading rights on them.
        observations = (
            self.env["pgo.observation"]
            .sudo()
            .search_fetch(
                [("case_id", "=", self.id), ("state", "in", OPENING_STATES)],
                ["target_kind", "target_uid"],
            )
        )
        # As above: ids of the parts that the entity itself opened in this draft.
        openings = (
            self.env["pgo.round.opening"]
            .sudo()
            .search_fetch([("version_id", "=", version.id)], ["target_kind", "target_uid"])
        )
        return OpenParts(
            frozenset((row.target_kind, row.target_uid) for row in observations),
            frozenset((row.target_kind, row.target_uid) for row in openings),
        )

    def _correction_draft(self):
        """Return the draft of the next round, if it was started and not yet sent or withdrawn."""
        self.ensure_one()
        return self.env["pgo.version"].search(
            [
                ("previous_round_id", "=", self.version_id.id),
                ("state", "in", ("draft", "endorsing", "endorsed")),
            ],
            limit=1,
        )

    def _open_part(self, version, kind, uid, label, reason):
        """Open a part of a correction draft for its formulator, who says why; SGP sees it with the round."""
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Write why this part has to change although SGP did not observe it.")
            )
        if not self._has_role(("formulator",)):
            raise AccessError(
                self.env._(
                    "Parts that were not observed are opened by the formulator of the entity."
                )
            )
        if self._open_parts(version).has(kind, uid):
            raise UserError(self.env._("“%(part)s” is already open in this round.", part=label))
        facts = {"target_kind": kind, "target_uid": uid, "label": label, "reason": reason}
        # Role and state were checked; nobody has create access.
        platform = self._platform()
        platform.env["pgo.round.opening"].create(
            {
                "case_id": self.id,
                "entity_id": self.entity_id.id,
                "version_id": version.id,
                "round_id": False,
                "target_kind": kind,
                "target_uid": uid,
                "label": label,
                "reason": reason.strip(),
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
            }
        )
        self._log_event("case.part_opened", {**facts, "draft": version.number})
