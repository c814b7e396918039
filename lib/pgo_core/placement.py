"""Where each unit stands in the text: its chapter, its order in it and the unit it hangs from
there.

Sound or broken (cycle, orphan, repeated uid, unknown level), every unit is placed exactly once;
reporting the defect is the task of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import keys, templates
from .document import Chapter, Document, Template, Title, Unit

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


def place(document: Document, by_level: bool = True) -> list[ChapterNode]:
    """Return the chapters of the template in order, each with its units; empty chapters included.

    Organs of levels 1 and 2 and desconcentrados and académicos stand in the chapter of their
    nature; a unit of level 3 or more stands below the unit it depends on, whatever its nature.
    Where the template parts levels (sections of the Poder Ejecutivo) it stands in the chapter of
    its level; `by_level=False` leaves that out, for readings that do not follow the sections. What
    no chapter takes stands in one more chapter at the end, with an empty heading.
    """
    template = templates.of(document)
    nodes = [Node(unit, position) for position, unit in enumerate(document.units)]
    by_uid: dict[str, Node] = {}
    for node in nodes:
        by_uid.setdefault(node.unit.uid, node)
    chapters = [
        ChapterNode(index, title, chapter)
        for index, (title, chapter) in enumerate(
            (title, chapter) for title in template.titles for chapter in title.chapters
        )
    ]
    rest = ChapterNode(len(chapters), _last_title(template), Chapter(""))
    homes = {}
    for node, organ in zip(nodes, _organs(nodes, by_uid), strict=True):
        level = _level(node, organ, by_uid) if by_level else 0
        homes[node.position] = _chapter_for(organ.unit.nature, level, chapters) or rest
    _hang(nodes, by_uid, homes)
    return [*chapters, rest]


def opens_chapter(unit: Unit) -> bool:
    """Return whether the unit stands in the chapter of its own nature rather than with its
    superior's.
    """
    return unit.level <= 2 or unit.nature in _OWN_CHAPTER or unit.nature in keys.FIRST_LEVEL_NATURES


def _last_title(template: Template) -> Title:
    with_units = [title for title in template.titles if any(c.natures for c in title.chapters)]
    return with_units[-1] if with_units else Title("")


def _organs(nodes: list[Node], by_uid: dict[str, Node]) -> list[Node]:
    """For each node the one whose nature decides its chapter. A cycle ends where it closes."""
    organs: dict[int, Node] = {}
    for start in nodes:
        path, node = [], start
        while node.position not in organs:
            path.append(node)
            organs[node.position] = node
            parent = by_uid.get(node.unit.parent_uid)
            if parent is None or opens_chapter(node.unit):
                break
            node = parent
        for passed in path:
            organs[passed.position] = organs[node.position]
    return [organs[node.position] for node in nodes]


def _level(node: Node, organ: Node, by_uid: dict[str, Node]) -> int:
    """The level that places the unit: a desconcentrado of the third level is still an organ (L02
    Anexo 5).
    """
    level = min(max(node.unit.level, 1), 5)
    if organ is node and node.unit.nature in _OWN_CHAPTER:
        parent = by_uid.get(node.unit.parent_uid)
        if parent is None or parent.unit.nature != node.unit.nature:
            return 2
    return level


def _chapter_for(nature: str, level: int, chapters: list[ChapterNode]) -> ChapterNode | None:
    for chapter in chapters:
        if nature in chapter.chapter.natures and (
            not level or not chapter.title.levels or level in chapter.title.levels
        ):
            return chapter
    return None


def _hang(nodes: list[Node], by_uid: dict[str, Node], homes: dict[int, ChapterNode]) -> None:
    """Link each node below its parent when both share the chapter, else at the chapter's top; break
    cycles.
    """
    parents: dict[int, Node] = {}
    tops = list(range(len(nodes)))
    for node in nodes:
        parent = by_uid.get(node.unit.parent_uid)
        if (
            node.unit.level <= 2
            or parent is None
            or homes[parent.position] is not homes[node.position]
        ):
            continue
        # A node without parent yet is the top of its tree: it may not hang below itself.
        top = _top(parent.position, tops)
        if top != node.position:
            parents[node.position] = parent
            tops[node.position] = top
    for node in nodes:
        parent = parents.get(node.position)
        (parent.children if parent else homes[node.position].roots).append(node)
    for chapter in {id(home): home for home in homes.values()}.values():
        _arrange(chapter.roots)


def _top(position: int, tops: list[int]) -> int:
    """The position of the topmost node above one; what was walked is shortened, so that a chain of
    thousands of units is not walked again and again.
    """
    top = position
    while tops[top] != top:
        top = tops[top]
    while tops[position] != top:
        tops[position], position = top, tops[position]
    return top


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
