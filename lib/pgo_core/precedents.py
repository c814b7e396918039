"""Functions of the whole State compared: what a function says once the names of who says it are
taken out, under which key equal functions meet, and by which words the like ones are sought.

Organisational design starts from what exists (LOE 6 to 8): whoever drafts a function asks who else
has it. Two municipalities that adopted one model write the same function with their own names in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from hashlib import blake2b
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


def sought(
    essence: str, frequency: Mapping[str, float], threshold: int, share: float = 1.0
) -> tuple[tuple[str, ...], ...]:
    """Groups of words by which texts like this one are sought: who holds all the words of one group
    is a candidate.

    Texts nearly equal differ in a few words, so if the words are shared out among more groups than
    those, one group is whole in both (the pigeonhole principle). Each group gets one of the rarest
    words, by `frequency` (part of the texts that hold a word; of unknown ones the longer is taken
    for rarer), so few others hold it. `threshold` is the least similarity, as in `similarity`.
    Where words are so common that more than `share` of all the texts would be candidates, groups
    are fewer and larger: less is found, and no search goes through the whole country.
    """
    chosen = [word for word in dict.fromkeys(words(essence)) if word not in _COMMON]
    chosen.sort(key=lambda word: (frequency.get(word, 0.0), -len(word), word))
    if not chosen:
        return ()
    # A word changes as a whole: taken away here and added there. Most changes touch few long words.
    changed = len(chosen) * (100 - threshold) / 100
    count = min(len(chosen), max(_LEAST_GROUPS, round(changed * _GROUPS_PER_CHANGE) + 1))
    while True:
        groups = tuple(tuple(chosen[place::count]) for place in range(count))
        expected = sum(prod(frequency.get(word, 0.0) for word in group) for group in groups)
        if expected <= share or count <= 2:
            return groups
        count -= 1


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
