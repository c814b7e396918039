"""Language: spelling, and norms cited in running text (rules 93, 94)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from ... import citing, spelling
from ...document import Competence, Function, Unit
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index
from ..language import excerpt
from ..places import Place, Says, places

#: Words told of one text: who mends these sees the rest.
_TOLD = 5
_WORD = re.compile(r"[^\W\d_]+")
#: Status of a norm that is still good to cite; of one that nobody verified rule 41 tells where it matters.
_GOOD = frozenset(("in_force", "partly_repealed", "unknown"))
#: A text that repeals or succeeds a norm must name it.
_REPEALS = re.compile(
    r"\b(?:derog|abrog|dej\w{1,5}\s+sin\s+efecto|sustitu|reemplaz)", re.IGNORECASE
)
_NEARBY = 120


@rule(
    93,
    "language",
    "informs",
    "lineamientos",
    parameters={"words": Parameter(())},
    scope="unit",
)
def words_are_in_the_dictionary(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The words of articles, competences, descriptions, functions and annexes are Spanish or terms of
    the administration (L02 p. 40: the wording must be clear).

    Names, acronyms, codes and addresses are passed over, and so are the words of the names of the
    entity, of the unit and of those it depends on or has below. `words` are more that are right.
    """
    entity = index.document.entity
    extra = _words(*params["words"], entity.name, context.entity_name)
    extra |= _words(entity.district, entity.province, entity.department)
    for place in _running(index, spelling.unknown_words):
        known = extra
        unknown = spelling.unknown_words(place.text, known)
        if unknown and place.unit_uid:
            known = extra | _words(*(unit.name for unit in _family(index, place.unit_uid)))
            unknown = spelling.unknown_words(place.text, known)
        if unknown:
            told = list(dict.fromkeys(each.word for each in unknown))
            names = {
                "where": place.where,
                "words": _listed(told),
                "spans": " ".join(f"{each.span[0]}-{each.span[1]}" for each in unknown),
            }
            variant = "found" if len(told) == 1 else "several"
            yield _hit(place, variant, names, unknown[0].span)


@rule(94, "language", "warns", "loe", requires=("norms",), scope="unit")
def norms_in_the_text_are_in_force(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Norms cited in running text are in force (LOE 44 title I.e, 47 section 2.b) and in the
    catalogue.

    Only norms that the caller looked up (`Context.norms`, of `citing.norms_in`) are judged. The
    catalogue does not have every norm, so one it lacks (`citing.ABSENT`) only informs, and a local
    ordinance is not asked for. A text that repeals a norm must name it; what a function or competence
    cites as its legal basis is rule 41's.
    """
    written = list(_running(index, citing.mentions))
    if not written:
        return
    statuses = citing.by_key(context.norms or {})
    derogatory = {
        article.uid for article in index.document.articles if article.place == "derogatory"
    }
    bases = _bases(index, {place.uid for place in written if place.cited})
    for place in written:
        if place.uid in derogatory:
            continue
        told: set[str] = set()
        for mention in citing.mentions(place.text):
            norm = citing.key(mention.norm)
            status = statuses.get(norm)
            if status is None or status in _GOOD or norm in told:
                continue
            if place.cited and norm in bases.get(place.uid, ()):
                continue
            if status == citing.ABSENT and norm.startswith(citing.LOCAL):
                continue
            if _is_repealed_there(place.text, mention.span):
                continue
            told.add(norm)
            names = {"where": place.where, "norm": mention.label, "text": excerpt(place.text)}
            if status == citing.ABSENT:
                yield _hit(place, "absent", names, mention.span, mention.norm, at_most="informs")
            else:
                names["status"] = texts.label("norm_status", status)
                yield _hit(place, "not_in_force", names, mention.span, mention.norm)


def _running(index: Index, says: Says) -> Iterator[Place]:
    """The texts that say what is looked for, but names and facts of the entity."""
    for place in places(index, says):
        if place.kind == "unit" and place.field != "description":
            continue
        if place.kind == "document" and not place.field.startswith("annex."):
            continue
        yield place


def _hit(
    place: Place,
    variant: str,
    names: Mapping[str, str],
    span: tuple[int, int],
    subject: str = "",
    at_most: str = "",
) -> Hit:
    # An article has several texts, and the annexes are all of the document.
    inside = place.field if place.kind in ("article", "document") else ""
    subject = ":".join(part for part in (inside, subject) if part)
    return Hit(place.uid, place.kind, variant, place.field, names, span, subject, at_most)


def _family(index: Index, uid: str) -> list[Unit]:
    unit = index.document.unit_by_uid[uid]
    parent = index.parent(unit)
    return [unit, *([parent] if parent else []), *index.children(unit)]


def _words(*names: str) -> set[str]:
    return {word.lower() for name in names for word in _WORD.findall(name)}


def _listed(words: list[str]) -> str:
    """The words to be mended, with what was likely meant; a text in which nothing is known gets no
    guesses.
    """
    if len(words) > _TOLD:
        return ", ".join(f"«{word}»" for word in words[:_TOLD]) + " y otras"
    listed = []
    for word in words:
        likely = spelling.suggestions(word)
        listed.append(f"«{word}» (¿{' o '.join(likely)}?)" if likely else f"«{word}»")
    return ", ".join(listed)


def _bases(index: Index, uids: set[str]) -> dict[str, set[str]]:
    """The norms on which these functions and competences rest."""
    found: dict[str, set[str]] = {}
    cited: list[Function | Competence] = [item.function for item in index.scan_items]
    for each in chain(cited, index.document.competences):
        if each.uid in uids and each.citations:
            norms = found.setdefault(each.uid, set())
            norms.update(citing.key(citation.norm) for citation in each.citations)
    return found


def _is_repealed_there(text: str, span: tuple[int, int]) -> bool:
    before = text[max(0, span[0] - _NEARBY) : span[0]]
    after = text[span[1] : span[1] + _NEARBY]
    sentence = re.split(r"[;\n]|\.\s", before)[-1] + " " + re.split(r"[;\n]|\.\s", after)[0]
    return _REPEALS.search(sentence) is not None
