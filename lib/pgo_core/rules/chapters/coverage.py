"""Functions, third part: mandates carried, classes in their place, standard functions (rules 39, 43, 46)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...document import Unit
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import ADMINISTRATION, Index, Item, forms, name_of
from ..language import excerpt, fold, words

#: How the standard text calls the entity; each writes its own word (L01 is one text for all).
_ENTITY_WORDS = ("entidad", "municipalidad", "ministerio", "gobierno regional", "pliego")


@rule(
    39,
    "functions",
    "blocks",
    "loe",
    kinds=("rof", "model"),
    parameters={"deepest": Parameter(2, 1, 5)},
)
def every_mandate_is_carried(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Each general function or competence is carried by a specific function of some unit (LOE 8.a),
    and of one of the first two levels, from which those below are unfolded (LOE 8.b).

    It blocks in the Poder Ejecutivo, whose fichas show it function by function (LOE 47, annex b);
    elsewhere it is a warning. `Las demás que señale la ley` needs nobody.
    """
    limit = "" if context.executive else "warns"
    owner, units = index.unit_uid_of, index.document.unit_by_uid
    for competence in index.document.competences:
        levels = [units[owner[uid]].level for uid in competence.carried_by if uid in owner]
        if levels and min(levels) <= params["deepest"]:
            continue
        _folded, said, _words, closing = forms(competence.text)
        if not said or closing:
            continue
        names = {"competence": excerpt(competence.text), "deepest": str(params["deepest"])}
        if not levels:
            variant = "lost" if competence.carried_by else "none"
            yield Hit(competence.uid, "competence", variant, "carried_by", names, at_most=limit)
        else:
            names["level"] = str(min(levels))
            yield Hit(competence.uid, "competence", "deep", "carried_by", names, at_most="warns")


@rule(43, "functions", "warns", "loe", scope="unit")
def classes_stand_in_their_place(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Substantive functions are those of the line, functions of the administrative systems those of
    administración interna (LOE 8.c, 12.1, Anexo 1).

    A unit of administración interna all of whose functions are marked substantive was most likely
    never classified: it is told once. The closing item and blank ones have no class of their own.
    """
    for unit, items in index.scan_items_by_unit:
        own = [item for item in items if not item.closing and not item.blank]
        if unit.nature in ADMINISTRATION:
            wrong = [item for item in own if item.function.function_class == "substantive"]
            if len(wrong) > 1 and len(wrong) == len(own):
                names = {"unit": name_of(unit), "count": str(len(wrong))}
                yield Hit(unit.uid, "unit", "unclassified", "functions", names)
                continue
            for item in wrong:
                yield _at(item, "substantive_inside", item.params())
        elif unit.nature == "line":
            for item in own:
                function = item.function
                if function.admin_system:
                    system = texts.label("admin_system", function.admin_system)
                    yield _at(item, "system_in_line", {**item.params(), "system": system})
                elif function.function_class == "internal_administration":
                    yield _at(item, "inside_in_line", item.params())


@rule(
    46,
    "functions",
    "warns",
    "lineamientos",
    kinds=("rof", "mop"),
    requires=("standard_functions",),
    parameters={
        "alike": Parameter(70, 50, 95),
        "entity_words": Parameter(_ENTITY_WORDS),
    },
)
def standard_functions_are_there(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The standard functions of an administrative system are those of the unit in charge of it, in
    the words of its rector (L01; LOE 12.3: they take up what the rector disposes).

    In charge is the unit with most functions of the system. A function of the system that shares
    `alike` per cent of its words with a standard one counts as that one, altered; the word the
    entity calls itself by is no alteration.
    """
    own = _EntityWords(tuple(words(fold(each)) for each in params["entity_words"]))
    said = {own.plain(item.words) for item in index.items if not item.blank}
    by_system: dict[str, list[Item]] = {}
    for item in index.items:
        if item.function.admin_system and not item.closing and not item.blank:
            by_system.setdefault(item.function.admin_system, []).append(item)
    for system, standard in context.standard_functions.items():
        items = by_system.get(system, [])
        names = {"system": texts.label("admin_system", system)}
        wanted = {own.plain(words(fold(text))): text for text in standard}
        wanted.pop("", None)
        missing = {plain: text for plain, text in wanted.items() if plain not in said}
        if not missing:
            continue
        if not items:
            yield Hit("", "document", "no_unit", "functions", names, subject=system)
            continue
        bags = {plain: frozenset(plain.split()) for plain in missing}
        for item in items:
            plain = own.plain(item.words)
            if plain in wanted or not (near := _likest(plain, bags, params["alike"])):
                continue
            del bags[near]
            told = {**item.params(), **names, "standard": missing.pop(near)}
            yield Hit(item.function.uid, "function", "altered", "text", told)
        charge = _in_charge(items)
        for text in missing.values():
            told = {**names, "unit": name_of(charge), "standard": excerpt(text, 160)}
            yield Hit(
                charge.uid, "unit", "missing", "functions", told, subject=f"{system}:{_key(text)}"
            )


@dataclass(frozen=True, slots=True)
class _EntityWords:
    """Texts with one word for whatever the entity calls itself."""

    phrases: tuple[list[str], ...]

    def plain(self, said: tuple[str, ...] | list[str]) -> str:
        """The words of a text, `la municipalidad` and `el ministerio` alike."""
        text = f" {' '.join(said)} "
        for phrase in self.phrases:
            for article in ("la", "el"):
                text = text.replace(f" {article} {' '.join(phrase)} ", " la entidad ")
            text = text.replace(f" del {' '.join(phrase)} ", " de la entidad ")
        return text.strip()


def _likest(plain: str, bags: Mapping[str, frozenset[str]], least: int) -> str:
    """The standard text that shares most words with this one, if they share enough."""
    said = set(plain.split())
    best, share = "", 0.0
    for standard, bag in bags.items():
        alike = 200 * len(said & bag) / (len(said) + len(bag))
        if alike >= least and alike > share:
            best, share = standard, alike
    return best


def _in_charge(items: list[Item]) -> Unit:
    """The unit that holds most of these functions, the first in the text of several."""
    count: dict[str, int] = {}
    for item in items:
        count[item.unit.uid] = count.get(item.unit.uid, 0) + 1
    best = max(count.values())
    return next(item.unit for item in items if count[item.unit.uid] == best)


def _key(text: str) -> str:
    """A short stable name of a standard text for the key of its finding."""
    return "-".join(words(fold(text))[:8])


def _at(item: Item, variant: str, names: dict[str, str]) -> Hit:
    return Hit(item.function.uid, "function", variant, "function_class", names)
