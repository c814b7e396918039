import re

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.addons.pgo_output import verification
from odoo.exceptions import UserError

from pgo_core import organigram
from pgo_core.messages import text as message
from pgo_core.render import html as document_html
from pgo_core.render.composition import RenderContext

from .ir_actions_report import OFFICIAL_TZ

_NOT_IN_FILE_NAMES = re.compile(r"[\x00-\x1f\\/:*?\"<>|·]+")


class Version(models.Model):
    """A version on paper and on screen: its reading, its official PDF, its verification code."""

    _inherit = "pgo.version"

    verification_code = fields.Char(
        compute="_compute_verification_code",
        store=True,
        copy=False,
        help="Short code that anyone types on the verification page to check a print of this text.",
    )
    verification_url = fields.Char(
        compute="_compute_verification_url", string="Verification Address"
    )
    document_html = fields.Html(
        compute="_compute_document_html",
        sanitize=False,  # written by the library, which escapes every text of the version
        string="Document",
        export_string_translation=False,
    )
    organigram_html = fields.Html(
        compute="_compute_organigram_html",
        sanitize=False,  # as above
        string="Organigram",
        export_string_translation=False,
    )

    _verification_code_uniq = models.UniqueIndex(
        "(verification_code) WHERE verification_code IS NOT NULL",
        "That verification code is already taken.",
    )

    @api.depends("seal")
    def _compute_verification_code(self):
        for version in self:
            version.verification_code = bool(version.seal) and verification.code_of(
                version.seal, version._seal_identity()
            )

    @api.depends("verification_code")
    def _compute_verification_url(self):
        for version in self:
            code = version.verification_code
            version.verification_url = bool(code) and f"{version.get_base_url()}/verificar/{code}"

    def _compute_document_html(self):
        # No dependencies: it is read when its page is opened, never kept.
        for version in self:
            saved = version._origin
            version.document_html = bool(saved) and saved._reading_html()

    def _compute_organigram_html(self):
        for version in self:
            saved = version._origin
            version.organigram_html = bool(saved) and saved._organigram_html()

    def write(self, vals):
        if "verification_code" in vals:
            raise UserError(
                self.env._("The verification code follows from the seal: nobody writes it.")
            )
        return super().write(vals)

    def _seal_identity(self):
        """Return what tells this version apart from another one that was sealed with the same text."""
        self.ensure_one()
        if self.kind == "model":
            return f"model/{self.model_key or self.id}"
        return f"{self.entity_id.code}/{self.kind}/{self.number}"

    def _official(self):
        """Return this version with the language and time of what is printed for the State."""
        return self.with_context(**self.env["ir.actions.report"]._official_context())

    def _watermark(self):
        """Return what is written across the text, in the official language; empty for the text in force."""
        self.ensure_one()
        env = self._official().env
        if self.entity_id.is_training:
            return env._("PRACTICE")
        if self.kind == "model" and self.state == "in_force":
            return env._("MODEL")
        return self._state_watermarks(env).get(self.state, "")

    @api.model
    def _state_watermarks(self, env):
        """Return the words of each state in which a version is not, or no longer, the text in force."""
        return {
            "draft": env._("DRAFT"),
            "endorsing": env._("DRAFT"),
            "endorsed": env._("PROPOSAL"),
            "sent": env._("UNDER EVALUATION"),
            "elevated": env._("PROPOSAL"),
            "in_council": env._("PROPOSAL"),
            "returned": env._("RETURNED"),
            "superseded": env._("NOT IN FORCE"),
            "derogated": env._("NOT IN FORCE"),
            "replaced": env._("REPLACED"),
            "closed": env._("CLOSED"),
            "withdrawn": env._("WITHDRAWN"),
        }

    # On screen ----------------------------------------------------------------------------------------------

    def _reading_html(self):
        """Return the whole text as one HTML article: index, articles with anchors, annexes."""
        self.ensure_one()
        return Markup(document_html.body(self._document(), self._watermark() or None))

    def _organigram_html(self):
        """Return the organigram as SVG with the same structure in words."""
        self.ensure_one()
        document = self._document()
        chart = organigram.layout(document)
        if not chart.boxes:
            return Markup("<p>%s</p>") % message("render.structure.empty")
        drawing = Markup(organigram.svg(chart, prefix="organigrama-version"))
        return Markup(
            '<figure class="pgo-organigram">%s</figure><details><summary>%s</summary><pre>%s</pre></details>'
        ) % (
            drawing,
            message("render.organigram.alternative"),
            escape(organigram.outline_text(document)),
        )

    # On paper -----------------------------------------------------------------------------------------------

    def _official_pdf(self):
        """Return the official PDF as bytes; raises as `_output_file`."""
        return self._output_file("pdf").content

    def _render_context(self):
        """Return what the printed document says beyond its text."""
        self.ensure_one()
        sealed = self.date_sealed and fields.Datetime.context_timestamp(
            self.with_context(tz=OFFICIAL_TZ), self.date_sealed
        )
        date = self.approval_ids[:1].date or (sealed and sealed.date())
        return RenderContext(
            state_label=self._watermark(),
            verify_url=self.verification_url or "",
            code=self.verification_code or "",
            seal=self.seal or "",
            **({"date": date} if date else {}),
        )

    def _print_name(self):
        """Return the name of the printed file without extension: `ROF 2 - Municipalidad … - BORRADOR`."""
        self.ensure_one()
        parts = [self.name or self.title, self._watermark()]
        return _NOT_IN_FILE_NAMES.sub("-", " - ".join(part for part in parts if part))[:150]
