import json

from odoo.addons.pgo_base.models.sentinel import LOAD, opened
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAccounted(TransactionCase):
    """What SGP administers changes with a reason, and each save leaves its event."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "sgp_calendario",
            groups="pgo_base.pgo_base_group_sgp_admin",
            context={"no_reset_password": True},
        )
        cls.days = cls.env["pgo.holiday"].with_user(cls.admin)

    def _events(self):
        return self.env["pgo.event"].search([("kind", "=", "holiday.changed")], order="sequence")

    def _day(self, **vals):
        return self.days.create(
            {"date": "2026-03-04", "name": "Día no laborable", "reason": "DS 001", **vals}
        )

    def _payload(self):
        return json.loads(self._events()[-1].payload)

    def test_one_event_for_each_save(self):
        day = self._day()
        self.assertEqual(
            self._payload(),
            {
                "operation": "created",
                "key": "2026-03-04",
                "changes": {"date": [None, "2026-03-04"], "name": [None, "Día no laborable"]},
                "reason": "DS 001",
            },
        )
        day.write({"date": "2026-03-05", "instrument": "DS 002", "reason": " Fe de erratas "})
        self.assertEqual(
            self._payload(),
            {
                "operation": "changed",
                "key": "2026-03-05",
                "changes": {"date": ["2026-03-04", "2026-03-05"], "instrument": [None, "DS 002"]},
                "reason": "Fe de erratas",
            },
        )
        event = self._events()[-1]
        self.assertEqual((event.user_id, event.res_id), (self.admin, day.id))
        day.action_remove("Derogado")
        self.assertFalse(day.exists())
        self.assertEqual(self._payload()["operation"], "removed")
        self.assertEqual(self._payload()["changes"]["date"], ["2026-03-05", None])
        self.assertEqual(len(self._events()), 3)
        self.assertEqual(self.env["pgo.event"]._verify_chain(), [])

    def test_no_difference_no_event(self):
        day = self._day()
        day.write({"name": day.name, "reason": "Nada"})
        day.write({"reason": "Nada"})
        self.assertEqual(len(self._events()), 1)
        self.assertFalse(day.reason, "un motivo pasado no sirve para el cambio siguiente")

    def test_without_reason_nothing_changes(self):
        day = self._day()
        before = len(self._events())
        refused = (
            lambda: day.write({"name": "Otro"}),
            lambda: day.write({"name": "Otro", "reason": "  "}),
            lambda: day.write({"name": "Otro", "reason": True}),
            lambda: day.sudo().write({"name": "Otro"}),
            lambda: setattr(day, "name", "Otro"),
            day.unlink,
            lambda: day.action_remove(""),
            lambda: self._day(date="2026-03-09", reason=False),
            lambda: self.days.create(
                [
                    {"date": "2026-03-09", "name": "Uno", "reason": "Con motivo"},
                    {"date": "2026-03-10", "name": "Dos"},
                ]
            ),
            lambda: day.copy({"date": "2026-03-09"}),
        )
        for place, attempt in enumerate(refused):
            with self.subTest(place=place), self.assertRaises(UserError):
                attempt()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((day.name, len(self._events())), ("Día no laborable", before))
        self.assertEqual(self.days.search_count([("date", ">=", "2026-03-09")]), 0)

    def test_forged_context_opens_nothing(self):
        day = self._day()
        for context in (
            {"pgo_account": True},
            {"pgo_account": {"reason": "x", "is_open": True}},
            {"pgo_guard": "LOAD"},
            {"default_reason": "x"},
            {"install_mode": True, "_force_unlink": True},
        ):
            forged = day.with_context(**context)
            for attempt in (lambda: forged.write({"name": "Otro"}), forged.unlink):
                with self.subTest(context=context), self.assertRaises(UserError):
                    attempt()
        self.assertEqual(day.name, "Día no laborable")
        self.assertEqual(len(self._events()), 1)

    def test_a_finished_save_opens_nothing(self):
        day = self._day()
        with self.assertRaises(UserError):
            day.name = "Otro"

    def test_who_may_not_is_refused_with_a_reason_too(self):
        reader = new_test_user(
            self.env,
            "lector",
            groups="pgo_base.pgo_base_group_user",
            context={"no_reset_password": True},
        )
        day = self._day()
        for attempt in (
            lambda: day.with_user(reader).write({"name": "Otro", "reason": "Quiero"}),
            lambda: day.with_user(reader).action_remove("Quiero"),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()
        self.assertEqual(day.name, "Día no laborable")
        self.assertEqual(len(self._events()), 1)

    def test_the_platform_loads_without_events(self):
        opened(self.env["pgo.holiday"], LOAD).create({"date": "2026-03-04", "name": "Cargado"})
        self.assertFalse(self._events())

    def test_import_and_form_values(self):
        result = self.days.load(
            ["date", "name", "reason"],
            [["2026-03-04", "Uno", "Decreto A"], ["2026-03-05", "Dos", "Decreto B"]],
        )
        self.assertEqual(len(result["ids"]), 2, result["messages"])
        reasons = [json.loads(event.payload)["reason"] for event in self._events()]
        self.assertEqual(reasons, ["Decreto A", "Decreto B"])
        refused = self.days.load(["date", "name"], [["2026-03-06", "Tres"]])
        self.assertFalse(refused["ids"])
        day = self.days.browse(result["ids"][0])
        saved = day.web_save({"name": "Otro", "reason": "Error"}, {"name": {}, "reason": {}})
        self.assertEqual(saved, [{"id": day.id, "name": "Otro", "reason": False}])

    def test_many_rows_cost_as_few(self):
        def cost(start, count):
            rows = [
                {"date": f"{start + place}-01-01", "name": "Día", "reason": "Carga"}
                for place in range(count)
            ]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.days.create(rows)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2100, 2)
        self.assertEqual(cost(2200, 5), cost(2300, 60))
        self.assertEqual(self.env["pgo.event"]._verify_chain(), [])

    def test_removal_form(self):
        day = self._day()
        removal = self.env["pgo.removal"].with_user(self.admin)
        chosen = removal.with_context(active_model=day._name, active_ids=day.ids)
        chosen.create({"reason": "Derogado"}).action_confirm()
        self.assertFalse(day.exists())
        self.assertEqual(self._payload()["reason"], "Derogado")
        for model in ("res.users", "pgo.setting", "no.existe"):
            with self.assertRaises(UserError):
                removal.create({"res_model": model, "res_ids": [1], "reason": "x"}).action_confirm()
