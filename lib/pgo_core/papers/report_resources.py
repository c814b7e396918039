"""Section 3 of the informe técnico: the resources of the structure proposed (LOE 47)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import rules
from ..dossier import Budget
from ..rules.language import squeeze
from .facts import Facts
from .paper import Cell, Paragraph, Part, Table

#: Years of the projection (LOE 47, section 3).
YEARS = 3


def resources(facts: Facts) -> Iterator[Part]:
    """Operating expenses of both structures, the projection of a new ROF, the statement that the
    resources suffice and, when current spending grows, what finances it.
    """
    words = facts.words
    budget = facts.dossier.budget or Budget()
    whole = facts.mode != "change"
    yield Paragraph(words("resources.whole" if whole else "resources.change"))
    if whole or budget.spending_after is not None:
        yield _comparison(facts, budget)
        if budget.spending_after is None or (budget.spending_before is None and not facts.is_new):
            yield from facts.ask("budget.spending")
    if whole and not _stays(facts, budget):
        yield from _projection(facts)
    if facts.written("budget.statement") or not _states(facts):
        yield from facts.ask("budget.statement")
    yield from facts.ask("report.resources")
    if grows(budget):
        yield Paragraph(words("resources.grows"))
        yield from facts.ask("budget.financing")
    elif _known(budget):
        yield Paragraph(words("resources.stays"))


def soles(amount: int) -> str:
    """`900 000`, in soles."""
    return f"{amount:,}".replace(",", " ")


def _states(facts: Facts) -> bool:
    """Whether the section says that the resources suffice, in the words that rule 87 takes."""
    said = squeeze(facts.written("report.resources"))
    phrases = rules.REGISTRY["R87"].parameters["phrases"].default
    return any(squeeze(phrase) in said for phrase in phrases)


def grows(budget: Budget) -> bool:
    """Whether the structure proposed spends more than the one in force (LOE 47, section 3, b)."""
    after = budget.spending_after
    return after is not None and after > (budget.spending_before or 0)


def _known(budget: Budget) -> bool:
    return budget.spending_after is not None and budget.spending_before is not None


def _stays(facts: Facts, budget: Budget) -> bool:
    """Whether the projection is not asked for: it is where current spending grows (LOE 47, section
    3, b), or nobody told yet whether it does.
    """
    years = range(1, YEARS + 1)
    written = any(facts.written(f"budget.year_{year}") for year in years)
    return _known(budget) and not grows(budget) and not written


def _comparison(facts: Facts, budget: Budget) -> Table:
    words = facts.words
    before, after = budget.spending_before, budget.spending_after
    if before is None and facts.is_new:
        before = 0
    difference = words("tables.unknown")
    if before is not None and after is not None:
        difference = soles(after - before)
    cells = [words("tables.unknown") if one is None else soles(one) for one in (before, after)]
    row = (
        Cell(words("resources.spending")),
        *(Cell(one, number=True) for one in (*cells, difference)),
    )
    return Table(words("resources.caption"), words.all("resources.head"), (row,), (40, 20, 20, 20))


def _projection(facts: Facts) -> Iterator[Part]:
    """The spending of each year of the projection, as it was written for it."""
    words = facts.words
    rows, missing = [], []
    for year in range(1, YEARS + 1):
        amount = facts.written(f"budget.year_{year}")
        if not amount:
            missing.append(year)
        row = (
            Cell(words("resources.year", year=year)),
            Cell(amount or words("tables.unknown"), number=True),
        )
        rows.append(row)
    yield Table(
        words("resources.projection"), words.all("resources.projection_head"), tuple(rows), (60, 40)
    )
    for year in missing:
        yield from facts.ask(f"budget.year_{year}", "budget.year", year=year)
