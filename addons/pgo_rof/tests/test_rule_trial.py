from dataclasses import replace
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from pgo_core.rules import texts, trial

from ..models import rule_trial_run
from ..models.rule_trial_result import CHANGES, STANDINGS
from .common import VersionCase

ROW = ("version_id", "change", "found_before", "found_after", "messages")


@tagged("post_install", "-at_install")
class TestRuleTrial(VersionCase):
    """A change of a rule tried on what SGP reads: the counts, who may, and what happens when it stops halfway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["pgo.rule"].with_user(cls.sgp_admin).search([("rule_id", "=", "R30")])
        cls.auditor = cls._person("trial_auditor", "auditor")
        cls.draft_version = cls.adopt()
        cls.sent = cls.endorsed()
        cls.add_dossier(cls.sent)
        cls.sent.with_user(cls.approver).action_send()
        cls.published = cls.in_force(cls.endorsed())
        cls.env.flush_all()

    def draft(self, user=None, value="26", **vals):
        """Return a draft that asks for so many functions in each unit."""
        rule = self.rule.with_user(user or self.sgp_admin)
        trial = self.env["pgo.rule.trial"].browse(rule.action_what_if()["res_id"])
        trial = trial.with_user(user or self.sgp_admin)
        if value is not None:
            trial.value_ids.filtered(lambda row: row.parameter_id.key == "advised").value = value
        trial.write(vals)
        return trial

    def run_all(self, trial):
        """Run the batches of a trial as the job does, without its commits."""
        platform = trial.sudo()
        while platform._run_batch() is not None:
            pass
        self.env.invalidate_all()
        return trial

    def rows(self, trial):
        return [tuple(row[name] for name in ROW) for row in trial.result_ids.sorted("version_id")]

    def test_keys_are_those_of_the_library(self):
        self.assertEqual(tuple(key for key, _label in STANDINGS), trial.STANDINGS)
        self.assertEqual(tuple(key for key, _label in CHANGES), trial.CHANGES)

    def test_the_job_runs_it_and_counts(self):
        before = self.rows_of(self.rule)
        events = self.env["pgo.event"].search_count([])
        one = self.draft()
        one.action_start()
        self.assertEqual((one.state, one.total, one.progress), ("running", 2, 0))
        self.assertGreaterEqual(one.left_out_count, 1)
        with self.enter_registry_test_mode():
            self.env.ref("pgo_rof.ir_cron_rule_trial").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((one.state, one.done_count, one.progress), ("done", 2, 100))
        self.assertEqual(one.result_ids.version_id, self.sent | self.published)
        self.assertNotIn(self.draft_version, one.result_ids.version_id)
        counts = one.newly_failing_count + one.no_longer_failing_count + one.unchecked_count
        self.assertEqual(sum(row.versions for row in one.result_ids), 2)
        self.assertLessEqual(counts, 2)
        self.assertEqual(self.rows_of(self.rule), before, "nothing of the rule moved")
        self.assertEqual(self.env["pgo.event"].search_count([]), events, "a trial is no legal act")

    def test_a_trial_that_fails_stops_nobody_elses(self):
        leaver = self._person("trial_leaver", "sgp_admin")
        broken, sound = self.draft(leaver), self.draft()
        for one in (broken, sound):
            one.action_start()
        leaver.pgo_membership_ids.write({"active": False, "end_instrument": "Resolución N° 9"})
        with (
            self.enter_registry_test_mode(),
            self.assertLogs("odoo.addons.pgo_base.jobs", "ERROR"),
        ):
            self.env.ref("pgo_rof.ir_cron_rule_trial").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((broken.sudo().state, sound.state), ("running", "done"))
        self.assertFalse(broken.sudo().result_ids)

    def test_each_result_is_what_a_check_of_that_version_finds(self):
        one = self.draft()
        one.action_start()
        self.run_all(one)
        for row in one.result_ids:
            version = row.version_id.sudo()
            context = version._rule_context()
            outcome = trial.compare(
                version._document(), context, "R30", one._tried("before"), one._tried("after")
            )
            self.assertEqual(row.change, outcome.change)
            self.assertEqual(row.found_before, len(outcome.before.found))
            self.assertEqual(row.found_after, len(outcome.after.found))
            self.assertEqual(row.entity_type_id, version.entity_type_id)
            self.assertEqual(row.department_id, version.entity_id.department_id)
            self.assertGreater(row.found_after, row.found_before)
            self.assertIn(outcome.appeared[0].message(), row.messages)

    def test_the_facts_are_those_of_each_version_alone(self):
        second = self.in_force(
            self.endorse(
                self.complete(self.published.with_user(self.formulator)._start_modification())
            )
        )
        one = self.draft()
        one.action_start()
        versions = second.sudo() | self.sent.sudo()
        for version, context in one.sudo()._contexts(rule_trial_run._documents(versions)).items():
            alone = version.sudo()._rule_context()
            self.assertEqual(replace(context, settings={}), replace(alone, settings={}))

    def test_a_rule_that_starts_or_stops_to_apply(self):
        one = self.draft()
        one.action_start()
        self.run_all(one)
        one.action_apply("Se adopta.")
        stop = self.draft(value=None, is_applied=False)
        stop.action_start()
        self.run_all(stop)
        self.assertEqual(set(stop.result_ids.mapped("change")), {"no_longer_failing"})
        self.assertEqual(stop.no_longer_failing_count, 2)
        self.assertTrue(all(stop.result_ids.mapped("messages")))

    def test_a_change_of_severity_alone(self):
        one = self.draft(value="26")
        one.action_start()
        self.run_all(one)
        one.action_apply("Se adopta.")
        severities = {"blocks", "warns", "informs"} - {self.rule.severity}
        other = self.draft(value=None, severity=sorted(severities)[0])
        other.action_start()
        self.run_all(other)
        self.assertEqual(other.newly_failing_count + other.no_longer_failing_count, 0)

    def test_a_change_with_a_later_start_is_seen_on_its_first_day(self):
        later = fields.Date.add(self.env["pgo.version"]._today_in_lima(), days=30)
        one = self.draft(date_from=later)
        one.action_start()
        self.assertEqual(one.day, later)
        self.run_all(one)
        self.assertTrue(all(row.found_after for row in one.result_ids))

    def test_what_cannot_be_checked_is_counted_and_shown(self):
        one = self.draft()
        one.action_start()
        with (
            patch.object(rule_trial_run.core, "from_json", side_effect=ValueError),
            mute_logger("odoo.addons.pgo_rof.models.rule_trial_run"),
        ):
            self.run_all(one)
        self.assertEqual((one.unchecked_count, one.newly_failing_count), (2, 0))
        self.assertTrue(all(one.result_ids.mapped("messages")))
        rule, fact = self.rule_that_lacks_a_fact()
        needs = self.env["pgo.rule"].search([("rule_id", "=", rule)])
        other = self.draft_of(needs)
        other.action_start()
        self.run_all(other)
        self.assertEqual(other.unchecked_count, 2)
        self.assertIn(texts.label("fact", fact), other.result_ids[0].messages)

    def rule_that_lacks_a_fact(self):
        version = self.published.sudo()
        document, context = version._document(), version._rule_context()
        return next(
            (rule.id, rule.missing(context)[0])
            for rule in trial.engine.rules()
            if rule.applies(document, context) and rule.missing(context)
        )

    def draft_of(self, rule):
        other = next(key for key in ("informs", "warns", "blocks") if key != rule.severity)
        made = self.env["pgo.rule.trial"].with_user(self.sgp_admin).create({"rule_id": rule.id})
        made.severity = other
        return made

    def test_cancelled_between_batches_and_never_resumed(self):
        one = self.draft()
        one.action_start()
        with patch.object(rule_trial_run, "BATCH", 1):
            self.assertEqual(one.sudo()._run_batch(), 1)
            one.action_cancel()
            self.assertIsNone(one.sudo()._run_batch())
        self.assertEqual((one.state, len(one.result_ids)), ("cancelled", 1))
        self.assertRefused(UserError, one, one.action_start)
        self.assertRefused(UserError, one, one.action_apply, "Prueba")

    def test_killed_halfway_it_gives_the_same_rows(self):
        whole = self.draft()
        whole.action_start()
        expected = self.rows(self.run_all(whole))
        one = self.draft()
        one.action_start()
        with patch.object(rule_trial_run, "BATCH", 1):
            one.sudo()._run_batch()
            savepoint = self.env.cr.savepoint(flush=False)
            one.sudo()._run_batch()
            self.env.flush_all()
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.transaction.clear()
            self.assertEqual(one.done_count, 1)
            self.run_all(one)
        self.assertEqual(self.rows(one), expected)
        self.assertEqual(one.state, "done")

    def test_resumed_it_compares_what_it_started_with(self):
        one = self.draft()
        one.action_start()
        before = one._tried("before")
        self.rule.write({"severity": "informs", "reason": "Mientras tanto."})
        self.run_all(one)
        self.assertEqual(one._tried("before"), before)
        message = self.assertRefused(UserError, one, one.action_apply, "Prueba")
        self.assertTrue(message)

    def test_one_at_a_time_for_each_person(self):
        first, second = self.draft(), self.draft()
        first.action_start()
        self.assertRefused(UserError, second, second.action_start)
        other = self._person("trial_other", "sgp_admin")
        theirs = self.draft(user=other)
        theirs.action_start()
        self.assertEqual(theirs.state, "running")
        self.assertRefused(
            (AccessError, UserError), theirs, theirs.with_user(self.sgp_admin).action_cancel
        )

    def test_a_draft_that_changes_nothing_is_not_run(self):
        one = self.draft(value=None)
        self.assertRefused(UserError, one, one.action_start)

    def test_a_value_out_of_range_is_refused_with_what_is_allowed(self):
        one = self.draft()
        row = one.value_ids[0]
        for value in ("0", "500", "tres"):
            message = self.assertRefused(ValidationError, row, row.write, {"value": value})
            self.assertIn(value, message)
        self.assertRefused(
            ValidationError, one, one.write, {"date_from": "2027-01-01", "date_to": "2026-01-01"}
        )

    def test_what_was_tried_does_not_change(self):
        one = self.draft()
        one.action_start()
        row = one.value_ids[0]
        self.assertRefused(UserError, one, one.write, {"severity": "informs"})
        self.assertRefused(UserError, row, row.write, {"value": "4"})
        self.assertRefused(UserError, row, row.unlink)
        self.assertRefused(UserError, one, one.unlink)

    def test_nothing_is_forged(self):
        one = self.draft()
        for vals in (
            {"state": "done"},
            {"setting_after": {}},
            {"total": 9},
            {"date_applied": "2026-01-01 00:00:00"},
            {"user_id": self.auditor.id},
            {"rule_id": self.rule.id + 1},
        ):
            self.assertRefused(UserError, one, one.write, vals)
            self.assertRefused(UserError, one, one.sudo().write, vals)
        table = self.env["pgo.rule.trial"].with_user(self.sgp_admin)
        with self.assertRaises(UserError):
            table.create({"rule_id": self.rule.id, "state": "done"})
        made = table.with_context(default_state="done", default_user_id=self.auditor.id).create(
            {"rule_id": self.rule.id}
        )
        self.assertEqual((made.state, made.user_id), ("draft", self.sgp_admin))
        one.action_start()
        self.run_all(one)
        result = one.result_ids[0]
        for user in (self.sgp_admin, self.env.user):
            self.assertRefused(
                (AccessError, UserError), result, result.with_user(user).write, {"change": "milder"}
            )
            self.assertRefused((AccessError, UserError), result, result.with_user(user).unlink)

    def test_who_may(self):
        one = self.draft()
        one.action_start()
        self.run_all(one)
        auditor = one.with_user(self.auditor)
        self.assertEqual(len(auditor.result_ids), 2)
        for call, *args in (
            (auditor.write, {"severity": "informs"}),
            (auditor.action_apply, "Prueba"),
            (auditor.unlink,),
        ):
            self.assertRefused((AccessError, UserError), one, call, *args)
        evaluator = self._person("trial_evaluator", "sgp_evaluator")
        for user in (self.formulator, evaluator):
            with self.assertRaises(AccessError):
                one.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                one.result_ids.with_user(user).read(["change"])
            with self.assertRaises(AccessError):
                self.rule.with_user(user).action_what_if()

    def test_applied_with_its_reason_through_the_log(self):
        one = self.draft(severity="informs")
        self.assertRefused(UserError, one, one.action_apply, "Antes de probar.")
        one.action_start()
        self.run_all(one)
        self.assertRefused(UserError, one, one.action_apply, "  ")
        reason = self.env["pgo.reason"].with_user(self.sgp_admin)
        reason.create(
            {"act": "rule_trial_apply", "res_ids": one.ids, "text": "Se probó y se adopta."}
        ).action_confirm()
        self.assertEqual(self.rule.severity, "informs")
        self.assertEqual(self.env["pgo.rule"]._settings()["R30"].parameters, {"advised": 26})
        event = self.env["pgo.event"].search([("kind", "=", "rule.changed")], limit=1)
        self.assertIn("Se probó y se adopta.", str(event.payload))
        self.assertTrue(one.date_applied)
        self.assertRefused(UserError, one, one.action_apply, "Otra vez.")

    def test_the_form(self):
        with Form(self.draft(value=None)) as form:
            form.severity = "informs"
            with form.value_ids.edit(0) as line:
                line.value = "5"
        self.assertEqual(form.record.value_ids[0].value, "5")
        action = form.record.action_open_results()
        self.assertEqual(action["domain"], [("trial_id", "=", form.record.id)])

    def test_queries_do_not_grow_with_the_batch(self):
        one = self.draft()
        one.action_start()
        versions = (self.sent | self.published).with_user(self.sgp_admin)

        def queries(some):
            for _turn in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                one.sudo()._results(some)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(versions[:1]), queries(versions))
