from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import LOAD, opened
from odoo.tools import SQL

from pgo_core import guide as core_guide
from pgo_core.dossier import REPORT_SECTIONS
from pgo_core.rules import texts

from .unit_reason import ASKS

NEW_TEXT = [
    ("whole", "A whole new ROF is approved"),
    ("changes", "The one in force is modified"),
]
#: Sections with a field of their own here; the need is the purpose of the version.
OWN_SECTIONS = tuple(section for section in REPORT_SECTIONS if section != "need")
#: Columns that people write, and that a copy inside a case keeps.
REPORT_COLUMNS = (
    *OWN_SECTIONS,
    "new_text",
    "spending_before",
    "spending_after",
    "budget_years",
    "statement",
    "financing",
)
#: Page of the form where a step is done, when it is not that of its own name.
STEP_PAGES = {**dict.fromkeys(REPORT_SECTIONS, "report"), "function_reasons": "functions"}
#: What has its criteria shown beside it.
GUIDED = (
    "cases",
    *REPORT_SECTIONS,
    "units",
    "function_reasons",
    "staff",
    "equivalences",
    "model_reasons",
)


class TechnicalReport(models.Model):
    """The informe técnico of a version and its annexes as guided fields (LOE 46.2, 47; Lineamientos 02-2020-SGP,
    Anexos 2 and 7): what is derived is shown, what only people know is asked, with the criterion beside it.

    One per version, made when somebody who prepares the dossier opens it.
    """

    _name = "pgo.technical.report"
    _inherit = ["pgo.dossier.row"]
    _description = "Technical Report"
    _rec_name = "version_id"
    _logged_fields = REPORT_COLUMNS

    need = fields.Text(related="version_id.purpose", readonly=False, string="Need")
    structure = fields.Text(string="Structure")
    functions = fields.Text(string="Substantive Functions")
    no_duplication = fields.Text(string="No Duplication")
    resources = fields.Text(string="Resources")
    new_text = fields.Selection(
        NEW_TEXT,
        string="What Is Approved",
        help="A new ROF shows how it is paid in three years (LOE 47, section 3).",
    )
    spending_before = fields.Float(
        digits=(16, 0),
        string="Operating Expenses in Force",
        help="Soles a year of the structure in force.",
    )
    spending_after = fields.Float(
        digits=(16, 0),
        string="Operating Expenses Proposed",
        help="Soles a year of the structure proposed.",
    )
    spending_change = fields.Float(
        digits=(16, 0), string="Difference", compute="_compute_spending_change"
    )
    budget_years = fields.Integer(
        string="Years of the Projection", help="Years that the projection covers: three at least."
    )
    statement = fields.Text(
        string="Sufficient Resources",
        help="Who says, and with which document, that the resources suffice.",
    )
    financing = fields.Text(help="With what the higher current expenses are paid.")

    staff_ids = fields.One2many("pgo.staff", "report_id", string="Staff Needs")
    unit_reason_ids = fields.One2many("pgo.unit.reason", "report_id", string="Reasons of the Units")
    function_reason_ids = fields.One2many(
        "pgo.dossier.reason",
        "report_id",
        domain=[("about", "=", "function")],
        string="Reasons of the Functions",
    )
    model_reason_ids = fields.One2many(
        "pgo.dossier.reason",
        "report_id",
        domain=[("about", "=", "model")],
        string="Reasons for Departing from the Model",
    )
    equivalence_ids = fields.One2many("pgo.equivalence", "report_id", string="Equivalences")

    change_case_ids = fields.Many2many(
        related="version_id.change_case_ids", readonly=False, string="Cases Declared"
    )
    version_state = fields.Selection(related="version_id.state", string="Version State")
    dossier_pending_count = fields.Integer(related="version_id.dossier_pending_count")
    base_version_id = fields.Many2one(related="version_id.base_version_id")
    model_version_id = fields.Many2one(related="version_id.model_version_id")
    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_edit_cases = fields.Boolean(compute="_compute_can_edit")
    progress = fields.Integer(compute="_compute_guide")
    steps = fields.Html(string="What Is Asked", compute="_compute_guide", sanitize=False)
    next_step = fields.Html(compute="_compute_guide", sanitize=False)
    shown_cases = fields.Html(string="Cases Shown", compute="_compute_guide", sanitize=False)
    asked = fields.Json(compute="_compute_guide")
    asks_need = fields.Boolean(compute="_compute_guide")
    asks_structure = fields.Boolean(compute="_compute_guide")
    asks_functions = fields.Boolean(compute="_compute_guide")
    asks_no_duplication = fields.Boolean(compute="_compute_guide")
    asks_resources = fields.Boolean(compute="_compute_guide")
    has_unit_reasons = fields.Boolean(compute="_compute_guide")
    has_function_reasons = fields.Boolean(compute="_compute_guide")
    has_model_reasons = fields.Boolean(compute="_compute_guide")
    cases_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    need_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    structure_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    functions_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    no_duplication_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    resources_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    units_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    function_reasons_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    staff_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    equivalences_guide = fields.Html(compute="_compute_criteria", sanitize=False)
    model_reasons_guide = fields.Html(compute="_compute_criteria", sanitize=False)

    _version_uniq = models.UniqueIndex("(version_id)", "The version already has its report.")
    _amounts = models.Constraint(
        "CHECK(coalesce(spending_before, 0) >= 0 AND coalesce(spending_after, 0) >= 0"
        " AND coalesce(budget_years, 0) BETWEEN 0 AND 50)",
        "Expenses are soles from 0 on; the projection covers from 0 to 50 years.",
    )

    @api.depends("version_id.name")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._("Dossier of %s", report.version_id.name)

    @api.depends("spending_before", "spending_after")
    def _compute_spending_change(self):
        for report in self:
            report.spending_change = report.spending_after - report.spending_before

    @api.depends_context("uid")
    @api.depends("version_id.state")
    def _compute_can_edit(self):
        for report in self:
            version = report.version_id
            report.can_edit = version._is_preparing() and version._prepares_dossier()
            report.can_edit_cases = version.can_edit

    def _compute_guide(self):
        for report in self:
            found = report.version_id._dossier_guide()
            report.progress = found.progress
            report.steps = _as_list(found.steps)
            report.next_step = next((_link(step) for step in found.steps if not step.done), False)
            report.shown_cases = self._cases_told(found)
            report.asked = list(found.sections)
            for section in REPORT_SECTIONS:
                report[f"asks_{section}"] = section in found.sections
            report.has_unit_reasons = bool(found.units)
            report.has_function_reasons = bool(found.functions)
            report.has_model_reasons = bool(report.model_reason_ids)

    def _cases_told(self, found):
        """Return the supuestos that the texts show, and where they differ from those declared."""
        if not found.shown:
            return Markup("<p>%s</p>") % self.env._(
                "The entity has no text in force on the platform to compare with: mark the cases of the proposal."
            )
        rows = Markup().join(
            Markup("<li>%s</li>") % texts.label("change_case", letter)
            for letter in sorted(found.shown)
        )
        lacking = sorted(found.shown - found.declared)
        told = (
            self.env._("Not declared yet: %s", ", ".join(f"{letter})" for letter in lacking))
            if lacking
            else self.env._("All of them are declared.")
        )
        style = "text-danger" if lacking else "text-success"
        return Markup("<ul class='mb-1'>%s</ul><p class='%s'>%s</p>") % (rows, style, told)

    def _compute_criteria(self):
        told = {key: _criteria_html(core_guide.criteria(key)) for key in GUIDED}
        for report in self:
            for key, html in told.items():
                report[f"{key}_guide"] = html

    def web_read(self, specification):
        # What was just saved counts already in what is asked and found.
        if self.env.cr.precommit.data.get("pgo.recheck"):
            self.env["pgo.version"]._recheck_changed()
        return super().web_read(specification)

    def _change_target(self):
        return "technical_report", self.version_id.name

    # Preparation ---------------------------------------------------------------------------------------------

    @api.model
    def _of(self, version):
        """Return the report of `version`, made if it has none. Two people who open it at once get the same."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                """INSERT INTO pgo_technical_report
                          (version_id, entity_id, create_uid, create_date, write_uid, write_date)
                   VALUES (%(version)s, %(entity)s, %(user)s, now(), %(user)s, now())
                   ON CONFLICT DO NOTHING RETURNING id""",
                version=version.id,
                entity=version.entity_id.id,
                user=self.env.uid,
            )
        )
        return self.search([("version_id", "=", version.id)])

    def _prepare(self):
        """Bring the rows to what the text asks for now; what was written stays.

        Empty rows that are no longer asked go. Nothing of this changes what the rules are given.
        """
        self.ensure_one()
        # Written, not only locked: of two people who open it at once, the second is started afresh by the server and
        # finds the rows of the first.
        self.env.execute_query(
            SQL(
                "UPDATE pgo_technical_report SET write_date = write_date WHERE id = %s RETURNING id",
                self.id,
            )
        )
        version = self.version_id
        found = version._dossier_guide()
        # `action_open_dossier` checked that the person prepares this dossier; rows are the platform's until they are
        # filled in.
        report = opened(self.sudo(), LOAD)
        units = {unit.uid: unit for unit in version.unit_ids}
        report._prepare_staff(units.values())
        report._prepare_unit_reasons(found, units)
        report._prepare_functions(found, units)
        report._prepare_equivalences(units)
        report._prepare_model_reasons()
        self.invalidate_recordset()

    def _prepare_staff(self, units):
        present = self.staff_ids.unit_id
        self.env["pgo.staff"].create(
            [{"report_id": self.id, "unit_id": unit.id} for unit in units if unit not in present]
        )

    def _prepare_unit_reasons(self, found, units):
        present = {row.unit_id.uid: row for row in self.unit_reason_ids}
        asked = {
            ask.unit.uid: {
                "asks_criteria": ask.criteria,
                "asks_exception": ask.exception,
                "asks_second_level": ask.second_level,
            }
            for ask in found.units
        }
        nothing = dict.fromkeys(ASKS, False)
        for uid, row in present.items():
            vals = asked.get(uid, nothing)
            if any(row[name] != value for name, value in vals.items()):
                row.write(vals)
        gone = [row.id for uid, row in present.items() if uid not in asked and not row._is_filled()]
        self.env["pgo.unit.reason"].browse(gone).unlink()
        self.env["pgo.unit.reason"].create(
            [
                {"report_id": self.id, "unit_id": units[uid].id, **vals}
                for uid, vals in asked.items()
                if uid not in present and uid in units
            ]
        )

    def _prepare_functions(self, found, units):
        rows = {}
        for place, change in enumerate(found.functions, start=1):
            unit = change.unit or change.was
            known = units.get(unit.uid)
            rows[change.function.uid] = {
                "change": change.kind,
                "label": known.display_name if known else unit.name,
                "quote": change.function.text,
                "sequence": place,
            }
        self._prepare_reasons("function", self.function_reason_ids, rows)

    def _prepare_model_reasons(self):
        """A row for each difference that the rules found, and those already explained."""
        findings = self.version_id.finding_ids.filtered(
            lambda finding: finding.rule_code in ("R71", "R72")
        )
        rows = {
            (finding.target_uid or finding.subject or ""): {
                "label": finding.unit_id.display_name,
                "quote": finding.message,
                "sequence": place,
            }
            for place, finding in enumerate(findings, start=1)
        }
        self._prepare_reasons("model", self.model_reason_ids, rows)

    def _prepare_reasons(self, about, present, rows):
        model = self.env["pgo.dossier.reason"]
        known = {row.uid or "": row for row in present}
        for uid, row in known.items():
            vals = rows.get(uid, {})
            if any((row[name] or False) != (value or False) for name, value in vals.items()):
                row.write(vals)
        gone = [row.id for uid, row in known.items() if uid not in rows and not row._is_filled()]
        model.browse(gone).unlink()
        model.create(
            [
                {"report_id": self.id, "about": about, "uid": uid, **vals}
                for uid, vals in rows.items()
                if uid not in known
            ]
        )

    def _prepare_equivalences(self, units):
        base = self.version_id.base_version_id._sealed_for_rules()
        if base is None:
            return
        present = set(self.equivalence_ids.mapped("from_uid"))
        self.env["pgo.equivalence"].create(
            [
                {
                    "report_id": self.id,
                    "from_uid": unit.uid,
                    "from_name": f"{unit.code} {unit.name}".strip(),
                    "to_unit_id": units[unit.uid].id if unit.uid in units else False,
                    "sequence": place,
                }
                for place, unit in enumerate(base.units, start=1)
                if unit.uid not in present
            ]
        )

    # Actions -------------------------------------------------------------------------------------------------

    def action_open_findings(self):
        """Open what the rules find in the dossier."""
        self.ensure_one()
        return self.version_id._open_dossier_findings()

    def action_open_version(self):
        """Open the version where its documents are added."""
        self.ensure_one()
        return self.version_id._open_form("dossier")


def _criteria_html(told):
    points = Markup().join(Markup("<li>%s</li>") % point for point in told["points"])
    return Markup("<ul class='mb-1 ps-3'>%s</ul><div class='small text-muted'>%s</div>") % (
        points,
        told["citation"],
    )


def _as_list(steps):
    """Return the steps as a list for reading: what is done and what is not, in words and not in colour alone."""
    rows = Markup().join(
        Markup("<li class='%s'><i class='fa %s me-2' aria-hidden='true'></i>%s%s</li>")
        % (
            "text-muted" if step.done else "fw-bold",
            "fa-check-circle text-success" if step.done else "fa-circle-o text-warning",
            escape(step.title) if step.done else _link(step),
            Markup("<span class='visually-hidden'> ✓</span>") if step.done else Markup(),
        )
        for step in steps
    )
    return Markup("<ul class='list-unstyled mb-0'>%s</ul>") % rows


def _link(step):
    """Return the title of a step as a link to where it is done: a page of the form, or the documents."""
    if step.key.startswith("documents."):
        place = Markup("data-pgo-button='action_open_version'")
    else:
        place = Markup("data-pgo-page='%s'") % STEP_PAGES.get(step.key, step.key)
    return Markup("<a href='#' role='button' class='text-primary' %s>%s</a>") % (place, step.title)
