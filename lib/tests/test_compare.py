import random
import unittest
from dataclasses import replace

from pgo_core import compare, templates
from pgo_core import document as core

VERBS = ("Dirigir", "Proponer", "Supervisar", "Evaluar")


def build(units=4, functions=3):
    """Return a Document of so many units with so many functions each."""
    return core.Document(
        kind="rof",
        title="Reglamento de Organización y Funciones",
        entity=core.Entity(name="Municipalidad Distrital de Prueba"),
        template=templates.load("municipal"),
        articles=tuple(
            core.Article(uid=f"a{place}", place="general", heading=f"Artículo {place}")
            for place in range(3)
        ),
        competences=(
            core.Competence(uid="c1", text="Planificar el desarrollo.", carried_by=("u0f0",)),
        ),
        units=tuple(
            core.Unit(
                uid=f"u{unit}",
                name=f"Oficina {unit}",
                nature="support",
                level=2,
                code=f"0{unit}.1",
                description="Es el órgano de apoyo.",
                functions=tuple(
                    core.Function(
                        uid=f"u{unit}f{place}", text=f"{VERBS[place % 4]} la gestión {unit}{place}."
                    )
                    for place in range(functions)
                ),
            )
            for unit in range(units)
        ),
    )


def with_unit(document, place, **values):
    units = list(document.units)
    units[place] = replace(units[place], **values)
    return replace(document, units=tuple(units))


class TestRoundChanges(unittest.TestCase):
    """Every change is listed once and the rest is proven equal."""

    def setUp(self):
        super().setUp()
        self.before = build()

    def _changes(self, after):
        comparison = compare.compare(self.before, after)
        return [(change.change, change.kind, change.uid) for change in comparison.changes]

    def test_equal_documents(self):
        comparison = compare.compare(self.before, build())
        self.assertFalse(comparison.changes)
        self.assertEqual(len(comparison.equal), 1 + 3 + 1 + 4 + 12)
        self.assertEqual(comparison.proof, compare.compare(build(), self.before).proof)

    def test_each_attribute_of_each_part(self):
        unit = self.before.units[1]
        for values in (
            {"name": "Oficina de Otro Nombre"},
            {"level": 3},
            {"nature": "advisory"},
            {"code": "09.1"},
            {"parent_uid": "u0"},
            {"description": "Otra."},
            {"acronym": "OTR"},
        ):
            self.assertEqual(
                self._changes(with_unit(self.before, 1, **values)), [("changed", "unit", unit.uid)]
            )
        for values in (
            {"text": "Otra."},
            {"function_class": "control"},
            {"citations": (core.Citation("LEY-27972", "Ley N° 27972"),)},
        ):
            functions = (replace(unit.functions[0], **values), *unit.functions[1:])
            after = with_unit(self.before, 1, functions=functions)
            self.assertEqual(self._changes(after), [("changed", "function", "u1f0")])
        self.assertEqual(
            self._changes(replace(self.before, title="Otro")), [("changed", "document", "document")]
        )
        article = replace(self.before.articles[0], body="Texto.")
        after = replace(self.before, articles=(article, *self.before.articles[1:]))
        self.assertEqual(self._changes(after), [("changed", "article", "a0")])
        competence = replace(self.before.competences[0], carried_by=())
        self.assertEqual(
            self._changes(replace(self.before, competences=(competence,))),
            [("changed", "competence", "c1")],
        )

    def test_added_removed_moved_and_reordered(self):
        unit = self.before.units[0]
        self.assertEqual(
            self._changes(with_unit(self.before, 0, functions=unit.functions[1:])),
            [("removed", "function", "u0f0")],
        )
        new = core.Function(uid="new", text="Aprobar.")
        self.assertEqual(
            self._changes(with_unit(self.before, 0, functions=(new, *unit.functions))),
            [("added", "function", "new")],
        )
        swapped = (unit.functions[1], unit.functions[0], unit.functions[2])
        self.assertEqual(
            self._changes(with_unit(self.before, 0, functions=swapped)),
            [("reordered", "unit", "u0")],
        )
        moved = with_unit(self.before, 0, functions=unit.functions[1:])
        moved = with_unit(moved, 1, functions=(*moved.units[1].functions, unit.functions[0]))
        [change] = compare.compare(self.before, moved).changes
        self.assertEqual((change.change, change.uid, change.unit_uid), ("changed", "u0f0", "u1"))
        self.assertEqual(change.values, (("unit_uid", "u0", "u1"),))

    def test_hidden_edits_are_always_listed(self):
        """A thousand random edits of one part each: all listed, and nothing else."""
        choice = random.Random(7)
        for _attempt in range(1000):
            place = choice.randrange(len(self.before.units))
            unit = self.before.units[place]
            index = choice.randrange(len(unit.functions))
            function = unit.functions[index]
            text = list(function.text)
            spot = choice.randrange(len(text))
            text[spot] = chr(ord(text[spot]) + 1)
            functions = (
                *unit.functions[:index],
                replace(function, text="".join(text)),
                *unit.functions[index + 1 :],
            )
            after = with_unit(self.before, place, functions=functions)
            comparison = compare.compare(self.before, after)
            self.assertEqual(
                [(change.change, change.kind, change.uid) for change in comparison.changes],
                [("changed", "function", function.uid)],
            )
            self.assertEqual(len(comparison.equal), 20)


def test_a_norm_that_the_catalogue_prints_otherwise_is_no_difference():
    def document(label, article="73"):
        citation = core.Citation("LEY-27972", label, article)
        function = core.Function("f1", "Dirigir los planes.", citations=(citation,))
        unit = core.Unit("u1", "Gerencia", "line", 2, functions=(function,))
        return replace(build(), units=(unit,))

    before = document("Ley N° 27972")
    assert compare.compare(before, document("Ley Orgánica de Municipalidades")).changes == ()
    (change,) = compare.compare(before, document("Otro", "74")).changes
    assert [name for name, _old, _new in change.values] == ["citations"]
