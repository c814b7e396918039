from odoo import api, fields, models
from odoo.addons.pgo_entity import norm_identifiers, text
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from pgo_core import citing

RANKS = [
    ("constitution", "Constitution"),
    ("organic_law", "Organic Law"),
    ("law", "Law"),
    ("legislative_resolution", "Legislative Resolution"),
    ("legislative_decree", "Legislative Decree"),
    ("decree_law", "Decree-law"),
    ("urgency_decree", "Urgency Decree"),
    ("code", "Code"),
    ("supreme_decree", "Supreme Decree"),
    ("supreme_resolution", "Supreme Resolution"),
    ("ministerial_resolution", "Ministerial Resolution"),
    ("vice_ministerial_resolution", "Vice-ministerial Resolution"),
    ("secretarial_resolution", "Resolution of SGP"),
    ("chief_resolution", "Chief's Resolution"),
    ("directoral_resolution", "Directoral Resolution"),
    ("ordinance", "Ordinance"),
    ("directive", "Directive"),
    ("binding_opinion", "Binding Opinion"),
    ("guidelines", "Guidelines"),
    ("technical_norm", "Technical Norm"),
    ("other_resolution", "Other Resolution"),
    ("other", "Other"),
]

STATUSES = [
    ("in_force", "In Force"),
    ("partly_repealed", "Partly Repealed"),
    ("repealed", "Repealed"),
    ("unknown", "Not Verified"),
]


class Norm(models.Model):
    """A norm of the national catalogue, to which citations point.

    The status is “not verified” until SGP or the platform's own sources say otherwise: the catalogue was
    transcribed with every norm in force, which is not believed.
    """

    _name = "pgo.norm"
    _inherit = [
        "pgo.quick.read.mixin",
        "pgo.search.text.mixin",
        "pgo.cached.mixin",
        "pgo.accounted.mixin",
    ]
    _description = "Norm"
    _rec_name = "label"
    _order = "publication_date desc, identifier"
    _event_kind = "norm.changed"
    _event_key = "identifier"

    identifier = fields.Char(
        required=True, help="Key of the norm in files and in the API, for example LEY-27972-2003."
    )
    rank = fields.Selection(
        RANKS, required=True, index=True, help="Kind of norm, which gives it its force."
    )
    number = fields.Char(index=True, help="Number without year or sector.")
    year = fields.Integer(aggregator=None, help="Year of the norm.")
    title = fields.Char(required=True, help="Title as published.")
    label = fields.Char(
        string="Cited as",
        compute="_compute_label",
        store=True,
        help="How documents cite it, for example Ley N° 27972.",
    )
    publication_date = fields.Date(help="Date of publication in the official gazette.")
    status = fields.Selection(
        STATUSES,
        required=True,
        default="unknown",
        index=True,
        help="Whether it is in force, as far as it was verified.",
    )
    scope = fields.Char(help="Territorial scope.")
    url = fields.Char(string="Web Address", help="Where its text can be read.")
    source = fields.Char(help="Where this entry comes from.")
    amends_ids = fields.Many2many(
        "pgo.norm",
        "pgo_norm_amendment",
        "amending_id",
        "amended_id",
        string="Amends",
        help="Norms that it changes.",
    )
    amended_by_ids = fields.Many2many(
        "pgo.norm",
        "pgo_norm_amendment",
        "amended_id",
        "amending_id",
        string="Amended by",
        help="Norms that change it.",
    )
    note = fields.Text(help="What to know before citing it.")
    citation_ids = fields.One2many("pgo.citation", "norm_id", string="Citations")
    active = fields.Boolean(default=True)
    search_text = fields.Text(compute="_compute_search_text", store=True)

    _identifier_uniq = models.UniqueIndex(
        "(identifier)", "There is already a norm with that identifier."
    )
    _search_idx = models.Index("USING gin (to_tsvector('simple', search_text))")

    @api.depends("rank", "number", "year", "identifier", "title")
    def _compute_label(self):
        for norm in self:
            norm.label = norm_identifiers.label(
                norm.rank, norm.number, norm.year, norm.identifier, norm.title
            )

    @api.depends("rank", "identifier", "label", "title")
    def _compute_search_text(self):
        for norm in self:
            norm.search_text = norm_identifiers.search_document(
                norm.rank, norm.identifier, norm.label, norm.title
            )

    @api.depends("label", "title")
    @api.depends_context("pgo_norm_title")
    def _compute_display_name(self):
        """Lists of choice add the title by context; elsewhere the label is what a document prints."""
        with_title = self.env.context.get("pgo_norm_title")
        for norm in self:
            titled = with_title and norm.title and norm.title != norm.label
            norm.display_name = f"{norm.label}: {norm.title}" if titled else norm.label

    @api.model
    def _search_display_name(self, operator, value):
        """Find norms by number and title; “ley 27972 art 79” finds the norm through what is cited of it."""
        found = super()._search_display_name(operator, value)
        if (
            operator == "ilike"
            and isinstance(value, str)
            and {"art", "articulo"} & set(text.tokens(value))
        ):
            return found | Domain(
                "citation_ids", "any", self.env["pgo.citation"]._search_tokens_domain(value)
            )
        return found

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Return (id, label and title), first the norms whose own number is typed, then those that mention it."""
        numbers = [token for token in text.tokens(name) if token.isdigit()]
        if operator != "ilike" or not numbers:
            return super(Norm, self.with_context(pgo_norm_title=True)).name_search(
                name, domain, operator, limit
            )
        wanted = Domain("display_name", operator, name) & Domain(domain or Domain.TRUE)
        found = self.search_fetch(
            wanted & Domain("number", "in", numbers), ["label", "title"], limit=limit
        )
        if not limit or len(found) < limit:
            rest = limit and limit - len(found)
            found += self.search_fetch(
                wanted & Domain("id", "not in", found.ids), ["label", "title"], limit=rest
            )
        return [(norm.id, norm.display_name) for norm in found.with_context(pgo_norm_title=True)]

    @api.model
    @ormcache()
    def _rows_by_key(self):
        """Return {key of the norm (`pgo_core.citing.key`): (id, status)} of the whole catalogue, archived ones too.

        Every check of a draft asks it for the norms that the text names; it is read once until a norm changes.
        """
        self.flush_model(["identifier", "status", "active"])
        rows = self.env.execute_query(
            SQL("SELECT identifier, id, status FROM pgo_norm ORDER BY active, id")
        )
        return {citing.key(identifier): (norm_id, status) for identifier, norm_id, status in rows}

    @api.model
    def _by_key(self, keys):
        """Return {key: norm} for those of the catalogue."""
        rows = self._rows_by_key()
        return {key: self.browse(rows[key][0]) for key in keys if key in rows}

    def _has_rank_of_law(self):
        """Return whether an organ may rest on this norm (LOE art. 15; Constitución, art. 200.4)."""
        self.ensure_one()
        return self.rank in norm_identifiers.LAW_RANKS

    def write(self, vals):
        if "identifier" in vals and any(norm.identifier != vals["identifier"] for norm in self):
            raise UserError(
                self.env._(
                    "The identifier of a norm does not change: citations and files know it by it."
                )
            )
        return super().write(vals)
