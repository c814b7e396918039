"""Functions, first part: how they are written (rules 30-36)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import OWN_ORGANIZATION, Index, Item, name_of
from ..language import TYPED_LETTER, first_word, fold, is_infinitive, lead_verbs, placeholder, words

_PURPOSE = (
    "a fin de",
    "a fin que",
    "a efectos de",
    "con el fin de",
    "con el fin que",
    "con la finalidad de",
    "con el objeto de",
    "con el objetivo de",
    "con el proposito de",
    "con miras a",
    "para asi",
    "para lograr",
    "de manera que",
    "de modo que",
    "de forma que",
    "de tal manera que",
    "de tal forma que",
    "en aras de",
)
#: What follows `con el objeto de` when it tells a purpose; `conforme con el objeto de la
#: convocatoria` and `a fin de mes` tell none.
_AIM = r"(?=\W+(?:no\W+|asi\W+)?(?:que|\w*[aei]r(?:se|l[aeo]s?|nos)?|una?\W+(?:mejor|mayor))\b)"
_PURPOSE_INFINITIVE = r",\s+para\s+(?:no\s+)?(?P<verb>\w+)"
_POSITIONS = (
    "alcalde",
    "alcaldesa",
    "gerente",
    "gerentes",
    "subgerente",
    "subgerentes",
    "jefe",
    "jefes",
    "jefa",
    "director",
    "directores",
    "directora",
    "secretario general",
    "secretaria general del concejo",
    "procurador publico",
    "procuradora publica",
    "presidente ejecutivo",
    "presidenta ejecutiva",
    "viceministro",
    "viceministra",
    "gobernador regional",
    "gobernadora regional",
)
#: Words that name a position only when they act; as those served they are fine.
_ACTORS = ("funcionario", "servidor", "regidor", "especialista", "coordinador", "responsable")
_ACTING = r"\b(?:por|a cargo|a traves|por intermedio|mediante|asign[ae]n?|encargu?en?|encomienden?)"
#: `presentadas por los servidores`: they are those whose matter it is.
_SERVED = re.compile(
    r"(?:present|formul|solicit|comet|incurr|interpu|percib|requer|plante|declar|efectu|adeud"
    r"|ocasion|realiz|suscri|ingres|pedid)\w*\W+$|\b(?:bienes|equipos|fondos|vehiculos|activos)\W+$"
)
_FINE_AFTER = (
    r"\s+(?:(?:[yo]\s+|/\s*)?jef[ae]s?\s+)?(?:de|del)\s+(?:las?\s+|los?\s+)?"
    r"(?:hogar(?:es)?|familias?|instituci|centros?\s+educativ|escuelas?|colegios?|centros?\s+poblad"
    r"|municipalidad(?:es)?\s+de\s+centro)|\s+escolar"
)
_TOO_STRONG = ("aprobar",)
_TOO_STRONG_PHRASES = (
    "dirigir la entidad",
    "dirigir la municipalidad",
    "resolver en ultima instancia",
    "representar legalmente a la entidad",
    "representar legalmente a la municipalidad",
)
_BLANKS = re.compile(r"\.{3,}|…|_{3,}|\bx{3,}\b")
_TAIL = 40
_TRUNCATED = re.compile(
    r"(?:[,:]|\b(?:del?|la|el|l[oa]s|en|con|por|para|al|que|sus?|una?)|\b[yeoua])\s*$"
    r"|\b(?:del?|l[oa]s|con|por|para|que|sus?)\s*\.\s*$"
)
#: The end of an item that a list goes on after: `…; y`.
_LISTED = re.compile(r"[;,.]\s*(?:y/o|[yeou])\s*[,.]?\s*$")


@rule(30, "functions", "blocks", "loe", scope="unit", parameters={"advised": Parameter(3, 1, 26)})
def unit_has_description_and_functions(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Every unit has its functions (LOE 43), in the text of every document kind; its description
    and at least three functions are what L02 Anexos 4-6 advise."""
    for unit, items in index.scan_items_by_unit:
        names = {"unit": name_of(unit), "advised": str(params["advised"])}
        own = [item for item in items if not item.closing and not item.blank]
        if not own:
            yield Hit(unit.uid, "unit", "no_functions", "functions", names)
        elif len(own) < params["advised"]:
            names["count"] = str(len(own))
            yield Hit(
                unit.uid, "unit", "few", "functions", names, at_most="warns", basis="lineamientos"
            )
        if not unit.description.strip():
            yield Hit(
                unit.uid, "unit", "no_description", "description", names, basis="lineamientos"
            )


@rule(31, "functions", "warns", "lineamientos", scope="unit")
def starts_with_an_infinitive(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A function begins with a verb in the infinitive (L02 p. 40); `No …` and reflexives pass, the
    closing item is exempt, blank ones are rule 36's."""
    for item in _written(index):
        if not lead_verbs(item.folded):
            _word, start, end = first_word(item.folded)
            names = {
                **item.params(),
                "word": item.function.text[start:end] or item.function.text.strip(),
            }
            yield _at(item, "found", names, (start, end))


@rule(
    32,
    "functions",
    "warns",
    "lineamientos",
    scope="unit",
    parameters={"patterns": Parameter(_PURPOSE)},
)
def no_purpose_clause(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """A function does not tell its purpose (L02 p. 41: no `a fin de` or the like), nor by a comma
    and `para` with an infinitive."""
    pattern, heads = _purpose(tuple(params["patterns"]))
    for item in _written(index):
        if heads.isdisjoint(item.words):
            continue
        for match in pattern.finditer(item.folded):
            if match["verb"] is None or is_infinitive(match["verb"]):
                yield _at(item, "found", _found(item, match.span()), match.span())
                break


@rule(
    33,
    "functions",
    "warns",
    "lineamientos",
    scope="unit",
    parameters={"positions": Parameter(_POSITIONS), "actors": Parameter(_ACTORS)},
)
def no_position_named(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """A function names no position, level or rank of those who head the units (L02 p. 41); the
    organs of Alta Dirección may name the alcalde.

    Servants and regidores as those served are fine; as those who act they are not.
    """
    pattern, heads = _position(tuple(params["positions"]), tuple(params["actors"]))
    for item in index.scan_items:
        if item.unit.nature == "senior_management" or heads.isdisjoint(item.words):
            continue
        for match in pattern.finditer(item.folded):
            before = item.folded[max(0, match.start() - _TAIL) : match.start()]
            if match["actor"] and _SERVED.search(before):
                continue
            span = match.span("position") if match["position"] else match.span("actor")
            yield _at(item, "found", _found(item, span), span)
            break


@rule(
    34,
    "functions",
    "warns",
    "lineamientos",
    scope="unit",
    parameters={
        "from_level": Parameter(3, 2, 5),
        "verbs": Parameter(_TOO_STRONG),
        "phrases": Parameter(_TOO_STRONG_PHRASES),
    },
)
def verb_fits_the_level(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """From the third level a function does not begin with a verb of the organ it depends on:
    `Aprobar` is the organ's, `Proponer` its unit's (L02 p. 40); any of several joined verbs counts.

    Órganos desconcentrados and académicos are organs whatever their level (L02 pp. 33-34).
    """
    verbs = {fold(verb) for verb in params["verbs"]}
    phrases = _phrases(tuple(params["phrases"]))
    for item in _written(index):
        if item.unit.level < params["from_level"] or item.unit.nature in OWN_ORGANIZATION:
            continue
        lead = lead_verbs(item.folded)
        span = next(((start, end) for verb, start, end in lead if verb in verbs), None)
        if span is None and lead and (match := phrases.match(item.folded, lead[0][1])):
            span = match.span()
        if span:
            names = {**_found(item, span), "level": str(item.unit.level)}
            yield _at(item, "found", names, span)


@rule(35, "functions", "warns", "lineamientos", scope="unit")
def one_closing_item_at_the_end(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The list of functions ends with one closing item, `Las demás…` or `Otras…` (L02 Anexo 5)."""
    for unit, items in index.scan_items_by_unit:
        closing = [item for item in items if item.closing]
        if not items:
            continue  # rule 30
        if not closing:
            yield Hit(unit.uid, "unit", "missing", "functions", {"unit": name_of(unit)})
        for item in closing[:-1]:
            yield _at(item, "repeated", item.params())
        if closing and closing[-1] is not items[-1]:
            yield _at(closing[-1], "not_last", closing[-1].params())


@rule(36, "functions", "blocks", "loe", scope="unit")
def no_blank_or_unfinished_item(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """No function is empty, cut off or still to be filled in (LOE 43: the ROF contains the
    functions).

    The letters come from the order, so a letter typed into the text would be printed twice: a
    warning, like the `; y` of a list the item was taken from.
    """
    for item in index.scan_items:
        text = item.function.text
        if item.blank:
            yield _at(item, "blank", item.params())
        elif span := placeholder(text):
            if index.document.kind != "model":
                yield _at(item, "placeholder", _found(item, span), span)
        elif _marked(item.folded) and (match := _BLANKS.search(item.folded)):
            yield _at(item, "placeholder", _found(item, match.span()), match.span())
        elif match := _LISTED.search(item.folded, tail := max(0, len(item.folded) - _TAIL)):
            names = {**item.params(), "ending": text[match.start() : match.end()].strip()}
            yield _at(item, "listed", names, match.span(), at_most="warns")
        elif (match := _TRUNCATED.search(item.folded, tail)) and not _letter(text, match):
            yield _at(item, "truncated", item.params(), match.span())
        elif match := TYPED_LETTER.match(item.folded):
            names = {**item.params(), "typed": text[: match.end()].strip()}
            yield _at(item, "typed_letter", names, match.span(), at_most="warns")


def _letter(text: str, match: re.Match[str]) -> bool:
    """Whether the text ends with a name of one letter (`categoría A`) and not with a word."""
    return text[match.start() : match.end()].strip().isupper() and not text.isupper()


def _marked(folded: str) -> bool:
    return "…" in folded or "..." in folded or "___" in folded or "xxx" in folded


def _written(index: Index) -> Iterator[Item]:
    return (item for item in index.scan_items if not item.blank and not item.closing)


def _at(item: Item, variant: str, names: dict[str, str], span=None, at_most: str = "") -> Hit:
    return Hit(item.function.uid, "function", variant, "text", names, span, at_most=at_most)


def _found(item: Item, span: tuple[int, int]) -> dict[str, str]:
    return {**item.params(), "found": item.function.text[span[0] : span[1]].lstrip(", ")}


@lru_cache(maxsize=16)
def _purpose(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], frozenset[str]]:
    """The pattern of a purpose, and the words without which it cannot match."""
    folded = sorted(map(fold, patterns), key=len, reverse=True)
    open_ended = [each for each in folded if each.endswith(" de")]
    others = [each for each in folded if each not in open_ended]
    pattern = re.compile(
        rf"\b(?:(?:{_any(open_ended)}){_AIM}|(?:{_any(others)})\b)|{_PURPOSE_INFINITIVE}"
    )
    heads = {max(words(each), key=len, default="") for each in folded}
    return pattern, frozenset(heads | {"para"})


@lru_cache(maxsize=16)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A phrase at the beginning, whatever punctuation parts its words."""
    each = [r"\W+".join(map(re.escape, words(fold(phrase)))) for phrase in phrases]
    return re.compile(rf"(?:{'|'.join(filter(None, each)) or '(?!)'})\b")


@lru_cache(maxsize=16)
def _position(
    positions: tuple[str, ...], actors: tuple[str, ...]
) -> tuple[re.Pattern[str], frozenset[str]]:
    """One pattern for both, a position anywhere or an actor after a word that makes it act, and the
    words without which it cannot match.

    `Plan director` and `jefes de hogar` are no positions.
    """
    named = sorted(map(fold, positions), key=len, reverse=True)
    acting = [fold(actor) + plural for actor in actors for plural in ("", "s", "es")]
    heads = frozenset(word for phrase in (*named, *acting) for word in words(phrase)[:1])
    pattern = re.compile(
        rf"(?<!\bplan )(?<!\bplanes )\b(?P<position>{_any(named)})\b(?!{_FINE_AFTER})"
        rf"|{_ACTING}\s+(?:de\s+|del\s+|al\s+)?(?:el\s+|la\s+|los\s+|las\s+)?"
        rf"(?P<actor>{_any(acting)})\b"
    )
    return pattern, heads


def _any(phrases: list[str]) -> str:
    return "|".join(map(re.escape, phrases)) or r"(?!)"
