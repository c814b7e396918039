from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestAdopt(VersionCase):
    """Adopting a model gives the municipality a complete draft of its own."""

    def test_three_models_are_shipped_and_sealed(self):
        models = self.env["pgo.version"].search([("kind", "=", "model")])
        self.assertEqual(
            set(models.mapped("model_key")), {"district_small", "district", "province"}
        )
        self.assertEqual(set(models.mapped("state")), {"in_force"})
        self.assertTrue(all(models.mapped("seal")))
        self.assertTrue(all(models.mapped("provisional")))

    def test_draft_has_everything_of_the_model(self):
        version = self.adopt()
        self.assertEqual(version.state, "draft")
        self.assertEqual(version.entity_id, self.entity)
        self.assertEqual(version.unit_count, len(self.model.unit_ids))
        self.assertEqual(version.function_count, len(self.model.function_ids))
        self.assertEqual(len(version.article_ids), len(self.model.article_ids))
        self.assertEqual(len(version.competence_ids), len(self.model.competence_ids))
        self.assertEqual(
            len(version.function_ids.citation_ids), len(self.model.function_ids.citation_ids)
        )
        self.assertEqual(version.unit_ids.entity_id, self.entity)
        self.assertEqual(version.function_ids.entity_id, self.entity)

    def test_a_note_tells_how_it_was_born(self):
        version = self.adopt()
        [note] = version.message_ids
        self.assertIn(self.model.name, note.body)
        self.assertEqual(note.author_id, self.formulator.partner_id)
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertTrue(note.is_internal)
        # A name is text, not HTML, also in the note.
        version._note_birth("<b>ROF</b>")
        self.assertIn("&lt;b&gt;", version.message_ids[0].body)

    def test_tree_hangs_from_the_new_version(self):
        version = self.adopt()
        self.assertEqual(version.unit_ids.parent_id.version_id, version)
        origin = {unit.uid: unit for unit in self.model.unit_ids}
        for unit in version.unit_ids:
            self.assertEqual(
                unit.parent_id.origin_uid or False, origin[unit.origin_uid].parent_id.uid or False
            )

    def test_new_stable_ids_keep_their_origin(self):
        version = self.adopt()
        origin = set(self.model.function_ids.mapped("uid"))
        self.assertEqual(set(version.function_ids.mapped("origin_uid")), origin)
        self.assertFalse(origin & set(version.function_ids.mapped("uid")))

    def test_placeholders_are_resolved_or_marked(self):
        version = self.adopt()
        text = " ".join(
            [version.title or ""]
            + [article.body or "" for article in version.article_ids]
            + version.unit_ids.mapped("name")
            + version.function_ids.mapped("text")
        )
        self.assertNotIn("{{", text)
        self.assertIn(self.entity.name, version.title)
        self.assertIn("(COMPLETAR", text)
        self.assertIn("R73", version.finding_ids.mapped("rule_code"))

    def test_adopted_models_block_only_on_what_is_to_be_completed(self):
        province = self.env["pgo.entity"].search(
            [("type_code", "=", "province_municipality")], limit=1
        )
        person = self._person("rof_province", "formulator", entity=province)
        for key, entity, user in (
            ("district_small", self.entity, self.formulator),
            ("district", self.entity, self.formulator),
            ("province", province, person),
        ):
            model = self.env["pgo.version"].search([("model_key", "=", key)])
            version = self.adopt(model, user, entity)
            blocking = version.finding_ids.filtered(lambda finding: finding.severity == "blocks")
            # The model writes the text; the dossier is written by the people of the entity.
            blocking = blocking.filtered(lambda finding: finding.gate == "endorsement")
            self.assertEqual(set(blocking.mapped("rule_code")), {"R73"}, blocking.mapped("message"))

    def test_versions_are_numbered_in_their_entity(self):
        self.assertEqual([self.adopt().number, self.adopt().number], [1, 2])

    def test_wizard_proposes_the_model_by_population(self):
        district = self.env["pgo.version"].search([("model_key", "=", "district")])
        for population, model, outside in (
            (500, self.model, False),
            (9_999, self.model, False),
            (10_000, district, False),
            (70_000, district, False),
            (90_000, district, True),
        ):
            self.entity.sudo().population = population
            wizard = Form(self.env["pgo.version.adopt"].with_user(self.formulator))
            self.assertEqual(wizard.entity_id.id, self.entity.id)
            self.assertEqual((wizard.model_version_id.id, wizard.is_outside), (model.id, outside))
        action = wizard.save().action_adopt()
        self.assertEqual(self.env["pgo.version"].browse(action["res_id"]).entity_id, self.entity)

    def test_model_of_another_kind_of_entity_is_refused(self):
        province = self.env["pgo.version"].search([("model_key", "=", "province")])
        versions = self.env["pgo.version"].search_count([])
        with self.assertRaises(UserError):
            self.adopt(province)
        self.assertEqual(self.env["pgo.version"].search_count([]), versions)

    def test_only_the_formulator_of_the_entity_adopts(self):
        versions = self.env["pgo.version"].search_count([])
        for user in (self.planning, self.contributor, self.stranger, self.sgp_admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.adopt(user=user)
        self.assertEqual(self.env["pgo.version"].search_count([]), versions)

    def test_modification_keeps_stable_ids(self):
        version = self.in_force(self.endorsed())
        copy = version.with_user(self.formulator)._start_modification()
        self.assertEqual(copy.base_version_id, version)
        self.assertEqual(
            set(copy.function_ids.mapped("uid")), set(version.function_ids.mapped("uid"))
        )
        self.assertEqual(copy._read_document(), version._document())

    def test_a_modification_is_justified_anew_and_a_correction_is_not(self):
        version = self.in_force(self.endorsed()).with_user(self.formulator)
        written = (version.change_case_ids, version.purpose)
        self.assertTrue(all(written))
        modification = version._start_modification()
        self.assertFalse(modification.change_case_ids or modification.purpose)
        correction = version._start_correction()
        self.assertEqual((correction.change_case_ids, correction.purpose), written)
