"""What both writers of papers do with the parts before they write them."""

from __future__ import annotations

from collections.abc import Iterator

from .. import spanish
from ..printable import visible
from ..render.front import short
from .catalogue import KINDS, name
from .paper import Blank, Heading, Organigram, Paper, Paragraph, Part, Signatures

#: A label up to this long hangs beside its paragraph (`a)`, `1.2.`); a longer one opens it.
_HANGING = 6
#: Paragraphs before the signatures that stand with them (`POR TANTO:`, what is ordered, the date).
_CLOSING = 3
#: Characters of a title that fit a line of half a running head.
_RUNNING = 60


def sequence(paper: Paper) -> Iterator[tuple[Part, Heading | None]]:
    """Return the parts without blank headings, and with each organigram the heading that stands
    right before it: both are on the same sheet.
    """
    waiting: Heading | None = None
    for part in paper.parts:
        if isinstance(part, Heading) and not visible(part.text).strip():
            continue  # a tagged PDF has none
        if isinstance(part, Organigram):
            yield part, waiting
            waiting = None
            continue
        if waiting:
            yield waiting, None
            waiting = None
        if isinstance(part, Heading):
            waiting = part
        else:
            yield part, None
    if waiting:
        yield waiting, None


def kept(paper: Paper) -> set[int]:
    """Return the identities of the parts that stand on one page with the signatures after them: who
    signs does not sign an empty sheet.
    """
    found: set[int] = set()
    for place, part in enumerate(paper.parts):
        if not isinstance(part, Signatures):
            continue
        lines = 0
        for before in reversed(paper.parts[:place]):
            lines += isinstance(before, Paragraph)
            closes = isinstance(before, Blank) or (
                isinstance(before, Paragraph) and (lines == 1 or not before.label)
            )
            if not closes or lines > _CLOSING:
                break
            found.add(id(before))
    return found


def hangs(label: str) -> bool:
    """Whether a label stands beside its paragraph, as the letter of a literal does."""
    return 0 < len(label) <= _HANGING


def running(paper: Paper) -> str:
    """Return how a paper is called at the head of each page: by its title or, where that is long,
    by its kind.
    """
    if len(paper.title) > _RUNNING and paper.kind in KINDS:
        return spanish.capitalize(name(paper.kind))
    return short(visible(paper.title), _RUNNING)
