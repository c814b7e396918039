import base64
import json

from odoo import http
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import OutputCase


@tagged("post_install", "-at_install")
class TestOutputAddresses(HttpCase, OutputCase):
    def get(self, path, user="rof_formulator"):
        self.authenticate(user, user)
        return self.url_open(path)

    def test_a_file_is_saved_and_never_run(self):
        version = self.adopt()
        self.entity.sudo().with_context(install_mode=True).name = "Ñañaíca «x»; y=z"
        self.env.flush_all()
        for key, output in version._outputs().items():
            answer = self.get(f"/pgo/descargar/{key}/{version.id}")
            self.assertEqual(answer.status_code, 200, key)
            self.assertEqual(answer.headers["Content-Type"], output.mime, key)
            disposition = answer.headers["Content-Disposition"]
            self.assertTrue(disposition.startswith("attachment; filename*=UTF-8''"), disposition)
            self.assertIn("%C3%91a%C3%B1a%C3%ADca", disposition)
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
            self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_drafts_of_another_entity_are_not_there(self):
        version = self.adopt()
        self.env.flush_all()
        missing = self.get("/pgo/descargar/pdf/999999999", "rof_stranger")
        for key in ("pdf", "json", "redline_base"):
            answer = self.get(f"/pgo/descargar/{key}/{version.id}", "rof_stranger")
            self.assertEqual(answer.status_code, 404)
            self.assertEqual(answer.text, missing.text, "its existence is not told")
            self.assertNotIn(self.entity.name, answer.text)
        self.authenticate(None, None)
        answer = self.url_open(f"/pgo/descargar/pdf/{version.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])

    def rpc(self, model, method, *args, **kwargs):
        """Return what a call answers, as a browser makes it."""
        return self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
            },
        ).json()

    def test_rpc_refuses_as_well(self):
        version = self.adopt()
        sealed = self.endorsed()
        sealed._output_file("docx")
        job = self.env["pgo.render.job"].with_user(self.formulator)._ask(version, ["json"])
        line = job.line_ids
        self.env.flush_all()
        spec = {"document_html": {}, "organigram_html": {}}
        calls = (
            ("pgo.version", "output_choices", version.ids),
            ("pgo.version", "read", version.ids, ["document_html"]),
            ("pgo.version", "web_read", version.ids, spec),
            ("pgo.version", "onchange", version.ids, {}, [], spec),
            ("pgo.version", "action_download_organigram", version.ids),
            ("pgo.render", "read", self.stored(sealed).ids, ["content"]),
            ("pgo.render", "search_read", [], ["content"]),
            ("pgo.render.job", "read", job.ids, ["state"]),
            ("pgo.render.job", "write", job.ids, {"user_id": self.stranger.id}),
            ("pgo.render.job", "create", [{"archive_id": 1}]),
            ("pgo.render.job", "create", [{"archive_name": "x.zip"}]),
            ("pgo.render.job", "copy", job.ids),
            ("pgo.render.job", "action_cancel", job.ids),
            ("pgo.render.job", "action_retry", job.ids),
            ("pgo.render.job.line", "read", line.ids, ["content"]),
            ("pgo.render.job.line", "action_retry", line.ids),
            ("pgo.render.job.line", "write", line.ids, {"job_id": 1}),
            # Private, whoever calls.
            ("pgo.version", "_output_file", version.ids, "pdf"),
            ("pgo.render", "_stored", version.id, "docx", ""),
            ("pgo.render.job", "_archive", job.ids),
            ("pgo.render.job", "_cron_run"),
            ("pgo.list.export", "_export", "csv", "pgo.version", [], []),
            ("ir.attachment", "_create_from_file", "x", "x", "x"),
        )
        for user in ("rof_stranger", None):
            self.authenticate(user, user)
            for model, method, *args in calls:
                with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                    answer = self.rpc(model, method, *args)
                if method == "action_download_organigram" and user:
                    # An address, which refuses by itself.
                    self.assertEqual(set(answer["result"]), {"type", "url", "target"})
                    continue
                self.assertIn("error", answer, (model, method, user))
                self.assertNotIn(self.entity.name, str(answer), (model, method, user))
        self.env.invalidate_all()
        self.assertEqual(
            (job.state, line.state, job.user_id), ("running", "pending", self.formulator)
        )

    def test_stored_files_have_no_other_address(self):
        version, sealed = self.adopt(), self.endorsed()
        sealed._output_file("docx")
        job = self.env["pgo.render.job"].with_user(self.formulator)._ask(version, ["json"])
        line = opened(job.line_ids.sudo(), TRANSITION)
        line.write({"state": "done", "content": base64.b64encode(b"x"), "file_name": "x.json"})
        self.env.flush_all()
        files = self.env["ir.attachment"].sudo()
        kept = files.search(
            [
                ("res_model", "in", ("pgo.render", "pgo.render.job.line")),
                ("res_field", "=", "content"),
                ("res_id", "in", [*line.ids, *self.stored(sealed).ids]),
            ]
        )
        self.assertEqual(len(kept), 2)
        addresses = [f"/web/content/{one.id}" for one in kept]
        addresses += [f"/web/content/{one.res_model}/{one.res_id}/content" for one in kept]
        addresses += [f"/web/image/{kept[0].id}", f"/pgo/lote/{job.id}"]
        for user in ("rof_stranger", None):
            self.authenticate(user, user)
            for path in addresses:
                answer = self.url_open(path, allow_redirects=False)
                refused = answer.status_code in (303, 403, 404)
                placeholder = path.startswith("/web/image") and answer.headers[
                    "Content-Type"
                ].startswith("image/")
                self.assertTrue(refused or placeholder, (path, user, answer.status_code))
                self.assertNotEqual(answer.content, b"x")

    def test_numbers_and_names_that_nothing_has(self):
        self.authenticate("rof_formulator", "rof_formulator")
        for path in (
            f"/pgo/descargar/pdf/{'9' * 6000}",
            f"/pgo/descargar/pdf/{','.join(map(str, range(900000000, 900000500)))}",
            "/pgo/descargar/pdf/-1",
            "/pgo/descargar/pdf/1e9",
            "/pgo/descargar/%2e%2e%2f%2e%2e%2fetc%2fpasswd/1",
            "/pgo/descargar/__class__/999999999",
            "/pgo/descargar/pdf/%D9%A1",
            f"/pgo/lote/{'9' * 30}",
            "/pgo/lote/-1",
            "/pgo/lote/0",
        ):
            answer = self.url_open(path)
            self.assertIn(answer.status_code, (404, 422), path[:60])
            self.assertNotIn("Traceback", answer.text, path[:60])

    def test_what_is_wrong_is_a_sentence(self):
        version = self.adopt()
        self.env.flush_all()
        for path in (f"exe/{version.id}", "pdf/x", "pdf/0,"):
            answer = self.get(f"/pgo/descargar/{path}")
            self.assertIn(answer.status_code, (404, 422), path)
            self.assertNotIn("Traceback", answer.text)
        # As the client asks: the sentence for its dialog of errors.
        answer = self.url_open(
            f"/pgo/descargar/exe/{version.id}",
            data={"csrf_token": http.Request.csrf_token(self)},
        )
        payload = answer.text[answer.text.index("{") : answer.text.rindex("}") + 1]
        told = json.loads(payload.replace("&#34;", '"').replace("&quot;", '"'))
        self.assertEqual(told["data"]["name"], "odoo.exceptions.UserError")
        self.assertIn("exe", told["data"]["message"])
