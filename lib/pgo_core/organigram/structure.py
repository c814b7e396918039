"""Which band of the chart each unit stands in (L02 pp. 41-42 and Anexo 1; LOE arts. 9-15).

Sound or broken (cycle, missing parent, repeated uid), every unit of the document is in exactly one
place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..document import Document, Unit
from ..placement import natural_key

#: First-level organs that stand beside the Alta Dirección, not in its stem.
_BESIDE = frozenset({"control", "legal_defense", "coordination", "consultative", "adjudicative"})
_WITHOUT_AUTHORITY = frozenset({"coordination", "consultative"})
_LAST_ROW = frozenset({"deconcentrated", "academic"})


@dataclass(frozen=True, slots=True)
class Row:
    """A unit below the head of its block: `depth` from 1, `parent` its superior's row in the block
    (0 = head).
    """

    position: int
    depth: int
    parent: int


@dataclass(frozen=True, slots=True)
class Block:
    """An organ with all that depends on it. `stem` is the place in the stem that it hangs from, -1
    for none.
    """

    position: int
    rows: tuple[Row, ...]
    stem: int = -1
    kind: str = "dependence"

    @property
    def depth(self) -> int:
        return max((row.depth for row in self.rows), default=0)


@dataclass(slots=True)
class Structure:
    """The bands of the chart. `stem` is the Alta Dirección from the top; `order` marks implied
    steps of it.
    """

    units: tuple[Unit, ...]
    stem: list[int] = field(default_factory=list)
    order: set[int] = field(default_factory=set)
    control: list[Block] = field(default_factory=list)
    defense: list[Block] = field(default_factory=list)
    beside: list[Block] = field(default_factory=list)
    support: list[Block] = field(default_factory=list)
    advisory: list[Block] = field(default_factory=list)
    line: list[Block] = field(default_factory=list)
    last: list[Block] = field(default_factory=list)
    loose: list[Block] = field(default_factory=list)


class _Tree:
    """Superiors and children by position in the document, without cycles, in code order."""

    def __init__(self, document: Document):
        self.units = document.units
        first: dict[str, int] = {}
        for position, unit in enumerate(self.units):
            first.setdefault(unit.uid, position)
        self.broken: set[int] = set()
        self.linked: set[int] = set()
        self.superior: list[int] = [-1] * len(self.units)
        for position, unit in enumerate(self.units):
            self._attach(position, unit, first)
        keys = [
            (not unit.code, natural_key(unit.code), place) for place, unit in enumerate(self.units)
        ]
        #: Positions by code, uncoded units last in the order given, as the text is numbered.
        self.order = [key[2] for key in sorted(keys)]
        self.children: list[list[int]] = [[] for _ in self.units]
        for position in self.order:
            if self.superior[position] >= 0:
                self.children[self.superior[position]].append(position)

    def _attach(self, position: int, unit: Unit, first: dict[str, int]) -> None:
        target = unit.parent_uid or unit.linked_to_uid
        if not target:
            return
        superior = first.get(target, -1)
        if superior < 0 or self._reaches(superior, position):
            self.broken.add(position)
            return
        self.superior[position] = superior
        if not unit.parent_uid:
            self.linked.add(position)

    def _reaches(self, start: int, goal: int) -> bool:
        while start >= 0:
            if start == goal:
                return True
            start = self.superior[start]
        return False

    def block(self, head: int, stem: int, kind: str) -> Block:
        """The head with its descendants flattened in text order, without recursion."""
        rows: list[Row] = []
        pending = [(child, 1, 0) for child in reversed(self.children[head])]
        while pending:
            position, depth, parent = pending.pop()
            rows.append(Row(position, depth, parent))
            here = len(rows)
            pending.extend((child, depth + 1, here) for child in reversed(self.children[position]))
        return Block(head, tuple(rows), stem, kind)


def classify(document: Document) -> Structure:
    """Return the bands of a document's chart."""
    tree = _Tree(document)
    result = Structure(document.units)
    _climb(tree, result)
    at_stem = {position: index for index, position in enumerate(result.stem)}
    for position in tree.order:
        superior = tree.superior[position]
        if position in at_stem or (superior >= 0 and superior not in at_stem):
            continue
        _assign(tree, result, position, at_stem.get(superior, -1))
    return result


def _climb(tree: _Tree, result: Structure) -> None:
    """Fill the stem: the chain of the Alta Dirección, through the organ that leads internal
    administration.
    """
    heads = [
        place
        for place in tree.order
        if tree.units[place].nature == "senior_management" and place not in tree.broken
    ]
    roots = [place for place in heads if tree.superior[place] < 0]
    for root in roots:
        if result.stem:
            result.order.add(root)
        current = root
        while current >= 0:
            result.stem.append(current)
            below = [place for place in tree.children[current] if place in heads]
            current = max(
                below, key=lambda place: (_staff(tree, place), -below.index(place)), default=-1
            )


def _staff(tree: _Tree, position: int) -> int:
    return sum(
        tree.units[child].nature in {"advisory", "support"} for child in tree.children[position]
    )


def _assign(tree: _Tree, result: Structure, position: int, stem: int) -> None:
    unit = tree.units[position]
    nature = unit.nature
    if stem < 0 and (position in tree.broken or nature not in _BESIDE or not result.stem):
        result.loose.append(tree.block(position, -1, ""))
        return
    kind = "dependence"
    free = not unit.parent_uid
    if nature in _WITHOUT_AUTHORITY or (free and nature in {"control", "adjudicative"}):
        kind = "dotted"
    elif free and nature != "legal_defense":
        kind = "order" if nature == "senior_management" else "dotted"
    block = tree.block(position, max(stem, 0), kind)
    bands = {
        "control": result.control,
        "legal_defense": result.defense,
        "support": result.support,
        "advisory": result.advisory,
    }
    if nature in bands:
        bands[nature].append(block)
    elif nature in _BESIDE:
        result.beside.append(block)
    else:
        (result.last if nature in _LAST_ROW else result.line).append(block)
