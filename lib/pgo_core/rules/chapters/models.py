"""Models: eligibility and differences from the model adopted (rules 71, 72)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...document import Article, Competence, Document, Function, Unit
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, name_of
from ..language import PLACEHOLDER, excerpt, squeeze

#: Attributes of a unit that are the model's; its code follows from the units that are there.
_UNIT = ("name", "nature", "level", "description")


@rule(
    71,
    "models",
    "warns",
    "lineamientos",
    kinds=("rof",),
    requires=("model", "model_eligible"),
)
def model_is_one_for_the_entity(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The model adopted is one that the table of eligibility gives to this entity, else the dossier
    says why (NT 01-2020). The reason of the choice itself is the one without uid."""
    if not context.model_eligible and not _reasons(context).get(""):
        title = context.model.title if context.model else ""
        yield Hit("", "document", "found", "model", {"model": excerpt(title, 120) or "…"})


@rule(
    72,
    "models",
    "warns",
    "lineamientos",
    kinds=("rof",),
    requires=("model",),
    parameters={"articles": Parameter(False)},
)
def differences_from_the_model_have_a_reason(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Locked units of the model and their functions are as the model has them; every other
    difference has its reason in the dossier (NT 01-2020; LOM 8 and 28 leave the structure to each
    municipality, so this never blocks).

    Elements are paired by `origin_uid`, else by their own uid; what fills a placeholder is no difference, nor is an
    optional unit that was not taken. A reason given for a unit holds for its functions. With
    `articles` the free articles and the competences are compared too.
    """
    pair = _Pair(context.model, index.document, _reasons(context))
    yield from pair.units()
    if params["articles"]:
        yield from pair.texts()


class _Pair:
    """A text and the model it comes from, by `origin_uid`."""

    def __init__(self, model: Document, document: Document, reasons: Mapping[str, str]):
        self.model, self.document, self.reasons = model, document, reasons
        self.origins = model.unit_by_uid
        self.taken: dict[str, Unit] = {}
        for unit in document.units:
            if (uid := _source(unit, self.origins)) in self.origins:
                self.taken.setdefault(uid, unit)

    def units(self) -> Iterator[Hit]:
        """Units added, changed and left out, and those whose functions differ."""
        for unit in self.document.units:
            origin = self.origins.get(_source(unit, self.origins))
            if origin is None or self.taken[origin.uid] is not unit:
                if not self._told(unit.uid):
                    yield Hit(unit.uid, "unit", "added", "origin_uid", {"unit": name_of(unit)})
                continue
            yield from self._unit(unit, origin)
            yield from self._functions(unit, origin)
        for origin in self.model.units:
            if origin.uid in self.taken or origin.optional:
                continue
            names = {"unit": name_of(origin)}
            if origin.locked:
                yield Hit("", "document", "locked_removed", "units", names, subject=origin.uid)
            elif not self._told(origin.uid):
                yield Hit("", "document", "removed", "units", names, subject=origin.uid)

    def texts(self) -> Iterator[Hit]:
        """Free articles and competences added, changed and left out."""
        for kind, old, new in (
            ("article", self.model.articles, self.document.articles),
            ("competence", self.model.competences, self.document.competences),
        ):
            before = {element.uid: element for element in old}
            for element in new:
                origin = before.pop(_source(element, before), None)
                if origin is not None and _same_text(origin, element):
                    continue
                if not self._told(element.uid):
                    variant = f"{kind}_added" if origin is None else f"{kind}_changed"
                    yield Hit(element.uid, kind, variant, "text", {"label": _label(element)})
            for element in before.values():
                if not self._told(element.uid):
                    names = {"label": _label(element)}
                    variant = f"{kind}_removed"
                    yield Hit("", "document", variant, f"{kind}s", names, subject=element.uid)

    def _told(self, *uids: str) -> bool:
        return any(self.reasons.get(uid) for uid in uids if uid)

    def _unit(self, unit: Unit, origin: Unit) -> Iterator[Hit]:
        fields = [
            field for field in _UNIT if not _resolves(getattr(origin, field), getattr(unit, field))
        ]
        if not self._same_parent(unit, origin):
            fields.append("parent_uid")
        if not fields or (not origin.locked and self._told(unit.uid, origin.uid)):
            return
        names = {
            "unit": name_of(unit),
            "attributes": ", ".join(texts.label("attribute", field) for field in fields),
        }
        variant = "locked_changed" if origin.locked else "changed"
        yield Hit(unit.uid, "unit", variant, fields[0], names)

    def _same_parent(self, unit: Unit, origin: Unit) -> bool:
        """Whether it depends on the same unit; where the model's was optional and not taken, on
        any."""
        parent = self.document.unit_by_uid.get(unit.parent_uid)
        wanted = origin.parent_uid
        if wanted and wanted not in self.taken:
            return True
        return (_source(parent, self.origins) if parent else "") == wanted

    def _functions(self, unit: Unit, origin: Unit) -> Iterator[Hit]:
        """One finding for all functions of a unit that differ without a reason."""
        before = {function.uid: function for function in origin.functions}
        different: list[Function] = []
        for function in unit.functions:
            source = before.pop(_source(function, before), None)
            if source is None or not _resolves(source.text, function.text):
                different.append(function)
        different.extend(before.values())
        if not origin.locked:
            if self._told(unit.uid, origin.uid):
                return
            different = [item for item in different if not self._told(item.uid)]
        if different:
            names = {
                "unit": name_of(unit),
                "count": str(len(different)),
                "text": excerpt(different[0].text) or "…",
            }
            variant = "locked_functions" if origin.locked else "functions"
            yield Hit(unit.uid, "unit", variant, "functions", names)


def _source(element: Article | Competence | Function | Unit, known: Mapping[str, Any]) -> str:
    """The uid in the model of what an element comes from: what it says, else its own."""
    return element.origin_uid if element.origin_uid in known else element.uid


def _reasons(context: Context) -> dict[str, str]:
    reasons = context.dossier.model_reasons if context.dossier else ()
    return {reason.uid: reason.text.strip() for reason in reasons if reason.text.strip()}


def _resolves(model: Any, text: Any) -> bool:
    """Whether a text is the model's with its placeholders filled in, spaces and signs aside.

    What stands between the placeholders must come in order, from the beginning to the end.
    """
    if model == text or not isinstance(model, str) or not isinstance(text, str):
        return model == text
    parts = [squeeze(part) for part in PLACEHOLDER.split(model)]
    written = squeeze(text)
    if len(parts) == 1:
        return parts[0] == written
    first, *middle, last = parts
    if not written.startswith(first) or not written.endswith(last):
        return False
    place, stop = len(first), len(written) - len(last)
    for part in middle:
        found = written.find(part, place, stop)
        if found < 0:
            return False
        place = found + len(part)
    return place <= stop


def _same_text(origin: Article | Competence, element: Article | Competence) -> bool:
    if isinstance(origin, Competence) or isinstance(element, Competence):
        return _resolves(origin.text, element.text)
    pairs = [(origin.heading, element.heading), (origin.body, element.body)]
    pairs += zip(origin.items, element.items, strict=False)
    return len(origin.items) == len(element.items) and all(_resolves(*pair) for pair in pairs)


def _label(element: Article | Competence) -> str:
    text = element.text if isinstance(element, Competence) else element.heading or element.body
    return excerpt(text, 80) or "…"
