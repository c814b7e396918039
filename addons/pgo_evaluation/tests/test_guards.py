from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import EvaluationCase

#: What a client may send to look like the platform.
FORGED = (
    {"pgo_guard": True},
    {"pgo_guard": "TRANSITION"},
    {"pgo_guard": {}},
    {"install_mode": True},
)


@tagged("post_install", "-at_install")
class TestGuards(EvaluationCase):
    """Nobody moves a case but through its acts: each path refused, nothing changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._in_evaluation()

    def test_state_is_not_written(self):
        for user in (
            self.evaluator,
            self.coordinator,
            self.approver,
            self.env.ref("base.user_admin"),
        ):
            case = self.case.with_user(user)
            for error, records in ((Exception, case), (UserError, case.sudo())):
                self.assertRefused(
                    error, lambda records=records: records.write({"state": "favourable"}), self.case
                )

    def test_no_field_of_the_case_is_written_even_by_the_platform_user(self):
        case = self.case.sudo()
        for name in case._guarded:
            value = "favourable" if name in ("state", "result") else 1
            self.assertRefused(
                UserError, lambda name=name, value=value: case.write({name: value}), self.case
            )

    def test_forged_context_opens_nothing(self):
        for context in FORGED:
            for case in (
                self.case.with_context(**context),
                self.case.sudo().with_context(**context),
            ):
                self.assertRefused(
                    UserError, lambda case=case: case.write({"state": "favourable"}), self.case
                )
                self.assertRefused(
                    UserError, lambda case=case: case.write({"result": "favourable"}), self.case
                )
                self.assertRefused(
                    UserError, lambda case=case: case.clock_ids.write({"days_allowed": 90})
                )
            self.assertRefused(
                UserError,
                lambda context=context: self._new_case(self.case.sudo().with_context(**context)),
            )

    def _new_case(self, records):
        return records.create(
            {
                "entity_id": self.other.id,
                "version_id": self.case.version_id.id,
                "first_version_id": self.case.version_id.id,
                "route": "optional",
            }
        )

    def test_nobody_creates_a_case(self):
        for user in (self.evaluator, self.coordinator, self.approver, self.sgp_admin):
            cases = self.env["pgo.case"].with_user(user).with_context(default_state="favourable")
            self.assertRefused(UserError, lambda cases=cases: self._new_case(cases))
            self.assertRefused(UserError, lambda cases=cases: self._new_case(cases.sudo()))

    def test_sending_ignores_values_in_the_context(self):
        """`default_…` of the client reaches nothing that the platform creates."""
        self.case.with_user(self.approver).action_withdraw("Se enviará otra.")
        version = self._endorsed(self._adopted()).with_user(self.approver)
        forged = {
            "default_state": "favourable",
            "default_result": "favourable",
            "default_evaluator_id": self.evaluator.id,
            "default_complexity": "high",
            "default_days_allowed": 90,
            "default_late": True,
            "ir_sequence_date": "2099-01-01",
        }
        version.with_context(**forged).action_send()
        case = version.case_id
        self.assertEqual((case.state, case.result, case.complexity), ("received", False, "medium"))
        self.assertFalse(case.evaluator_id)
        self.assertEqual(case.clock_ids.days_allowed, 3)
        self.assertFalse(case.round_ids.late)
        self.assertNotIn("2099", case.number)

    def test_dragging_a_card_is_no_act(self):
        stage = self.env.ref("pgo_evaluation.pgo_case_stage_favourable")
        for user in (self.evaluator, self.coordinator, self.admissibility):
            for context in ({}, *FORGED):
                case = self.case.with_user(user).with_context(**context)
                sentence = self.assertRefused(
                    UserError, lambda case=case: case.write({"stage_id": stage.id}), self.case
                )
                self.assertIn(stage.name, sentence)
        self.assertRefused(
            Exception, lambda: self.case.sudo().write({"stage_id": stage.id}), self.case
        )
        self.assertRefused(Exception, lambda: self.case.write({"stage_id": False}), self.case)

    def test_columns_of_the_same_state_are_free(self):
        stage = self.env["pgo.case.stage"].create(
            {"name": "Revisión del coordinador", "state": "in_evaluation", "sequence": 55}
        )
        self.case.with_user(self.evaluator).write({"stage_id": stage.id})
        self.assertEqual((self.case.stage_id, self.case.state), (stage, "in_evaluation"))

    def test_columns_in_use_or_alone_stay(self):
        stage = self.case.stage_id
        self.assertRefused(UserError, lambda: stage.unlink())
        self.assertRefused(UserError, lambda: stage.write({"state": "favourable"}))

    def test_deciding_the_own_draft_is_refused(self):
        """Four eyes: a coordinator who evaluated the case does not conclude it, reassigned or not."""
        self._designate(self.evaluator, "sgp_coordinator")
        self.case.action_draft_opinion()
        self.case.opinion_ids.action_submit()
        mine = self.case.with_user(self.evaluator)
        self.assertRefused(UserError, mine.action_conclude_favourable, self.case)
        mine._assign(self.second_evaluator, "Carga de trabajo.")
        self.assertRefused(UserError, mine.action_conclude_favourable, self.case)
        self.case.with_user(self.coordinator).action_conclude_favourable()
        self.assertEqual(self.case.state, "favourable")

    def test_only_the_coordinator_concludes(self):
        self.case.action_draft_opinion()
        self.case.opinion_ids.action_submit()
        for user in (
            self.evaluator,
            self.second_evaluator,
            self.admissibility,
            self.sgp_admin,
            self.approver,
        ):
            case = self.case.with_user(user)
            self.assertRefused(AccessError, case.action_conclude_favourable, self.case)
            self.assertRefused(AccessError, case.sudo().action_conclude_favourable, self.case)

    def test_conclusion_needs_the_submitted_opinion(self):
        coordinator = self.case.with_user(self.coordinator)
        self.assertRefused(UserError, coordinator.action_conclude_favourable, self.case)
        self.case.action_draft_opinion()
        self.assertRefused(UserError, coordinator.action_conclude_favourable, self.case)
        self.case.opinion_ids.action_submit()
        self.assertRefused(
            UserError, lambda: coordinator.action_conclude_not_favourable("No cumple."), self.case
        )

    def test_favourable_with_an_observation_pending_is_refused(self):
        self.case.action_draft_opinion()
        self.case.opinion_ids.action_submit()
        self._observe(self.case)
        sentence = self.assertRefused(
            UserError, self.case.with_user(self.coordinator).action_conclude_favourable, self.case
        )
        self.assertIn("1", sentence)
        self.assertRefused(
            UserError, self.case.with_user(self.coordinator).action_conformity, self.case
        )

    def test_conformity_and_ccv_are_of_the_executive(self):
        self.assertRefused(
            UserError, self.case.with_user(self.coordinator).action_conformity, self.case
        )

    def test_acts_need_their_role(self):
        acts = {
            "action_suspend": ("Informe el CAP.",),
            "action_issue_observations": (),
            "action_draft_opinion": (),
        }
        for user in (self.second_evaluator, self.coordinator, self.admissibility, self.formulator):
            for name, arguments in acts.items():
                act = getattr(self.case.with_user(user), name)
                self.assertRefused(
                    AccessError, lambda act=act, arguments=arguments: act(*arguments), self.case
                )

    def test_acts_need_their_state(self):
        admissibility = self.case.with_user(self.admissibility)
        for act in (
            admissibility.action_start_admissibility,
            admissibility.action_admit,
            lambda: admissibility.action_return_for_correction("Falta un documento."),
            lambda: admissibility.action_not_admit("Fuera de plazo."),
        ):
            self.assertRefused(UserError, act, self.case)

    def test_reasons_are_required(self):
        self.assertRefused(ValidationError, lambda: self.case.action_suspend("  "), self.case)
        self.assertRefused(
            ValidationError,
            lambda: self.case.with_user(self.approver).action_withdraw(""),
            self.case,
        )

    def test_nobody_of_the_entity_acts_for_sgp(self):
        self._designate(self.second_evaluator, "contributor")
        coordinator = self.case.with_user(self.coordinator)
        self.assertRefused(
            UserError, lambda: coordinator._assign(self.second_evaluator, "Rotación."), self.case
        )
        self._designate(self.coordinator, "contributor")
        self.assertRefused(UserError, coordinator.action_conclude_favourable, self.case)

    def test_taken_once(self):
        self.assertRefused(
            UserError, self.case.with_user(self.second_evaluator).action_take, self.case
        )
        self.assertRefused(
            AccessError, self.case.with_user(self.coordinator).action_take, self.case
        )

    def test_assignment_needs_evaluator_and_reason(self):
        coordinator = self.case.with_user(self.coordinator)
        self.assertRefused(UserError, lambda: coordinator._assign(self.second_evaluator), self.case)
        self.assertRefused(
            UserError, lambda: coordinator._assign(self.formulator, "Rotación."), self.case
        )
        self.assertRefused(
            AccessError, lambda: self.case._assign(self.second_evaluator, "Rotación."), self.case
        )
        coordinator._assign(self.second_evaluator, "Rotación.")
        self.assertEqual(self.case.evaluator_id, self.second_evaluator)

    def test_withdrawn_only_by_the_approver_of_the_entity(self):
        for user in (self.formulator, self.outside_approver, self.evaluator, self.coordinator):
            act = self.case.with_user(user).action_withdraw
            self.assertRefused(AccessError, lambda act=act: act("Ya no se necesita."), self.case)
            act = self.case.with_user(user).sudo().action_withdraw
            self.assertRefused(AccessError, lambda act=act: act("Ya no se necesita."), self.case)

    def test_platform_steps_are_not_taken_by_people(self):
        for user in (self.coordinator, self.evaluator, self.approver):
            case = self.case.with_user(user)
            self.assertRefused(UserError, lambda case=case: case._transition("closed"), self.case)
        self.assertRefused(
            UserError, lambda: self.case._platform_transition("favourable"), self.case
        )

    def test_a_case_is_neither_erased_nor_copied(self):
        self.assertRefused(UserError, self.case.sudo().unlink, self.case)
        self.assertRefused(Exception, self.case.sudo().copy, self.case)

    def test_one_open_case_per_entity(self):
        version = self._endorsed(self._adopted()).with_user(self.approver)
        sentence = self.assertRefused(UserError, version.action_send, version)
        self.assertIn(self.case.number, sentence)

    def test_opinion_changes_only_as_draft_and_by_its_evaluator(self):
        self.case.action_draft_opinion()
        opinion = self.case.opinion_ids
        self.assertRefused(UserError, lambda: opinion.sudo().write({"state": "concluded"}), opinion)
        self.assertRefused(UserError, lambda: opinion.write({"number": "OTP-2026-000009"}), opinion)
        self.assertRefused(
            AccessError,
            lambda: opinion.with_user(self.coordinator).write({"body": "<p>Otra</p>"}),
            opinion,
        )
        opinion.action_submit()
        self.assertRefused(UserError, lambda: opinion.write({"body": "<p>Otra</p>"}), opinion)
        opinion.with_user(self.coordinator).action_return("Falta el análisis de nivel.")
        opinion.write({"body": "<p>Con análisis de nivel</p>"})
        self.assertEqual(opinion.state, "draft")

    def test_version_case_is_not_written(self):
        version = self.case.version_id
        self.assertRefused(UserError, lambda: version.sudo().write({"case_id": False}), version)
        self.assertEqual(version.case_id.id, self.case.id)

    def test_the_route_of_a_case_is_the_one_it_was_opened_with(self):
        """What SGP edits in the type later is for later cases."""
        self.entity.type_id.write({"sgp_opinion": "mandatory", "reason": "Prueba"})
        version = self.case.version_id.with_user(self.approver)
        version.action_elevate()
        self.assertEqual(version.state, "elevated")

    def test_mandatory_opinion_stops_the_elevation(self):
        opened(self.case.sudo(), TRANSITION).write({"route": "mandatory"})
        version = self.case.version_id.with_user(self.approver)
        self.assertRefused(UserError, version.action_elevate, version)
        self.case.action_draft_opinion()
        self.case.opinion_ids.result = "not_favourable"
        self.case.opinion_ids.action_submit()
        self.case.with_user(self.coordinator).action_conclude_not_favourable("Falta base legal.")
        self.assertEqual(version.state, "closed")
        self.assertRefused(UserError, version.action_elevate, version)
