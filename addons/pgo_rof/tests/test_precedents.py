from odoo.tests import tagged
from odoo.tools import SQL

from pgo_core import similarity

from .test_function_index import IndexCase


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
