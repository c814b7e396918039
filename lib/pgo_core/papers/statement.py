"""The exposición de motivos of the act that approves (LOE 50.1.c)."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..dossier import Budget
from ..rules import texts
from ..rules.context import Context
from . import tables
from .facts import Facts
from .paper import Heading, Paper, Paragraph, Part, Signatures
from .report_resources import grows, soles


def explanatory_statement(document: Document, context: Context) -> Paper:
    """Return the statement: object, legal basis, need, what changes, effect on the norms in force,
    costs and benefits. A MOP has none (LOE 55.1) and the paper says so.
    """
    facts = Facts("statement", document, context)
    words = facts.words
    acts = facts.joined(texts.label("instrument", key) for key in facts.instruments)
    told = facts.counted("act", max(len(facts.instruments), 1), acts=acts or words("some_act"))
    heading = ((words("heading.entity"), words.values["entity"]),)
    return Paper(
        "explanatory_statement",
        words("title"),
        (*heading, (words("heading.act"), told)),
        tuple(_parts(facts)),
    )


def _parts(facts: Facts) -> Iterator[Part]:
    words = facts.words
    if facts.is_mop:
        yield Paragraph(words("not_asked"))
    yield Heading(words("object.heading"))
    yield Paragraph(words(f"object.{facts.mode}"))
    yield Heading(words("basis.heading"))
    for norm in facts.norms():
        yield Paragraph(norm, label=words("mark"), indent=1)
    yield Heading(words("need.heading"))
    yield from facts.ask("report.need")
    yield Heading(words("analysis.heading"))
    yield Paragraph(facts.scope())
    if not facts.is_mop and facts.case.letters:
        yield Paragraph(words("analysis.cases", cases=facts.cases_in_words()))
    if facts.base is not None:
        yield tables.unit_table(facts)
    yield tables.count_table(facts)
    yield from facts.ask("statement.analysis")
    yield Heading(words("effect.heading"))
    yield from _effect(facts)
    yield Heading(words("cost.heading"))
    yield from _cost(facts)
    yield Signatures(((words.values["Planning"], words("sign")),))


def _effect(facts: Facts) -> Iterator[Part]:
    """What the act does to the norms in force."""
    words = facts.words
    acts = facts.instruments or ("",)
    yield Paragraph(
        words(f"effect.{facts.mode}", previous=facts.joined(facts.previous(act) for act in acts))
    )
    for act in acts if facts.mode != "first" else ():
        yield from facts.ask_previous(act)
    yield Paragraph(words(f"effect.rank.{'mop' if facts.is_mop else facts.level}"))


def _cost(facts: Facts) -> Iterator[Part]:
    words = facts.words
    budget = facts.dossier.budget or Budget()
    before, after = budget.spending_before, budget.spending_after
    if after is not None and before is not None:
        values = {"before": soles(before), "after": soles(after), "more": soles(after - before)}
        yield Paragraph(words("cost.grows" if grows(budget) else "cost.stays", **values))
    yield from facts.ask("budget.statement")
    if grows(budget):
        yield from facts.ask("budget.financing")
    yield from facts.ask("statement.benefits")
