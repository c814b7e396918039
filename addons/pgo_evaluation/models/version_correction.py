from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import LOAD, TRANSITION, is_open, opened
from odoo.exceptions import UserError


class Version(models.Model):
    """A correction round: a copy of what was sent in which only what was observed is open (DESIGN 5)."""

    _inherit = "pgo.version"

    is_correction = fields.Boolean(
        compute="_compute_is_correction",
        help="Draft of the next round of a case: only what was observed is open.",
    )

    @api.depends("state", "previous_round_id")
    def _compute_is_correction(self):
        for version in self:
            version.is_correction = version.state == "draft" and bool(
                version.previous_round_id and version._case_of_correction()
            )

    def _start_correction(self):
        """Start the next round, with the dossier of the last one to be brought up to date."""
        draft = super()._start_correction()
        case = draft._case_of_correction()
        if case:
            # `super()` created the draft with the role of formulator checked; `_case_of_correction` gives the case of
            # the same entity.
            opened(draft.sudo(), TRANSITION).write({"case_id": case.id})
            draft._copy_dossier(self)
            # What was answered of the dossier stays answered while it says the same; the text is answered anew.
            draft._carry_answers(self, "sending")
            case._log_event("case.correction_started", {"draft": draft.number})
        return draft

    def _copy_dossier(self, source):
        """Copy the documents of the last sending; the entity replaces those that change."""
        # `_start_correction` checked the role in the same entity; the model that creates checks role and state again.
        documents = source.sudo().dossier_ids.with_context(bin_size=False)
        self.env["pgo.dossier.document"].create(
            [
                {
                    "version_id": self.id,
                    "kind": document.kind,
                    "number": document.number,
                    "date": document.date,
                    "file": document.file,
                    "file_name": document.file_name,
                }
                for document in documents
            ]
        )

    def write(self, vals):
        if "title" in vals and not is_open(self.env, LOAD):
            for version in self:
                case = version._case_of_correction()
                if case and not case._open_parts(version).whole:
                    raise UserError(
                        self.env._(
                            "The title was not observed in this round. Open the whole document with its reason first"
                            " (“Open the Document”)."
                        )
                    )
        return super().write(vals)

    def action_open_document(self, reason):
        """Open the whole document in this correction: its title, and adding parts. The formulator says why."""
        for version in self:
            version._open_correction_part("document", "document", version.title, reason)
        return True

    def _open_correction_part(self, kind, uid, label, reason):
        self.ensure_one()
        case = self._case_of_correction()
        if not case or self.state != "draft":
            raise UserError(
                self.env._(
                    "“%(version)s” is not the draft of a correction: nothing has to be opened.",
                    version=self.display_name,
                )
            )
        case._open_part(self, kind, uid, label, reason)
