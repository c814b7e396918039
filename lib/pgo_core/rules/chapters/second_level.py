"""Structure, fifth part: what may be an organ of internal administration of the second level (rules
19, 20, 88).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ... import keys
from ...document import Unit
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, Items, name_of
from ..language import squeeze
from ..unit_facts import (
    all_servants,
    created,
    listed,
    of_the_first_text,
    on_paper,
    phrases_of,
    reasons,
    subjects,
)
from .units import LEGAL_ADVICE, is_legal_advice

#: The criteria of OV25 3.32, which must all be met.
_CRITERIA = "abc"

_SUBJECTS = ("communications", "integrity", "technology", "human_resources", "citizens")
_COMMUNICATIONS = (
    "imagen",
    "imagen institucional",
    "comunicacion",
    "comunicaciones",
    "relaciones publicas",
    "prensa",
)
_INTEGRITY = ("integridad", "integridad institucional", "anticorrupcion")
_TECHNOLOGY = (
    "tecnologia de la informacion",
    "tecnologias de la informacion",
    "tecnologias de informacion",
    "tecnologias de la informacion y comunicacion",
    "tecnologias de la informacion y comunicaciones",
    "tecnologias de la informacion y de las comunicaciones",
    "tecnologias de la informacion y la comunicacion",
    "tecnologias de la informacion y las comunicaciones",
    "tecnologias de informacion y comunicacion",
    "tecnologias de informacion y comunicaciones",
    "informatica",
    "sistemas",
    "gobierno digital",
    "transformacion digital",
)
_HUMAN_RESOURCES = (
    "recursos humanos",
    "personal",
    "talento humano",
    "administracion de personal",
    "administracion de recursos humanos",
)
_CITIZENS = (
    "atencion al ciudadano",
    "atencion a la ciudadania",
    "atencion ciudadana",
    "orientacion al ciudadano",
)
#: An organ that also carries one of these is not dedicated to the subject in question.
_TOGETHER = (
    "administracion",
    "planeamiento",
    "planificacion",
    "presupuesto",
    "finanzas",
    "abastecimiento",
    "logistica",
    "contabilidad",
    "tesoreria",
)
_SYSTEMS = (
    "planeamiento=strategic_planning",
    "planificacion=strategic_planning",
    "presupuesto=budget",
    "racionalizacion=modernization",
    "modernizacion=modernization",
    "inversiones=public_investment",
    "programacion multianual de inversiones=public_investment",
    "abastecimiento=supply",
    "logistica=supply",
    "control patrimonial=supply",
    "tesoreria=treasury",
    "contabilidad=accounting",
    "finanzas=treasury",
    "finanzas=accounting",
    "administracion financiera=treasury",
    "administracion financiera=accounting",
    "recursos humanos=human_resources",
    "personal=human_resources",
    "administracion de personal=human_resources",
    "administracion de recursos humanos=human_resources",
    "administracion=several",
)
#: The systems that OV25 groups in one organ of advice and in one of support (cuadros 3 and 4). Human
#: resources, which may stand alone (3.26), are rule 19's.
_FAMILIES = {
    "advisory": frozenset({"budget", "strategic_planning", "modernization", "public_investment"}),
    "support": frozenset({"supply", "treasury", "accounting"}),
}
#: Two systems of one subject (OV25 cuadro 2: gestión del flujo y pasivos financieros).
_GROUPED = {"public_debt": "treasury"}


@rule(
    19,
    "structure",
    "warns",
    "opinion",
    kinds=("rof", "model"),
    scope="unit",
    parameters={
        "communications": Parameter(_COMMUNICATIONS),
        "integrity": Parameter(_INTEGRITY),
        "technology": Parameter(_TECHNOLOGY),
        "human_resources": Parameter(_HUMAN_RESOURCES),
        "citizens": Parameter(_CITIZENS),
        "together": Parameter(_TOGETHER),
        "servants": Parameter(500, 1, 100_000),
    },
)
def subject_deserves_the_second_level(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Communications, integrity, technology, human resources and attention to citizens are no
    organs of the second level by themselves (OV25 3.26-3.32, 3.38, 4.5).

    Human resources may be one with more than 500 servants (3.26), technology when it meets the
    three criteria (3.29, 3.32); an organ of the model adopted is left alone. The usual municipal
    structure has attention to citizens at this level, so a municipality is asked only when its
    model is known.
    """
    phrases = phrases_of(
        tuple((word, subject) for subject in (*_SUBJECTS, "together") for word in params[subject])
    )
    told, count = reasons(context), all_servants(context)
    adopted = _adopted(context)
    for unit in _administration(index.scan_units):
        name = squeeze(unit.name)
        found = subjects(name, phrases)
        if "together" in found or unit.origin_uid in adopted or name in adopted:
            continue
        answered = not _unanswered(told.get(unit.uid))
        for subject in sorted(found):
            variant = subject
            if subject in ("technology", "citizens") and answered:
                continue
            if subject == "citizens" and context.government_level == "local" and not context.model:
                continue
            if subject == "human_resources":
                if answered or (count is not None and count > params["servants"]):
                    continue
                variant = "human_resources" if count is not None else "staff_unknown"
            names = {
                "unit": name_of(unit),
                "limit": str(params["servants"]),
                "staff": str(count if count is not None else "…"),
            }
            yield Hit(unit.uid, "unit", variant, "level", names)


@rule(
    20,
    "structure",
    "warns",
    "opinion",
    kinds=("rof", "model"),
    parameters={
        "names": Parameter(_SYSTEMS),
        "functions": Parameter(3, 1, 50),
        "dedicated": Parameter(2, 2, 20),
        "most": Parameter(8, 1, 100),
        "municipal_most": Parameter(6, 1, 100),
    },
)
def systems_are_grouped(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Administrative systems share organs of the second level: not one organ for each (`split`), nor
    two for the same (`shared`), nor too many in all (`many`) (LOPE 48; OV25 3.13, 3.16, 3.22-3.24).

    An organ carries a system by its name, or when it and the units below have so many functions of
    it.
    """
    organs = list(_administration(index.units))
    counts = _system_functions(index)
    pairs = [pair.partition("=") for pair in params["names"]]
    phrases = phrases_of(tuple((phrase, system.strip()) for phrase, _equals, system in pairs))
    carried: dict[str, list[Unit]] = {}
    dedicated: dict[str, list[Unit]] = {nature: [] for nature in _FAMILIES}
    for unit in organs:
        tagged = {
            system
            for system, count in counts.get(unit.uid, {}).items()
            if count >= params["functions"]
        }
        for system in sorted(tagged):
            carried.setdefault(system, []).append(unit)
        systems = {_GROUPED.get(one, one) for one in tagged | subjects(squeeze(unit.name), phrases)}
        for nature, family in _FAMILIES.items():
            if len(systems) == 1 and systems <= family:
                dedicated[nature].append(unit)
    for system, units in carried.items():
        if len(units) > 1:
            names = {"system": texts.label("admin_system", system), "units": listed(units)}
            yield Hit("", "document", "shared", "units", names, subject=system)
    for nature, units in dedicated.items():
        if len(units) >= params["dedicated"]:
            names = {"units": listed(units), "count": str(len(units))}
            yield Hit("", "document", "split", "units", names, subject=nature)
    most = params["municipal_most" if context.government_level == "local" else "most"]
    if len(organs) > most:
        names = {"units": listed(organs), "count": str(len(organs)), "most": str(most)}
        yield Hit("", "document", "many", "units", names)


@rule(
    88,
    "structure",
    "warns",
    "opinion",
    kinds=("rof",),
    requires=("dossier", "knows_created"),
    parameters={"legal_advice": Parameter(LEGAL_ADVICE)},
)
def second_level_meets_the_three_criteria(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A new organ of internal administration of the second level answers the three criteria that
    must all be met (OV25 3.32, 4.6); legal advice is exempt (3.31).

    A unit that rises to the second level is a new organ too. The first text of an entity on the
    platform may take its organs from an older one: there one warning for all of them, and saying
    so in the reason is enough.
    """
    exempt = tuple(map(squeeze, params["legal_advice"]))
    told, old = reasons(context), on_paper(context)
    organs = list(_administration(index.units))
    new = {id(unit) for unit in created(context, organs)}
    before = context.base.unit_by_uid if context.base else {}
    silent = []
    for unit in organs:
        was = before.get(unit.uid)
        rises = was is not None and was.level > 2
        if not (rises or id(unit) in new) or is_legal_advice(unit, exempt):
            continue
        reason = told.get(unit.uid)
        missing = _unanswered(reason)
        if missing and old:
            explained = reason is not None and reason.justification.strip()
            silent.extend([] if explained else [unit])
        elif missing:
            names = {"unit": name_of(unit), "criteria": ", ".join(f"{one})" for one in missing)}
            yield Hit(unit.uid, "unit", "risen" if rises else "missing", "level", names)
    yield from of_the_first_text(silent, {}, at_most="warns")


def _administration(units: Iterable[Unit]) -> Iterator[Unit]:
    """The organs of internal administration of the second level."""
    return filter(_is_organ, units)


def _is_organ(unit: Unit) -> bool:
    return unit.level == 2 and unit.nature in keys.INTERNAL_ADMINISTRATION


def _unanswered(reason) -> list[str]:
    """The criteria of OV25 3.32 that nobody answered for a unit."""
    given = reason.second_level if reason is not None else {}
    return [one for one in _CRITERIA if not given.get(one, "").strip()]


def _adopted(context: Context) -> frozenset[str]:
    """Uids and names of the same organs in the model adopted."""
    if context.model is None:
        return frozenset()
    organs = list(_administration(context.model.units))
    return frozenset({unit.uid for unit in organs} | {squeeze(unit.name) for unit in organs}) - {""}


def _system_functions(index: Index) -> dict[str, dict[str, int]]:
    """By organ of internal administration of the second level, how many functions of each system it
    and the units below it have.
    """
    organ: dict[str, str] = {}
    counts: dict[str, dict[str, int]] = {}
    pending = [unit for unit in index.units if index.parent(unit) is None]
    while pending:
        unit = pending.pop()
        if unit.uid in organ:
            continue
        organ[unit.uid] = unit.uid if _is_organ(unit) else organ.get(unit.parent_uid, "")
        pending.extend(index.children(unit))
    for unit, items in index.items_by_unit:
        holder = organ.get(unit.uid, "")
        if holder:
            counted = counts.setdefault(holder, {})
            for system, count in items.told(_systems):
                counted[system] = counted.get(system, 0) + count
    return counts


def _systems(items: Items) -> tuple[tuple[str, int], ...]:
    """How many of these functions each administrative system has."""
    counts = Counter(
        item.function.admin_system
        for item in items
        if item.function.admin_system and not item.closing
    )
    return tuple(counts.items())
