"""Structure, second part: what the entity's law asks for (rules 5, 8, 13, 14, 15, 22, 24)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, name_of
from ..language import fold, squeeze

#: Other names laws use for the organs of municipal senior management (LOE 10.2.f).
_SENIOR_SYNONYMS = (
    "concejo municipal=concejo municipal distrital",
    "concejo municipal=concejo municipal provincial",
    "concejo municipal=concejo distrital",
    "concejo municipal=concejo provincial",
    "alcaldia=alcaldia municipal",
    "alcaldia=alcaldia distrital",
    "alcaldia=alcaldia provincial",
)
_NUMBERED = r"\b(?:{ranks})\b[^;\n]{{0,40}}?\d{{3,5}}"


@rule(
    5,
    "structure",
    "blocks",
    "loe",
    kinds=("rof", "model"),
    requires=("senior_management",),
    parameters={"synonyms": Parameter(_SENIOR_SYNONYMS)},
    reads=("units",),
)
def senior_management_is_that_of_the_law(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Alta Dirección is the set of the entity's type or special law, no more and no less (LOE 10.2;
    OV25 3.6: a ROF may not add, remove or rename).

    The absence of the chief administrative authority is left to rule 13, so it is said once.
    """
    canon = _canon(params["synonyms"])
    expected = {squeeze(name): name for name in context.senior_management}
    multiple = [squeeze(name) for name in context.senior_multiple]
    optional = {squeeze(name) for name in context.senior_optional}
    present = set()
    for unit, name in index.named:
        if unit.nature != "senior_management":
            continue
        name = canon.get(name, name)
        name = next((many for many in multiple if name.startswith(many + " ")), name)
        present.add(name)
        if name and name not in expected:
            names = {"unit": name_of(unit), "expected": _listed(context.senior_management)}
            yield Hit(unit.uid, "unit", "extra", "name", names)
    chief = squeeze(context.chief_admin)
    for name, printed in expected.items():
        if name not in present and name != chief and name not in optional:
            names = {"organ": printed, "expected": _listed(context.senior_management)}
            yield Hit("", "document", "missing", "units", names, subject=name)


@rule(
    8,
    "structure",
    "blocks",
    "loe",
    parameters={
        "ranks": Parameter(("ley", "decreto legislativo", "decreto ley", "decreto de urgencia")),
    },
)
def consultative_and_resolutive_rest_on_a_law(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A consultative, resolutive or academic organ is founded on a law or norm with rank of law
    (LOE 15; OV25 3.9); in the Poder Ejecutivo a Resolución Suprema founds a consultative commission
    (LOE 15.c).

    Only what the document shows is looked at: the citations of its functions and its description.
    """
    ranks = "|".join(re.escape(fold(rank)) for rank in params["ranks"])
    pattern = re.compile(_NUMBERED.format(ranks=ranks))
    supreme = re.compile(_NUMBERED.format(ranks="resolucion suprema"))
    for unit in index.units:
        if unit.nature not in ("consultative", "adjudicative", "academic"):
            continue
        shown = fold(
            " ; ".join(
                [unit.description, *(cited.label for f in unit.functions for cited in f.citations)]
            )
        )
        if pattern.search(shown):
            continue
        if context.executive and unit.nature == "consultative" and supreme.search(shown):
            continue
        names = {"unit": name_of(unit), "nature": texts.label("nature", unit.nature)}
        yield Hit(unit.uid, "unit", "found", "description", names)


@rule(
    13,
    "structure",
    "blocks",
    "loe",
    kinds=("rof", "model"),
    requires=("chief_admin",),
    reads=("units",),
)
def one_chief_administrative_authority(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """There is exactly one authority of administrative management, with the name the type gives it
    and part of Alta Dirección (LOE 10.5; LOM 27)."""
    wanted = squeeze(context.chief_admin)
    found = [unit for unit, name in index.named if name == wanted]
    inside = [unit for unit in found if unit.nature == "senior_management"]
    names = {"organ": context.chief_admin}
    if not found:
        yield Hit("", "document", "missing", "units", names)
    elif not inside:
        yield Hit(found[0].uid, "unit", "elsewhere", "nature", names)
    for unit in inside[1:]:
        yield Hit(unit.uid, "unit", "several", "name", names)


@rule(
    14,
    "structure",
    "warns",
    "law",
    kinds=("rof", "model"),
    government_levels=("local",),
    parameters={
        "legal_advice": Parameter(("asesoria juridica", "asesoria legal")),
        "planning": Parameter(("planeamiento", "planificacion", "presupuesto")),
    },
)
def basic_municipal_structure(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The basic administrative structure of LOM 28 is there: organ of control, Procuraduría, legal
    advice, planning and budget; else a warning, because the article itself leaves room for what the
    municipality can pay.

    A rural municipality need not have the organs, only the functions (LOM 142): it gets no finding
    when some unit carries them.
    """
    organs = {
        "control": any(unit.nature == "control" for unit in index.units),
        "legal_defense": any(unit.nature == "legal_defense" for unit in index.units),
        "legal_advice": _named(index, params["legal_advice"]),
        "planning": _named(index, params["planning"]),
    }
    for organ, present in organs.items():
        if present:
            continue
        if context.rural and _carried(index, organ, params):
            continue
        variant = "rural" if context.rural else "missing"
        names = {"organ": texts.label("basic_organ", organ)}
        yield Hit("", "document", variant, "units", names, subject=organ)


@rule(
    15,
    "structure",
    "warns",
    "law",
    kinds=("rof", "model"),
    government_levels=("local",),
    requires=("coordination",),
    reads=("units",),
)
def municipal_coordination_organs(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The Consejo de Coordinación Local and the Junta de Delegados Vecinales are there, as organs
    of coordination (LOM 7, 98, 102, 106)."""
    for printed in context.coordination:
        wanted = squeeze(printed)
        found = [unit for unit, name in index.named if wanted and wanted in name]
        if not found:
            yield Hit("", "document", "missing", "units", {"organ": printed}, subject=wanted)
        elif all(unit.nature != "coordination" for unit in found):
            names = {
                "unit": name_of(found[0]),
                "nature": texts.label("nature", found[0].nature),
            }
            yield Hit(found[0].uid, "unit", "nature", "nature", names)


@rule(22, "structure", "blocks", "opinion", kinds=("rof", "model"), scope="unit")
def line_organ_has_a_substantive_function(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A line organ of the second level carries at least one substantive function (OV25 3.14; LOE
    13.1)."""
    for unit, items in index.scan_items_by_unit:
        if unit.nature != "line" or unit.level != 2 or not items:
            continue  # a unit without functions is rule 30's
        if not any(
            item.function.function_class == "substantive" and not item.closing for item in items
        ):
            yield Hit(unit.uid, "unit", "found", "functions", {"unit": name_of(unit)})


@rule(24, "structure", "blocks", "loe", kinds=("rof", "mop"), requires=("document_kind",), reads=())
def kind_of_document_fits_entity(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """An entity with legal personality has a ROF; a programme, project, deconcentrated or academic
    organ a MOP, never a ROF (LOE 43, 53; L02 p. 63)."""
    if index.document.kind != context.document_kind:
        names = {
            "kind": texts.label("kind", index.document.kind),
            "expected": texts.label("kind", context.document_kind),
        }
        yield Hit("", "document", "found", "kind", names)


def _canon(synonyms) -> dict[str, str]:
    pairs = (pair.split("=", 1) for pair in synonyms if "=" in pair)
    return {squeeze(other): squeeze(name) for name, other in pairs}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _named(index: Index, heads) -> bool:
    return any(
        unit.nature in ("advisory", "support") and any(fold(head) in name for head in heads)
        for unit, name in index.named
    )


_SYSTEMS = {
    "control": ("control",),
    "legal_defense": ("legal_defense",),
    "planning": ("strategic_planning", "budget"),
}


def _carried(index: Index, organ: str, params: Mapping[str, Any]) -> bool:
    systems = _SYSTEMS.get(organ, ())
    heads = {
        "control": ("control institucional", "control gubernamental"),
        "legal_defense": ("defensa juridica", "defensa judicial"),
    }.get(organ) or tuple(fold(head) for head in params[organ])
    verbs = ("asesor", "asesorar") if organ == "legal_advice" else ()
    for item in index.items:
        if item.closing:
            continue
        if item.function.admin_system in systems or item.function.function_class in systems:
            return True
        if any(head in item.folded for head in heads):
            return True
        if verbs and item.folded.startswith(verbs) and re.search(r"\b(juridic|legal)", item.folded):
            return True
    return False
