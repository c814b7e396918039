from odoo.addons.pgo_base import verify
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestEvent(TransactionCase):
    """The chain of events proves that nothing was changed, removed or added."""

    def setUp(self):
        super().setUp()
        self.events = self.env["pgo.event"]
        for place in range(5):
            self.events |= self.env["pgo.event"]._log(
                "test.act", self.env.user, {"place": place}, seal="a" * 64
            )

    def tamper(self, statement, *args):
        """Change the table as somebody with the database's keys would, with the triggers off."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE pgo_event DISABLE TRIGGER USER")
        self.env.cr.execute(statement, args)
        self.env.invalidate_all()

    def test_sound_chain(self):
        self.assertEqual(self.env["pgo.event"]._verify_chain(), [])

    def test_each_event_continues_the_one_before(self):
        events = self.events.sorted("sequence")
        for earlier, later in zip(events, events[1:], strict=False):
            self.assertEqual(later.previous_hash, earlier.hash)
            self.assertEqual(later.sequence, earlier.sequence + 1)

    def test_one_changed_byte_is_found(self):
        victim = self.events.sorted("sequence")[2]
        self.tamper(
            "UPDATE pgo_event SET payload = replace(payload, '2', '3') WHERE id = %s", victim.id
        )
        problems = self.env["pgo.event"]._verify_chain()
        self.assertTrue(problems)
        self.assertIn(str(victim.sequence), problems[0])
        self.assertEqual(verify.run(self.env), 1)

    def test_every_hashed_column_is_covered(self):
        for column, value in (
            ("kind", "other"),
            ("user_login", "other"),
            ("label", "other"),
            ("seal", "b" * 64),
            ("res_id", 4321),
            ("date", "2020-01-01 00:00:00"),
        ):
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                self.tamper(
                    f"UPDATE pgo_event SET {column} = %s WHERE id = %s", value, self.events[1].id
                )
                self.assertTrue(self.env["pgo.event"]._verify_chain(), column)
                savepoint.rollback()

    def test_removed_event_is_found(self):
        self.tamper("DELETE FROM pgo_event WHERE id = %s", self.events.sorted("sequence")[1].id)
        self.assertTrue(self.env["pgo.event"]._verify_chain())

    def test_removed_tail_is_found(self):
        self.tamper("DELETE FROM pgo_event WHERE id = %s", self.events.sorted("sequence")[-1].id)
        self.assertTrue(self.env["pgo.event"]._verify_chain())

    def test_verify_says_it_is_sound(self):
        self.assertEqual(verify.run(self.env), 0)
