import csv
import io
import zipfile
from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest.mock import patch

import openpyxl

from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_output.models import list_export, list_job_run
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_list_export import UNITS, ListCase


class ListJobCase(ListCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._person("list_auditor", "auditor")
        cls.data_team = cls._person("list_data_team", "data_team")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        # Short lists stand for long ones.
        self.patch(list_export, "NOW_ROWS", 2)
        self.patch(list_job_run, "BATCH", 2)

    def asked(self, model="pgo.unit", domain=None, columns=UNITS, **more):
        rows = self.mine if domain is None else domain
        return {
            "model": model,
            "domain": rows,
            "columns": list(columns),
            "title": "Unidades",
            **more,
        }

    def ask(self, kind="csv", user=None, shown="Nivel: 2", **asked):
        """Return a list under way, asked for as the dialog does."""
        table = self.env["pgo.list.job"].with_user(user or self.formulator)
        action = table.ask(kind, self.asked(**asked), shown)
        return table.browse(action["res_id"])

    def step(self, job):
        """One piece of the work, without its commits."""
        with patch.object(
            self.env.registry["ir.cron"], "_commit_progress", lambda cron, *_a: cron.env.flush_all()
        ):
            return job.sudo()._run_batch()

    def run_all(self, job):
        """Run the work as the server does."""
        with self.enter_registry_test_mode():
            self.env.ref("pgo_output.ir_cron_list_job").method_direct_trigger()
        self.env.invalidate_all()
        return job

    def content(self, job):
        """Return the name of the file and its bytes, as its person gets it."""
        name, _mime, file = job._archive()
        with file:
            return name, file.read()

    @contextmanager
    def at_once(self):
        with patch.object(list_export, "NOW_ROWS", 10**6):
            yield

    def parts(self, job):
        return self.env["pgo.list.job.part"].search([("job_id", "=", job.id)])

    def files_of(self, parts):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", parts._name),
                ("res_field", "!=", False),
                ("res_id", "in", parts.ids),
            ]
        )


@tagged("post_install", "-at_install")
class TestListJobs(ListJobCase):
    def test_the_same_bytes_as_at_once(self):
        for order in ([], [{"name": "name", "asc": False}]):
            for kind in list_export.KINDS:
                job = self.run_all(self.ask(kind, order=order))
                self.assertFalse(job.problem)
                self.assertEqual((job.state, job.progress), ("done", 100))
                self.assertEqual((job.total, job.row_count, job.done_count), (6, 6, 6))
                name, content = self.content(job)
                with self.at_once():
                    same = self.export(kind, order=order, title="Unidades")
                self.assertEqual((name, content), same, kind)
                self.assertFalse(self.parts(job), "pieces go when the file is made")
                again = self.run_all(self.ask(kind, order=order))
                self.assertEqual(self.content(again)[1], content)

    def test_all_functions_in_one_go(self):
        mine = [("version_id", "=", self.version.id)]
        asked = {"model": "pgo.function", "domain": mine, "whole": True}
        weighed = self.env["pgo.list.export"].with_user(self.formulator).weigh("csv", asked)
        self.assertEqual(weighed["way"], "later")
        job = self.run_all(self.ask(**asked))
        self.assertFalse(job.problem)
        name, content = self.content(job)
        self.assertTrue(name.endswith(".csv.zip"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            [entry] = archive.namelist()
            text = archive.read(entry).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        functions = self.version.unit_ids.function_ids
        self.assertEqual(sorted(row["Texto"] for row in rows), sorted(functions.mapped("text")))
        self.assertEqual(job.row_count, len(functions))
        stranger = self.run_all(self.ask(user=self.stranger, **asked))
        self.assertEqual(stranger.row_count, 0, "read with the rights of who asked")

    def test_what_has_no_data_set_is_refused(self):
        before = self.env["pgo.list.job"].search_count([])
        for asked in ({"model": "pgo.unit"}, {"model": "res.users"}, {"model": "pgo.event"}):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.ask(whole=True, **asked)
        self.assertEqual(self.env["pgo.list.job"].search_count([]), before)

    def test_the_person_is_told(self):
        job = self.run_all(self.ask())
        message = self.env["mail.message"].search(
            [("model", "=", "pgo.list.job"), ("res_id", "=", job.id)]
        )
        self.assertIn(self.formulator.partner_id, message.notified_partner_ids)
        self.assertIn(job.date_removal.strftime("%d/%m/%Y"), message.body)
        self.assertEqual(job.filter, "Nivel: 2")

    def test_days_and_empty_cells_come_back_as_they_were(self):
        norms = self.env["pgo.norm"].search([], limit=5)
        asked = {
            "model": "pgo.norm",
            "domain": [("id", "in", norms.ids)],
            "columns": [
                {"name": name}
                for name in ("publication_date", "write_date", "display_name", "active")
            ],
        }
        for kind in list_export.KINDS:
            job = self.run_all(self.ask(kind, **asked))
            with self.at_once():
                self.assertEqual(
                    self.content(job)[1],
                    self.export(kind, **asked, title="Unidades")[1],
                    kind,
                )

    def test_formulas_are_guarded(self):
        self.rename(self.version.unit_ids[1], "=cmd|'/c calc'!A0")
        rows = self.rows(self.content(self.run_all(self.ask()))[1])
        self.assertEqual(rows[2][2], "'=cmd|'/c calc'!A0")
        book = openpyxl.load_workbook(io.BytesIO(self.content(self.run_all(self.ask("xlsx")))[1]))
        self.assertEqual(book.active["C3"].data_type, "s")

    def test_cancelled_and_begun_anew(self):
        job = self.ask()
        for _time in range(3):
            self.step(job)
        self.assertEqual((job.done_count, round(job.progress)), (4, 67))
        files = self.files_of(self.parts(job))
        self.assertEqual(len(files), 3)
        job.action_cancel()
        self.assertIsNone(self.step(job))
        self.assertEqual(job.state, "cancelled")
        self.assertFalse(self.parts(job) or files.exists() or job.archive_id)
        self.rename(self.version.unit_ids[0], "Otro nombre")
        job.action_retry()
        self.run_all(job)
        self.assertEqual(job.state, "done")
        self.assertIn("Otro nombre", self.content(job)[1].decode())
        self.assertRefused(UserError, job, job.action_retry)

    def test_administrators_stop_it(self):
        job = self.ask()
        job.with_user(self.sgp_admin).action_cancel()
        self.assertEqual(job.state, "cancelled")
        self.assertRefused(AccessError, job, job.with_user(self.sgp_admin).action_retry)

    def test_killed_halfway_it_is_taken_up_again(self):
        job = self.ask()
        self.step(job)
        self.step(job)
        savepoint = self.env.cr.savepoint(flush=False)
        self.step(job)
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        savepoint.close(rollback=True)
        self.env.transaction.clear()
        self.assertEqual((job.state, job.done_count, bool(job.archive_id)), ("running", 2, False))
        with self.assertRaises(MissingError):
            job._archive()
        self.run_all(job)
        with self.at_once():
            self.assertEqual(self.content(job)[1], self.export("csv")[1])

    def test_what_stops_the_server_is_given_up(self):
        job = self.ask()
        for _time in range(3):
            with (
                patch.object(list_job_run.ListJob, "_make", side_effect=SystemExit),
                # Odoo's `assertRaises` would take back the attempt, which stays when a server dies.
                suppress(SystemExit),
            ):
                self.step(job)
        self.run_all(job)
        self.assertEqual(job.state, "done")
        self.assertIn("servidor", job.problem)
        self.assertFalse(job.archive_id or self.parts(job))
        job.action_retry()
        self.run_all(job)
        self.assertTrue(job.archive_id)

    def test_no_room_is_told(self):
        job = self.ask()
        with (
            patch.object(list_job_run, "packed", side_effect=OSError("full")),
            mute_logger("odoo.addons.pgo_output.models.list_job_run"),
        ):
            self.run_all(job)
        self.assertIn("espacio", job.problem)
        self.assertFalse(job.archive_id or self.parts(job))

    def test_rows_that_go_meanwhile_are_left_out(self):
        job = self.ask(model="pgo.function", columns=[{"name": "text"}])
        self.step(job)
        gone = self.version.unit_ids.function_ids[-1]
        text = gone.text
        gone.with_user(self.formulator).unlink()
        self.env.flush_all()
        self.run_all(job)
        self.assertEqual(job.row_count, job.total - 1)
        self.assertNotIn(text, self.content(job)[1].decode())

    def test_nothing_found_is_a_file_with_its_names(self):
        job = self.run_all(self.ask(domain=[("id", "=", 0)]))
        self.assertEqual(len(self.rows(self.content(job)[1])), 1)

    def test_a_large_csv_is_compressed(self):
        self.patch(list_job_run, "ZIP_FROM", 1)
        name, content = self.content(self.run_all(self.ask()))
        self.assertTrue(name.endswith(".csv.zip"))
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            self.assertIsNone(zipped.testzip())
            [inside] = zipped.namelist()
            with self.at_once():
                self.assertEqual(
                    (inside, zipped.read(inside)), self.export("csv", title="Unidades")
                )
        self.assertEqual(self.content(self.run_all(self.ask()))[1], content)

    def test_what_is_too_long_is_told_before(self):
        table = self.env["pgo.list.export"].with_user(self.formulator).with_context(lang="es_PE")
        self.patch(list_export, "MAX_ROWS", {"xlsx": 5, "ods": 5})
        for kind, way in (("xlsx", "csv"), ("ods", "csv"), ("csv", "later")):
            weighed = table.weigh(kind, self.asked())
            self.assertEqual((weighed["way"], weighed["count"]), (way, 6))
            self.assertIn("6", weighed["words"])
        one = self.asked(domain=[*self.mine, ("level", "=", 1)])
        self.assertEqual(table.weigh("xlsx", one)["way"], "now")
        with self.assertRaisesRegex(UserError, "CSV"):
            self.ask("xlsx")
        self.patch(list_export, "MAX_ROWS", {"xlsx": 6})
        job = self.ask("xlsx")
        # More rows came in between: they do not pass the limit unseen.
        self.patch(list_export, "MAX_ROWS", {"xlsx": 5})
        self.run_all(job)
        self.assertIn("CSV", job.problem)

    def test_one_at_a_time(self):
        job = self.ask()
        with self.assertRaises(UserError):
            self.ask()
        self.ask(user=self.auditor)
        job.action_cancel()
        self.ask()

    def test_removed_after_the_days_of_the_setting(self):
        job = self.run_all(self.ask())
        archive = job.sudo().archive_id
        self.assertEqual(job.date_removal, job.date_ended + timedelta(days=7))
        stopped = self.ask()
        self.step(stopped)
        self.step(stopped)
        # A piece that was written while it was cancelled.
        opened(stopped.sudo(), TRANSITION).state = "cancelled"
        files = self.files_of(self.parts(stopped))
        self.assertTrue(files)
        self.env["pgo.list.job"]._gc_old()
        self.assertTrue(job.exists())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pgo_list_job SET write_date = write_date - interval '8 days' WHERE id IN %s",
            ((job.id, stopped.id),),
        )
        self.env.invalidate_all()
        self.env["pgo.list.job"]._gc_old()
        self.assertFalse(job.exists() or archive.exists() or stopped.exists() or files.exists())

    def test_queries_of_a_piece_do_not_grow_with_its_rows(self):
        columns = [{"name": name} for name in ("code", "name", "parent_id", "function_count")]

        def queries(rows):
            self.patch(list_job_run, "BATCH", rows)
            job = self.ask(columns=columns)
            self.step(job)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.step(job), rows)
            self.env.flush_all()
            count = self.env.cr.sql_log_count - before
            job.action_cancel()
            return count

        queries(2)
        self.assertLessEqual(queries(6), queries(2))

    def test_every_list_that_people_export(self):
        for model in (
            "pgo.version",
            "pgo.unit",
            "pgo.function",
            "pgo.function.text",
            "pgo.finding",
            "pgo.entity",
            "pgo.norm",
            "pgo.event",
        ):
            table = self.env[model].with_user(self.auditor)
            columns = [
                {"name": name} for name, field in table._fields.items() if not field.inherited
            ]
            found = table.search_count([])
            self.patch(list_job_run, "BATCH", 1000)
            asked = {"model": model, "domain": [], "columns": columns}
            job = self.run_all(self.ask(user=self.auditor, **asked))
            self.assertFalse(job.problem, model)
            rows = list(csv.reader(io.StringIO(self.plain(job).decode("utf-8-sig"))))
            self.assertEqual(len(rows), found + 1, model)

    def plain(self, job):
        name, content = self.content(job)
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as zipped:
                return zipped.read(zipped.namelist()[0])
        return content
