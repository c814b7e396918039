import json

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import EntityCase


@tagged("post_install", "-at_install")
class TestAccounted(EntityCase):
    """Entity types and norms do not change in the dark."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._person("sgp_catalogos", "sgp_admin")
        cls.kind = cls.entity.type_id.with_user(cls.admin)
        cls.norms = cls.env["pgo.norm"].with_user(cls.admin)
        cls.norm = cls.norms.search([("identifier", "=", "LEY-27972-2003")])

    def setUp(self):
        super().setUp()
        self.last = self.env["pgo.event"].search([], limit=1).sequence

    def _acts(self):
        """Return (kind, payload) of the events since the test began, and prove that the chain is sound."""
        self.assertEqual(self.env["pgo.event"]._verify_chain(), [])
        events = self.env["pgo.event"].search([("sequence", ">", self.last)], order="sequence")
        self.assertLessEqual(events.user_id, self.admin | self.env.user)
        return [(event.kind, json.loads(event.payload)) for event in events]

    def assertOne(self, kind, **payload):
        acts = self._acts()
        self.assertEqual(len(acts), 1, acts)
        self.assertEqual(acts[0][0], kind)
        for name, value in payload.items():
            self.assertEqual(acts[0][1].get(name), value, name)

    def assertNothing(self, attempt):
        """Refused, nothing of types, parts, norms changed, and no event was written."""
        watched = (
            self.kind,
            self.kind.organ_type_ids,
            self.kind.senior_unit_ids,
            self.kind.denomination_ids,
            self.norm,
        )

        def state():
            self.env.flush_all()
            self.env.invalidate_all()
            return [records.exists().read() for records in watched]

        before, acts = state(), len(self._acts())
        with self.assertRaises(UserError), self.cr.savepoint():
            attempt()
        self.assertEqual(state(), before)
        self.assertEqual(len(self._acts()), acts)

    # Entity types ----------------------------------------------------------------------------------------------

    def test_fields_and_parts_in_one_event(self):
        organ, other = self.kind.organ_type_ids[:2]
        denomination = self.kind.denomination_ids[0]
        levels = {
            (line.nature_group, line.level): line.names for line in self.kind.denomination_ids
        }
        self.assertNotIn(("line", 5), levels)
        self.kind.write(
            {
                "sgp_opinion": "mandatory",
                "approval_instrument": "mayor_decree",
                "organ_type_ids": [
                    Command.update(organ.id, {"name": "Alta Dirección Municipal"}),
                    Command.delete(other.id),
                ],
                "denomination_ids": [
                    Command.update(denomination.id, {"names": "Oficina"}),
                    Command.create({"nature_group": "line", "level": 5, "names": "Equipo"}),
                ],
                "reason": "Decreto Supremo N° 001-2027-PCM",
            }
        )
        self.assertFalse(other.exists())
        [(kind, payload)] = self._acts()
        self.assertEqual(kind, "entity_type.changed")
        self.assertEqual(
            {name: payload[name] for name in ("operation", "key", "reason")},
            {
                "operation": "changed",
                "key": "district_municipality",
                "reason": "Decreto Supremo N° 001-2027-PCM",
            },
        )
        changes = payload["changes"]
        self.assertEqual(
            set(changes),
            {"sgp_opinion", "approval_instrument", "organ_type_ids", "denomination_ids"},
        )
        self.assertEqual(changes["sgp_opinion"], ["optional", "mandatory"])
        before, after = changes["organ_type_ids"]
        self.assertEqual((len(before), len(after)), (2, 1))
        self.assertEqual(after[0]["name"], "Alta Dirección Municipal")
        before, after = changes["denomination_ids"]
        self.assertEqual((len(before), len(after)), (1, 2))
        self.assertEqual(after[1]["names"], "Equipo")

    def test_a_part_written_by_itself_is_told_by_its_type(self):
        organ = self.kind.organ_type_ids[0]
        organ.write({"code": "99", "reason": "Anexo corregido"})
        self.assertOne("entity_type.changed", key=self.kind.code, reason="Anexo corregido")

    def test_a_part_that_passes_to_another_type_is_told_by_both(self):
        kind = self.kind.search([("code", "=", "programme")])
        other = self.kind.search([("code", "=", "special_project")])
        organ = self.env["pgo.organ.type"].with_user(self.admin)
        # The owner may come from the context: it is told just the same.
        organ = organ.with_context(default_entity_type_id=kind.id).create(
            {"nature": "coordination", "code": "0.9", "name": "De prueba", "reason": "Uno"}
        )
        self.assertOne("entity_type.changed", key=kind.code, reason="Uno")
        organ.write({"entity_type_id": other.id, "reason": "Dos"})
        acts = self._acts()[1:]
        self.assertEqual({payload["key"] for _kind, payload in acts}, {kind.code, other.code})
        organ.action_remove("Tres")
        self.assertEqual(self._acts()[-1][1]["changes"]["organ_type_ids"][1], [])
        self.assertEqual(self._acts()[-1][1]["key"], other.code)

    def test_new_type_is_one_event(self):
        vals = {
            "name": "Mancomunidad",
            "code": "commonwealth",
            "government_level": "local",
            "document_kind": "rof",
            "template": "municipal",
            "approval_instrument": "municipal_ordinance",
            "approving_body": "board",
            "sgp_opinion": "optional",
            "organ_type_ids": [Command.create({"nature": "line", "code": "01", "name": "Línea"})],
        }
        self.assertNothing(lambda: self.kind.create(vals))
        self.kind.create({**vals, "reason": "Ley nueva"})
        self.assertOne("entity_type.changed", operation="created", key="commonwealth")
        changes = self._acts()[0][1]["changes"]
        self.assertEqual(changes["name"], [None, "Mancomunidad"])
        self.assertEqual(changes["organ_type_ids"][0], [])
        self.assertEqual(len(changes["organ_type_ids"][1]), 1)

    def test_type_without_reason_nothing_changes(self):
        kind, organ = self.kind, self.kind.organ_type_ids[0]
        for attempt in (
            lambda: kind.write({"sgp_opinion": "mandatory"}),
            lambda: kind.write({"organ_type_ids": [Command.update(organ.id, {"code": "77"})]}),
            lambda: kind.write({"senior_unit_ids": [Command.clear()]}),
            lambda: kind.sudo().write({"sgp_opinion": "mandatory"}),
            lambda: kind.copy({"code": "otro"}),
            kind.action_archive,
            lambda: organ.write({"code": "77"}),
            organ.unlink,
            kind.denomination_ids.unlink,
            lambda: organ.create(
                {"entity_type_id": kind.id, "nature": "academic", "code": "1", "name": "x"}
            ),
        ):
            self.assertNothing(attempt)
        for context in (
            {"pgo_account": True},
            {"pgo_guard": True},
            {"install_mode": True, "_force_unlink": True, "default_reason": "x"},
        ):
            self.assertNothing(
                lambda context=context: kind.with_context(**context).write({"name": "Otro"})
            )
            self.assertNothing(lambda context=context: organ.with_context(**context).unlink())

    def test_order_of_types_is_free(self):
        self.kind.write({"sequence": 77})
        self.assertFalse(self._acts())

    def test_form(self):
        with Form(self.kind) as form:
            form.head_title = "Alcaldesa o alcalde"
            with form.senior_unit_ids.edit(0) as unit:
                unit.legal_basis = "LOM, art. 9"
            form.reason = "Lenguaje"
        self.assertOne("entity_type.changed", reason="Lenguaje")
        self.assertEqual(set(self._acts()[0][1]["changes"]), {"head_title", "senior_unit_ids"})
        with self.assertRaises(UserError), Form(self.kind) as form:
            form.head_title = "Otro"

    def test_special_law_of_an_entity(self):
        entity = self.entity.with_user(self.admin)
        unit = {"name": "Directorio", "is_head": True, "legal_basis": "Ley N° 1, art. 2"}
        vals = {"senior_unit_ids": [Command.create(unit)]}
        self.assertNothing(lambda: entity.write(vals))
        self.assertFalse(entity.senior_unit_ids)
        entity.write({**vals, "reason": "Ley N° 1"})
        self.assertOne("entity.changed", key=entity.code, reason="Ley N° 1")
        self.assertNothing(entity.senior_unit_ids.unlink)
        entity.write({"population": 5})
        self.assertEqual(len(self._acts()), 1, "lo demás del registro no pide motivo")

    # Norms -----------------------------------------------------------------------------------------------------

    def test_norm(self):
        other = self.norms.search([("identifier", "=", "LEY-27783-2002")]) or self.norms.search(
            [("identifier", "=like", "LEY-27783%")]
        )
        self.norm.write(
            {
                "status": "partly_repealed",
                "title": "Ley Orgánica de Municipalidades, prueba",
                "publication_date": "2003-05-28",
                "amends_ids": [Command.link(other.id)],
                "reason": "Ley nueva",
            }
        )
        self.assertOne(
            "norm.changed",
            operation="changed",
            key="LEY-27972-2003",
            reason="Ley nueva",
            changes={
                "status": ["in_force", "partly_repealed"],
                "title": [
                    "Ley Orgánica de Municipalidades",
                    "Ley Orgánica de Municipalidades, prueba",
                ],
                "publication_date": ["2003-05-27", "2003-05-28"],
                "amends_ids": [[], [other.label]],
            },
        )

    def test_norm_through_another_norm_is_told_too(self):
        other = self.norms.search([("id", "!=", self.norm.id)], limit=1)
        self.norm.write(
            {
                "amends_ids": [
                    Command.link(other.id),
                    Command.update(other.id, {"note": "Ver la ley"}),
                ],
                "reason": "Revisión",
            }
        )
        acts = {payload["key"]: payload for _kind, payload in self._acts()}
        self.assertEqual(set(acts), {self.norm.identifier, other.identifier})
        self.assertEqual(acts[other.identifier]["changes"]["note"][1], "Ver la ley")

    def test_printed_label_is_not_written_in_the_dark(self):
        self.assertNothing(lambda: self.norm.write({"label": "Ley N° 1"}))
        self.norm.write({"label": "Ley N° 1", "reason": "Prueba"})
        self.assertOne("norm.changed", changes={"label": ["Ley N° 27972", "Ley N° 1"]})

    def test_norm_without_reason_nothing_changes(self):
        for attempt in (
            lambda: self.norm.write({"status": "repealed"}),
            lambda: self.norm.write({"publication_date": False}),
            lambda: self.norm.sudo().write({"title": "Otro"}),
            self.norm.action_archive,
            self.norm.sudo().unlink,
            lambda: self.norms.create({"identifier": "X-1", "rank": "law", "title": "x"}),
            lambda: self.norm.with_context(pgo_account={"reason": "x"}).write({"title": "Otro"}),
        ):
            self.assertNothing(attempt)

    def test_form_of_a_norm(self):
        with Form(self.norm) as form:
            form.status = "repealed"
            form.reason = "Derogada"
        self.assertOne("norm.changed", changes={"status": ["in_force", "repealed"]})

    def test_import_costs_as_much_for_few_as_for_many(self):
        def rows(start, count):
            return [
                {
                    "identifier": f"DS-{start + place}-2026-PCM",
                    "rank": "supreme_decree",
                    "title": f"Decreto {start + place}",
                    "reason": "Carga de 2026",
                }
                for place in range(count)
            ]

        def cost(act):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            result = act()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before, result

        cost(lambda: self.norms.create(rows(5000, 2)))
        few, _norms = cost(lambda: self.norms.create(rows(5100, 5)))
        many, norms = cost(lambda: self.norms.create(rows(5200, 100)))
        self.assertEqual(few, many)
        double, _norms = cost(lambda: self.norms.create(rows(6000, 200)))
        # INSERT and UPDATE of the ORM itself go in packs of a hundred rows.
        self.assertLessEqual(double, many + 4)
        self.assertEqual(len(self._acts()), 2 + 5 + 100 + 200)
        change = {"status": "repealed", "reason": "Fin"}
        cost(lambda: norms[:1].write(change))
        change["status"] = "in_force"
        few, _result = cost(lambda: norms[:5].write(change))
        many, _result = cost(lambda: norms[5:].write(change))
        self.assertEqual(few, many)
        self.assertEqual(len(self._acts()), 307 + 101)

    # Citations -------------------------------------------------------------------------------------------------

    def test_citation_is_removed_with_a_reason(self):
        citation = self.env["pgo.citation"].with_user(self.admin)
        citation = citation._get_or_create([{"norm_id": self.norm.id, "article": "790"}])
        self.assertFalse(self._acts(), "citar no es editar el catálogo")
        self.assertNothing(citation.unlink)
        self.assertNothing(lambda: self.norm.write({"citation_ids": [Command.delete(citation.id)]}))
        removal = self.env["pgo.removal"].with_user(self.admin)
        removal = removal.with_context(active_model="pgo.citation", active_ids=citation.ids)
        with Form(removal) as form:
            form.reason = "Artículo que no existe"
        form.record.action_confirm()
        self.assertFalse(citation.exists())
        self.assertOne("citation.removed", operation="removed", reason="Artículo que no existe")
