from odoo import models
from odoo.addons.pgo_entity.roles import ENTITY_ROLES
from odoo.exceptions import AccessError, UserError

#: Who of the entity gives the information that SGP asked for.
INFORMANTS = ("formulator", "approver")


class Case(models.Model):
    """What the acts on a case ask for besides the role (DESIGN 5)."""

    _inherit = "pgo.case"

    def _check_no_interest(self, person=None):
        """Nobody of the entity acts for SGP on its case (LPAG art. 99, abstención)."""
        person = person or self.env.user
        if person._pgo_has_role(ENTITY_ROLES, self.entity_id):
            raise UserError(
                self.env._(
                    "%(user)s belongs to %(entity)s and cannot act for SGP on its case.",
                    user=person.name,
                    entity=self.entity_id.name,
                )
            )

    def _check_is_evaluator(self):
        """Only the evaluator to whom the case is assigned, while designated as such, evaluates it."""
        self._check_no_interest()
        if self.evaluator_id != self.env.user or not self._has_role(("sgp_evaluator",)):
            raise AccessError(
                self.env._(
                    "“%(case)s” is evaluated by %(evaluator)s: take it from the board or ask the coordinator for it.",
                    case=self.display_name,
                    evaluator=self.evaluator_id.name or self.env._("nobody yet"),
                )
            )

    def _check_may_resume(self):
        if not self._has_role(INFORMANTS):
            self._check_is_evaluator()

    def _check_term_over(self):
        """Not admitted only when the entity's term is over (Lineamientos 02-2020-SGP, literal I)."""
        self._check_no_interest()
        if not self.overdue:
            raise UserError(
                self.env._(
                    "The entity may still correct “%(case)s” until %(date)s.",
                    case=self.display_name,
                    date=self.date_due or "",
                )
            )

    def _check_executive(self):
        """Conformity and CCV exist in the Poder Ejecutivo alone (Lineamientos 02-2020-SGP, literal I)."""
        if not self.entity_type_id.is_executive:
            raise UserError(
                self.env._(
                    "Conformity and CCV exist only for entities of the Poder Ejecutivo: conclude the opinion."
                )
            )

    def _check_conformity(self):
        self._check_executive()
        self._check_nothing_pending()

    def _check_favourable(self):
        self._check_conclusion("favourable")
        self._check_nothing_pending()

    def _check_not_favourable(self):
        self._check_conclusion("not_favourable")

    def _check_conclusion(self, result):
        """Four eyes: the evaluator drafts the opinion, another person concludes it (DESIGN 5)."""
        self._check_no_interest()
        opinion = self._submitted_opinion()
        if not opinion:
            raise UserError(
                self.env._(
                    "“%(case)s” has no opinion to conclude: its evaluator drafts and submits it first.",
                    case=self.display_name,
                )
            )
        if self.env.user in self._evaluating_users():
            raise UserError(
                self.env._(
                    "You evaluated “%(case)s”, so another coordinator concludes it.",
                    case=self.display_name,
                )
            )
        if opinion.result != result:
            raise UserError(
                self.env._(
                    "The evaluator's draft says “%(result)s”. Return it with your reasons if you do not agree.",
                    result=dict(opinion._fields["result"]._description_selection(self.env))[
                        opinion.result
                    ],
                )
            )

    def _evaluating_users(self):
        """Return who evaluated: the evaluator, who drafted the opinion and who wrote observations."""
        return (
            self.evaluator_id
            | self._submitted_opinion().drafter_id
            | self.observation_ids.author_id
        )
