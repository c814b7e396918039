"""Two texts compared word by word, for who shows the words that leave and those that come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

#: Text and the style it has, none if empty.
Segment = tuple[str, str]

#: A word or sign with the blanks after it: so no change is parted by a blank that stays.
_TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
#: Texts that share less than this are shown as one taken out and one put in, not word by word.
_ALIKE = 0.35
#: Pairs of equal words that are compared at most: one word a thousand times would take minutes.
_PAIRS = 30_000


def runs(
    old: list[Segment], new: list[Segment], blanks: bool = True
) -> Iterator[tuple[bool, list[Segment], list[Segment]]]:
    """Return the runs of both texts in order: whether they are equal, the run of the old text and
    that of the new one; a single one that is not, where the two have little in common. Without
    `blanks` a word is the same whatever blanks follow it, so equal runs may differ in these.
    """
    before, after = _tokens(old), _tokens(new)
    keys = [
        tokens if blanks else [(words.rstrip(), style) for words, style in tokens]
        for tokens in (before, after)
    ]
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    if _pairs(*keys) > _PAIRS or matcher.ratio() < _ALIKE:
        yield False, old, new
        return
    for kind, start, end, first, last in matcher.get_opcodes():
        yield kind == "equal", _joined(before[start:end]), _joined(after[first:last])


def _tokens(segments: Iterable[Segment]) -> list[Segment]:
    return [(token, style) for words, style in segments for token in _TOKEN.findall(words)]


def _joined(tokens: Iterable[Segment]) -> list[Segment]:
    """Tokens of the same style together, so that each is one run."""
    found: list[Segment] = []
    for words, style in tokens:
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + words, style)
        else:
            found.append((words, style))
    return found


def _pairs(before: Iterable[Segment], after: Iterable[Segment]) -> int:
    """How many pairs of equal tokens two texts have: what the comparison of both costs."""
    old, new = Counter(before), Counter(after)
    return sum(count * new[token] for token, count in old.items())
