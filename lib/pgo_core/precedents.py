"""Functions of the whole State compared: what a function says once the names of who says it are
taken out, under which key equal functions meet, and by which words the like ones are sought.

Organisational design starts from what exists (LOE 6 to 8): whoever drafts a function asks who else
has it. Two municipalities that adopted one model write the same function with their own names in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from math import prod
from unicodedata import normalize

from .rules.language import fold, squeeze, words

#: Raised when `essence` changes: what was indexed with another number is indexed again.
ESSENCE_VERSION = 1

#: Words that stand in nearly every function and by which nothing is sought.
_COMMON_WORDS = (
    "a al ante con cual cuyo de del desde e el en entre es la las le les lo los mas no o otras otros "
    "para por que se segun ser sin sobre su sus u un una unas unos y ya"
)
_COMMON = frozenset(_COMMON_WORDS.split())
#: Groups of words for each word that may have changed, and at the least.
_GROUPS_PER_CHANGE, _LEAST_GROUPS = 3.0, 3
#: Places of a text of common words, at the most; of them so many are the same in a text like it; words that
#: stand for each.
_PARTS, _WHOLE, _OF_A_PART = 6, 3, 2
#: What joins a name to the text and goes with it: `del distrito de Ate` says `del distrito`.
_JOINT = r"(?:\b(?:a|al|ante|de|del|e|el|en|la|las|los|por|y)\W+)*"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Names:
    """How an entity is called, and the places it governs, in the order in which they are sought."""

    entity: str = ""
    acronym: str = ""
    district: str = ""
    province: str = ""
    department: str = ""


def essence(text: str, names: Names | None = None) -> str:
    """What a function says: its words folded, without the entity's own names and places.

    A name counts where it is written as one, with a capital, so a district called Progreso does not
    take `el progreso` out. A text that is nothing but names is kept.
    """
    text = normalize("NFC", text)
    folded = fold(text)
    pattern = _pattern(names, joined=True) if names and _may_hold(names, folded) else None
    if pattern is None:
        return " ".join(words(folded))
    kept = pattern.sub(lambda found: " " if _is_name(text, found) else found.group(), folded)
    return " ".join(words(kept)) or " ".join(words(folded))


def key(essence: str) -> str:
    """The key under which functions that say the same meet: 128 bits, in hexadecimal."""
    return blake2b(essence.encode(), digest_size=16).hexdigest()


def adapted(text: str, theirs: Names, own: Names) -> str:
    """The text of another entity with its names and places changed for one's own, each for the one
    of its kind; what has no counterpart stays.
    """
    text = normalize("NFC", text)
    folded = fold(text)
    pattern = _pattern(theirs, joined=False) if _may_hold(theirs, folded) else None
    if pattern is None:
        return text
    parts, last = [], 0
    for found in pattern.finditer(folded):
        replacement = getattr(own, found.lastgroup)
        if replacement and _is_name(text, found):
            start, end = found.span(found.lastgroup)
            parts += [text[last:start], replacement]
            last = end
    return "".join([*parts, text[last:]])


@dataclass(frozen=True)
class Sought:
    """What a candidate holds: all these words and, where there are more, what one of those asks."""

    words: tuple[str, ...]
    more: tuple[Sought, ...] = ()

    def holds(self, said: Collection[str]) -> bool:
        """Whether a text of these words is a candidate."""
        return all(word in said for word in self.words) and (
            not self.more or any(each.holds(said) for each in self.more)
        )

    def query(self) -> str:
        """The same for PostgreSQL, as `to_tsquery` reads it: words of an essence need no quotes."""
        rest = f"({' | '.join(each.query() for each in self.more)})" if self.more else ""
        return f"({' & '.join(filter(None, [*self.words, rest]))})"


def sought(
    essence: str, frequency: Mapping[str, float], threshold: int, share: float = 1.0
) -> tuple[Sought, ...]:
    """Groups of words by which texts like this one are sought: who holds all the words of one group
    is a candidate.

    Texts nearly equal differ in a few words, so if the words are shared out among more groups than
    those, one group is whole in both (the pigeonhole principle). Each group gets one of the rarest
    words, by `frequency` (part of the texts that hold a word; of unknown ones the longer is taken
    for rarer), so few others hold it. `threshold` is the least similarity, as in `similarity`.
    Where words are so common that more than `share` of all the texts would be candidates, those are
    sought that hold the rare words of several places of the text: less is found, and no search goes
    through the whole country.
    """
    chosen = [word for word in dict.fromkeys(words(essence)) if word not in _COMMON]
    if not chosen:
        return ()
    by_rarity = sorted(chosen, key=lambda word: _rarity(word, frequency))
    # A word changes as a whole: taken away here and added there. Most changes touch few long words.
    changed = len(chosen) * (100 - threshold) / 100
    count = min(len(chosen), max(_LEAST_GROUPS, round(changed * _GROUPS_PER_CHANGE) + 1))
    groups = [tuple(by_rarity[place::count]) for place in range(count)]
    expected = sum(prod(frequency.get(word, 0.0) for word in group) for group in groups)
    if expected <= share or len(chosen) <= _WHOLE:
        return tuple(map(Sought, groups))
    for count in range(min(_PARTS, len(chosen)), _WHOLE, -1):
        parts = [
            _rarest(
                chosen[len(chosen) * part // count : len(chosen) * (part + 1) // count], frequency
            )
            for part in range(count)
        ]
        # Words of one place come together, so the rarest tells how many texts hold them all.
        shares = [frequency.get(part[0], 0.0) for part in parts]
        if sum(map(prod, combinations(shares, _WHOLE))) <= share:
            break
    return _some_of(sorted(parts, key=lambda part: frequency.get(part[0], 0.0)), _WHOLE)


def _rarity(word: str, frequency: Mapping[str, float]) -> tuple[float, int, str]:
    return frequency.get(word, 0.0), -len(word), word


def _rarest(told: list[str], frequency: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(told, key=lambda word: _rarity(word, frequency))[:_OF_A_PART])


def _some_of(parts: list[tuple[str, ...]], whole: int) -> tuple[Sought, ...]:
    """So many of these parts are whole: the first of them and, of those after it, one less."""
    if whole == 1:
        return tuple(map(Sought, parts))
    return tuple(
        Sought(part, _some_of(parts[place + 1 :], whole - 1))
        for place, part in enumerate(parts[: len(parts) - whole + 1])
    )


@lru_cache(maxsize=256)
def _tails(names: Names) -> tuple[str, ...]:
    """The last word of each name, folded: a text without any of them holds no name."""
    return tuple({found[-1] for name in astuple(names) if (found := squeeze(name).split())})


def _may_hold(names: Names, folded: str) -> bool:
    return any(tail in folded for tail in _tails(names))


@lru_cache(maxsize=512)
def _pattern(names: Names, joined: bool) -> re.Pattern | None:
    """What finds the names in folded text, the first of equal ones; each in the group of its kind."""
    seen: dict[str, str] = {}
    for field in fields(names):
        found = squeeze(getattr(names, field.name))
        if found:
            seen.setdefault(found, field.name)
    if not seen:
        return None
    choices = "|".join(
        f"(?P<{kind}>{re.escape(name).replace(chr(92) + ' ', r'[^a-z0-9]+')})"
        for name, kind in sorted(seen.items(), key=lambda item: -len(item[0]))
    )
    return re.compile(rf"{_JOINT if joined else ''}(?<![^\W_])(?:{choices})(?![^\W_])")


def _is_name(text: str, found: re.Match) -> bool:
    """Whether what was found is written as a name: with a capital, the acronym whole in capitals."""
    start, end = found.span(found.lastgroup)
    written = text[start:end]
    return written.isupper() if found.lastgroup == "acronym" else written[0].isupper()
