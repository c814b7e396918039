from odoo import fields, models
from odoo.exceptions import UserError

from pgo_core import citing, coding
from pgo_core.rules import fixes

MODELS = {
    "unit": "pgo.unit",
    "function": "pgo.function",
    "article": "pgo.article",
    "competence": "pgo.competence",
}


class Finding(models.Model):
    """One click mends a finding where the text leaves nothing to decide."""

    _inherit = "pgo.finding"

    is_fixable = fields.Boolean(string="One-Click Fix", readonly=True)
    version_state = fields.Selection(related="version_id.state", string="State of the Version")

    def action_ask_fix(self):
        """Show what the click would do, to be confirmed."""
        self.ensure_one()
        fix = self._fix()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pgo.finding.fix",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Correct"),
            "context": {"default_finding_id": self.id, "default_tells": fix.tells},
        }

    def action_fix(self):
        """Mend the text as the fix says, with the rights of the person and the log of any edit."""
        self.ensure_one()
        document = self._readable_document()
        for edit in self._fix(document).edits:
            self._apply_edit(self.version_id, document, edit)
        return True

    def _readable_document(self):
        """Return the Document of the version as it is now, to who may read it."""
        # The text is read by SQL, which no record rule guards.
        self.check_access("read")
        self.version_id.check_access("read")
        return self.version_id._read_document()

    def _fix(self, document=None):
        """Return the library's fix for this finding on the text as it is now."""
        self.ensure_one()
        self.version_id._check_open()
        document = document or self._readable_document()
        fix = fixes.fix(document, self._as_found()[0])
        if not fix:
            raise UserError(
                self.env._(
                    "This finding is corrected by hand: open its place and follow the advice."
                )
            )
        return fix

    def _apply_edit(self, version, document, edit):
        if edit.act == "recode":
            self.env["pgo.unit"]._write_codes(version, coding.codes(document))
            return
        record = version
        if edit.kind != "document":
            record = self.env[MODELS[edit.kind]].search(
                [("version_id", "=", version.id), ("uid", "=", edit.uid)]
            )
        if not record:
            raise UserError(self.env._("What this finding speaks of is no longer in the text."))
        if edit.act == "set":
            record.write(self._set_vals(record, edit))
        elif edit.act == "drop":
            record.unlink()
        elif edit.act == "last":
            record.sequence = max(record.unit_id.function_ids.mapped("sequence")) + 10
        elif edit.act == "cite":
            record.citation_ids |= self._citations(edit.value)
        elif edit.act == "add":
            self.env["pgo.function"].create(
                {"unit_id": record.id, "text": edit.value, "function_class": "direction"}
            )

    def _citations(self, cited):
        """Return the citations of the catalogue for those that the library recognised in the text."""
        norms = self.env["pgo.norm"]._by_key({citing.key(one.norm) for one in cited})
        places = [
            {"norm_id": norms[key].id, "article": one.article, "item": one.item}
            for one in cited
            if (key := citing.key(one.norm)) in norms
        ]
        if not places:
            raise UserError(
                self.env._(
                    "The norm that the text cites is not in the catalogue: ask SGP to add it, or cite another."
                )
            )
        return self.env["pgo.citation"]._get_or_create(places)

    def _set_vals(self, record, edit):
        """Return the values of an edit; a literal of an article is one line of its items."""
        if not edit.field.startswith("items["):
            return {edit.field: edit.value}
        lines = [line.strip() for line in (record.items or "").splitlines() if line.strip()]
        lines[int(edit.field[6:-1])] = edit.value
        return {"items": "\n".join(lines)}
