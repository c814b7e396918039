"""Codes and organigram, second part: the same units everywhere, and where the chart puts them
(rules 28, 29).

The articles, the annex with the structure and the organigram are drawn from the same units, each
exactly once (`numbering`, `coding`, `organigram`): these rules look at what is typed beside them and
at what the chart cannot draw well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ... import keys
from ...document import Annex, Unit
from .. import texts
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import ADMINISTRATION, OWN_ORGANIZATION, Index, name_of
from ..language import excerpt, squeeze, starts_with

_ROW = re.compile(
    r"^[ \t]*(?P<code>\d{1,2}(?:\.\d{1,2}){1,5})\.?[ \t]+(?P<name>\S[^\n]{0,300})", re.M
)


@rule(
    28,
    "codes",
    "blocks",
    "loe",
    parameters={"rows": Parameter(3, 1, 50)},
    reads=("units", "annexes"),
)
def same_units_everywhere(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Text, annexes, cuadro de necesidades and reasons speak of the same units with the same names
    (LOE 7.2, 8.h; L02 p. 25).

    A row per unit is rule 62's. An annex typed by hand counts as a list of units from `rows` lines
    on that begin with a code.
    """
    names = {squeeze(unit.name) for unit in index.units}
    dossier = context.dossier
    for row in dossier.staff.rows if dossier and dossier.staff else ():
        unit = index.document.unit_by_uid.get(row.unit_uid) if row.unit_uid else None
        written = squeeze(row.name)
        found = {"found": excerpt(row.name, 120) or row.unit_uid or "…"}
        if unit is None and written not in names:
            subject = written or row.unit_uid
            yield Hit("", "document", "staff_unknown", "units", found, subject=subject)
        elif unit is not None and written and written != squeeze(unit.name):
            yield Hit(unit.uid, "unit", "staff_name", "name", {**found, "unit": name_of(unit)})
    for reason in dossier.unit_reasons if dossier else ():
        if reason.unit_uid not in index.document.unit_by_uid:
            found = {"found": excerpt(reason.justification, 80) or reason.unit_uid or "…"}
            yield Hit(
                "", "document", "reason_unknown", "units", found, subject=reason.unit_uid or "-"
            )
    for annex in index.document.annexes:
        yield from _typed_list(annex, index, params["rows"])


@rule(
    29,
    "codes",
    "warns",
    "lineamientos",
    parameters={"chart_names": Parameter(("organigrama", "organigrama estructural"))},
    reads=("units", "annexes"),
)
def chart_draws_every_unit_in_its_place(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The chart puts each organ where L02 pp. 41-42 and Anexo 1 want it: Alta Dirección, control and
    legal defence on top, apoyo at the left and asesoramiento at the right below, línea and
    desconcentrados at the bottom.

    The platform draws it so from the structure; an organ that hangs from one of another kind is
    drawn with that one, one without superior has no line, a consultative organ has no dependence to
    draw. An organigram brought as a file or text is for the evaluator's checklist.
    """
    tops = {unit.uid for unit in index.units if unit.nature == "senior_management"}
    for unit in index.units:
        variant = _misplaced(unit, index, tops)
        if variant:
            above = index.parent(unit)
            names = {
                "unit": name_of(unit),
                "nature": texts.label("nature", unit.nature),
                "parent": name_of(above) if above else "—",
            }
            yield Hit(unit.uid, "unit", variant, "parent_uid", names)
    charts = [annex for annex in index.document.annexes if annex.kind == "organigram"]
    for annex in charts[1:]:
        yield _of_annex(annex, "repeated")
    heads = tuple(squeeze(name) for name in params["chart_names"])
    for annex in index.document.annexes:
        if annex.kind == "text" and starts_with(squeeze(annex.heading), heads):
            yield _of_annex(annex, "typed")


def _misplaced(unit: Unit, index: Index, tops: set[str]) -> str:
    """The variant for a unit that the chart cannot put in its place, or an empty string."""
    above = index.parent(unit)
    if unit.nature == "consultative" and above is not None:
        return "consultative"
    if unit.linked_to_uid and unit.linked_to_uid not in index.document.unit_by_uid:
        return "link"
    if above is None:
        loose = unit.nature not in keys.FIRST_LEVEL_NATURES and not unit.linked_to_uid
        # One that should depend on some unit is rule 1's.
        return "loose" if loose and unit.level == 1 else ""
    if above.uid in tops or above.nature in OWN_ORGANIZATION or unit.level > 2:
        return ""
    return "inside" if unit.nature in (*ADMINISTRATION, *_TOP_BAND) else ""


_TOP_BAND = ("control", "legal_defense", "coordination", "adjudicative")


def _of_annex(annex: Annex, variant: str) -> Hit:
    names = {"annex": annex.heading.strip() or texts.label("annex", annex.kind)}
    return Hit("", "document", variant, f"annex.{annex.uid}", names, subject=annex.uid)


def _typed_list(annex: Annex, index: Index, least: int) -> Iterator[Hit]:
    """What a list of units typed into an annex says otherwise than the structure."""
    rows = list(_ROW.finditer(annex.body))
    if len(rows) < least:
        return
    by_code = {unit.code.strip(): unit for unit in index.units if unit.code.strip()}
    types = {code.rpartition(".")[0] for code in by_code}
    listed: set[str] = set()
    for row in rows:
        code, name = row["code"], row["name"].strip()
        unit = by_code.get(code)
        listed.add(code)
        names = {"annex": annex.heading.strip() or "…", "code": code, "found": excerpt(name, 120)}
        subject = f"{annex.uid} {code}"
        field = f"annex.{annex.uid}"
        if unit is None and code not in types:
            yield Hit("", "document", "annex_unknown", field, names, subject=subject)
        elif unit is not None and squeeze(name) != squeeze(unit.name):
            names["unit"] = name_of(unit)
            yield Hit("", "document", "annex_name", field, names, subject=subject)
    for code, unit in by_code.items():
        if code not in listed:
            names = {"annex": annex.heading.strip() or "…", "unit": name_of(unit), "code": code}
            yield Hit(unit.uid, "unit", "annex_missing", "code", names, subject=annex.uid)
