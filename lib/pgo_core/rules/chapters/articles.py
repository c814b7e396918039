"""Document, second part: articles, references, names and sections (rules 50-53, 85).

Article numbers, the sentence on the superior and the lists of units are derived from the structure
(`numbering`), so they cannot differ from it: these rules look at what the template and the hand can
still spoil.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from unicodedata import normalize

from ... import numbering, templates
from ...document import Article, Title, Unit
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, Item, Items, name_of
from ..language import excerpt, fold, squeeze
from ..mentions import Mention, Reader, reader_of
from ..places import Place, Says, of_function, outside_functions, places
from ..references import Reference, names_norm, references

_TYPED = re.compile(r"\s*art(?:iculo|\.)\s?(?:n[°º.]{1,2}\s?)?\d{1,4}(?!\d)", re.IGNORECASE)
_NORMS = [
    "ley",
    "leyes",
    "decreto",
    "decretos",
    "constitucion",
    "codigo",
    "reglamento",
    "ordenanza",
    "ordenanzas",
    "resolucion",
    "directiva",
    "norma",
    "normas",
    "normativa",
    "lineamientos",
    "tuo",
    "estatuto",
    "convenio",
    "convencion",
    "tratado",
]
#: Units that texts name without being of the entity: they begin like this.
_KNOWN = (
    "oficina de programacion multianual de inversiones",
    "oficina de normalizacion previsional",
    "oficina nacional",
    "oficina regional",
    "oficina de las naciones unidas",
    "oficina de enlace",
    "unidad formuladora",
    "unidad ejecutora",
    "unidad impositiva",
    "unidad de gestion educativa local",
    "gerencia regional",
    "direccion regional",
    "direccion nacional",
    "direccion de red",
    "secretaria tecnica",
    "secretaria nacional",
    "procuraduria general",
)
_STANDS_FOR = re.compile(
    r"\b(?:veces\sde|calidad\sde|rol\sde|papel\sde|como|denominada|ex)(?:\sla|\sel)?\s?$"
)
_DEPENDS = re.compile(
    r"\bdepend(?:e|iente)\s(?:(?:jerarquica|administrativa|organica|directa)mente\s"
    r"(?:y\s(?:jerarquica|administrativa|funcional)mente\s)?)?(?:de\sla|de\slos|del|de)\s"
)


@rule(50, "document", "blocks", "loe", reads=("articles",))
def articles_are_numbered_once(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Articles run from 1 to n without repeats, in the Poder Ejecutivo over both sections (LOE 43,
    44). The platform counts them, so only three things can spoil it: a template that prints no
    number, a number typed by hand, an article that comes twice.
    """
    document = index.document
    phrases = templates.of(document).phrases
    label = phrases.get("article_label", "{number}")
    if "{number}" not in label or "{number}" not in phrases.get("article", "{number}"):
        yield Hit("", "document", "no_number", "template")
    seen: set[str] = set()
    for article in document.articles:
        if article.uid in seen:
            yield Hit(article.uid, "article", "repeated", "uid", _named(article))
        seen.add(article.uid)
        lines = [("heading", article.heading), ("body", article.body)]
        lines += [(f"items[{place}]", text) for place, text in enumerate(article.items)]
        for field, text in lines:
            if found := _typed_number(text):
                names = {**_named(article), "found": text[found[0] : found[1]].strip()}
                # In the text it may be a quotation.
                limit = "" if field == "heading" else "warns"
                yield Hit(
                    article.uid, "article", "typed", field, names, found, field, at_most=limit
                )


@rule(
    51,
    "document",
    "warns",
    "loe",
    parameters={"norms": Parameter(_NORMS), "known": Parameter(_KNOWN)},
    scope="unit",
    reads=("units",),
    everywhere=("article", "annex", "literal"),
)
def references_point_to_what_exists(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """An article, literal, annex or unit that the text names is there (LOE 8.h, 43).

    A reference counts when it says «del presente Reglamento», or when its text names no norm and
    rests on none. A unit counts when its name begins like those of this structure and no other
    entity is named with it; `known` are the beginnings of names that are no unit of the entity.
    """
    yield from _references(index.whole, frozenset(map(fold, params["norms"])))
    known = tuple(squeeze(name) for name in params["known"])
    reader, back = reader_of(index.document, context.base), _looking_back(index)
    for place in _free_texts(index, reader.unknown):
        if place.uid in back:
            continue
        for mention in reader.unknown(place.text):
            if not _excused(place, mention, known, index):
                end = _shortest_name(place.text, mention)
                written = place.text[mention.start : end]
                names = {"where": place.where, "found": written}
                yield _at(place, "unit", names, (mention.start, end), squeeze(written))


@rule(52, "document", "blocks", "loe", scope="unit", reads=("units",))
def names_are_those_of_the_structure(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A unit is called in the text as in the structure (LOE 8.h, 43; L02 p. 25): no name with a
    slip, none that the text in force had, but where the text looks back (disposiciones
    complementarias, annexes). What differs in a whole word may be meant: a warning.
    """
    reader, back = reader_of(index.document, context.base), _looking_back(index)
    for place in _free_texts(index, reader.known):
        for mention, meaning in reader.known(place.text):
            written = place.text[mention.start : meaning.end]
            names = {"where": place.where, "found": written, "unit": name_of(meaning.unit)}
            span = (mention.start, meaning.end)
            subject = squeeze(written)
            if meaning.how == "exact":
                if not written.isupper() and _spelled(written) != _spelled(meaning.unit.name):
                    yield _at(place, "accent", names, span, subject, "warns")
            elif meaning.how != "past":
                limit = "" if meaning.how == "letter" else "warns"
                variant = "near" if meaning.how == "letter" else "word"
                yield _at(place, variant, names, span, subject, limit)
            elif place.uid in back:
                continue
            elif now := index.document.unit_by_uid.get(meaning.unit.uid):
                yield _at(place, "past", {**names, "unit": name_of(now)}, span, subject)
            else:
                yield _at(place, "gone", names, span, subject)


@rule(53, "document", "blocks", "loe", kinds=("rof",), reads=("units",))
def sections_hold_their_levels(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """In the Poder Ejecutivo the first section holds levels 1 and 2 and the second those from 3 on
    (LOE 44); deconcentrated and academic organs stand as organs at any level (L02 Anexo 5).

    The template decides where each level is printed, so the template is looked at.
    """
    if not context.executive:
        return
    titles = [title for title in templates.of(index.document).titles if _holds_units(title)]
    deep = [unit for unit in index.units if unit.level > 2 and unit.nature not in _ORGANS]
    if deep and not any(title.section for title in titles):
        yield Hit("", "document", "no_sections", "template", {"unit": name_of(deep[0])})
        return
    first = titles[0].section if titles else ""
    for place, title in enumerate(titles):
        levels = set(title.levels or (1, 2, 3, 4, 5))
        wrong = levels & ({3, 4, 5} if title.section == first else {1, 2})
        held = [
            unit
            for unit in index.units
            if unit.level in wrong and unit.nature not in _ORGANS and _takes(title, unit)
        ]
        if held:
            names = {
                "title": title.heading,
                "section": title.section or "—",
                "unit": name_of(held[0]),
                "level": str(held[0].level),
            }
            variant = "deep" if title.section == first else "organ"
            yield Hit("", "document", variant, "template", names, subject=str(place))


@rule(85, "document", "blocks", "loe", scope="unit", reads=("units",))
def description_states_the_dependence(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The text says on which unit each one depends, and says it as the structure does (LOE 43, 44).

    The sentence is written from the structure; a template may leave it out only by the name of the
    superior (LOM 4: the concejo is not the superior of the alcaldía). A description that states
    another dependence contradicts it; one that states the same is printed twice.
    """
    phrases = templates.of(index.document).phrases
    if not phrases.get("depends", "{parent}").strip():
        yield Hit("", "document", "no_sentence", "template")
    reader = reader_of(index.document, context.base)
    for unit in index.scan_units:
        stated = _stated(unit, reader)
        if stated is None:
            continue
        other, span = stated
        parent = index.parent(unit)
        names = {"unit": name_of(unit), "found": name_of(other)}
        if parent is None:
            yield Hit(unit.uid, "unit", "no_parent", "description", names, span)
        elif parent.uid != other.uid:
            names["parent"] = name_of(parent)
            yield Hit(unit.uid, "unit", "differs", "description", names, span)
        elif phrases.get(f"depends.{parent.name}", "-").strip():
            yield Hit(unit.uid, "unit", "twice", "description", names, span, at_most="informs")


def _named(article: Article) -> dict[str, str]:
    return {"article": excerpt(article.heading.strip() or article.body, 60) or "…"}


_CLOSING_PLACES = ("final", "transitory", "derogatory")
_ORGANS = frozenset({"deconcentrated", "academic"})


def _holds_units(title: Title) -> bool:
    return any(chapter.natures for chapter in title.chapters)


def _takes(title: Title, unit: Unit) -> bool:
    return any(unit.nature in chapter.natures for chapter in title.chapters)


def _typed_number(text: str) -> tuple[int, int] | None:
    """The span of `Artículo 12` at the beginning of a line, where it would be an article's own."""
    for match in re.finditer(r"^.*$", text, re.MULTILINE):
        if (found := _TYPED.match(fold(match.group()))) and _is_heading(match.group(), found.end()):
            return match.start() + found.start(), match.start() + found.end()
    return None


def _is_heading(line: str, end: int) -> bool:
    """Whether the number is followed as in `Artículo 12.- Funciones`, and not as in a sentence."""
    rest = line[end:].lstrip("°º ")
    return not rest or rest[0] in ".-–—:" and not rest[1:2].isdigit()


def _free_texts(index: Index, says: Says) -> Iterator[Place]:
    """The texts written by hand, all but the names and the facts of the entity, that say
    something.
    """
    return filter(_is_free, places(index, says))


def _is_free(place: Place) -> bool:
    if place.kind == "document":
        return place.field.startswith("annex.")
    return place.field not in ("name", "acronym", "title")


def _referring(items: Items) -> list[Item]:
    """The functions that refer to an article or an annex."""
    return [item for item in items if references(item.function.text)]


def _references(index: Index, norms: frozenset[str]) -> Iterator[Hit]:
    """What the references of all the texts miss; an edit anywhere may move the articles."""
    numbered: list[numbering.NumberedArticle] = []
    written = [place for place in outside_functions(index, references) if _is_free(place)]
    for place in chain(written, map(of_function, index.told(_referring))):
        foreign = place.cited or names_norm(place.text, norms)
        for reference in references(place.text):
            if reference.own or not foreign:
                if reference.kind == "article" and not numbered:
                    numbered = list(numbering.articles(index.document))
                yield from _missing(reference, place, numbered, len(index.document.annexes))


def _looking_back(index: Index) -> frozenset[str]:
    """The uids of the texts that may name units that are no more: the disposiciones complementarias
    and, as they have none of their own, annexes such as the cuadro de equivalencias."""
    articles = index.document.articles
    return frozenset({"", *(item.uid for item in articles if item.place in _CLOSING_PLACES)})


def _missing(
    reference: Reference,
    place: Place,
    numbered: list[numbering.NumberedArticle],
    annexes: int,
) -> Iterator[Hit]:
    last = len(numbered) if reference.kind == "article" else annexes
    wrong = [number for number in reference.numbers if not 1 <= number <= last]
    written = place.text[reference.span[0] : reference.span[1]].strip()
    names = {"where": place.where, "found": written, "last": str(last)}
    if wrong:
        subject = f"{reference.kind} {wrong[0]}"
        yield _at(place, reference.kind, names, reference.span, subject)
    elif reference.letter and reference.own:
        article = numbered[reference.numbers[0] - 1]
        if reference.letter not in {item.letter for item in article.items}:
            names |= {"letter": reference.letter, "article": article.label}
            subject = f"{reference.letter} {article.number}"
            yield _at(place, "literal", names, reference.span, subject)


def _at(place: Place, variant: str, names, span, subject: str = "", at_most: str = "") -> Hit:
    subject = subject if place.uid else f"{place.field} {subject}"
    return Hit(place.uid, place.kind, variant, place.field, names, span, subject, at_most=at_most)


def _excused(place: Place, mention: Mention, known: tuple[str, ...], index: Index) -> bool:
    """Whether an unknown name need not be a unit: one word alone, a known beginning, or what some
    unit stands for."""
    longest = mention.ends[-1][1]
    before = fold(place.text[max(0, mention.start - 40) : mention.start])
    unit = index.document.unit_by_uid.get(place.unit_uid)
    return (
        " " not in longest
        or longest.startswith(known)
        or _STANDS_FOR.search(before) is not None
        or (place.kind == "function" and unit is not None and _has_counterpart(unit, place.uid))
    )


def _has_counterpart(unit: Unit, uid: str) -> bool:
    return any(function.uid == uid and function.counterpart for function in unit.functions)


def _shortest_name(text: str, mention: Mention) -> int:
    """Where an unknown name ends: at the first comma or conjunction, or with its last word."""
    ends = [end for end, name in mention.ends if " " in name]
    for end in ends:
        if re.match(r"\s?,|\s(?:y|e)\s", text[end : end + 4]):
            return end
    return ends[-1] if ends else mention.ends[-1][0]


def _spelled(text: str) -> list[str]:
    """The words with their accents, whatever capitals and signs."""
    return re.findall(r"[^\W_]+", normalize("NFC", text).casefold())


def _stated(unit: Unit, reader: Reader) -> tuple[Unit, tuple[int, int]] | None:
    """The unit that a description says this one depends on, with where it says so."""
    folded = fold(unit.description)
    if "depend" not in folded:
        return None
    named = {
        mention.start: (meaning.unit, meaning.end)
        for mention, meaning in reader.read(unit.description)
        if meaning.how == "exact" and meaning.unit
    }
    for match in _DEPENDS.finditer(folded):
        if found := named.get(match.end()):
            return found[0], (match.start(), found[1])
    return None
