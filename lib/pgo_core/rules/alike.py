"""Texts that say nearly the same of the same object, found again after each edit at the cost of the
edit.

Two texts with the same verb are alike when what one tells of its object is all in the other and
enough of their letters are the same. That depends on the two texts alone, so the pairs of a
collection that differs in a few texts from one looked at before are those pairs, less those of the
texts that are gone, and those of the new ones. A collection made to have a great many pairs is cut
at a bound that depends on the collection alone, so the answer never depends on what was looked at
before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..pieces import Table
from ..similarity import nearest
from .language import words

#: Pairs and comparisons for each text of a collection, beyond which it is cut; of a small one
#: each may be compared with each.
_PAIRS, _COMPARISONS, _COMPARISONS_AT_LEAST = 8, 400, 1_000_000
#: Verbs remembered, collections of each, and how many texts at most may differ from one of them.
_REMEMBERED, _OF_EACH, _DIFFERENT = 256, 8, 48
#: Of so many texts one may be new: else it costs less to look at all of them anew.
_OLD = 4

_COMMON_WORDS = frozenset(
    words(
        "los las del con por que sus una uno sin mas sea son asi ley nos les para como ante bajo "
        "desde entre hacia hasta segun sobre tras conforme dicho dicha dichos dichas demas otros "
        "otras este esta estos estas cual cuales cuyo cuya asimismo tambien"
    )
)

#: (one, two) in alphabetical order, with the share of equal letters, 0 to 100.
Pairs = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found in a collection; `whole` unless it was cut."""

    said: frozenset[str]
    pairs: Pairs
    whole: bool


#: By verb and threshold, the last collections looked at, the newest first. Whole values are put in
#: and taken out, so threads do not meet in the middle.
_remembered: dict[tuple[str, int], tuple[_Looked, ...]] = {}


def pairs(verb: str, said: frozenset[str], threshold: int) -> Pairs:
    """The pairs of these texts (folded words, all with this verb) that are alike."""
    if threshold >= 100 or len(said) < 2:
        return {}
    looked = _remembered.get((verb, threshold), ())
    for one in looked:
        if one.said is said or one.said == said:
            return one.pairs
    found = _from_another(looked, said, threshold) or _sought(said, threshold)
    if len(_remembered) >= _REMEMBERED:
        _remembered.clear()
    _remembered[verb, threshold] = (found, *looked)[:_OF_EACH]
    return found.pairs


def forget() -> None:
    """Forget every collection looked at: for tests and measurements."""
    _remembered.clear()


def tells(word: str) -> bool:
    """Whether a folded word tells the object: `TIC`, `zona 3` and `ferias` do, `de los` does not."""
    return (len(word) > 2 or not word.isalpha()) and word not in _COMMON_WORDS


@lru_cache(maxsize=16_384)
def object_of(said: str) -> frozenset[str]:
    """What a text tells besides its verb: its words without number and gender."""
    return frozenset(map(_stems.__getitem__, said.split()[1:])) - _NO_STEM


def _stem(word: str) -> str:
    """`anuales` and `anual`, `publicas` and `publico` are one; nothing for a word that tells nothing."""
    if not tells(word):
        return ""
    single = word.rstrip("s")
    return single[:-1] if single.endswith(("a", "e", "o")) else single


_stems = Table(_stem)
_NO_STEM = frozenset({""})


def _from_another(looked: Iterable[_Looked], said: frozenset[str], threshold: int):
    """From a collection that differs in a few texts, None when there is none."""
    for old in looked:
        new, gone = said - old.said, old.said - said
        if not old.whole or len(new) + len(gone) > _DIFFERENT or _OLD * len(new) > len(said):
            continue
        if _too_many(said):
            continue
        kept = {
            pair: share
            for pair, share in old.pairs.items()
            if pair[0] not in gone and pair[1] not in gone
        }
        rest = tuple(old.said - gone)
        for text in sorted(new):
            kept |= _with(text, rest, threshold)
            rest = (*rest, text)
        return _Looked(said, kept, True) if len(kept) <= _PAIRS * len(said) else None
    return None


def _with(text: str, others: Iterable[str], threshold: int) -> dict[tuple[str, str], float]:
    own, size = object_of(text), len(text)
    if not own:
        return {}
    candidates = []
    for other in others:
        if _of_like_size(size, len(other), threshold):
            theirs = object_of(other)
            if theirs and (own <= theirs or theirs <= own):
                candidates.append(other)
    near = nearest(text, candidates, threshold, len(candidates))
    return {_pair(text, candidates[place]): share for place, share in near}


def _sought(said: frozenset[str], threshold: int) -> _Looked:
    """Whoever tells all that a text does has the rarest word of its object too."""
    noted, compared = _by_rarest(said)
    if compared > _bound(len(said)):
        return _Looked(said, {}, False)
    found: dict[tuple[str, str], float] = {}
    for text in sorted(said):
        own, size = object_of(text), len(text)
        candidates = [
            other
            for stem in own
            for theirs, other in noted.get(stem, ())
            if _of_like_size(size, len(other), threshold) and theirs <= own and other != text
        ]
        if not candidates:
            continue
        for place, share in nearest(text, candidates, threshold, len(candidates)):
            found[_pair(text, candidates[place])] = share
        if len(found) > _PAIRS * len(said):
            return _Looked(said, found, False)
    return _Looked(said, found, True)


def _by_rarest(said: Iterable[str]) -> tuple[dict[str, list[tuple[frozenset[str], str]]], int]:
    """The texts by the rarest word of their object, and how many comparisons that makes."""
    count: dict[str, int] = {}
    ordered = sorted(said)
    for text in ordered:
        for stem in object_of(text):
            count[stem] = count.get(stem, 0) + 1
    noted: dict[str, list[tuple[frozenset[str], str]]] = {}
    for text in ordered:
        if own := object_of(text):
            rarest = min(own, key=lambda stem: (count[stem], stem))
            noted.setdefault(rarest, []).append((own, text))
    return noted, sum(count[stem] * len(texts) for stem, texts in noted.items())


def _bound(size: int) -> int:
    return max(_COMPARISONS * size, _COMPARISONS_AT_LEAST)


def _too_many(said: frozenset[str]) -> bool:
    return len(said) ** 2 > _bound(len(said)) and _by_rarest(said)[1] > _bound(len(said))


def _of_like_size(one: int, two: int, threshold: int) -> bool:
    return abs(one - two) * 100 <= (one + two) * (100 - threshold)


def _pair(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)
