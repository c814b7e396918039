"""The organic structure as linked data: W3C ORG with the Core Public Organisation Vocabulary (CPOV
2.1) of the European Union, as Turtle or JSON-LD.

The entity is a public organisation, each unit a unit of it with its name, code, nature and
superior, each function a purpose with its legal basis. Names are relative to where the file stands
(`#org-gm`) unless a base is given: with the address of the publication as base they are global. Ids
are those of the HTML page and of Akoma Ntoso. What the vocabularies have no word for (level, place
in the order) is said in our own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..document import Document, Function, Unit
from ..messages import text as message
from . import reading
from .html import anchor

PREFIXES = {
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "pgo": "urn:pgo:rdf:1:",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_LANGUAGE = "es"
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]')
_LONE = re.compile("[\ud800-\udfff]")
#: What an address in `<…>` cannot hold in Turtle.
_NOT_ADDRESS = re.compile('[\x00-\x20<>"{}|^`\\\\]')


@dataclass(frozen=True, slots=True)
class _Link:
    """Another thing, by its id in the file."""

    id: str


@dataclass(frozen=True, slots=True)
class _Words:
    """Text in Spanish."""

    text: str


_Value = _Link | _Words | str | int


@dataclass(frozen=True, slots=True)
class _Thing:
    """A thing with its classes and what is said of it, in order."""

    id: str
    classes: tuple[str, ...]
    facts: tuple[tuple[str, _Value], ...]


def turtle(document: Document, base: str = "") -> str:
    """Return the structure as Turtle. Raises `ValueError` for a base that is no address."""
    lines = [f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items()]
    if base:
        lines.insert(0, f"@base <{_checked(base)}> .\n")
    for thing in _things(document):
        facts = [f"a {', '.join(thing.classes)}"]
        facts += [f"{name} {_turtle_value(value)}" for name, value in thing.facts]
        lines.append(f"\n<#{thing.id}> " + " ;\n    ".join(facts) + " .\n")
    return "".join(lines)


def json_ld(document: Document, base: str = "") -> str:
    """Return the same statements as JSON-LD. Raises `ValueError` for a base that is no address."""
    context: dict[str, str] = dict(PREFIXES)
    if base:
        context = {"@base": _checked(base)} | context
    graph = []
    for thing in _things(document):
        node: dict[str, object] = {"@id": f"#{thing.id}", "@type": list(thing.classes)}
        for name, value in thing.facts:
            node.setdefault(name, []).append(_json_value(value))
        graph.append(node)
    content = {"@context": context, "@graph": graph}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _checked(base: str) -> str:
    if _NOT_ADDRESS.search(base) or ":" not in base:
        raise ValueError(message("render.rdf.base", base=base))
    return base


def _things(document: Document) -> Iterator[_Thing]:
    used: Counter[str] = Counter()
    ids = [_free(f"org-{anchor(unit.uid)[4:]}", used) for unit in document.units]
    superiors = _superiors(document)
    yield from _entity(document, ids)
    natures = dict.fromkeys(unit.nature for unit in document.units)
    for nature in natures:
        words = _Words(message(f"render.nature.{nature}"))
        facts = (("skos:prefLabel", words), ("skos:notation", nature))
        yield _Thing(f"nature-{nature}", ("skos:Concept",), facts)
    first: dict[str, str] = {}
    for unit, id_ in zip(document.units, ids, strict=True):
        first.setdefault(unit.uid, id_)
    for place, unit in enumerate(document.units):
        functions = [(_free(anchor(one.uid), used), one) for one in unit.functions]
        above = superiors[place]
        superior = "entidad" if above is None else ids[above]
        linked = first.get(unit.linked_to_uid, "") if unit.linked_to_uid else ""
        facts = list(_unit_facts(unit, place + 1, superior, linked))
        facts += [("org:purpose", _Link(id_)) for id_, _ in functions]
        yield _Thing(ids[place], ("org:OrganizationalUnit",), tuple(facts))
        for position, (id_, function) in enumerate(functions, start=1):
            yield from _function(id_, position, function)


def _entity(document: Document, ids: list[str]) -> Iterator[_Thing]:
    entity = document.entity
    name = entity.name or reading.document_title(document)
    facts: list[tuple[str, _Value]] = [("skos:prefLabel", _Words(name))]
    if entity.acronym:
        facts.append(("skos:altLabel", _Words(entity.acronym)))
    if entity.entity_type:
        facts.append(("org:classification", _Link("entity-type")))
    places = [place for place in (entity.district, entity.province, entity.department) if place]
    if entity.ubigeo or places:
        facts.append(("dct:spatial", _Link("ambito")))
    facts += [("org:hasUnit", _Link(id_)) for id_ in ids]
    classes = ("org:Organization", "org:FormalOrganization", "cv:PublicOrganisation")
    yield _Thing("entidad", classes, tuple(facts))
    if entity.entity_type:
        notation = (("skos:notation", entity.entity_type),)
        yield _Thing("entity-type", ("skos:Concept",), notation)
    if entity.ubigeo or places:
        where: list[tuple[str, _Value]] = []
        if entity.ubigeo:
            where.append(("dct:identifier", entity.ubigeo))
        if places:
            where.append(("skos:prefLabel", _Words(", ".join(places))))
        yield _Thing("ambito", ("dct:Location",), tuple(where))


def _unit_facts(
    unit: Unit, position: int, superior: str, linked: str
) -> Iterator[tuple[str, _Value]]:
    yield "skos:prefLabel", _Words(unit.name)
    if unit.acronym:
        yield "skos:altLabel", _Words(unit.acronym)
    if unit.code:
        yield "org:identifier", unit.code
    if unit.description:
        yield "dct:description", _Words(unit.description)
    yield "org:classification", _Link(f"nature-{unit.nature}")
    yield "org:unitOf", _Link("entidad")
    yield "org:subOrganizationOf", _Link(superior)
    if linked:
        yield "org:linkedTo", _Link(linked)
    yield "pgo:level", unit.level
    yield "pgo:position", position


def _function(id_: str, position: int, function: Function) -> Iterator[_Thing]:
    facts: list[tuple[str, _Value]] = [
        ("dct:description", _Words(function.text)),
        ("pgo:position", position),
    ]
    basis = [(f"{id_}-ref-{place}", one) for place, one in enumerate(function.citations, start=1)]
    facts += [("dct:references", _Link(ref)) for ref, _ in basis]
    yield _Thing(id_, ("pgo:Function", "skos:Concept"), tuple(facts))
    for ref, citation in basis:
        words = reading.legal_basis([citation])
        said: list[tuple[str, _Value]] = [("dct:bibliographicCitation", _Words(words))]
        if citation.norm:
            said.append(("dct:identifier", citation.norm))
        yield _Thing(ref, ("dct:BibliographicResource",), tuple(said))


def _superiors(document: Document) -> list[int | None]:
    """For each unit the place of the one it depends on. An unknown superior is none, and so is the
    one that would close a circle: an organization is no part of itself.
    """
    places: dict[str, int] = {}
    for place, unit in enumerate(document.units):
        places.setdefault(unit.uid, place)
    above = [places.get(unit.parent_uid) if unit.parent_uid else None for unit in document.units]
    seen: dict[int, int] = {}
    for start in range(len(above)):
        place: int | None = start
        while place is not None and place not in seen:
            seen[place] = start
            before, place = place, above[place]
        if place is not None and seen[place] == start:
            above[before] = None
    return above


def _free(name: str, used: Counter[str]) -> str:
    """An id that no other thing has: a repeated uid gets a number from the second on."""
    used[name] += 1
    return name if used[name] == 1 else _free(f"{name}_-{used[name]}", used)


def _turtle_value(value: _Value) -> str:
    if isinstance(value, _Link):
        return f"<#{value.id}>"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, _Words):
        return f"{_quoted(value.text)}@{_LANGUAGE}"
    return _quoted(value)


def _quoted(text: str) -> str:
    text = _LONE.sub("", text)
    return '"' + _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04X}", text) + '"'


def _json_value(value: _Value) -> object:
    if isinstance(value, _Link):
        return {"@id": f"#{value.id}"}
    if isinstance(value, _Words):
        return {"@value": _LONE.sub("", value.text), "@language": _LANGUAGE}
    return _LONE.sub("", value) if isinstance(value, str) else value
