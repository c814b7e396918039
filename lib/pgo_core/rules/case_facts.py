"""What is known of a proposal beside its text: its supuestos, and how things are listed in a
message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from .. import change_cases
from ..document import Unit
from ..dossier import CHANGE_CASES, Dossier
from . import texts
from .context import Context
from .index import Index, name_of

#: Names told in one message; the rest are counted.
_NAMED = 3
#: District codes (UBIGEO INEI) of the province of Lima and of Callao (LOE 52.1; LOM 44.1).
_CAPITAL = ("1501", "07")


@dataclass(frozen=True, slots=True)
class Case:
    """The supuestos of a proposal: those its report declares, those its texts show, and for the
    Poder Ejecutivo the sub-cases. `changes` is None while the text in force is not known.
    """

    declared: frozenset[str]
    shown: frozenset[str] = frozenset()
    subs: frozenset[str] = frozenset()
    changes: change_cases.Changes | None = None

    @property
    def letters(self) -> frozenset[str]:
        """Supuestos declared or shown: what the dossier must answer for."""
        return self.declared | self.shown


_CASES: WeakKeyDictionary[Index, Case] = WeakKeyDictionary()


def case_of(index: Index, context: Context) -> Case:
    """The supuestos of the text that `index` looks at, worked out once for all rules of a run.

    Without a text in force nothing is shown: the first text held here may have one before it on
    paper, so only what the report declares counts.
    """
    dossier = context.dossier or Dossier()
    declared = frozenset(dossier.change_cases) & frozenset(CHANGE_CASES)
    if context.base is None:
        found = change_cases.changes(None, index.document) if "d" in declared else None
        subs = change_cases.sub_cases(found) if found else frozenset()
        return Case(declared, subs=subs)
    case = _CASES.get(index)
    if case is None:
        found = change_cases.changes(context.base, index.document, dossier.equivalences)
        case = Case(
            declared, change_cases.cases(found), frozenset(change_cases.sub_cases(found)), found
        )
        _CASES[index] = case
    return case


def publishes_in_gazette(context: Context) -> bool | None:
    """Whether its norms are published in El Peruano (LOE 52.1; LOM 44.1; LOGR 42): the Poder
    Ejecutivo, the regions and the municipalities of the province of Lima and of Callao. None when
    it is not known where the municipality is.
    """
    if context.executive or context.government_level == "regional":
        return True
    local = context.government_level == "local" and len(context.ubigeo) == 6
    if context.capital_gazette is None and local:
        return context.ubigeo.startswith(_CAPITAL)
    return context.capital_gazette


def named(units: Iterable[Unit]) -> str:
    """The names of the first units, and how many more there are."""
    names = list(dict.fromkeys(f"«{name_of(unit)}»" for unit in units))
    more = len(names) - _NAMED
    if more > 0:
        names[_NAMED:] = [texts.label("more", "names").format(count=more)]
    return listed(names)


def listed(names: Iterable[str]) -> str:
    """Names one after the other, for a message."""
    return ", ".join(names)
