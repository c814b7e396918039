from odoo import fields
from odoo.addons.pgo_base import verify
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from pgo_core import compare

from .common import AMENDED_BY, AMENDED_WHAT, AmendmentCase

REFUSALS = (UserError, AccessError, ValidationError)


@tagged("post_install", "-at_install")
class TestAmendment(AmendmentCase):
    """The body amended the text: a new sealed version carries it and the differences are listed."""

    def test_amended_text_is_approved_sealed_and_listed(self):
        copy = self.start()
        self.assertEqual((copy.state, copy.amendment_of_id), ("draft", self.version))
        self.assertEqual((self.version.state, copy.frozen), ("in_council", False))
        self.assertEqual(copy._read_document(), self.version._document())
        before = self.line_unit(self.version).function_ids[0].text
        function = self.reword(copy)
        self.assertEqual(copy.amendment_change_ids.mapped("target_uid"), [function.uid])
        self.answer(copy)
        sequence = self.last_sequence()
        copy._register_approval(self.approval())

        self.assertEqual((copy.state, self.version.state), ("approved", "replaced"))
        self.assertTrue(copy.frozen)
        self.assertNotEqual(copy.seal, self.version.seal)
        self.assertEqual(copy.approval_ids.session_date, self.today)
        change = copy.amendment_change_ids
        self.assertEqual((change.change, change.target_kind), ("changed", "function"))
        self.assertIn(before, change.before)
        self.assertIn(function.text, change.after)
        comparison = compare.compare(self.version._sealed_document(), copy._sealed_document())
        self.assertEqual(
            (copy.amendment_equal_count, copy.amendment_proof),
            (len(comparison.equal), comparison.proof),
        )
        events = self.events_since(sequence)
        self.assertEqual(
            events.mapped("kind"), ["version.approved_as_amended", "version.replaced_as_amended"]
        )
        for event in events:
            both = event.seal + event.payload
            self.assertIn(copy.seal, both)
            self.assertIn(self.version.seal, both)
        self.assertEqual((events[0].seal, events[1].seal), (copy.seal, self.version.seal))
        self.assertEqual(copy._verify_seal() + self.version._verify_seal(), [])
        self.assertEqual(verify.run(self.env), 0)

    def test_copy_keeps_the_order_of_what_has_the_same_sequence(self):
        """Order falls back on the id: rows moved about in their table are no difference."""
        draft = self.adopt()
        tables = ("pgo_unit", "pgo_function", "pgo_article", "pgo_competence")
        for table in map(SQL.identifier, tables):
            self.env.cr.execute(
                SQL("UPDATE %s SET sequence = 10 WHERE version_id = %s", table, draft.id)
            )
            self.env.cr.execute(
                SQL(
                    """UPDATE %(table)s SET write_date = now() WHERE id IN (
                         SELECT id FROM %(table)s WHERE version_id = %(id)s ORDER BY id LIMIT 7)""",
                    table=table,
                    id=draft.id,
                )
            )
        copy = draft._copy_inside({})
        self.assertEqual(copy._read_document(), draft._read_document())

    def test_parts_added_and_removed_are_listed(self):
        copy = self.start()
        unit = self.line_unit(copy).with_user(self.approver)
        gone = unit.function_ids[1]
        gone_uid, gone_text = gone.uid, gone.text
        gone.unlink()
        new = self.env["pgo.function"].with_user(self.approver)
        new = new.create({"unit_id": unit.id, "text": "Promover la participación de los vecinos"})
        copy._recheck()
        rows = {row.target_uid: row for row in copy.amendment_change_ids}
        self.assertEqual(rows[gone_uid].change, "removed")
        self.assertIn(gone_text, rows[gone_uid].before)
        self.assertEqual(rows[new.uid].change, "added")
        self.assertIn(new.text, rows[new.uid].after)

    def test_differences_are_read_in_words(self):
        """Citations, order and functions of a competence are told in words, not by their identifiers."""
        copy = self.start()
        competence = copy.competence_ids.filtered("function_ids")[0].with_user(self.approver)
        carried = competence.function_ids[0]
        competence.function_ids -= carried
        unit = self.line_unit(copy).with_user(self.approver)
        first, second = unit.function_ids[:2]
        unit.function_ids[-1].citation_ids = first.citation_ids
        first.sequence, second.sequence = second.sequence + 1, first.sequence
        copy._recheck()
        rows = copy.amendment_change_ids
        row = rows.filtered(lambda row: row.target_uid == competence.uid)
        self.assertIn(carried.text[:40], row.before)
        self.assertFalse(row.after)
        row = rows.filtered(lambda row: row.change == "reordered")
        self.assertIn(first.text[:40], row.before)
        self.assertIn(second.text[:40], row.after)
        parts = (copy.function_ids, copy.unit_ids, copy.competence_ids, copy.article_ids)
        uids = [part.uid for records in parts for part in records]
        text = "\n".join((row.before or "") + (row.after or "") for row in rows)
        self.assertFalse([uid for uid in uids if uid in text])
        self.assertIn("art. ", text)

    def test_what_is_published_is_the_amended_text(self):
        copy = self.start()
        function = self.reword(copy)
        self.answer(copy)
        copy._register_approval(self.approval())
        copy._register_publication(
            {"medium": "el_peruano", "date": self.today, "url": "https://example.org/1"}
        )
        with freeze_time(fields.Date.to_string(fields.Date.add(self.today, days=2))):
            copy._platform_transition("in_force")
        self.assertEqual(copy.state, "in_force")
        # Whoever reads what is published opens its form, though the text elevated is not theirs to read.
        specification = {
            "amendment_of_id": {"fields": {"display_name": {}}},
            "amended_version_id": {"fields": {"display_name": {}}},
            "amendment_change_ids": {"fields": {"label": {}, "before": {}}},
        }
        citizen = self._person("am_citizen", "data_team")
        for user, rows in ((citizen, 1), (self.stranger, 0)):
            [form] = copy.with_user(user).web_read(specification)
            self.assertEqual(len(form["amendment_change_ids"]), rows)
            with self.assertRaises(AccessError):
                self.version.with_user(self.stranger).read(["title"])
        later = copy.with_user(self.formulator)._start_modification()
        self.assertEqual((later.base_version_id, later.amendment_of_id.id), (copy, False))
        self.assertIn(function.text, later.function_ids.mapped("text"))
        self.assertIn(("draft", "endorsing"), later._transitions)

    def test_instrument_may_be_dated_before_it_is_typed_here(self):
        """The council amended on a day, the act is registered days later: its date is that of the council."""
        copy = self.start()
        self.reword(copy)
        self.answer(copy)
        days = [fields.Date.add(self.today, days=days) for days in (-1, 4, 9)]
        with freeze_time(fields.Date.to_string(days[2])):
            early = self.approval(date=days[0])
            self.assertRefused(ValidationError, copy, copy._register_approval, early)
            copy._register_approval(self.approval(date=days[1]))
        self.assertEqual(copy.state, "approved")

    def test_start_is_refused(self):
        endorsed = self.endorsed()
        for user, errors in (
            (self.formulator, AccessError),
            (self.planning, AccessError),
            (self.legal, AccessError),
            (self.contributor, AccessError),
            (self.stranger, AccessError),
            (self.sgp_admin, AccessError),
        ):
            versions = self.env["pgo.version"].search_count([])
            self.assertRefused(errors, self.version, self.start, user=user)
            self.assertEqual(self.env["pgo.version"].search_count([]), versions)
        self.assertRefused(UserError, endorsed, self.start, endorsed)
        for blank in (("", AMENDED_WHAT), (AMENDED_BY, " ")):
            self.assertRefused(ValidationError, self.version, self.version._start_amendment, *blank)
        self.start()
        self.assertRefused(UserError, self.version, self.start)
        self.assertEqual(len(self.version.amendment_ids), 1)

    def test_mandatory_opinion_covers_no_other_text(self):
        kind = self.entity.type_id.sudo()
        kind.write({"sgp_opinion": "mandatory", "reason": "Prueba"})
        message = self.assertRefused(UserError, self.version, self.start)
        self.assertTrue(message)
        kind.write({"sgp_opinion": "optional", "reason": "Prueba"})
        copy = self.start()
        self.reword(copy)
        self.answer(copy)
        kind.write({"sgp_opinion": "mandatory", "reason": "Prueba"})
        self.assertRefused(UserError, copy, copy._register_approval, self.approval())
        self.assertFalse(self.version.approval_ids + copy.approval_ids)

    def test_nothing_else_is_decided_while_the_amendment_is_open(self):
        self.start()
        for call, argument in (
            (self.version._register_approval, self.approval()),
            (self.version.action_return, "Lo devuelve."),
            (self.version.action_withdraw, "Se desiste."),
        ):
            self.assertRefused(UserError, self.version, call, argument)
        self.assertEqual(self.version.state, "in_council")

    def test_amendment_without_difference_is_not_approved(self):
        copy = self.start()
        function = self.line_unit(copy).function_ids[0].with_user(self.approver)
        original = function.text
        self.reword(copy)
        function.text = original
        copy._recheck()
        self.assertFalse(copy.amendment_change_ids)
        self.assertFalse(copy.finding_ids.filtered("pending"))
        self.assertRefused(UserError, copy, copy._register_approval, self.approval())
        self.assertEqual(self.version.state, "in_council")

    def test_renamed_norm_is_no_difference(self):
        """What a catalogue resolves may be renamed after the sealing: that amends nothing."""
        copy = self.start()
        norm = copy.function_ids.citation_ids.norm_id[0].sudo()
        norm.write({"title": "Otro título", "reason": "Prueba"})
        self.entity.sudo().acronym = "OTRA"
        self.assertRefused(UserError, copy, copy._register_approval, self.approval())

    def test_answers_stay_with_what_did_not_change(self):
        draft = self.adopt()
        function = self.line_unit(draft).function_ids[0]
        function.text = "Ejecutar acciones con la finalidad de mejorar el servicio"
        version = self.endorse(self.complete(draft)).with_user(self.approver)
        version.action_elevate()
        # The dossier stays with the text elevated.
        given = version.finding_ids.filtered(lambda row: row.answer and row.gate == "endorsement")
        self.assertTrue(given)
        copy = self.start(version)
        kept = {finding.key: finding.answer for finding in copy.finding_ids if finding.answer}
        self.assertEqual(kept, {finding.key: finding.answer for finding in given})
        self.reword(copy, "Ejecutar obras con la finalidad de mejorar el servicio")
        self.assertTrue(copy.finding_ids.filtered("pending"))

    def test_law_rules_what_the_council_amends(self):
        """A blocking finding is mended, or accepted with the reasons of both offices, as anywhere."""
        copy = self.start()
        one, two = copy.unit_ids.filtered(lambda unit: unit.nature == "line")[:2]
        one.with_user(self.approver).function_ids[0].text = "Ejecutar el plan anual de mejora"
        two.with_user(self.approver).function_ids[0].text = "Ejecutar el plan anual de mejora"
        copy._recheck()
        blocking = copy.finding_ids.filtered(lambda finding: finding.severity == "blocks")
        self.assertTrue(blocking)
        warnings = copy.finding_ids.filtered("pending") - blocking
        self.assertRefused(UserError, copy, copy._register_approval, self.approval())
        if warnings:
            warnings.with_user(self.approver).action_answer("Lo acordó el Concejo.")
        self.assertRefused(UserError, copy, copy._register_approval, self.approval())
        self.assertRefused(
            AccessError, blocking, blocking.with_user(self.approver).action_accept, "Lo acordó."
        )
        blocking.with_user(self.planning).action_accept("Son territorios distintos.")
        blocking.with_user(self.legal).action_accept("La ley lo permite.")
        copy._register_approval(self.approval())
        self.assertEqual(copy.state, "approved")

    def test_only_the_approver_concludes(self):
        copy = self.start()
        self.reword(copy)
        self.answer(copy)
        for user in (self.formulator, self.planning, self.legal, self.stranger):
            for call, argument in (
                ("_register_approval", self.approval()),
                ("action_abandon_amendment", "No procede."),
                ("action_withdraw", "No procede."),
            ):
                self.assertRefused(REFUSALS, copy, getattr(copy.with_user(user), call), argument)
        self.assertFalse(copy.approval_ids)
        self.assertEqual(self.version.state, "in_council")

    def test_abandoned_amendment_leaves_the_elevated_text(self):
        before = self.rows_of(self.version)[0]
        copy = self.start()
        self.reword(copy)
        self.assertRefused(ValidationError, copy, copy.action_abandon_amendment, " ")
        sequence = self.last_sequence()
        action = copy.action_abandon_amendment("El Concejo reconsideró su acuerdo.")
        self.assertEqual((action["res_id"], copy.state), (self.version.id, "withdrawn"))
        self.assertEqual(
            self.events_since(sequence).mapped("kind"), ["version.amendment_abandoned"]
        )
        self.assertIn(self.version.seal, self.events_since(sequence).payload)
        after = self.rows_of(self.version)[0]
        for name in ("state", "seal", "canonical", "frozen", "number", "case_id"):
            self.assertEqual(after.get(name), before.get(name))
        self.assertRefused(UserError, copy, copy._register_approval, self.approval())
        self.assertTrue(self.start())
        self.assertRefused(
            UserError, self.version, self.version.action_abandon_amendment, "No es una copia."
        )

    def test_abandoned_amendment_does_not_stop_the_approval(self):
        self.start().action_abandon_amendment("El Concejo reconsideró su acuerdo.")
        self.version._register_approval(self.approval())
        self.assertEqual(self.version.state, "approved")

    def test_copy_walks_no_other_route(self):
        copy = self.start().with_user(self.formulator)
        self.reword(copy)
        self.answer(copy)
        self.add_dossier(copy)
        self.assertRefused(UserError, copy, copy.action_request_endorsement)
        for method in ("action_send", "action_elevate", "action_to_council"):
            self.assertRefused(UserError, copy, getattr(copy.with_user(self.approver), method))
        self.assertRefused(UserError, copy, self.start, copy)

    def test_elevated_text_is_amended_too(self):
        version = self.endorsed().with_user(self.approver)
        version.action_elevate()
        copy = self.start(version)
        self.reword(copy)
        self.answer(copy)
        copy._register_approval(self.approval())
        self.assertEqual((copy.state, version.state), ("approved", "replaced"))

    def test_who_types_the_amendments(self):
        copy = self.start()
        function = self.line_unit(copy).function_ids[0]
        for user in (self.contributor, self.planning, self.legal, self.stranger):
            self.assertRefused(
                AccessError, function, function.with_user(user).write, {"text": "Ejecutar el plan"}
            )
        function.with_user(self.formulator).text = "Ejecutar el plan anual"
        function.with_user(self.approver).text = "Ejecutar el plan anual de obras"
        copy.with_user(self.approver).title = "Reglamento de Organización y Funciones aprobado"
        self.assertTrue(copy.with_user(self.approver).can_edit)
        draft = self.adopt()
        other = self.line_unit(draft).function_ids[0]
        self.assertRefused(
            AccessError, other, other.with_user(self.approver).write, {"text": "Ejecutar"}
        )

    def test_approved_amendment_is_frozen(self):
        copy = self.start()
        function = self.reword(copy)
        self.answer(copy)
        copy._register_approval(self.approval())
        for user in (self.formulator, self.approver):
            self.assertRefused(UserError, function, function.with_user(user).write, {"text": "x"})
        row = copy.amendment_change_ids
        for call, argument in ((row.sudo().write, {"after": "x"}), (row.sudo().unlink, None)):
            self.assertRefused(UserError, row, call, *([argument] if argument else []))

    def test_differences_are_read_by_who_may(self):
        copy = self.start()
        self.reword(copy)
        evaluator = self._person("am_evaluator", "sgp_evaluator")
        auditor = self._person("am_auditor", "auditor")
        rows = self.env["pgo.amendment.change"]
        domain = [("version_id", "=", copy.id)]

        def reads(user):
            return bool(rows.with_user(user).search(domain))

        people = (self.formulator, self.legal, auditor, evaluator, self.stranger)
        self.assertEqual([reads(user) for user in people], [True, True, True, False, False])
        self.answer(copy)
        copy._register_approval(self.approval())
        copy._register_publication(
            {"medium": "el_peruano", "date": self.today, "url": "https://example.org/1"}
        )
        with freeze_time(fields.Date.to_string(fields.Date.add(self.today, days=2))):
            copy._platform_transition("in_force")
        self.assertEqual([reads(user) for user in people], [True, True, True, True, False])
