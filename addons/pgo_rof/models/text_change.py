from textwrap import shorten

from odoo import api, fields, models
from odoo.tools import clean_context

from pgo_core import document as core
from pgo_core.render.reading import legal_basis

CHANGES = [
    ("added", "Added"),
    ("removed", "Removed"),
    ("changed", "Changed"),
    ("reordered", "Put in Another Order"),
]
TARGET_KINDS = [
    ("unit", "Unit"),
    ("function", "Function"),
    ("article", "Article"),
    ("competence", "Competence"),
    ("document", "Whole Document"),
]
#: Model of each kind of part.
MODELS = {
    "unit": "pgo.unit",
    "function": "pgo.function",
    "article": "pgo.article",
    "competence": "pgo.competence",
    "document": "pgo.version",
}
#: Field of the rows for each attribute of the Document, where the names differ.
FIELDS = {
    "parent_uid": "parent_id",
    "linked_to_uid": "linked_to_id",
    "unit_uid": "unit_id",
    "citations": "citation_ids",
    "carried_by": "function_ids",
    "entity": "entity_id",
    "article_order": "article_ids",
    "competence_order": "competence_ids",
    "function_order": "function_ids",
}
#: Attributes that are sets of other parts.
LISTS_OF_PARTS = ("carried_by",)


class TextChange(models.AbstractModel):
    """One part of a text that differs from an earlier one, with both wordings."""

    _name = "pgo.text.change"
    _inherit = ["pgo.platform.row"]
    _description = "Change of a Text"
    _rec_name = "label"

    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="restrict"
    )
    change = fields.Selection(CHANGES, required=True, readonly=True)
    target_kind = fields.Selection(TARGET_KINDS, string="Element", required=True, readonly=True)
    target_uid = fields.Char(string="Identifier", required=True, readonly=True)
    label = fields.Char(string="Place", readonly=True)
    before = fields.Text(readonly=True)
    after = fields.Text(readonly=True)

    @api.model
    def _change_vals(self, comparison, before, after):
        """Return [(change of the library, values of its row)] of a comparison of two Documents."""
        names = _names(before) | _names(after)
        # What is kept is read by everyone, in the language of the State.
        official = self.with_context(clean_context({**self.env.context, "lang": "es_PE"}))
        rows = []
        for change in comparison.changes:
            old, new = official._texts_of(change, names)
            vals = {
                "change": change.change,
                "target_kind": change.kind,
                "target_uid": change.uid,
                "label": change.label,
                "before": old,
                "after": new,
            }
            rows.append((change, vals))
        return rows

    def _texts_of(self, change, names):
        """Return both sides of a change as people read them, one attribute per line."""
        before, after = [], []
        for name, old, new in change.values:
            if name in LISTS_OF_PARTS:
                # Of a long list of parts only those that come or go are told.
                old, new = _only_in(old, new), _only_in(new, old)
            for lines, value in ((before, old), (after, new)):
                if value not in (None, "", [], False):
                    lines.append(self._line_of(change.kind, name, value, names))
        return "\n".join(before) or False, "\n".join(after) or False

    def _line_of(self, kind, name, value, names):
        model = self.env[MODELS[kind]]
        field = model._fields.get(FIELDS.get(name, name))
        label = field._description_string(self.env) if field else name
        if field and field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        elif name == "citations":
            value = legal_basis(core.Citation(**citation) for citation in value)
        elif name in LISTS_OF_PARTS or name.endswith("_order"):
            told = (shorten(names.get(uid, uid), 90, placeholder="…") for uid in value)
            value = "\n".join(f"· {name}" for name in told)
            return f"{label}:\n{value}"
        elif name in ("parent_uid", "linked_to_uid", "unit_uid"):
            value = names.get(value, value)
        return f"{label}: {self._plain_value(value)}"

    @api.model
    def _plain_value(self, value):
        if isinstance(value, dict):
            return " · ".join(str(item) for item in value.values() if item)
        if isinstance(value, list):
            return "; ".join(self._plain_value(item) for item in value)
        return str(value)


def _names(document):
    """Return {uid: how people call the part} of a Document: its name, its heading or its text."""
    names = {unit.uid: unit.name for unit in document.units}
    names |= {article.uid: article.heading for article in document.articles}
    texts = [*document.competences, *(function for _unit, function in document.functions())]
    return names | {part.uid: part.text for part in texts}


def _only_in(value, other):
    return None if value is None else [uid for uid in value if uid not in (other or ())]
