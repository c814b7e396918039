"""Section 2, letters b) and c) of the informe técnico: the substantive functions of the organs of
line and that no function is repeated (LOE 47).
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import rules, spanish
from ..document import Unit
from ..numbering import letter
from ..printable import visible
from ..render.reading import legal_basis
from ..rules.index import name_of
from . import evolution, tables
from .evolution import Step
from .facts import Facts
from .paper import Cell, Paragraph, Part, Table

#: Natures of the organs whose functions are told (LOE 47, section 2, letter b).
_NATURES = ("line", "deconcentrated", "academic")
#: Rules that look for functions repeated in two units, and in an organ and its units.
_REPEATED = ("R37", "R38")


def functions(facts: Facts) -> Iterator[Part]:
    """For each organ of line the functions that are new, modified, reassigned or gone, with their
    legal basis and the reason; all of them while the text in force is not known.
    """
    words = facts.words
    found = evolution.steps(facts.base, facts.document, facts.dossier.equivalences, facts.is_new)
    told = False
    kind = "mop" if facts.is_mop else "rof"
    yield Paragraph(words(f"functions.types.{kind}"))
    if facts.executive_rof:
        yield Paragraph(words("functions.sheets"))
    for organ, units in _organs(facts, found):
        listed = [step for unit in units for step in found.get(unit.uid, ()) if _tells(step)]
        if not listed:
            continue
        told = True
        yield _table(facts, organ, listed)
        if facts.base is not None and not facts.executive_rof:
            yield from _reasons(facts, listed)
    if not told:
        yield Paragraph(words("functions.none"))
    bare = sum(
        _tells(step) and step.kind != "removed" and not step.function.citations
        for organ, units in _organs(facts, found)
        for unit in units
        for step in found.get(unit.uid, ())
    )
    if bare:
        yield Paragraph(facts.counted("functions.bare", bare))
    yield from facts.ask("report.functions", f"report.functions_{kind}")


def duplicates(facts: Facts) -> Iterator[Part]:
    """What repeats inside the text and by what method it was sought; what other entities do is for
    the entity to say.
    """
    words = facts.words
    findings = rules.check(facts.document, facts.context, only=_REPEATED, index=facts.index)
    ran = [rule for rule in _REPEATED if rules.engine.in_force(rules.REGISTRY[rule], facts.context)]
    if not ran:
        yield Paragraph(words("duplicates.not_run"))
    else:
        count = sum(len(unit.functions) for unit in facts.document.units)
        yield Paragraph(words("duplicates.method", functions=facts.counted("functions", count)))
        if not findings:
            yield Paragraph(words("duplicates.none"))
        else:
            rows = tuple(
                (Cell(str(number), number=True), Cell(visible(finding.message())))
                for number, finding in enumerate(findings, start=1)
            )
            yield Table(
                words("duplicates.caption"), words.all("duplicates.head"), rows, (7, 93)
            )  # fmt: skip
    yield from facts.ask("report.no_duplication")


def _tells(step: Step) -> bool:
    return step.changed or (not step.kind and not step.closing)


def _organs(facts: Facts, found: dict[str, list[Step]]) -> Iterator[tuple[Unit, tuple[Unit, ...]]]:
    """Each organ of line of the second level with itself and the units below it; then what is gone."""
    groups: dict[str, tuple[Unit, list[Unit]]] = {}
    for unit in tables.in_order(facts.document):
        if unit.nature not in _NATURES:
            continue
        organ = unit
        if unit.level > 2:
            above = (one for one in facts.index.above(unit) if one.level == 2)
            organ = next((one for one in above if one.nature in _NATURES), unit)
        groups.setdefault(organ.uid, (organ, []))[1].append(unit)
    for organ, units in groups.values():
        yield organ, tuple(units)
    for unit in facts.base.units if facts.base else ():
        gone = unit.uid not in facts.document.unit_by_uid
        if gone and unit.nature in _NATURES and found.get(unit.uid):
            yield unit, (unit,)


def _table(facts: Facts, organ: Unit, listed: list[Step]) -> Table:
    words = facts.words
    told = [_row(facts, step) for step in listed]
    # Of a first text all functions are new and their reason is told for the whole organ.
    columns = 4 if any(row[3].words for row in told) else 3
    rows = []
    shown = ""
    for step, row in zip(listed, told, strict=True):
        if step.unit.uid != shown:
            shown = step.unit.uid
            rows.append((Cell(visible(name_of(step.unit)), span=columns, strong=True),))
        rows.append(row[:columns])
    return Table(
        words("functions.caption", of_organ=spanish.of_the(visible(name_of(organ)))),
        words.all("functions.head")[:columns],
        tuple(rows),
        (39, 11, 23, 27) if columns == 4 else (60, 11, 29),
    )


def _row(facts: Facts, step: Step) -> tuple[Cell, ...]:
    words = facts.words
    text = visible(step.function.text)
    if step.number:
        text = f"{letter(step.number)}) {text}"
    notes = []
    if step.was is not None:
        notes.append(words("functions.from", unit=visible(name_of(step.was))))
    if step.before:
        notes.append(words("functions.before", text=visible(step.before)))
    if reason := facts.written(f"function_reason:{step.function.uid}"):
        notes.append(visible(reason))
    elif facts.executive_rof:
        notes.append(words("functions.in_sheet"))
    elif facts.base is not None:
        notes.append(words("functions.pending"))
    basis = visible(legal_basis(step.function.citations))
    if not basis:
        basis = words("functions.no_basis" if step.kind != "removed" else "tables.unknown")
    kind = words(f"steps.{step.kind}") if step.kind else words("tables.unknown")
    return Cell(text), Cell(kind), Cell(basis), Cell(" ".join(notes))


def _reasons(facts: Facts, listed: list[Step]) -> Iterator[Part]:
    for step in listed:
        key = f"function_reason:{step.function.uid}"
        if not facts.written(key):
            yield from facts.ask(
                key,
                f"function_reason.{step.kind}",
                unit=visible(name_of(step.unit)),
                place=letter(step.number) if step.number else "–",
                function=visible(step.function.text).rstrip(" ."),
            )
