import io

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EvaluationCase


@tagged("post_install", "-at_install")
class TestReports(EvaluationCase):
    """The case's own forms really print."""

    def words(self, report, record, user):
        """Return the text of the PDF that `user` prints, without the soft hyphens of its hyphenation."""
        reports = self.env["ir.actions.report"].with_user(user)
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, record.ids
        )
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(
            " ".join(page.extract_text() for page in pages).replace("\u00ad", "").split()
        )

    def test_observation_sheet_tells_each_observation(self):
        case = self._in_evaluation()
        function = self._functions(case.version_id)[0]
        self._observe(case, function, text="Precise el verbo según el nivel del órgano.")
        hidden = self.words("pgo_evaluation.report_observation_sheet", case, self.evaluator)
        self.assertNotIn("Precise el verbo", hidden, "a draft observation was printed")
        case.with_user(self.evaluator).action_issue_observations()
        for user in (self.evaluator, self.formulator):
            words = self.words("pgo_evaluation.report_observation_sheet", case, user)
            self.assertIn("HOJA DE OBSERVACIONES", words)
            self.assertIn(case.number, words)
            self.assertIn(case.entity_id.name, words)
            self.assertIn("Precise el verbo según el nivel del órgano.", words)
            self.assertIn(function.text[:40], words)
            self.assertNotIn("Odoo", words)

    def test_another_entity_prints_nothing(self):
        case = self._in_evaluation()
        with self.assertRaises(AccessError):
            self.words("pgo_evaluation.report_observation_sheet", case, self.outsider)

    def test_opinion_tells_what_was_set_aside_and_why(self):
        version = self._adopted()
        unit = version.unit_ids.filtered(lambda unit: unit.nature == "line")[0]
        unit.name = "Comité de Obras"
        self._attend_findings(version)
        case = self._sent(self._endorsed(version)).with_user(self.admissibility)
        case.action_start_admissibility()
        case.action_admit("low")
        case.with_user(self.evaluator).action_take()
        case.with_user(self.evaluator).action_draft_opinion()
        words = self.words("pgo_evaluation.report_opinion", case.opinion_ids, self.evaluator)
        self.assertIn("Comité de Obras", words)
        self.assertIn("La estructura responde a la realidad del distrito.", words)

    def test_opinion_prints_its_report(self):
        case = self._in_evaluation()
        case.with_user(self.evaluator).action_draft_opinion()
        words = self.words("pgo_evaluation.report_opinion", case.opinion_ids, self.evaluator)
        self.assertIn("OPINIÓN TÉCNICA", words)
        self.assertIn(case.number, words)
        self.assertIn("Borrador", words)
