from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_rof.models.function_precedent import marked
from odoo.exceptions import UserError

from pgo_core import precedents


class Precedent(models.TransientModel):
    """Who else in the State has a function, shown beside it. What it shows is computed when it is opened."""

    _name = "pgo.precedent"
    _description = "Precedents of a Function"

    function_id = fields.Many2one(
        "pgo.function",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        string="Function",
    )
    text = fields.Text(related="function_id.text", string="This Function")
    can_copy = fields.Boolean(readonly=True, export_string_translation=False)
    line_ids = fields.One2many("pgo.precedent.line", "precedent_id", string="Precedents")
    line_count = fields.Integer(compute="_compute_line_count", export_string_translation=False)

    @api.depends("line_ids")
    def _compute_line_count(self):
        for precedent in self:
            precedent.line_count = len(precedent.line_ids)

    @api.model
    def _open(self, function):
        """Return the action that shows the precedents of a function that the person reads."""
        function.check_access("read")
        names = function.entity_id._precedent_names()
        lines = []
        for sequence, found in enumerate(function._precedents()):
            use = found["use"]
            lines.append(
                {
                    "sequence": sequence,
                    "use_id": use.id,
                    "likeness": found["likeness"],
                    "entity_count": found["entity_count"],
                    "process_count": found["process_count"],
                    "marked_text": marked(use.text, function.text or ""),
                    "text_to_copy": precedents.adapted(
                        use.text, use.entity_id._precedent_names(), names
                    ),
                }
            )
        # Nobody may create these rows, which tell of records of others: the person read the function above, and
        # `_precedents` gives what the person may read.
        precedent = self.sudo().create(
            {
                "function_id": function.id,
                "can_copy": function.unit_id.can_edit,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        return open_form(
            precedent,
            name=self.env._("Precedents in the State"),
            target="new",
            context={"dialog_size": "extra-large"},
        )


class PrecedentLine(models.TransientModel):
    """One text of the State like the function, as one of its users wrote it."""

    _name = "pgo.precedent.line"
    _description = "Precedent"
    _order = "sequence, id"

    precedent_id = fields.Many2one("pgo.precedent", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    # Indexed, as the function is: a version that leaves the index takes hundreds of uses with it.
    use_id = fields.Many2one(
        "pgo.function.use", required=True, readonly=True, index=True, ondelete="cascade"
    )
    marked_text = fields.Html(string="Function", readonly=True, sanitize=False)
    text_to_copy = fields.Text(readonly=True, string="Text to Copy")
    likeness = fields.Integer(
        readonly=True, help="From 0 to 100: characters in common, without names of entities."
    )
    entity_count = fields.Integer(
        string="Entities", readonly=True, help="Other entities that have it in force."
    )
    process_count = fields.Integer(
        string="In Process", readonly=True, help="Versions sent to SGP that have it."
    )
    entity_id = fields.Many2one(related="use_id.entity_id", string="For Example")
    unit_id = fields.Many2one(related="use_id.unit_id", string="Unit")
    version_id = fields.Many2one(related="use_id.version_id", string="Version")
    citation_ids = fields.Many2many(related="use_id.citation_ids", string="Legal Basis")
    can_copy = fields.Boolean(related="precedent_id.can_copy", export_string_translation=False)

    def action_copy(self):
        """Put this text in the function, with the names of its own entity: an edit like any other.

        It passes the checks of the draft and enters its log with the person who did it.
        """
        self.ensure_one()
        function = self.precedent_id.function_id
        if not self.text_to_copy:
            raise UserError(self.env._("There is no text to copy."))
        function.write({"text": self.text_to_copy})
        return {"type": "ir.actions.act_window_close"}

    def action_open_uses(self):
        """List who has this text."""
        self.ensure_one()
        return self.use_id.text_id.action_open_uses()
