"""How a defect is seeded into a sound text: what the modules `defects_…` have in common.

A way takes a sound text, its facts and a source of chance, and returns the spoiled text and facts
with the rules of which one must speak, or None where the text has no place for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from pgo_core.document import Document, Function, Unit
from pgo_core.rules import Context
from pgo_core.rules.language import fold, is_closing


@dataclass(frozen=True)
class Seeded:
    """A spoiled text: `rules` of which one must find something new, on `uid` unless empty."""

    document: Document
    context: Context
    rules: tuple[str, ...]
    uid: str = ""


Way = Callable[[Document, Context, Random], Seeded | None]
#: Number of the kind in the list, what it is, and its ways.
KINDS: dict[int, tuple[str, list[Way]]] = {}


def way(number: int, name: str) -> Callable[[Way], Way]:
    """Note the decorated function as a way to make a defect of this kind."""

    def note(made: Way) -> Way:
        KINDS.setdefault(number, (name, []))[1].append(made)
        return made

    return note


def units(document: Document, *natures: str, level: int = 0) -> list[Unit]:
    return [
        unit
        for unit in document.units
        if unit.nature in natures and (not level or unit.level == level)
    ]


def told(document: Document, *natures: str) -> list[tuple[Unit, Function]]:
    """The functions that say something, of units of these natures or of any."""
    return [
        (unit, function)
        for unit, function in document.functions()
        if not is_closing(fold(function.text)) and (not natures or unit.nature in natures)
    ]


def with_unit(document: Document, unit: Unit, **changes) -> Document:
    spoiled = tuple(replace(one, **changes) if one is unit else one for one in document.units)
    return replace(document, units=spoiled)


def with_function(document: Document, unit: Unit, function: Function, **changes) -> Document:
    functions = tuple(replace(one, **changes) if one is function else one for one in unit.functions)
    return with_unit(document, unit, functions=functions)


def adding(document: Document, like: Unit, **changes) -> Document:
    """The document with one more unit, with functions of its own."""
    functions = tuple(
        Function(
            f"seed-{number}",
            f"{verb} las acciones que corresponden a la materia sembrada.",
            function_class=like.functions[0].function_class if like.functions else "direction",
            citations=like.functions[0].citations if like.functions else (),
        )
        for number, verb in enumerate(("Conducir", "Verificar", "Registrar"))
    )
    closing = Function("seed-z", "Las demás que le asigne su superior y las de ley.", "direction")
    made = {
        "uid": "seed",
        "description": "Es el órgano a cargo.",
        "functions": (*functions, closing),
    }
    return replace(document, units=(*document.units, replace(like, **{**made, **changes})))


def code_below(document: Document, parent: Unit) -> str:
    below = [unit for unit in document.units if unit.parent_uid == parent.uid and unit.level > 2]
    return f"{parent.code}.{len(below) + 1}"


def in_dossier(context: Context, **changes) -> Context | None:
    if context.dossier is None:
        return None
    return replace(context, dossier=replace(context.dossier, **changes))
