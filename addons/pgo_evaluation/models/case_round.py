from odoo import api, fields, models
from odoo.tools import format_date

from pgo_core import compare


class Round(models.Model):
    """One sending inside a case: a sealed version and all that changed since the one before."""

    _name = "pgo.round"
    _inherit = ["pgo.platform.row"]
    _description = "Round"
    _order = "case_id, number"

    case_id = fields.Many2one(
        "pgo.case", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(
        required=True, readonly=True, help="Ordinal of the round in the case, from 1."
    )
    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Sent", required=True, readonly=True)
    late = fields.Boolean(readonly=True, help="It arrived after the term of the entity.")
    seal = fields.Char(related="version_id.seal")
    change_ids = fields.One2many("pgo.round.change", "round_id", string="Changes")
    change_count = fields.Integer(string="Number of Changes", readonly=True)
    equal_count = fields.Integer(
        string="Equal Parts", readonly=True, help="Parts proven equal by their SHA-256."
    )
    proof = fields.Char(
        string="Proof of Equality",
        readonly=True,
        help="SHA-256 over the digests of all equal parts: whoever has both texts can compute it again.",
    )
    opening_ids = fields.One2many(
        "pgo.round.opening", "round_id", string="Parts Opened by the Entity"
    )

    _number_uniq = models.UniqueIndex("(case_id, number)", "That round is already in the case.")
    _version_uniq = models.UniqueIndex("(version_id)", "That version is already a round of a case.")

    @api.depends("number")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._("Round %(number)s", number=record.number)


class RoundChange(models.Model):
    """One part that differs from the previous round, with both texts."""

    _name = "pgo.round.change"
    _inherit = ["pgo.text.change"]
    _description = "Change of a Round"
    _order = "round_id, id"

    round_id = fields.Many2one(
        "pgo.round", required=True, readonly=True, index=True, ondelete="cascade"
    )
    case_id = fields.Many2one(
        "pgo.case", required=True, readonly=True, index=True, ondelete="cascade"
    )
    target_kind = fields.Selection(
        selection_add=[("dossier", "Dossier")], ondelete={"dossier": "cascade"}
    )
    ground = fields.Selection(
        [("observed", "Observed"), ("opened", "Opened by the Entity"), ("other", "Consequence")],
        required=True,
        readonly=True,
        help="Why this part could change in the round.",
    )


class Case(models.Model):
    """The rounds of the case."""

    _inherit = "pgo.case"

    def _add_round(self, version, late=False):
        """Add the round of a version that was just sent, with all that changed since the previous one.

        Runs inside the sending of the version, with the platform's rights.
        """
        self.ensure_one()
        previous = self.round_ids[-1:]
        vals = {
            "case_id": self.id,
            "entity_id": self.entity_id.id,
            "number": len(self.round_ids) + 1,
            "version_id": version.id,
            "date": version.date_sent or fields.Datetime.now(),
            "late": late,
            "change_count": 0,
            "equal_count": 0,
            "proof": False,
        }
        new = self.env["pgo.round"].create(vals)
        if previous:
            new._list_changes(previous.version_id)
        self.write({"round_count": new.number, "version_id": version.id})
        openings = self.env["pgo.round.opening"].search([("version_id", "=", version.id)])
        openings.write({"round_id": new.id})
        return new

    def _attach_round(self, version):
        """Take the next round of an open case: the entity answered, so the ball returns to SGP.

        Called by the transition of the version to sent, which checked role, state and dossier.
        """
        self.ensure_one()
        # The client's context must not reach the records that the platform creates.
        case = self._platform()
        previous = case.version_id
        late = bool(case.overdue)
        platform_version = case.env["pgo.version"].browse(version.id)
        platform_version.write({"case_id": case.id})
        round_ = case._add_round(platform_version, late)
        previous._platform_transition(
            "replaced", payload={"case": case.number, "by": version.seal or ""}
        )
        facts = {
            "changes": round_.change_count,
            "equal_parts": round_.equal_count,
            "proof": round_.proof or "",
            "late": late,
            "receipt": version.receipt or "",
        }
        if case.state == "ccv":
            # The text agreed in the CCV is a new sealed version; the case stays there (DESIGN 5).
            case._log_event("case.round_received", facts)
        else:
            back = (
                "in_admissibility" if case.state == "returned_for_correction" else "in_evaluation"
            )
            case._platform_transition(back, payload=facts)
        return self


class RoundComparison(models.Model):
    """What a round lists as changed."""

    _inherit = "pgo.round"

    def _summary(self):
        """Return the round in one sentence, for reports."""
        self.ensure_one()
        facts = {
            "number": self.number,
            "date": format_date(self.env, self.date),
            "seal": self.seal or "",
        }
        if self.number == 1:
            return self.env._("Round %(number)s, sent on %(date)s; seal %(seal)s.", **facts)
        return self.env._(
            "Round %(number)s, sent on %(date)s; seal %(seal)s; %(changed)s changes with respect to the"
            " previous round and %(equal)s parts proven equal.",
            changed=self.change_count,
            equal=self.equal_count,
            **facts,
        )

    def _list_changes(self, previous):
        """Write the changes since `previous`, an earlier sealed version, and the proof that the rest is equal."""
        self.ensure_one()
        before, after = previous._document(), self.version_id._document()
        comparison = compare.compare(before, after)
        opened = self.case_id._open_parts(self.version_id)
        changes = self.env["pgo.round.change"]
        rows = changes.create(
            [
                {
                    **vals,
                    "round_id": self.id,
                    "case_id": self.case_id.id,
                    "entity_id": self.entity_id.id,
                    "ground": opened.ground(change.kind, change.uid, change.unit_uid),
                }
                for change, vals in changes._change_vals(comparison, before, after)
            ]
        )
        rows += self._list_dossier_changes(previous)
        self.write(
            {
                "change_count": len(rows),
                "equal_count": len(comparison.equal),
                "proof": comparison.proof,
            }
        )

    def _list_dossier_changes(self, previous):
        """Write what changed of the technical report and its annexes since `previous`; return the rows.

        The dossier is open in a round: what was observed of it is no part of the text. The evaluator reads here
        all that changed.
        """
        before, after = previous._dossier_told(), self.version_id._dossier_told()
        rows = []
        for key in [*before, *(key for key in after if key not in before)]:
            old, new = before.get(key, ("", False)), after.get(key, ("", False))
            if old[1] == new[1]:
                continue
            rows.append(
                {
                    "round_id": self.id,
                    "case_id": self.case_id.id,
                    "entity_id": self.entity_id.id,
                    "ground": "opened",
                    "change": "changed" if old[1] and new[1] else "added" if new[1] else "removed",
                    "target_kind": "dossier",
                    "target_uid": key[1],
                    "label": new[0] or old[0],
                    "before": old[1],
                    "after": new[1],
                }
            )
        return self.env["pgo.round.change"].create(rows)
