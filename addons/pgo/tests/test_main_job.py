import base64
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from lxml import html
from pypdf import PdfReader, PdfWriter

from odoo import fields
from odoo.addons.pgo_base import verify
from odoo.addons.pgo_entity.roles import ENTITY_ROLES
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from pgo_core import nursery, sign
from pgo_core.document import to_json
from pgo_core.sign import authority

QUIET = {"no_reset_password": True, "mail_create_nolog": True, "tracking_disable": True}

#: Lunahuaná, in Cañete: a real district with less than four thousand people.
ENTITY = "MD-150508"

PEOPLE = {
    "formulator": "Formulador (OPP)",
    "planning_chief": "Jefe de planeamiento",
    "legal_reviewer": "Revisor legal",
    "approver": "Gerente municipal",
    "sgp_admissibility": "Admisibilidad SGP",
    "sgp_evaluator": "Evaluador SGP",
    "sgp_coordinator": "Coordinador SGP",
}

_ENDORSED_AND_SENT = (
    ("version.endorsed_by_planning_chief", "planning_chief"),
    ("version.endorsed_by_legal_reviewer", "legal_reviewer"),
    ("version.endorsed", "legal_reviewer"),
    ("version.sent", "approver"),
)

#: The acts of the main job, in order, each with the role of its author.
HISTORY = (
    ("version.adopted", "formulator"),
    ("finding.answered", "formulator"),
    ("finding.answered", "formulator"),
    ("version.endorsing", "formulator"),
    ("finding.answered", "formulator"),
    *_ENDORSED_AND_SENT,
    ("case.received", "approver"),
    ("case.in_admissibility", "sgp_admissibility"),
    ("case.admitted", "sgp_admissibility"),
    ("case.assigned", "sgp_evaluator"),
    ("case.observed", "sgp_evaluator"),
    ("version.copied", "formulator"),
    ("case.correction_started", "formulator"),
    ("observation.answered", "formulator"),
    ("finding.answered", "formulator"),
    ("version.endorsing", "formulator"),
    *_ENDORSED_AND_SENT,
    ("version.replaced", "approver"),
    ("case.round_received", "approver"),
    ("observation.cleared", "sgp_evaluator"),
    ("opinion.submitted", "sgp_evaluator"),
    ("case.favourable", "sgp_coordinator"),
    ("opinion.concluded", "sgp_coordinator"),
    ("version.elevated", "approver"),
    ("case.closed", "approver"),
    ("version.in_council", "approver"),
    ("version.approved", "approver"),
    ("version.published", "approver"),
    ("version.in_force", "platform"),
)


@tagged("post_install", "-at_install")
class TestMainJob(HttpCase):
    """The main job (DESIGN 1) in the browser, from the model to the public page, each turn by its person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        cls.entity = cls.env["pgo.entity"].search([("code", "=", ENTITY)])
        cls.users = {role: cls._person(role, name) for role, name in PEOPLE.items()}
        cls.earlier = cls.env["pgo.event"].search([])
        # The process that looks at signatures stays for the next file; tests leave none behind.
        cls.addClassCleanup(nursery.end)

    @classmethod
    def _person(cls, role, name):
        user = new_test_user(
            cls.env,
            f"job_{role}",
            groups="base.group_user",
            name=name,
            lang="es_PE",
            tz="America/Lima",
            context=QUIET,
        )
        cls.env["pgo.membership"].create(
            {
                "user_id": user.id,
                "role": role,
                "entity_id": cls.entity.id if role in ENTITY_ROLES else False,
                "instrument": "Resolución de Alcaldía N° 001-2026",
                "date_from": cls.env["pgo.membership"]._today(),
            }
        )
        return user

    def play(self, role, turn):
        """Let the person who holds `role` do a turn of the story in the browser."""
        self.start_tour("/odoo", f"pgo_main_job_{turn}", login=self.users[role].login, timeout=180)
        self.env.invalidate_all()

    def version(self):
        """Return the last version of the municipality."""
        return self.env["pgo.version"].search(
            [("entity_id", "=", self.entity.id)], order="number desc", limit=1
        )

    def test_main_job(self):
        self._formulate_and_send()
        self._observe()
        self._correct_and_send()
        self._conclude()
        self._approve_and_publish()
        self._consult()
        self._history()

    def _formulate_and_send(self):
        self.play("formulator", "formulate")
        version = self.version()
        self.assertEqual((version.state, version.number), ("endorsing", 1))
        self.assertEqual(version.model_version_id.model_key, "district_small")
        self.assertEqual(len(version.dossier_ids), 3)
        self.assertNotIn(
            "COMPLETAR", json.dumps(to_json(version._read_document()), ensure_ascii=False)
        )
        self._write_dossier(version)
        self._endorse_and_send(version)
        self.assertTrue(version.sudo().dossier_facts["dossier"]["report"]["need"])
        self.assertRegex(version.receipt, r"\d{4}")
        case = version.case_id
        self.assertEqual((case.state, case.ball), ("received", "sgp"))
        self._take_out(version)

    def _take_out(self, version):
        """A signature, a paper, the list and a bulk download, each as who asks for it gets it."""
        self.play("planning_chief", "take_out")
        chief = self.users["planning_chief"]
        job = self.env["pgo.render.job"].search([("user_id", "=", chief.id)])
        self.assertEqual((job.state, job.line_ids.version_id), ("running", version))
        self.env.ref("pgo_output.ir_cron_render_job").method_direct_trigger()
        self.play("planning_chief", "bulk_done")
        self.authenticate(chief.login, chief.login)
        answer = self.url_open(f"/pgo/lote/{job.id}", timeout=60)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
            [printed] = [name for name in zipped.namelist() if name.endswith(".pdf")]
            self.assertIn("Lunahuaná", printed)
            self.assertTrue(zipped.read(printed).startswith(b"%PDF"))

    def _signed_file(self):
        """Return a page signed by a person with the certificate of an authority that nobody recognized."""
        page = io.BytesIO()
        writer = PdfWriter()
        writer.add_blank_page(595, 842)
        writer.write(page)
        now = datetime.now(UTC)
        dates = (now - timedelta(days=30), now + timedelta(days=30))
        with TemporaryDirectory() as folder:
            authority.create(Path(folder) / "ca", *dates)
            authority.issue(Path(folder) / "ca", *dates, person="Ana Quispe")
            signer = sign.LocalSigner.of_authority(Path(folder) / "ca")
            return base64.b64encode(sign.sign(page.getvalue(), signer, "Visto bueno"))

    def _write_dossier(self, version):
        """The technical report in the browser; the long tables by the same person, row by row."""
        mine = version.with_user(self.users["formulator"])
        report = mine.env["pgo.technical.report"].browse(mine.action_open_dossier()["res_id"])
        report.staff_ids.write({"cap": 3, "cas": 4})
        report.unit_reason_ids.write(
            {
                "criterion_a": True,
                "justification": "Estaba en el reglamento anterior, aprobado en 2012.",
            }
        )
        mine.dossier_ids.filtered(lambda document: document.kind == "technical_report").write(
            {"file": self._signed_file(), "file_name": "informe-firmado.pdf"}
        )
        self.env.cr.precommit.run()
        self.play("formulator", "dossier")
        self.assertEqual(version.dossier_pending_count, 0)
        head = report.staff_ids.filtered(lambda row: row.unit_id.name == "Alcaldía")
        self.assertEqual((head.cap, head.total), (4, 8))
        self.assertEqual(
            report.statement, "Certificación de crédito presupuestario N° 045-2026-OPP."
        )

    def _endorse_and_send(self, version):
        self.play("planning_chief", "endorse_planning")
        self.assertEqual(version.planning_endorser_id, self.users["planning_chief"])
        self.play("legal_reviewer", "endorse_legal")
        self.assertEqual((version.state, version.frozen), ("endorsed", True))
        self.play("approver", "send")
        self.assertEqual(version.state, "sent")

    def _observe(self):
        case = self.version().case_id
        self.play("sgp_admissibility", "admit")
        self.assertEqual((case.state, case.complexity), ("in_evaluation", "low"))
        self.play("sgp_evaluator", "observe")
        self.assertEqual((case.state, case.ball), ("observed", "entity"))
        self.assertEqual(case.evaluator_id, self.users["sgp_evaluator"])
        observation = case.observation_ids
        self.assertEqual((observation.state, observation.number), ("open", 1))
        self.assertIn("con la finalidad de", observation.quote)

    def _correct_and_send(self):
        case = self.version().case_id
        self.play("formulator", "correct")
        draft = self.version()
        self.assertEqual(
            (draft.state, draft.number, draft.previous_round_id), ("endorsing", 2, case.version_id)
        )
        observation = case.observation_ids
        self.assertEqual(observation.state, "answered")
        corrected = self.env["pgo.function"].search(
            [("version_id", "=", draft.id), ("uid", "=", observation.target_uid)]
        )
        self.assertEqual(corrected.text, observation.suggested_text)
        self._endorse_and_send(draft)
        self.assertEqual(
            (case.state, case.version_id, case.round_count), ("in_evaluation", draft, 2)
        )
        self.assertEqual(draft.previous_round_id.state, "replaced")
        changes = case.round_ids.filtered(lambda row: row.number == 2).change_ids
        self.assertEqual(changes.mapped("target_uid"), [observation.target_uid])

    def _conclude(self):
        case = self.version().case_id
        self.play("sgp_evaluator", "verify")
        self.assertEqual(case.observation_ids.state, "cleared")
        self.assertEqual(
            case.checklist_ids.filtered("answer").mapped("answer"), ["complies", "complies"]
        )
        self.assertEqual((case.state, case.opinion_ids.state), ("in_evaluation", "submitted"))
        self.play("sgp_coordinator", "conclude")
        self.assertEqual((case.state, case.result), ("favourable", "favourable"))
        self.assertEqual(case.opinion_ids.concluder_id, self.users["sgp_coordinator"])

    def _approve_and_publish(self):
        version = self.version()
        self.play("approver", "approve")
        self.assertEqual(version.state, "approved")
        self.assertEqual(version.approval_ids.number, "008-2026-MDL")
        effective = version.publication_ids.effective_date
        self.assertEqual(effective, version.publication_ids.date + timedelta(days=1))
        daily = self.env.ref("pgo_rof.ir_cron_enter_into_force")
        daily.method_direct_trigger()
        self.assertEqual(version.state, "approved", "not before its day")
        with freeze_time(fields.Datetime.to_datetime(effective) + timedelta(hours=11)):
            daily.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((version.state, version.case_id.state), ("in_force", "closed"))

    def _consult(self):
        """What anyone does without an account, following the links and forms of the pages themselves."""
        self.authenticate(None, None)
        version = self.version()
        search = self.page("/consulta", sees=("Consulta", "Lunahuaná"))
        form = search.xpath("//form[@action='/consulta']")[0]
        form.fields["q"] = "lunahuaná"
        found = self.page(
            f"/consulta?{urlencode(form.form_values())}",
            sees=("Municipalidad Distrital de Lunahuaná", "008-2026-MDL"),
        )
        path = found.xpath("//ul[@class='results']//a[contains(., 'Lunahuaná')]/@href")[0]
        reading = self.page(
            path,
            sees=(
                "Vigente",
                "N° 008-2026-MDL",
                "Oficina de Planeamiento y Presupuesto",
                "Artículo 1",
            ),
            draws=".pgo-organigram svg",
        )
        [address] = reading.xpath("//a[contains(@href, 'rof.pdf')]/@href")
        pdf = self.url_open(address, timeout=120).content
        self.assertTrue(pdf.startswith(b"%PDF"))
        text = " ".join(
            " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()
        )
        self.assertIn("Oficina de Planeamiento y Presupuesto", text)
        self.assertIn(
            "Conducir la formulación del presupuesto institucional", text.replace("\u00ad", "")
        )
        code = reading.xpath("//a[starts-with(@href, '/verificar/')]//code/text()")[0]
        asked = self.page("/verificar", sees=("Código de verificación",))
        form = asked.xpath("//form[@action='/verificar']")[0]
        form.fields["codigo"] = code.lower()
        answer = f"/verificar?{urlencode(form.form_values())}"
        self.page(
            answer,
            sees=("Documento auténtico y vigente", "008-2026-MDL", version.verification_code),
        )

    def page(self, path, sees, draws="body"):
        """Open a public page in the browser, look for what a reader must see in it, and return its tree."""
        looks = f"""(() => {{
            const text = document.body.innerText.replace(/\\s+/g, " ");
            for (const words of {json.dumps(sees)}) {{
                if (!text.includes(words)) {{
                    return console.error(`${{location.pathname}} does not say: ${{words}}`);
                }}
            }}
            const drawing = document.querySelector({json.dumps(draws)})?.getBoundingClientRect();
            if (!drawing || drawing.width < 300 || drawing.height < 100) {{
                return console.error(`${{location.pathname}} does not draw {draws}`);
            }}
            console.log("test successful");
        }})()"""
        self.browser_js(path, looks, timeout=90)
        return html.fromstring(self.url_open(path, timeout=60).text)

    def _history(self):
        """Every act is in the log, by who did it, and the log and the seals are as they were written."""
        events = self.env["pgo.event"].search(
            [("id", "not in", self.earlier.ids)], order="sequence"
        )
        self.assertEqual(
            [(event.kind, self._role_of(event.user_id)) for event in events], list(HISTORY)
        )
        self.assertEqual(verify.run(self.env), 0)

    def _role_of(self, user):
        return next((role for role, person in self.users.items() if person == user), "platform")
