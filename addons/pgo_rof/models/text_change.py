from odoo import api, fields, models
from odoo.tools import clean_context

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
        names = {unit.uid: unit.name for unit in (*before.units, *after.units)}
        # What is kept is read by everyone, in the language of the State.
        official = self.with_context(lang="es_PE")
        return [
            (
                change,
                {
                    "change": change.change,
                    "target_kind": change.kind,
                    "target_uid": change.uid,
                    "label": change.label,
                    "before": official._text_of(change, 1, names),
                    "after": official._text_of(change, 2, names),
                },
            )
            for change in comparison.changes
        ]

    def _text_of(self, change, side, names):
        """Return the values of one side of a change as people read them, one attribute per line."""
        model = self.env[MODELS[change.kind]].with_context(clean_context(self.env.context))
        lines = []
        for row in change.values:
            name, value = row[0], row[side]
            if value in (None, "", [], False):
                continue
            field = model._fields.get(FIELDS.get(name, name))
            label = field._description_string(self.env) if field else name
            if field and field.type == "selection":
                value = dict(field._description_selection(self.env)).get(value, value)
            elif name in ("parent_uid", "linked_to_uid", "unit_uid"):
                value = names.get(value, value)
            lines.append(f"{label}: {self._plain_value(value)}")
        return "\n".join(lines) or False

    @api.model
    def _plain_value(self, value):
        if isinstance(value, dict):
            parts = [value.get("label"), value.get("article"), value.get("item")]
            named = [str(part) for part in parts if part] if "label" in value else []
            return " ".join(named) or " · ".join(str(item) for item in value.values() if item)
        if isinstance(value, list):
            return "; ".join(self._plain_value(item) for item in value)
        return str(value)
