from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestReadiness(VersionCase):
    """What is missing before sending is one page, and every step leads to its place."""

    def page(self, version, user=None):
        version = version.with_user(user or self.formulator)
        return version.env["pgo.readiness"].browse(version.action_readiness()["res_id"])

    def states(self, version):
        """Return {place: states} of the page."""
        found = {}
        for line in self.page(version).line_ids:
            found.setdefault(line.place, []).append(line.state)
        return found

    def test_a_new_draft_lacks_what_the_law_asks(self):
        version = self.adopt()
        states = self.states(version)
        self.assertEqual(states["units"], ["done"])
        self.assertEqual(states["blocking"], ["missing"])
        # The supuesto comes with the adoption; two endorsements come later. Three documents are missing, and the
        # explanatory statement, which can be answered.
        self.assertEqual(states["documents"], ["missing"] * 4)
        self.assertEqual(states["version"], ["done", "later", "later"])

    def test_nothing_is_missing_when_everything_was_done(self):
        version = self.adopt()
        version.change_case_ids = self.env["pgo.change.case"].search([], limit=1)
        self.complete(version)
        self.add_dossier(version)
        self.endorse(version)
        page = self.page(version)
        self.assertEqual(page.missing_count, 0)
        self.assertEqual(set(page.line_ids.mapped("state")), {"done"})
        self.assertFalse(any(page.line_ids.mapped("detail")))

    def test_an_unsaved_check_is_already_counted(self):
        version = self.complete(self.adopt())
        unit = version.unit_ids[-1]
        unit.function_ids[0].text = "Los planes de la unidad"
        line = self.page(version).line_ids.filtered(lambda line: line.place == "warnings")
        self.assertEqual(line.state, "missing")

    def test_each_step_leads_to_its_place(self):
        version = self.adopt()
        for line in self.page(version).line_ids:
            action = line.action_go()
            expected = {"units": "pgo.unit", "blocking": "pgo.finding", "warnings": "pgo.finding"}
            place, _dot, page = line.place.partition(".")
            expected["dossier"] = "pgo.technical.report"
            self.assertEqual(action["res_model"], expected.get(place, "pgo.version"))
            if place in ("dossier", "documents"):
                self.assertEqual(action["context"], {"pgo_page": page or "dossier"})

    def test_a_finding_of_the_dossier_leads_to_its_page(self):
        version = self.adopt()
        pages = {}
        for finding in version.finding_ids.filtered(lambda finding: finding.gate == "sending"):
            action = finding.action_go()
            pages[finding.rule_code, finding.variant] = (
                action["res_model"],
                action["context"]["pgo_page"],
            )
        report = "pgo.technical.report"
        self.assertEqual(pages["R58", "missing_legal"], ("pgo.version", "dossier"))
        self.assertEqual(pages["R60", "none"], (report, "report"))
        self.assertEqual(pages["R87", "staff"], (report, "staff"))
        self.assertEqual(pages["R87", "statement"], (report, "budget"))
        self.assertEqual(pages["R84", "first"], (report, "units"))

    def test_who_has_to_endorse_is_named(self):
        version = self.complete(self.adopt())
        version.action_request_endorsement()
        details = " ".join(filter(None, self.page(version).line_ids.mapped("detail")))
        self.assertIn(self.planning.name, details)
        self.assertIn(self.legal.name, details)

    def test_a_stranger_sees_no_page(self):
        version = self.adopt()
        with self.assertRaises(AccessError):
            self.page(version, self.stranger)

    def test_after_the_approval_the_publication_is_missing(self):
        version = self.endorsed().with_user(self.approver)
        version.action_elevate()
        version.action_to_council()
        today = fields.Date.context_today(version)
        version._register_approval(
            {"instrument": "Ordenanza Municipal", "number": "001-2026", "date": today}
        )
        page = self.page(version, self.approver)
        self.assertEqual(page.line_ids.mapped("state")[:2], ["done", "missing"])
        version._register_publication({"medium": "posters", "date": today, "url": "https://x.pe/1"})
        page = self.page(version, self.approver)
        self.assertEqual(page.line_ids.mapped("state")[:2], ["done", "done"])
        # This district is of the province of Lima: posters are not its medium (LOM 44.1).
        self.assertIn("El Peruano", " ".join(page.line_ids.mapped("detail")[2:]))
