from odoo import fields, models

#: As `pgo_core.rules.trial.STANDINGS`.
STANDINGS = [
    ("not_applied", "Not Applied"),
    ("unchecked", "Could Not Be Checked"),
    ("holds", "Holds"),
    ("blocks", "Blocks"),
    ("warns", "Warns"),
    ("informs", "Informs"),
]
#: As `pgo_core.rules.trial.CHANGES`.
CHANGES = [
    ("newly_failing", "Would Newly Fail"),
    ("no_longer_failing", "Would No Longer Fail"),
    ("stricter", "Fails, More Severe"),
    ("milder", "Fails, Less Severe"),
    ("still_failing", "Fails as Before"),
    ("still_holding", "Holds as Before"),
    ("unchecked", "Could Not Be Checked"),
]


class RuleTrialResult(models.Model):
    """What a proposed change of a rule makes of one version. The platform writes it, people read it."""

    _name = "pgo.rule.trial.result"
    _inherit = ["pgo.platform.row"]
    _description = "Result of a What-If"
    _order = "newly_failing desc, no_longer_failing desc, id"
    _rec_name = "version_id"

    trial_id = fields.Many2one(
        "pgo.rule.trial", required=True, readonly=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one("pgo.entity", readonly=True, ondelete="restrict")
    entity_type_id = fields.Many2one("pgo.entity.type", readonly=True, ondelete="restrict")
    department_id = fields.Many2one("pgo.territory", string="Department", readonly=True)
    version_state = fields.Selection(related="version_id.state", string="State of the Version")
    standing_before = fields.Selection(STANDINGS, string="Before", required=True, readonly=True)
    standing_after = fields.Selection(STANDINGS, string="After", required=True, readonly=True)
    change = fields.Selection(CHANGES, string="Result", required=True, readonly=True, index=True)
    found_before = fields.Integer(string="Found Before", readonly=True)
    found_after = fields.Integer(string="Found After", readonly=True)
    # Numbers, so that lists and pivots add them up by type and by department.
    versions = fields.Integer(string="Versions", readonly=True, default=1)
    newly_failing = fields.Integer(string="Would Newly Fail", readonly=True)
    no_longer_failing = fields.Integer(string="Would No Longer Fail", readonly=True)
    unchecked = fields.Integer(string="Could Not Be Checked", readonly=True)
    messages = fields.Text(
        string="What Is Found",
        readonly=True,
        translate=False,
        help="The first findings that appear, or those that would no longer be found.",
    )

    _version_uniq = models.UniqueIndex(
        "(trial_id, version_id)", "That version already has its result."
    )

    def action_open_version(self):
        """Open the version; who may read it is asked as for any."""
        self.ensure_one()
        return self.version_id._open_form()
