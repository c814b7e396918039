"""The informe técnico sustentatorio of a ROF (LOE 46.1, 47; L02 Anexos 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import rules, spanish
from ..document import Document, Unit
from ..dossier import CHANGE_CASES, REPORT_SECTIONS
from ..printable import visible
from ..rules import texts
from ..rules.case_facts import named
from ..rules.context import Context
from ..rules.index import name_of
from ..rules.language import fold
from . import staff, tables
from .facts import Facts
from .paper import (
    Cell,
    Heading,
    Organigram,
    Paper,
    Paragraph,
    Part,
    Signatures,
    Table,
    Words,
)
from .report_functions import duplicates, functions
from .report_mop import mop_sections
from .report_resources import resources

#: Where the first criteria of LOE 16.1 end being enough: below this level the servants must be more
#: than fifteen (16.3).
_LAST_FREE_LEVEL = 3
#: Answers asked of a new organ of internal administration (OV 001-2025, 3.32).
_SECOND_LEVEL = ("a", "b", "c")


def technical_report(document: Document, context: Context) -> Paper:
    """Return the report: the supuestos declared and those the texts show, the sections that they
    ask for (the others named with the reason), and the annexes. What can be derived is written; of
    the rest there are places to complete.
    """
    facts = Facts("technical_report", document, context)
    body = mop_sections(facts) if facts.is_mop else _rof_sections(facts)
    numbered = () if facts.cited("technical_report") else facts.ask("document.technical_report")
    return Paper(
        "technical_report",
        facts.words("title"),
        tuple(_heading(facts)),
        (*numbered, *body, *_closing(facts)),
        indexed=True,
    )


def _heading(facts: Facts) -> Iterator[tuple[str, Words]]:
    words = facts.words
    yield (
        words("heading.number"),
        facts.cited("technical_report", dated=False) or words("names.dots"),
    )
    yield words("heading.to"), spanish.capitalize(words.values["chief"])
    yield words("heading.from"), words.values["Planning"]
    yield words("heading.subject"), words("subject")
    date = facts.long_date(facts.numbered("technical_report").date)
    yield words("heading.date"), date or words("names.dots")


def _rof_sections(facts: Facts) -> Iterator[Part]:
    words = facts.words
    yield Heading(words("object.heading"))
    yield Paragraph(words("object.text"))
    yield Paragraph(facts.scope())
    yield Heading(words("cases.heading"))
    yield from _cases(facts)
    yield Heading(words("content.heading"))
    yield _content(facts)
    yield Heading(words("need.heading"))
    if _asked(facts, "need"):
        yield from _model(facts)
        yield from facts.ask("report.need")
    else:
        yield _not_asked(facts)
    yield Heading(words("rationality.heading"))
    yield Heading(words("structure.heading"), 2)
    yield from _structure(facts) if _asked(facts, "structure") else [_not_asked(facts)]
    yield Heading(words("functions.heading"), 2)
    yield from functions(facts)
    yield Heading(words("duplicates.heading"), 2)
    yield from duplicates(facts)
    yield Heading(words("resources.heading"))
    yield from resources(facts) if _asked(facts, "resources") else [_not_asked(facts)]


def _asked(facts: Facts, section: str) -> bool:
    return section in facts.sections


def _not_asked(facts: Facts) -> Paragraph:
    return Paragraph(facts.words("content.why_not", cases=facts.cases()))


def _cases(facts: Facts) -> Iterator[Part]:
    """The supuestos declared and shown, the sections of the ROF touched, act and opinion."""
    words, case = facts.words, facts.case
    shown = _witnesses(facts)
    rows = []
    for letter in CHANGE_CASES:
        declared = words("yes" if letter in case.declared else "no")
        if case.changes is None and not facts.is_new:
            result = words("cases.unknown")
        elif letter == "d" and facts.is_new:
            result = words("cases.first")
        elif letter == "d":
            # A fusion does not show in the texts of one entity.
            result = words("cases.not_shown")
        else:
            units = shown.get(letter, ())
            result = words("cases.shown", units=named(units)) if units else words("no")
        rows.append(
            (Cell(texts.label("change_case", letter)), Cell(declared), Cell(result))
        )  # fmt: skip
    yield Table(words("cases.caption"), words.all("cases.head"), tuple(rows), (50, 15, 35))
    if not case.declared:
        yield from facts.ask("change_cases")
    if lacking := sorted(case.shown - case.declared):
        yield Paragraph(words("cases.lacking", cases=facts.joined(f"{one})" for one in lacking)))
    if facts.executive_rof and case.subs:
        subs = facts.joined(texts.label("opinion_case", one) for one in sorted(case.subs))
        yield Paragraph(words("cases.subs", subs=subs))
    yield from _procedure(facts)


def _procedure(facts: Facts) -> Iterator[Part]:
    """The acts that approve it and the opinion that it needs."""
    words = facts.words
    if acts := [texts.label("instrument", key) for key in facts.instruments]:
        key = "cases.instrument.one" if len(acts) == 1 else "cases.instrument.many"
        yield Paragraph(words(key, acts=facts.joined(acts)))
    because = facts.joined(texts.label("opinion_case", one) for one in facts.opinion.because)
    because = because or texts.label("opinion_case", "rule")
    yield Paragraph(words(f"cases.opinion.{facts.opinion.kind}", because=because))


def _witnesses(facts: Facts) -> dict[str, tuple[Unit, ...]]:
    found = facts.changes
    if found is None:
        return {}
    if found.first:
        return {}
    touched = tuple(item.unit for item in (*found.modified, *found.reassigned))
    functions_only = touched if "c" in facts.case.shown else ()
    return {"a": found.appearing, "b": found.vanishing, "c": functions_only}


def _content(facts: Facts) -> Table:
    """The sections of LOE 47 and whether the supuestos ask for each."""
    words = facts.words
    rows = []
    for section in REPORT_SECTIONS:
        asked = _asked(facts, section)
        why = words("content.why" if facts.case.letters else "content.all", cases=facts.cases())
        if not asked:
            why = words("content.why_not", cases=facts.cases())
        rows.append(
            (
                Cell(spanish.capitalize(texts.label("report_section", section))),
                Cell(words("yes" if asked else "no")),
                Cell(why),
            )
        )
    return Table(words("content.caption"), words.all("content.head"), tuple(rows), (43, 16, 41))


def _model(facts: Facts) -> Iterator[Part]:
    """What follows from the organization model adopted (NT 01-2020-PCM/SGP/SSAP)."""
    words, model = facts.words, facts.context.model
    if model is None:
        return
    yield Paragraph(words("model.adopted", model=visible(model.title)))
    eligible = {True: "yes", False: "no", None: "unknown"}[facts.context.model_eligible]
    yield Paragraph(words(f"model.eligible.{eligible}"))
    yield from facts.ask("model.criteria")


def _departures(facts: Facts) -> Iterator[Part]:
    """Each difference from the model adopted with its reason."""
    if facts.context.model is None:
        return
    words = facts.words
    found = rules.check(facts.document, facts.context, only=["R72"], index=facts.index)
    yield Heading(words("model.departures"), 3)
    told = [reason for reason in facts.dossier.model_reasons if reason.text.strip()]
    for reason in told:
        yield Paragraph(visible(reason.text), label=words("mark"), indent=1)
    for finding in found:
        uid = finding.target_uid or finding.subject
        yield from facts.ask(f"model_reason:{uid}", "model_reason", difference=finding.message())
    if not told and not found:
        yield Paragraph(words("model.same"))


def _structure(facts: Facts) -> Iterator[Part]:
    words = facts.words
    yield tables.structure_table(facts)
    yield tables.count_table(facts)
    if not facts.is_new:
        yield tables.unit_table(facts)
    if facts.changes is None:
        yield from facts.ask("base.text")
    yield from facts.ask("report.structure")
    units = facts.changes.appearing if facts.changes else ()
    if units:
        yield Heading(words("structure.created"), 3)
        yield Paragraph(words("structure.criteria"))
    for unit in units:
        yield from _unit(facts, unit)
    yield from _departures(facts)


def _unit(facts: Facts, unit: Unit) -> Iterator[Part]:
    """Why a unit is created: its criteria of LOE 16.1, its servants, the text of the entity."""
    words, reason = facts.words, facts.dossier.reason(unit.uid)
    name = visible(name_of(unit))
    told = [words("structure.unit", nature=facts.nature(unit), level=unit.level)]
    servants = facts.context.servants.get(unit.uid)
    if servants:
        told.append(facts.counted("structure.servants", servants))
    criteria = [words(f"criteria.{one}") for one in (reason.criteria if reason else ())
                if words.has(f"criteria.{one}")]  # fmt: skip
    if criteria:
        told.append(words("structure.meets", criteria="; ".join(criteria)))
    yield Paragraph(" ".join(told), label=f"{name}:")
    topic = "unit_reason"
    if unit.level > _LAST_FREE_LEVEL:
        topic = "unit_reason_deep"
    yield from facts.ask(f"unit_reason:{unit.uid}", topic, unit=name)
    if unit.level == 2 and unit.nature in ("advisory", "support") and "juridica" not in fold(name):
        answers = reason.second_level if reason else {}
        for letter in _SECOND_LEVEL:
            if text := str(answers.get(letter, "")).strip():
                yield Paragraph(visible(text), label=f"{letter})", indent=1)
            else:
                key = f"second_level:{unit.uid}:{letter}"
                yield from facts.ask(key, f"second_level.{letter}", unit=name)


def _closing(facts: Facts) -> Iterator[Part]:
    """Conclusion, signature and annexes."""
    words = facts.words
    yield Heading(words("conclusion.heading"))
    yield Paragraph(facts.scope())
    if not facts.is_mop:
        if facts.case.letters:
            yield Paragraph(words("conclusion.cases", cases=facts.cases()))
        yield from _procedure(facts)
    yield from facts.ask("report.conclusion")
    yield Signatures(((words.values["Planning"], words("sign")),))
    letters = facts.case.letters or frozenset(CHANGE_CASES)
    yield Heading(words("annex.heading"))
    if not facts.is_mop and not letters & {"a", "b", "d"}:
        yield Paragraph(words("annex.none"))
        if facts.executive_rof:
            yield Paragraph(words("annex.title", number=1, name=words("annex.sheets")))
        return
    listed = ["organigram"] + ["organigram_base"] * (facts.base is not None)
    listed += ["processes"] if facts.is_mop else ["staff"]
    listed += ["sheets"] * facts.executive_rof
    titles = {}
    for number, key in enumerate(listed, start=1):
        titles[key] = words("annex.title", number=number, name=words(f"annex.{key}"))
        yield Paragraph(titles[key])
    yield Heading(titles["organigram"], 2)
    yield Organigram("document")
    if facts.base is not None:
        yield Heading(titles["organigram_base"], 2)
        yield Organigram("base")
    if not facts.is_mop:
        yield Heading(titles["staff"], 2)
        yield from staff.parts(Facts("staff", facts.document, facts.context))
