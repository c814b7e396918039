import json
from unittest.mock import patch

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_list_jobs import ListJobCase


@tagged("post_install", "-at_install")
class TestListJobRights(ListJobCase):
    def test_the_filter_and_the_rights_of_each(self):
        level = [*self.mine, ("level", "=", 2)]
        job = self.run_all(self.ask(domain=level))
        self.assertEqual(job.row_count, 5)
        everything = {}
        for user in (self.formulator, self.stranger, self.auditor, self.data_team):
            job = self.run_all(self.ask(user=user, domain=[("uid", "!=", False)]))
            rows = self.rows(self.content(job)[1])[1:]
            everything[user] = {row[0] for row in rows}
            readable = self.env["pgo.unit"].with_user(user).search([]).mapped("uid")
            self.assertEqual(everything[user], set(readable), user.login)
        drafts = set(self.version.unit_ids.mapped("uid"))
        self.assertTrue(drafts <= everything[self.formulator] & everything[self.auditor])
        self.assertFalse(drafts & (everything[self.stranger] | everything[self.data_team]))

    def test_rights_are_those_of_when_it_runs(self):
        job = self.ask(user=self.auditor)
        self.step(job)
        self.step(job)
        # Between two pieces the auditor becomes somebody who reads only what is published.
        self.auditor.sudo().group_ids = self.stranger.group_ids
        self.env.flush_all()
        self.env.invalidate_all()
        while self.step(job) is not None:
            pass
        self.assertEqual((job.state, job.row_count), ("done", 2), job.problem)

    def test_who_may_not_export_gets_nothing(self):
        contributor = self._person("list_job_contributor", "contributor", entity=self.entity)
        with self.assertRaises(AccessError):
            self.ask(user=contributor)
        for asked in (
            {"model": "res.users"},
            {"model": "pgo.list.export"},
            {"columns": []},
            {"domain": [("no", "=", 1)]},
            {"domain": "x"},
            {"model": None},
        ):
            with self.assertRaises(UserError):
                self.ask(**asked)
        with self.assertRaises(UserError):
            self.ask("exe")
        self.assertFalse(self.env["pgo.list.job"].search([]))
        job = self.ask()
        with patch.object(
            type(self.formulator), "has_group", lambda user, name: name != "base.group_allow_export"
        ):
            self.run_all(job)
        self.assertEqual((job.state, job.row_count), ("done", 0))
        self.assertIn("designación", job.problem)
        self.assertFalse(job.archive_id or self.parts(job))

    def test_a_person_that_left_gets_nothing(self):
        job = self.ask()
        self.formulator.sudo().active = False
        self.env.flush_all()
        self.run_all(job)
        self.assertTrue(job.sudo().problem)
        self.assertFalse(job.sudo().archive_id)

    def test_of_its_person_alone(self):
        job = self.ask()
        self.step(job)
        self.step(job)
        parts = self.parts(job)
        self.assertEqual(len(parts), 2)
        for user in (self.stranger, self.auditor, self.data_team, self.approver):
            with self.assertRaises(AccessError):
                job.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                parts.with_user(user).read(["content"])
            for act in ("action_cancel", "action_retry", "unlink"):
                self.assertRefused((AccessError, UserError), job, getattr(job.with_user(user), act))
            for file in self.files_of(parts):
                with self.assertRaises(AccessError):
                    file.with_user(user).read(["raw"])
        admin = job.with_user(self.sgp_admin)
        self.assertEqual(admin.total, 6)
        with self.assertRaises(AccessError):
            parts.with_user(self.sgp_admin).read(["content"])
        self.run_all(job)
        for user in (self.stranger, self.auditor, self.sgp_admin):
            with self.assertRaises(AccessError):
                job.sudo().archive_id.with_user(user).read(["raw"])
        with self.assertRaises(MissingError):
            admin._archive()

    def test_nothing_is_forged(self):
        job = self.ask()
        for vals in (
            {"state": "done"},
            {"asked": {"model": "pgo.unit", "domain": []}},
            {"kind": "xlsx"},
            {"title": "x"},
            {"total": 1},
            {"row_count": 1},
            {"archive_id": False},
            {"user_id": self.stranger.id},
        ):
            self.assertRefused(UserError, job, job.write, vals)
            self.assertRefused(UserError, job, job.sudo().write, vals)
        part = {"job_id": job.id, "place": 0, "row_count": 1, "is_done": True}
        for user in (self.formulator, self.sgp_admin, self.env.user):
            table = self.env["pgo.list.job.part"].with_user(user)
            self.assertRefused((AccessError, UserError), job, table.create, part)
        table = self.env["pgo.list.job"].with_user(self.stranger)
        self.assertRefused(UserError, job, table.create, {"asked": self.asked()})
        made = table.with_context(
            default_state="done", default_user_id=self.formulator.id, default_asked=self.asked()
        ).create({"user_id": self.formulator.id})
        self.assertEqual((made.state, made.user_id, made.asked), ("draft", self.stranger, False))
        self.assertRefused(UserError, made, made.action_retry)
        self.assertRefused(UserError, job, job.unlink)


@tagged("post_install", "-at_install")
class TestListJobAddress(HttpCase, ListJobCase):
    def call(self, user, model, method, *args):
        self.authenticate(user, user)
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        data = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        with mute_logger("odoo.http"):
            return self.url_open("/web/dataset/call_kw", data=data, headers=headers).json()

    def test_the_file_by_its_address(self):
        answer = self.call("rof_formulator", "pgo.list.job", "ask", "csv", self.asked(), "")
        job = self.env["pgo.list.job"].browse(answer["result"]["res_id"])
        for user in ("rof_formulator", "rof_stranger"):
            self.authenticate(user, user)
            self.assertEqual(self.url_open(f"/pgo/lista/{job.id}").status_code, 404)
        while self.step(job) is not None:
            pass
        self.env.flush_all()
        self.authenticate("rof_formulator", "rof_formulator")
        file = self.url_open(f"/pgo/lista/{job.id}")
        self.assertEqual(file.status_code, 200)
        self.assertTrue(file.headers["Content-Disposition"].startswith("attachment;"))
        self.assertTrue(file.headers["Content-Type"].startswith("text/csv"))
        self.assertEqual(int(file.headers["Content-Length"]), len(file.content))
        self.assertEqual(len(self.rows(file.content)), 7)
        for user in ("rof_stranger", "rof_sgp_admin", "list_auditor"):
            self.authenticate(user, user)
            self.assertEqual(self.url_open(f"/pgo/lista/{job.id}").status_code, 404, user)
            answer = self.url_open(f"/web/content/{job.sudo().archive_id.id}")
            self.assertNotEqual(answer.status_code, 200, user)

    def test_refusals_by_rpc(self):
        job = self.ask()
        mine = [job.id]
        for user, method, args in (
            ("rof_stranger", "action_cancel", (mine,)),
            ("rof_stranger", "action_retry", (mine,)),
            ("rof_stranger", "write", (mine, {"title": "x"})),
            ("rof_stranger", "read", (mine, ["asked"])),
            ("rof_formulator", "write", (mine, {"asked": {}})),
            ("rof_formulator", "write", (mine, {"user_id": self.stranger.id})),
            ("rof_formulator", "_start", (mine,)),
            ("rof_formulator", "_archive", (mine,)),
            ("rof_formulator", "create", ([{"state": "done"}],)),
            ("rof_formulator", "ask", ("csv", {"model": "res.users"})),
            ("rof_formulator", "ask", ("csv", "x")),
        ):
            answer = self.call(user, "pgo.list.job", method, *args)
            self.assertIn("error", answer, (user, method))
            self.assertNotIn("TypeError", json.dumps(answer), (user, method))
        self.assertIn(
            "error", self.call("rof_formulator", "pgo.list.export", "_export", "csv", self.asked())
        )
        self.assertEqual(job.state, "running")
        self.assertEqual(job.user_id, self.formulator)
