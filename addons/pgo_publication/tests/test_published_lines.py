from odoo.addons.pgo_rof.tests.common import VersionCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestPublishedLines(VersionCase):
    def lines(self, version):
        return self.env["pgo.published.line"].search([("version_id", "=", version.id)])

    def test_only_what_is_in_force(self):
        version = self.endorsed()
        self.assertFalse(self.lines(version), "nothing of a sealed text that is not published")
        self.in_force(version)
        lines = self.lines(version)
        self.assertEqual(lines.unit_id, version.unit_ids.sudo())
        self.assertEqual(lines.function_id, version.function_ids.sudo())
        self.assertEqual(len(lines), version.unit_count + version.function_count)
        self.assertEqual(lines.entity_id, self.entity)

    def test_place_in_the_text(self):
        version = self.in_force(self.endorsed())
        line = self.lines(version).filtered("function_id")[:1]
        self.assertRegex(line.place, r"^Artículo \d+, literal a\)$")
        self.assertEqual(line.anchor, f"art-{line.function_id.uid}")
        self.assertIn(f'id="{line.anchor}"', version.document_html)
        unit_line = self.lines(version).filtered(lambda line: not line.function_id)[:1]
        self.assertIn(f'id="{unit_line.anchor}"', version.document_html)

    def test_superseded_and_derogated_leave_the_search(self):
        version = self.in_force(self.endorsed())
        draft = version.with_user(self.formulator)._start_modification()
        self.assertFalse(self.lines(draft))
        later = self.in_force(self.endorse(self.complete(draft)))
        self.assertFalse(self.lines(version))
        self.assertTrue(self.lines(later))
        later.with_user(self.approver).action_derogate("Ordenanza N° 9")
        self.assertFalse(self.lines(later))

    def test_models_are_not_searched(self):
        self.model._publish_lines()
        self.assertFalse(self.lines(self.model))

    def test_drafts_never_get_lines(self):
        """Even asked for directly: the statement itself looks at the state."""
        draft = self.adopt()
        self.env["pgo.published.line"]._write_lines(draft)
        self.assertFalse(self.lines(draft))

    def test_written_again_is_the_same(self):
        version = self.in_force(self.endorsed())
        before = self.lines(version).mapped("place")
        version._publish_lines()
        self.assertEqual(self.lines(version).mapped("place"), before)
