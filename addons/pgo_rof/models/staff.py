from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Staff(models.Model):
    """A row of the cuadro de necesidades (Lineamientos 02-2020-SGP, Anexo 7; LOE 47, annex c).

    Only civil servants with a contract in force or a budgeted position are counted, never locadores. A row without
    posts says something only when it is marked so: otherwise it was not filled in yet.
    """

    _name = "pgo.staff"
    _inherit = ["pgo.dossier.line"]
    _description = "Staff Needs of a Unit"
    # The order of the text: that of the units.
    _order = "unit_id, id"
    _rec_name = "unit_id"
    _logged_fields = ("cap", "cas", "without_staff")
    _fixed_fields = ("version_id", "entity_id", "report_id", "unit_id")

    unit_id = fields.Many2one("pgo.unit", required=True, readonly=True, ondelete="cascade")
    cap = fields.Integer(
        string="CAP",
        help="Posts of the CAP that the unit needs: contract in force or budgeted position.",
    )
    cas = fields.Integer(
        string="CAS", help="CAS contracts that the unit needs. Locadores are not counted (LOE 16)."
    )
    total = fields.Integer(string="Posts Needed", compute="_compute_total")
    without_staff = fields.Boolean(
        string="No Staff of Its Own", help="The unit has no posts, and that is no omission."
    )

    _unit_uniq = models.UniqueIndex("(unit_id)", "The unit already has its row.")
    _counts = models.Constraint(
        "CHECK(cap BETWEEN 0 AND 1000000 AND cas BETWEEN 0 AND 1000000)",
        "The number of posts is a whole number from 0 on.",
    )

    @api.depends("cap", "cas")
    def _compute_total(self):
        for row in self:
            row.total = row.cap + row.cas

    @api.onchange("cap", "cas")
    def _onchange_posts(self):
        if self.cap or self.cas:
            self.without_staff = False

    @api.constrains("cap", "cas", "without_staff")
    def _check_without_staff(self):
        for row in self:
            if row.without_staff and (row.cap or row.cas):
                raise ValidationError(
                    self.env._(
                        "“%(unit)s” has posts: it cannot be marked as having no staff of its own.",
                        unit=row.unit_id.display_name,
                    )
                )

    @api.constrains("unit_id")
    def _check_unit(self):
        self._check_of_version("unit_id")

    def _change_target(self):
        return self.unit_id.uid, self.unit_id.display_name

    def _is_filled(self):
        self.ensure_one()
        return bool(self.cap or self.cas or self.without_staff)
