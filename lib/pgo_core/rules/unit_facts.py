"""What is known of a unit beside its text: whether this text creates it, how many servants it has,
why it is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ..document import Unit
from ..dossier import UnitReason
from .context import Context
from .engine import Hit
from .index import Index, name_of
from .language import squeeze


def created(context: Context, units: Iterable[Unit]) -> Iterator[Unit]:
    """Those of `units` that this text creates (LOE 46.1.a, 46.1.d).

    A unit of the text in force stays the same one under its uid, under its name or when the cuadro
    de equivalencias gives it one single heir. Without a text in force every unit is created, unless
    the report declares neither the creation of units (a) nor of the entity (d).
    """
    dossier = context.dossier
    if context.base is None:
        cases = dossier.change_cases if dossier else ()
        if cases and "a" not in cases and "d" not in cases:
            return
    known = {unit.uid for unit in context.base.units} if context.base else set()
    names = {squeeze(unit.name) for unit in context.base.units} - {""} if context.base else set()
    heirs = _heirs(context)
    for unit in units:
        if not (
            unit.uid in known
            or unit.uid in heirs
            or (unit.origin_uid and unit.origin_uid in known)
            or squeeze(unit.name) in names
        ):
            yield unit


def on_paper(context: Context) -> bool:
    """Whether the units may come from an older text that the platform does not hold: it has none in
    force, and the report does not say that the entity is new (LOE 46.1.d).
    """
    cases = context.dossier.change_cases if context.dossier else ()
    return context.base is None and "d" not in cases


def reasons(context: Context) -> dict[str, UnitReason]:
    """What the dossier says of each unit, by uid; of two the first."""
    found: dict[str, UnitReason] = {}
    for reason in context.dossier.unit_reasons if context.dossier else ():
        found.setdefault(reason.unit_uid, reason)
    return found


def servants(index: Index, context: Context) -> dict[str, int]:
    """Servants of each unit that has its own figure, those of the units below it included."""
    own = context.servants
    if not own:
        return {}
    order: dict[str, Unit] = {}
    pending = [unit for unit in index.units if index.parent(unit) is None]
    while pending:
        unit = pending.pop()
        if unit.uid not in order:
            order[unit.uid] = unit
            pending.extend(index.children(unit))
    total = dict(own)
    for unit in reversed(order.values()):  # the units below come before the one above
        if unit.parent_uid in order:
            total[unit.parent_uid] = total.get(unit.parent_uid, 0) + total.get(unit.uid, 0)
    return {uid: total[uid] for uid in own}


def all_servants(context: Context) -> int | None:
    """Servants of the entity, None when they are not known."""
    table = context.dossier.staff if context.dossier else None
    if table and table.rows:
        return sum(row.servants for row in table.rows)
    return sum(context.staff.values()) if context.staff else None


def subjects(name: str, phrases: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The subjects that a name (its folded words) speaks of, by phrases in the order of
    `phrases_of`: the longest counts, so `tecnologias de la informacion y comunicaciones` speaks of
    no communications.
    """
    rest = f" {name} "
    found: frozenset[str] = frozenset()
    for phrase in phrases:
        if f" {phrase} " in rest:
            rest = rest.replace(f" {phrase} ", "  ")
            found |= phrases[phrase]
    return found


@lru_cache(maxsize=16)
def phrases_of(pairs: tuple[tuple[str, str], ...]) -> Mapping[str, frozenset[str]]:
    """Phrases with the subjects they tell, the longest first, of pairs of phrase and subject."""
    found: dict[str, frozenset[str]] = {}
    for phrase, subject in pairs:
        if key := squeeze(phrase):
            found[key] = found.get(key, frozenset()) | {subject}
    return dict(sorted(found.items(), key=lambda pair: len(pair[0]), reverse=True))


def of_the_first_text(units: list[Unit], names: Mapping[str, str], at_most: str) -> Iterator[Hit]:
    """One hit for all the units of a text that may have them from an older one."""
    if units:
        params = {**names, "count": str(len(units)), "units": listed(units)}
        yield Hit("", "document", "first", "units", params, at_most=at_most)


def listed(units: list[Unit], most: int = 12) -> str:
    """The names of the units for a message, the first ones when they are many."""
    shown = ", ".join(f"«{name_of(unit)}»" for unit in units[:most])
    return shown + (", …" if len(units) > most else "")


def _heirs(context: Context) -> set[str]:
    """Units that take the place of one single unit of the text in force, which has no other heir."""
    rows = context.dossier.equivalences if context.dossier else ()
    before = Counter(row.from_uid for row in rows)
    after = Counter(row.to_uid for row in rows)
    return {
        row.to_uid
        for row in rows
        if row.from_uid and row.to_uid and before[row.from_uid] == after[row.to_uid] == 1
    }
