"""References in the text to articles, literals and annexes, and whether they mean this document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..pieces import Sieve
from .language import fold, words

_NUMBERS = r"(?P<numbers>\d{1,4}(?!\d)(?:\s?(?:,|y|e|al?|-)\s?(?:el\s)?\d{1,4}(?!\d)){0,12})"
_ARTICLE = re.compile(
    r"(?:\bliteral(?:es)?\s(?P<letter>[a-z]{1,2})\)?\sdel\s)?"
    r"\barticulos?\s(?:n[°º.]{1,2}\s?)?" + _NUMBERS + r"(?P<part>[.-]?[\da-z])?"
)
_ANNEX = re.compile(r"\banexos?\s(?:n[°º.]{1,2}\s?)?(?P<numbers>\d{1,2}(?!\d)|[ivx]{1,5}\b)")
_OWN = re.compile(
    r"[°º]?\s?,?\s?(?:del?\s|de\sla\s)(?:el\s)?(?:presente|este|esta)\s"
    r"(?:reglamento|rof|manual|mop|documento|texto|instrumento|norma)\b"
)
_INTEGER = re.compile(r"\d+")
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Reference:
    """`kind` is `article` or `annex`, `numbers` those named, `letter` of the only article named,
    `own` whether the text says that they are this document's, `span` where it is written.
    """

    kind: str
    numbers: tuple[int, ...]
    letter: str
    own: bool
    span: tuple[int, int]


def names_norm(text: str, norms: frozenset[str]) -> bool:
    """Whether a text names some norm, by one of these folded words."""
    return not norms.isdisjoint(words(fold(text)))


def _has_head(piece: str) -> bool:
    folded = fold(piece)
    return "articulo" in folded or "anexo" in folded


_may_refer = Sieve(_has_head)


# The same texts are looked at after every edit of a draft.
@lru_cache(maxsize=16_384)
def references(text: str) -> tuple[Reference, ...]:
    """The references of a text."""
    return tuple(_found(fold(text))) if _may_refer(text) else ()


def _found(folded: str) -> Iterator[Reference]:
    for kind, pattern in (("article", _ARTICLE), ("annex", _ANNEX)):
        for match in pattern.finditer(folded):
            groups = match.groupdict()
            own = _OWN.match(folded, match.end()) is not None
            numbers = _numbers(match["numbers"])
            letter = (groups.get("letter") or "") if len(numbers) == 1 else ""
            yield Reference(kind, numbers, letter, own, match.span())


def _numbers(written: str) -> tuple[int, ...]:
    if written[0].isalpha():
        return (_roman(written),)
    return tuple(int(number) for number in _INTEGER.findall(written))


def _roman(written: str) -> int:
    values = [_ROMAN[letter] for letter in written]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
