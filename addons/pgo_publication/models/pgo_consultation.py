from urllib.parse import urlsplit

from markupsafe import Markup

from odoo import api, fields, models
from odoo.addons.pgo_output import verification
from odoo.addons.pgo_output.models.ir_actions_report import OFFICIAL_TZ
from odoo.addons.pgo_rof.models.version import PUBLISHED
from odoo.tools import format_date

from pgo_core import organigram
from pgo_core import seal as core_seal

#: How the library opens the organigram, and how the page does: it scrolls, so the keyboard must reach it.
FIGURE = '<figure class="pgo-organigram">'
SCROLLABLE_FIGURE = Markup('<figure class="pgo-organigram" tabindex="0" aria-label="Organigrama">')


class Consultation(models.AbstractModel):
    """What anyone may read without an account.

    The public user has access to none of our models: a record rule that opened versions to it would open
    their conversation and attachments too. The methods here read for it, after their own check, and give
    plain values and bytes, never records. None can be called by RPC.
    """

    _name = "pgo.consultation"
    _description = "Public Consultation"

    # What is public -----------------------------------------------------------------------------------------

    @api.model
    def _published(self, entity_code, number=None):
        """Return the published versions of an entity, latest first; of one number, that one alone."""
        domain = [
            ("state", "in", PUBLISHED),
            ("entity_id.code", "=", entity_code),
            ("entity_id.active", "=", True),
            ("entity_id.is_training", "=", False),
        ]
        if number is not None:
            domain.append(("number", "=", number))
        # The domain is the check: published, of an entity of the public register.
        versions = self.env["pgo.version"].sudo().search(domain, order="number desc, id desc")
        return versions.filtered(lambda version: version.kind == version.entity_id.document_kind)

    @api.model
    def _chosen(self, entity_code, number=None):
        """Return the version to show: that of the number, else the one in force, else the latest."""
        versions = self._published(entity_code, number)
        return versions.filtered(lambda version: version.state == "in_force")[:1] or versions[:1]

    @api.model
    def _has_published(self, entity_code):
        """Return whether the entity has published anything."""
        return bool(self._published(entity_code))

    # Pages --------------------------------------------------------------------------------------------------

    @api.model
    def _entity_name(self, entity_code):
        """Return the name of an entity of the public register, empty if there is none."""
        # No check is needed: the register is public, and the domain leaves out what is for training.
        entity = (
            self.env["pgo.entity"]
            .sudo()
            .search([("code", "=", entity_code), ("is_training", "=", False)], limit=1)
        )
        return entity.display_name or ""

    @api.model
    def _page(self, entity_code, number=None):
        """Return what the page of an entity shows, None if it has nothing published (under that number)."""
        version = self._chosen(entity_code, number)
        if not version:
            return None
        head, end_of_head, rest = version._reading_html().partition("</header>")
        text, figure, organigram_part = rest.partition(FIGURE)
        return {
            "version": self._facts(version),
            "entity": self._entity_facts(version.entity_id),
            "history": [self._facts(other) for other in self._published(entity_code)],
            # The heading first, then the facts of the page, then the index and the text; the organigram is
            # apart, since the page puts before it how large to see it. All three are the library's HTML, which
            # escapes every text: only its own tags match.
            "head": head + end_of_head,
            "text": text,
            "organigram": SCROLLABLE_FIGURE + organigram_part if figure else "",
        }

    @api.model
    def _entity_facts(self, entity):
        return {
            "code": entity.code,
            "name": entity.name,
            "type": entity.type_id.name,
            "places": [
                name
                for name in (entity.district_name, entity.province_name, entity.department_name)
                if name
            ],
            "url": self._safe_url(entity.url),
        }

    @api.model
    def _facts(self, version):
        """Return the legal facts of a published version."""
        approval, publication = version.approval_ids[:1], version.publication_ids[:1]
        media = dict(publication._fields["medium"]._description_selection(self.env))
        return {
            "number": version.number,
            "title": version.title,
            "kind": version.kind.upper(),
            "state": version.state,
            "approval": approval.display_name if approval else "",
            "approval_date": self._date(approval.date),
            "session_date": self._date(approval.session_date),
            "medium": publication.medium_detail or media.get(publication.medium, ""),
            "publication_date": self._date(publication.date),
            "effective_date": self._date(publication.effective_date),
            "publication_url": self._safe_url(publication.url),
            "content": self._content(version.unit_count, version.function_count),
            "code": version.verification_code,
            "seal": version.seal,
            "path": f"/consulta/{version.entity_id.code}/{version.number}",
        }

    @api.model
    def _content(self, units, functions):
        """Return how much a document holds, in words."""
        return self.env._(
            "%(units)s units, %(functions)s functions", units=units, functions=functions
        )

    @api.model
    def _date(self, date):
        return format_date(self.env, date, date_format="d 'de' MMMM 'de' y") if date else ""

    @api.model
    def _safe_url(self, url):
        """Return an address that people typed if it can be a link: a page of the web and nothing that runs."""
        try:
            parts = urlsplit((url or "").strip())
        except ValueError:
            return ""
        return parts.geturl() if parts.scheme in ("http", "https") and parts.netloc else ""

    # Files --------------------------------------------------------------------------------------------------

    @api.model
    def _pdf(self, entity_code, number=None, known=()):
        """Return (bytes, tag, name) of the official PDF; the bytes are None if the reader has `tag` already.

        None if there is no such published version. Made once, then served as it was stored.
        """
        version = self._chosen(entity_code, number)
        if not version:
            return None
        tag = version._render_key(version._render_context())
        content = None if tag in known else version._official_pdf()
        return content, tag, f"{version._print_name()}.pdf"

    @api.model
    def _json(self, entity_code, number=None, known=()):
        """Return (bytes, tag, name) of the sealed Document, the very bytes that the seal covers; as `_pdf`."""
        version = self._chosen(entity_code, number)
        if not version:
            return None
        content = None if version.seal in known else version.canonical.encode()
        return content, version.seal, f"{version._print_name()}.json"

    @api.model
    def _svg(self, entity_code, number=None, known=()):
        """Return (bytes, tag, name) of the organigram as a drawing; as `_pdf`."""
        version = self._chosen(entity_code, number)
        if not version:
            return None
        content = None
        if version.seal not in known:
            content = organigram.svg(organigram.layout(version._document())).encode()
        return content, version.seal, f"{version._print_name()}.svg"

    # Verification -------------------------------------------------------------------------------------------

    @api.model
    def _verify(self, typed):
        """Return what is known of a verification code: `status` and, where it may be told, the facts.

        `malformed`, `unknown`, `broken` (the stored text does not match its seal), `sealed` (not published:
        whose it is, and no content), `model`, or the state of a published version.
        """
        code = verification.normalize(typed)
        if not code:
            return {"status": "malformed", "code": typed}
        # The code is the check: who holds a sealed document knows it. Of what is not published only its origin is told.
        version = self.env["pgo.version"].sudo().search([("verification_code", "=", code)], limit=1)
        if not version or version.entity_id.is_training:
            return {"status": "unknown", "code": code}
        facts = {
            "code": code,
            "seal": version.seal,
            "seal_parts": [
                version.seal[start : start + 8] for start in range(0, len(version.seal), 8)
            ],
            "entity": version.entity_id.display_name or "",
            "document": self.env._(
                "%(kind)s, version %(number)s", kind=version.kind.upper(), number=version.number
            ),
            "date_sealed": self._moment(version.date_sealed),
        }
        if not core_seal.verify((version.canonical or "").encode(), version.seal):
            return {**facts, "status": "broken"}
        if version.kind == "model":
            return {**facts, "status": "model", "document": version.name}
        if version.state not in PUBLISHED:
            return {**facts, "status": "sealed"}
        return {
            **facts,
            **self._facts(version),
            "status": version.state,
            "is_listed": version.is_public,
        }

    @api.model
    def _moment(self, moment):
        """Return a moment in words, in the time of Lima."""
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(self.with_context(tz=OFFICIAL_TZ), moment)
        return f"{self._date(local)}, {local.strftime('%H:%M')}"
