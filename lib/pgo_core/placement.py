"""Where each unit stands in the text: its chapter, its order in it and the unit it hangs from
there.

Sound or broken (cycle, orphan, repeated uid, unknown level), every unit is placed exactly once;
reporting the defect is the task of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import keys
from .document import Chapter, Document, Title, Unit

#: Natures that open their own chapter at any level (L02 Anexo 6; LOE art. 14).
_OWN_CHAPTER = frozenset({"deconcentrated", "academic"})
_DIGITS = re.compile(r"(\d+)")


@dataclass(slots=True, eq=False)
class Node:
    """A unit in its chapter. `children` are the units printed below it, in order; `depth` is 1 at
    the top.
    """

    unit: Unit
    position: int
    depth: int = 1
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and those below it, in text order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(slots=True, eq=False)
class ChapterNode:
    """A chapter of the template with its units. `index` counts chapters over the whole template
    from 0.
    """

    index: int
    title: Title
    chapter: Chapter
    roots: list[Node] = field(default_factory=list)


def natural_key(code: str) -> tuple:
    """Return a sort key that puts `04.2` before `04.10`."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _DIGITS.split(code)
        if part
    )


def place(document: Document) -> list[ChapterNode]:
    """Return the chapters of the template in order, each with its units; empty chapters included.

    Organs of levels 1 and 2 and desconcentrados and académicos stand in the chapter of their
    nature; a unit of level 3 or more stands below the unit it depends on, whatever its nature. What
    no chapter of the template takes stands in one more chapter at the end, with an empty heading.
    """
    nodes = [Node(unit, position) for position, unit in enumerate(document.units)]
    by_uid: dict[str, Node] = {}
    for node in nodes:
        by_uid.setdefault(node.unit.uid, node)
    chapters = _chapters(document)
    rest = ChapterNode(len(chapters), _last_title(document), Chapter(""))
    homes = _homes(nodes, by_uid, chapters, rest)
    _hang(nodes, by_uid, homes)
    return [*chapters, rest]


def _chapters(document: Document) -> list[ChapterNode]:
    pairs = [(title, chapter) for title in document.template.titles for chapter in title.chapters]
    return [ChapterNode(index, title, chapter) for index, (title, chapter) in enumerate(pairs)]


def _last_title(document: Document) -> Title:
    with_units = [
        title
        for title in document.template.titles
        if any(chapter.natures for chapter in title.chapters)
    ]
    return with_units[-1] if with_units else Title("")


def _homes(nodes, by_uid, chapters, rest) -> dict[int, ChapterNode]:
    """The chapter of every node, by its position. Walks up from each unit once; a cycle ends where
    it closes.
    """
    groups: dict[int, tuple[str, ...]] = {}
    for start in nodes:
        path, node = [], start
        while node.position not in groups:
            path.append(node)
            groups[node.position] = (node.unit.nature,)
            parent = by_uid.get(node.unit.parent_uid)
            if parent is None or _opens_chapter(node.unit):
                break
            node = parent
        nature = groups[node.position]
        for passed in path:
            groups[passed.position] = nature
    return {
        node.position: _chapter_for(groups[node.position][0], node.unit, chapters, rest)
        for node in nodes
    }


def _opens_chapter(unit: Unit) -> bool:
    return unit.level <= 2 or unit.nature in _OWN_CHAPTER or unit.nature in keys.FIRST_LEVEL_NATURES


def _chapter_for(
    nature: str, unit: Unit, chapters: list[ChapterNode], rest: ChapterNode
) -> ChapterNode:
    level = min(max(unit.level, 1), 5)
    for chapter in chapters:
        if nature in chapter.chapter.natures and (
            not chapter.title.levels or level in chapter.title.levels
        ):
            return chapter
    return rest


def _hang(nodes: list[Node], by_uid: dict[str, Node], homes: dict[int, ChapterNode]) -> None:
    """Link each node below its parent when both share the chapter, else at the chapter's top; break
    cycles.
    """
    parents: dict[int, Node] = {}
    for node in nodes:
        parent = by_uid.get(node.unit.parent_uid)
        if (
            node.unit.level <= 2
            or parent is None
            or homes[parent.position] is not homes[node.position]
        ):
            continue
        if not _closes_cycle(node, parent, parents):
            parents[node.position] = parent
    for node in nodes:
        parent = parents.get(node.position)
        (parent.children if parent else homes[node.position].roots).append(node)
    for chapter in {id(home): home for home in homes.values()}.values():
        _arrange(chapter.roots)


def _closes_cycle(node: Node, parent: Node, parents: dict[int, Node]) -> bool:
    current: Node | None = parent
    while current is not None:
        if current is node:
            return True
        current = parents.get(current.position)
    return False


def _arrange(roots: list[Node]) -> None:
    """Sort by code, uncoded last in the order they came, and set the depth, without recursion."""
    level = [(roots, 1)]
    while level:
        siblings, depth = level.pop()
        siblings.sort(
            key=lambda node: (not node.unit.code, natural_key(node.unit.code), node.position)
        )
        for node in siblings:
            node.depth = depth
            level.append((node.children, depth + 1))
