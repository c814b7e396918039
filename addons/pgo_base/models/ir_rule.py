import logging

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

#: Models of the platform, whichever addon of it brings them.
PREFIX = "pgo."


class IrRule(models.Model):
    """What holds for every model of the platform, beside the rules that each addon ships."""

    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if model_name.startswith(PREFIX) and self.env[model_name]._transient and not self.env.su:
            # A window holds what its person read or is writing: findings of a draft, reasons, files.
            domain &= Domain("create_uid", "=", self.env.uid)
        return domain

    def _make_access_error(self, operation, records):
        if not records._name.startswith(PREFIX):
            return super()._make_access_error(operation, records)
        _logger.info(
            "%s of %s %s refused to user %s",
            operation,
            records._name,
            records.ids[:6],
            self.env.uid,
        )
        # Odoo tells whoever debugs the names of the records, which here are texts of drafts and findings.
        kind = self.env["ir.model"]._get(records._name).name
        # What was read to refuse must not stay at hand.
        records.invalidate_recordset()
        return AccessError(
            self.env._(
                "“%(kind)s”: you may not see or change it. It belongs to another entity or person, or to a step in"
                " which your designation has no part.",
                kind=kind,
            )
        )
