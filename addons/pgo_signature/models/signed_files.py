from odoo import models


class DossierDocument(models.Model):
    """A document of the dossier with the signatures of its file."""

    _name = "pgo.dossier.document"
    _inherit = ["pgo.dossier.document", "pgo.signed.file.mixin"]


class Approval(models.Model):
    """The instrument of approval with the signatures of its file."""

    _name = "pgo.approval"
    _inherit = ["pgo.approval", "pgo.signed.file.mixin"]
