from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from pgo_core import rules

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestRule(VersionCase):
    """What SGP sets of a rule: for whom, in what cases, since when and with which figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.rule_of("R30")
        cls.version = cls.adopt()

    @classmethod
    def rule_of(cls, rule_id):
        return cls.env["pgo.rule"].with_user(cls.sgp_admin).search([("rule_id", "=", rule_id)])

    def parameter(self, rule_id, key):
        return self.rule_of(rule_id).parameter_ids.filtered(lambda row: row.key == key)

    def setting(self, rule_id):
        return self.env["pgo.rule"]._settings()[rule_id]

    def test_every_parameter_of_the_library_is_in_the_table_with_its_words(self):
        rows = self.env["pgo.rule.parameter"].search([])
        self.assertEqual(
            {(row.rule_id.rule_id, row.key) for row in rows},
            {(rule.id, key) for rule in rules.rules() for key in rule.parameters},
        )
        self.assertFalse(rows.filtered(lambda row: row.label == row.key).mapped("key"))

    def test_a_number_is_set_in_the_form_and_told_in_the_log(self):
        with Form(self.rule) as form:
            form.reason = "Criterio de la SSAP."
            with form.parameter_ids.edit(0) as line:
                line.value = "5"
        self.assertEqual(self.setting("R30").parameters, {"advised": 5})
        event = self.env["pgo.event"].search([("kind", "=", "rule.changed")], limit=1)
        self.assertIn("Criterio de la SSAP.", str(event.payload))
        self.parameter("R30", "advised").write({"value": "", "reason": "Se vuelve al inicial."})
        self.assertEqual(self.setting("R30").parameters, {})

    def test_words_are_one_per_line(self):
        self.parameter("R32", "patterns").write(
            {"value": "a fin de\n\n con miras a \n", "reason": "Prueba"}
        )
        self.assertEqual(self.setting("R32").parameters, {"patterns": ["a fin de", "con miras a"]})

    def test_a_value_out_of_range_is_refused_with_what_is_allowed(self):
        parameter = self.parameter("R30", "advised")
        for value in ("0", "500", "tres", "2.5"):
            message = self.assertRefused(
                ValidationError, parameter, parameter.write, {"value": value, "reason": "Prueba"}
            )
            self.assertIn(value, message)

    def test_only_the_value_is_set_and_with_a_reason(self):
        parameter = self.parameter("R30", "advised")
        for vals in ({"key": "x"}, {"default_value": "9"}, {"allowed": "todo"}, {"label": "x"}):
            self.assertRefused(UserError, parameter, parameter.write, {**vals, "reason": "Prueba"})
        self.assertRefused(UserError, parameter, parameter.write, {"value": "4"})
        self.assertRefused(
            (AccessError, UserError),
            parameter,
            parameter.with_user(self.formulator).write,
            {"value": "4", "reason": "Prueba"},
        )
        self.assertRefused((AccessError, UserError), parameter, parameter.unlink)

    def test_for_whom_when_and_in_which_cases(self):
        district = self.entity.type_id
        case = self.env["pgo.change.case"].search([("letter", "=", "a")])
        self.rule.write(
            {
                "entity_type_ids": [(6, 0, district.ids)],
                "change_case_ids": [(6, 0, case.ids)],
                "date_from": date(2026, 1, 1),
                "reason": "Prueba",
            }
        )
        setting = self.setting("R30")
        self.assertEqual(setting.entity_types, (district.code,))
        self.assertEqual(setting.change_cases, ("a",))
        self.assertEqual((setting.valid_from, setting.valid_to), ("2026-01-01", ""))
        self.assertRefused(
            ValidationError,
            self.rule,
            self.rule.write,
            {"date_to": date(2025, 1, 1), "reason": "Prueba"},
        )

    def test_a_rule_for_other_supuestos_finds_nothing(self):
        self.version.unit_ids[-1].function_ids.unlink()
        self.version._recheck()
        self.assertIn("R30", self.version.finding_ids.mapped("rule_code"))
        cases = self.env["pgo.change.case"].search([])
        others = cases - self.version.change_case_ids
        self.rule.write({"change_case_ids": [(6, 0, others.ids)], "reason": "Prueba"})
        self.version._recheck()
        self.assertNotIn("R30", self.version.finding_ids.mapped("rule_code"))
        self.version.change_case_ids = others[0]
        self.env.cr.precommit.run()
        self.assertIn("R30", self.version.finding_ids.mapped("rule_code"))

    def test_a_rule_that_ended_finds_nothing_any_more(self):
        unit = self.version.unit_ids[-1]
        unit.function_ids.unlink()
        self.version._recheck()
        self.assertIn("R30", self.version.finding_ids.mapped("rule_code"))
        self.rule.write({"date_to": date(2020, 12, 31), "reason": "Derogada."})
        self.version._recheck()
        self.assertNotIn("R30", self.version.finding_ids.mapped("rule_code"))

    def test_examples_are_shown_with_what_is_found(self):
        text = str(self.rule_of("R31").examples)
        self.assertIn("✓", text)
        self.assertIn("✗", text)
        self.assertIn("infinitivo", text)

    def test_trying_a_rule_on_a_version_writes_nothing(self):
        unit = self.version.unit_ids[-1]
        unit.function_ids[0].text = "Los planes de la unidad"
        self.version._recheck()
        before = self.rows_of(self.version.finding_ids)
        trial = self.env["pgo.rule.test"].with_user(self.auditor_of_rules())
        trial = trial.create({"rule_id": self.rule_of("R31").id, "version_id": self.version.id})
        self.assertIn("Los planes de la unidad", trial.result)
        self.assertEqual(self.rows_of(self.version.finding_ids), before)
        trial.rule_id = self.rule_of("R24")
        self.assertIn("<p>", trial.result)

    def auditor_of_rules(self):
        """Return someone of SGP who also reads the drafts of this entity."""
        return self._person("rule_trial", "sgp_evaluator", "formulator", entity=self.entity)
