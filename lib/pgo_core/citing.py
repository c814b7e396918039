"""Norms cited in running text: which norm, and which article and item of it.

`Ley N° 27972`, `D. S. N° 054-2018-PCM`, `numeral 3.2 del artículo 79 de la Ley N° 27972, Ley Orgánica
de Municipalidades`, `Decretos Supremos N° 131-2018-PCM y 064-2021-PCM`. A norm is only recognised by
its number (the Constitución by its name), so nothing is guessed from a title. The patterns have no
unbounded repetition inside another: time is linear in the length of the text.

Identifiers are those of the catalogue without the year that it adds to laws and legislative decrees,
which texts do not give (`LEY-27972`, `DLEG-1252`, `DS-054-2018-PCM`); `key` makes both forms one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from .document import Document
from .pieces import Sieve

#: Status of a norm that was looked for and that the catalogue does not have.
ABSENT = "absent"

#: Local norms: the national catalogue does not have them.
LOCAL = ("ORDENANZA",)

CONSTITUTION = "CONSTITUCION-1993"


@dataclass(frozen=True, slots=True)
class Mention:
    """A norm cited in a text: where its kind and number stand, its identifier, how it is printed,
    and the place in it. Several articles of one norm are as many mentions with one span.
    """

    span: tuple[int, int]
    norm: str
    label: str
    article: str = ""
    item: str = ""


#: Kind of norm: prefix of its identifier, how it is printed, the forms in which it is written, and
#: how its number is made: `plain` (27972), `year` (009-2020), `sector` (054-2018-PCM).
_KINDS = (
    ("LEY", "Ley", r"ley(?:es)?(?:\s+(?:org[aá]nica|general|marco))?", "plain"),
    (
        "DLEG",
        "Decreto Legislativo",
        r"decretos?\s+legislativos?|dec(?:reto)?\.?\s?leg\.|d\.?\s?leg(?:\b\.?|s\.)|d\.\s?lgvo\.?",
        "plain",
    ),
    ("DL", "Decreto Ley", r"decretos?[\s-]+ley(?:es)?", "plain"),
    ("D.L.", "", r"d\.\s?l\.|dl", "plain"),
    ("RL", "Resolución Legislativa", r"resoluci[oó]n(?:es)?\s+legislativas?", "plain"),
    ("DU", "Decreto de Urgencia", r"decretos?\s+de\s+urgencia|d\.\s?u\.|du", "year"),
    ("DS", "Decreto Supremo", r"decretos?\s+supremos?|d\.\s?s\.|ds", "sector"),
    (
        "RSGP",
        "Resolución de Secretaría de Gestión Pública",
        r"resoluci[oó]n(?:es)?\s+de\s+(?:la\s+)?secretar[ií]a\s+de\s+gesti[oó]n\s+p[uú]blica|rsgp"
        r"|r\.\s?s\.\s?g\.\s?p\.",
        "sector",
    ),
    (
        "RESOLUCION-VICEMINISTERIAL",
        "Resolución Viceministerial",
        r"resoluci[oó]n(?:es)?\s+vice-?\s?ministerial(?:es)?|r\.\s?v\.\s?m\.|rvm",
        "sector",
    ),
    (
        "RM",
        "Resolución Ministerial",
        r"resoluci[oó]n(?:es)?\s+ministerial(?:es)?|r\.\s?m\.|rm",
        "sector",
    ),
    ("RESOLUCION-SUPREMA", "Resolución Suprema", r"resoluci[oó]n(?:es)?\s+supremas?", "sector"),
    (
        "RESOLUCION-JEFATURAL",
        "Resolución Jefatural",
        r"resoluci[oó]n(?:es)?\s+jefatural(?:es)?",
        "sector",
    ),
    (
        "RESOLUCION-DIRECTORAL",
        "Resolución Directoral",
        r"resoluci[oó]n(?:es)?\s+directoral(?:es)?",
        "sector",
    ),
    (
        "RESOLUCION-DE-CONTRALORIA",
        "Resolución de Contraloría",
        r"resoluci[oó]n(?:es)?\s+de\s+contralor[ií]a",
        "sector",
    ),
    ("DIRECTIVA", "Directiva", r"directivas?", "sector"),
    (
        "OV",
        "Opinión Técnica Vinculante",
        r"opini[oó]n(?:es)?\s+t[eé]cnicas?\s+vinculantes?",
        "sector",
    ),
    ("ORDENANZA", "Ordenanza", r"ordenanzas?(?:\s+(?:municipal|regional)(?:es)?)?", "local"),
)

_DASH = r"\s?[-–‐‑]\s?"
_SIGN = r"(?:n[uú]mero|nros?|num|n[o°ºª]s?|n)\.?\s?[°ºª]?\s{0,3}"
_YEARED = rf"\d{{1,5}}{_DASH}(?:\d{{4}}|\d{{2}})(?!\d)"
_SECTOR = r"(?:\s?[-–‐‑/]\s?[a-zñ][a-z0-9ñ]{0,19}(?:[-–‐‑/][a-z0-9ñ]{1,20}){0,4})?(?![a-z0-9ñ])"
_NUMBER = {
    "plain": r"\d{1,2}[.,]\d{3}(?!\d)|\d{1,7}(?![\d/]|[-–‐‑]\d)",
    "year": _YEARED,
    "sector": _YEARED + _SECTOR,
    "local": rf"{_YEARED}{_SECTOR}|\d{{1,5}}(?![\d/]|[-–‐‑]\w)",
}
#: Laws cited by their title with the number after it: of some length, so that no article is taken for it.
_TITLED_LAW = (
    r"ley\s+(?:org[aá]nica|general|marco)\s+del?(?:\s+[a-záéíóúñ]{1,20}){1,5}"
    r"(?<!decreto\s)\s*[,-]?\s+" + _SIGN + r"(?P<titled>\d{4,5})(?![\d/]|[-–‐‑]\d)"
)
_NORM = re.compile(
    rf"(?<![\w.])(?:(?P<constitution>constituci[oó]n\s+pol[ií]tica(?:\s+del\s+(?:estado|per[uú]))?)"
    rf"|{_TITLED_LAW}|"
    + "|".join(
        rf"(?P<k{place}>{written})\s{{1,3}}(?:{_SIGN})?(?P<n{place}>{_NUMBER[shape]})"
        for place, (_prefix, _printed, written, shape) in enumerate(_KINDS)
    )
    + ")",
    re.IGNORECASE,
)
#: What parts the numbers of several norms of one kind: `N° 1440, 1441 y N° 1252`.
_NEXT = {
    shape: re.compile(
        rf"\s{{0,2}}(?:,|,?\s?\b[ye]\b)\s{{0,2}}(?:{_SIGN})?(?P<number>{number})", re.IGNORECASE
    )
    for shape, number in {**_NUMBER, "plain": r"\d{4,5}(?![\d/]|[-–‐‑]\d)"}.items()
}
_LISTED = 12
_PARTS = re.compile(
    r"(?P<number>\d+)(?:\D{1,3}(?P<year>\d{4}|\d{2})(?!\d))?(?:[^a-z0-9ñ]{1,3}(?P<sector>.+))?",
    re.IGNORECASE,
)
_DASHES = re.compile(r"\s?[-–‐‑/]\s?")

_ITEM = r"(?:numeral|inciso|literal|lit\.|num\.|inc\.)(?:es|s)?\s{1,2}(?P<%s>\d{1,3}(?:\.\d{1,3}){0,3}|[a-zñ]\b)\s?\)?"
_ONE = r"(?:\d{1,3}(?:(?:\.\d{1,3}){1,3}|\s?[°º])?(?:-[a-z]\b)?|[ivx]{1,5}\b)"
_ARTICLE = re.compile(
    rf"(?:{_ITEM % 'before'}\s{{1,2}}del?\s(?:los\s)?)?"
    rf"\b(?:art[ií]culos?|arts?\.?)\s{{1,2}}(?:{_SIGN})?"
    rf"(?P<articles>{_ONE}(?:\s?(?:,|\by\b|\be\b|\bal?\b)\s{{1,2}}{_ONE}){{0,20}})(?![\w])"
    rf"(?:,?\s(?:y\s)?{_ITEM % 'after'})?",
    re.IGNORECASE,
)
_EACH = re.compile(rf"(?P<to>\bal?\b\s+)?(?P<one>{_ONE})", re.IGNORECASE)
_OF = re.compile(r"\s?,?\s{0,2}(?:del?|contenid[oa]s?\s+en)\b", re.IGNORECASE)
_STOP = re.compile(r"[;\n]|\.\s")
#: How far an article stands from the norm it belongs to, in characters.
_AHEAD, _BACK = 90, 200
_RANGE = 30


#: How the kinds of norm begin: a piece of text in which none does cites none.
_BEGINS = re.compile(
    r"(?<![\w.])(?:constituci|ley|d(?:ec(?:reto|leg|\b)|leg|l\b|u\b|s\b|\b)|r(?:esoluci|sgp|vm|m\b|\.)"
    r"|directiva|opini|ordenanza)",
    re.IGNORECASE,
)
_may_cite = Sieve(_BEGINS.search)


def mentions(text: str) -> tuple[Mention, ...]:
    """The norms cited in a text, in its order, each with its articles."""
    return _mentions(text) if _may_cite(text) else ()


@lru_cache(maxsize=8192)
def _mentions(text: str) -> tuple[Mention, ...]:
    norms = list(_norms(text))
    if not norms:
        return ()
    places: dict[int, list[tuple[str, str]]] = {}
    starts = [norm.span[0] for norm in norms]
    ends = [norm.span[1] for norm in norms]
    for match in _ARTICLE.finditer(text):
        owner = _owner(text, match.span(), starts, ends)
        if owner is not None:
            item = (match["before"] or match["after"] or "").lower()
            places.setdefault(owner, []).extend(
                (article, item) for article in _articles(match["articles"])
            )
    found = []
    for number, norm in enumerate(norms):
        for article, item in places.get(number, [("", "")]):
            found.append(replace(norm, article=article, item=item))
    return tuple(found)


def norms_in(document: Document) -> tuple[str, ...]:
    """The identifiers of the norms cited in the running text of a Document, each once, in order:
    what a caller looks up for `Context.norms`, giving `ABSENT` to those it does not find.
    """
    found = dict.fromkeys(mention.norm for text in _texts(document) for mention in mentions(text))
    return tuple(found)


_KEY = re.compile(
    r"^([A-Z][A-Z-]*?)-0*(\d+)(?:-(\d{4}|\d{2})(?![\dA-Z]))?(?:-(.*?))??(?:-(?:18|19|20)\d\d)?$"
)
#: Kinds with one national sequence: the number alone names the norm.
_SEQUENCES = frozenset(("LEY", "LEY-ORGANICA", "DLEG", "DL", "RL"))


@lru_cache(maxsize=16_384)
def key(identifier: str) -> str:
    """What tells a norm apart however its identifier is written: without zeros before the number,
    without the year of publication that the catalogue adds, and with the year in full.

    `LEY-27972-2003` and `LEY-27972` give one key; `DU-009-2020` and `DU-009-2021` do not.
    """
    match = _KEY.match(identifier.strip().upper().replace("/", "-"))
    if not match:
        return identifier
    kind, number, year, sector = match.groups()
    if kind in _SEQUENCES:
        return f"{kind.removesuffix('-ORGANICA')}-{number}"
    if year and len(year) == 2:
        year = f"19{year}"
    return "-".join(part for part in (kind, number, year, sector) if part)


def by_key(norms: Mapping[str, str]) -> dict[str, str]:
    """The status of each norm by its `key`, of `Context.norms`."""
    return {key(identifier): status for identifier, status in norms.items()}


def _norms(text: str) -> Iterator[Mention]:
    """The norms of a text without their articles."""
    position = 0
    while match := _NORM.search(text, position):
        position = match.end()
        if match["constitution"]:
            yield Mention(match.span(), CONSTITUTION, "Constitución Política del Perú")
            continue
        if match["titled"]:
            number = match["titled"]
            yield Mention(match.span(), f"LEY-{int(number)}", f"Ley N° {int(number)}")
            continue
        place = next(place for place in range(len(_KINDS)) if match[f"k{place}"])
        prefix, printed, _written, shape = _KINDS[place]
        yield _mention(prefix, printed, match[f"n{place}"], match.span())
        for _count in range(_LISTED if _plural(match[f"k{place}"]) else 0):
            more = _NEXT[shape].match(text, position)
            if not more:
                break
            position = more.end()
            yield _mention(prefix, printed, more["number"], more.span("number"))


def _plural(kind: str) -> bool:
    return kind.split()[0].lower().endswith("s") and len(kind) > 4


def _mention(prefix: str, printed: str, written: str, span: tuple[int, int]) -> Mention:
    if re.fullmatch(r"\d{1,2}[.,]\d{3}", written):
        written = re.sub(r"\D", "", written)
    number, year, sector = _PARTS.match(written).group("number", "year", "sector")
    if prefix == "D.L.":
        # Both are written so. Legislative decrees have not reached 2000; decree-laws were far beyond.
        prefix, printed = (
            ("DLEG", "Decreto Legislativo") if int(number) < 2_000 else ("DL", "Decreto Ley")
        )
    if prefix in _SEQUENCES:
        return Mention(span, f"{prefix}-{int(number)}", f"{printed} N° {int(number)}")
    parts = [f"{int(number):03d}", year or ""]
    parts += [_DASHES.sub("-", sector).upper()] if sector else []
    numbered = "-".join(part for part in parts if part)
    return Mention(span, f"{prefix}-{numbered}", f"{printed} N° {numbered}")


def _owner(text: str, span: tuple[int, int], starts: list[int], ends: list[int]) -> int | None:
    """The norm that an article belongs to: the next one after `del`, `de la`; else the last one
    before it in the sentence.
    """
    start, end = span
    if _OF.match(text, end):
        after = bisect_left(starts, end)
        if after < len(starts) and starts[after] - end <= _AHEAD:
            return after if not _STOP.search(text, end, starts[after]) else None
        return None
    before = bisect_right(ends, start) - 1
    if before >= 0 and start - ends[before] <= _BACK:
        return before if not _STOP.search(text, ends[before], start) else None
    return None


def _articles(listed: str) -> list[str]:
    found: list[str] = []
    for match in _EACH.finditer(listed):
        one = re.sub(r"\s?[°º]", "", match["one"])
        one = one if one[0].isdigit() else one.upper()
        if match["to"] and found and one.isdigit() and found[-1].isdigit():
            first, last = int(found[-1]), int(one)
            if first < last <= first + _RANGE:
                found.extend(str(number) for number in range(first + 1, last))
        found.append(one)
    return found


def _texts(document: Document) -> Iterator[str]:
    yield document.title
    for article in document.articles:
        yield from (article.heading, article.body, *article.items)
    for competence in document.competences:
        yield competence.text
    for unit in document.units:
        yield unit.description
        yield from (function.text for function in unit.functions)
    for annex in document.annexes:
        yield f"{annex.heading}\n{annex.body}"
