"""The fichas técnicas sustentatorias of the functions of the units of line (L02 Anexo 8; LOE 47,
annex b): for the Poder Ejecutivo alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import spanish
from ..document import Competence, Document, Unit
from ..numbering import letter
from ..printable import visible
from ..render.reading import legal_basis
from ..rules.context import Context
from ..rules.index import name_of
from . import evolution, tables
from .evolution import Step
from .facts import Facts
from .paper import Cell, Heading, PageBreak, Paper, Paragraph, Part, Signatures, Table

#: Natures whose functions the sheets tell; an organ of these at the second level has its own sheet,
#: from the third on the sheet is that of a unidad orgánica.
_NATURES = ("line", "deconcentrated")


def technical_sheets(document: Document, context: Context) -> Paper:
    """Return the sheets: facts of the entity, competences, structure, general functions, and one
    sheet for each organ and unidad orgánica of line, each function with its type and sustento. For
    who is not of the Poder Ejecutivo the paper says that they are not asked for.
    """
    facts = Facts("sheets", document, context)
    words = facts.words
    heading = ((words("heading.entity"), words.values["entity"]),)
    if not facts.executive_rof:
        reason = words("not_asked.mop" if facts.is_mop else "not_asked.rof")
        return Paper("technical_sheets", words("title"), heading, (Paragraph(reason),))
    steps = evolution.steps(facts.base, document, facts.dossier.equivalences, facts.is_new)
    made: list[Part] = [Heading(words("data")), *_data(facts)]
    made += [Heading(words("competences.heading"), 2), _competences(facts)]
    made += [Heading(words("structure"), 2), tables.structure_table(facts)]
    made += [Heading(words("count"), 2), tables.count_table(facts)]
    made += [Heading(words("general.heading")), *_general(facts)]
    made += [Heading(words("sheets.heading")), Paragraph(words("sheets.types"))]
    if facts.base is None and not facts.is_new:
        made += [Paragraph(words("sheets.unknown")), *facts.ask("base.text")]
    for number, unit in enumerate(_sheet_units(facts, steps)):
        made += [*([PageBreak()] if number else []), *_sheet(facts, unit, steps[unit.uid])]
    made.append(Signatures(((words.values["Planning"], words("sign")),)))
    return Paper(
        "technical_sheets",
        words("title"),
        (*heading, (words("heading.text"), words("text"))),
        tuple(made),
        landscape=True,
        indexed=True,
    )


def _data(facts: Facts) -> Iterator[Part]:
    words = facts.words
    yield Paragraph(words.values["entity"], label=words("name"))
    sector = visible(str(facts.context.facts.get("sector") or "").strip())
    if sector:
        yield Paragraph(sector, label=words("sector"))
    else:
        yield from facts.ask("entity.sector")


def _competences(facts: Facts) -> Table:
    words = facts.words
    rows = tuple(
        (Cell(visible(item.text)), Cell(_basis(item))) for item in facts.document.competences
    )
    return Table(
        words("competences.caption"),
        words.all("competences.head"),
        rows,
        (65, 35),
        words("competences.empty"),
    )


def _general(facts: Facts) -> Iterator[Part]:
    """General functions of the entity and the organ of line that has each (sheet 2)."""
    words = facts.words
    owner = {function.uid: unit for unit, function in facts.document.functions()}
    rows, orphans = [], []
    for number, item in enumerate(facts.document.competences, start=1):
        organs = dict.fromkeys(
            name_of(_organ(facts, owner[uid])) for uid in item.carried_by if uid in owner
        )
        if not organs:
            orphans.append(str(number))
        rows.append(
            (
                Cell(str(number), number=True),
                Cell(_basis(item) or words("tables.unknown")),
                Cell(visible(item.text)),
                Cell(visible("; ".join(organs)) or words("tables.unknown")),
            )
        )
    yield Table(
        words("general.caption"),
        words.all("general.head"),
        tuple(rows),
        (6, 24, 42, 28),
        words("competences.empty"),
    )
    if orphans:
        yield from facts.ask(
            "sheets.general", numbers=facts.joined(orphans), topic="sheets.general"
        )


def _organ(facts: Facts, unit: Unit) -> Unit:
    """The organ of the first or second level a unit stands in, itself when it is one."""
    if unit.level <= 2:
        return unit
    return next((above for above in facts.index.above(unit) if above.level <= 2), unit)


def _sheet_units(facts: Facts, steps: dict[str, list[Step]]) -> Iterator[Unit]:
    """The units of line in the order of the structure, then those that are gone with functions to
    derogate.
    """
    for unit in tables.in_order(facts.document):
        if unit.nature in _NATURES:
            yield unit
    for unit in facts.base.units if facts.base else ():
        gone = unit.uid not in facts.document.unit_by_uid and steps.get(unit.uid)
        if gone and unit.nature in _NATURES:
            yield unit


def _sheet(facts: Facts, unit: Unit, found: list[Step]) -> Iterator[Part]:
    words = facts.words
    organ = unit.level <= 2
    kind = "organ" if organ else "unit"
    name = visible(name_of(unit))
    yield Heading(words(f"sheets.{kind}", unit=name), 2)
    if not organ:
        parent = facts.document.unit_by_uid.get(unit.parent_uid)
        if parent:
            yield Paragraph(visible(name_of(parent)), label=words("sheets.parent"))
    carried = _carried(facts)
    rows, asked = [], []
    for step in found:
        reason = facts.written(f"function_reason:{step.function.uid}")
        if step.changed and not reason:
            asked.append(step)
        rows.append(_row(facts, step, carried if organ else {}, reason))
    yield Table(
        words("sheets.caption", of_unit=spanish.of_the(name)),
        words.all(f"sheets.head.{kind}"),
        tuple(rows),
        (20, 36, 4, 5, 4, 4, 4, 23),
        words("sheets.empty"),
    )
    if not organ and unit.uid in facts.document.unit_by_uid and found:
        yield from facts.ask(f"unfolds:{unit.uid}", "unfolds", unit=name)
    for step in asked:
        yield from facts.ask(
            f"function_reason:{step.function.uid}",
            f"function_reason.{step.kind}",
            unit=name,
            place=letter(step.number) if step.number else "–",
            function=visible(step.function.text).rstrip(" ."),
        )


def _carried(facts: Facts) -> dict[str, str]:
    """By uid of a function, the general functions that it carries."""
    found: dict[str, list[str]] = {}
    for item in facts.document.competences:
        for uid in item.carried_by:
            found.setdefault(uid, []).append(visible(item.text))
    return {uid: " / ".join(texts) for uid, texts in found.items()}


def _row(facts: Facts, step: Step, carried: dict[str, str], reason: str) -> tuple[Cell, ...]:
    words = facts.words
    mark = words("sheets.mark")
    text = visible(step.function.text)
    if step.number:
        text = f"{letter(step.number)}) {text}"
    told = visible(reason)
    if not told:
        told = words("sheets.pending" if step.changed else "sheets.none")
    basis = legal_basis(step.function.citations)
    parts = [words("sheets.basis", basis=visible(basis))] if basis and step.changed else []
    if step.was is not None:
        parts.append(words("sheets.from", unit=visible(name_of(step.was))))
    if step.before:
        parts.append(words("sheets.before", text=visible(step.before)))
    return (
        Cell(carried.get(step.function.uid, "")),
        Cell(text),
        *(Cell(mark if step.kind == kind else "") for kind in evolution.KINDS),
        Cell(" ".join([*parts, told])),
    )


def _basis(item: Competence) -> str:
    return visible(legal_basis(item.citations))
