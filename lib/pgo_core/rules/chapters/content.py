"""Document and models: what it must contain, whose it is, what is left to fill in (rules 49, 56,
73).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from ...document import Article
from ...pieces import Sieve
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index
from ..language import fold, placeholder, squeeze, words
from ..places import outside_functions, places

_MUNICIPALITY = re.compile(
    r"\bmunicipalidad\s+(?:distrital|provincial|metropolitana)\s+(?:de|del)\s+"
)
_TOKEN = re.compile(r"[^\W_]+")
#: A name is looked for in this many characters and words.
_REACH, _TOKENS = 120, 8
_JOIN = frozenset({"de", "del", "la", "las", "los", "el"})
#: Articles the template asks for besides those LOE demands (L02 Anexo 6).
_ADVISED = ("legal_nature", "jurisdiction", "legal_basis")


@rule(49, "document", "blocks", "loe", parameters={"advised": Parameter(_ADVISED)})
def demanded_content_is_there(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Competences and general functions (LOE 43) and the organigram (LOE 7.2; 54.d for a MOP) are
    there and not empty; the other articles of the template and annex 1 are what L02 Anexos 4-6 ask.

    The functions of each unit are rule 30's, its dependence rule 1's.
    """
    document = index.document
    articles: dict[str, list[Article]] = {}
    for article in document.articles:
        articles.setdefault(article.role, []).append(article)
    if not document.units:
        yield Hit("", "document", "no_units", "units")
    if not document.competences:
        yield Hit("", "document", "no_competences", "competences")
    elif not articles.get("competences"):
        yield Hit("", "document", "no_competences_article", "articles")
    for competence in document.competences:
        if not competence.text.strip():
            yield Hit(competence.uid, "competence", "empty_competence", "text")
    kinds = {annex.kind for annex in document.annexes}
    if "organigram" not in kinds:
        yield Hit("", "document", "no_organigram", "annexes")
    if "structure" not in kinds:
        yield _advised("no_structure", "annexes")
    advised = params["advised"]
    if document.kind == "mop":  # LOE 54.a names the entity it belongs to instead of a jurisdiction
        advised = ["attachment" if role == "jurisdiction" else role for role in advised]
    for role in advised:
        names = {"article": texts.label("role", role)}
        if not articles.get(role):
            yield _advised("no_article", "articles", names, role)
        for article in articles.get(role, ()):
            if not article.body.strip() and not any(item.strip() for item in article.items):
                names = {"article": article.heading.strip() or names["article"]}
                yield Hit(article.uid, "article", "empty", "body", names, basis="lineamientos")


@rule(56, "document", "blocks", "loe", kinds=("rof", "mop"), scope="unit", reads=("articles",))
def names_the_right_entity(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The document is this entity's: its name is in it, Naturaleza jurídica names it, Jurisdicción
    its district or province, and no other municipality's name is left over from a copied text (LOE
    43: the structure of the entity).

    With `Context.other_entities` only names of that list count; without it, any other
    `Municipalidad … de X`. The municipality of the own province may be named, the one that the text
    says the entity belongs to (LOE 54.a), and counterparts of coordination. Outside the general
    articles it is a warning. The acronym of the entity names it as well as its name does.
    """
    entity = index.document.entity
    own = entity.name.strip()
    if not own:
        yield Hit("", "document", "no_name", "entity")
        return
    if context.entity_name and squeeze(context.entity_name) != squeeze(own):
        yield Hit(
            "", "document", "another", "entity", {"found": own, "entity": context.entity_name}
        )
    if context.ubigeo and entity.ubigeo and context.ubigeo != entity.ubigeo:
        names = {"found": entity.ubigeo, "expected": context.ubigeo, "entity": own}
        yield Hit("", "document", "ubigeo", "entity", names)
    own_words = squeeze(own)
    place = entity.province if "provincial" in own_words.split() else entity.district
    for article in index.document.articles:
        names = {"entity": own, "place": place, "article": article.heading.strip() or "…"}
        written = squeeze(_article_text(article))
        if article.role == "legal_nature" and not _names(written, own_words, entity.acronym):
            yield Hit(article.uid, "article", "own_name", "body", names)
        elif article.role == "jurisdiction" and not _mentions(written, place):
            yield Hit(article.uid, "article", "own_place", "body", names)
    yield from _foreign(index, context)


@rule(73, "models", "blocks", "loe", kinds=("rof", "mop"), scope="unit")
def placeholders_are_completed(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Nothing of the model is left to be filled in (LOE 43; the models' procedure of NT 01-2020):
    `{{…}}`, `(COMPLETAR …)`, `(seleccionar …)`. In the functions it is rule 36's."""
    for place in outside_functions(index, placeholder):
        if span := placeholder(place.text):
            names = {"where": place.where, "found": place.text[span[0] : span[1]]}
            yield Hit(place.uid, place.kind, "found", place.field, names, span, place.field)


def _advised(variant: str, field: str, names: Mapping[str, str] | None = None, subject="") -> Hit:
    return Hit("", "document", variant, field, names or {}, subject=subject, basis="lineamientos")


def _names(written: str, name: str, acronym: str) -> bool:
    """Whether the words of a text name the entity: by its name, with or without the acronym that may
    end it, or by its acronym.
    """
    short = squeeze(acronym)
    if short and f" {short} " in f" {written} ":
        return True
    return (name.removesuffix(f" {short}") if short else name) in written


def _mentions(written: str, place: str) -> bool:
    """Whether a place is named; an entity of the whole country has none (LOE 44 title I.c)."""
    wanted = squeeze(place)
    return not wanted or f" {wanted} " in f" {written} "


def _article_text(article: Article) -> str:
    return "\n".join([article.body, *article.items])


def _foreign(index: Index, context: Context) -> Iterator[Hit]:
    document = index.document
    entity = document.entity
    own = {squeeze(entity.name)}
    if entity.province.strip():
        own.add(squeeze(f"Municipalidad Provincial de {entity.province}"))
    others = tuple(context.other_entities)
    for article in document.articles:
        if article.role == "attachment":
            own.update(folded for *_span, folded in _municipalities(_article_text(article), None))
    known = _known(tuple(sorted(own)), others) if others else None

    def named(text: str) -> tuple[tuple[int, int, str], ...]:
        return _municipalities(text, known)

    counterparts: dict[str, str] = {
        item.function.uid: squeeze(item.function.counterpart)
        for item in index.scan_items
        if item.function.counterpart
    }
    for place in places(index, named):
        for start, end, folded in named(place.text):
            if folded in own or folded in counterparts.get(place.uid, ""):
                continue
            limit = "" if place.kind == "article" or place.field == "title" else "warns"
            names = {"where": place.where, "found": place.text[start:end], "entity": entity.name}
            subject = folded if place.uid else f"{place.field} {folded}"
            yield Hit(
                place.uid,
                place.kind,
                "foreign",
                place.field,
                names,
                (start, end),
                subject,
                at_most=limit,
            )


# The country has nearly two thousand municipalities, and they are the same after every edit.
@lru_cache(maxsize=64)
def _known(own: tuple[str, ...], others: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(squeeze, others)).union(own)


def _municipalities(text: str, known: frozenset[str] | None) -> tuple[tuple[int, int, str], ...]:
    """Names of municipalities in a text, with their span and folded words: the longest of the known
    ones, or what is written with capitals after `Municipalidad … de`.
    """
    return _sought(text, known) if _may_name(text) else ()


_may_name = Sieve(lambda piece: "municipalidad" in fold(piece))


@lru_cache(maxsize=16_384)
def _sought(text: str, known: frozenset[str] | None) -> tuple[tuple[int, int, str], ...]:
    folded = fold(text)
    found = []
    for match in _MUNICIPALITY.finditer(folded):
        tokens = list(islice(_TOKEN.finditer(text, match.end(), match.end() + _REACH), _TOKENS))
        end = _longest(folded, match.start(), tokens, known) if known else _proper_end(tokens)
        if end:
            found.append((match.start(), end, squeeze(text[match.start() : end])))
    return tuple(found)


def _longest(folded: str, start: int, tokens: list[re.Match[str]], known: frozenset[str]) -> int:
    """Where the longest known name ends that is written from `start` to one of these words."""
    said = " ".join(words(folded[start : tokens[0].start()])) if tokens else ""
    longest = 0
    for token in tokens:
        said += f" {folded[slice(*token.span())]}"
        if said in known:
            longest = token.end()
    return longest


def _proper_end(tokens: list[re.Match[str]]) -> int:
    """Where a proper name ends: after its last word with a capital, joined by particles."""
    end = 0
    for token in tokens:
        word = token.group()
        if word[0].isupper():
            end = token.end()
        elif word.lower() not in _JOIN:
            break
    return end
