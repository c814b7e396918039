"""The cuadro comparativo: what the text in force says and what it must say, in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import spanish
from ..compare import Change, compare
from ..document import Document, Unit
from ..messages import text as message
from ..printable import visible
from ..render import word_changes
from ..render.redline import summary
from ..rules import texts
from ..rules.context import Context
from .differences import Difference, Place, differences
from .paper import Cell, Paper, Paragraph, Part, Span, Table, Words

_WIDTHS = (14, 34, 14, 34, 14)
_STRUCTURE = (30, 33, 33, 14)
#: Attributes of a unit that its place in the structure consists of.
_ATTRIBUTES = ("code", "name", "acronym", "level", "nature", "parent_uid", "linked_to_uid")


def comparison(document: Document, context: Context) -> Paper:
    """Return the cuadro comparativo of a text against the one in force (`context.base`).

    Each difference has its reference on both sides and its words, those that leave and those that
    come in marked; then the structure. Without a text in force, or where nothing differs, it says
    so.
    """
    base = context.base
    title = message("paper.comparison.name")
    if base is None:
        return Paper("comparison", title, parts=(Paragraph(message("paper.no_base")),))
    heading = (
        (message("paper.base"), base.title),
        (message("paper.proposal"), document.title),
    )
    parts = tuple(_parts(base, document))
    return Paper("comparison", title, heading, parts, landscape=True)


def _parts(base: Document, document: Document) -> Iterator[Part]:
    _title, counts, proof = summary(base, document)
    yield Paragraph(counts)
    yield from _differences(base, document)
    yield Paragraph(proof)


def _differences(base: Document, document: Document) -> Iterator[Part]:
    """What differs in the articles, then in the structure."""
    found = differences(base, document)
    structure = tuple(_structure(base, document))
    if not (found.found or found.follows or structure):
        yield Paragraph(message("paper.comparison.none"))
        return
    yield Paragraph(
        (
            Span(message("paper.comparison.key.removed"), "removed"),
            Span(message("paper.comparison.key.between")),
            Span(message("paper.comparison.key.added"), "added"),
            Span(message("paper.comparison.key.end")),
        )
    )
    yield Table(
        message("paper.comparison.text"),
        _head("place_before", "before", "place_after", "after", "what"),
        tuple(_rows(found.found)),
        _WIDTHS,
        message("paper.comparison.text.none"),
    )
    if found.follows:
        key = "paper.comparison.follows" + (".one" if len(found.follows) == 1 else "")
        yield Paragraph(message(key, articles=ranges(found.follows)))
    yield Table(
        message("paper.comparison.structure"),
        _head("unit", "before", "after", "what"),
        structure,
        _STRUCTURE,
        message("paper.comparison.structure.none"),
    )


def _head(*keys: str) -> tuple[str, ...]:
    return tuple(message(f"paper.comparison.head.{key}") for key in keys)


def _rows(found: Iterable[Difference]) -> Iterator[tuple[Cell, ...]]:
    group = ""
    for one in found:
        if one.group != group:
            group = one.group
            yield (Cell(group, span=len(_WIDTHS), strong=True),)
        before, after = _marked(one.before, one.after)
        yield (
            Cell(one.before.reference if one.before else ""),
            Cell(before),
            Cell(one.after.reference if one.after else ""),
            Cell(after),
            Cell(one.what),
        )


def _marked(before: Place | None, after: Place | None) -> tuple[Words, Words]:
    """Both texts, with the words that only one has marked; what the other side lacks is said."""
    if before is None or after is None:
        lacks = message(
            "paper.comparison.lacks.before" if before is None else "paper.comparison.lacks.after"
        )
        return (before.text if before else lacks), (after.text if after else lacks)
    return marked(before.text, after.text)


def marked(before: str, after: str) -> tuple[Words, Words]:
    """Return two texts with the words that leave the first and those that come into the second
    marked; plain where they are equal.
    """
    if before == after:
        return before, after
    old: list[Span] = []
    new: list[Span] = []
    for equal, was, now in word_changes.runs([(before, "")], [(after, "")], blanks=False):
        old += _spans(was, "" if equal else "removed")
        new += _spans(now, "" if equal else "added")
    return tuple(old), tuple(new)


def _spans(run: Iterable[word_changes.Segment], mark: str) -> Iterator[Span]:
    """A run as pieces; the blanks after the last word are not marked with it."""
    words = "".join(piece for piece, _style in run)
    kept = words.rstrip()
    if kept:
        yield Span(kept, mark)
    if kept != words:
        yield Span(words[len(kept) :])


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers in order in words: `3, 7 a 9 y 12`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = []
    for run in runs:
        if len(run) > 2:
            names.append(message("paper.range", first=run[0], last=run[-1]))
        else:
            names += map(str, run)
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + message("render.citation.and") + names[-1]


def _structure(base: Document, document: Document) -> Iterator[tuple[Cell, ...]]:
    """The units whose place in the structure differs: those of the proposal in its order, then
    those that are gone.
    """
    found = [change for change in compare(base, document).changes if change.kind == "unit"]
    for change in sorted(found, key=lambda change: change.change == "removed"):
        if change.change != "reordered" and (row := _unit_row(base, document, change)):
            yield row


def _unit_row(base: Document, document: Document, change: Change) -> tuple[Cell, ...] | None:
    before, after = base.unit_by_uid.get(change.uid), document.unit_by_uid.get(change.uid)
    names = [name for name, _was, _now in change.values if name in _ATTRIBUTES]
    if not names:
        return None
    names.sort(key=_ATTRIBUTES.index)
    sides = []
    for unit, text in ((before, base), (after, document)):
        words = message("paper.comparison.lacks.unit")
        if unit:
            words = ". ".join(filter(None, (_attribute(text, unit, name) for name in names)))
        sides.append(words)
    if before and after:
        old, new = marked(*sides)
        what = "changed"
    else:
        old, new = sides
        what = "created" if after else "eliminated"
    label = visible((after or before).name)
    return Cell(label), Cell(old), Cell(new), Cell(message(f"paper.comparison.what.{what}"))


def _attribute(document: Document, unit: Unit, name: str) -> str:
    value = getattr(unit, name)
    if name in ("parent_uid", "linked_to_uid"):
        above = document.unit_by_uid.get(value)
        value = above.name if above else ""
    elif name == "nature":
        value = texts.label("nature", value)
    if not value:
        return ""
    told = visible(str(value))
    named = {"the_value": spanish.the(told), "of_value": spanish.of_the(told)}
    return message(f"paper.comparison.attribute.{name}", value=told, **named)
