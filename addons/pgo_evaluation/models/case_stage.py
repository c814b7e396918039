from odoo import api, fields, models
from odoo.exceptions import UserError


class CaseStage(models.Model):
    """A column of the evaluation board, drawn over one state of the fixed machine of the case.

    SGP renames, splits and orders columns; what a case may do depends on its state alone.
    """

    _name = "pgo.case.stage"
    _description = "Stage of the Board"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=False, help="Title of the column.")
    sequence = fields.Integer(default=10)
    state = fields.Selection(
        selection=lambda self: self.env["pgo.case"]._fields["state"].selection,
        required=True,
        index=True,
        help="State of the case that the column shows. A state may have several columns.",
    )
    fold = fields.Boolean(string="Folded", help="The column is shown folded on the board.")

    @api.model
    def _for_state(self, state):
        """Return the first column of a state; every state has one."""
        # No check is needed: columns are the same for everybody and hold no data of a case.
        stage = self.sudo().search([("state", "=", state)], limit=1)
        if not stage:
            raise UserError(
                self.env._("The board has no column for one of the states: SGP must add it.")
            )
        return stage.sudo(False)

    def write(self, vals):
        if "state" in vals and any(stage.state != vals["state"] for stage in self):
            raise UserError(
                self.env._(
                    "The state of a column does not change: add another column for that state."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        for stage in self:
            others = self.search_count(
                [("state", "=", stage.state), ("id", "not in", self.ids)], limit=1
            )
            if not others:
                raise UserError(
                    self.env._(
                        "“%(stage)s” is the only column of its state and cannot be erased.",
                        stage=stage.name,
                    )
                )
            # `unlink` checked the right to erase columns, which SGP's administrator alone has. Only whether any case
            # stands there is asked: the foreign key refuses less clearly.
            if self.env["pgo.case"].sudo().search_count([("stage_id", "=", stage.id)], limit=1):
                raise UserError(
                    self.env._(
                        "“%(stage)s” holds cases: move them to another column first.",
                        stage=stage.name,
                    )
                )
