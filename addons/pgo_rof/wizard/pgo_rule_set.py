from markupsafe import Markup

from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form

from pgo_core.rules import texts


class RuleSet(models.TransientModel):
    """The rules with which a sealed text was checked: what SGP edits later does not reach it."""

    _name = "pgo.rule.set"
    _description = "Rules Applied"

    version_id = fields.Many2one("pgo.version", required=True, readonly=True)
    core_version = fields.Char(
        related="version_id.core_version", related_sudo=False, string="Version of the Library"
    )
    table = fields.Html(compute="_compute_table", sanitize=False)

    @api.depends("version_id")
    def _compute_table(self):
        for page in self:
            kept = page.version_id.rule_set or {}
            page.table = Markup(
                "<table class='table table-sm'><thead><tr><th class='w-50'>%s</th><th>%s</th><th>%s</th>"
                "</tr></thead>"
                "<tbody>%s</tbody></table>"
            ) % (
                self.env._("Rule"),
                self.env._("Severity"),
                self.env._("Parameters"),
                Markup("").join(
                    self._row(rule_id, rule) for rule_id, rule in kept.get("rules", {}).items()
                ),
            )

    def _row(self, rule_id, rule):
        # A rule that a later library took away still stands in what was sealed with it.
        known = rule_id in texts.catalogue()["rules"]
        severity = (
            texts.label("severity", rule["severity"])
            if rule["active"]
            else self.env._("Not applied")
        )
        parameters = "; ".join(
            f"{texts.parameter(rule_id, key) if known else key}: {_told(value)}"
            for key, value in rule["parameters"].items()
        )
        title = texts.title(rule_id) if known else ""
        return Markup("<tr><td><b>%s</b> %s</td><td>%s</td><td>%s</td></tr>") % (
            rule_id,
            title,
            severity,
            parameters,
        )


def _told(value):
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "—"
    return value


class Version(models.Model):
    _inherit = "pgo.version"

    def action_rule_set(self):
        """Show the rules with which this sealed text was checked."""
        self.ensure_one()
        page = self.env["pgo.rule.set"].create({"version_id": self.id})
        return open_form(page, name=self.env._("Rules Applied"), target="new")
