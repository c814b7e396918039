from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.pgo_rof.models.approval import MEDIA


class ApprovalRegister(models.TransientModel):
    """Register what the approving body decided."""

    _name = "pgo.approval.register"
    _description = "Register the Approval"

    version_id = fields.Many2one(
        "pgo.version", required=True, default=lambda self: self.env.context.get("active_id")
    )
    instrument = fields.Char(
        required=True, compute="_compute_instrument", store=True, precompute=True, readonly=False
    )
    number = fields.Char(required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    session_date = fields.Date(string="Session")
    file = fields.Binary(string="Signed Instrument")
    file_name = fields.Char()

    @api.depends("version_id")
    def _compute_instrument(self):
        entity_type = self.env["pgo.entity.type"]
        labels = dict(entity_type._fields["approval_instrument"]._description_selection(self.env))
        for wizard in self:
            wizard.instrument = labels.get(wizard.version_id.entity_id.approval_instrument, "")

    def action_register(self):
        """Register the instrument; the version passes to approved."""
        self.ensure_one()
        self.version_id._register_approval(
            {
                name: self[name]
                for name in ("instrument", "number", "date", "session_date", "file", "file_name")
            }
        )
        return {"type": "ir.actions.act_window_close"}


class PublicationRegister(models.TransientModel):
    """Register the publication, from which the norm takes effect."""

    _name = "pgo.publication.register"
    _description = "Register the Publication"

    version_id = fields.Many2one(
        "pgo.version", required=True, default=lambda self: self.env.context.get("active_id")
    )
    medium = fields.Selection(MEDIA, required=True, default="el_peruano")
    medium_detail = fields.Char(string="Name of the Medium")
    date = fields.Date(required=True, default=fields.Date.context_today)
    effective_date = fields.Date(
        compute="_compute_effective_date",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="The day after publication unless the norm postpones it (LOM 44).",
    )
    url = fields.Char(string="Link")
    file = fields.Binary(string="Evidence")
    file_name = fields.Char()

    @api.depends("date")
    def _compute_effective_date(self):
        for wizard in self:
            wizard.effective_date = wizard.date and wizard.date + timedelta(days=1)

    def action_register(self):
        """Register the publication; the version is in force from its effective date."""
        self.ensure_one()
        names = ("medium", "medium_detail", "date", "effective_date", "url", "file", "file_name")
        self.version_id._register_publication({name: self[name] for name in names})
        return {"type": "ir.actions.act_window_close"}
