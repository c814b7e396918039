"""Document, third part: the texto integrado (rule 54).

It is a Document of its own, whose elements say by `origin_uid` which element of the texts in force
they come from (`Context.integrated_from`): title and section, numbers and order are new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...document import Article, Competence, Document, Function, Unit
from .. import texts
from ..context import Context
from ..engine import Hit, rule
from ..index import Index, name_of
from ..language import excerpt

_Element = Article | Competence | Function | Unit


@dataclass(frozen=True, slots=True)
class _Part:
    """An element of a text with its kind, and of a function or unit the one above."""

    kind: str
    element: _Element
    above: str = ""

    def params(self) -> dict[str, str]:
        """What a message needs to name it."""
        element = self.element
        if isinstance(element, Unit):
            label = name_of(element)
        elif isinstance(element, Article):
            label = element.heading.strip() or excerpt(element.body, 60)
        else:
            label = excerpt(element.text, 60)
        return {"what": texts.label("element", self.kind), "label": label or "…"}


@rule(54, "document", "blocks", "loe", kinds=("rof",))
def integrated_text_changes_nothing(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Each article of the texto integrado cites its origin, and no text differs from it or is left
    out (LOE 44-A; L02 p. 58: the integration neither alters nor modifies what was approved).

    Of an element that stands in several of the texts integrated the last one counts. A text that
    integrates none is no texto integrado.
    """
    if not context.integrated_from:
        return
    origins: dict[str, _Part] = {}
    for document in context.integrated_from:
        origins.update((part.element.uid, part) for part in _parts(document))
    here = list(_parts(index.document))
    origin_of: dict[str, str] = {}
    for part in here:
        origin = _origin(part.element, origins)
        if origin:
            origin_of.setdefault(part.element.uid, origin)
    for part in here:
        uid = part.element.uid
        origin = origin_of.get(uid)
        if origin is None or origins[origin].kind != part.kind:
            yield Hit(uid, part.kind, "no_origin", "origin_uid", part.params())
            continue
        field = _difference(part, origins[origin], origin_of)
        if field:
            names = {**part.params(), "attribute": texts.label("attribute", field)}
            yield Hit(uid, part.kind, "differs", field, names)
    kept = set(origin_of.values())
    for uid, part in origins.items():
        # Of a unit left out the functions need not be told.
        if uid not in kept and (part.kind != "function" or part.above in kept):
            yield Hit("", "document", "left_out", "units", part.params(), subject=uid)


def _parts(document: Document) -> Iterator[_Part]:
    for article in document.articles:
        yield _Part("article", article)
    for competence in document.competences:
        yield _Part("competence", competence)
    for unit in document.units:
        yield _Part("unit", unit, unit.parent_uid)
        for function in unit.functions:
            yield _Part("function", function, unit.uid)


def _origin(element: _Element, origins: Mapping[str, _Part]) -> str:
    """The uid of the element it comes from: what it says, else its own where the text in force has
    it too."""
    for uid in (element.origin_uid, element.uid):
        if uid and uid in origins:
            return uid
    return ""


_COMPARED = {
    "article": ("heading", "body", "items"),
    "competence": ("text",),
    "function": ("text",),
    "unit": ("name", "code", "level", "nature", "description"),
}


def _difference(part: _Part, origin: _Part, origin_of: Mapping[str, str]) -> str:
    """The first attribute that differs from the origin, or an empty string."""
    for field in _COMPARED[part.kind]:
        one, other = (getattr(item.element, field) for item in (part, origin))
        if one != other and _spaced(one) != _spaced(other):
            return field
    if origin_of.get(part.above, part.above) != origin.above:
        return "parent_uid" if part.kind == "unit" else "unit_uid"
    return ""


def _spaced(value: Any) -> Any:
    """A value with its spaces made equal: the layout is the integrated text's own."""
    if isinstance(value, str):
        return " ".join(value.split())
    return tuple(map(_spaced, value)) if isinstance(value, tuple) else value
