import contextlib
import io
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_output.models import (
    ir_attachment,
    pgo_render_job_line,
    pgo_render_job_run,
    pgo_version_output,
)
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from pgo_core import worker
from pgo_core.render.errors import RenderError

from .common import JobCase


@tagged("post_install", "-at_install")
class TestJobFailures(JobCase):
    """A batch that is stopped, fails or runs beside others: nothing half-made, and a sentence that says why."""

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

    def test_no_file_is_left_of_what_was_removed(self):
        def files():
            return (
                self.env["ir.attachment"]
                .sudo()
                .search(
                    [
                        ("res_model", "in", ("pgo.render.job.line", "pgo.render")),
                        ("res_field", "=", "content"),
                        ("res_id", "!=", 0),
                    ]
                )
            )

        job = self.run_all(self.ask(("docx",)))
        lines, archive = job.line_ids, job.sudo().archive_id
        made = files().filtered(
            lambda one: one.res_model == "pgo.render.job.line" and one.res_id in lines.ids
        )
        stored = files() - made
        self.assertTrue(len(made) == 2 and stored)
        self.env["ir.attachment"]._gc_of_rows_gone()
        self.assertEqual(files(), made | stored, "nothing of what is there")
        job.unlink()
        self.env.flush_all()
        self.assertFalse(archive.exists())
        self.env["ir.attachment"]._gc_of_rows_gone()
        self.assertEqual(files(), stored)

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

    def test_a_zip_that_fails_leaves_nothing_and_is_retried(self):
        job = self.run_all(self.ask(("json",)))
        before = job.sudo().archive_id
        zips = self.env["ir.attachment"].sudo().search([("mimetype", "=", "application/zip")])
        opened(job.line_ids[0].sudo(), TRANSITION).state = "failed"
        job.action_retry()
        logger = "odoo.addons.pgo_output.models.pgo_render_job_run"
        real = ir_attachment.IrAttachment._put_file
        for error, words in ((OSError(28, "full"), "espacio"), (IndexError("ours"), "ZIP")):

            def fails(files, file, digest, size, error=error):
                if not isinstance(file, io.BytesIO):
                    raise error
                return real(files, file, digest, size)

            with (
                patch.object(ir_attachment.IrAttachment, "_put_file", fails),
                mute_logger(logger),
            ):
                self.run_all(job)
            self.assertEqual((job.state, job.done_count), ("done", 2))
            self.assertIn(words, job.problem)
            self.assertNotIn("ours", job.problem)
            # What the person had is still there, and nothing is left of the other.
            self.assertEqual(job.sudo().archive_id, before)
            self.assertEqual(len(self.files(job)), 3)
            self.assertEqual(
                self.env["ir.attachment"].sudo().search([("mimetype", "=", "application/zip")]),
                zips,
            )
            job.action_retry()
            self.assertEqual((job.state, job.problem), ("running", False))
        self.run_all(job)
        self.assertEqual((job.state, job.problem), ("done", False))
        self.assertFalse(before.exists())
        self.assertEqual(len(self.files(job)), 3)
        self.assertRefused(UserError, job, job.action_retry)

    def test_cancelled_while_the_zip_is_written_and_gone_on(self):
        job = self.ask(("json",))
        self.step(job)

        def cancelled(*_args, **_told):
            job.action_cancel()
            return 1

        with patch.object(self.env.registry["ir.cron"], "_commit_progress", cancelled):
            self.assertIsNone(job.sudo()._run_batch())
        self.assertEqual((job.state, job.done_count, job.archive_name), ("cancelled", 2, False))
        job.action_retry()
        self.run_all(job)
        self.assertEqual((job.state, len(self.files(job))), ("done", 3))

    def test_a_zip_that_kills_the_server_is_given_up(self):
        job = self.ask(("json",))
        with patch.object(pgo_render_job_run.RenderJob, "_pack", side_effect=SystemExit):
            self.step(job)
            for _time in range(pgo_render_job_line.MAX_ATTEMPTS):
                # Not `assertRaises`, which would undo the count of attempts that the server commits.
                with contextlib.suppress(SystemExit):
                    self.step(job)
            self.run_all(job)
        self.assertEqual((job.state, job.done_count), ("done", 2))
        self.assertIn("servidor", job.problem)
        self.assertFalse(job.archive_id)
        job.action_retry()
        self.run_all(job)
        self.assertEqual((job.problem, len(self.files(job))), (False, 3))

    def test_a_file_that_the_store_lost_is_told_and_made_again(self):
        job = self.ask(("json",))
        with patch.object(pgo_render_job_run.RenderJob, "_finish"):
            self.run_all(job)
        lost = job.line_ids[0]
        with (
            patch.object(
                pgo_render_job_line.RenderJobLine,
                "_raw",
                lambda line: b"" if line.id == lost.id else b"x",
            ),
        ):
            self.run_all(job)
        self.assertEqual((job.state, job.done_count, job.failed_count), ("done", 1, 1))
        self.assertIn("perdió", lost.message)
        self.assertIn(
            f"No generado: {lost.message}", [row[3] for row in self.contents(self.files(job))]
        )
        job.action_retry()
        self.run_all(job)
        self.assertEqual((job.done_count, len(self.files(job))), (2, 3))

    def test_whatever_fails_in_a_document_stops_no_other(self):
        job = self.ask(("json", "svg"))
        errors = iter((IndexError("one"), RecursionError("two"), worker.TimeUp(), MemoryError()))
        with (
            patch.object(
                pgo_version_output.Version,
                "_output_file",
                side_effect=lambda _key: self.fail_with(errors),
            ),
            mute_logger("odoo.addons.pgo_output.models.pgo_render_job_line"),
        ):
            self.run_all(job)
        self.assertEqual((job.state, job.failed_count), ("done", 4))
        self.assertEqual(len(set(job.line_ids.mapped("message"))), 1)
        self.assertIn("Reintente", job.line_ids[0].message)
        self.assertTrue(job.problem)

    @staticmethod
    def fail_with(errors):
        raise next(errors)

    def test_a_defect_in_one_does_not_stop_those_of_others(self):
        broken, other = self.ask(), self.ask(("json",), self.in_force(self.sealed), self.stranger)
        real = pgo_render_job_run.RenderJob._run_batch

        def fails(job):
            if job.id == broken.id:
                raise IndexError("a defect of ours")
            return real(job)

        with (
            patch.object(pgo_render_job_run.RenderJob, "_run_batch", fails),
            mute_logger("odoo.addons.pgo_base.jobs"),
        ):
            self.run_all(broken)
        self.assertEqual((broken.state, other.state), ("running", "done"))
        self.run_all(broken)
        self.assertEqual((broken.state, broken.done_count), ("done", 4))

    def test_what_others_changed_meanwhile_is_made_again(self):
        job = self.ask(("json",))
        real = pgo_render_job_run.RenderJob._make_next
        turns = []

        def first_in_conflict(one):
            turns.append(one.id)
            done = real(one)
            if len(turns) == 1:
                raise SerializationFailure
            return done

        with patch.object(pgo_render_job_run.RenderJob, "_make_next", first_in_conflict):
            self.run_all(job)
        self.assertEqual((job.state, job.done_count, job.failed_count), ("done", 2, 0))
        self.assertEqual(len(turns), 3)

    def test_cancelled_and_deleted_while_it_runs(self):
        job, other = self.ask(), self.ask(("json",), self.in_force(self.sealed), self.stranger)
        real = pgo_render_job_run.RenderJob._run_batch

        def deleted_after(one):
            done = real(one)
            if one.id == job.id and job.exists():
                job.action_cancel()
                job.unlink()
            return done

        with (
            patch.object(pgo_render_job_run, "BATCH", 1),
            patch.object(pgo_render_job_run.RenderJob, "_run_batch", deleted_after),
        ):
            self.run_all(other)
        self.assertFalse(job.exists())
        self.assertEqual((other.state, other.done_count), ("done", 1))
