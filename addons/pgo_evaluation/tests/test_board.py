from odoo.addons.pgo_base.models.sentinel import LOAD, opened
from odoo.tests import tagged

from .common import EvaluationCase

CARD = (
    "number",
    "entity_id",
    "department_id",
    "complexity",
    "days_left",
    "date_due",
    "paused",
    "overdue",
    "term_card",
    "open_observation_count",
    "evaluator_id",
)


@tagged("post_install", "-at_install")
class TestBoard(EvaluationCase):
    """The board reads in a constant number of queries and its views are sound."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        entities = cls.env["pgo.entity"].search([("type_id.is_municipal", "=", True)], limit=55)
        versions = opened(cls.env["pgo.version"], LOAD).create(
            [
                {"kind": "rof", "entity_id": entity.id, "title": "ROF", "template": "municipal"}
                for entity in entities
            ]
        )
        cls.cases = cls.env["pgo.case"]
        for version in versions:
            cls.cases |= cls.env["pgo.case"]._open_for(version)

    def _queries(self, cases, specification):
        self.env.flush_all()
        self.env.invalidate_all()
        records = self.env["pgo.case"].with_user(self.evaluator)
        start = self.env.cr.sql_log_count
        found = records.web_search_read([("id", "in", cases.ids)], specification)
        self.assertEqual(len(found["records"]), len(cases))
        return self.env.cr.sql_log_count - start

    def test_constant_queries(self):
        specification = {name: {} for name in CARD}
        for name in ("entity_id", "department_id", "evaluator_id"):
            specification[name] = {"fields": {"display_name": {}}}
        self._queries(self.cases[:2], specification)
        few = self._queries(self.cases[:5], specification)
        many = self._queries(self.cases[5:55], specification)
        self.assertEqual(many, few)
        self.assertLess(many, 25)

    def test_all_columns_are_shown(self):
        board = self.env["pgo.case"].with_user(self.evaluator).with_context(read_group_expand=True)
        groups = board.web_read_group([], ["stage_id"], ["__count"])["groups"]
        names = [group["stage_id"][1] for group in groups]
        self.assertEqual(names[0], "Recibido")
        self.assertEqual(len(names), 13)

    def test_views_load(self):
        for user in (self.evaluator, self.coordinator, self.formulator, self.auditor):
            for xml_id in (
                "pgo_case_action",
                "pgo_case_action_mine",
                "pgo_case_action_entity",
                "pgo_observation_action",
                "pgo_opinion_action",
            ):
                action = self.env.ref(f"pgo_evaluation.{xml_id}")
                views = [(False, mode) for mode in action.view_mode.split(",")] + [
                    (False, "search")
                ]
                self.env[action.res_model].with_user(user).get_views(views)

    def test_cards_are_not_draggable(self):
        arch = self.env["pgo.case"].with_user(self.evaluator).get_view(view_type="kanban")["arch"]
        self.assertIn('records_draggable="0"', arch)
        self.assertIn('quick_create="0"', arch)
