from odoo import api, fields, models

PLACES = [
    ("general", "General Provisions"),
    ("processes", "Goods, Services and Processes"),
    ("final", "Final Provisions"),
    ("transitory", "Transitory Provisions"),
    ("derogatory", "Derogatory Provisions"),
]

ROLES = [
    ("legal_nature", "Legal Nature"),
    ("attachment", "Attachment"),
    ("jurisdiction", "Jurisdiction"),
    ("competences", "Competences and General Functions"),
    ("legal_basis", "Legal Basis"),
    ("other", "Other"),
]


class Article(models.Model):
    """A free article: one that is not derived from a unit (RULEBOOK 4.2)."""

    _name = "pgo.article"
    _inherit = ["pgo.document.element"]
    _description = "Article"
    _order = "sequence, id"
    _rec_name = "heading"
    _logged_fields = ("place", "role", "heading", "body", "items", "sequence")

    place = fields.Selection(
        PLACES, required=True, default="general", help="Part of the text in which it stands."
    )
    role = fields.Selection(ROLES, string="What It Is", required=True, default="other")
    heading = fields.Char(required=True, help="Heading of the article (sumilla).")
    body = fields.Text(help="Paragraphs of the article, one per line.")
    items = fields.Text(string="Literals", help="One literal per line; the platform letters them.")

    _uid_uniq = models.UniqueIndex(
        "(version_id, uid)", "An element cannot stand twice in the same version."
    )

    @api.constrains("heading")
    def _check_heading(self):
        self._require_text("heading")
