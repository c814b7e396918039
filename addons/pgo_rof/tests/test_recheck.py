import random
from unittest.mock import patch

from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.exceptions import UserError
from odoo.tests import tagged

from pgo_core import rules

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestRecheck(VersionCase):
    """An edit is checked where it fell, and the result is that of a full check."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.adopt()

    def stored(self):
        """Return what is stored of each finding, by key."""
        self.version.invalidate_recordset(["finding_ids"])
        return {
            finding.key: (
                finding.severity,
                finding.message,
                finding.unit_id.id,
                finding.target_digest,
            )
            for finding in self.version.finding_ids
        }

    def only_some(self, check):
        """Return `check` that fails when it is asked for every rule."""

        def some(document, context, only=None):
            self.assertIsNotNone(only, "all was checked again")
            return check(document, context, only)

        return some

    def commit(self):
        """Let the transaction reach the point at which edits are checked."""
        self.env.cr.precommit.run()

    def test_edits_give_what_a_full_check_gives(self):
        chance = random.Random(7)
        texts = ("Aprobar", "Los planes del área", "Ejecutar el plan a fin de mejorar", "Dirigir…")
        for _turn in range(12):
            unit = chance.choice(self.version.unit_ids)
            edit = chance.choice(("text", "add", "drop", "name", "move", "article", "competence"))
            if edit == "text":
                unit.function_ids[:1].text = chance.choice(texts)
            elif edit == "add":
                self.env["pgo.function"].with_user(self.formulator).create(
                    {"unit_id": unit.id, "text": chance.choice(texts)}
                )
            elif edit == "drop":
                unit.function_ids[-1:].unlink()
            elif edit == "article":
                article = chance.choice(self.version.article_ids)
                article.body = f"{article.body or ''} Ver el artículo 999."
            elif edit == "competence":
                chance.choice(self.version.competence_ids).function_ids = [(5, 0, 0)]
            elif edit == "name":
                unit.name = chance.choice(("Área de obras", "Comité de obras"))
            elif unit.parent_id.parent_id:
                unit.parent_id = unit.parent_id.parent_id
            with patch.object(rules, "check", side_effect=self.only_some(rules.check)):
                self.commit()
            partial = self.stored()
            self.version._recheck()
            self.assertEqual(partial, self.stored())

    def test_a_rule_that_sgp_changed_makes_the_next_check_whole(self):
        self.version.unit_ids[0].function_ids[0].text = "Ejecutar acciones a fin de mejorar"
        self.commit()
        before = self.version.finding_ids.filtered(lambda finding: finding.rule_code == "R32")
        self.assertEqual(before.severity, "warns")
        rule = self.env["pgo.rule"].with_user(self.sgp_admin).search([("rule_id", "=", "R32")])
        rule.write({"severity": "informs", "reason": "Criterio de la SSAP."})
        # An edit elsewhere: only a full check comes to the unit with the finding.
        self.version.unit_ids[-1].function_ids[0].text = "Ejecutar los planes de su competencia"
        self.commit()
        self.assertEqual(before.severity, "informs")

    def test_a_finding_keeps_its_place_and_words(self):
        function = self.version.unit_ids[-1].function_ids[0]
        function.text = "Ejecutar el plan con la finalidad de mejorar"
        self.commit()
        (finding,) = self.version.finding_ids.filtered(lambda finding: finding.rule_code == "R32")
        (found,) = finding._as_found()
        start, end = found.span
        self.assertEqual(function.text[start:end], "con la finalidad de")
        self.assertEqual(found.message(), finding.message)
        self.assertEqual(found.key(), finding.key)


@tagged("post_install", "-at_install")
class TestRuleSet(VersionCase):
    """The rules with which a text was sealed stay with it, and with the rounds of its case."""

    def set_severity(self, severity):
        rule = self.env["pgo.rule"].with_user(self.sgp_admin).search([("rule_id", "=", "R32")])
        rule.write({"severity": severity, "reason": "Criterio de la SSAP."})

    def test_the_rule_set_is_sealed_with_the_text(self):
        self.set_severity("informs")
        version = self.endorsed()
        kept = version.rule_set
        self.assertEqual(set(kept["rules"]), set(rules.REGISTRY))
        self.assertEqual(kept["rules"]["R32"]["severity"], "informs")
        self.assertEqual(kept["rules"]["R30"]["parameters"], {"advised": 3})
        self.assertEqual(kept["core_version"], version.core_version)
        self.set_severity("warns")
        self.assertEqual(version.rule_set["rules"]["R32"]["severity"], "informs")

    def test_a_text_is_sent_with_the_rules_of_that_day(self):
        version = self.complete(self.adopt())
        unit = version.unit_ids[-1]
        unit.function_ids[0].text = "Ejecutar el plan con miras a mejorar el servicio"
        self.complete(version)
        self.endorse(version)
        self.add_dossier(version)
        self.env.cr.precommit.run()
        answered = version.finding_ids.filtered("answer")
        answers = {row.key: row.answer for row in answered}
        self.assertNotIn("R31", version.finding_ids.filtered("pending").mapped("rule_code"))
        rule = self.env["pgo.rule"].with_user(self.sgp_admin).search([("rule_id", "=", "R30")])
        rule.parameter_ids.write({"value": "26", "reason": "Criterio de la SSAP."})
        version.with_user(self.approver).action_send()
        self.assertEqual(version.rule_set["rules"]["R30"]["parameters"], {"advised": 26})
        new = version.finding_ids.filtered(lambda row: row.rule_code == "R30")
        self.assertTrue(new and all(new.mapped("pending")))
        self.assertEqual({row.key: row.answer for row in answered.exists()}, answers)
        self.assertFalse(version._verify_seal())

    def test_what_is_sent_under_the_same_rules_is_not_checked_again(self):
        version = self.endorsed()
        self.add_dossier(version)
        self.env.cr.precommit.run()
        with patch.object(rules, "check", side_effect=AssertionError("checked again")):
            version.with_user(self.approver).action_send()
        self.assertEqual(version.state, "sent")

    def test_a_refused_sending_leaves_rules_and_findings_as_they_were(self):
        version = self.endorsed()
        self.set_severity("informs")
        before = self.rows_of(version.finding_ids)
        # Without its dossier it is not sent.
        self.assertRefused(UserError, version, version.with_user(self.approver).action_send)
        self.assertEqual(self.rows_of(version.finding_ids), before)

    def test_the_next_round_is_checked_with_the_rules_of_the_first(self):
        self.set_severity("informs")
        first = self.endorsed()
        self.set_severity("blocks")
        second = self.adopt()
        opened(second.sudo(), TRANSITION).write({"previous_round_id": first.id})
        self.assertEqual(second._rule_context().settings["R32"].severity, "informs")
        self.assertEqual(second._rule_set()["rules"]["R32"]["severity"], "informs")
        self.assertEqual(self.adopt()._rule_context().settings["R32"].severity, "blocks")

    def test_the_rules_of_a_sealed_text_are_shown_as_they_were(self):
        self.set_severity("informs")
        version = self.endorsed()
        self.set_severity("warns")
        page = self.env["pgo.rule.set"].browse(version.action_rule_set()["res_id"])
        row = next(row for row in str(page.table).split("<tr>") if "<b>R32</b>" in row)
        self.assertIn("Información", row)
        self.assertIn("a fin de", row)

    def test_nobody_writes_the_rule_set(self):
        version = self.adopt()
        with self.assertRaises(UserError):
            version.write({"rule_set": {"rules": {}}})
        self.assertFalse(version.rule_set)
