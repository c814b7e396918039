"""Which texts say nearly the same: near-duplicate functions of one version, and the words they share.

The measure is the share of characters that stay when one text is turned into the other by taking
away and adding (Indel similarity, 0 to 100: what RapidFuzz calls `ratio`). Comparing each text with
each other is quadratic, so pairs are first sought by their rare words: two texts that are nearly
equal have some of them in common. With the extra `similarity` RapidFuzz measures the candidates;
without it this module does, with equal results and more slowly, so a missing package never hides a
pair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

#: A pair is told once however many texts are like it: this many earlier texts for each.
MOST = 8

_WORD = re.compile(r"[^\W_]+")

#: Bits of the sketch of a text, one for each of its words.
_SKETCH = 1021
#: Part of the words of a text, the rarest in the collection, by which others are sought.
_RARE = 0.6
#: Texts looked at for each word: all of them in one version of usual size; of a giant one the
#: latest, so the time stays in proportion to its size.
_LOOKED_AT, _LOOKED_AT_LEAST = 600_000, 8
#: Candidates measured for each text, those with most words in common; of a giant version fewer.
_MEASURED, _MEASURED_IN_ALL = 64, 300_000
#: Characters compared: a function is one sentence.
_COMPARED = 1_000


def near_pairs(
    texts: Sequence[str], threshold: int, most: int = MOST
) -> list[tuple[int, int, float]]:
    """The pairs (i, j, similarity) of nearly equal texts, i < j, in their order.

    `texts` are folded (`language.fold` or `squeeze`); `threshold` is the least similarity, 50 to
    100. Texts that are equal are no pair here, whoever asks groups them by themselves: of those
    only the first is compared. Each text is paired with at most `most` earlier ones, the likest.
    Blank texts are like none. In one version of 600 functions nothing is missed in practice (the
    bench prints the recall); the time grows in proportion to the number of texts beyond some
    thousands, where only the rarest words are looked up.
    """
    first: dict[str, int] = {}
    for place, text in enumerate(texts):
        first.setdefault(text, place)
    chosen = [(place, text[:_COMPARED], set(_WORD.findall(text))) for text, place in first.items()]
    chosen = [item for item in chosen if item[2]]
    if threshold >= 100 or len(chosen) < 2:
        return []
    ranked = _ranked([bag for _place, _text, bag in chosen])
    bodies = [text for _place, text, _bag in chosen]
    found, measure = [], _measure()
    for later, candidates in enumerate(_candidates(bodies, ranked, threshold)):
        near = []
        for earlier in candidates:
            both = len(bodies[earlier]) + len(bodies[later])
            limit = both * (100 - threshold) // 100
            distance = measure(bodies[earlier], bodies[later], limit)
            if distance <= limit:
                near.append((distance / both, earlier))
        for share, earlier in sorted(near)[:most]:
            found.append((chosen[earlier][0], chosen[later][0], 100 * (1 - share)))
    return sorted(found)


def similarity(a: str, b: str) -> float:
    """How alike two texts are, 0 to 100, of which two that are blank are 100."""
    both = len(a) + len(b)
    return 100 * (1 - _measure()(a, b, both) / both) if both else 100.0


def nearest(
    text: str, candidates: Sequence[str], threshold: int, most: int = MOST
) -> list[tuple[int, float]]:
    """The places of the candidates that are nearly equal to a text, likest first, with how much.

    For collections too large to compare whole: an index of words proposes some thousands of folded
    texts and this measures them. Equal ones come first, with 100.
    """
    measure, own = _measure(), text[:_COMPARED]
    found = []
    for place, candidate in enumerate(candidates):
        other = candidate[:_COMPARED]
        both = len(own) + len(other)
        limit = both * (100 - threshold) // 100
        if not own or not other or abs(len(own) - len(other)) > limit:
            continue
        distance = measure(own, other, limit)
        if distance <= limit:
            found.append((distance / both, place))
    return [(place, 100 * (1 - share)) for share, place in sorted(found)[:most]]


def shared_words(a: str, b: str) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """The spans of the words that both texts have in the same order, in `a` and in `b`.

    The texts are folded, which keeps positions: the spans mark the words in the texts as they are
    written too.
    """
    one, two = list(_WORD.finditer(a)), list(_WORD.finditer(b))
    pairs = _common([match.group() for match in one], [match.group() for match in two])
    return (
        tuple(one[place].span() for place, _other in pairs),
        tuple(two[other].span() for _place, other in pairs),
    )


def _ranked(bags: list[set[str]]) -> list[list[int]]:
    """The words of each text as numbers, rarest first."""
    count: dict[str, int] = {}
    for bag in bags:
        for word in bag:
            count[word] = count.get(word, 0) + 1
    order = sorted(count, key=lambda word: (count[word], word))
    rank = {word: number for number, word in enumerate(order)}
    return [sorted(map(rank.__getitem__, bag)) for bag in bags]


def _candidates(texts: list[str], ranked: list[list[int]], threshold: int) -> Iterable[list[int]]:
    """For each text the earlier ones it may be near to, likest first.

    They share one of its rare words, are of like length, and have enough words in common.
    """
    # d <= (1 - t)(a + b) and |a - b| <= d bound the length of the other text.
    lowest = threshold / (200 - threshold)
    share = max(0.3, min(0.6, 0.6 - (85 - threshold) * 0.03))
    window = max(_LOOKED_AT_LEAST, _LOOKED_AT // len(texts))
    measured = max(MOST, min(_MEASURED, _MEASURED_IN_ALL // len(texts)))
    posted: dict[int, list[int]] = {}
    sketches: list[int] = []
    needs: list[float] = []
    lengths = [len(text) for text in texts]
    for place, numbers in enumerate(ranked):
        sketch = 0
        for number in numbers:
            sketch |= 1 << number % _SKETCH
        need = share * sketch.bit_count()
        seen: set[int] = set()
        for number in numbers[: max(2, round(len(numbers) * _RARE))]:
            others = posted.setdefault(number, [])
            seen.update(others[-window:])
            others.append(place)
        low, high = lengths[place] * lowest, lengths[place] / lowest
        near = [
            (-common, other)
            for other in seen
            if low <= lengths[other] <= high
            and (
                (common := (sketch & sketches[other]).bit_count()) >= need or common >= needs[other]
            )
        ]
        sketches.append(sketch)
        needs.append(need)
        yield [other for _common, other in sorted(near)[:measured]]


def _plain_indel(a: str, b: str, limit: int) -> int:
    """The least number of characters to take away and add; above `limit` it may be any number
    above it.
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    start, shorter = 0, min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    last = (1 << len(b)) - 1
    for last in _rows(a, b):  # noqa: B007 the last row is what is wanted
        pass
    return len(a) + len(b) - 2 * (len(b) - last.bit_count())


@cache
def _measure() -> Callable[[str, str, int], int]:
    """What measures a pair: RapidFuzz, loaded when first needed, or the plain way without it."""
    try:
        from rapidfuzz.distance.Indel import distance
    except ImportError:
        return _plain_indel
    return lambda a, b, limit: distance(a, b, score_cutoff=limit)


def _rows(a: Sequence, b: Sequence) -> Iterable[int]:
    """The rows of the longest common subsequence of `a` and `b` by whole numbers as vectors of
    bits (Hyyrö 2004): after each element of `a`, bit j is 0 where element j of `b` makes it longer.
    """
    places: dict = {}
    for place, element in enumerate(b):
        places[element] = places.get(element, 0) | 1 << place
    row = full = (1 << len(b)) - 1
    for element in a:
        kept = row & places.get(element, 0)
        row = (row + kept | row - kept) & full
        yield row


def _common(a: Sequence, b: Sequence) -> list[tuple[int, int]]:
    """The places (in a, in b) of a longest common subsequence, in order."""
    rows = [(1 << len(b)) - 1, *_rows(a, b)]
    pairs = []
    place, other = len(a), len(b)
    while place and other:
        bit = 1 << other - 1
        if rows[place] & bit:
            other -= 1
        elif rows[place - 1] & bit:
            place, other = place - 1, other - 1
            pairs.append((place, other))
        else:
            place -= 1
    return pairs[::-1]
