from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from pgo_core import precedents

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
