from odoo import api, fields, models

#: Literals of LOE 16.1, in their order.
CRITERIA = tuple("abcdefgh")
#: Criteria of the Opinión Vinculante 001-2025-PCM-SGP, 3.32, which must all be met.
SECOND_LEVEL = tuple("abc")
#: What the platform asks of a unit.
ASKS = ("asks_criteria", "asks_exception", "asks_second_level")
#: What people answer.
ANSWERS = (
    *(f"criterion_{letter}" for letter in CRITERIA),
    "justification",
    "exception",
    *(f"second_{letter}" for letter in SECOND_LEVEL),
)


class UnitReason(models.Model):
    """Why a unit is there (LOE 9.3, 16.1, 47 section 2.a; Opinión Vinculante 001-2025, 3.32).

    The platform prepares a row for each unit that needs one, and says what is asked of it.
    """

    _name = "pgo.unit.reason"
    _inherit = ["pgo.dossier.line"]
    _description = "Reason of a Unit"
    _order = "unit_id, id"
    _rec_name = "unit_id"
    _logged_fields = ANSWERS
    _fixed_fields = ("version_id", "entity_id", "report_id", "unit_id", *ASKS)

    unit_id = fields.Many2one("pgo.unit", required=True, readonly=True, ondelete="cascade")
    asks_criteria = fields.Boolean(string="Is Created", readonly=True)
    asks_exception = fields.Boolean(string="Fourth Level or Deeper", readonly=True)
    asks_second_level = fields.Boolean(string="Second Level of Administration", readonly=True)
    criterion_a = fields.Boolean(string="a) Permanent workload or volume of operation")
    criterion_b = fields.Boolean(string="b) Strategic approach")
    criterion_c = fields.Boolean(string="c) Type and size of the entity")
    criterion_d = fields.Boolean(string="d) Technical degree of the processes")
    criterion_e = fields.Boolean(string="e) Competences of the staff")
    criterion_f = fields.Boolean(string="f) Need to separate services and tasks")
    criterion_g = fields.Boolean(string="g) Need of supervision or control")
    criterion_h = fields.Boolean(
        string="h) More than 15 civil servants with a contract in force or a budgeted position"
    )
    criteria = fields.Char(string="Criteria", compute="_compute_criteria")
    justification = fields.Text(
        string="Reason of the Unit", help="How the criteria are met, with data of the entity."
    )
    exception = fields.Boolean(
        string="Exceptional Level",
        help="The fourth level is exceptional: it needs more than 15 civil servants (LOE 9.3, 16.3).",
    )
    second_a = fields.Text(
        string="a) Permanent functions of a system",
        help="Functions of a permanent nature of an administrative or functional system.",
    )
    second_b = fields.Text(
        string="b) Answers for the budget",
        help="Executes and administers the budget assigned to the entity for its main functions.",
    )
    second_c = fields.Text(
        string="c) Represents and decides",
        help="Represents the entity and decides in the matters of its charge.",
    )
    done = fields.Boolean(string="Has Its Reason", compute="_compute_done")

    _unit_uniq = models.UniqueIndex("(unit_id)", "The unit already has its reason.")

    @api.depends(*(f"criterion_{letter}" for letter in CRITERIA))
    def _compute_criteria(self):
        for row in self:
            row.criteria = ", ".join(f"{letter})" for letter in row._letters())

    @api.depends("justification")
    def _compute_done(self):
        for row in self:
            row.done = bool((row.justification or "").strip())

    @api.constrains("unit_id")
    def _check_unit(self):
        self._check_of_version("unit_id")

    def _letters(self):
        """Return the letters of LOE 16.1 that the unit meets."""
        self.ensure_one()
        return [letter for letter in CRITERIA if self[f"criterion_{letter}"]]

    def _is_filled(self):
        """Return whether somebody wrote anything in it."""
        self.ensure_one()
        return any(self[name] for name in self._logged_fields)

    def _change_target(self):
        return self.unit_id.uid, self.unit_id.display_name
