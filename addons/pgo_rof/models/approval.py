from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import APPEND, is_open, opened
from odoo.exceptions import UserError, ValidationError

MEDIA = [
    ("el_peruano", "El Peruano"),
    ("judicial_newspaper", "Judicial newspaper of the jurisdiction"),
    ("posters", "Municipal posters certified by a judicial authority"),
    ("other", "Other sure medium"),
]


class RegisteredAct(models.AbstractModel):
    """An act that is registered once, by a transition of its version, and not edited afterwards."""

    _name = "pgo.registered.act"
    _description = "Registered Act"

    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="restrict"
    )
    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="restrict"
    )

    @api.model
    def _record_act(self, version, vals):
        # Nobody has create access: the caller asked for the role (`_check_registers`; for signed copies,
        # `_check_can_sign`) and the transition that follows, for the state.
        return (
            opened(self.sudo(), APPEND)
            .create({**vals, "version_id": version.id, "entity_id": version.entity_id.id})
            .with_env(self.env)
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not is_open(self.env, APPEND):
            raise UserError(self.env._("This is registered from the version, with its own button."))
        return super().create(vals_list)

    def write(self, vals):
        raise UserError(
            self.env._("What was registered is not edited: it stays as it was declared.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("What was registered is not erased."))


class Approval(models.Model):
    """The instrument that approves a version (LOE 45; LOM 9.3 and 40)."""

    _name = "pgo.approval"
    _inherit = ["pgo.registered.act"]
    _description = "Approval"
    _order = "date desc, id desc"

    instrument = fields.Char(
        required=True, help="Type of instrument, for example Ordenanza Municipal."
    )
    number = fields.Char(required=True, help="Number of the instrument as it is published.")
    date = fields.Date(required=True)
    session_date = fields.Date(help="Session of the council in which it was voted.")
    file = fields.Binary(attachment=True, string="Signed Instrument")
    file_name = fields.Char()

    @api.depends("instrument", "number")
    def _compute_display_name(self):
        for approval in self:
            approval.display_name = f"{approval.instrument} N° {approval.number}"

    @api.constrains("date")
    def _check_date(self):
        for approval in self:
            if approval.date > fields.Date.context_today(self):
                raise ValidationError(
                    self.env._("The date of the instrument is in the future: check it.")
                )
            # The body decides on the text elevated; what it amended is sealed later, when it is registered.
            version = approval.version_id
            sealed = (version.amendment_of_id or version).date_sealed
            if (
                sealed
                and approval.date < fields.Datetime.context_timestamp(approval, sealed).date()
            ):
                raise ValidationError(
                    self.env._(
                        "The instrument is dated before the text was endorsed (%(date)s): check it.",
                        date=sealed.date(),
                    )
                )


class Publication(models.Model):
    """Publication of the approving instrument and its effect (LOE 52; LOM 44)."""

    _name = "pgo.publication"
    _inherit = ["pgo.registered.act"]
    _description = "Publication"
    _order = "date desc, id desc"

    medium = fields.Selection(MEDIA, required=True)
    medium_detail = fields.Char(string="Name of the Medium")
    date = fields.Date(required=True)
    effective_date = fields.Date(
        required=True,
        help="Day from which it is in force: the day after publication unless the norm postpones it (LOM 44).",
    )
    url = fields.Char(string="Link")
    file = fields.Binary(attachment=True, string="Evidence")
    file_name = fields.Char()

    @api.model
    def _record_act(self, version, vals):
        date = fields.Date.to_date(vals["date"])
        return super()._record_act(
            version,
            {**vals, "effective_date": vals.get("effective_date") or date + timedelta(days=1)},
        )

    @api.constrains("date", "effective_date", "file", "url")
    def _check_dates(self):
        for publication in self:
            approved = publication.version_id.approval_ids[:1].date
            if approved and publication.date < approved:
                raise ValidationError(
                    self.env._(
                        "A norm is published on or after the day it is approved: check the date."
                    )
                )
            if publication.effective_date <= publication.date:
                raise ValidationError(
                    self.env._(
                        "It is in force from the day after its publication at the earliest (LOM 44)."
                    )
                )
            if not publication.file and not publication.url:
                raise ValidationError(
                    self.env._("Add the evidence of the publication: a link or a scanned file.")
                )

    @api.depends("medium", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["medium"]._description_selection(self.env))
        for publication in self:
            publication.display_name = (
                f"{labels.get(publication.medium, '')} {publication.date or ''}"
            )
