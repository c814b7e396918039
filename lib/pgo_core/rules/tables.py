"""Tables of a whole text, made from those of the text looked at before where an edit left nearly all
of it. What they say depends on the text alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from typing import Any

from ..document import Document, Unit

#: Of so many units one may be another than before: else it costs less to look at all of them.
_SAME = 4


class Places:
    """Where everything with a uid stands in a text."""

    def __init__(self, document: Document):
        self.document = document

    def holds_for(self, document: Document) -> bool:
        """Whether the same uids stand in the same places in another text."""
        mine = self.document
        return (
            len(mine.units) == len(document.units)
            and all(map(_same_uids, mine.units, document.units))
            and all(
                one is other or [each.uid for each in one] == [each.uid for each in other]
                for one, other in (
                    (mine.articles, document.articles),
                    (mine.competences, document.competences),
                    (mine.annexes, document.annexes),
                )
            )
        )

    @cached_property
    def owners(self) -> dict[str, str]:
        """The uid of the unit that each unit is, or each function stands in."""
        owners: dict[str, str] = {}
        # Of a uid that comes twice the first counts, so it is told last.
        for unit in reversed(self.document.units):
            for function in unit.functions:
                owners[function.uid] = unit.uid
            owners[unit.uid] = unit.uid
        return owners

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each uid in the text, -1 for the whole of it."""
        document = self.document
        uids = [article.uid for article in document.articles]
        uids += [competence.uid for competence in document.competences]
        for unit in document.units:
            uids.append(unit.uid)
            uids.extend(function.uid for function in unit.functions)
        uids += [annex.uid for annex in document.annexes]
        last = len(uids) - 1
        # Of a uid that comes twice the first place counts, so it is told last.
        positions = {uid: last - place for place, uid in enumerate(reversed(uids))}
        positions[""] = -1
        return positions


def _same_uids(one: Unit, other: Unit) -> bool:
    return one is other or (
        one.uid == other.uid
        and [each.uid for each in one.functions] == [each.uid for each in other.functions]
    )


#: The places of the text looked at last. Whole values are put in, so threads do not meet.
_last: list[Places] = []


def places_in(document: Document) -> Places:
    """Return the places of a text: those of the last one if no uid has moved."""
    for last in _last:
        if last.holds_for(document):
            return last
    found = Places(document)
    _last[:] = [found]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """How often each thing is said in the units of a text.

    `changed` are the things that came or went since the tally with the number `after`, None where
    it was made anew. Nobody changes the counts.
    """

    counts: dict[Any, int]
    of: dict[int, Any]
    number: int
    after: int = 0
    changed: frozenset | None = None


_numbers = count(1)
#: By what finds the things, the last tally; whole values are put in here too.
_tallies: dict[Callable, Tally] = {}


def tally_of(units: Iterable[tuple[Unit, Any]], find: Callable[[Any], Iterable[Hashable]]) -> Tally:
    """Return how often what `find` says of the functions of each unit (`index.Items`) is said."""
    now = {id(items): items for _unit, items in units}
    last = _tallies.get(find)
    if last is not None:
        gone, new = last.of.keys() - now.keys(), now.keys() - last.of.keys()
        if not gone and not new:
            return last
        if _SAME * (len(gone) + len(new)) <= len(now):
            left = chain.from_iterable(last.of[one].told(find) for one in gone)
            come = chain.from_iterable(now[one].told(find) for one in new)
            found = _moved(last, now, list(left), list(come))
            _tallies[find] = found
            return found
    said = chain.from_iterable([items.told(find) for items in now.values()])
    found = _tallies[find] = Tally(dict(Counter(said)), now, next(_numbers))
    return found


def _moved(last: Tally, now: dict[int, Any], left: list[Any], come: list[Any]) -> Tally:
    counts = last.counts.copy()
    for thing in come:
        counts[thing] = counts.get(thing, 0) + 1
    for thing in left:
        counts[thing] -= 1
        if not counts[thing]:
            del counts[thing]
    changed = {one for one in (*left, *come) if (one in counts) != (one in last.counts)}
    return Tally(counts, now, next(_numbers), last.number, frozenset(changed))
