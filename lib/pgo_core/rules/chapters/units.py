"""Structure, fourth part: depth, natures beneath natures, staff and reasons (rules 4, 11, 12, 21,
23, 84).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ... import keys
from ...document import Unit
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import OWN_ORGANIZATION, Index, name_of
from ..language import squeeze
from ..unit_facts import created, of_the_first_text, on_paper, reasons, servants

#: Criteria to create a unit (LOE 16.1).
_CRITERIA = frozenset("abcdefgh")
_EXCEPTIONAL_LEVEL = 4

#: How the unit of legal advice is called, exempt of what OV25 asks of the others (3.24, 3.31).
LEGAL_ADVICE = ("asesoria juridica", "asesoria legal", "asuntos juridicos", "asuntos legales")


@rule(
    4,
    "structure",
    "blocks",
    "loe",
    kinds=("rof", "mop"),
    parameters={"servants": Parameter(15, 0, 1_000)},
    reads=("units",),
)
def fourth_level_is_exceptional(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A unit of the fourth level or deeper is declared an exception, justified, and has more than
    15 servidores civiles (LOE 9.3, 16.1.h, 16.3).

    Without the dossier it is only a reminder of what will be asked. Deconcentrated and academic
    organs take the level of their dependence (LOE 9.2; L02 E and F) and are exempt.
    """
    total, told = servants(index, context), reasons(context)
    for unit in index.units:
        if unit.level < _EXCEPTIONAL_LEVEL or unit.nature in OWN_ORGANIZATION:
            continue
        names = {**_level_params(unit), "limit": str(params["servants"])}
        count = total.get(unit.uid)
        if context.dossier is None:
            yield Hit(unit.uid, "unit", "exceptional", "level", names, at_most="warns")
        else:
            reason = told.get(unit.uid)
            if reason is None or not reason.exception:
                yield Hit(unit.uid, "unit", "no_exception", "level", names)
            elif not reason.justification.strip():
                yield Hit(unit.uid, "unit", "no_justification", "level", names)
            if count is None:
                yield Hit(unit.uid, "unit", "no_staff", "level", names)
        if count is not None and count <= params["servants"]:
            yield Hit(unit.uid, "unit", "few_staff", "level", {**names, "staff": str(count)})


@rule(11, "structure", "warns", "lineamientos", scope="unit")
def nature_follows_the_organ(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A unit below an organ of advice is of advice, one below an organ of support is of support
    (L02 D, p. 32): its nature follows its functions and the organ it depends on.

    Line below administration and the reverse are rule 10's; deconcentrated and academic organs have
    their own organization.
    """
    for unit in index.scan_units:
        parent = index.parent(unit)
        if (
            parent is None
            or parent.level < 2
            or unit.nature == parent.nature
            or not {unit.nature, parent.nature} <= keys.INTERNAL_ADMINISTRATION
        ):
            continue
        names = {
            "unit": name_of(unit),
            "nature": texts.label("nature", unit.nature),
            "parent": name_of(parent),
            "parent_nature": texts.label("nature", parent.nature),
        }
        yield Hit(unit.uid, "unit", "found", "nature", names)


@rule(12, "structure", "warns", "lineamientos", scope="unit")
def own_organization_follows_its_dependence(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A deconcentrated or academic organ stands one level below the unit it depends on (LOE 9.2;
    L02 E and F, pp. 33-34). That it stands below it at all is rule 2's.
    """
    for unit in index.scan_units:
        parent = index.parent(unit)
        if unit.nature not in OWN_ORGANIZATION or parent is None or parent.level < 1:
            continue
        if unit.level > parent.level + 1:
            names = {
                **_level_params(unit),
                "nature": texts.label("nature", unit.nature),
                "parent": name_of(parent),
                "parent_level": str(parent.level),
                "expected": str(parent.level + 1),
            }
            yield Hit(unit.uid, "unit", "found", "level", names)


@rule(
    21,
    "structure",
    "warns",
    "opinion",
    kinds=("rof", "mop"),
    requires=("knows_created", "servants"),
    parameters={"servants": Parameter(6, 1, 100), "legal_advice": Parameter(LEGAL_ADVICE)},
    reads=("units",),
)
def created_unit_has_a_team(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """No unit is created with fewer servants than a team with its coordinator: six (OV25 3.36,
    3.37); legal advice may be one professional (OV25 3.31).

    Those of the units below count for the organ above. The first text of an entity on the platform
    may take its units from an older one: there it is told once, of all of them.
    """
    exempt = tuple(map(squeeze, params["legal_advice"]))
    total = servants(index, context)
    least = {"least": str(params["servants"])}
    few = [
        unit
        for unit in created(context, index.units)
        if unit.level >= 2
        and total.get(unit.uid, params["servants"]) < params["servants"]
        and not is_legal_advice(unit, exempt)
    ]
    if on_paper(context):
        yield from of_the_first_text(few, least, at_most="informs")
        return
    for unit in few:
        names = {"unit": name_of(unit), "staff": str(total[unit.uid]), **least}
        yield Hit(unit.uid, "unit", "few", "name", names)


@rule(23, "structure", "informs", "opinion", kinds=("rof",), requires=("base",), reads=("units",))
def organ_is_left_with_one_unit(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A change leaves an organ of the second level with one single unidad orgánica: allowed (OV25
    3.35), told because structures are to be simple.

    What was so in the text in force is not told again.
    """
    for unit in index.units:
        if unit.level != 2:
            continue
        units = _organic(index.children(unit))
        before = _organic(context.base.children.get(unit.uid, ()))
        if len(units) == 1 and len(before) != 1:
            names = {"unit": name_of(unit), "child": name_of(units[0])}
            yield Hit(unit.uid, "unit", "found", "", names)


@rule(
    84,
    "structure",
    "blocks",
    "loe",
    kinds=("rof",),
    requires=("dossier", "knows_created"),
    parameters={"servants": Parameter(15, 0, 1_000)},
    reads=("units",),
)
def created_unit_cites_its_criteria(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Every unit that is created rests on at least one criterion of LOE 16.1, and the report
    explains it (LOE 46.1.a, 46.1.d, 47 section 2.a). The first level is given by law.

    The first text of an entity on the platform may take its units from an older one: there one
    warning for all of them, and saying in its reason that a unit was there is enough.
    """
    told, total, old = reasons(context), servants(index, context), on_paper(context)
    limit = {"limit": str(params["servants"])}
    silent = []
    for unit in created(context, index.units):
        if unit.level < 2 or unit.nature in keys.FIRST_LEVEL_NATURES:
            continue
        reason = told.get(unit.uid)
        explained = reason is not None and bool(reason.justification.strip())
        criteria = _CRITERIA.intersection(reason.criteria) if reason else frozenset()
        names = {"unit": name_of(unit), "criteria": ", ".join(sorted(criteria)), **limit}
        if not criteria and old:
            silent.extend([] if explained else [unit])
        elif not criteria:
            yield Hit(unit.uid, "unit", "none", "name", names)
        elif not explained:
            yield Hit(unit.uid, "unit", "unexplained", "name", names, at_most="warns")
        count = total.get(unit.uid)
        if criteria == {"h"} and count is not None and count <= params["servants"]:
            names["staff"] = str(count)
            yield Hit(unit.uid, "unit", "few_staff", "name", names, at_most="warns")
    yield from of_the_first_text(silent, limit, at_most="warns")


def is_legal_advice(unit: Unit, phrases: tuple[str, ...]) -> bool:
    """Whether the name of a unit of internal administration speaks of legal advice."""
    name = f" {squeeze(unit.name)} "
    return unit.nature in keys.INTERNAL_ADMINISTRATION and any(
        phrase and f" {phrase} " in name for phrase in phrases
    )


def _organic(children: tuple[Unit, ...]) -> list[Unit]:
    return [child for child in children if child.level == 3]


def _level_params(unit: Unit) -> dict[str, str]:
    return {"unit": name_of(unit), "level": str(unit.level)}
