from odoo import api, fields, models

ABOUT = [
    ("function", "A Function that Changes"),
    ("model", "A Difference from the Model"),
]
CHANGES = [
    ("new", "New"),
    ("modified", "Modified"),
    ("reassigned", "Reassigned"),
    ("removed", "Removed"),
]


class DossierReason(models.Model):
    """Why something differs: a function from the text in force (Lineamientos 02-2020-SGP, Anexo 8; LOE 47,
    section 2.b), or a part from the model adopted (NT 01-2020-PCM-SGP).

    What it speaks of may be gone from the text, so the row keeps its stable identifier and its words.
    """

    _name = "pgo.dossier.reason"
    _inherit = ["pgo.dossier.line"]
    _description = "Reason of a Difference"
    _order = "about, sequence, id"
    _rec_name = "label"
    _logged_fields = ("text",)
    _fixed_fields = (
        "version_id",
        "entity_id",
        "report_id",
        "about",
        "uid",
        "change",
        "label",
        "quote",
        "sequence",
    )

    about = fields.Selection(ABOUT, required=True, readonly=True)
    uid = fields.Char(string="Element", readonly=True, default="")
    change = fields.Selection(CHANGES, readonly=True)
    label = fields.Char(string="Unit", readonly=True)
    quote = fields.Text(string="What It Says", readonly=True)
    text = fields.Text(string="Reason", help="Why it changes: the norm and the need that it meets.")
    sequence = fields.Integer(readonly=True)

    _uid_uniq = models.UniqueIndex(
        "(report_id, about, uid)", "That difference already has its row."
    )

    @api.depends("label", "quote")
    def _compute_display_name(self):
        for row in self:
            row.display_name = " · ".join(filter(None, (row.label, row.quote)))[:120]

    def _change_target(self):
        return self.uid or self.about, self.display_name

    def _is_filled(self):
        self.ensure_one()
        return bool((self.text or "").strip())
