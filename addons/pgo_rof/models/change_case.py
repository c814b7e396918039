from odoo import fields, models


class ChangeCase(models.Model):
    """Supuesto of approval or modification of a ROF (LOE 46.1, text of 2021)."""

    _name = "pgo.change.case"
    _description = "Case of Approval or Modification"
    _order = "letter"

    letter = fields.Char(required=True)
    name = fields.Char(required=True, translate=False)
    citation = fields.Char(string="Legal Basis", required=True)

    _letter_uniq = models.UniqueIndex("(letter)", "There is already a case with that letter.")

    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.letter}) {case.name}"
