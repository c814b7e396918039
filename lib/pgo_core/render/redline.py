"""A proposal against the text in force as a DOCX with tracked changes: who accepts all of them has
the proposal, who rejects all has the text in force, each with its own numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from .. import numbering
from ..compare import compare
from ..document import Document
from ..messages import text as message
from . import docx_body as body
from . import flow, reading, word_changes
from .composition import RenderContext
from .docx import RenderError, Writer, parts_to_file
from .docx_body import Marks
from .docx_lists import Lists, lists_of
from .word_changes import Segment

__all__ = ["RenderContext", "RenderError", "redline"]

#: Who proposes the changes. A person is no property of a text (DESIGN.md: no person in a Document).
AUTHOR = "PGO"


class _Placed(NamedTuple):
    """A block with the list it belongs to and how often its key came before it."""

    block: flow.Block
    number: int
    times: int

    @property
    def identity(self) -> tuple[str, str, int]:
        return self.block.style, self.block.key, self.times


def summary(before: Document, after: Document) -> list[str]:
    """Return what changed in numbers, and the proof of what did not, as their comparison tells."""
    found = compare(before, after)
    kinds = Counter(change.change for change in found.changes)
    counts = {key: kinds[key] for key in ("added", "removed", "changed", "reordered")}
    return [
        message("render.redline.title"),
        message("render.redline.summary", **counts, equal=len(found.equal)),
        message("render.redline.proof", proof=found.proof),
    ]


def redline(before: Document, after: Document, context: RenderContext | None = None) -> bytes:
    """Return the DOCX of `after` with every difference from `before` as a tracked change.

    The changes have the date of the context and no person's name. The table of the structure is
    tracked by rows; the organigram is that of `after`. Raises `RenderError` as `docx` does.
    """
    context = context or RenderContext()
    old, new = list(flow.blocks(before)), list(flow.blocks(after))
    lists = _common(lists_of(old), lists_of(new))
    writer = _Redline(before, after, lists, context)
    pairs = [_placed(old, lists), _placed(new, lists)]
    for was, now in _aligned(*pairs):
        writer.pair(was, now)
    opening = "".join(
        body.paragraph("Verificacion", body.run(words)) for words in summary(before, after)
    )
    opening = body.cover(after, context) + opening + body.index(writer.entries)
    content = opening + writer.xml()
    return parts_to_file(after, context, content, lists, writer.pictures, tracked=True)


def _common(old: Lists, new: Lists) -> Lists:
    """What both texts count alike; the marks of anything else are text."""
    return Lists(
        new.chapter if new.chapter == old.chapter else "",
        new.article if new.article == old.article else "",
    )


def _placed(blocks: Iterable[flow.Block], lists: Lists) -> list[_Placed]:
    found, seen, owner = [], Counter(), ("", 0)
    for block in blocks:
        times = seen[block.style, block.key]
        seen[block.style, block.key] += 1
        if block.style == "article":
            owner = (block.key, times)
        number = lists.list_of(block.position, owner) if block.style == "literal" else 0
        found.append(_Placed(block, number, times))
    return found


def _aligned(
    old: list[_Placed], new: list[_Placed]
) -> Iterator[tuple[_Placed | None, _Placed | None]]:
    """Pairs of the same part in order; None on the side that does not have it there."""
    matcher = SequenceMatcher(
        None, [one.identity for one in old], [one.identity for one in new], autojunk=False
    )
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(old[start:end], new[first:last], strict=True)
        else:
            yield from ((one, None) for one in old[start:end])
            yield from ((None, one) for one in new[first:last])


class _Redline(Writer):
    """Writes pairs of blocks with their differences tracked."""

    def __init__(self, before: Document, after: Document, lists: Lists, context: RenderContext):
        super().__init__(after, lists)
        self.before = before
        self.moment = f"{context.date.isoformat()}T00:00:00Z"
        self.revisions = 0

    def pair(self, was: _Placed | None, now: _Placed | None) -> None:
        """Write one part as it was and as it is proposed."""
        one = now or was
        style = one.block.style
        if style == "structure":
            old = numbering.structure(self.before) if was else ()
            new = numbering.structure(self.document) if now else ()
            heads = reading.structure_heads(self.document)
            self.parts.append(body.structure(heads, self._rows(old, new)))
        elif style == "organigram":
            if now:
                self.write(now.block, "")
        elif was and now:
            old, new = (body.segments(side.block, self.lists) for side in (was, now))
            content = self._runs(new) if old == new else self._changed(old, new)
            self.write(now.block, content, self._list(was.number, now.number))
        else:
            kind = "ins" if now else "del"
            content = self._tracked(kind, body.segments(one.block, self.lists))
            mark = f"<w:rPr>{self._revision(kind)}/></w:rPr>"
            properties = body.list_properties(one.number) + mark
            self.write(one.block, content, properties, gone=not now)

    def _list(self, was: int, now: int) -> str:
        """The list of a literal, and the one it had, where it passes over the end of the alphabet."""
        properties = body.list_properties(now)
        if was == now:
            return properties
        own = '<w:pStyle w:val="Literal"/>' + body.list_properties(was)
        change = f"{self._revision('pPrChange')}><w:pPr>{own}</w:pPr></w:pPrChange>"
        return properties + change

    def _revision(self, kind: str) -> str:
        """The beginning of an element that tells a revision, still open."""
        self.revisions += 1
        return (
            f'<w:{kind} w:id="{100000 + self.revisions}" w:author="{AUTHOR}" w:date="{self.moment}"'
        )

    def _runs(self, segments: Iterable[Segment], element: str = "t") -> str:
        return "".join(body.run(words, style, element) for words, style in segments)

    def _tracked(self, kind: str, segments: Iterable[Segment]) -> str:
        runs = self._runs(segments, "delText" if kind == "del" else "t")
        return f"{self._revision(kind)}>{runs}</w:{kind}>" if runs else ""

    def _changed(self, old: list[Segment], new: list[Segment]) -> str:
        """The paragraph word by word; wholly, where the two have little in common."""
        parts = []
        for equal, before, after in word_changes.runs(old, new):
            if equal:
                parts.append(self._runs(after))
            else:
                parts += [self._tracked("del", before), self._tracked("ins", after)]
        return "".join(parts)

    def _rows(self, old, new) -> Iterator[tuple[numbering.StructureRow, Marks]]:
        matcher = SequenceMatcher(None, *map(_faces, (old, new)), autojunk=False)
        for kind, start, end, first, last in matcher.get_opcodes():
            if kind == "equal":
                yield from ((row, Marks()) for row in new[first:last])
                continue
            yield from ((row, self._row("del")) for row in old[start:end])
            yield from ((row, self._row("ins")) for row in new[first:last])

    def _row(self, kind: str) -> Marks:
        def around(runs: str) -> str:
            return f"{self._revision(kind)}>{runs}</w:{kind}>"

        return Marks(f"{self._revision(kind)}/>", around, "delText" if kind == "del" else "t")


def _faces(rows: Iterable[numbering.StructureRow]) -> list[tuple[str, str, int, int]]:
    return [(row.code, row.name, row.level or 0, row.depth) for row in rows]
