"""What the rules must know besides the Document: the entity's type and facts, and what SGP set for
each rule.

The types' data (which organs form the Alta Dirección, how units are called and coded) belong to the
entity type and may come from a database; the builders here carry what the law says for
municipalities, so that the command line and the tests need nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from .. import plain
from ..document import Document, DocumentError, from_json
from ..dossier import Dossier
from . import texts


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What SGP set for one rule: None keeps the default; `parameters` holds only those that differ.

    `entity_types` and `change_cases` narrow it, empty means all; `valid_from` and `valid_to` are
    the first and last day it is in force (ISO texts, empty without limit).
    """

    severity: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    active: bool = True
    entity_types: tuple[str, ...] = ()
    change_cases: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""

    def holds(self, entity_type: str, change_cases: tuple[str, ...], today: str) -> bool:
        """Whether SGP wants the rule run there and then; what is unknown does not exclude it."""
        return (
            self.active
            and (not self.entity_types or not entity_type or entity_type in self.entity_types)
            and (
                not self.change_cases
                or not change_cases
                or not set(self.change_cases).isdisjoint(change_cases)
            )
            and (not today or not self.valid_from or self.valid_from <= today)
            and (not today or not self.valid_to or today <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Context:
    """Facts beside the Document. A rule whose facts are missing does not run and `rules.skipped`
    names it.

    - `entity_type`, `government_level` (national, regional, local), `executive` (of the Poder
      Ejecutivo);
    - `document_kind` the entity must have (`rof`, `mop`), empty when unknown (LOE 43, 53);
    - `senior_management`, `chief_admin`: names by law or special law (LOE 10.2, 10.5); of them
      `senior_optional` may be absent, and names of `senior_multiple` begin those of several organs
      (`Despacho Viceministerial` de …);
    - `type_codes`: nature to type code, in the order of the text (L02 Anexos 4-6);
    - `coordination`: names of the coordination organs the law asks for (LOM 7);
    - `denominations`: `internal_administration.2` or `line.3` to accepted head nouns (LOE 12, 13);
    - `rural`: urban population at most half (LOM 139); None when unknown;
    - `staff`: servants by unit uid; `norms`: norm id to status (`in_force`, ...), None without a
      catalogue;
    - `changed`: uids of functions new, modified or reassigned against the version in force, None
      when unknown;
    - `entity_name`, `ubigeo`, `other_entities` (names of the others): what a copied text may
      betray;
    - `base`: the text in force that this one changes, None when there is none or it is unknown
      (`is_first` tells which: True when the entity has no text in force);
    - `model`: the organization model adopted, with its locks; `model_eligible` whether the table
      of eligibility gives it to this entity, None when unknown;
    - `integrated_from`: the texts in force that this one integrates, a later one prevailing (LOE
      44-A); empty for any other text;
    - `standard_functions`: administrative system to the texts of its standard functions (L01);
    - `instruments`: keys of the instruments that may approve (RULEBOOK 1.3); `capital_gazette`:
      whether it must publish in El Peruano (LOE 52; LOM 44.1), None when unknown;
    - `change_cases`: the supuestos declared (LOE 46.1), where there is no dossier to tell them;
    - `dossier`: the expediente; `today` the day of the check (ISO text), empty when unknown;
    - `settings`: rule id to `RuleSetting`; `facts`: anything else, by name.
    """

    entity_type: str = ""
    government_level: str = ""
    executive: bool = False
    document_kind: str = ""
    entity_name: str = ""
    ubigeo: str = ""
    senior_management: tuple[str, ...] = ()
    chief_admin: str = ""
    senior_optional: tuple[str, ...] = ()
    senior_multiple: tuple[str, ...] = ()
    type_codes: Mapping[str, str] = field(default_factory=dict, hash=False)
    coordination: tuple[str, ...] = ()
    denominations: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    rural: bool | None = None
    staff: Mapping[str, int] = field(default_factory=dict, hash=False)
    norms: Mapping[str, str] | None = field(default=None, hash=False)
    changed: frozenset[str] | None = None
    other_entities: tuple[str, ...] = ()
    base: Document | None = None
    is_first: bool | None = None
    model: Document | None = None
    integrated_from: tuple[Document, ...] = ()
    model_eligible: bool | None = None
    standard_functions: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    instruments: tuple[str, ...] = ()
    capital_gazette: bool | None = None
    change_cases: tuple[str, ...] = ()
    dossier: Dossier | None = None
    today: str = ""
    settings: Mapping[str, RuleSetting] = field(default_factory=dict, hash=False)
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def servants(self) -> Mapping[str, int]:
        """Servants by unit uid: the rows of the cuadro de necesidades, else `staff`."""
        table = self.dossier.staff if self.dossier else None
        return table.by_unit() if table else self.staff

    @property
    def knows_created(self) -> bool | None:
        """True when it can be told which units this text creates, else None: it needs the text in
        force, or to know that there is none.
        """
        return True if self.base is not None or self.is_first else None

    def with_settings(self, **settings: RuleSetting) -> Context:
        """The same context with these rules set:
        `context.with_settings(R31=RuleSetting(severity="blocks"))`.
        """
        return replace(self, settings={**self.settings, **settings})


def municipal(entity_type: str = "district_municipality", **facts: Any) -> Context:
    """The context of a municipality (LOE 10.2.f, 10.5, 12.6, 13.2.b; LOM 7; L02 Anexo 6).

    `facts` are fields of `Context` and win over the defaults. Raises `ValueError` for a type that
    is not a municipality's and `TypeError` for an unknown field.
    """
    types = texts.catalogue()["entity_types"]
    if entity_type not in types:
        raise ValueError(f"{entity_type!r} is not one of {', '.join(types)}")
    data = {**texts.catalogue()["municipal"], **types[entity_type]}
    values: dict[str, Any] = {
        "entity_type": entity_type,
        "government_level": "local",
        "document_kind": "rof",
        "senior_management": tuple(data["senior_management"]),
        "chief_admin": data["chief_admin"],
        "type_codes": dict(data["type_codes"]),
        "coordination": tuple(data["coordination"]),
        "denominations": {key: tuple(heads) for key, heads in data["denominations"].items()},
    }
    return Context(**{**values, **facts})


def district_municipality(**facts: Any) -> Context:
    """The context of a municipalidad distrital."""
    return municipal("district_municipality", **facts)


def province_municipality(**facts: Any) -> Context:
    """The context of a municipalidad provincial, which governs the district of its capital too."""
    return municipal("province_municipality", **facts)


def denominations(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The field `denominations` of a context from rows with `nature_group`, `level` and `names`."""
    return {f"{row['nature_group']}.{row['level']}": tuple(row["names"]) for row in rows}


#: Builders by entity type; a type without one is checked with the facts its `Context` brings.
CONTEXTS: Mapping[str, Callable[..., Context]] = {
    "district_municipality": district_municipality,
    "province_municipality": province_municipality,
    "metropolitan_municipality": partial(municipal, "metropolitan_municipality"),
}


def for_document(document: Document, **facts: Any) -> Context:
    """The context a Document asks for by its entity's type: the builder of that type, or a bare
    `Context`.
    """
    entity = document.entity
    known = {"entity_name": entity.name, "ubigeo": entity.ubigeo, **facts}
    kind = known.pop("entity_type", entity.entity_type)
    builder = CONTEXTS.get(kind)
    return builder(**known) if builder else Context(entity_type=kind, **known)


def read_context(data: Mapping[str, Any], document: Document | None = None) -> Context:
    """The context of its JSON form, over what `document` tells of itself.

    Fields are those of `Context`; `base`, `model` and the members of `integrated_from` are Documents
    in their JSON form. Raises `plain.PlainError` (of which `DocumentError`) with the path of what
    does not fit.
    """
    if not isinstance(data, Mapping):
        raise plain.PlainError("", "type", expected="object")
    documents: dict[str, Any] = {
        name: _document(data[name], name)
        for name in ("base", "model")
        if data.get(name) is not None
    }
    if isinstance(sources := data.get("integrated_from"), list):
        documents["integrated_from"] = tuple(
            _document(source, f"integrated_from[{place}]") for place, source in enumerate(sources)
        )
    apart = {"base", "model", *documents}
    given = {name: value for name, value in data.items() if name not in apart}
    read = plain.build(Context, given)
    known = {name: getattr(read, name) for name in given} | documents
    if document is None:
        return replace(read, **documents)
    return for_document(document, **known)


def _document(data: Any, path: str) -> Document:
    try:
        return from_json(data)
    except DocumentError as error:
        place = f"{path}.{error.path}" if error.path else path
        raise DocumentError(place, error.kind, **error.params) from None
