from odoo import api, fields, models


class Equivalence(models.Model):
    """A row of the cuadro de equivalencias: a unit of the text in force and the one that takes its place
    (Lineamientos 02-2020-SGP, N).
    """

    _name = "pgo.equivalence"
    _inherit = ["pgo.dossier.line"]
    _description = "Equivalence of Units"
    _order = "sequence, id"
    _rec_name = "from_name"
    _logged_fields = ("to_unit_id", "note")
    _fixed_fields = ("version_id", "entity_id", "report_id", "from_uid", "from_name", "sequence")

    from_uid = fields.Char(string="Identifier in Force", required=True, readonly=True)
    from_name = fields.Char(string="Unit in Force", readonly=True)
    to_unit_id = fields.Many2one(
        "pgo.unit",
        string="Unit Proposed",
        index="btree_not_null",
        ondelete="set null",
        domain="[('version_id', '=', version_id)]",
        help="Unit that takes its place; empty when none does.",
    )
    note = fields.Char(
        help="What becomes of the unit and of its functions when no other takes its place."
    )
    sequence = fields.Integer(readonly=True)

    _from_uniq = models.UniqueIndex("(report_id, from_uid)", "That unit already has its row.")

    @api.constrains("to_unit_id")
    def _check_unit(self):
        self._check_of_version("to_unit_id")

    def _change_target(self):
        return self.from_uid, self.from_name or self.from_uid

    def _is_filled(self):
        self.ensure_one()
        return bool(self.to_unit_id or (self.note or "").strip())
