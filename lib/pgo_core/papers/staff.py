"""The cuadro de necesidades de personal (L02 Anexo 7; LOE 47, annex c)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import rules
from ..document import Document, Unit
from ..dossier import StaffRow, StaffTable
from ..printable import visible
from ..rules.context import Context
from ..rules.index import name_of
from ..rules.language import squeeze
from .facts import Facts
from .paper import Blank, Cell, Heading, Paper, Paragraph, Part, Signatures, Table
from .tables import in_order


def staff_table(document: Document, context: Context) -> Paper:
    """Return the cuadro: a row for each unit in the order of the structure, blank where the dossier
    has none, and the totals that the rows give; what does not add up is told below.
    """
    facts = Facts("staff", document, context)
    words = facts.words
    return Paper(
        "staff_table",
        words("title"),
        ((words("heading.entity"), words.values["entity"]), (words("heading.text"), words("text"))),
        (*parts(facts), Signatures(((facts.words.values["Planning"], words("sign.made")),))),
    )


def parts(facts: Facts) -> tuple[Part, ...]:
    """The table and what is to be said of it."""
    words = facts.words
    table = facts.dossier.staff or StaffTable()
    by_unit, loose = _placed(facts, table)
    rows = []
    for unit in in_order(facts.document):
        found = by_unit.get(unit.uid, ())
        name = f"{visible(unit.code)} {visible(name_of(unit))}".strip()
        indent = max(0, min(unit.level, 5) - 2)
        rows.append(_row(name, found, indent))
        rows.extend(_row(name, (row,), indent) for row in found[1:])
    rows.extend(_row(visible(row.name) or words("unnamed"), (row,)) for row in loose)
    counted = table.rows
    figures = (
        sum(row.cap for row in counted),
        sum(row.cas for row in counted),
        sum(row.cap + row.cas or row.total or 0 for row in counted),
    )
    total = [Cell(words("total"), strong=True)]
    total += [Cell(str(one) if counted else "", number=True, strong=True) for one in figures]
    shown = Table(words("caption"), words.all("head"), (*rows, tuple(total)), (52, 16, 16, 16))
    missing = [unit for unit in in_order(facts.document) if _lacks(unit, by_unit)]
    made: list[Part] = [Paragraph(words("rule")), shown]
    if missing:
        # The rows are facts of the dossier and no text of theirs fills them.
        prompt = facts.counted("missing", len(missing), units=facts.names(missing))
        made.append(Blank(prompt, words("missing.help"), "staff"))
    if told := list(_differences(facts, table, loose)):
        made.append(Heading(words("differences"), 2))
        made += [Paragraph(text, label=words("mark"), indent=1) for text in told]
    return tuple(made)


def _placed(
    facts: Facts, table: StaffTable
) -> tuple[dict[str, tuple[StaffRow, ...]], list[StaffRow]]:
    """The rows of each unit by its uid, told by uid or by name, and those of no unit."""
    units = facts.document.unit_by_uid
    named = {squeeze(unit.name): uid for uid, unit in reversed(units.items())}
    found: dict[str, tuple[StaffRow, ...]] = {}
    loose = []
    for row in table.rows:
        uid = row.unit_uid if row.unit_uid in units else named.get(squeeze(row.name), "")
        if uid:
            found[uid] = (*found.get(uid, ()), row)
        else:
            loose.append(row)
    return found, loose


def _row(name: str, found: tuple[StaffRow, ...], indent: int = 0) -> tuple[Cell, ...]:
    figures = ("", "", "")
    if found:
        row = found[0]
        figures = (str(row.cap), str(row.cas), str(row.cap + row.cas or row.total or 0))
    return (Cell(name, indent=indent), *(Cell(one, number=True) for one in figures))


def _lacks(unit: Unit, by_unit: dict[str, tuple[StaffRow, ...]]) -> bool:
    """Whether a unit must have a row and has none; collegiate organs have no staff of their own."""
    parameters = rules.REGISTRY["R62"].parameters
    heads = {squeeze(head) for head in parameters["without_staff"].default}
    collegiate = unit.nature in parameters["natures_without_staff"].default
    collegiate = collegiate or squeeze(unit.name).split(" ")[0] in heads
    return not collegiate and unit.uid not in by_unit


def _differences(facts: Facts, table: StaffTable, loose: list[StaffRow]) -> Iterator[str]:
    """What the rows or the totals of the dossier say otherwise than their sums."""
    words = facts.words
    units = facts.document.unit_by_uid
    for number, row in enumerate(table.rows, start=1):
        unit = units.get(row.unit_uid)
        name = visible(name_of(unit) if unit else row.name) or str(number)
        if row.total is not None and (row.cap or row.cas) and row.total != row.cap + row.cas:
            yield words("row", unit=name, printed=row.total, sum=row.cap + row.cas)
        if row.contractors > 0:
            yield facts.counted("contractors", row.contractors, unit=name)
    sums = {
        "total_cap": (table.total_cap, sum(row.cap for row in table.rows)),
        "total_cas": (table.total_cas, sum(row.cas for row in table.rows)),
        "total": (table.total, sum(row.cap + row.cas or row.total or 0 for row in table.rows)),
    }
    for column, (printed, found) in sums.items():
        if printed is not None and printed != found:
            yield words(
                "column", column=rules.texts.label("staff_column", column), printed=printed,
                sum=found,
            )  # fmt: skip
    for row in loose:
        yield words("loose", unit=visible(row.name) or row.unit_uid or words("unnamed"))
