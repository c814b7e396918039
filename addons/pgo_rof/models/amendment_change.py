from odoo import fields, models


class AmendmentChange(models.Model):
    """One part of the text that the approving body amended: as it was elevated and as it is approved.

    Written anew each time the working copy is checked, and for the last time when the text is sealed.
    """

    _name = "pgo.amendment.change"
    _inherit = ["pgo.text.change"]
    _description = "Amendment of the Approving Body"
    _order = "version_id, id"

    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="cascade"
    )
