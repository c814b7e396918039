"""Document and models: what it must contain, whose it is, what is left to fill in (rules 49, 56,
73).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...document import Article
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index
from ..language import fold, placeholder, squeeze
from ..places import outside_functions, places

_MUNICIPALITY = re.compile(
    r"\bmunicipalidad\s+(?:distrital|provincial|metropolitana)\s+(?:de|del)\s+"
)
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


@rule(56, "document", "blocks", "loe", kinds=("rof", "mop"))
def names_the_right_entity(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The document is this entity's: its name is in it, Naturaleza jurídica names it, Jurisdicción
    its district or province, and no other municipality's name is left over from a copied text (LOE
    43: the structure of the entity).

    With `Context.other_entities` only names of that list count; without it, any other
    `Municipalidad … de X`. The municipality of the own province may be named, and counterparts of
    coordination. Outside the general articles it is a warning.
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
        if article.role == "legal_nature" and own_words not in written:
            yield Hit(article.uid, "article", "own_name", "body", names)
        elif article.role == "jurisdiction" and not _mentions(written, place):
            yield Hit(article.uid, "article", "own_place", "body", names)
    yield from _foreign(index, context)


@rule(73, "models", "blocks", "loe", kinds=("rof", "mop"))
def placeholders_are_completed(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Nothing of the model is left to be filled in (LOE 43; the models' procedure of NT 01-2020):
    `{{…}}`, `(COMPLETAR …)`, `(seleccionar …)`. In the functions it is rule 36's."""
    for place in outside_functions(index):
        if span := placeholder(place.text):
            names = {"where": place.where, "found": place.text[span[0] : span[1]]}
            yield Hit(place.uid, place.kind, "found", place.field, names, span, place.field)


def _advised(variant: str, field: str, names: Mapping[str, str] | None = None, subject="") -> Hit:
    return Hit("", "document", variant, field, names or {}, subject=subject, basis="lineamientos")


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
    known = own.union(map(squeeze, context.other_entities)) if context.other_entities else None
    counterparts = {
        item.function.uid: squeeze(item.function.counterpart)
        for item in index.items
        if item.function.counterpart
    }
    for place in places(index):
        for name, span in _municipalities(place.text, known):
            folded = squeeze(name)
            if folded in own or folded in counterparts.get(place.uid, ""):
                continue
            limit = "" if place.kind == "article" or place.field == "title" else "warns"
            names = {"where": place.where, "found": name, "entity": entity.name}
            subject = folded if place.uid else f"{place.field} {folded}"
            yield Hit(
                place.uid, place.kind, "foreign", place.field, names, span, subject, at_most=limit
            )


def _municipalities(text: str, known: set[str] | None):
    """Names of municipalities in a text with their spans: the longest of the known ones, or what is
    written with capitals after `Municipalidad … de`."""
    if "municipalidad" not in text.lower():
        return
    for match in _MUNICIPALITY.finditer(fold(text)):
        tokens = list(re.finditer(r"[^\W_]+", text[match.end() : match.end() + 120]))[:8]
        ends = [match.end() + token.end() for token in tokens]
        if known is not None:
            found = [end for end in ends if squeeze(text[match.start() : end]) in known]
            end = found[-1] if found else 0
        else:
            end = _proper_end(tokens, ends)
        if end:
            yield text[match.start() : end], (match.start(), end)


def _proper_end(tokens, ends) -> int:
    """Where a proper name ends: after its last word with a capital, joined by particles."""
    end = 0
    for token, place in zip(tokens, ends, strict=True):
        word = token.group()
        if word[0].isupper():
            end = place
        elif word.lower() not in _JOIN:
            break
    return end
