"""The informe técnico of a MOP: it justifies the structure and the mechanisms of control and
coordination (LOE 55.1; L02, chapter III).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..numbering import letter
from ..printable import visible
from . import tables
from .facts import Facts
from .paper import Heading, Paragraph, Part
from .report_functions import duplicates, functions


def mop_sections(facts: Facts) -> Iterator[Part]:
    """Object, structure, mechanisms of control and coordination, functions, goods and processes."""
    words = facts.words
    if not facts.owner:
        yield from facts.ask("entity.parent")
    yield Heading(words("object.heading"))
    yield Paragraph(words("mop.object"))
    yield Paragraph(facts.scope())
    yield Paragraph(words("mop.no_cases"))
    yield Heading(words("mop.structure.heading"))
    yield tables.structure_table(facts)
    yield tables.count_table(facts)
    if facts.base is not None:
        yield tables.unit_table(facts)
    elif not facts.is_new:
        yield from facts.ask("base.text", "base.text_mop")
    yield from facts.ask("report.structure", "report.structure_mop")
    yield Heading(words("mop.control.heading"))
    yield from facts.ask("report.control")
    yield Heading(words("mop.coordination.heading"))
    yield from facts.ask("report.coordination")
    yield Heading(words("mop.functions.heading"))
    yield from functions(facts)
    yield from duplicates(facts)
    yield Heading(words("mop.processes.heading"))
    yield from _processes(facts)


def _processes(facts: Facts) -> Iterator[Part]:
    """The goods, services and processes of título III, as the text has them."""
    found = [article for article in facts.document.articles if article.place == "processes"]
    if not found:
        yield Paragraph(facts.words("mop.processes.none"))
    for article in found:
        yield Heading(visible(article.heading), 2)
        for line in article.body.splitlines():
            if line.strip():
                yield Paragraph(visible(line))
        for place, item in enumerate(article.items, start=1):
            yield Paragraph(visible(item), label=f"{letter(place)})", indent=1)
