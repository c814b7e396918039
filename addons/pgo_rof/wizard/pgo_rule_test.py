from markupsafe import Markup

from odoo import api, fields, models

from pgo_core import rules


class RuleTest(models.TransientModel):
    """One rule, as SGP has set it, run on one version that the person may read. Nothing is written."""

    _name = "pgo.rule.test"
    _description = "Test of a Rule"

    rule_id = fields.Many2one("pgo.rule", required=True)
    version_id = fields.Many2one("pgo.version", string="Version")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("rule_id", "version_id")
    def _compute_result(self):
        for test in self:
            test.result = test._run() if test.version_id else False

    def _run(self):
        rule_id = self.rule_id.rule_id
        document, context = self.version_id._document(), self.version_id._rule_context()
        if rule_id in rules.skipped(document, context):
            return Markup("<p>%s</p>") % self.env._(
                "It was not run: the version lacks a fact that this rule needs."
            )
        if not rules.REGISTRY[rule_id].applies(document, context):
            return Markup("<p>%s</p>") % self.env._("This rule is not for this kind of document.")
        found = rules.check(document, context, [rule_id])
        if not found:
            return Markup("<p>%s</p>") % self.env._("Nothing found: the version keeps this rule.")
        return Markup("<p>%s</p><ol>%s</ol>") % (
            self.env._("Found: %s", len(found)),
            Markup("").join(Markup("<li>%s</li>") % finding.message() for finding in found),
        )
