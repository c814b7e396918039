from odoo import fields, models


class AmendmentStart(models.TransientModel):
    """Say that the approving body amended the text, by which act and in what."""

    _name = "pgo.amendment.start"
    _description = "Approved with Amendments"

    version_id = fields.Many2one(
        "pgo.version", required=True, default=lambda self: self.env.context.get("active_id")
    )
    reference = fields.Char(
        string="Act of the Body",
        required=True,
        help="Minutes, agreement or dictamen in which the body amended the text.",
    )
    reason = fields.Text(
        string="What Was Amended",
        required=True,
        help="What the body amended of the text and why.",
    )

    def action_start(self):
        """Open the working copy in which the amendments are typed; the version checks who may."""
        self.ensure_one()
        return self.version_id._start_amendment(self.reference, self.reason)._open_form()
