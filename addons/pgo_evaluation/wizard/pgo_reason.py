from odoo import models

#: Acts of a case that ask for a reason: model and method. A client cannot name any other method.
ACTS = {
    "case_return_for_correction": ("pgo.case", "action_return_for_correction"),
    "case_not_admit": ("pgo.case", "action_not_admit"),
    "case_suspend": ("pgo.case", "action_suspend"),
    "case_resume": ("pgo.case", "action_resume"),
    "case_not_favourable": ("pgo.case", "action_conclude_not_favourable"),
    "case_withdraw": ("pgo.case", "action_withdraw"),
    "observation_not_clear": ("pgo.observation", "action_not_clear"),
    "observation_reopen": ("pgo.observation", "action_reopen"),
    "observation_retire": ("pgo.observation", "action_retire"),
    "opinion_return": ("pgo.opinion", "action_return"),
    "unit_open": ("pgo.unit", "action_open_in_round"),
    "function_open": ("pgo.function", "action_open_in_round"),
    "article_open": ("pgo.article", "action_open_in_round"),
    "competence_open": ("pgo.competence", "action_open_in_round"),
    "document_open": ("pgo.version", "action_open_document"),
}


class Reason(models.TransientModel):
    """The acts of the case that ask for a reason."""

    _inherit = "pgo.reason"

    def _acts(self):
        return {**super()._acts(), **ACTS}
