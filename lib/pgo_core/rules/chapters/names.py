"""Structure, third part: how units are called (rules 16, 17, 18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ... import keys
from ...document import Unit
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, name_of
from ..language import fold, squeeze, starts_with

_NEVER = (
    "gabinete",
    "comision",
    "comisiones",
    "grupo de trabajo",
    "grupos de trabajo",
    "comite",
    "comites",
    "equipo",
    "equipos",
    "unidad funcional",
    "unidades funcionales",
    "oficina desconcentrada",
    "oficinas desconcentradas",
)
_DOUBTFUL = ("plataforma", "programa", "programas", "proyecto", "proyectos")
#: Consultative commissions (LOE 15.c) and the organs of the Municipalidad Metropolitana (LOM 153).
_ALLOWED = (
    "comision consultiva",
    "comisiones consultivas",
    "comisiones especiales de asesoramiento",
)

#: A committee that governs the entity.
_GOVERNS = ("comite directivo",)


@rule(
    16,
    "structure",
    "blocks",
    "loe",
    scope="unit",
    parameters={
        "never": Parameter(_NEVER),
        "doubtful": Parameter(_DOUBTFUL),
        "allowed": Parameter(_ALLOWED),
    },
)
def not_a_unit_of_the_structure(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Cabinets, commissions, committees, teams, functional units and mail desks are no units of the
    ROF (LOE 10.4, 14.2, 21, 28, 29, Anexo 1, DCF 10); platforms, programmes and projects are a
    warning (L02 Anexo 1).

    Only the head of the name counts: `Subgerencia de Programas Sociales` is fine. The `Comité
    Directivo` that the norm of a fund or programme puts at its head is Alta Dirección, which rule 5
    judges. Functional units
    belong to programmes and projects, so a MOP may have them (LOE Anexo 1).
    """
    never = tuple(
        head
        for head in map(fold, params["never"])
        if index.document.kind != "mop" or not head.startswith("unidad")
    )
    doubtful = tuple(map(fold, params["doubtful"]))
    allowed = tuple(map(fold, params["allowed"]))
    for unit, name in _scanned(index):
        governs = unit.nature == "senior_management" and starts_with(name, _GOVERNS)
        if governs or starts_with(name, allowed):
            continue
        if head := starts_with(name, never):
            yield Hit(unit.uid, "unit", "never", "name", _head_params(unit, head))
        elif head := starts_with(name, doubtful):
            yield Hit(
                unit.uid,
                "unit",
                "doubtful",
                "name",
                _head_params(unit, head),
                at_most="warns",
                basis="lineamientos",
            )


@rule(
    17,
    "structure",
    "warns",
    "loe",
    kinds=("rof", "model"),
    requires=("denominations",),
    scope="unit",
)
def denomination_fits(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """The name begins with the head noun of its type, level and entity (LOE 12.4-12.6 in the text
    of 2021, 13.2; L02 Gráficos 3 and 4 are older, so both are accepted)."""
    heads = {key: tuple(map(squeeze, names)) for key, names in context.denominations.items()}
    for unit, name in _scanned(index):
        group = "internal_administration" if unit.nature in keys.INTERNAL_ADMINISTRATION else ""
        group = "line" if unit.nature == "line" else group
        key = f"{group}.{unit.level}"
        accepted = context.denominations.get(key, ())
        if not name or not accepted or starts_with(name, heads[key]):
            continue
        names = {
            "unit": name_of(unit),
            "level": str(unit.level),
            "expected": " o ".join(f"«{head}»" for head in accepted),
        }
        yield Hit(unit.uid, "unit", "found", "name", names)


@rule(18, "structure", "blocks", "loe", reads=("units",))
def names_and_acronyms_are_unique(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """No two units have the same name, whatever its accents and capitals (LOE 8.e, 8.h); the same
    acronym is a warning."""
    names: dict[str, tuple[str, str]] = {}
    acronyms: dict[str, tuple[str, str]] = {}
    for unit, name in index.named:
        here = (name_of(unit), unit.code.strip() or "—")
        if name and name in names:
            other, code = names[name]
            found = {"unit": here[0], "code": here[1], "other": other, "other_code": code}
            yield Hit(unit.uid, "unit", "name", "name", found)
        names.setdefault(name, here)
        acronym = squeeze(unit.acronym)
        if acronym and acronym in acronyms:
            found = {
                "unit": here[0],
                "other": acronyms[acronym][0],
                "acronym": unit.acronym.strip(),
            }
            yield Hit(unit.uid, "unit", "acronym", "acronym", found, at_most="warns")
        acronyms.setdefault(acronym, here)


def _scanned(index: Index) -> list[tuple[Unit, str]]:
    """The units a rule of scope `unit` goes through, with the folded words of their names."""
    if index.focus is None:
        return index.named
    return [(unit, squeeze(unit.name)) for unit in index.scan_units]


def _head_params(unit: Unit, head: str) -> dict[str, str]:
    return {"unit": name_of(unit), "head": " ".join(unit.name.split()[: len(head.split())])}
