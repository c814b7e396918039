from datetime import date

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.addons.pgo_entity.roles import group_xml_id
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import QUIET, EntityCase


@tagged("post_install", "-at_install")
class TestMembership(EntityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "persona", groups="base.group_user", context=QUIET)
        cls.today = cls.env["pgo.membership"]._today()

    def _has_group(self, user, role):
        return self.env.ref(group_xml_id(role)) in user.group_ids

    def _refused(self, error, **vals):
        before = self.env["pgo.membership"].with_context(active_test=False).search_count([])
        with mute_logger("odoo.sql_db"), self.assertRaises(error), self.cr.savepoint():
            self._designate(
                self.user, vals.pop("role", "formulator"), vals.pop("entity", self.entity), **vals
            )
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(
            self.env["pgo.membership"].with_context(active_test=False).search_count([]), before
        )
        self.assertFalse(self.user.pgo_entity_ids)
        self.assertFalse(self._has_group(self.user, "formulator"))

    def test_designation_gives_group_and_entity(self):
        membership = self._designate(self.user, "formulator", self.entity)
        self.assertTrue(membership.is_current)
        self.assertTrue(self._has_group(self.user, "formulator"))
        self.assertEqual(self.user.pgo_entity_ids, self.entity)
        self.assertTrue(self.user._pgo_has_role(("formulator",), self.entity))
        self.assertFalse(self.user._pgo_has_role(("formulator",), self.other))
        self.assertFalse(self.user._pgo_has_role(("formulator",)), "sin entidad no cuenta")
        self.assertFalse(self.user._pgo_has_role(("approver",), self.entity))
        self.assertEqual(self.user._pgo_entities_with_role(("formulator",)), self.entity)

    def test_ending_takes_them_away(self):
        membership = self._designate(
            self.user, "formulator", self.entity, date_from=self.today - relativedelta(days=9)
        )
        membership.write(
            {"date_to": self.today - relativedelta(days=1), "end_instrument": "RA 002-2026"}
        )
        self.assertFalse(membership.is_current)
        self.assertFalse(self._has_group(self.user, "formulator"))
        self.assertFalse(self.user.pgo_entity_ids)
        self.assertFalse(self.user._pgo_has_role(("formulator",), self.entity))
        self.assertTrue(self.user.has_group("base.group_user"), "sigue siendo usuario interno")

    def test_other_groups_stay(self):
        extra = self.env.ref("base.group_partner_manager")
        self.user.group_ids += extra
        membership = self._designate(self.user, "approver", self.entity)
        membership.write({"active": False, "end_instrument": "RA 002-2026"})
        self.assertIn(extra, self.user.group_ids)

    def test_two_entities(self):
        self._designate(self.user, "formulator", self.entity)
        membership = self._designate(self.user, "formulator", self.other)
        self.assertEqual(self.user.pgo_entity_ids, self.entity + self.other)
        membership.write({"active": False, "end_instrument": "RA 002-2026"})
        self.assertEqual(self.user.pgo_entity_ids, self.entity)
        self.assertTrue(self._has_group(self.user, "formulator"))

    def test_sgp_role_counts_for_every_entity(self):
        self._designate(self.user, "sgp_evaluator")
        self.assertTrue(self.user._pgo_has_role(("sgp_evaluator",)))
        self.assertTrue(self.user._pgo_has_role(("sgp_evaluator",), self.other))
        self.assertFalse(self.user.pgo_entity_ids)

    def test_superuser_holds_nothing(self):
        self.assertFalse(self.env.user._pgo_has_role(("sgp_admin", "approver"), self.entity))
        self.assertFalse(
            self.env["res.users"].sudo().browse(self.user.id)._pgo_has_role(("sgp_admin",))
        )

    def test_refusals(self):
        self._refused(ValidationError, entity=None)
        self._refused(ValidationError, instrument="  ")
        self._refused(IntegrityError, date_to=self.today - relativedelta(days=1))
        self._refused(IntegrityError, instrument=False)

    def test_entity_of_sgp_roles(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._designate(self.user, "sgp_evaluator", entity_id=self.entity.id)
        self.assertFalse(self.user.pgo_membership_ids)

    def test_portal_user_holds_no_role(self):
        portal = new_test_user(self.env, "externo", groups="base.group_portal", context=QUIET)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._designate(portal, "formulator", self.entity)
        self.assertFalse(portal.pgo_membership_ids)

    def test_overlap(self):
        begin = self.today - relativedelta(days=30)
        first = self._designate(
            self.user, "formulator", self.entity, date_from=begin, date_to=self.today
        )
        for start, end in (
            (begin, False),
            (self.today, False),
            (begin, begin),
            (begin - relativedelta(days=5), begin),
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self._designate(self.user, "formulator", self.entity, date_from=start, date_to=end)
        self.assertEqual(self.user.pgo_membership_ids, first)
        self._designate(
            self.user, "formulator", self.entity, date_from=self.today + relativedelta(days=1)
        )
        self._designate(self.user, "formulator", self.other)
        self._designate(self.user, "contributor", self.entity)
        self.assertEqual(len(self.user.pgo_membership_ids), 4)

    def test_overlap_is_refused_by_the_table_too(self):
        self._designate(self.user, "formulator", self.entity)
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "INSERT INTO pgo_membership (user_id, entity_id, role, date_from, instrument, active)"
                " SELECT user_id, entity_id, role, date_from, 'x', true FROM pgo_membership WHERE user_id = %s",
                [self.user.id],
            )
            self.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_terms_change_only_by_an_act(self):
        membership = self._designate(self.user, "formulator", self.entity)
        for vals in (
            {"date_to": self.today},
            {"active": False},
            {"date_from": self.today - relativedelta(days=1)},
        ):
            with self.assertRaises(UserError):
                membership.write(vals)
        with self.assertRaises(UserError):
            membership.action_archive()
        self.assertTrue(membership.active and not membership.date_to)

    def test_identity_is_fixed_and_nothing_is_erased(self):
        membership = self._designate(self.user, "formulator", self.entity)
        for vals in (
            {"role": "approver"},
            {"entity_id": self.other.id},
            {"user_id": self.env.ref("base.user_admin").id},
        ):
            with self.assertRaises(UserError):
                membership.write(vals)
        with self.assertRaises(UserError):
            membership.unlink()
        self.assertEqual((membership.role, membership.entity_id), ("formulator", self.entity))

    def test_every_change_is_an_event(self):
        events = self.env["pgo.event"]
        before = events.search_count([("kind", "=like", "membership.%")])
        membership = self._designate(self.user, "formulator", self.entity)
        membership.write({"date_to": self.today, "end_instrument": "RA 009-2026"})
        logged = events.search([("kind", "=like", "membership.%")])
        self.assertEqual(len(logged), before + 2)
        self.assertEqual(logged[0].kind, "membership.changed")
        self.assertIn("RA 009-2026", logged[0].payload)
        self.assertIn("MD-150122", logged[0].payload)
        self.assertFalse(events._verify_chain())

    def test_search_current(self):
        membership = self._designate(self.user, "formulator", self.entity)
        future = self._designate(
            self.user, "approver", self.entity, date_from=self.today + relativedelta(days=3)
        )
        mine = [("user_id", "=", self.user.id)]
        search = self.env["pgo.membership"].search
        self.assertEqual(search([*mine, ("is_current", "=", True)]), membership)
        self.assertEqual(search([*mine, ("is_current", "=", False)]), future)
        self.assertEqual(search([*mine, ("is_current", "!=", False)]), membership)

    def test_dates_take_effect_with_the_daily_job(self):
        begin = self.today + relativedelta(days=3)
        self._designate(
            self.user,
            "formulator",
            self.entity,
            date_from=begin,
            date_to=begin + relativedelta(days=4),
        )
        self.assertFalse(self.user.pgo_entity_ids)
        for days, expected in ((2, False), (3, True), (7, True), (8, False)):
            with freeze_time(f"{self.today + relativedelta(days=days)} 17:00:00"):
                self.env["pgo.membership"]._cron_refresh()
                self.assertEqual(bool(self.user.pgo_entity_ids), expected, days)
                self.assertEqual(self._has_group(self.user, "formulator"), expected, days)
                self.assertEqual(
                    self.user._pgo_has_role(("formulator",), self.entity), expected, days
                )

    def test_day_is_that_of_lima(self):
        with freeze_time("2026-03-01 03:00:00"):
            self.assertEqual(self.env["pgo.membership"]._today(), date(2026, 2, 28))

    def test_role_is_asked_with_one_query_at_most(self):
        self._designate(self.user, "formulator", self.entity)
        self.env.registry.clear_cache()
        self.env.flush_all()
        with self.assertQueryCount(1):
            for _turn in range(5):
                self.user._pgo_has_role(("formulator", "approver"), self.entity)

    def test_refresh_does_not_grow_with_people(self):
        users = self.env["res.users"]
        for number in range(12):
            user = self._person(f"masivo{number}", "formulator", entity=self.entity)
            users |= user

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            some._pgo_refresh_access()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env.invalidate_all()
            some._pgo_refresh_access()
            return self.env.cr.sql_log_count - before

        self.assertEqual(cost(users), cost(users[:2]))


@tagged("post_install", "-at_install")
class TestWhoNames(EntityCase):
    """Who may name whom, by table: (who, role named, for which entity, allowed)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            "entity_admin": cls._person("ea", "entity_admin", entity=cls.entity),
            "formulator": cls._person("fo", "formulator", entity=cls.entity),
            "sgp_admin": cls._person("sa", "sgp_admin"),
            "sgp_evaluator": cls._person("ev", "sgp_evaluator"),
            "auditor": cls._person("au", "auditor"),
        }
        # Administrator of one entity and formulator of another: the role does not reach the second.
        cls._designate(cls.people["entity_admin"], "formulator", cls.other)
        cls.target = new_test_user(cls.env, "nombrado", groups="base.group_user", context=QUIET)

    def _may(self, who, role, entity, target=None):
        person = self.people[who]
        before = self.env["pgo.membership"].search_count([])
        try:
            with self.cr.savepoint():
                self.env["pgo.membership"].with_user(person).create(
                    {
                        "user_id": (target or self.target).id,
                        "role": role,
                        "entity_id": entity.id if entity else False,
                        "instrument": "RA 003-2026",
                    }
                )
                self.env.flush_all()
                raise _UndoError
        except _UndoError:
            allowed = True
        except AccessError:
            allowed = False
        self.env.invalidate_all()
        self.assertEqual(self.env["pgo.membership"].search_count([]), before)
        return allowed

    def test_table(self):
        inside = ("contributor", "formulator", "planning_chief", "legal_reviewer", "approver")
        sgp = (
            "sgp_admissibility",
            "sgp_evaluator",
            "sgp_coordinator",
            "sgp_admin",
            "data_team",
            "auditor",
        )
        table = [("entity_admin", role, self.entity, True) for role in inside]
        table += [("entity_admin", role, self.other, False) for role in inside]
        table += [("entity_admin", "entity_admin", self.entity, False)]
        table += [("entity_admin", role, None, False) for role in sgp]
        table += [("sgp_admin", role, None, True) for role in sgp]
        table += [("sgp_admin", "entity_admin", self.other, True)]
        table += [("sgp_admin", role, self.entity, False) for role in inside]
        for who in ("formulator", "sgp_evaluator", "auditor"):
            table += [(who, "contributor", self.entity, False), (who, "sgp_admin", None, False)]
        for who, role, entity, expected in table:
            with self.subTest(who=who, role=role, entity=entity and entity.code):
                self.assertEqual(self._may(who, role, entity), expected)

    def test_nobody_names_themself(self):
        admin, sgp = self.people["entity_admin"], self.people["sgp_admin"]
        self.assertFalse(self._may("entity_admin", "approver", self.entity, target=admin))
        self.assertFalse(self._may("sgp_admin", "sgp_evaluator", None, target=sgp))

    def test_sudo_keeps_the_person(self):
        model = self.env["pgo.membership"].with_user(self.people["formulator"]).sudo()
        vals = {
            "user_id": self.target.id,
            "role": "approver",
            "entity_id": self.entity.id,
            "instrument": "x",
        }
        with self.assertRaises(AccessError), self.cr.savepoint():
            model.create(vals)
        self.assertFalse(self.target.pgo_membership_ids)

    def test_ends_only_inside_its_entity(self):
        mine = self._designate(self.target, "contributor", self.entity)
        theirs = self._designate(self.target, "contributor", self.other)
        vals = {"date_to": mine.date_from, "end_instrument": "RA 004-2026"}
        admin = self.people["entity_admin"]
        mine.with_user(admin).write(vals)
        self.assertTrue(mine.date_to)
        with self.assertRaises(AccessError):
            theirs.with_user(admin).write(vals)
        own = self.env["pgo.membership"].search(
            [("user_id", "=", admin.id), ("role", "=", "entity_admin")]
        )
        with self.assertRaises(AccessError):
            own.with_user(admin).write(vals)
        self.assertFalse(theirs.date_to or own.date_to)

    def test_default_in_context_does_not_help(self):
        model = self.env["pgo.membership"].with_user(self.people["entity_admin"])
        forged = model.with_context(default_role="sgp_admin", default_entity_id=False)
        with self.assertRaises(AccessError), self.cr.savepoint():
            forged.create({"user_id": self.target.id, "instrument": "x"})
        self.assertFalse(self.target.pgo_membership_ids)


class _UndoError(Exception):
    """Leaves a savepoint without keeping what was written."""
