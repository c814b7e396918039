import json
from hashlib import sha256

from odoo import fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.exceptions import UserError
from odoo.tools import SQL, clean_context

from pgo_core import guide, plain
from pgo_core.dossier import (
    Budget,
    Dossier,
    DossierDocument,
    Equivalence,
    Reason,
    StaffRow,
    StaffTable,
    UnitReason,
)

from .technical_report import OWN_SECTIONS, REPORT_COLUMNS
from .unit_reason import ANSWERS, ASKS, CRITERIA, SECOND_LEVEL

#: Columns of the rows that a copy inside a case keeps, besides REPORT_COLUMNS.
UNIT_REASON_COLUMNS = (*ANSWERS, *ASKS)
REASON_COLUMNS = ("about", "uid", "change", "label", "quote", "text", "sequence")
EQUIVALENCE_COLUMNS = ("from_uid", "from_name", "note", "sequence")

#: The facts of the dossier of each version, as JSON, in one query whatever their number.
FACTS = """
    SELECT v.id,
      (SELECT row_to_json(r) FROM pgo_technical_report r WHERE r.version_id = v.id),
      (SELECT json_agg(json_build_array(u.uid, u.name, coalesce(s.cap, 0), coalesce(s.cas, 0))
                       ORDER BY u.sort_key, u.id)
         FROM pgo_staff s JOIN pgo_unit u ON u.id = s.unit_id
        WHERE s.version_id = v.id AND (s.cap > 0 OR s.cas > 0 OR s.without_staff)),
      (SELECT json_agg(json_build_array(u.uid, row_to_json(r)) ORDER BY u.sort_key, u.id)
         FROM pgo_unit_reason r JOIN pgo_unit u ON u.id = r.unit_id WHERE r.version_id = v.id),
      (SELECT json_agg(json_build_array(r.about, coalesce(r.uid, ''), r.text) ORDER BY r.sequence, r.id)
         FROM pgo_dossier_reason r WHERE r.version_id = v.id AND trim(coalesce(r.text, '')) <> ''),
      (SELECT json_agg(json_build_array(e.from_uid, coalesce(u.uid, ''), coalesce(e.note, ''))
                       ORDER BY e.sequence, e.id)
         FROM pgo_equivalence e LEFT JOIN pgo_unit u ON u.id = e.to_unit_id
        WHERE e.version_id = v.id AND (u.id IS NOT NULL OR trim(coalesce(e.note, '')) <> '')),
      (SELECT json_agg(json_build_array(d.kind, coalesce(d.number, ''), d.date,
                                        d.planning_endorser_id, d.legal_endorser_id) ORDER BY d.kind, d.id)
         FROM pgo_dossier_document d WHERE d.version_id = v.id)
      FROM pgo_version v WHERE v.id IN %s
"""


class Version(models.Model):
    """The typed dossier of a version (`pgo_core.dossier`), read for the rules and the papers."""

    _inherit = "pgo.version"

    technical_report_ids = fields.One2many(
        "pgo.technical.report", "version_id", string="Technical Report"
    )
    dossier_facts = fields.Json(
        string="Dossier as It Was Sent",
        readonly=True,
        copy=False,
        prefetch=False,
        # Publishing the text does not open its dossier; the entity reads its own rows.
        groups="pgo_base.pgo_base_group_sgp,pgo_base.pgo_base_group_data_team,pgo_base.pgo_base_group_auditor",
        help="Facts of the dossier at the sending, kept with the findings of that day.",
    )

    # Reading -------------------------------------------------------------------------------------------------

    def _dossier(self):
        """Return the dossier of this version as the library has it."""
        self.ensure_one()
        return self._dossiers()[self]

    def _dossiers(self):
        """Return {version: Dossier}; a constant number of queries."""
        if not self:
            return {}
        self.env.flush_all()
        facts = {row[0]: row[1:] for row in self.env.execute_query(SQL(FACTS, tuple(self.ids)))}
        return {version: version._typed_dossier(*facts[version.id]) for version in self}

    def _typed_dossier(self, report, staff, unit_reasons, reasons, equivalences, documents):
        report = report or {}
        told = {"need": self.purpose} | {name: report.get(name) for name in OWN_SECTIONS}
        new_text = report.get("new_text")
        return Dossier(
            change_cases=tuple(self.change_case_ids.mapped("letter")),
            new_text=None if not new_text else new_text == "whole",
            report={name: text for name, text in told.items() if (text or "").strip()},
            staff=_staff(staff),
            unit_reasons=tuple(
                reason for uid, row in unit_reasons or () if (reason := _unit_reason(uid, row))
            ),
            function_reasons=_reasons(reasons, "function"),
            model_reasons=_reasons(reasons, "model"),
            budget=_budget(report),
            equivalences=tuple(Equivalence(*row) for row in equivalences or ()),
            documents=(self._draft_document(), *(_document(*row) for row in documents or ())),
        )

    def _draft_document(self):
        """Return the draft of the text, which is this version, with the visto bueno that it has (LOE 50.2)."""
        return DossierDocument(
            "draft_document",
            endorsed_by=_endorsers(self.planning_endorser_id, self.legal_endorser_id),
        )

    def _dossier_guide(self):
        """Return what the dossier asks for and what of it is done."""
        self.ensure_one()
        document = self._document()
        return guide.guide(document, self._rule_context(document))

    def _facts_to_keep(self):
        """Return the dossier as it is kept at the sending: its JSON form and the SHA-256 of it."""
        facts = plain.dump(self._dossier())
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        return {"dossier": facts, "sha256": sha256(text.encode()).hexdigest()}

    def _keep_facts(self, facts):
        # Its transition checked that the person sends it; only who evaluates reads the field.
        opened(self.sudo(), TRANSITION).write({"dossier_facts": facts})

    def _dossier_told(self):
        """Return {(model, identifier, field): (where, what it says)} of all that people wrote of the dossier.

        In the language of the State: it is compared and kept.
        """
        self.ensure_one()
        official = self.with_context(clean_context({**self.env.context, "lang": "es_PE"}))
        told = {}
        if (official.purpose or "").strip():
            label = official._fields["purpose"]._description_string(official.env)
            told[self._name, "technical_report", "purpose"] = (label, official.purpose)
        report = official.technical_report_ids
        for rows in (
            report,
            report.staff_ids,
            report.unit_reason_ids,
            report.function_reason_ids,
            report.model_reason_ids,
            report.equivalence_ids,
        ):
            for row in rows:
                told |= row._told()
        return told

    # Screens -------------------------------------------------------------------------------------------------

    def action_open_dossier(self):
        """Open the guided dossier; who prepares it finds its rows ready to be filled in."""
        return self._open_dossier()

    def _open_dossier(self, page=""):
        """Return the action that opens the guided dossier, on the page of its notebook with that name."""
        self.ensure_one()
        if self.kind == "model" or not self.entity_id:
            raise UserError(self.env._("A model has no dossier: its entity prepares one."))
        report = self.env["pgo.technical.report"].search([("version_id", "=", self.id)])
        if self._is_preparing() and self._prepares_dossier():
            # Role and state were just checked; the row says nothing until somebody fills it in.
            report = report or report.sudo()._of(self).with_env(self.env)
            report._prepare()
        if not report:
            raise UserError(
                self.env._("Nobody has opened this dossier yet: its formulator prepares it.")
            )
        return open_form(
            report, name=self.env._("Dossier"), context={"pgo_page": page} if page else {}
        )

    # Copies --------------------------------------------------------------------------------------------------

    def _copy_dossier_rows(self, source, whole):
        """Copy the facts of the dossier of `source`, whose text this version starts as a copy of, in one statement.

        Without `whole` only the cuadro de necesidades: a modification is justified anew.
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(self._copy_dossier_statement(source, whole))
        for name in (
            "pgo.technical.report",
            "pgo.staff",
            "pgo.unit.reason",
            "pgo.dossier.reason",
            "pgo.equivalence",
        ):
            self.env[name].invalidate_model(flush=False)

    def _copy_dossier_statement(self, source, whole):
        def names(columns):
            return SQL(", ").join(SQL.identifier(column) for column in columns)

        def values(columns):
            return SQL(", ").join(SQL.identifier("src", column) for column in columns)

        audit = SQL("entity_id, create_uid, create_date, write_uid, write_date, version_id")
        common = SQL(
            "%s, %s, now(), %s, now(), %s",
            self.entity_id.id or None,
            self.env.uid,
            self.env.uid,
            self.id,
        )
        report_columns = REPORT_COLUMNS if whole else ("budget_years",)
        report_values = values(report_columns) if whole else SQL("NULL::int")
        return SQL(
            """
            WITH report AS (
                INSERT INTO pgo_technical_report (%(audit)s, %(report_columns)s)
                SELECT %(common)s, %(report_values)s
                  FROM pgo_technical_report src WHERE src.version_id = %(source)s
                RETURNING id
            ), unit AS MATERIALIZED (
                SELECT old.id, new.id AS new_id FROM pgo_unit old JOIN pgo_unit new ON new.uid = old.uid
                 WHERE old.version_id = %(source)s AND new.version_id = %(target)s
            ), staff AS (
                INSERT INTO pgo_staff (%(audit)s, report_id, unit_id, cap, cas, without_staff)
                SELECT %(common)s, report.id, unit.new_id, src.cap, src.cas, src.without_staff
                  FROM pgo_staff src JOIN unit ON unit.id = src.unit_id CROSS JOIN report
                 WHERE src.version_id = %(source)s ORDER BY src.id
            ), unit_reasons AS (
                INSERT INTO pgo_unit_reason (%(audit)s, report_id, unit_id, %(unit_columns)s)
                SELECT %(common)s, report.id, unit.new_id, %(unit_values)s
                  FROM pgo_unit_reason src JOIN unit ON unit.id = src.unit_id CROSS JOIN report
                 WHERE src.version_id = %(source)s AND %(whole)s ORDER BY src.id
            ), reasons AS (
                INSERT INTO pgo_dossier_reason (%(audit)s, report_id, %(reason_columns)s)
                SELECT %(common)s, report.id, %(reason_values)s
                  FROM pgo_dossier_reason src CROSS JOIN report
                 WHERE src.version_id = %(source)s AND %(whole)s ORDER BY src.id
            )
            INSERT INTO pgo_equivalence (%(audit)s, report_id, to_unit_id, %(equivalence_columns)s)
            SELECT %(common)s, report.id, unit.new_id, %(equivalence_values)s
              FROM pgo_equivalence src CROSS JOIN report LEFT JOIN unit ON unit.id = src.to_unit_id
             WHERE src.version_id = %(source)s AND %(whole)s ORDER BY src.id
            """,
            source=source.id,
            target=self.id,
            whole=whole,
            audit=audit,
            common=common,
            report_columns=names(report_columns),
            report_values=report_values,
            unit_columns=names(UNIT_REASON_COLUMNS),
            unit_values=values(UNIT_REASON_COLUMNS),
            reason_columns=names(REASON_COLUMNS),
            reason_values=values(REASON_COLUMNS),
            equivalence_columns=names(EQUIVALENCE_COLUMNS),
            equivalence_values=values(EQUIVALENCE_COLUMNS),
        )


def _staff(rows):
    if not rows:
        return None
    table = tuple(StaffRow(uid, name, cap, cas, cap + cas) for uid, name, cap, cas in rows)
    return StaffTable(
        table,
        sum(row.cap for row in table),
        sum(row.cas for row in table),
        sum(row.cap + row.cas for row in table),
    )


def _unit_reason(uid, row):
    """Return the reason of a unit, None while nobody wrote anything in its row."""
    criteria = tuple(letter for letter in CRITERIA if row[f"criterion_{letter}"])
    answers = {letter: (row[f"second_{letter}"] or "").strip() for letter in SECOND_LEVEL}
    answers = {letter: text for letter, text in answers.items() if text}
    justification = (row["justification"] or "").strip()
    if not (criteria or justification or answers or row["exception"]):
        return None
    return UnitReason(uid, criteria, justification, bool(row["exception"]), answers)


def _reasons(rows, about):
    return tuple(Reason(uid, text.strip()) for kind, uid, text in rows or () if kind == about)


def _budget(report):
    """Return section 3 in figures, None while it is empty; no entity spends nothing, so 0 is not known."""
    budget = Budget(
        spending_before=int(report.get("spending_before") or 0) or None,
        spending_after=int(report.get("spending_after") or 0) or None,
        years=report.get("budget_years") or 0,
        statement=(report.get("statement") or "").strip(),
        financing=(report.get("financing") or "").strip(),
    )
    return budget if budget != Budget() else None


def _document(kind, number, date, planning, legal):
    return DossierDocument(kind, number, date or "", _endorsers(planning, legal))


def _endorsers(planning, legal):
    given = (("planning_chief", planning), ("legal_reviewer", legal))
    return tuple(role for role, person in given if person)
