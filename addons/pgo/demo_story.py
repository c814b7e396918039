"""The demonstration: four real municipalities in different stages and one person per role.

Loaded once by `./pgo up`, never in production. Every step is done by the person who does it in real life, with
their own rights and on its day, through the same methods as the buttons: nothing is written behind the guards.
Texts, numbers of documents and reasons are of the demonstration; the municipalities are real, their facts are not.
"""

import base64
import io
import re
import secrets
from contextlib import contextmanager
from datetime import datetime, timedelta

from freezegun import freeze_time
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from odoo import Command, fields
from odoo.addons.pgo_entity.roles import ENTITY_ROLES

from . import demo_dossier

#: login, name (a role), membership role; those of an entity hold it for the four municipalities.
PEOPLE = (
    ("formulador", "Formulador OPP", "formulator"),
    ("colaborador", "Colaborador de unidad", "contributor"),
    ("planeamiento", "Jefatura de Planeamiento (OPP)", "planning_chief"),
    ("legal", "Revisor legal (OAJ)", "legal_reviewer"),
    ("gerencia", "Gerencia Municipal", "approver"),
    ("entidad", "Administrador de la entidad", "entity_admin"),
    ("admisibilidad", "Admisibilidad SGP", "sgp_admissibility"),
    ("evaluador", "Evaluador SGP", "sgp_evaluator"),
    ("coordinador", "Coordinador SGP", "sgp_coordinator"),
    ("sgp", "Administrador SGP", "sgp_admin"),
    ("datos", "Equipo de datos", "data_team"),
    ("auditor", "Auditor", "auditor"),
)

#: Each in its stage: a draft, one being evaluated, one observed and being corrected, one in force.
HUANCAYA, CHILCA, YUNGAY, ASIA = "MD-151014", "MD-150505", "MP-022001", "MD-150502"

DOSSIER = (
    ("draft_instrument", "Proyecto de ordenanza municipal"),
    ("explanatory_statement", "Exposición de motivos"),
    ("technical_report", "Informe técnico sustentatorio"),
    ("legal_report", "Informe legal"),
)


def load(env):
    """Tell the story and return (login, name, password, role) of each person."""
    story = Story(env)
    # Designated well before their first act, so that the history reads in order.
    with story.at(200):
        people = story.name_people()
    for days, step in sorted(story.steps(), key=lambda pair: -pair[0]):
        with story.at(days):
            step()
            env.flush_all()
            env.invalidate_all()
    return people


class Story:
    """The steps of the demonstration, each with the days that have passed since."""

    def __init__(self, env):
        self.env = env(
            context={
                **env.context,
                "lang": "es_PE",
                "no_reset_password": True,
                "tracking_disable": True,
            }
        )
        self.now = datetime.combine(fields.Date.today(), datetime.min.time()).replace(hour=15)
        self.users = {}
        self.versions = {}

    @contextmanager
    def at(self, days):
        """Live on the business day that was `days` days ago, at ten in the morning of Lima."""
        day = self.now - timedelta(days=days)
        while day.weekday() > 4:
            day -= timedelta(days=1)
        with freeze_time(day, tick=True):
            yield

    def steps(self):
        """Return [(days ago, step)]."""
        return [
            *self.asia(),
            *self.yungay(),
            *self.chilca(),
            (5, lambda: self.draft_of(HUANCAYA)),
            (4, self.edit_huancaya),
        ]

    # People -------------------------------------------------------------------------------------------------

    def name_people(self):
        """Create the users and their designations; return what `./pgo up` prints."""
        people = []
        internal = self.env.ref("base.group_user")
        entities = [self.entity(code) for code in (HUANCAYA, CHILCA, YUNGAY, ASIA)]
        start = (self.now - timedelta(days=365)).date()
        for login, name, role in PEOPLE:
            password = secrets.token_urlsafe(9)
            user = self.env["res.users"].create(
                {
                    "login": login,
                    "name": name,
                    "password": password,
                    "lang": "es_PE",
                    "tz": "America/Lima",
                    "group_ids": [Command.set(internal.ids)],
                }
            )
            self.users[role] = user
            of_entity = role in ENTITY_ROLES
            for entity in entities if of_entity else [self.env["pgo.entity"]]:
                self.env["pgo.membership"].create(
                    {
                        "user_id": user.id,
                        "role": role,
                        "entity_id": entity.id,
                        "date_from": start,
                        "instrument": "Resolución N° 001 (demostración)",
                    }
                )
            label = dict(
                self.env["pgo.membership"]._fields["role"]._description_selection(self.env)
            )[role]
            people.append((login, name, password, label))
        return people

    def entity(self, code):
        return self.env["pgo.entity"].search([("code", "=", code)])

    def as_(self, role, record):
        """Return `record` in the hands of the person who holds `role`."""
        return record.with_user(self.users[role]).with_context(lang="es_PE")

    # Pieces of the story ------------------------------------------------------------------------------------

    def draft_of(self, code):
        entity = self.entity(code)
        wizard = self.as_("formulator", self.env["pgo.version.adopt"]).create(
            {"entity_id": entity.id}
        )
        action = wizard.action_adopt()
        self.versions[code] = self.env["pgo.version"].browse(action["res_id"])

    def complete(self, code):
        """Fill in what the model leaves open and answer the warnings, as the formulator."""
        version = self.as_("formulator", self.versions[code])
        for article in version.article_ids:
            if article.body and "(COMPLETAR" in article.body:
                article.body = re.sub(
                    r"creada por \(COMPLETAR[^)]*\)", "creada por ley", article.body
                )
        demo_dossier.fill(version)
        version._recheck()
        pending = version.finding_ids.filtered(
            # The documents come later.
            lambda row: row.pending and row.rule_code not in ("R58", "R89")
        )
        if pending:
            pending.action_answer("Se revisó con el área usuaria y se mantiene el texto.")

    def endorse(self, code):
        version = self.versions[code]
        self.as_("formulator", version).action_request_endorsement()
        self.as_("planning_chief", version).action_endorse_planning()
        self.as_("legal_reviewer", version).action_endorse_legal()

    def add_dossier(self, code):
        version = self.versions[code]
        present = set(version.dossier_ids.mapped("kind"))
        self.as_("formulator", self.env["pgo.dossier.document"]).create(
            [
                {
                    "version_id": version.id,
                    "kind": kind,
                    "number": "N° 015-2026",
                    "file": self.paper(title, version.entity_id.name),
                    "file_name": f"{kind}.pdf",
                }
                for kind, title in DOSSIER
                if kind not in present
            ]
        )

    def send(self, code):
        self.add_dossier(code)
        self.endorse(code)
        self.as_("approver", self.versions[code]).action_send()

    def case(self, code):
        return self.versions[code].case_id

    def start_admissibility(self, code):
        self.as_("sgp_admissibility", self.case(code)).action_start_admissibility()

    def admit(self, code, complexity):
        self.as_("sgp_admissibility", self.case(code)).action_admit(complexity)

    def take(self, code):
        self.as_("sgp_evaluator", self.case(code)).action_take()

    def observe(self, code, observations):
        """Write observations on functions of units, given as (name of unit, place, kind number, text, suggestion)."""
        case = self.case(code)
        units = {unit.name: unit for unit in case.version_id.unit_ids}
        for name, place, number, text, suggestion in observations:
            kind = self.env["pgo.observation.kind"].search([("number", "=", number)])
            self.as_("sgp_evaluator", self.env["pgo.observation"]).create(
                {
                    "case_id": case.id,
                    "target_kind": "function",
                    "target_uid": units[name].function_ids[place].uid,
                    "kind_id": kind.id,
                    "text": text,
                    "suggested_text": suggestion,
                }
            )

    def issue(self, code):
        self.as_("sgp_evaluator", self.case(code)).action_issue_observations()

    def correct(self, code, answers):
        """Start the next round and settle as many observations as there are answers; the draft stays as the version."""
        case = self.as_("formulator", self.case(code))
        action = case.action_start_correction()
        self.versions[code] = self.env["pgo.version"].browse(action["res_id"])
        for observation, answer in zip(case.observation_ids.sorted("id"), answers, strict=False):
            if observation.suggested_text and answer is True:
                observation.action_use_suggestion()
            else:
                observation.action_answer(answer)

    def clear_all(self, code):
        self.as_("sgp_evaluator", self.case(code).observation_ids).action_clear()

    def conclude(self, code):
        """The evaluator drafts a favourable opinion, the coordinator concludes it."""
        case = self.case(code)
        evaluator = self.as_("sgp_evaluator", case)
        self.as_("sgp_evaluator", case.checklist_ids).write({"answer": "complies"})
        action = evaluator.action_draft_opinion()
        self.as_("sgp_evaluator", self.env["pgo.opinion"].browse(action["res_id"])).action_submit()
        self.as_("sgp_coordinator", case).action_conclude_favourable()

    def to_council(self, code):
        version = self.as_("approver", self.versions[code])
        version.action_elevate()
        version.action_to_council()

    def approve(self, code, number):
        version = self.as_("approver", self.versions[code])
        version._register_approval(
            {
                "instrument": "Ordenanza municipal",
                "number": number,
                "date": fields.Date.today(),
                "session_date": fields.Date.today(),
                "file": self.paper(f"Ordenanza municipal N° {number}", version.entity_id.name),
                "file_name": "ordenanza.pdf",
            }
        )

    def publish(self, code):
        version = self.as_("approver", self.versions[code])
        version._register_publication(
            {
                "medium": "judicial_newspaper",
                "medium_detail": "Diario encargado de los avisos judiciales",
                "date": fields.Date.today(),
                "file": self.paper("Publicación de la ordenanza", version.entity_id.name),
                "file_name": "publicacion.pdf",
            }
        )

    def enter_into_force(self, code):
        self.versions[code]._platform_transition("in_force")

    def paper(self, title, entity):
        """Return a one-page PDF, base64: the demonstration has no scanned documents to show."""
        page = io.BytesIO()
        sheet = canvas.Canvas(page, pagesize=A4, invariant=1)
        sheet.setFont("Helvetica-Bold", 16)
        sheet.drawString(72, 740, title)
        sheet.setFont("Helvetica", 12)
        sheet.drawString(72, 712, entity)
        sheet.drawString(72, 690, "Documento de demostración, sin valor legal.")
        sheet.showPage()
        sheet.save()
        return base64.b64encode(page.getvalue())

    # The four municipalities --------------------------------------------------------------------------------

    def asia(self):
        """Asia, in Cañete: from the model to a ROF in force, with one round of observations."""
        observations = [
            (
                "Gerencia de Desarrollo Social",
                1,
                16,
                "La función no distingue si el órgano dirige o ejecuta: precise el verbo según su nivel.",
                "Dirigir los programas sociales de alcance distrital y la atención de la población en riesgo.",
            )
        ]
        return [
            (160, lambda: self.draft_of(ASIA)),
            (152, lambda: self.complete(ASIA)),
            (150, lambda: self.send(ASIA)),
            (149, lambda: self.start_admissibility(ASIA)),
            (148, lambda: self.admit(ASIA, "low")),
            (147, lambda: self.take(ASIA)),
            (142, lambda: self.observe(ASIA, observations)),
            (141, lambda: self.issue(ASIA)),
            (136, lambda: self.correct(ASIA, [True])),
            (134, lambda: self.complete(ASIA)),
            (133, lambda: self.send(ASIA)),
            (131, lambda: self.clear_all(ASIA)),
            (130, lambda: self.conclude(ASIA)),
            (120, lambda: self.to_council(ASIA)),
            (100, lambda: self.approve(ASIA, "008-2026-MDA")),
            (97, lambda: self.publish(ASIA)),
            (94, lambda: self.enter_into_force(ASIA)),
        ]

    def yungay(self):
        """Yungay, a province: observed, its planning office is correcting."""
        observations = [
            (
                "Gerencia de Desarrollo Económico",
                0,
                16,
                "La redacción describe una actividad y no una función del órgano.",
                "Conducir la promoción del desarrollo económico local de alcance provincial.",
            ),
            (
                "Oficina General de Planeamiento y Presupuesto",
                2,
                15,
                "La función se repite en una de sus unidades orgánicas: despliegue la de la unidad.",
                False,
            ),
        ]
        return [
            (62, lambda: self.draft_of(YUNGAY)),
            (55, lambda: self.complete(YUNGAY)),
            (49, lambda: self.send(YUNGAY)),
            (48, lambda: self.start_admissibility(YUNGAY)),
            (46, lambda: self.admit(YUNGAY, "medium")),
            (45, lambda: self.take(YUNGAY)),
            (36, lambda: self.observe(YUNGAY, observations)),
            (34, lambda: self.issue(YUNGAY)),
            (14, lambda: self.correct(YUNGAY, [True])),
        ]

    def chilca(self):
        """Chilca, a district: in evaluation, with an observation being written."""
        observations = [
            (
                "Gerencia de Administración Tributaria",
                1,
                16,
                "La función debe empezar por el verbo que corresponde a un órgano de segundo nivel.",
                False,
            )
        ]
        return [
            (40, lambda: self.draft_of(CHILCA)),
            (33, lambda: self.complete(CHILCA)),
            (16, lambda: self.send(CHILCA)),
            (13, lambda: self.start_admissibility(CHILCA)),
            (12, lambda: self.admit(CHILCA, "medium")),
            (11, lambda: self.take(CHILCA)),
            (3, lambda: self.observe(CHILCA, observations)),
        ]

    def edit_huancaya(self):
        """Huancaya, a very small district: a draft with something still to correct."""
        version = self.as_("formulator", self.versions[HUANCAYA])
        unit = version.unit_ids.filtered(lambda unit: unit.nature == "line")[0]
        unit.assignee_ids = self.users["contributor"]
        function = unit.function_ids[1]
        function.text = (
            f"{function.text.rstrip('.')} con la finalidad de mejorar la calidad de vida."
        )
        version._recheck()
