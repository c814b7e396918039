from odoo import fields, models


class ObservationAnswer(models.TransientModel):
    """Answer an observation, with what was observed at hand."""

    _name = "pgo.observation.answer"
    _description = "Answer an Observation"

    observation_id = fields.Many2one(
        "pgo.observation",
        string="Answered Observation",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    # Not by sudo, as Odoo would: a client names any observation here, and reads what the person may read of it.
    quote = fields.Text(related="observation_id.quote", related_sudo=False, string="Observed Text")
    observation = fields.Text(
        related="observation_id.text", related_sudo=False, string="Observation"
    )
    suggested_text = fields.Text(
        related="observation_id.suggested_text", related_sudo=False, string="Suggested Wording"
    )
    text = fields.Text(
        string="Answer", required=True, help="What was corrected, or why the text stays."
    )

    def action_answer(self):
        """Give the answer."""
        self.ensure_one()
        self.observation_id.action_answer(self.text)
        return {"type": "ir.actions.act_window_close"}
