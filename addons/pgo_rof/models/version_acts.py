from odoo import api, fields, models

#: States in which nobody has approved or published anything yet.
BEFORE_APPROVAL = ("draft", "endorsing", "endorsed", "sent")


class Version(models.Model):
    """What the form tells of the approval and the publication without reading them."""

    _inherit = "pgo.version"

    has_approval = fields.Boolean(compute="_compute_has_acts")
    has_publication = fields.Boolean(compute="_compute_has_acts")

    @api.depends("state", "approval_ids", "publication_ids")
    def _compute_has_acts(self):
        for version in self:
            may_have = version.state not in BEFORE_APPROVAL
            version.has_approval = may_have and bool(version.approval_ids)
            version.has_publication = may_have and bool(version.publication_ids)
