"""Functions, fourth part: coordination and task wording (rules 44, 45)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ...document import Unit
from ...keys import FIRST_LEVEL_NATURES
from ...pieces import Sieve
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, Item, Items, name_of
from ..language import fold, lead_verbs, squeeze, words

#: Words that bring in those a function is coordinated with.
_WITH = ("con", "entre", "ante")
_ARTICLES = ("el", "la", "los", "las")
#: The longest name looked for after `coordinar con la`.
_NAME_WORDS = 12
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_TASK_VERBS = (
    "archivar",
    "foliar",
    "fotocopiar",
    "sellar",
    "digitar",
    "escanear",
    "tipear",
    "mecanografiar",
    "imprimir",
    "rotular",
    "transcribir",
    "recepcionar",
)
_TASK_PHRASES = (
    "llevar el registro de",
    "llevar un registro",
    "llevar el libro",
    "llevar los libros",
    "llevar la agenda",
    "llevar el archivo",
    "sacar copias",
    "redactar cartas",
    "redactar oficios",
    "redactar memorandos",
    "recibir y registrar documentos",
    "recibir y archivar",
)
_FORMS = ("formato", "formulario", "ficha", "anexo")
_AMOUNT = re.compile(
    r"\bs/\s{0,3}\.?\s{0,3}\d(?:[\d.,']{0,20}\d)?"
    r"|\(?\b\d[\d.,']{0,20}\)?\s{0,3}(?:\(\w{1,20}\)\s{0,3})?(?:nuevos\s{1,3}soles|soles|uits?)\b"
)
_MONTHS = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|setiembre|septiembre|octubre|noviembre"
    "|diciembre"
)
#: A day of a year, or the day until which something is done: `28 de Julio` alone is an avenue.
_DATE = re.compile(
    rf"\b\d{{1,2}}\s+de\s+(?:{_MONTHS})\s+del?\s+(?:ano\s+)?\d{{4}}\b"
    rf"|\b(?:hasta|antes\s+del?|a\s+mas\s+tardar)\s+(?:el\s+)?(?:dia\s+)?(?P<day>\d{{1,2}}\s+de\s+"
    rf"(?:{_MONTHS}|cada\s+mes))\b"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d\b"
    r"|\b(?:ano|ano\s+fiscal|ejercicio|ejercicio\s+fiscal)\s+20\d\d\b"
)
#: What every amount and every date have in one of their pieces.
_SUM = re.compile(r"\bs/|soles|uits?\b")
_DAY = re.compile(rf"\b(?:{_MONTHS}|mes|ano|ejercicio)\b|\d[/.-]\d")
_may_sum = Sieve(lambda piece: _SUM.search(fold(piece)))
_may_date = Sieve(lambda piece: _DAY.search(fold(piece)))
#: Before a date, what makes it part of the name of a norm.
_NORM_BEFORE = re.compile(r"\b(?:ley|decreto|resolucion|ordenanza|acuerdo|convenio)\b[^.;]{0,80}$")


@rule(44, "functions", "warns", "loe")
def coordination_names_the_other(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A function of coordination names with whom, and the other unit has it too (LOE 8.g).

    `Las entidades competentes` is enough when they are several (L02 p. 17). `Coordinar` beside other
    verbs directs a work and asks for nobody; the organs of coordination coordinate by law; a unit
    and those above it are bound by dependence, so nothing has to be written twice.
    """
    known = {name: unit for unit, name in reversed(index.named) if name}
    declared: list[tuple[Item, Unit]] = []
    for item, nobody in index.told(_coordinating):
        other, variant = _counterpart(index, known, item)
        if not variant and other is None and nobody:
            variant = "unnamed"
        if variant:
            field = "text" if variant == "unnamed" else "counterpart"
            yield Hit(item.function.uid, "function", variant, field, item.params())
        elif other is not None:
            declared.append((item, other))
    back = _mentions(index, known, frozenset(other.uid for _item, other in declared))
    for item, other in declared:
        if item.unit.uid not in back[other.uid] and not _depends(index, item.unit, other):
            names = {**item.params(), "other": name_of(other)}
            yield Hit(item.function.uid, "function", "not_mirrored", "counterpart", names)


@rule(
    45,
    "functions",
    "warns",
    "lineamientos",
    scope="unit",
    parameters={
        "verbs": Parameter(2, 1, 6),
        "words": Parameter(80, 30, 300),
        "task_verbs": Parameter(_TASK_VERBS),
        "task_phrases": Parameter(_TASK_PHRASES),
        "forms": Parameter(_FORMS),
    },
)
def functions_are_no_tasks(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A function is no task or activity (L02 Anexo 8: `no considerar a las tareas ni actividades`):
    no clerical verb, amount, date or form, which change before the ROF does; and it is clear (L02
    p. 40): not more than so many joined verbs and words.

    Standard functions (LOE 12.3) and those of organs of the first level are written as their rector
    or their law wrote them, so their length and verbs are not the entity's.
    """
    tasks = {fold(verb) for verb in params["task_verbs"]}
    phrases = _phrases(tuple(params["task_phrases"]))
    forms = _forms(tuple(params["forms"]))
    for item in index.scan_items:
        if item.closing or item.blank:
            continue
        lead = lead_verbs(item.folded)
        if span := _task(item, lead, tasks, phrases):
            yield _at(item, "task", span)
        for variant, span in _details(item, forms):
            yield _at(item, variant, span)
        if item.function.standard or item.unit.nature in FIRST_LEVEL_NATURES:
            continue
        if len(lead) > params["verbs"]:
            yield _at(
                item,
                "joined",
                (lead[0][1], lead[-1][2]),
                count=str(len(lead)),
                most=str(params["verbs"]),
            )
        if len(item.words) > params["words"]:
            names = {**item.params(), "count": str(len(item.words)), "most": str(params["words"])}
            yield Hit(item.function.uid, "function", "long", "text", names)


def _at(item: Item, variant: str, span: tuple[int, int], **names: str) -> Hit:
    told = {**item.params(), "found": item.function.text[slice(*span)], **names}
    return Hit(item.function.uid, "function", variant, "text", told, span)


def _task(
    item: Item,
    lead: tuple[tuple[str, int, int], ...],
    tasks: set[str],
    phrases: re.Pattern[str],
) -> tuple[int, int] | None:
    """Where it begins with the words of a task."""
    if not lead:
        return None
    if match := phrases.match(item.folded, lead[0][1]):
        return match.span()
    return next(((start, end) for verb, start, end in lead[:1] if verb in tasks), None)


def _details(item: Item, forms: _Form) -> Iterator[tuple[str, tuple[int, int]]]:
    """The amount, the date and the form a function names, one of each."""
    text, folded = item.function.text, item.folded
    if _may_sum(text) and (match := _AMOUNT.search(folded)):
        yield "amount", match.span()
    date = _DATE.search(folded) if _may_date(text) else None
    if date and not _NORM_BEFORE.search(folded, max(0, date.start() - 120), date.start()):
        yield "date", date.span("day") if date["day"] else date.span()
    pattern, heads = forms
    if not heads.isdisjoint(item.words) and (match := pattern.search(folded)):
        yield "form", match.span()


def _counterpart(index: Index, known: Mapping[str, Unit], item: Item) -> tuple[Unit | None, str]:
    """The unit a function is coordinated with, if it is one of the text; else what is wrong with
    the one it names: `itself` or `gone`."""
    named = item.function.counterpart.strip()
    other = index.document.unit_by_uid.get(named) if named else None
    if other is None and named:
        if _UUID.fullmatch(named):
            return None, "gone"
        other = known.get(squeeze(named))
    if other is None and not named and item.words[:2] == ("coordinar", "con"):
        other = _named_after(item.words[2:], known)
    if other is not None and other.uid == item.unit.uid:
        return None, "itself"
    return other, ""


def _depends(index: Index, one: Unit, other: Unit) -> bool:
    """Whether one of two units stands above the other."""
    return any(unit.uid == other.uid for unit in index.above(one)) or any(
        unit.uid == one.uid for unit in index.above(other)
    )


def _named_after(said: tuple[str, ...], known: Mapping[str, Unit]) -> Unit | None:
    """The unit whose name these words begin with, the longest of several."""
    start = 1 if said[:1] and said[0] in _ARTICLES else 0
    for size in range(min(_NAME_WORDS, len(said) - start), 0, -1):
        if unit := known.get(" ".join(said[start : start + size])):
            return unit
    return None


def _coordinating(items: Items) -> list[tuple[Item, bool]]:
    """The functions of coordination, which name the other or begin so, and whether they coordinate
    nobody.
    """
    return [
        (item, _coordinates_nobody(item))
        for item in items
        if (item.function.counterpart or item.words[:1] == ("coordinar",))
        and not item.closing
        and not item.blank
    ]


def _coordinates_nobody(item: Item) -> bool:
    """Whether `Coordinar` is all it does and nobody is named."""
    return (
        item.words[:1] == ("coordinar",)
        and item.unit.nature != "coordination"
        and not item.function.counterpart.strip()
        and [verb for verb, _start, _end in lead_verbs(item.folded)] == ["coordinar"]
        and not set(_WITH) & set(item.words)
    )


def _mentions(
    index: Index, known: Mapping[str, Unit], wanted: frozenset[str]
) -> dict[str, set[str]]:
    """For each of these units, the uids of those its functions are coordinated with: by their
    counterpart, or by their name in a text that says `coordinar` or `coordinación`."""
    found: dict[str, set[str]] = {uid: set() for uid in wanted}
    for unit, items in index.items_by_unit if wanted else ():
        if unit.uid not in wanted:
            continue
        for item in items:
            named = item.function.counterpart.strip()
            if named:
                other = index.document.unit_by_uid.get(named) or known.get(squeeze(named))
                found[unit.uid].add(other.uid if other else named)
            if "coordina" in item.folded:
                found[unit.uid].update(_named_in(item.words, known))
    return found


def _named_in(said: tuple[str, ...], known: Mapping[str, Unit]) -> Iterator[str]:
    """The uids of the units these words name after `con` or `y`."""
    for place, word in enumerate(said):
        if word in ("con", "y", "e"):
            unit = _named_after(said[place + 1 : place + 2 + _NAME_WORDS], known)
            if unit:
                yield unit.uid


@lru_cache(maxsize=16)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    each = [r"\W+".join(map(re.escape, words(fold(phrase)))) for phrase in phrases]
    return re.compile(rf"(?:{'|'.join(filter(None, each)) or '(?!)'})\b")


#: The pattern of a form, and the words without one of which it cannot match.
_Form = tuple[re.Pattern[str], frozenset[str]]


@lru_cache(maxsize=16)
def _forms(forms: tuple[str, ...]) -> _Form:
    """A form by its number: `formato N° 3`, `anexo 7-A`."""
    each = [rf"{re.escape(fold(form))}s?" for form in forms if form.strip()]
    heads = {word for form in forms for word in words(fold(form))[:1]}
    number = r"(?:(?:n|nro|no|num|numero)\s{0,3}[°º.]{0,2}\s{0,3})?\d{1,9}(?:-?[a-z]\b)?"
    pattern = re.compile(rf"\b(?:{'|'.join(each) or '(?!)'})\s+{number}")
    return pattern, frozenset(heads | {f"{head}s" for head in heads})
