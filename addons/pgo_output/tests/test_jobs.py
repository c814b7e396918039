import csv
import io
import zipfile
from datetime import timedelta
from hashlib import sha256
from unittest.mock import patch

from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_output.models import (
    pgo_render_job,
    pgo_render_job_line,
    pgo_render_job_run,
    pgo_version_output,
)
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from pgo_core.render.errors import RenderError

from .common import PrintCase


class JobCase(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.adopt()
        cls.sealed = cls.endorsed()
        cls.versions = cls.draft | cls.sealed
        cls.auditor = cls._person("job_auditor", "auditor")
        cls.env.flush_all()

    def ask(self, keys=("docx", "json"), versions=None, user=None):
        """Return a batch asked for as the wizard does."""
        chosen = (versions or self.versions).with_user(user or self.formulator)
        return self.env["pgo.render.job"].with_user(user or self.formulator)._ask(chosen, keys)

    def run_all(self, job):
        """Run the job as the server does."""
        with self.enter_registry_test_mode():
            self.env.ref("pgo_output.ir_cron_render_job").method_direct_trigger()
        self.env.invalidate_all()
        return job

    def step(self, job):
        """One batch of the job, without its commits."""
        with patch.object(pgo_render_job_line.RenderJobLine, "_claim", self.count_attempt):
            return job.sudo()._run_batch()

    @staticmethod
    def count_attempt(lines):
        for line in lines:
            line.attempts += 1

    def files(self, job):
        """Return {name: content} of the ZIP, as its person gets it."""
        name, _mime, file = job._archive()
        with file, zipfile.ZipFile(io.BytesIO(file.read())) as zipped:
            self.assertIsNone(zipped.testzip())
            self.assertTrue(name.endswith(".zip"))
            return {one: zipped.read(one) for one in zipped.namelist()}

    def contents(self, files):
        return list(csv.reader(io.StringIO(files["contenido.csv"].decode("utf-8-sig"))))


@tagged("post_install", "-at_install")
class TestJobs(JobCase):
    def test_what_is_asked_for_is_made(self):
        job = self.ask()
        self.assertEqual((job.state, job.total, job.progress), ("running", 4, 0))
        self.run_all(job)
        self.assertEqual((job.state, job.done_count, job.failed_count), ("done", 4, 0))
        self.assertEqual(job.progress, 100)
        files = self.files(job)
        self.assertEqual(len(files), 5)
        rows = self.contents(files)
        self.assertEqual(len(rows), 5)
        for name, _version, _document, _result, size, digest in rows[1:]:
            self.assertEqual(int(size), len(files[name]))
            self.assertEqual(digest, sha256(files[name]).hexdigest())
        sealed = self.sealed.with_user(self.formulator)
        self.assertIn(sealed._output_file("docx").content, files.values())
        self.assertIn(self.sealed.canonical.encode(), files.values())

    def test_the_person_is_told(self):
        job = self.ask()
        with patch.object(type(self.env.user), "_bus_send") as bus:
            while self.step(job) is not None:
                pass
        bus.assert_called_once()
        self.assertEqual(bus.call_args.args[0], "simple_notification")
        message = self.env["mail.message"].search(
            [("model", "=", "pgo.render.job"), ("res_id", "=", job.id)]
        )
        self.assertIn(self.formulator.partner_id, message.notified_partner_ids)
        self.assertIn("4", message.body)

    def test_a_failure_is_told_and_retried(self):
        job = self.ask(("docx", "odt"))
        real = pgo_version_output.Version._make_format

        def fails(version, key, context):
            if key == "odt" and version.id == self.draft.id:
                raise RenderError("No se pudo generar el documento.")
            if key == "odt":
                raise ValueError("a defect of ours")
            return real(version, key, context)

        logger = "odoo.addons.pgo_output.models.pgo_render_job_line"
        with patch.object(pgo_version_output.Version, "_make_format", fails), mute_logger(logger):
            self.run_all(job)
        self.assertEqual((job.state, job.done_count, job.failed_count), ("done", 2, 2))
        failed = job.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed[0].message, "No se pudo generar el documento.")
        self.assertTrue(failed[1].message)
        self.assertNotIn("defect", failed[1].message, "what is ours is for the log")
        rows = self.contents(self.files(job))
        results = [row[3] for row in rows[1:]]
        self.assertEqual(results.count("Hecho"), 2)
        self.assertIn("No generado: No se pudo generar el documento.", results)
        failed[0].action_retry()
        self.assertEqual(job.state, "running")
        self.run_all(job)
        self.assertEqual((job.done_count, job.failed_count), (3, 1))
        job.action_retry()
        self.run_all(job)
        self.assertEqual((job.done_count, job.failed_count), (4, 0))
        self.assertEqual(len(self.files(job)), 5)
        self.assertRefused(UserError, job, job.action_retry)

    def test_the_end_is_not_left_for_later(self):
        job = self.ask(("json",))
        progress = self.env.registry["ir.cron"]._commit_progress

        def no_time(cron, *args, **told):
            progress(cron, *args, **told)
            return 0

        with patch.object(self.env.registry["ir.cron"], "_commit_progress", no_time):
            self.run_all(job)
        self.assertEqual((job.state, job.done_count), ("done", 2), "the ZIP counts as work left")

    def test_cancelled_between_batches_and_gone_on(self):
        job = self.ask()
        with patch.object(pgo_render_job_run, "BATCH", 1):
            self.assertEqual(self.step(job), 1)
            job.action_cancel()
            self.assertIsNone(self.step(job))
        self.assertEqual((job.state, job.done_count), ("cancelled", 1))
        self.assertFalse(job.archive_name)
        first = job.line_ids.filtered(lambda line: line.state == "done")
        job.action_retry()
        with patch.object(pgo_version_output.Version, "_output_file", autospec=True) as made:
            made.side_effect = lambda version, key: pgo_version_output.File(f"{key}.x", "x", b"x")
            self.run_all(job)
        self.assertEqual(made.call_count, 3, "what was made is not made again")
        self.assertEqual((job.state, job.done_count), ("done", 4))
        self.assertIn(first, job.line_ids)

    def test_killed_halfway_it_is_taken_up_again(self):
        job = self.ask()
        with patch.object(pgo_render_job_run, "BATCH", 1):
            self.step(job)
            savepoint = self.env.cr.savepoint(flush=False)
            self.step(job)
            self.env.flush_all()
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)
            self.env.transaction.clear()
        self.assertEqual(job.done_count, 1)
        self.run_all(job)
        self.assertEqual((job.state, job.done_count, job.failed_count), ("done", 4, 0))
        self.assertEqual(len(self.files(job)), 5)

    def test_a_document_that_kills_the_server_is_given_up(self):
        job = self.ask(("docx",))
        killer = job.line_ids[0]
        opened(killer.sudo(), TRANSITION).attempts = pgo_render_job_line.MAX_ATTEMPTS
        self.run_all(job)
        self.assertEqual((job.state, job.done_count, job.failed_count), ("done", 1, 1))
        self.assertEqual(killer.state, "failed")
        self.assertIn("servidor", killer.message)

    def test_read_when_it_is_made(self):
        job = self.ask()
        with patch.object(type(self.draft), "check_access", side_effect=AccessError("no longer")):
            while self.step(job) is not None:
                pass
        self.assertEqual((job.state, job.done_count, job.failed_count), ("done", 0, 4))
        self.assertTrue(all("leer" in line.message for line in job.sudo().line_ids))
        self.assertTrue(job.problem)
        self.assertFalse(job.archive_id)

    def test_what_the_person_may_not_read_is_not_asked_for(self):
        with self.assertRaises(AccessError):
            self.ask(user=self.stranger)
        with self.assertRaises(AccessError):
            self.ask(user=self.sgp_admin)
        self.assertFalse(self.env["pgo.render.job"].search([]))

    def test_of_its_person_alone(self):
        job = self.run_all(self.ask())
        line = job.line_ids[0]
        for user in (self.stranger, self.approver, self.auditor):
            with self.assertRaises(AccessError):
                job.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                line.with_user(user).read(["message"])
            for act in ("action_cancel", "action_retry", "unlink"):
                self.assertRefused((AccessError, UserError), job, getattr(job.with_user(user), act))
        archive = job.sudo().archive_id
        for user in (self.stranger, self.approver, self.sgp_admin, self.auditor):
            with self.assertRaises(AccessError):
                archive.with_user(user).read(["raw"])
        self.assertTrue(archive.with_user(self.formulator).read(["name"]))

    def test_administrators_see_and_stop_it_without_reading(self):
        job = self.ask()
        self.env.invalidate_all()
        admin = job.with_user(self.sgp_admin)
        self.assertEqual((admin.total, admin.done_count), (4, 0))
        self.assertFalse(admin.line_ids)
        admin.action_cancel()
        self.assertEqual(job.state, "cancelled")
        self.assertRefused(AccessError, job, admin.action_retry)
        with self.assertRaises(MissingError):
            admin._archive()

    def test_nothing_is_forged(self):
        job = self.ask()
        line = job.line_ids[0]
        for vals in (
            {"state": "done"},
            {"total": 1},
            {"archive_id": False},
            {"archive_name": "x.zip"},
            {"user_id": self.stranger.id},
        ):
            self.assertRefused(UserError, job, job.write, vals)
            self.assertRefused(UserError, job, job.sudo().write, vals)
        forged = {"job_id": job.id, "version_id": self.draft.id, "output": "svg", "name": "x"}
        for user in (self.formulator, self.sgp_admin, self.env.user):
            table = line.with_user(user)
            self.assertRefused((AccessError, UserError), line, table.write, {"state": "done"})
            self.assertRefused((AccessError, UserError), line, table.unlink)
            self.assertRefused((AccessError, UserError), line, table.create, forged)
        self.assertRefused(
            (AccessError, UserError),
            job,
            self.env["pgo.render.job"].with_user(self.formulator).create,
            {"line_ids": [(0, 0, {**forged, "job_id": False})]},
        )
        table = self.env["pgo.render.job"].with_user(self.stranger)
        made = table.with_context(default_state="done", default_user_id=self.formulator.id).create(
            {}
        )
        self.assertEqual((made.state, made.user_id), ("draft", self.stranger))
        self.assertRefused(UserError, job, job.unlink)

    def test_one_at_a_time_and_not_too_many(self):
        first = self.ask()
        with self.assertRaises(UserError):
            self.ask()
        first.action_cancel()
        with patch.object(pgo_render_job, "MAX_LINES", 3), self.assertRaises(UserError):
            self.ask()
        for versions, keys in ((self.draft.browse(), ("pdf",)), (self.versions, ("exe",))):
            with self.assertRaises(UserError):
                self.env["pgo.render.job"].with_user(self.formulator)._ask(
                    versions.with_user(self.formulator), keys
                )

    def test_what_a_version_does_not_have_is_passed_over(self):
        job = self.run_all(self.ask(("redline_base", "json")))
        self.assertEqual((job.done_count, job.skipped_count, job.failed_count), (2, 2, 0))
        self.assertEqual(job.progress, 100)

    def test_short_ones_do_not_wait_for_long_ones(self):
        long, short = (
            self.ask(("docx", "json", "odt")),
            self.ask(("json",), self.in_force(self.sealed), self.stranger),
        )
        order = []
        real = pgo_render_job_run.RenderJob._run_batch

        def noted(job):
            done = real(job)
            order.append((job.id, done))
            return done

        with (
            patch.object(pgo_render_job_run, "BATCH", 1),
            patch.object(pgo_render_job_run.RenderJob, "_run_batch", noted),
        ):
            self.run_all(long)
        ended = [job_id for job_id, done in order if done is None]
        self.assertEqual(ended, [short.id, long.id])

    def test_removed_after_the_days_of_the_setting(self):
        job = self.run_all(self.ask())
        archive = job.sudo().archive_id
        self.assertEqual(job.date_removal, job.date_ended + timedelta(days=7))
        self.env["pgo.render.job"]._gc_old()
        self.assertTrue(job.exists())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pgo_render_job SET write_date = write_date - interval '8 days' WHERE id = %s",
            (job.id,),
        )
        self.env.invalidate_all()
        running = self.ask(user=self.formulator)
        self.env["pgo.render.job"]._gc_old()
        self.assertFalse(job.exists() or archive.exists())
        self.assertTrue(running.exists())

    def test_no_room_is_told(self):
        job = self.ask(("json",))
        with (
            patch.object(pgo_render_job_run.packing, "Pack", side_effect=OSError("full")),
            mute_logger("odoo.addons.pgo_output.models.pgo_render_job_run"),
        ):
            self.run_all(job)
        self.assertEqual(job.state, "done")
        self.assertIn("espacio", job.problem)
        self.assertFalse(job.archive_id)

    def test_the_wizard(self):
        table = self.env["pgo.render.batch"].with_user(self.formulator)
        context = {"active_model": "pgo.version", "active_ids": self.versions.ids}
        with Form(table.with_context(**context)) as form:
            self.assertEqual(form.version_count, 2)
            for place in range(len(form.line_ids)):
                with form.line_ids.edit(place) as line:
                    line.is_chosen = line.output == "json"
        action = form.record.action_confirm()
        job = self.env["pgo.render.job"].with_user(self.formulator).browse(action["res_id"])
        self.assertEqual(job.line_ids.mapped("output"), ["json", "json"])
        job.action_cancel()
        # All that a filter finds, of which only what the person reads.
        context = {"active_model": "pgo.version", "active_domain": [("entity_id", "!=", False)]}
        mine = table.with_context(**context).create({})
        self.assertEqual(set(mine.version_ids or []), set(self.versions.ids))
        theirs = table.with_user(self.stranger).with_context(**context).create({})
        self.assertFalse(set(theirs.version_ids or []) & set(self.versions.ids))
        forged = table.with_user(self.stranger).create({"version_ids": self.versions.ids + ["x"]})
        with self.assertRaises(UserError):
            forged.action_confirm()

    def test_queries_do_not_grow_with_what_is_asked_for(self):
        def queries(keys):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            job = self.ask(keys)
            self.env.flush_all()
            count = self.env.cr.sql_log_count - before
            job.action_cancel()
            return count

        queries(("json",))
        few = queries(("json",))
        self.assertLessEqual(queries(("docx", "json", "odt", "svg", "ttl", "xlsx")), few)


@tagged("post_install", "-at_install")
class TestJobAddress(HttpCase, JobCase):
    def test_the_zip_by_its_address(self):
        job = self.ask(("json",))
        while self.step(job) is not None:
            pass
        self.env.flush_all()
        self.authenticate("rof_formulator", "rof_formulator")
        answer = self.url_open(f"/pgo/lote/{job.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertEqual(int(answer.headers["Content-Length"]), len(answer.content))
        self.assertIn("contenido.csv", zipfile.ZipFile(io.BytesIO(answer.content)).namelist())
        for user in ("rof_stranger", "rof_sgp_admin", "job_auditor"):
            self.authenticate(user, user)
            self.assertEqual(self.url_open(f"/pgo/lote/{job.id}").status_code, 404, user)
            answer = self.url_open(f"/web/content/{job.sudo().archive_id.id}")
            self.assertNotEqual(answer.status_code, 200, user)
