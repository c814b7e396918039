from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.addons.pgo_rof.models.version_states import TRANSITIONS
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestTransitions(VersionCase):
    """A version moves only along its edges, by who holds the role, when the conditions are met."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.complete(cls.adopt())

    def test_state_is_not_written(self):
        for env in (
            self.version,
            self.version.sudo(),
            self.version.with_context(pgo_guard=True, pgo_transition=True),
            self.version.with_user(self.approver),
        ):
            self.assertRefused(
                (UserError, AccessError), self.version, env.write, {"state": "in_force"}
            )
            self.assertRefused((UserError, AccessError), self.version, env.write, {"seal": "x"})

    def test_default_state_in_context_is_not_taken(self):
        version = (
            self.env["pgo.version"]
            .with_user(self.formulator)
            .with_context(default_state="in_force", default_frozen=True, default_seal="x")
            .create({"kind": "rof", "entity_id": self.entity.id, "title": "ROF"})
        )
        self.assertEqual((version.state, version.frozen, version.seal), ("draft", False, False))

    def test_create_with_a_state_is_refused(self):
        versions = self.env["pgo.version"].search_count([])
        with self.assertRaises(UserError):
            self.env["pgo.version"].with_user(self.formulator).create(
                {"kind": "rof", "entity_id": self.entity.id, "title": "ROF", "state": "approved"}
            )
        self.assertEqual(self.env["pgo.version"].search_count([]), versions)

    def test_every_absent_edge_is_refused(self):
        states = sorted(
            {source for source, _ in TRANSITIONS} | {target for _, target in TRANSITIONS}
        )
        version = self.version.with_user(self.approver)
        for target in states:
            if ("draft", target) not in TRANSITIONS:
                self.assertRefused(
                    (UserError, AccessError), self.version, version._transition, target, "motivo"
                )

    def test_platform_edge_is_not_walked_by_a_person(self):
        version = self.endorsed()
        for source, target in [edge for edge, data in TRANSITIONS.items() if not data.roles]:
            if source == version.state:
                self.assertRefused(
                    UserError, version, version.with_user(self.approver)._transition, target
                )

    def test_roles_of_each_edge(self):
        wrong = {
            "action_request_endorsement": (
                self.contributor,
                self.planning,
                self.legal,
                self.approver,
                self.stranger,
            ),
            "action_endorse_planning": (self.formulator, self.legal, self.approver, self.stranger),
            "action_endorse_legal": (self.formulator, self.planning, self.approver, self.stranger),
            "action_send": (self.formulator, self.planning, self.legal, self.stranger),
            "action_elevate": (self.formulator, self.planning, self.legal, self.stranger),
            "action_to_council": (self.formulator, self.legal, self.stranger),
        }
        self.add_dossier(self.version)
        steps = (
            ("action_request_endorsement", self.formulator),
            ("action_endorse_planning", self.planning),
            ("action_endorse_legal", self.legal),
            ("action_send", self.approver),
            ("action_elevate", self.approver),
            ("action_to_council", self.approver),
        )
        for method, right in steps:
            for user in wrong[method]:
                call = getattr(self.version.with_user(user), method)
                self.assertRefused((AccessError, UserError), self.version, call)
            getattr(self.version.with_user(right), method)()
        self.assertEqual(self.version.state, "in_council")

    def test_pending_findings_stop_the_endorsement(self):
        version = self.adopt()
        message = self.assertRefused(UserError, version, version.action_request_endorsement)
        self.assertTrue(message)
        self.assertEqual(version.state, "draft")

    def test_version_without_units_is_not_endorsed(self):
        version = (
            self.env["pgo.version"]
            .with_user(self.formulator)
            .create({"kind": "rof", "entity_id": self.entity.id, "title": "ROF"})
        )
        self.assertRefused(UserError, version, version.action_request_endorsement)

    def test_legal_reviewer_edited_nothing(self):
        self._designate(self.legal, "formulator", self.entity)
        unit = self.version.unit_ids.filtered(lambda unit: unit.level == 2)[0]
        unit.with_user(self.legal).function_ids[0].text = "Ejecutar el plan anual de la unidad"
        self.complete(self.version)
        self.version.action_request_endorsement()
        self.assertRefused(
            UserError, self.version, self.version.with_user(self.legal).action_endorse_legal
        )

    def test_both_endorsements_are_of_two_people(self):
        both = self._person("rof_both", "planning_chief", "legal_reviewer", entity=self.entity)
        self.version.action_request_endorsement()
        self.version.with_user(both).action_endorse_planning()
        self.assertRefused(
            UserError, self.version, self.version.with_user(both).action_endorse_legal
        )

    def test_return_needs_a_reason_and_drops_endorsements(self):
        self.version.action_request_endorsement()
        self.version.with_user(self.planning).action_endorse_planning()
        legal = self.version.with_user(self.legal)
        self.assertRefused(ValidationError, self.version, legal.action_return_to_draft, " ")
        legal.action_return_to_draft("Falta sustento legal.")
        self.assertEqual(self.version.state, "draft")
        self.assertFalse(self.version.planning_endorser_id)

    def test_incomplete_dossier_is_not_sent(self):
        version = self.endorse(self.version)
        self.assertRefused(UserError, version, version.with_user(self.approver).action_send)

    def test_sent_dossier_stays(self):
        version = self.endorse(self.version)
        self.add_dossier(version)
        version.with_user(self.approver).action_send()
        self.assertTrue(version.receipt)
        document = version.dossier_ids[0]
        self.assertRefused(
            UserError, document, document.with_user(self.formulator).write, {"number": "2"}
        )
        self.assertRefused(UserError, document, document.with_user(self.formulator).unlink)

    def test_approval_and_publication_follow_the_calendar(self):
        version = self.endorse(self.version).with_user(self.approver)
        version.action_elevate()
        today = fields.Date.context_today(version)
        tomorrow = fields.Date.add(today, days=1)
        refused = {"instrument": "Ordenanza Municipal", "number": "1", "date": tomorrow}
        self.assertRefused(ValidationError, version, version._register_approval, refused)
        early = {**refused, "date": fields.Date.subtract(today, days=30)}
        self.assertRefused(ValidationError, version, version._register_approval, early)
        version._register_approval({**refused, "date": today})
        self.assertEqual(version.state, "approved")
        without_evidence = {"medium": "posters", "date": today}
        self.assertRefused(
            ValidationError, version, version._register_publication, without_evidence
        )
        version._register_publication(
            {"medium": "el_peruano", "date": today, "url": "https://example.org"}
        )
        self.assertEqual(version.state, "approved")
        self.assertEqual(version.publication_ids.effective_date, tomorrow)
        self.run_job()
        self.assertEqual(version.state, "approved")
        with freeze_time(fields.Date.to_string(fields.Date.add(tomorrow, days=1))):
            self.run_job()
        self.assertEqual(version.state, "in_force")

    def test_one_that_cannot_enter_into_force_stops_nobody_else(self):
        """A second publication, later than the first, holds its own version back and no other."""
        free = self.endorse(self.version).with_user(self.approver)
        # The job takes the latest version first.
        held = self.endorsed().with_user(self.approver)
        today = fields.Date.context_today(self.version)
        for version in (held, free):
            version.action_elevate()
            version._register_approval(
                {"instrument": "Ordenanza Municipal", "number": "001-2026", "date": today}
            )
            version._register_publication(
                {"medium": "el_peruano", "date": today, "url": "https://example.org/1"}
            )
        held._register_publication(
            {
                "medium": "el_peruano",
                "date": today,
                "effective_date": fields.Date.add(today, years=1),
                "url": "https://example.org/2",
            }
        )
        self.assertEqual((held.state, free.state), ("approved", "approved"))
        with (
            freeze_time(fields.Date.to_string(fields.Date.add(today, days=2))),
            self.assertLogs("odoo.addons.pgo_base.jobs", "ERROR"),
        ):
            self.run_job()
        self.assertEqual((held.state, free.state), ("approved", "in_force"))

    def run_job(self):
        """Run the daily job as the scheduler does."""
        with self.enter_registry_test_mode():
            self.env.ref("pgo_rof.ir_cron_enter_into_force").method_direct_trigger()
        self.env.invalidate_all()

    def test_registered_acts_are_not_edited(self):
        version = self.in_force(self.endorse(self.version))
        for act in (version.sudo().approval_ids, version.sudo().publication_ids):
            self.assertRefused(UserError, act, act.write, {"date": "2020-01-01"})
            self.assertRefused(UserError, act, act.unlink)
        with self.assertRaises(UserError):
            self.env["pgo.approval"].sudo().create(
                {
                    "version_id": version.id,
                    "entity_id": self.entity.id,
                    "instrument": "x",
                    "number": "1",
                    "date": "2026-01-01",
                }
            )

    def test_later_version_supersedes_the_earlier(self):
        first = self.in_force(self.endorse(self.version))
        second = self.in_force(self.endorse(self.complete(self.adopt())))
        self.assertEqual((first.state, second.state), ("superseded", "in_force"))

    def test_returned_by_the_council_starts_a_copy(self):
        version = self.endorse(self.version).with_user(self.approver)
        version.action_elevate()
        action = version.action_return("El Concejo pide precisar la estructura.")
        copy = self.env["pgo.version"].browse(action["res_id"])
        self.assertEqual(version.state, "returned")
        self.assertEqual((copy.state, copy.previous_round_id), ("draft", version))
        self.assertEqual(copy._read_document(), version._document())

    def test_withdrawn_stays_in_the_history(self):
        version = self.version.with_user(self.approver)
        self.assertRefused(ValidationError, self.version, version.action_withdraw, "")
        version.action_withdraw("Cambió la gestión.")
        self.assertEqual(version.state, "withdrawn")
        self.assertTrue(version.unit_ids)
        self.assertRefused(
            UserError, self.version, self.version.unit_ids[0].write, {"description": "x"}
        )

    def test_opinion_is_mandatory_only_where_the_law_says(self):
        version = self.endorse(self.version).with_user(self.approver)
        self.entity.type_id.sudo().write({"sgp_opinion": "mandatory", "reason": "Prueba"})
        self.assertRefused(UserError, version, version.action_elevate)
        self.entity.type_id.sudo().write({"sgp_opinion": "optional", "reason": "Prueba"})
        version.action_elevate()
        self.assertEqual(version.state, "elevated")

    def test_each_act_leaves_one_event(self):
        before = self.env["pgo.event"].search([], limit=1).sequence
        self.endorse(self.version)
        kinds = (
            self.env["pgo.event"]
            .search([("sequence", ">", before)], order="sequence")
            .mapped("kind")
        )
        self.assertEqual(
            kinds,
            [
                "version.endorsing",
                "version.endorsed_by_planning_chief",
                "version.endorsed_by_legal_reviewer",
                "version.endorsed",
            ],
        )
        self.assertEqual(self.env["pgo.event"].search([], limit=1).seal, self.version.seal)

    def test_busy_version_asks_to_try_again(self):
        """Two people at once: the second is told so, and nothing changes."""
        # A model that no draft of this test refers to: its row is free for the other connection.
        model = self.env["pgo.version"].search([("model_key", "=", "province")])
        with self.registry.cursor() as other:
            other.execute("SELECT id FROM pgo_version WHERE id = %s FOR UPDATE NOWAIT", (model.id,))
            message = self.assertRefused(UserError, model, model._lock_row)
        self.assertTrue(message)

    def test_two_people_who_start_a_version_at_once_get_two_numbers(self):
        """Whoever comes second is started afresh by the server and sees the number of the first."""
        taken = self.env["pgo.entity"].search(
            [("id", "not in", (self.entity | self.other).ids)], limit=1
        )
        with self.registry.cursor() as late, self.registry.cursor() as early:
            late.execute("SELECT 1 FROM pgo_version LIMIT 1")
            versions = [self.env(cr=cr)["pgo.version"] for cr in (early, late)]
            self.assertTrue(versions[0]._next_number(taken.id, "rof"))
            early.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                versions[1]._next_number(taken.id, "rof")
            late.rollback()

    def test_receipt_does_not_take_its_year_from_the_client(self):
        receipt = self.version.with_context(ir_sequence_date="1999-01-01")._next_receipt()
        self.assertIn(str(fields.Date.context_today(self.version).year), receipt)
