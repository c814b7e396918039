"""What the rules ask of a Document again and again, computed once and shared: linear in its size.

Documents may be broken (a cycle, an unknown parent, a repeated uid); the index never loops over
them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, TypeVar

from ..document import Citation, Document, Function, Unit
from .language import excerpt, is_closing, read, squeeze
from .tables import Places, places_in, tally_of

Value = TypeVar("Value")

ADMINISTRATION = ("advisory", "support")
OWN_ORGANIZATION = ("deconcentrated", "academic")


@dataclass(frozen=True, slots=True)
class Item:
    """A function with its unit and the forms of its text that rules compare: folded, its words,
    and these parted by one space.
    """

    unit: Unit
    function: Function
    number: int
    folded: str
    words: tuple[str, ...]
    said: str
    closing: bool

    @property
    def blank(self) -> bool:
        """Whether it has no text."""
        return not self.words and not self.folded.strip()

    def params(self) -> dict[str, str]:
        """What a message needs to name it."""
        return {
            "unit": name_of(self.unit),
            "text": excerpt(self.function.text),
            "number": str(self.number),
        }


class Items(list[Item]):
    """The functions of a unit, with what was found out about them. Nobody changes the list."""

    __slots__ = ("_told",)

    def __init__(self, items: Iterable[Item]):
        super().__init__(items)
        self._told: dict[Callable, Any] = {}

    def told(self, find: Callable[[Items], Value]) -> Value:
        """What `find`, a function of a module that looks at nothing else, says of these functions."""
        if find not in self._told:
            self._told[find] = find(self)
        return self._told[find]


class Index:
    """Lookups over one Document. Every table is built when first asked for, in linear time."""

    def __init__(
        self, document: Document, focus: frozenset[str] | None = None, outside: bool = True
    ):
        self.document = document
        self.units = document.units
        self.focus, self.outside = focus, outside
        self._whole: Index | None = None

    @property
    def whole(self) -> Index:
        """The lookups that go through the whole text."""
        return self if self._whole is None else self._whole

    def focused(self, focus: frozenset[str], outside: bool = True) -> Index:
        """The same lookups, going only through these units and, if `outside`, what stands in none."""
        near = Index(self.document, focus, outside)
        near._whole, near._places = self, self._places
        return near

    @cached_property
    def scan_units(self) -> tuple[Unit, ...]:
        """The units that a rule of scope `unit` goes through: all, or those near an edit."""
        focus = self.focus
        return self.units if focus is None else tuple([u for u in self.units if u.uid in focus])

    @cached_property
    def scan_items_by_unit(self) -> list[tuple[Unit, Items]]:
        """Those units with their functions."""
        if self.focus is None:
            return self.items_by_unit
        return [(unit, _items(unit)) for unit in self.scan_units]

    @cached_property
    def scan_items(self) -> list[Item]:
        """The functions of those units, in text order."""
        return [item for _unit, items in self.scan_items_by_unit for item in items]

    @cached_property
    def _places(self) -> Places:
        return places_in(self.document)

    @property
    def unit_uid_of(self) -> dict[str, str]:
        """The uid of the unit that each unit is, or each function stands in."""
        return self._places.owners

    @cached_property
    def uids_are_unique(self) -> bool:
        """Whether everything has a uid of its own, as rule 2 and others ask."""
        document = self.document
        count = sum(1 + len(unit.functions) for unit in self.units)
        count += len(document.articles) + len(document.competences) + len(document.annexes)
        return len(self._places.positions) == count + 1

    def knows(self, uid: str) -> bool:
        """Whether something of the document has this uid."""
        return uid in self._places.positions

    def position(self, uid: str) -> int:
        """Place of a uid in the text, the whole document first, unknown ones last."""
        positions = self._places.positions
        return positions.get(uid, len(positions))

    def parent(self, unit: Unit) -> Unit | None:
        """The unit it depends on, if there is one."""
        return self.document.unit_by_uid.get(unit.parent_uid) if unit.parent_uid else None

    def children(self, unit: Unit) -> tuple[Unit, ...]:
        """The units that depend on it, in text order."""
        return self.document.children.get(unit.uid, ()) if unit.uid else ()

    @cached_property
    def names(self) -> dict[int, str]:
        """Folded words of each unit's name, by position in `units`."""
        return {position: squeeze(unit.name) for position, unit in enumerate(self.units)}

    @cached_property
    def named(self) -> list[tuple[Unit, str]]:
        """Every unit with the folded words of its name."""
        return [(unit, self.names[position]) for position, unit in enumerate(self.units)]

    @cached_property
    def items_by_unit(self) -> list[tuple[Unit, Items]]:
        """Every unit with its functions, in text order; a unit that comes twice has its own each
        time.
        """
        seen: set[int] = set()
        found = []
        for unit in self.units:
            found.append((unit, _made(unit) if id(unit) in seen else _items(unit)))
            seen.add(id(unit))
        return found

    @cached_property
    def items(self) -> list[Item]:
        """Every function with its unit and folded text, in text order."""
        return [item for _unit, items in self.items_by_unit for item in items]

    def told(self, find: Callable[[Items], Iterable[Value]]) -> Iterator[Value]:
        """What `find` says of the functions of each unit, one unit after another."""
        return chain.from_iterable([items.told(find) for _unit, items in self.items_by_unit])

    @cached_property
    def groups(self) -> dict[str, list[Item]]:
        """Functions that say the same words as another, by those words, in text order; blank and
        closing items left out.
        """
        said = tally_of(self.items_by_unit, _words_said).counts
        twice = {words for words, count in said.items() if count > 1}
        return {
            words: [item for _place, item in places]
            for words, places in self.places_of(twice).items()
        }

    def places_of(self, said: Collection[str]) -> dict[str, list[tuple[int, Item]]]:
        """The functions that say these words with their places in the text, in its order."""
        found: dict[str, list[tuple[int, Item]]] = {}
        place = 0
        for _unit, items in self.items_by_unit if said else ():
            saying = items.told(_saying)
            # Most units say nothing of the sort, so they are not gone through.
            if not items.told(_said).isdisjoint(said):
                for own, item in enumerate(saying, start=place):
                    if item.said in said:
                        found.setdefault(item.said, []).append((own, item))
            place += len(saying)
        return found

    @cached_property
    def cycles(self) -> list[tuple[Unit, ...]]:
        """The rings of dependence, each from its first unit in the text."""
        state: dict[str, int] = {}
        rings = []
        for unit in self.document.unit_by_uid.values():
            path: list[Unit] = []
            current: Unit | None = unit
            while current is not None and current.uid not in state:
                state[current.uid] = 1
                path.append(current)
                current = self.parent(current)
            if current is not None and state[current.uid] == 1:
                start = next(place for place, step in enumerate(path) if step.uid == current.uid)
                ring = path[start:]
                first = min(range(len(ring)), key=lambda place: self.position(ring[place].uid))
                rings.append(tuple(ring[first:] + ring[:first]))
            for step in path:
                state[step.uid] = 2
        return rings

    @cached_property
    def nearest(self) -> dict[str, dict[str, Unit]]:
        """By unit uid, the nearest unit above it of each of the groups `line` and `administration`.

        Follows the tree from its tops, so units in a ring have none; stops at organs that have an
        organization of their own (LOE 14.1, 15.a).
        """
        found: dict[str, dict[str, Unit]] = {}
        pending = [unit for unit in self.units if self.parent(unit) is None]
        while pending:
            unit = pending.pop()
            if unit.uid in found:
                continue
            above = self.parent(unit)
            inherited = dict(found.get(above.uid, {})) if above else {}
            if above and above.nature in OWN_ORGANIZATION:
                inherited = {}
            elif above and above.nature == "line":
                inherited["line"] = above
            elif above and above.nature in ADMINISTRATION:
                inherited["administration"] = above
            found[unit.uid] = inherited
            pending.extend(self.children(unit))
        return found

    def above(self, unit: Unit, steps: int = 8) -> Iterator[Unit]:
        """The units above it, nearest first, at most `steps` of them."""
        current = self.parent(unit)
        while current is not None and steps > 0:
            yield current
            steps -= 1
            current = self.parent(current)

    @cached_property
    def cited(self) -> list[tuple[str, str, str, Citation]]:
        """Every citation: kind and uid of what it supports, its text, the citation."""
        return list(self._cited(self.items))

    @cached_property
    def scan_written(self) -> list[tuple[str, str, Any]]:
        """The texts outside the functions, in the order of the Document: the text, its field, what
        it belongs to; of the units those that the rule goes through.
        """
        if not self.outside:
            return self._of_units
        return [*self.whole._before_units, *self._of_units, *self.whole._annexes]

    @cached_property
    def _before_units(self) -> list[tuple[str, str, Any]]:
        document = self.document
        found: list[tuple[str, str, Any]] = [(document.title, "title", document)]
        for field in ("name", "acronym", "district", "province", "department"):
            found.append((getattr(document.entity, field), f"entity.{field}", document))
        for article in document.articles:
            found += [(article.heading, "heading", article), (article.body, "body", article)]
            found += [
                (item, f"items[{place}]", article) for place, item in enumerate(article.items)
            ]
        found += [(competence.text, "text", competence) for competence in document.competences]
        return found

    @cached_property
    def _of_units(self) -> list[tuple[str, str, Any]]:
        return [
            (text, field, unit)
            for unit in self.scan_units
            for text, field in (
                (unit.name, "name"),
                (unit.acronym, "acronym"),
                (unit.description, "description"),
            )
        ]

    @cached_property
    def _annexes(self) -> list[tuple[str, str, Any]]:
        annexes = self.document.annexes
        return [(f"{annex.heading}\n{annex.body}", "", annex) for annex in annexes]

    @cached_property
    def scan_cited(self) -> list[tuple[str, str, str, Citation]]:
        """Those of the competences and of the functions that the rule goes through."""
        return self.cited if self.focus is None else list(self._cited(self.scan_items))

    def _cited(self, items: list[Item]) -> Iterator[tuple[str, str, str, Citation]]:
        for item in items:
            function = item.function
            for citation in function.citations:
                yield "function", function.uid, function.text, citation
        for competence in self.document.competences if self.outside else ():
            for citation in competence.citations:
                yield "competence", competence.uid, competence.text, citation


def name_of(unit: Unit) -> str:
    """The name to print for a unit: its name, else its code, else nothing known."""
    return unit.name.strip() or unit.code.strip() or "…"


#: The functions of units looked at before, by the unit itself: an edit leaves nearly all of them.
_known: dict[int, tuple[Unit, Items]] = {}
_KNOWN = 2048


def _items(unit: Unit) -> Items:
    """The functions of a unit with the forms of their texts."""
    known = _known.get(id(unit))
    if known is not None and known[0] is unit:
        return known[1]
    items = _made(unit)
    if len(_known) >= _KNOWN:
        _known.clear()
    _known[id(unit)] = unit, items
    return items


def _made(unit: Unit) -> Items:
    return Items(
        Item(unit, function, number, *forms(function.text))
        for number, function in enumerate(unit.functions, start=1)
    )


def _saying(items: Items) -> list[Item]:
    return [item for item in items if item.said and not item.closing]


def _words_said(items: Items) -> list[str]:
    return [item.said for item in items.told(_saying)]


def _said(items: Items) -> frozenset[str]:
    return frozenset(items.told(_words_said))


# The same texts are looked at after every edit of a draft: 16 384 of them take some 20 MB.
@lru_cache(maxsize=16_384)
def forms(text: str) -> tuple[str, tuple[str, ...], str, bool]:
    """The forms of a text that rules compare: folded, its words, these parted by one space, and
    whether it closes a list of functions.
    """
    folded, said = read(text)
    return folded, said, " ".join(said), is_closing(folded)
