"""Tables made from those of the text before say what tables made anew say."""

import random
from collections import Counter
from dataclasses import replace

from builders import make_function, make_unit
from rules_helpers import clean

from pgo_core.rules import alike, tables
from pgo_core.rules.chapters import functions
from pgo_core.rules.index import Index, _words_said

TEXTS = (
    "Formular el plan anual.",
    "Elaborar el plan anual",
    "formular, el plan anual;",
    "Coordinar con la Oficina de Abastecimiento.",
    "Dirigir el registro civil en el ámbito de su competencia.",
    "Dirigir el registro civil.",
    "",
    "a) Formular el plan anual.",
    # The same words: of the first it is another matter in each unit, of the second not.
    "Dirigir el registro de la unidad.",
    "Dirigir el registro de la, unidad.",
)


def edited(document, chance):
    """The document with a few units changed, added, moved or taken away."""
    units = list(document.units)
    for _turn in range(chance.randrange(1, 4)):
        place = chance.randrange(len(units))
        kind = chance.choice(("text", "text", "text", "add", "drop", "move", "same"))
        texts = [make_function(f"f{chance.random()}", chance.choice(TEXTS)) for _one in range(3)]
        if kind == "text":
            units[place] = replace(units[place], functions=tuple(texts))
        elif kind == "add":
            units.insert(place, make_unit(f"u{chance.random()}", functions=tuple(texts)))
        elif kind == "drop" and len(units) > 3:
            units.pop(place)
        elif kind == "move":
            units.insert(0, units.pop(place))
        elif kind == "same":
            units.append(units[place])
    return replace(document, units=tuple(units))


def grouped(index):
    """The texts by verb, of functions with the same words the verb of the first."""
    verbs = {}
    for said, verb in index.told(functions._verbs):
        verbs.setdefault(said, verb)
    found = {}
    for said, verb in verbs.items():
        found.setdefault(verb, set()).add(said)
    return found


def forget():
    tables._last.clear()
    tables._tallies.clear()
    functions._looked.clear()


def test_whatever_was_looked_at_before():
    chance = random.Random(20)
    document, moved = clean(), 0
    forget()
    for _turn in range(300):
        document = edited(document, chance)
        if len(document.units) > 40:
            document = clean()
        index = Index(document)
        assert index._places.owners == tables.Places(document).owners
        assert index._places.positions == tables.Places(document).positions
        tally = tables.tally_of(index.items_by_unit, _words_said)
        assert tally.counts == Counter(index.told(_words_said))
        moved += tally.changed is not None
        assert functions._said_by_verb(index) == grouped(index)
    assert moved > 20, "made from the one before"


def test_the_same_words_with_two_verbs():
    forget()
    units = tuple(
        make_unit(f"u{n}", functions=(make_function(f"f{n}", f"Aprobar el plan {n}."),))
        for n in range(12)
    )
    document = replace(clean(), units=units)
    texts = ("Formular: el plan", "Formular el plan", *TEXTS[-2:])
    for first in texts:
        for second in texts:
            changed = list(units)
            changed[3] = replace(units[3], functions=(make_function("x", first),))
            changed[7] = replace(units[7], functions=(make_function("y", second),))
            index = Index(replace(document, units=tuple(changed)))
            assert functions._said_by_verb(index) == grouped(index), (first, second)


def test_places_are_those_of_the_text_before_while_no_uid_moves():
    forget()
    document = clean()
    before = Index(document)._places
    unit = document.units[0]
    text = replace(unit.functions[0], text="Otro texto.")
    same = replace(unit, name="Otro nombre", functions=(text, *unit.functions[1:]))
    units = (same, *document.units[1:])
    assert Index(replace(document, units=units))._places is before
    for units in (document.units[1:], document.units[::-1], (*document.units, make_unit("new"))):
        moved = replace(document, units=units)
        assert Index(moved)._places is not before
        assert Index(moved)._places.positions == tables.Places(moved).positions
    fewer = replace(unit, functions=unit.functions[1:])
    assert Index(replace(document, units=(fewer, *document.units[1:])))._places is not before
    assert Index(replace(document, annexes=()))._places is not before


def test_pairs_alike_are_the_same_collection_by_value():
    said = frozenset({"formular plan anual", "formular plan anual zonal"})
    first = alike.pairs("formular", said, 60)
    assert alike.pairs("formular", frozenset(set(said)), 60) == first
