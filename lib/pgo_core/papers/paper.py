"""A paper: a document other than the ROF or MOP itself, as plain parts that any format can write.

Each kind of paper is a pure function of a Document and its facts that returns a `Paper`; the
writers of PDF and DOCX know nothing of what it says. What can be derived is written; what only a
person knows is a `Blank`, printed as a place to complete with what must go there, so that nobody
takes a gap for a finished text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: How a piece of text stands out: not at all, in bold, as words that leave the text in force, as
#: words that come into it.
MARKS = ("", "strong", "removed", "added")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a paragraph with one of `MARKS`."""

    text: str
    mark: str = ""


#: Words of a paragraph or cell: plain, or in pieces with their marks.
Words = str | tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 to 3. It is in the bookmarks and, in long papers, in the index."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `label` stands before it, hanging (`Artículo 1.-`, `a)`); `centred` for what an
    act opens with; `indent` in steps of a list.
    """

    words: Words
    label: str = ""
    centred: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Blank:
    """What the platform cannot know: `prompt` says what to write there, `help` why and by which
    norm; `key` names the fact that would fill it (`report.need`), stable for whoever fills it.
    """

    prompt: str
    help: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `span` is columns; `number` aligns right; `strong` for totals and groups;
    `indent` in steps of a tree.
    """

    words: Words = ""
    span: int = 1
    number: bool = False
    strong: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head repeats on each page. `widths` are shares of the width, one per column;
    every row covers all columns, spans counted. `empty` is said instead of a table without rows.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Organigram:
    """The organigram of a document, on a sheet of its own as in the text; `of` is `document` or
    `base`.
    """

    of: str = "document"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign: for each the post that signs and, above it, what the signature means."""

    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Part = Heading | Paragraph | Blank | Table | Organigram | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `kind` is its key (`comparison`, `technical_report`, …); `title` and the lines
    of `heading` open it (entity, number, date, `A:`, `De:`); `landscape` for wide tables; `indexed`
    when it is long enough for an index.
    """

    kind: str
    title: str
    heading: tuple[tuple[str, Words], ...] = ()
    parts: tuple[Part, ...] = ()
    landscape: bool = False
    indexed: bool = False

    def blanks(self) -> Iterator[Blank]:
        """What is still to be completed, in order."""
        return (part for part in self.parts if isinstance(part, Blank))


def plain(words: Words) -> str:
    """Return words without their marks."""
    return words if isinstance(words, str) else "".join(span.text for span in words)
