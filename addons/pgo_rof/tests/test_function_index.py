from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import SQL, mute_logger

from pgo_core import precedents, similarity

from .common import VersionCase


class IndexCase(VersionCase):
    """A municipality with its ROF in force, from the model that another adopts too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.in_force(cls.endorsed()).sudo()
        cls.draft = cls.adopt(user=cls.stranger, entity=cls.other).sudo()
        cls.evaluator = cls._person("rof_index_evaluator", "sgp_evaluator")
        cls.env.flush_all()

    def uses(self, version):
        return self.env["pgo.function.use"].search([("version_id", "=", version.id)])

    def assertSound(self):
        self.assertEqual(self.env["pgo.version"]._function_index_faults(), {})

    def place(self, version, state, sent=False):
        """Put a version in a state as history left it, without its acts, and bring the index up to date."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE pgo_version SET state = %s, frozen = true, date_sent = %s WHERE id = %s",
                state,
                "2026-01-02" if sent else None,
                version.id,
            )
        )
        self.env.invalidate_all()
        self.env["pgo.version"]._unindexed()._index_functions()
        return version


@tagged("post_install", "-at_install")
class TestFunctionIndex(IndexCase):
    """What is in the index is what is in force, or in process, and it is brought up to date by the acts."""

    def test_a_version_in_force_enters_with_all_its_functions(self):
        uses = self.uses(self.version)
        self.assertEqual(uses.function_id, self.version.function_ids)
        self.assertTrue(all(uses.mapped("public")))
        self.assertEqual(uses.entity_id, self.entity)
        self.assertEqual(set(uses.text_id.mapped("entity_count")), {1})
        use = uses[:1]
        self.assertEqual(
            use.text_id.essence,
            precedents.essence(use.function_id.text, self.entity._precedent_names()),
        )
        self.assertEqual(use.text_id.key, precedents.key(use.text_id.essence))
        self.assertSound()

    def test_drafts_never_enter(self):
        self.assertFalse(self.uses(self.draft))
        self.draft._index_functions()
        self.assertFalse(self.uses(self.draft))
        self.env.cr.execute(self.draft._enter_index_statement())
        self.assertFalse(self.uses(self.draft), "the statement itself looks at the state")
        self.model._index_functions()
        self.assertFalse(self.uses(self.model), "a model is of no entity")

    def test_editing_a_draft_does_not_touch_the_index(self):
        with self.assertQueriesNotOn("pgo_function_text", "pgo_function_use"):
            function = self.draft.with_user(self.stranger).function_ids[:1]
            function.text = "Elaborar otra cosa que nadie elabora"
            self.env.flush_all()

    def assertQueriesNotOn(self, *tables):
        test, executed = self, []
        original = type(self.env.cr).execute

        class Watch:
            def __enter__(self):
                def execute(cursor, query, *args, **kwargs):
                    executed.append(str(query))
                    return original(cursor, query, *args, **kwargs)

                self.patch = patch.object(type(test.env.cr), "execute", execute)
                self.patch.start()

            def __exit__(self, *error):
                self.patch.stop()
                for table in tables:
                    test.assertFalse([sql for sql in executed if table in sql])

        return Watch()

    def test_a_later_version_takes_the_place(self):
        draft = self.version.with_user(self.formulator)._start_modification()
        later = self.in_force(self.endorse(self.complete(draft))).sudo()
        self.assertFalse(self.uses(self.version))
        self.assertEqual(self.uses(later).function_id, later.function_ids)
        self.assertEqual(set(self.uses(later).text_id.mapped("entity_count")), {1})
        self.assertSound()
        later.with_user(self.approver).action_derogate("Ordenanza N° 9")
        self.assertFalse(self.uses(later))
        self.assertSound()

    def test_what_two_entities_have_is_one_text(self):
        self.place(self.draft, "in_force")
        mine, theirs = self.uses(self.version), self.uses(self.draft)
        self.assertEqual(mine.text_id, theirs.text_id, "both adopted the same model")
        self.assertEqual(set(mine.text_id.mapped("entity_count")), {2})
        self.assertSound()
        self.place(self.draft, "superseded")
        self.assertEqual(set(mine.text_id.mapped("entity_count")), {1})
        self.assertSound()

    def test_what_is_in_process_is_counted_apart(self):
        self.place(self.draft, "sent", sent=True)
        self.assertFalse(any(self.uses(self.draft).mapped("public")))
        text = self.uses(self.draft).text_id[:1]
        self.assertEqual((text.entity_count, text.process_count), (1, 1))
        self.assertSound()
        self.place(self.draft, "elevated")
        self.assertFalse(self.uses(self.draft), "never sent to SGP, so SGP does not read it")
        self.assertSound()

    def test_sending_and_withdrawing(self):
        version = self.endorse(
            self.complete(self.version.with_user(self.formulator)._start_modification())
        )
        self.assertFalse(self.uses(version))
        self.add_dossier(version)
        version.with_user(self.approver).action_send()
        self.assertEqual(len(self.uses(version)), len(version.sudo().function_ids))
        self.assertFalse(any(self.uses(version).mapped("public")))
        version.with_user(self.approver).action_withdraw("Se formula de nuevo")
        self.assertFalse(self.uses(version))
        self.assertSound()

    def test_training_and_archived_entities_leave(self):
        self.entity.is_training = True
        self.assertFalse(self.uses(self.version))
        self.assertSound()
        self.entity.is_training = False
        self.assertTrue(self.uses(self.version))
        self.entity.active = False
        self.assertFalse(self.uses(self.version))
        self.assertSound()

    def test_entering_takes_a_constant_number_of_statements(self):
        small, large = self.small_version(5), self.small_version(50)
        counts = []
        for version in (small, large):
            self.env.cr.execute(
                SQL(
                    "UPDATE pgo_version SET frozen = true, state = 'in_force' WHERE id = %s",
                    version.id,
                )
            )
            self.env.invalidate_all()
            version.entity_id._precedent_names()
            before = self.env.cr.sql_log_count
            version._index_functions()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 6)


@tagged("post_install", "-at_install")
class TestFunctionIndexRebuild(IndexCase):
    """The daily job: idempotent, resumable, and the check finds whatever is wrong."""

    def rows(self):
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT u.function_id, u.version_id, u.public, t.key, t.entity_count, t.process_count
                     FROM pgo_function_use u JOIN pgo_function_text t ON t.id = u.text_id ORDER BY 1"""
            )
        )

    def run_cron(self, versions=None):
        """Run the job; cut after so many versions, as a kill would."""
        left = [versions if versions is not None else 10**6]

        def progress(_cron, processed=0, **_options):
            left[0] -= processed
            return max(left[0], 0)

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            self.env["pgo.version"]._cron_index_functions()

    def test_rebuilt_from_nothing_it_is_the_same(self):
        self.place(self.draft, "sent", sent=True)
        before = self.rows()
        self.env.cr.execute("DELETE FROM pgo_function_text")
        self.env.invalidate_all()
        self.assertTrue(self.env["pgo.version"]._function_index_faults())
        self.run_cron()
        self.assertEqual(self.rows(), before)
        self.assertSound()
        self.run_cron()
        self.assertEqual(self.rows(), before, "run again it changes nothing")

    def test_cut_half_way_the_next_run_goes_on(self):
        self.place(self.draft, "in_force")
        before = self.rows()
        self.env.cr.execute("DELETE FROM pgo_function_text")
        self.env.invalidate_all()
        self.run_cron(versions=1)
        self.assertEqual(len(self.env["pgo.version"]._unindexed()), 1)
        self.run_cron()
        self.assertEqual(self.rows(), before)
        self.assertSound()

    def test_another_way_to_compare_is_indexed_again(self):
        with patch.object(precedents, "ESSENCE_VERSION", 99):
            self.assertIn(self.version, self.env["pgo.version"]._unindexed())
            self.run_cron()
            self.assertFalse(self.env["pgo.version"]._unindexed())
        self.assertEqual(set(self.uses(self.version).mapped("essence_version")), {99})

    def test_the_check_finds_what_is_wrong(self):
        wrong = {
            "counters": "UPDATE pgo_function_text SET entity_count = entity_count + 1",
            "functions": "DELETE FROM pgo_function_use WHERE id = (SELECT max(id) FROM pgo_function_use)",
            "versions": "UPDATE pgo_function_use SET public = false",
            "texts": "INSERT INTO pgo_function_text (key, essence, entity_count, process_count)"
            " VALUES ('x', 'nadie lo usa', 1, 0)",
        }
        for what, statement in wrong.items():
            with self.subTest(what), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(statement)
                self.assertIn(what, self.env["pgo.version"]._function_index_faults())
                savepoint.rollback()
        self.assertSound()

    def test_the_job_corrects_counters(self):
        self.env.cr.execute("UPDATE pgo_function_text SET entity_count = 7")
        self.env.invalidate_all()
        self.run_cron()
        self.assertSound()


@tagged("post_install", "-at_install")
class TestPrecedents(IndexCase):
    """Who else has a function, and what is like it."""

    def function(self, version=None, user=None):
        return (version or self.draft).with_user(user or self.stranger).function_ids[:1]

    def test_all_the_functions_of_a_draft_at_once(self):
        draft = self.draft.with_user(self.stranger)
        counts = draft._precedent_counts()
        self.assertEqual(set(counts), set(draft.function_ids.ids))
        self.assertEqual(set(counts.values()), {1})
        own = self.version.with_user(self.formulator)
        self.assertEqual(set(own._precedent_counts().values()), {0}, "nobody else has them")
        self.place(self.draft, "in_force")
        self.assertEqual(set(own._precedent_counts().values()), {1})
        self.assertEqual(set(own.function_ids.mapped("precedent_count")), {1})
        self.assertEqual(own._precedent_counts(), own.function_ids._who_else())

    def test_what_the_entity_has_itself_is_no_precedent(self):
        draft = self.version.with_user(self.formulator)._start_modification()
        self.assertEqual(set(draft._precedent_counts().values()), {0})
        self.assertEqual(self.function(draft, self.formulator)._precedents(), [])

    def test_constant_queries(self):
        counts = []
        for version in (self.small_version(5), self.small_version(50)):
            for call in (version._precedent_counts, version.function_ids._who_else):
                self.env.invalidate_all()
                version.entity_id._precedent_names()
                version.function_ids.ids  # noqa: B018 the records are at hand
                before = self.env.cr.sql_log_count
                call()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[:2], counts[2:])
        self.assertLessEqual(max(counts), 4)

    def test_the_same_and_a_like_text(self):
        function = self.function()
        [first, *_others] = function._precedents()
        self.assertEqual(first["use"].function_id.version_id, self.version)
        self.assertEqual((first["likeness"], first["entity_count"]), (100, 1))
        function.text = function.text.rstrip(".") + ", en la forma que señale la norma."
        [first, *_others] = function._precedents()
        self.assertTrue(70 <= first["likeness"] < 100)
        function.text = "Xilografiar zeppelines kilométricos"
        self.assertEqual(function._precedents(), [])

    def test_nothing_near_is_missed(self):
        """Against every text of the index, with the texts of a whole model."""
        Text = self.env["pgo.function.text"]
        texts = {text.id: text.essence for text in Text.search([])}
        wanted = found = 0
        for essence in list(texts.values())[::5]:
            near = {
                text_id
                for text_id, other in texts.items()
                if similarity.similarity(essence, other) >= 85
            }
            wanted += len(near)
            found += len(near & dict(Text._nearest(essence, 85, 1000)).keys())
        self.assertGreaterEqual(found, 0.95 * wanted)

    def test_the_screen_and_the_copy(self):
        function = self.function()
        function.text = function.text.rstrip(".") + " y otras que señale la norma."
        action = function.action_precedents()
        page = self.env[action["res_model"]].with_user(self.stranger).browse(action["res_id"])
        self.assertTrue(page.can_copy)
        line = page.line_ids[:1]
        self.assertIn("<mark>", line.marked_text)
        self.assertEqual(line.entity_id, self.entity)
        self.assertEqual(line.version_id, self.version.with_user(self.stranger))
        changes = self.env["pgo.change"].search_count([("target_uid", "=", function.uid)])
        line.action_copy()
        self.assertEqual(function.text, line.text_to_copy)
        self.assertEqual(
            self.env["pgo.change"].search_count([("target_uid", "=", function.uid)]), changes + 1
        )
        self.assertNotIn(self.entity.district_name, function.text)

    def test_a_sealed_text_is_not_copied_over(self):
        function = self.version.with_user(self.formulator).function_ids[:1]
        self.place(self.draft, "in_force")
        action = function.action_precedents()
        page = self.env[action["res_model"]].with_user(self.formulator).browse(action["res_id"])
        self.assertFalse(page.can_copy)
        self.assertTrue(page.line_ids)
        self.assertRefused(Exception, function, page.line_ids[:1].action_copy)

    def test_names_are_changed_for_ones_own(self):
        name = self.entity.name
        self.env.cr.execute(SQL("ALTER TABLE pgo_function DISABLE TRIGGER USER"))
        target = self.version.function_ids[:1]
        self.env.cr.execute(
            SQL(
                "UPDATE pgo_function SET text = %s WHERE id = %s",
                f"Xilografiar los muros de la {name} con grabados",
                target.id,
            )
        )
        self.env.cr.execute(SQL("ALTER TABLE pgo_function ENABLE TRIGGER USER"))
        self.env.invalidate_all()
        self.version._index_functions()
        function = self.function()
        function.text = "Xilografiar los muros con grabados"
        action = function.action_precedents()
        line = self.env["pgo.precedent"].browse(action["res_id"]).line_ids[:1]
        self.assertEqual(line.likeness, 100)
        self.assertEqual(
            line.text_to_copy, f"Xilografiar los muros de la {self.other.name} con grabados"
        )


@tagged("post_install", "-at_install")
class TestFunctionSearch(IndexCase):
    """The list of functions of the State: words, relevance, filters held together."""

    def setUp(self):
        super().setUp()
        self.texts = self.env["pgo.function.text"].with_user(self.stranger)

    def test_words_without_accents_by_their_beginning(self):
        text = self.uses(self.version).text_id[:1]
        found = self.texts.search([("words", "ilike", text.essence.upper())])
        self.assertIn(text, found.sudo())
        for record in self.texts.search([("words", "ilike", "licencia")]):
            self.assertIn("licencia", record.essence)
        self.assertFalse(self.texts.search([("words", "ilike", "zzzzzz")]))
        self.assertFalse(self.texts.search([("words", "ilike", "de la y")]))
        self.assertEqual(
            self.texts.search_count([("words", "ilike", "")]), self.texts.search_count([])
        )

    def test_the_likest_first(self):
        found = self.texts.search([("words", "ilike", "plan")])
        ranks = self.env.execute_query(
            SQL(
                """SELECT id FROM pgo_function_text WHERE id = ANY(%s)
                    ORDER BY ts_rank(to_tsvector('simple', essence), to_tsquery('simple', 'plan:*'), 1) DESC,
                             entity_count DESC, id""",
                found.ids,
            )
        )
        self.assertGreater(len(found), 3)
        self.assertEqual(found.ids, [text_id for (text_id,) in ranks])
        pages = self.texts.search([("words", "ilike", "plan")], limit=2) | self.texts.search(
            [("words", "ilike", "plan")], offset=2, limit=2
        )
        self.assertEqual(pages, found[:4])
        by_id = self.texts.search([("words", "ilike", "plan")], order="id")
        self.assertEqual(by_id.ids, sorted(found.ids), "the order that the person chose")

    def test_filters_of_one_same_use(self):
        """A text that Lima has as support and Cusco as line is not one of Lima and of line."""
        use = self.uses(self.version).filtered(
            lambda use: use.function_class == "internal_administration"
        )[:1]
        mine = [("entity_id", "=", self.entity.id)]
        self.assertIn(use.text_id, self.texts.search(mine).sudo())
        self.assertFalse(self.texts.search([("entity_id", "=", self.other.id)]))
        self.place(self.draft, "in_force")
        theirs = self.uses(self.draft).filtered(lambda one: one.text_id == use.text_id)
        self.env.cr.execute("ALTER TABLE pgo_function DISABLE TRIGGER USER")
        self.env.cr.execute(
            SQL(
                "UPDATE pgo_function SET function_class = 'control' WHERE id = ANY(%s)",
                theirs.function_id.ids,
            )
        )
        self.env.cr.execute("ALTER TABLE pgo_function ENABLE TRIGGER USER")
        self.env.invalidate_all()
        control = [("function_class", "=", "control")]
        self.assertIn(use.text_id, self.texts.search(control).sudo())
        self.assertNotIn(use.text_id, self.texts.search(mine + control).sudo())
        either = ["|", ("words", "ilike", "zzzzzz"), *mine]
        self.assertIn(use.text_id, self.texts.search(either).sudo())

    def test_every_filter(self):
        function = self.version.function_ids.filtered("citation_ids")[:1]
        text = self.uses(self.version).filtered(lambda use: use.function_id == function).text_id
        for condition in (
            ("entity_type_id", "=", self.entity.type_id.id),
            ("department_id", "=", self.entity.department_id.id),
            ("norm_id", "=", function.citation_ids[:1].norm_id.id),
            ("norm_id", "ilike", function.citation_ids[:1].norm_id.display_name),
            ("function_class", "=", function.function_class),
        ):
            self.assertIn(text, self.texts.search([condition]).sudo(), condition)

    def test_what_the_list_shows(self):
        text = self.texts.search([], limit=1)
        self.assertEqual(text.entity_id, self.entity.with_user(self.stranger))
        self.assertTrue(text.text and text.unit_id and text.function_class)
        action = text.action_open_uses()
        uses = self.env["pgo.function.use"].with_user(self.stranger).search(action["domain"])
        self.assertEqual(uses.entity_id, self.entity.with_user(self.stranger))
        counts = []
        for limit in (3, 40):
            for _turn in range(2):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.texts.search([], limit=limit).read(["text", "entity_id", "unit_id"])
                count = self.env.cr.sql_log_count - before
            counts.append(count)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestFunctionIndexAccess(IndexCase):
    """What is in process is for those who read what was sent; drafts are for nobody."""

    def setUp(self):
        super().setUp()
        function = self.draft.with_user(self.stranger).function_ids[:1]
        function.text = "Xilografiar zeppelines kilométricos en la plaza"
        self.secret = function.sudo()

    def readers(self, user):
        return self.env["pgo.function.text"].with_user(user), self.env[
            "pgo.function.use"
        ].with_user(user)

    def test_a_draft_is_for_nobody(self):
        for user in (self.formulator, self.evaluator, self.sgp_admin, self.stranger):
            texts, uses = self.readers(user)
            self.assertFalse(texts.search([("words", "ilike", "zeppelines")]))
            self.assertFalse(texts._nearest(precedents.essence(self.secret.text)))
            self.assertFalse(uses.search([("entity_id", "=", self.other.id)]))

    def test_what_was_sent_is_for_sgp_alone(self):
        self.place(self.draft, "sent", sent=True)
        use = self.uses(self.draft).filtered(lambda use: use.function_id == self.secret)
        self.assertEqual(len(use), 1)
        essence = precedents.essence(self.secret.text)
        texts, uses = self.readers(self.evaluator)
        self.assertEqual(texts.search([("words", "ilike", "zeppelines")]), use.text_id)
        self.assertTrue(texts._nearest(essence))
        self.assertIn(use, uses.search([("version_id", "=", self.draft.id)]))
        for user in (self.formulator, self.stranger):
            texts, uses = self.readers(user)
            self.assertFalse(texts.search([("words", "ilike", "zeppelines")]))
            self.assertFalse(texts.search([("id", "=", use.text_id.id)]))
            self.assertFalse(texts.search([("use_ids", "any", [("id", "=", use.id)])]))
            self.assertFalse(texts._nearest(essence))
            self.assertFalse(uses.search([("version_id", "=", self.draft.id)]))
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                use.with_user(user).read(["text"])
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                use.text_id.with_user(user).read(["text"])

    def test_a_shared_text_does_not_tell_who_sends_it(self):
        """In force in one entity and sent by another: everyone sees the first alone."""
        self.place(self.draft, "sent", sent=True)
        shared = self.uses(self.version).text_id & self.uses(self.draft).text_id
        text = shared[:1].with_user(self.formulator)
        self.assertEqual(text.entity_count, 1)
        self.assertEqual(text.use_ids.entity_id, self.entity.with_user(self.formulator))
        self.assertEqual(text.entity_id, self.entity.with_user(self.formulator))
        with self.assertRaises(AccessError):
            text.read(["process_count"])
        self.assertEqual(shared[:1].with_user(self.evaluator).process_count, 1)
        function = self.version.with_user(self.formulator).function_ids[:1]
        self.assertEqual(function._precedents(), [], "who sends it is not told")

    def test_nobody_writes(self):
        text = self.uses(self.version).text_id[:1]
        for user in (self.formulator, self.sgp_admin):
            for record in (text, self.uses(self.version)[:1]):
                record = record.with_user(user)
                self.assertRefused(AccessError, record, record.write, {record._rec_name: False})
                self.assertRefused(AccessError, record, record.unlink)
                with self.assertRaises(AccessError):
                    record.create({})

    def test_a_page_of_precedents_is_of_who_opened_it(self):
        self.place(self.draft, "sent", sent=True)
        function = self.secret.with_user(self.evaluator)
        action = function.action_precedents()
        page = self.env["pgo.precedent"].browse(action["res_id"])
        self.assertEqual(page.with_user(self.evaluator).function_id, function)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            page.with_user(self.formulator).read(["function_id"])
        with self.assertRaises(AccessError):
            self.env["pgo.precedent"].with_user(self.formulator).create(
                {"function_id": self.secret.id}
            )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.secret.with_user(self.formulator).action_precedents()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.draft.with_user(self.formulator)._precedent_counts()

    def test_who_reads_what_is_in_process_is_who_the_rules_say(self):
        self.place(self.draft, "sent", sent=True)
        hidden = self.uses(self.draft)[:1]
        auditor = self._person("rof_index_auditor", "auditor")
        for user in (self.formulator, self.evaluator, self.sgp_admin, auditor):
            texts, uses = self.readers(user)
            self.assertEqual(
                texts._reads_process(), bool(uses.search([("id", "=", hidden.id)])), user.login
            )


@tagged("post_install", "-at_install")
class TestFunctionIndexRpc(IndexCase, HttpCase):
    """The same over the wire, as any client of the web may ask."""

    def call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def test_a_sent_text_of_another_entity_never_shows(self):
        secret = self.draft.with_user(self.stranger).function_ids[:1]
        secret.text = "Xilografiar zeppelines kilométricos en la plaza"
        self.place(self.draft, "sent", sent=True)
        use = self.uses(self.draft).filtered(lambda use: use.function_id == secret.sudo())
        self.env.flush_all()
        self.authenticate("rof_formulator", "rof_formulator")
        text, every = "pgo.function.text", [[]]
        found = self.call(
            text,
            "web_search_read",
            [("words", "ilike", "zeppelines")],
            {"text": {}, "entity_count": {}},
        )
        self.assertEqual(found, {"length": 0, "records": []})
        self.assertEqual(self.call(text, "search_count", [("id", "=", use.text_id.id)]), 0)
        self.assertEqual(self.call(text, "name_search", "zeppelines"), [])
        self.assertNotIn(use.text_id.id, self.call(text, "search", *every), "nor in the whole list")
        self.assertNotIn(use.id, self.call("pgo.function.use", "search", *every))
        refused = (
            (text, "read", [[use.text_id.id], ["essence"]]),
            ("pgo.function.use", "read", [[use.id], ["text", "entity_id"]]),
            ("pgo.function.use", "action_open_function", [[use.id]]),
            (text, "action_open_uses", [[use.text_id.id]]),
            (text, "search", [[("process_count", ">", 0)]]),
            (text, "search", [[("key", "=", use.text_id.key), ("process_count", "=", 1)]]),
            ("pgo.function", "action_precedents", [[secret.id]]),
            ("pgo.version", "_precedent_counts", [[self.draft.id]]),
            (text, "_nearest", ["xilografiar zeppelines"]),
            ("pgo.precedent.line", "create", [{"use_id": use.id}]),
        )
        for model, method, args in refused:
            with (
                self.subTest(method, model=model),
                mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
                self.assertRaises(JsonRpcException),
            ):
                self.call(model, method, *args)
