"""Adopting a model: its placeholders take the facts of the entity, its parts get ids of their own.

A placeholder is `{{name}}`. What is not known is marked in the text, `(COMPLETAR: …)`, as the
official models do (Norma Técnica N° 01-2020-PCM/SGP/SSAP), so that it is seen and a rule can find
it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from . import messages, resources, templates
from .document import Competence, Document, Entity, Function, Unit

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_OPEN = re.compile(r"\{\{.*?\}\}|\(COMPLETAR[^()]*\)?", re.DOTALL)

#: Facts that go to the Entity of the adopted Document; each is optional.
_ENTITY_FACTS = {
    "name": "entity_name",
    "acronym": "entity_acronym",
    "entity_type": "entity_type",
    "ubigeo": "ubigeo",
    "district": "district",
    "province": "province",
    "department": "department",
}


@cache
def _placeholders() -> Mapping[str, str]:
    return MappingProxyType(json.loads(resources.read("data", "placeholders.json")))


def __getattr__(name: str) -> Any:
    """`PLACEHOLDERS`: every known placeholder with its description in Spanish, read when first
    asked for.
    """
    if name == "PLACEHOLDERS":
        return _placeholders()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def resolve(text: str, facts: Mapping[str, str]) -> str:
    """Return the text with each `{{name}}` replaced by its fact.

    A fact that is missing or blank gives `(COMPLETAR: description)`, with the name itself for a
    placeholder that is not among `PLACEHOLDERS`. A fact is taken as it is: placeholders inside it
    are not replaced again.
    """
    return _PLACEHOLDER.sub(lambda match: _value(match[1], facts), text)


def placeholders(text: str) -> list[str]:
    """Return what is still open in the text, as written and in order: each `{{…}}` and
    `(COMPLETAR…)`.
    """
    return _OPEN.findall(text)


def resolve_document(
    document: Document, facts: Mapping[str, str], mint: Callable[[str], str], kind: str = "rof"
) -> Document:
    """Return the Document that an entity starts from when it adopts a model.

    `mint` gives the new uid for an old one (a random one, or the same each time for a fixture).
    Every part keeps the uid of its model in `origin_uid`; references between parts (dependence,
    links, functions that carry a competence, counterpart of a function) follow. Order, codes,
    template, locks and citations stay.
    """
    return _Adoption(document, facts, mint).document(kind)


class _Adoption:
    """One adoption: the facts, and the new uid of each old one."""

    def __init__(self, source: Document, facts: Mapping[str, str], mint: Callable[[str], str]):
        self.source = source
        self.facts = facts
        self.mint = mint
        self.minted: dict[str, str] = {}
        self.known = {part.uid for part in (*source.units, *source.articles, *source.competences)}
        self.known |= {function.uid for _, function in source.functions()}

    def document(self, kind: str) -> Document:
        source = self.source
        return replace(
            source,
            kind=kind,
            title=resolve(source.title, self.facts),
            entity=_entity(source.entity, self.facts),
            template=templates.of(source),
            articles=tuple(self._part(part) for part in source.articles),
            competences=tuple(self._competence(part) for part in source.competences),
            units=tuple(self._unit(part) for part in source.units),
            annexes=tuple(
                replace(_resolved(part, self.facts), uid=self._new(part.uid))
                for part in source.annexes
            ),
        )

    def _new(self, uid: str) -> str:
        if uid not in self.minted:
            self.minted[uid] = self.mint(uid)
        return self.minted[uid]

    def _reference(self, uid: str) -> str:
        """The new uid of a part; what names no part of the model stays as it is."""
        return self._new(uid) if uid in self.known else uid

    def _part(self, part: Any, **changes: Any) -> Any:
        return replace(
            _resolved(part, self.facts), uid=self._new(part.uid), origin_uid=part.uid, **changes
        )

    def _unit(self, part: Unit) -> Unit:
        return self._part(
            part,
            parent_uid=self._reference(part.parent_uid),
            linked_to_uid=self._reference(part.linked_to_uid),
            functions=tuple(self._function(function) for function in part.functions),
        )

    def _function(self, part: Function) -> Function:
        if part.counterpart in self.known:
            return self._part(part, counterpart=self._new(part.counterpart))
        return self._part(part)

    def _competence(self, part: Competence) -> Competence:
        return self._part(part, carried_by=tuple(self._reference(uid) for uid in part.carried_by))


def _value(name: str, facts: Mapping[str, str]) -> str:
    value = (facts.get(name) or "").strip()
    return value or messages.text("adopt.incomplete", description=_placeholders().get(name, name))


def _entity(entity: Entity, facts: Mapping[str, str]) -> Entity:
    """The entity of the facts; what they lack stays as the model has it, without placeholders."""
    values = {}
    for name, fact in _ENTITY_FACTS.items():
        own = getattr(entity, name)
        values[name] = (facts.get(fact) or "").strip() or ("" if "{{" in own else own)
    return Entity(**values)


def _resolved(part: Any, facts: Mapping[str, str]) -> Any:
    """The part with the placeholders of its own text replaced; ids and citations are left alone."""
    changes: dict[str, Any] = {}
    for item in fields(part):
        value = getattr(part, item.name)
        if item.name == "uid" or item.name.endswith("_uid"):
            continue
        if isinstance(value, str):
            changes[item.name] = resolve(value, facts)
        elif isinstance(value, tuple) and all(isinstance(element, str) for element in value):
            changes[item.name] = tuple(resolve(element, facts) for element in value)
    return replace(part, **changes) if changes else part
