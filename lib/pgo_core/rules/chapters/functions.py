"""Functions, second part: what they rest on and whether they repeat each other (rules 37-42)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from ... import citing
from ...similarity import shared_words
from .. import alike, texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..finding import SEVERITIES
from ..index import Index, Item, Items, name_of
from ..language import excerpt, fold, lead_verbs
from ..tables import Tally, tally_of
from .change import function_changes

_LOM = re.compile(r"(?:^|\D)27972(?:\D|$)")
_ARTICLE = re.compile(r"\d+")
#: How many copies of a function are compared with each other: more add nothing to the matter.
_COMPARED = 8
_MATTERS = ("79", "80", "81", "82", "83", "84", "85", "86")

#: Verbs that say the same of an object: `Elaborar el plan` beside `Formular el plan` is no other
#: function, `Aprobar el plan` is.
_SAME_VERBS = {
    verb: group[0]
    for group in (
        ("formular", "elaborar", "preparar", "confeccionar"),
        ("dirigir", "conducir"),
        ("ejecutar", "realizar", "efectuar", "desarrollar"),
        ("brindar", "prestar", "proporcionar", "otorgar"),
        ("supervisar", "controlar", "fiscalizar"),
    )
    for verb in group
}
#: What makes the same words another matter in each unit.
_OWN = re.compile(
    r"\bsus?\s+(?:respectiv[ao]s?\s+)?(?:competencias?|cargo|ambito|area|funciones|responsabilidad"
    r"|unidad|materias?|especialidad)\b|\bambito\s+(?:funcional|de\s+competencia)|\bde\s+la\s+unidad\b"
)
#: Instead of the verb of a function that is another matter in each unit.
_ELSEWHERE = "*"
#: Without one of these words the pattern finds nothing.
_OWN_WORDS = frozenset(("su", "sus", "ambito", "unidad"))
_SHARED = 12


@rule(37, "functions", "blocks", "loe", parameters={"near": Parameter(80, 60, 100)})
def no_duplicate_function(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """No function is written in two units, or twice in one, in the same words (LOE 8.e, 47 section
    2.c).

    Exempt: closing items; deconcentrated organs among themselves (different territory); the same
    standard function; coordination functions, which LOE 8.g asks for in each unit. A unit that
    repeats the organ it depends on is rule 38's.

    What each unit does `en el ámbito de su competencia` is another matter in each: of two units such
    words are only a warning when they are the same, because they tell neither what is its own, and
    nothing when they are nearly so. Other words nearly the same in two units are a warning: the same
    verb, `near` per cent of the letters in common, and all that one says is in the other (`Elaborar
    el plan de capacitación` is not `… de contratación`). 100 looks for none.
    """
    for items in index.groups.values():
        for place, item in enumerate(items[1:], start=1):
            for other in items[: min(place, _COMPARED)]:
                if other.unit.uid == item.unit.uid:
                    yield _pair(item, other, "same_unit")
                    break
                if not _exempt(item, other) and not _lineage(index, item, other):
                    limit = "warns" if _OWN.search(item.folded) else ""
                    yield _pair(item, other, "found", at_most=limit)
                    break
    for item, other in _near(index, params["near"]):
        shared = _shared(item.function.text, item.folded, other.folded)
        yield _pair(item, other, "near", at_most="warns", shared=shared)


@rule(38, "functions", "warns", "lineamientos")
def unit_unfolds_its_organ(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A unit does not repeat unchanged a function of the organ it depends on: its functions unfold
    the organ's (L02 p. 41; LOE 8.b)."""
    for items in index.groups.values():
        first = items[:_COMPARED]
        for item in items:
            above = {unit.uid for unit in index.above(item.unit)} - {item.unit.uid}
            other = next((other for other in first if other.unit.uid in above), None)
            if other and not _exempt(item, other):
                yield _pair(item, other, "found")


@rule(
    40,
    "functions",
    "blocks",
    "loe",
    scope="unit",
    parameters={
        "unchanged": Parameter("warns", choices=SEVERITIES),
        "article_needed": Parameter(True),
    },
)
def substantive_function_has_a_legal_basis(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A substantive function rests on a norm and an article (LOE 47 section 2.b, Anexo 1).

    It blocks when the function is new, modified or reassigned (`Context.changed`, else told by the
    text in force, and all are new when there is none), whatever the entity; unchanged, or when that
    is not known, it has the severity of the parameter `unchanged`.
    """
    changed = _changed(index, context)
    for item in index.scan_items:
        function = item.function
        if function.function_class != "substantive" or item.closing or item.blank:
            continue
        new = changed is not None and function.uid in changed
        limit = "" if new else params["unchanged"]
        variant = "new" if new else "found"
        if not function.citations:
            yield Hit(function.uid, "function", variant, "citations", item.params(), at_most=limit)
        elif params["article_needed"] and not any(cited.article for cited in function.citations):
            names = {**item.params(), "norm": function.citations[0].label}
            yield Hit(function.uid, "function", "no_article", "citations", names, at_most="warns")


#: Status in the catalogue to what is told and how strongly: a norm whose force nobody has verified, or that is
#: repealed in part, is the entity's to check and no defect by itself.
_NORM_VARIANTS = {
    None: ("unknown", ""),
    citing.ABSENT: ("unknown", ""),
    "unknown": ("not_verified", "informs"),
    "partly_repealed": ("partly_repealed", "informs"),
}


@rule(41, "functions", "warns", "loe", requires=("norms",), scope="unit")
def legal_basis_is_in_force(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Every norm cited is in the catalogue and in force (LOE 44 title I.e, 47 section 2.b).

    A citation may leave out the year at the end of the catalogue's id: `LEY-27972`.
    """
    norms = context.norms or {}
    undated: dict[str, str] = {}
    for kind, uid, text, cited in index.scan_cited:
        status = norms.get(cited.norm)
        if status is None:
            undated = undated or citing.by_key(norms)
            status = undated.get(citing.key(cited.norm))
        if status == "in_force":
            continue
        names = {"norm": cited.label.strip() or cited.norm, "text": excerpt(text)}
        variant, limit = _NORM_VARIANTS.get(status, ("not_in_force", ""))
        if variant == "not_in_force":
            names["status"] = texts.label("norm_status", status)
        yield Hit(uid, kind, variant, "citations", names, subject=cited.norm, at_most=limit)


@rule(
    42,
    "functions",
    "warns",
    "law",
    kinds=("rof", "model"),
    government_levels=("local",),
    parameters={"matters": Parameter(_MATTERS), "rural_matters": Parameter(("141",))},
)
def municipal_matters_are_assigned(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Every matter of LOM 79-86 has a function of some unit that cites its article, or a competence
    that cites it and is carried by one (LOE 8.a); a rural municipality adds LOM 141.

    The article is enough: LOM gives each of these matters functions of both classes of
    municipality. Civil registry is not asked for, because it needs an agreement (LOM 73, 2.7).
    """
    owner = index.unit_uid_of
    covered = set(index.told(_lom_articles))
    for competence in index.document.competences:
        if any(uid in owner for uid in competence.carried_by):
            covered.update(
                _lom_article(cited.norm, cited.article) for cited in competence.citations
            )
    wanted = [*params["matters"], *(params["rural_matters"] if context.rural else ())]
    for article in wanted:
        if article not in covered:
            names = {"article": article, "matter": texts.label("lom_matter", article)}
            yield Hit("", "document", "found", "functions", names, subject=article)


def _lom_articles(items: Items) -> frozenset[str]:
    """The articles of LOM that these functions cite."""
    return frozenset(
        _lom_article(cited.norm, cited.article)
        for item in items
        for cited in item.function.citations
    )


@lru_cache(maxsize=4096)
def _lom_article(norm: str, article: str) -> str:
    """The article of LOM that a citation names, an empty text when it names none."""
    match = _ARTICLE.search(article) if _LOM.search(norm) else None
    return match.group() if match else ""


def _changed(index: Index, context: Context) -> frozenset[str] | None:
    """The functions that are new, modified or reassigned, None when nothing tells."""
    if context.changed is not None:
        return context.changed
    if context.is_first:
        return frozenset(item.function.uid for item in index.scan_items)
    if context.base is None:
        return None
    return frozenset(
        change.function.uid
        for change in function_changes(context.base, index.document)
        if change.kind != "unchanged"
    )


def _near(index: Index, threshold: int) -> list[tuple[Item, Item]]:
    """Functions of two units in nearly the same words: each with the one it is likest to of those
    before it, in text order.

    They are sought among those that begin with the same verb, so an edit leaves nearly all of the
    pairs as they were, and they are not sought again.
    """
    pairs: dict[tuple[str, str], float] = {}
    for verb, texts_said in _said_by_verb(index).items():
        if verb != _ELSEWHERE:
            pairs.update(alike.pairs(verb, texts_said, threshold))
    places = index.places_of({said for pair in pairs for said in pair})
    best: dict[int, tuple[float, int, Item, Item]] = {}
    for (one, two), share in pairs.items():
        for (first, earlier), (last, later) in product(
            places[one][:_COMPARED], places[two][:_COMPARED]
        ):
            if first > last:
                first, earlier, last, later = last, later, first, earlier
            likest = best.get(last)
            if likest and (likest[0] > share or likest[0] == share and likest[1] <= first):
                continue
            if not _apart(index, later, earlier):
                best[last] = (share, first, later, earlier)
    return [best[place][2:] for place in sorted(best)]


@dataclass(frozen=True, slots=True)
class _Verbs:
    """The texts by the verb they begin with, in the tally of that number; not `clear` where the same
    words begin with two verbs.
    """

    number: int
    clear: bool
    said: dict[str, frozenset[str]]


#: Those of the text looked at last. Whole values are put in, so threads do not meet in the middle.
_looked: list[_Verbs] = []


def _said_by_verb(index: Index) -> dict[str, frozenset[str]]:
    tally = tally_of(index.items_by_unit, _verbs)
    for last in _looked:
        # Where the same words begin with two verbs the order of the text decides.
        if not last.clear:
            continue
        if last.number == tally.number:
            return last.said
        if last.number == tally.after and (found := _moved(last, tally)):
            _looked[:] = [found]
            return found.said
    # Of functions with the same words the first tells the verb, so it is put in last.
    verbs = dict(reversed(list(index.told(_verbs))))
    by_verb: dict[str, list[str]] = defaultdict(list)
    for said, verb in verbs.items():
        by_verb[verb].append(said)
    grouped = {verb: frozenset(said) for verb, said in by_verb.items()}
    found = _Verbs(tally.number, len(verbs) == len(tally.counts), grouped)
    _looked[:] = [found]
    return found.said


def _moved(last: _Verbs, tally: Tally) -> _Verbs | None:
    """The texts of the last tally with what has changed, None if the same words begin with another
    verb now.
    """
    found = dict(last.said)
    for pair in tally.changed or ():
        if pair not in tally.counts:
            said, verb = pair
            found[verb] -= {said}
    for pair in tally.changed or ():
        if pair in tally.counts:
            said, verb = pair
            if any(said in texts_said for texts_said in found.values()):
                return None
            found[verb] = found.get(verb, frozenset()) | {said}
    return _Verbs(tally.number, True, {verb: said for verb, said in found.items() if said})


def _verbs(items: Items) -> list[tuple[str, str]]:
    """The words of each function that may repeat another, with its verb."""
    return [(item.said, _verb(item)) for item in items if item.said and not item.closing]


def _verb(item: Item) -> str:
    """The verb a text begins with, one for those that say the same."""
    if not _OWN_WORDS.isdisjoint(item.words) and _OWN.search(item.folded):
        return _ELSEWHERE
    lead = lead_verbs(item.folded)
    return _SAME_VERBS.get(lead[0][0], lead[0][0]) if lead else ""


@lru_cache(maxsize=1024)
def _shared(text: str, folded: str, other: str) -> str:
    """The words of a text that tell something and that another one has in the same order."""
    common, _spans = shared_words(folded, other)
    told = [text[start:end] for start, end in common]
    return ", ".join([word for word in told if alike.tells(fold(word))][:_SHARED])


def _apart(index: Index, item: Item, other: Item) -> bool:
    """Whether two functions in nearly the same words are no duplicity."""
    return (
        item.unit.uid == other.unit.uid
        or bool(item.function.standard and other.function.standard)
        or _exempt(item, other)
        or _lineage(index, item, other)
    )


def _pair(item: Item, other: Item, variant: str, at_most: str = "", **names: str) -> Hit:
    told = {
        **item.params(),
        "other": name_of(other.unit),
        "other_number": str(other.number),
        **names,
    }
    return Hit(item.function.uid, "function", variant, "text", told, at_most=at_most)


def _exempt(item: Item, other: Item) -> bool:
    one, two = item.function, other.function
    return (
        (one.standard != "" and one.standard == two.standard)
        or bool(one.counterpart.strip() and two.counterpart.strip())
        or item.unit.nature == other.unit.nature == "deconcentrated"
    )


def _lineage(index: Index, item: Item, other: Item) -> bool:
    return any(unit.uid == other.unit.uid for unit in index.above(item.unit)) or any(
        unit.uid == item.unit.uid for unit in index.above(other.unit)
    )
