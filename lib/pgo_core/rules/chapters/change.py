"""Functions, fifth part: against the text in force (rules 47, 48)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...document import Document, Function, Unit
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, name_of
from ..language import excerpt, fold, is_closing, squeeze, words


@dataclass(frozen=True, slots=True)
class FunctionChange:
    """What became of a function: `kind` is `new`, `unchanged`, `modified`, `reassigned` or
    `removed` (N, SC, M, R, D of L02 Anexo 8); `was` the unit it stood in, `unit` the one it stands
    in, None where it has none. A function reassigned and reworded is `reassigned`.
    """

    kind: str
    function: Function
    unit: Unit | None
    was: Unit | None


def function_changes(base: Document, document: Document) -> list[FunctionChange]:
    """What became of each function between the text in force and this one, by uid: those of this
    text in its order, then those it no longer has. Of a repeated uid the first counts.
    """
    before = _functions(base)
    after = _functions(document)
    found = []
    for uid, (unit, function) in after.items():
        if uid not in before:
            found.append(FunctionChange("new", function, unit, None))
            continue
        was, old = before[uid]
        kind = "unchanged"
        if was.uid != unit.uid:
            kind = "reassigned"
        elif squeeze(old.text) != squeeze(function.text):
            kind = "modified"
        found.append(FunctionChange(kind, function, unit, was))
    for uid, (unit, function) in before.items():
        if uid not in after:
            found.append(FunctionChange("removed", function, None, unit))
    return found


@rule(
    47,
    "functions",
    "blocks",
    "lineamientos",
    kinds=("rof",),
    government_levels=("national",),
    requires=("base", "dossier"),
    parameters={"natures": Parameter(("line",))},
)
def changed_functions_are_justified(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """In the Poder Ejecutivo each function that is new, modified or reassigned has its sustento in
    the ficha técnica; one without change needs none (L02 Anexo 8).

    The fichas are those of the units of line (LOE 47, annex b, text of 2018). The class of change
    follows from the two texts, so N is never of the text in force nor D of the proposal, and a
    reassigned function has its unit of origin; what was removed is rule 48's.
    """
    if not context.executive or context.base is None:
        return
    told = _reasons(context)
    for change in function_changes(context.base, index.document):
        if change.kind not in ("new", "modified", "reassigned") or change.function.uid in told:
            continue
        if change.unit is None or change.unit.nature not in params["natures"]:
            continue
        if _closes(change.function):
            continue
        names = {
            "unit": name_of(change.unit),
            "text": excerpt(change.function.text),
            "was": name_of(change.was) if change.was else "",
        }
        yield Hit(change.function.uid, "function", change.kind, "text", names)


@rule(48, "functions", "blocks", "lineamientos", kinds=("rof", "mop"), requires=("base",))
def functions_in_force_are_not_lost(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A function of the text in force that the new one does not have was derogated on purpose: its
    reason is in the dossier (L02 Anexo 8: D). One of a unit that is gone passes to another (L02 p.
    41: removing the unit does not touch the functions, unless they are reassigned).

    The same words in another place count as reassigned, and so do the functions of a unit whose
    heir the cuadro de equivalencias names.
    """
    if context.base is None:
        return
    lost = _lost(context.base, index, _reasons(context))
    heirs = _with_heir(context, index.document)
    gone: dict[str, list[FunctionChange]] = {}
    for change in lost:
        was = change.was
        if was.uid not in index.document.unit_by_uid:
            if was.uid not in heirs:
                gone.setdefault(was.uid, []).append(change)
            continue
        names = {"unit": name_of(was), "text": excerpt(change.function.text)}
        uid = change.function.uid
        yield Hit(was.uid, "unit", "deleted", "functions", names, subject=uid)
    for unit_uid, changes in gone.items():
        names = {
            "unit": name_of(changes[0].was),
            "count": str(len(changes)),
            "text": excerpt(changes[0].function.text),
        }
        yield Hit("", "document", "orphaned", "units", names, subject=unit_uid)


def _functions(document: Document) -> dict[str, tuple[Unit, Function]]:
    found: dict[str, tuple[Unit, Function]] = {}
    for unit, function in document.functions():
        found.setdefault(function.uid, (unit, function))
    return found


def _reasons(context: Context) -> frozenset[str]:
    """The uids of the functions whose change the dossier justifies."""
    reasons = context.dossier.function_reasons if context.dossier else ()
    return frozenset(reason.uid for reason in reasons if reason.text.strip())


def _closes(function: Function) -> bool:
    """Whether it has no matter of its own: the closing item, or a blank one."""
    folded = fold(function.text)
    return not words(folded) or is_closing(folded)


def _lost(base: Document, index: Index, told: frozenset[str]) -> list[FunctionChange]:
    """What was removed without a reason and whose words stand nowhere."""
    removed = [
        change
        for change in function_changes(base, index.document)
        if change.kind == "removed" and change.function.uid not in told
    ]
    if not removed:
        return []
    said = {" ".join(item.words) for item in index.items}
    return [
        change
        for change in removed
        if not _closes(change.function) and squeeze(change.function.text) not in said
    ]


def _with_heir(context: Context, document: Document) -> frozenset[str]:
    """The units that are gone and whose place another of this text takes."""
    rows = context.dossier.equivalences if context.dossier else ()
    return frozenset(row.from_uid for row in rows if row.to_uid in document.unit_by_uid)
