"""The Document: the canonical form of one version of a ROF, a MOP or an organization model.

It holds everything that is legal text, resolved, and nothing else: no database id, state, date,
person, staff figure, change kind or finding. It is made of frozen dataclasses, so a Document can be
shared, hashed and compared without fear. Everything that a reader sees (articles, literals,
organigram, files) is derived from it; see `numbering`, `rules`, `organigram`, `seal` and `render`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import keys, plain


class DocumentError(plain.PlainError):
    """A JSON form that is not a Document."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A norm and the place in it: the legal basis of a function or competence.

    `norm` is the identifier in the catalogue (`LEY-27972`); `label` is how it is printed (`Ley N°
    27972`). `article` is `73`, `73.2` or empty; `item` a literal or numeral within it.
    """

    norm: str
    label: str
    article: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """One function of a unit, in its order. The letter is not stored: numbering gives it."""

    uid: str
    text: str
    function_class: str = "substantive"
    admin_system: str = ""
    counterpart: str = ""
    standard: str = ""
    citations: tuple[Citation, ...] = ()
    origin_uid: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unidad de organización. `parent_uid` is its line of dependence; `linked_to_uid` only draws
    it.

    `description` says what the unit is and answers for; its dependence is not written there:
    renderers add the sentence from `parent_uid`, so text and structure cannot differ.
    """

    uid: str
    name: str
    nature: str
    level: int
    code: str = ""
    acronym: str = ""
    parent_uid: str = ""
    linked_to_uid: str = ""
    description: str = ""
    functions: tuple[Function, ...] = ()
    origin_uid: str = ""
    locked: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Competence:
    """A general function or mandate of the entity. `carried_by` holds uids of the functions that
    carry it.
    """

    uid: str
    text: str
    citations: tuple[Citation, ...] = ()
    carried_by: tuple[str, ...] = ()
    origin_uid: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A free article (not derived from a unit). `body` holds paragraphs parted by a newline,
    `items` literals.

    In the article with role `competences` the literals are the Document's competences and `items`
    is empty.
    """

    uid: str
    place: str
    heading: str
    body: str = ""
    items: tuple[str, ...] = ()
    role: str = "other"
    origin_uid: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex. Kinds `structure` and `organigram` are drawn from the units; `text` prints
    `body`.
    """

    uid: str
    kind: str
    heading: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """What the text says of the entity. Empty strings in a model."""

    name: str = ""
    acronym: str = ""
    entity_type: str = ""
    ubigeo: str = ""
    district: str = ""
    province: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A capítulo of the template: the units of these natures in the order of their codes, or the
    free articles of `place` (disposiciones complementarias finales, transitorias, derogatorias).
    """

    heading: str
    natures: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A título of the template: free articles of `place`, then chapters; empty ones are not
    printed.

    `section` heads the first of a run of titles (`SECCIÓN PRIMERA`, LOE art. 44); `levels` narrows
    the chapters to units of these levels (first section 1 and 2, second from 3 on), empty means
    all.
    """

    heading: str
    place: str = ""
    chapters: tuple[Chapter, ...] = ()
    section: str = ""
    levels: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Official structure with its fixed sentences (RULEBOOK 4); `phrases` are format strings by
    key.
    """

    id: str
    version: str
    titles: tuple[Title, ...] = ()
    phrases: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Document:
    """One version of a ROF, a MOP or a model. Units come in the order of the text (code order)."""

    kind: str
    title: str
    entity: Entity
    template: Template
    articles: tuple[Article, ...] = ()
    competences: tuple[Competence, ...] = ()
    units: tuple[Unit, ...] = ()
    annexes: tuple[Annex, ...] = ()
    schema_version: int = keys.SCHEMA_VERSION

    @cached_property
    def unit_by_uid(self) -> dict[str, Unit]:
        """Units by uid; of a repeated uid the first wins (rule 2 reports the repetition)."""
        result: dict[str, Unit] = {}
        for unit in self.units:
            result.setdefault(unit.uid, unit)
        return result

    @cached_property
    def children(self) -> dict[str, tuple[Unit, ...]]:
        """Units by the uid of the unit they depend on, in text order; key '' holds those with no
        parent.
        """
        result: dict[str, list[Unit]] = {}
        for unit in self.units:
            result.setdefault(unit.parent_uid, []).append(unit)
        return {uid: tuple(units) for uid, units in result.items()}

    def functions(self) -> Iterator[tuple[Unit, Function]]:
        """Every function with its unit, in text order."""
        for unit in self.units:
            for function in unit.functions:
                yield unit, function


def to_json(value: Any) -> Any:
    """Return the JSON form: plain dicts, lists, strings, integers and booleans, text in NFC.

    Fields at their default are left out, so a schema that gains an optional field keeps the seals
    of documents that do not use it; `schema_version` is always present.
    """
    return plain.dump(value, _ALWAYS)


_ALWAYS = frozenset({"schema_version"})


def from_json(data: Any) -> Document:
    """Return the Document of a JSON form.

    Raises `DocumentError` with the path of the first thing that does not fit: an unknown or missing
    field, a wrong type, an unknown key, a newer schema than this library knows.
    """
    if not isinstance(data, Mapping):
        raise DocumentError("", "type", expected="object")
    version = data.get("schema_version")
    if version != keys.SCHEMA_VERSION:
        raise DocumentError(
            "schema_version", "version", value=repr(version), expected=keys.SCHEMA_VERSION
        )
    document = plain.build(Document, data, error=DocumentError)
    _check_keys(document)
    return document


_PLACE = "units[{}].functions[{}]"


def _check_keys(document: Document) -> None:
    _one_of(document.kind, keys.KINDS, "kind")
    for index, article in enumerate(document.articles):
        _one_of(article.place, keys.ARTICLE_PLACES, "articles[{}].place", index)
        _one_of(article.role, keys.ARTICLE_ROLES, "articles[{}].role", index)
    for index, annex in enumerate(document.annexes):
        _one_of(annex.kind, keys.ANNEX_KINDS, "annexes[{}].kind", index)
    for index, unit in enumerate(document.units):
        _one_of(unit.nature, keys.NATURES, "units[{}].nature", index)
        for position, function in enumerate(unit.functions):
            kind, system = function.function_class, function.admin_system
            _one_of(kind, keys.FUNCTION_CLASSES, f"{_PLACE}.function_class", index, position)
            if system:
                _one_of(system, keys.ADMIN_SYSTEMS, f"{_PLACE}.admin_system", index, position)


def _one_of(value: str, allowed: tuple[str, ...], path: str, *places: int) -> None:
    """Refuse a value that is not allowed; its path is written only then."""
    if value not in allowed:
        expected = ", ".join(allowed)
        raise DocumentError(path.format(*places), "choice", value=repr(value), expected=expected)
