"""The cuadro de equivalencias: each unit in force once or more, each new unit, what happens."""

from dataclasses import replace

from builders import make_document, make_unit, random_document
from hypothesis import given, settings
from papers_reader import rows

from pgo_core.dossier import Dossier, Equivalence
from pgo_core.papers.equivalences import equivalences, steps
from pgo_core.papers.paper import Paragraph, Table, plain
from pgo_core.rules.context import Context

BASE = make_document()


def become(*changes, told=(), drop=(), add=()):
    """What becomes of the units that differ: (before, after, kind, changes)."""
    edits = dict(changes)
    units = [
        replace(unit, **edits.get(unit.uid, {})) for unit in BASE.units if unit.uid not in drop
    ]
    document = replace(BASE, units=(*units, *add))
    found = steps(BASE, document, Dossier(equivalences=tuple(told)))
    return [
        (
            step.before.uid if step.before else "",
            step.after.uid if step.after else "",
            step.kind,
            step.changes,
        )
        for step in found
        if step.kind != "kept" or step.changes
    ], document


NEW = make_unit("new", "Oficina de Integridad", "advisory", code="05.3", parent_uid="gm")


def test_every_unit_stays():
    found, _ = become()
    assert found == []


def test_what_differs_in_a_unit_that_stays():
    found, _ = become(
        ("oga", {"name": "Oficina de Finanzas"}),
        ("conta", {"parent_uid": "opp", "code": "05.2.1"}),
        ("gds", {"level": 3, "parent_uid": "gdu"}),
        ("teso", {"code": "06.1.9"}),
        ("opp", {"nature": "support"}),
    )
    assert sorted(found) == sorted(
        [
            ("oga", "oga", "changed", ("name",)),
            ("conta", "conta", "changed", ("dependence", "code")),
            ("teso", "teso", "kept", ("code",)),
            ("gds", "gds", "changed", ("dependence", "level")),
            ("opp", "opp", "changed", ("nature",)),
        ]
    )


def test_units_created_and_removed():
    found, _ = become(drop=("teso",), add=(NEW,))
    assert found == [("teso", "", "removed", ()), ("", "new", "created", ())]


def test_the_dossier_tells_fusions_divisions_and_heirs():
    told = (Equivalence("teso", "conta"), Equivalence("conta", "conta", "Absorbe tesorería"))
    found, _ = become(told=told, drop=("teso",))
    assert [row[:3] for row in found] == [
        ("conta", "conta", "merged"), ("teso", "conta", "merged"),
    ]  # fmt: skip
    told = (Equivalence("oga", "oga"), Equivalence("oga", "new"))
    found, _ = become(told=told, add=(NEW,))
    assert [row[:3] for row in found] == [("oga", "oga", "divided"), ("oga", "new", "divided")]
    found, _ = become(told=(Equivalence("oaj", "new"),), drop=("oaj",), add=(NEW,))
    assert [row[:3] for row in found] == [("oaj", "new", "changed")]
    found, _ = become(told=(Equivalence("teso"),), drop=("teso",))
    assert found == [("teso", "", "removed", ())]


def test_a_unit_that_gives_part_to_another_and_stays():
    found, _ = become(told=(Equivalence("oga", "new"),), add=(NEW,))
    assert [row[:3] for row in found] == [("oga", "new", "divided"), ("oga", "oga", "divided")]


def test_below_an_heir_the_dependence_is_the_same():
    heir = make_unit("of", "Oficina de Finanzas", "support", code="06.1", parent_uid="gm")
    below = [(uid, {"parent_uid": "of"}) for uid in ("conta", "teso")]
    found, _ = become(*below, told=(Equivalence("oga", "of"),), drop=("oga",), add=(heir,))
    assert [row[:3] for row in found] == [("oga", "of", "changed")]


def test_rows_of_units_that_nobody_has_count_for_nothing():
    found, _ = become(told=(Equivalence("nobody", "oga"), Equivalence("oga", "nobody")))
    assert found == []


def test_the_paper_counts_and_names():
    told = (Equivalence("teso", note="Sus funciones pasan a la Oficina General"),)
    _, document = become(
        ("oga", {"name": "Oficina de Finanzas"}), told=told, drop=("teso",), add=(NEW,)
    )
    made = equivalences(document, Context(base=BASE, dossier=Dossier(equivalences=told)))
    summary, table = made.parts
    assert plain(summary.words) == "Se mantienen: 13. Cambian: 1. Se eliminan: 1. Se crean: 1."
    found = rows(table)
    finance = "Oficina de Finanzas"
    assert ["06.1", "Oficina General de Administración", "06.1", finance,
            "Cambia de denominación", ""] in found  # fmt: skip
    assert ["06.1.2", "Oficina de Tesorería", "—", "—", "Se elimina",
            "Sus funciones pasan a la Oficina General"] in found  # fmt: skip
    assert found[-1] == ["—", "—", "05.3", "Oficina de Integridad", "Se crea"] + [""]
    assert made.landscape


def test_without_notes_there_is_no_column_for_them():
    (_, table) = equivalences(BASE, Context(base=BASE)).parts
    assert len(table.head) == len(table.widths) == 5


def test_without_a_text_in_force_or_units():
    (part,) = equivalences(BASE, Context()).parts
    assert isinstance(part, Paragraph) and "No se conoce el texto vigente" in plain(part.words)
    empty = replace(BASE, units=())
    (table,) = equivalences(empty, Context(base=empty)).parts
    assert isinstance(table, Table) and not table.rows and table.empty


@settings(max_examples=40, deadline=None)
@given(random_document(), random_document())
def test_every_unit_of_both_texts_is_there(before, after):
    found = steps(before, after, Dossier())
    assert {step.before.uid for step in found if step.before} == set(before.unit_by_uid)
    assert {step.after.uid for step in found if step.after} == set(after.unit_by_uid)
