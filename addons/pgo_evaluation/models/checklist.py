from odoo import api, fields, models
from odoo.exceptions import UserError

ANSWERS = [
    ("complies", "Complies"),
    ("does_not_comply", "Does Not Comply"),
    ("not_applicable", "Not Applicable"),
]
SCOPES = [
    ("all", "Every Entity"),
    ("municipal", "Municipalities"),
    ("executive", "Poder Ejecutivo"),
]


class ChecklistItem(models.Model):
    """A criterion that needs a human evaluator (RULEBOOK 13)."""

    _name = "pgo.checklist.item"
    _description = "Item of the Checklist"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Key of the criterion; it does not change.")
    name = fields.Text(
        string="Criterion", required=True, translate=False, help="What the evaluator verifies."
    )
    citation = fields.Char(string="Legal Basis", translate=False)
    scope = fields.Selection(
        SCOPES, required=True, default="all", help="For which entities it is asked."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "There is already a criterion with that code.")


class ChecklistAnswer(models.Model):
    """The evaluator's answer to one criterion in one case.

    The wording is kept as it was asked, so that a later change of the catalogue leaves past reviews intact.
    """

    _name = "pgo.checklist.answer"
    _inherit = ["pgo.platform.row"]
    _description = "Answer to the Checklist"
    _order = "case_id, sequence, id"
    _rec_name = "code"
    _free_fields = frozenset({"answer", "note"})

    case_id = fields.Many2one(
        "pgo.case", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="restrict"
    )
    item_id = fields.Many2one(
        "pgo.checklist.item", required=True, readonly=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Text(string="Criterion", required=True, readonly=True)
    citation = fields.Char(string="Legal Basis", readonly=True)
    answer = fields.Selection(ANSWERS, help="Whether the version meets the criterion.")
    note = fields.Text(string="Grounds", help="Why, and what is recommended.")

    _item_uniq = models.UniqueIndex("(case_id, item_id)", "That criterion is already in the case.")

    def write(self, vals):
        if self._free_fields & vals.keys():
            for case in self.case_id:
                case._check_is_evaluator()
                if case.state not in ("in_evaluation", "suspended", "conformity", "ccv"):
                    raise UserError(
                        self.env._("The checklist is answered while the case is evaluated.")
                    )
        return super().write(vals)


class Case(models.Model):
    """The checklist of the case."""

    _inherit = "pgo.case"

    checklist_ids = fields.One2many("pgo.checklist.answer", "case_id", string="Checklist")
    checklist_pending = fields.Integer(
        compute="_compute_checklist_pending", help="Criteria of the checklist without answer."
    )

    @api.depends("checklist_ids.answer")
    def _compute_checklist_pending(self):
        groups = self.env["pgo.checklist.answer"]._read_group(
            [("case_id", "in", self.ids), ("answer", "=", False)], ["case_id"], ["__count"]
        )
        counts = {case.id: count for case, count in groups}
        for case in self:
            case.checklist_pending = counts.get(case.id, 0)

    def _prepare_checklist(self):
        """Put in the case the criteria that are asked today; runs when it is admitted."""
        for case in self:
            scopes = ["all"]
            scopes += ["municipal"] if case.entity_type_id.is_municipal else []
            scopes += ["executive"] if case.entity_type_id.is_executive else []
            items = case.env["pgo.checklist.item"].search([("scope", "in", scopes)])
            asked = case.checklist_ids.item_id
            case.env["pgo.checklist.answer"].create(
                [
                    {
                        "case_id": case.id,
                        "entity_id": case.entity_id.id,
                        "item_id": item.id,
                        "sequence": item.sequence,
                        "code": item.code,
                        "name": item.name,
                        "citation": item.citation,
                        "answer": False,
                        "note": False,
                    }
                    for item in items - asked
                ]
            )
