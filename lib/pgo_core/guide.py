"""What a dossier still asks of the people who prepare it, in the order in which it is done.

The rules tell what is wrong; this tells what to do, for a screen that guides: which sections the
supuestos ask for, which units need a reason and of which kind, what is done already. The criteria
shown beside each field are data, `data/guide.es.json`.

    found = guide(document, context)   # context.dossier holds what was written so far
    found.sections                     # ("functions", "no_duplication")
    [step.key for step in found.steps if not step.done]
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import change_cases, keys, resources, rules
from .document import Document, Unit
from .dossier import ENDORSERS, Dossier, UnitReason
from .rules import texts
from .rules.case_facts import case_of
from .rules.chapters.change import FunctionChange, function_changes
from .rules.chapters.units import LEGAL_ADVICE, is_legal_advice
from .rules.context import Context
from .rules.index import OWN_ORGANIZATION, Index
from .rules.language import squeeze
from .rules.unit_facts import created, on_paper, reasons

#: From this level on a unit is an exception (LOE 9.3).
_EXCEPTIONAL_LEVEL = 4


@dataclass(frozen=True, slots=True)
class UnitAsk:
    """What is asked of a unit: the criteria of its creation (LOE 16.1), why it is of the fourth
    level or deeper (9.3), the three criteria of the second level (OV 001-2025, 3.32).
    """

    unit: Unit
    criteria: bool = False
    exception: bool = False
    second_level: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `key` is a key of the criteria, or `documents.<kind>`; `title` in Spanish."""

    key: str
    title: str
    done: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """What is asked. `shown` and `declared` are supuestos (LOE 46.1): those that the two texts show
    and those that the report declares; `sections` of the technical report, `units` that need a
    reason, `functions` that changed against the text in force; `steps` in their order.
    """

    shown: frozenset[str]
    declared: frozenset[str]
    sections: tuple[str, ...]
    units: tuple[UnitAsk, ...]
    functions: tuple[FunctionChange, ...]
    steps: tuple[Step, ...]

    @property
    def progress(self) -> int:
        """Steps done in a hundred; 100 when nothing is asked."""
        return sum(step.done for step in self.steps) * 100 // len(self.steps) if self.steps else 100


def guide(document: Document, context: Context) -> Guide:
    """What the dossier of `document` asks for and what of it is done, by `context.dossier`.

    Never raises for any Document; without a dossier nothing is done.
    """
    index = Index(document)
    dossier = context.dossier or Dossier()
    case = case_of(index, context)
    sections = change_cases.required_sections(case.letters)
    units = tuple(_units_asked(index, context))
    changed = function_changes(context.base, document) if context.base else []
    functions = tuple(change for change in changed if change.kind != "unchanged")
    resources = bool(case.letters & {"a", "d"})
    steps = [Step("cases", title("cases"), bool(case.declared) and case.shown <= case.declared)]
    steps += [Step(key, title(key), bool(dossier.report.get(key, "").strip())) for key in sections]
    if units:
        told, old = reasons(context), on_paper(context)
        done = all(_unit_done(ask, told.get(ask.unit.uid), old) for ask in units)
        steps.append(Step("units", title("units"), done))
    if context.executive and functions:
        given = {reason.uid for reason in dossier.function_reasons if reason.text.strip()}
        done = all(change.function.uid in given for change in functions)
        steps.append(Step("function_reasons", title("function_reasons"), done))
    if resources:
        table = dossier.staff is not None and bool(dossier.staff.rows)
        done = table and not rules.check(document, context, ("R62",), index)
        steps.append(Step("staff", title("staff"), done))
        budget = {
            finding.variant
            for finding in rules.check(document, context, ("R61", "R87"), index)
            if finding.field == "budget"
        }
        steps.append(Step("budget", title("budget"), not budget))
    steps += _documents(document, context, dossier, case.subs)
    return Guide(case.shown, case.declared, sections, units, functions, tuple(steps))


def title(key: str) -> str:
    """The title of what is asked, in Spanish."""
    return _criteria()[key]["title"]


def criteria(key: str) -> Mapping[str, Any]:
    """What the norm asks of a part and what evaluators look for: `title`, `points`, `citation`.

    Raises `KeyError` for an unknown part.
    """
    return _criteria()[key]


@cache
def _criteria() -> Mapping[str, Any]:
    return json.loads(resources.read("data", "guide.es.json"))


def _units_asked(index: Index, context: Context):
    """The units that need a reason, in the order of the text (rules 4, 84, 88)."""
    new = {id(unit) for unit in created(context, index.units)}
    before = context.base.unit_by_uid if context.base else {}
    exempt = tuple(map(squeeze, LEGAL_ADVICE))
    for unit in index.units:
        risen = unit.uid in before and before[unit.uid].level > unit.level == 2
        internal = unit.level == 2 and unit.nature in keys.INTERNAL_ADMINISTRATION
        ask = UnitAsk(
            unit,
            criteria=id(unit) in new
            and unit.level >= 2
            and unit.nature not in keys.FIRST_LEVEL_NATURES,
            exception=unit.level >= _EXCEPTIONAL_LEVEL and unit.nature not in OWN_ORGANIZATION,
            second_level=internal
            and (risen or id(unit) in new)
            and not is_legal_advice(unit, exempt),
        )
        if ask.criteria or ask.exception or ask.second_level:
            yield ask


def _unit_done(ask: UnitAsk, reason: UnitReason | None, old: bool) -> bool:
    """Whether a unit has what is asked of it; one of an older text only has to say so."""
    if reason is None or not reason.justification.strip():
        return False
    if ask.exception and not reason.exception:
        return False
    if old:
        return True
    answered = all(reason.second_level.get(one, "").strip() for one in "abc")
    return (bool(reason.criteria) or not ask.criteria) and (answered or not ask.second_level)


def _documents(document: Document, context: Context, dossier: Dossier, subs: frozenset[str]):
    """A step for each document that the dossier must hold, drafts with their visto bueno."""
    asked = change_cases.required_documents(
        document.kind, context.entity_type, context.executive, subs
    )
    for kind in asked:
        found = dossier.document(kind)
        done = found is not None
        label = texts.label("dossier_document", kind)
        label = label.format(kind=texts.label("short_kind", document.kind))
        if done and kind in ("draft_instrument", "draft_document"):
            done = set(ENDORSERS) <= set(found.endorsed_by)
            label = (
                label if done else _criteria()["documents"]["endorsement"].format(document=label)
            )
        yield Step(f"documents.{kind}", label[:1].upper() + label[1:], done)
