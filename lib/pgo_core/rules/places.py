"""Every text of a Document with the place it stands in, for rules that read all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import texts
from .index import Index, name_of
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


def places(index: Index) -> Iterator[Place]:
    """Every text in the order of the Document, those of the functions last."""
    yield from outside_functions(index)
    pattern = texts.catalogue()["labels"]["place"]["function"]
    for item in index.items:
        function = item.function
        where = pattern.format(number=item.number, name=name_of(item.unit))
        yield Place(
            function.uid,
            "function",
            where,
            "text",
            function.text,
            item.unit.uid,
            bool(function.citations),
        )


def outside_functions(index: Index) -> Iterator[Place]:
    """Every text but the functions'. The target of an annex is the whole document."""
    document = index.document
    labels = texts.catalogue()["labels"]["place"]
    yield Place("", "document", labels["title"], "title", document.title)
    entity = document.entity
    for field in ("name", "acronym", "district", "province", "department"):
        yield Place("", "document", labels["entity"], f"entity.{field}", getattr(entity, field))
    for article in document.articles:
        where = labels["article"].format(name=article.heading.strip() or "…")
        yield Place(article.uid, "article", where, "heading", article.heading)
        yield Place(article.uid, "article", where, "body", article.body)
        for place, item in enumerate(article.items):
            yield Place(article.uid, "article", where, f"items[{place}]", item)
    for competence in document.competences:
        where = labels["competence"].format(name=excerpt(competence.text, 40))
        cited = bool(competence.citations)
        yield Place(competence.uid, "competence", where, "text", competence.text, cited=cited)
    for unit in document.units:
        where = labels["unit"].format(name=name_of(unit))
        for field in ("name", "acronym", "description"):
            yield Place(unit.uid, "unit", where, field, getattr(unit, field), unit.uid)
    for annex in document.annexes:
        where = labels["annex"].format(name=annex.heading.strip() or "…")
        text = f"{annex.heading}\n{annex.body}"
        yield Place("", "document", where, f"annex.{annex.uid}", text)
