from odoo import fields, models


class SignedCopy(models.Model):
    """The official PDF of a version with one signature more, as it was given out.

    It stands apart from the document that the platform makes, which is the same whenever it is made.
    """

    _name = "pgo.signed.copy"
    _inherit = ["pgo.registered.act", "pgo.signed.file.mixin"]
    _description = "Signed Copy"
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users", string="Signed In By", readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(readonly=True)
    file = fields.Binary(attachment=True, required=True, readonly=True, string="Signed PDF")
    file_name = fields.Char(readonly=True)
