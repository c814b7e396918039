from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from pgo_core import plain, rules
from pgo_core.dossier import Dossier

from .common import PDF, VersionCase, fill_dossier


@tagged("post_install", "-at_install")
class TestDossierFacts(VersionCase):
    """What was written of the dossier reaches the rules, and what they find is attended before sending."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.adopt()

    def found(self, version=None):
        """Return {rule: variants} of what is pending of the dossier."""
        version = version or self.version
        self.env.cr.precommit.run()
        result = {}
        for row in version.finding_ids:
            if row.gate == "sending" and row.pending:
                result.setdefault(row.rule_code, set()).add(row.variant)
        return result

    # Facts ---------------------------------------------------------------------------------------------------

    def test_the_typed_dossier_is_what_was_written(self):
        report = fill_dossier(self.version)
        report.write({"new_text": "whole", "spending_before": 900000, "spending_after": 950000})
        report.write({"budget_years": 3, "financing": "Recursos directamente recaudados."})
        self.add_dossier(self.version)
        dossier = self.version._dossier()
        self.assertEqual(dossier.change_cases, ("a",))
        self.assertIs(dossier.new_text, True)
        self.assertEqual(dossier.budget.spending_after, 950000)
        self.assertEqual((dossier.budget.years, bool(dossier.budget.financing)), (3, True))
        units = {unit.uid for unit in self.version.unit_ids}
        self.assertEqual({row.unit_uid for row in dossier.staff.rows}, units)
        reason = dossier.unit_reasons[0]
        self.assertEqual(reason.criteria, ("b", "f"))
        self.assertEqual(set(reason.second_level), {"a", "b", "c"})
        self.assertEqual(
            [one.kind for one in dossier.documents],
            ["draft_document", "draft_instrument", "explanatory_statement", "legal_report"]
            + ["technical_report"],
        )
        self.assertEqual(plain.build(Dossier, plain.dump(dossier)), dossier, "as JSON and back")

    def test_reading_takes_the_same_queries_whatever_the_size(self):
        counts = []
        for units in (5, 40):
            version = self.small_version(units)
            action = version.with_user(self.formulator).action_open_dossier()
            self.env["pgo.technical.report"].browse(action["res_id"]).with_user(
                self.formulator
            ).staff_ids.write({"cap": 1})
            for _turn in ("warm", "measured"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                version._dossier()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # Rules ---------------------------------------------------------------------------------------------------

    def test_a_new_draft_is_told_what_its_case_asks(self):
        found = self.found()
        self.assertEqual(found["R60"], {"none"})
        self.assertEqual(found["R87"], {"staff", "statement"})
        self.assertEqual(found["R84"], {"first"})
        self.assertEqual(found["R58"], {"missing_instrument", "missing_technical", "missing_legal"})
        self.assertEqual(
            self.version.dossier_pending_count,
            len(
                self.version.finding_ids.filtered(lambda row: row.pending and row.gate == "sending")
            ),
        )

    def test_each_fact_takes_its_finding_away(self):
        report = fill_dossier(self.version)
        self.assertFalse(self.found().keys() & {"R60", "R62", "R84", "R87", "R88"})
        row = report.staff_ids.filtered(lambda row: row.unit_id.nature == "line")[0]
        row.write({"cap": 0, "cas": 0})
        self.assertEqual(self.found()["R62"], {"no_row"})
        row.without_staff = True
        self.assertNotIn("R62", self.found())
        report.no_duplication = False
        self.assertEqual(self.found()["R60"], {"missing"})
        report.statement = False
        self.assertEqual(self.found()["R87"], {"statement"})
        report.new_text = "whole"
        self.assertEqual(self.found()["R61"], {"no_comparison", "horizon"})
        report.write({"spending_before": 10, "spending_after": 20, "budget_years": 3})
        self.assertEqual(self.found()["R61"], {"financing"})

    def test_a_document_takes_its_finding_away(self):
        documents = self.version.env["pgo.dossier.document"]
        self.found()
        documents.create({"version_id": self.version.id, "kind": "legal_report", "file": PDF})
        self.assertNotIn("missing_legal", self.found()["R58"])
        documents.search([("version_id", "=", self.version.id)]).unlink()
        self.assertIn("missing_legal", self.found()["R58"])

    def test_an_edit_of_the_text_keeps_what_the_dossier_says(self):
        """After an edit only what is near it is looked at; a full check finds the same."""
        fill_dossier(self.version)
        self.found()
        self.version.unit_ids[-1].function_ids[0].text = "Ejecutar los planes de su competencia"
        with patch.object(rules, "check", side_effect=AssertionError("all was checked again")):
            self.env.cr.precommit.run()
        partial = {row.key: row.message for row in self.version.finding_ids}
        self.version._recheck()
        self.assertEqual({row.key: row.message for row in self.version.finding_ids}, partial)

    def test_staff_speaks_of_the_units(self):
        fill_dossier(self.version, posts=1)
        self.found()
        told = self.version.finding_ids.filtered(lambda row: row.rule_code == "R21")
        # Its units may come from a text on paper: told once, without asking for anything.
        self.assertEqual(told.mapped("severity"), ["informs"])

    # When ----------------------------------------------------------------------------------------------------

    def test_the_text_is_endorsed_while_the_dossier_is_being_written(self):
        version = self.version
        for article in version.article_ids:
            if "(COMPLETAR" in (article.body or ""):
                article.body = article.body[: article.body.index("(COMPLETAR")] + "la Ley N° 12345."
        version._recheck()
        version.finding_ids.filtered(
            lambda row: row.pending and row.gate == "endorsement"
        ).action_answer("Se mantiene.")
        self.assertTrue(version.dossier_pending_count)
        self.endorse(version)
        self.assertEqual(version.state, "endorsed")
        self.add_dossier(version)
        message = self.assertRefused(
            UserError, version, version.with_user(self.approver).action_send
        )
        self.assertIn("dossier is not ready", message)
        self.assertEqual(version.state, "endorsed")
        fill_dossier(version)
        self.found(version)
        version.finding_ids.filtered(
            lambda row: row.pending and row.gate == "sending"
        ).action_answer("Se mantiene.")
        version.with_user(self.approver).action_send()
        self.assertEqual(version.state, "sent")

    def test_after_the_endorsement_only_the_dossier_is_answered(self):
        version = self.complete(self.version)
        version.unit_ids[-1].function_ids[0].text = "Ejecutar el plan con la finalidad de mejorar"
        self.complete(version)
        text = version.finding_ids.filtered(lambda row: row.rule_code == "R32")
        self.endorse(version)
        version.with_user(self.formulator).technical_report_ids.no_duplication = "Nada se repite."
        self.assertEqual(self.found()["R60"], {"short"})
        self.assertTrue(text.answer, "what was answered of the text stays")
        short = version.finding_ids.filtered(lambda row: row.rule_code == "R60")
        short.with_user(self.formulator).action_answer("Es una entidad pequeña.")
        self.assertFalse(short.pending)
        self.assertRefused(
            UserError, text, text.with_user(self.formulator).action_answer, "Otra respuesta"
        )

    def test_what_blocks_may_be_accepted_with_both_reasons(self):
        version = self.endorsed()
        self.add_dossier(version)
        version.with_user(self.formulator).technical_report_ids.statement = False
        self.assertEqual(self.found(version), {"R87": {"statement"}})
        self.assertRefused(UserError, version, version.with_user(self.approver).action_send)
        finding = version.finding_ids.filtered(lambda row: row.rule_code == "R87")
        finding.with_user(self.planning).action_accept("El presupuesto está en la ley anual.")
        finding.with_user(self.legal).action_accept("Conforme con OPP.")
        version.with_user(self.approver).action_send()
        self.assertEqual(version.state, "sent")

    def test_what_is_missing_shows_it(self):
        page = self.version.env["pgo.readiness"].browse(self.version.action_readiness()["res_id"])
        lines = page.line_ids.filtered(lambda line: (line.place or "").startswith("dossier."))
        self.assertTrue(lines and set(lines.mapped("state")) == {"missing"})
        self.assertTrue(any("cuadro de necesidades" in line.name for line in lines))
        staff = lines.filtered(lambda line: "cuadro de necesidades" in line.name)[0]
        self.assertEqual(staff.place, "dossier.staff")
        action = staff.action_go()
        self.assertEqual(action["res_model"], "pgo.technical.report")
        self.assertEqual(action["context"], {"pgo_page": "staff"})
        documents = [line.name for line in page.line_ids if "Legal Report" in line.name]
        self.assertEqual(len(documents), 1, "a missing document is told once")

    # Visto bueno ---------------------------------------------------------------------------------------------

    def draft_instrument(self, version):
        return version.dossier_ids.filtered(lambda one: one.kind == "draft_instrument")

    def test_who_endorses_the_text_endorses_its_draft_instrument(self):
        self.add_dossier(self.version)
        self.endorse(self.complete(self.version))
        draft = self.draft_instrument(self.version)
        self.assertEqual(
            (draft.planning_endorser_id, draft.legal_endorser_id), (self.planning, self.legal)
        )
        endorsed = {one.kind: set(one.endorsed_by) for one in self.version._dossier().documents}
        both = {"planning_chief", "legal_reviewer"}
        self.assertEqual(endorsed["draft_document"], both)
        self.assertEqual(endorsed["draft_instrument"], both)
        self.assertFalse(endorsed["legal_report"])

    def test_another_paper_needs_its_own(self):
        self.add_dossier(self.version)
        self.endorse(self.complete(self.version))
        draft = self.draft_instrument(self.version).with_user(self.formulator)
        self.assertNotIn("R58", self.found())
        draft.file = PDF
        self.assertFalse(draft.planning_endorser_id or draft.legal_endorser_id)
        self.assertEqual(self.found()["R58"], {"not_endorsed"})
        send = self.version.with_user(self.approver).action_send
        self.assertRefused(UserError, self.version, send)
        for user in (self.formulator, self.approver, self.contributor):
            act = draft.with_user(user).action_endorse
            self.assertRefused((UserError, AccessError), draft, act)
        draft.with_user(self.planning).action_endorse()
        self.assertRefused(UserError, draft, draft.with_user(self.planning).action_endorse)
        draft.with_user(self.legal).action_endorse()
        self.assertNotIn("R58", self.found())
        send()

    def test_nobody_writes_a_visto_bueno(self):
        documents = self.version.env["pgo.dossier.document"]
        vals = {"version_id": self.version.id, "kind": "draft_instrument", "file": PDF}
        forged = {"planning_endorser_id": self.formulator.id}
        context = {f"default_{name}": value for name, value in forged.items()}
        draft = documents.with_context(**context).create({**vals, **forged})
        self.assertFalse(draft.planning_endorser_id)
        self.assertRefused(UserError, draft, draft.write, forged)
        self.assertRefused(UserError, draft, draft.sudo().write, forged)

    def test_returning_the_text_takes_the_visto_bueno_back(self):
        self.add_dossier(self.version)
        self.complete(self.version).action_request_endorsement()
        self.version.with_user(self.planning).action_endorse_planning()
        draft = self.draft_instrument(self.version)
        self.assertTrue(draft.planning_endorser_id)
        self.version.with_user(self.legal).action_return_to_draft("Falta una base legal.")
        self.assertFalse(draft.planning_endorser_id)

    def test_the_legal_reviewer_adds_only_its_report(self):
        documents = self.env["pgo.dossier.document"].with_user(self.legal)
        vals = {"version_id": self.version.id, "file": PDF}
        documents.create({**vals, "kind": "legal_report"})
        self.assertRefused(
            UserError, self.version, documents.create, {**vals, "kind": "technical_report"}
        )

    # What was sent -------------------------------------------------------------------------------------------

    def test_the_facts_are_kept_with_the_findings_of_the_sending(self):
        version = self.endorsed()
        self.add_dossier(version)
        self.assertFalse(version.sudo().dossier_facts)
        version.with_user(self.approver).action_send()
        kept = version.sudo().dossier_facts
        self.assertEqual(plain.build(Dossier, kept["dossier"]), version._dossier())
        self.assertEqual(len(kept["sha256"]), 64)
        self.assertRefused(UserError, version, version.write, {"dossier_facts": {}})

    def test_a_council_that_amends_is_asked_for_no_dossier(self):
        version = self.endorsed().with_user(self.approver)
        version.action_elevate()
        version.action_to_council()
        copy = version._start_amendment("Acta N° 1", "Precisa una función.")
        self.assertFalse(copy.finding_ids.filtered(lambda row: row.gate == "sending"))
