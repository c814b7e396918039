"""Strategies for anything that the dataclasses admit: Documents, facts and dossiers, however odd.

    from anything import contexts, documents

They follow the types of the fields, so a new field is drawn without a change here.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin
from unicodedata import normalize

from hypothesis import strategies as st

from pgo_core import dossier, keys, plain, templates
from pgo_core.document import Annex, Article, Document, Function, Template, Unit
from pgo_core.rules import REGISTRY, SEVERITIES, Context, RuleSetting

UIDS = st.sampled_from(["", "a", "b", "c", "d", "e", "f1", "f2", "f3"])
DATES = st.sampled_from(
    ["", "2026-03-01", "2026-03-20", "2026-02-30", "1026-01-01", "9999-12-31", "ayer"]
)
PIECES = st.sampled_from(
    [
        "Formular", "Coordinar con la", "Aprobar", "el plan", "a fin de", "para", "(COMPLETAR: x)",
        "{{district}}", "Municipalidad Distrital de", "San Juan", "Gerencia de Obras", "Oficina",
        "Gerencia Municipal", "del alcalde", "artículo 12 del presente Reglamento", "anexo IV",
        "literal b) del artículo 3", "Ley N° 27972", "Ley N.º 23853", "…", "Otras", "Depende de la",
        "No", "Ñ", "e\u0301", "\u0130", "a)", "1.1", ",", ";", "{", "}", "\n", "\t", "", "S/ 500",
        "Las demás funciones que le asigne", "Secretaría General", "Despacho Ministerial",
        "01.1 Gerencia de Obras", "x" * 300,
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=6).map(" ".join),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20),
).map(lambda text: normalize("NFC", text))
#: Templates are few, and what they hold is data of SGP.
TEMPLATES = st.sampled_from(
    [templates.load(name) for name in ("municipal", "executive", "mop")]
    + [Template("", ""), Template("x", "1", (), {"article_label": "Artículo", "depends": ""})]
)
_CHOICES = {
    (Document, "kind"): keys.KINDS,
    (Article, "place"): keys.ARTICLE_PLACES,
    (Article, "role"): keys.ARTICLE_ROLES,
    (Annex, "kind"): keys.ANNEX_KINDS,
    (Unit, "nature"): keys.NATURES,
    (Unit, "code"): ("", "01", "01.1", "01.1.1", "0.3.1", "x", "01.²", "05.1", "07.1.1"),
    (Function, "function_class"): keys.FUNCTION_CLASSES,
    (Function, "admin_system"): ("", *keys.ADMIN_SYSTEMS),
    (Context, "government_level"): ("", "national", "regional", "local", "lunar"),
    (Context, "document_kind"): ("", *keys.KINDS),
    (Context, "entity_type"): (
        "", "district_municipality", "province_municipality", "ministry", "executive_agency",
        "regional_government", "programme", "odd",
    ),
    (Context, "instruments"): (*dossier.INSTRUMENTS, "odd"),
    (dossier.DossierDocument, "kind"): (*dossier.DOCUMENT_KINDS, "odd"),
    (dossier.DossierDocument, "endorsed_by"): (*dossier.ENDORSERS, "odd"),
    (dossier.DossierDocument, "clauses"): ("approves", "derogates", "approves_other", "odd"),
    (dossier.Dossier, "change_cases"): (*dossier.CHANGE_CASES, "z"),
    (dossier.Dossier, "opinion"): ("", *dossier.OPINIONS, "odd"),
    (dossier.Approval, "instrument"): ("", *dossier.INSTRUMENTS, "odd"),
    (dossier.Publication, "channels"): (*dossier.CHANNELS, "odd"),
    (dossier.Clock, "kind"): (*dossier.CLOCK_KINDS, "odd"),
    (RuleSetting, "severity"): (None, *SEVERITIES),
    (RuleSetting, "entity_types"): ("ministry", "district_municipality"),
    (RuleSetting, "change_cases"): dossier.CHANGE_CASES,
}  # fmt: skip
_UID = re.compile(r"(?:^|_)uid$")
_DATE = re.compile(r"^date$|^today$|_days?$|^reported$|^elevated$|^session_|^valid_|^start$|^end$")
_INTEGERS = st.integers(-2, 40) | st.sampled_from([0, 15, 900_000, 2**53 - 1])


def documents() -> st.SearchStrategy[Document]:
    """Any Document that the schema admits."""
    return instances(Document)


def contexts() -> st.SearchStrategy[Context]:
    """Any facts, with any dossier, whatever they are worth."""
    return instances(Context)


@cache
def instances(kind: type) -> st.SearchStrategy:
    """Instances of a dataclass by the types of its fields; a field with a default may keep it."""
    hints = plain.hints(kind)
    made = {}
    for item in fields(kind):
        strategy = _field(kind, item.name, hints[item.name])
        if plain.default(item) is not MISSING:
            strategy = st.one_of(st.just(plain.default(item)), strategy)
        made[item.name] = strategy
    return st.builds(kind, **made)


def _field(kind: type, name: str, hint: Any) -> st.SearchStrategy:
    if kind is Document and name == "schema_version":
        return st.just(keys.SCHEMA_VERSION)
    if (kind, name) == (Context, "settings"):
        return st.dictionaries(st.sampled_from(sorted(REGISTRY)), _settings(), max_size=3)
    if hint is Template:
        return TEMPLATES
    if choices := _CHOICES.get((kind, name)):
        one = st.sampled_from(choices)
        return st.lists(one, max_size=3).map(tuple) if get_origin(hint) is tuple else one
    return _typed(hint, name)


def _settings() -> st.SearchStrategy[RuleSetting]:
    """Settings with the parameters as they are: those out of range are refused."""
    return st.builds(
        RuleSetting,
        severity=st.sampled_from((None, *SEVERITIES)),
        active=st.booleans(),
        valid_from=DATES,
        valid_to=DATES,
    )


def _typed(hint: Any, name: str) -> st.SearchStrategy:
    if isinstance(hint, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        return st.one_of(st.none(), *(_typed(kind, name) for kind in kinds))
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return st.lists(_typed(inner[0], name), max_size=4).map(tuple)
    if origin is frozenset:
        return st.frozensets(UIDS, max_size=4)
    if origin is not None:
        return st.dictionaries(st.one_of(UIDS, TEXTS), _typed(inner[1], name), max_size=3)
    if hint is str:
        return UIDS if _UID.search(name) or name == "carried_by" else _date_or_text(name)
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(-1, 9) if name == "level" else _INTEGERS
    if hint is Any:
        return TEXTS
    return instances(hint)


def _date_or_text(name: str) -> st.SearchStrategy[str]:
    return DATES if _DATE.search(name) else TEXTS
