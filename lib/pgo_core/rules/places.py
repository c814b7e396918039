"""Every text of a Document with the place it stands in, for rules that read all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..document import Annex, Article, Competence, Document, Unit
from . import texts
from .index import Index, Item, name_of
from .language import excerpt


@dataclass(frozen=True, slots=True)
class Place:
    """A text and where it stands. `uid` and `kind` are a finding's target, `field` the attribute,
    `where` how to call the place in a message; `unit_uid` the unit it belongs to; `cited` whether
    it has a legal basis of its own.
    """

    uid: str
    kind: str
    where: str
    field: str
    text: str
    unit_uid: str = ""
    cited: bool = False


#: Whether a text says something that the rule looks for: anything that is true then.
Says = Callable[[str], object]


def places(index: Index, says: Says = bool) -> Iterator[Place]:
    """Every text in the order of the Document, those of the functions last, that says what the rule
    looks for; of units and functions those that it goes through.
    """
    yield from outside_functions(index, says)
    for item in index.scan_items:
        if says(item.function.text):
            yield of_function(item)


def of_function(item: Item) -> Place:
    """The text of a function."""
    function = item.function
    pattern = texts.catalogue()["labels"]["place"]["function"]
    where = pattern.format(number=item.number, name=name_of(item.unit))
    cited = bool(function.citations)
    return Place(function.uid, "function", where, "text", function.text, item.unit.uid, cited)


def outside_functions(index: Index, says: Says = bool) -> Iterator[Place]:
    """Such texts but the functions'. The target of an annex is the whole document."""
    for text, field, owner in index.scan_written:
        if says(text):
            yield _of(text, field, owner)


def _of(text: str, field: str, owner: Document | Article | Competence | Unit | Annex) -> Place:
    labels = texts.catalogue()["labels"]["place"]
    match owner:
        case Article():
            where = labels["article"].format(name=owner.heading.strip() or "…")
            return Place(owner.uid, "article", where, field, text)
        case Competence():
            where = labels["competence"].format(name=excerpt(text, 40))
            cited = bool(owner.citations)
            return Place(owner.uid, "competence", where, field, text, cited=cited)
        case Unit():
            where = labels["unit"].format(name=name_of(owner))
            return Place(owner.uid, "unit", where, field, text, owner.uid)
        case Annex():
            where = labels["annex"].format(name=owner.heading.strip() or "…")
            return Place("", "document", where, f"annex.{owner.uid}", text)
    where = labels["title" if field == "title" else "entity"]
    return Place("", "document", where, field, text)
