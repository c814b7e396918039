"""Every text of a Document with the place it stands in, for rules that read all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
    document = index.document
    labels = texts.catalogue()["labels"]["place"]
    if says(document.title):
        yield Place("", "document", labels["title"], "title", document.title)
    for field in ("name", "acronym", "district", "province", "department"):
        if says(text := getattr(document.entity, field)):
            yield Place("", "document", labels["entity"], f"entity.{field}", text)
    for article in document.articles:
        where = labels["article"].format(name=article.heading.strip() or "…")
        fields = [("heading", article.heading), ("body", article.body)]
        fields += [(f"items[{place}]", item) for place, item in enumerate(article.items)]
        for field, text in fields:
            if says(text):
                yield Place(article.uid, "article", where, field, text)
    for competence in document.competences:
        if says(competence.text):
            where = labels["competence"].format(name=excerpt(competence.text, 40))
            cited = bool(competence.citations)
            yield Place(competence.uid, "competence", where, "text", competence.text, cited=cited)
    for unit in index.scan_units:
        for field in ("name", "acronym", "description"):
            if says(text := getattr(unit, field)):
                where = labels["unit"].format(name=name_of(unit))
                yield Place(unit.uid, "unit", where, field, text, unit.uid)
    for annex in document.annexes:
        if says(text := f"{annex.heading}\n{annex.body}"):
            where = labels["annex"].format(name=annex.heading.strip() or "…")
            yield Place("", "document", where, f"annex.{annex.uid}", text)
