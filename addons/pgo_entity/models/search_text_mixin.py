from odoo import api, fields, models
from odoo.addons.pgo_entity import text
from odoo.fields import Domain
from odoo.tools import SQL


class SearchTextMixin(models.AbstractModel):
    """Search without accents, signs or order of words, over one stored and indexed column.

    A model fills `search_text` by a stored compute that ends in `text.document` and declares a GIN index on
    `to_tsvector('simple', search_text)`. PostgreSQL's `unaccent` is an extension that not every server grants,
    and it would not fold “D.S. N° 054-2018” and “ds 54 2018” into one form.
    """

    _name = "pgo.search.text.mixin"
    _description = "Normalised Search"

    search_text = fields.Text(readonly=True, copy=False, export_string_translation=False)

    @api.model
    def _search_display_name(self, operator, value):
        if isinstance(value, str) and operator in ("ilike", "like", "not ilike", "not like"):
            found = self._search_tokens_domain(value)
            return ~found if operator.startswith("not") else found
        return super()._search_display_name(operator, value)

    @api.model
    def _search_tokens_domain(self, typed):
        """Return the domain of the records that hold every token of `typed`."""
        tsquery = text.query(typed)
        if not tsquery:
            return Domain.TRUE if not (typed or "").strip() else Domain.FALSE

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, "search_text", query)
            return SQL("to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", column, tsquery)

        return Domain.custom(to_sql=to_sql)
