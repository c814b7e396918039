from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class Competence(models.Model):
    """A competence or general function of the entity, given by law, and the functions that carry it."""

    _name = "pgo.competence"
    _inherit = ["pgo.document.element"]
    _description = "Competence"
    _order = "sequence, id"
    _rec_name = "text"
    _logged_fields = ("text", "citation_ids", "function_ids", "sequence")

    text = fields.Text(
        required=True, help="The competence or general function, as the law gives it."
    )
    citation_ids = fields.Many2many(
        "pgo.citation",
        "pgo_competence_citation_rel",
        "competence_id",
        "citation_id",
        string="Legal Basis",
    )
    function_ids = fields.Many2many(
        "pgo.function",
        "pgo_competence_function_rel",
        "competence_id",
        "function_id",
        string="Carried By",
        domain="[('version_id', '=', version_id)]",
        help="Functions of the units that carry out this competence (LOE 8.a).",
    )
    function_count = fields.Integer(compute="_compute_function_count", string="Number of Functions")

    _uid_uniq = models.UniqueIndex(
        "(version_id, uid)", "An element cannot stand twice in the same version."
    )

    @api.depends("function_ids")
    def _compute_function_count(self):
        # Who reads a competence reads its version: a count needs neither the functions nor their rules.
        self.env["pgo.competence"].flush_model(["function_ids"])
        rows = self.env.execute_query(
            SQL(
                "SELECT competence_id, count(*) FROM pgo_competence_function_rel WHERE competence_id IN %s GROUP BY 1",
                tuple(self._origin.ids) or (0,),
            )
        )
        counts = dict(rows)
        for competence in self:
            # One that is being edited counts what is on screen.
            stored = counts.get(competence._origin.id, 0)
            competence.function_count = stored if competence.id else len(competence.function_ids)

    @api.constrains("function_ids")
    def _check_functions(self):
        for competence in self:
            if competence.function_ids.version_id - competence.version_id:
                raise UserError(
                    self.env._(
                        "“%(competence)s” is carried by functions of its own text: choose them there.",
                        competence=competence.text,
                    )
                )

    @api.constrains("text")
    def _check_text(self):
        self._require_text("text")
