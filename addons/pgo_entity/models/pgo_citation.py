from odoo import api, fields, models
from odoo.addons.pgo_entity import text
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class Citation(models.Model):
    """A place in a norm: norm, article and item. A value shared by all that cite it, so it never changes."""

    _name = "pgo.citation"
    _inherit = ["pgo.search.text.mixin", "pgo.accounted.mixin"]
    _description = "Citation"
    _rec_name = "label"
    _order = "label, id"
    _event_kind = "citation.removed"
    # Whoever writes a document cites; a citation never changes; SGP removes those that nothing uses.
    _accounted_acts = frozenset(("unlink",))

    norm_id = fields.Many2one(
        "pgo.norm", required=True, index=True, ondelete="restrict", help="Norm cited."
    )
    article = fields.Char(help="Article, without the word: 79, IV, 44-A.")
    item = fields.Char(help="Item inside the article as cited: num. 3.2, lit. a).")
    label = fields.Char(
        compute="_compute_label", store=True, help="The citation as documents print it."
    )
    search_text = fields.Text(compute="_compute_search_text", store=True)

    _place_uniq = models.UniqueIndex(
        "(norm_id, coalesce(article, ''), coalesce(item, ''))",
        "That citation already exists: use the existing one.",
    )
    _search_idx = models.Index("USING gin (to_tsvector('simple', search_text))")

    @api.depends("norm_id.label", "article", "item")
    def _compute_label(self):
        for citation in self:
            parts = [citation.norm_id.label]
            if citation.article:
                parts.append(f"art. {citation.article}")
            if citation.item:
                parts.append(citation.item)
            citation.label = ", ".join(part for part in parts if part)

    @api.depends("norm_id.search_text", "article", "item")
    def _compute_search_text(self):
        for citation in self:
            citation.search_text = text.document(
                citation.norm_id.search_text,
                "art articulo" if citation.article else "",
                citation.article,
                "num numeral lit literal inciso" if citation.item else "",
                citation.item,
            )

    @api.model
    def _clean(self, vals):
        """Return the values of a citation in their one written form, so that equal places are equal rows."""
        return {
            "norm_id": vals["norm_id"],
            "article": " ".join((vals.get("article") or "").split()) or False,
            "item": " ".join((vals.get("item") or "").split()) or False,
        }

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [self._clean(vals) if "norm_id" in vals else vals for vals in vals_list]
        )

    @api.model
    def _get_or_create(self, values):
        """Return the citations of `values` in the same order, creating in one batch those that are missing.

        `values` is a list of dicts with `norm_id` and optionally `article` and `item`.
        """
        wanted = [self._clean(vals) for vals in values]
        if not wanted:
            return self.browse()
        self.check_access("create")
        self.flush_model()
        keys = {self._key(vals): vals for vals in wanted}
        # ON CONFLICT and not a search: two people who cite the same place at once both get the one row.
        self.env.execute_query(
            SQL(
                "INSERT INTO pgo_citation (norm_id, article, item, create_uid, create_date, write_uid, write_date)"
                " VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(
                    SQL(
                        "(%s, %s, %s, %s, now(), %s, now())",
                        norm,
                        article or None,
                        item or None,
                        self.env.uid,
                        self.env.uid,
                    )
                    for norm, article, item in keys
                ),
            )
        )
        norm_ids = list({vals["norm_id"] for vals in wanted})
        found = self.search_fetch(
            [("norm_id", "in", norm_ids)], ["norm_id", "article", "item", "label"]
        )
        new = found.filtered(lambda citation: not citation.label)
        if new:
            self.env.add_to_compute(self._fields["label"], new)
            self.env.add_to_compute(self._fields["search_text"], new)
        by_key = {(cit.norm_id.id, cit.article or "", cit.item or ""): cit.id for cit in found}
        return self.browse([by_key[self._key(vals)] for vals in wanted])

    @api.model
    def _key(self, vals):
        return vals["norm_id"], vals["article"] or "", vals["item"] or ""

    def write(self, vals):
        if {"norm_id", "article", "item"} & set(vals):
            raise UserError(
                self.env._(
                    "A citation is shared by all that cite it and does not change: choose or create another one."
                )
            )
        return super().write(vals)

    @api.model
    def _fields_that_cite(self):
        """Return the many2many fields of other models that point to citations."""
        return [
            (name, field_name)
            for name, model in self.env.registry.items()
            if not model._abstract and model._auto
            for field_name, field in model._fields.items()
            if field.comodel_name == self._name
            and field.store
            and field.type in ("many2many", "many2one")
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for name, field_name in self._fields_that_cite():
            # Only existence is asked, whoever may read the record: a citation in use anywhere stays.
            if (
                self.env[name]
                .sudo()
                .with_context(active_test=False)
                .search_count(Domain(field_name, "in", self.ids), limit=1)
            ):
                raise UserError(
                    self.env._(
                        "A citation in use is not erased: first remove it from what cites it."
                    )
                )
