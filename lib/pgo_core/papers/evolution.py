"""What became of each function between the text in force and the proposal: the N, SC, M, R and D of
the fichas técnicas (L02 Anexo 8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..change_cases import unit_pairs
from ..document import Document, Function, Unit
from ..dossier import Equivalence
from ..rules.chapters.change import FunctionChange, function_changes
from ..rules.language import fold, is_closing, squeeze

#: Kinds of change in the order of the columns of a ficha: nueva, sin cambio, modificada, reasignada,
#: derogada.
KINDS = ("new", "unchanged", "modified", "reassigned", "removed")


@dataclass(frozen=True, slots=True)
class Step:
    """A function in the list of a unit. `kind` is one of `KINDS`, empty while the text in force is
    not known; `was` the unit it comes from when reassigned, `to` the one it goes to; `before` its
    words in the text in force when they differ; `number` its place in the unit, 0 when it is gone.
    """

    unit: Unit
    function: Function
    kind: str
    number: int = 0
    was: Unit | None = None
    before: str = ""

    @property
    def closing(self) -> bool:
        """Whether it only closes the list (`Las demás…`) or says nothing."""
        folded = fold(self.function.text)
        return not squeeze(self.function.text) or is_closing(folded)

    @property
    def changed(self) -> bool:
        """Whether its sustento is asked for: any change of a function with a matter of its own."""
        return self.kind in ("new", "modified", "reassigned", "removed") and not self.closing


def steps(
    base: Document | None,
    document: Document,
    equivalences: Iterable[Equivalence] = (),
    new: bool = False,
) -> dict[str, list[Step]]:
    """The functions of each unit by its uid: those of the proposal in its order, then those that a
    unit loses and no other takes, under that unit; last the units of the text in force that are
    gone and still lose some. `new` says that without a text in force all are new (LOE 46.1.d).

    Functions are told by uid and, where uids do not tell, by their words. Linear in both texts.
    """
    found: dict[str, list[Step]] = {unit.uid: [] for unit in document.units}
    if base is None:
        for unit in document.units:
            for number, function in enumerate(unit.functions, start=1):
                found[unit.uid].append(Step(unit, function, "new" if new else "", number))
        return found
    pairs = unit_pairs(base, document, equivalences)
    heir = {before.uid: after for before, after in pairs}
    changes = {
        (change.kind == "removed", change.function.uid): change
        for change in _settled(function_changes(base, document), heir)
    }
    old = {function.uid: function.text for _unit, function in reversed(list(base.functions()))}
    for unit in document.units:
        for number, function in enumerate(unit.functions, start=1):
            change = changes.get((False, function.uid))
            if change is None:
                continue
            text = old.get(function.uid, "")
            differs = text and squeeze(text) != squeeze(function.text)
            was = change.was if change.kind == "reassigned" else None
            step = Step(unit, function, change.kind, number, was, text if differs else "")
            found[unit.uid].append(step)
    for unit, function in base.functions():
        if (True, function.uid) in changes:
            owner = heir.get(unit.uid, unit)
            found.setdefault(owner.uid, []).append(Step(owner, function, "removed"))
    return found


def _settled(changes: list[FunctionChange], heir: dict[str, Unit]) -> list[FunctionChange]:
    """The changes with what uids alone do not tell: a unit that goes on under another uid keeps its
    functions, and one that is new here and removed there with the same words has moved.
    """
    lost: dict[str, list[FunctionChange]] = {}
    for change in changes:
        if change.kind == "removed" and (said := squeeze(change.function.text)):
            lost.setdefault(said, []).append(change)
    kept, taken = [], set()
    for change in changes:
        if change.kind == "new":
            waiting = lost.get(squeeze(change.function.text), [])
            if waiting:
                gone = _own_first(waiting, change.unit, heir)
                waiting.remove(gone)
                taken.add(id(gone))
                stays = heir.get(gone.was.uid) is change.unit
                kind = "unchanged" if stays else "reassigned"
                change = replace(change, kind=kind, was=gone.was)
        elif change.kind == "reassigned" and heir.get(change.was.uid) is change.unit:
            change = replace(change, kind="unchanged")
        kept.append(change)
    return [change for change in kept if id(change) not in taken]


def _own_first(waiting: list[FunctionChange], unit: Unit, heir: dict[str, Unit]) -> FunctionChange:
    """Of those lost with the same words, the one of this same unit, else the first."""
    return next((one for one in waiting if heir.get(one.was.uid) is unit), waiting[0])
