"""The form of the informe legal, which validates the legality of the functions (LOE 50.1.e, 55.1)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import rules, spanish
from ..change_cases import required_documents
from ..document import Document, Function
from ..numbering import letter
from ..printable import visible
from ..render.reading import legal_basis
from ..rules import texts
from ..rules.context import Context
from ..rules.finding import Finding
from ..rules.index import name_of
from ..rules.language import fold, is_closing
from . import tables
from .facts import Facts
from .paper import Cell, Heading, Paper, Paragraph, Part, Signatures, Span, Table, Words

#: A function without legal basis, and a norm cited that is not in force or not in the catalogue.
_BASIS, _FORCE = "R40", "R41"
_STATEMENT = "explanatory_statement"


def legal_report(document: Document, context: Context) -> Paper:
    """Return the form: antecedents and legal basis written, each function with its legal basis and
    what the rules find in it, the conclusion for the lawyer.
    """
    facts = Facts("legal_report", document, context)
    words = facts.words
    numbered = () if facts.cited("legal_report") else facts.ask("document.legal_report")
    return Paper(
        "legal_report",
        words("title"),
        tuple(_heading(facts)),
        (
            *numbered,
            *_antecedents(facts),
            *_norms(facts),
            *_analysis(facts),
            Heading(words("conclusion.heading")),
            *facts.ask("legal.conclusion"),
            *facts.ask("legal.recommendation"),
            Signatures(((words.values["Legal"], words("sign")),)),
        ),
        indexed=True,
    )


def _heading(facts: Facts) -> Iterator[tuple[str, Words]]:
    words = facts.words
    yield words("heading.number"), facts.cited("legal_report", dated=False) or words("names.dots")
    yield words("heading.to"), spanish.capitalize(words.values["chief"])
    yield words("heading.from"), words.values["Legal"]
    yield words("heading.subject"), words("subject")
    reference = facts.cited("technical_report")
    yield words("heading.reference"), reference or words("reference")
    date = facts.long_date(facts.numbered("legal_report").date)
    yield words("heading.date"), date or words("names.dots")


def _antecedents(facts: Facts) -> Iterator[Part]:
    words = facts.words
    if facts.is_mop and not facts.owner:
        yield from facts.ask("entity.parent")
    yield Heading(words("antecedents.heading"))
    report = facts.named("technical_report")
    key = "antecedents.report" if report else "antecedents.no_report"
    yield Paragraph(words(key, report=report), label="1.1")
    yield Paragraph(facts.scope(), label="1.2")
    if facts.case.letters and not facts.is_mop:
        yield Paragraph(words("antecedents.cases", cases=facts.cases_in_words()), label="1.3")
    yield from facts.ask("legal.antecedents")


def _norms(facts: Facts) -> Iterator[Part]:
    """The norms that any entity of its kind goes by, then those that the text cites."""
    words = facts.words
    yield Heading(words("basis.heading"))
    general = facts.norms()
    for norm in general:
        yield Paragraph(norm, label=words("mark"), indent=1)
    cited: dict[str, str] = {}
    document = facts.document
    held = [item.citations for _unit, item in document.functions()]
    for citations in (*(item.citations for item in document.competences), *held):
        for citation in citations:
            cited.setdefault(citation.norm or citation.label, citation.label or citation.norm)
    known = " ".join(general)
    for label in cited.values():
        if label.split(",")[0].strip() not in known:
            yield Paragraph(visible(label), label=words("mark"), indent=1)


def _analysis(facts: Facts) -> Iterator[Part]:
    words = facts.words
    kind = "mop" if facts.is_mop else facts.level
    yield Heading(words("analysis.heading"))
    yield Heading(words("competence.heading"), 2)
    yield Paragraph(words(f"competence.{kind}"))
    acts = facts.joined(texts.label("instrument", key) for key in facts.instruments)
    if acts:
        yield Paragraph(words("competence.instrument", acts=acts))
    yield from facts.ask("legal.competence")
    yield Heading(words("procedure.heading"), 2)
    yield from _procedure(facts)
    yield Heading(words("functions.heading"), 2)
    yield from _functions(facts)
    yield from facts.ask("legal.functions")


def _procedure(facts: Facts) -> Iterator[Part]:
    """The documents of the dossier, which are there and which are not, the opinion, what follows."""
    words, context, case = facts.words, facts.context, facts.case
    kind = facts.document.kind
    rows = []
    asked_for = required_documents(kind, context.entity_type, context.executive, case.subs)
    if not facts.is_mop and _STATEMENT not in asked_for:
        # LOE 50.1.c makes no exception, whatever L02 leaves out for regions and municipalities.
        asked_for = (*asked_for, _STATEMENT)
    for asked in asked_for:
        if asked == "legal_report":
            continue  # this one
        told = texts.label("dossier_document", asked).format(kind=words.values["short"])
        name = spanish.capitalize(told.partition(" ")[2])  # without its article
        there = facts.dossier.document(asked) is not None
        lacking = "statement" if asked == _STATEMENT else "missing"
        number = facts.cited(asked) or words(f"procedure.{'there' if there else lacking}")
        rows.append((Cell(visible(name)), Cell(number)))
    yield Table(words("procedure.caption"), words.all("procedure.head"), tuple(rows), (60, 40))
    yield Paragraph(words("procedure.endorsed"))
    because = facts.joined(texts.label("opinion_case", one) for one in facts.opinion.because)
    because = because or texts.label("opinion_case", "rule")
    key = "mop" if facts.is_mop else facts.opinion.kind
    yield Paragraph(words(f"procedure.opinion.{key}", because=because))
    yield Paragraph(words(f"procedure.next.{'mop' if facts.is_mop else facts.level}"))


def _functions(facts: Facts) -> Iterator[Part]:
    """Every function with its legal basis; what the rules find in it beside."""
    words = facts.words
    findings = rules.check(facts.document, facts.context, only=[_BASIS, _FORCE], index=facts.index)
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.target_uid, []).append(finding)
    yield Paragraph(words("functions.text"))
    if facts.context.norms is None:
        yield Paragraph(words("functions.no_catalogue"))
    rows: list[tuple[Cell, ...]] = []
    marked = 0
    for unit in tables.in_order(facts.document):
        if not unit.functions:
            continue
        rows.append((Cell(visible(name_of(unit)), span=3, strong=True),))
        for number, function in enumerate(unit.functions, start=1):
            notes = [item for item in found.get(function.uid, ()) if item.severity != "informs"]
            marked += bool(notes)
            rows.append(_row(facts, number, function, notes))
    yield Table(
        words("functions.caption"),
        words.all("functions.head"),
        tuple(rows),
        (48, 27, 25),
        words("functions.empty"),
    )
    if marked:
        yield Paragraph(facts.counted("functions.marked", marked))
    elif facts.context.norms is not None:
        yield Paragraph(words("functions.sound"))


def _row(facts: Facts, number: int, function: Function, notes: list[Finding]) -> tuple[Cell, ...]:
    words = facts.words
    basis = visible(legal_basis(function.citations))
    told = [words(f"functions.note.{_note(item)}", **item.params) for item in notes]
    if not basis and not told and not is_closing(fold(function.text)):
        told = [words("functions.note.own")]
    note: Words = (Span(" ".join(dict.fromkeys(told)), "strong"),) if notes else " ".join(told)
    return (
        Cell(f"{letter(number)}) {visible(function.text)}"),
        Cell(basis or words("functions.none")),
        Cell(note),
    )


def _note(finding: Finding) -> str:
    if finding.rule_id == _BASIS:
        return "no_article" if finding.variant == "no_article" else "no_basis"
    return "unknown" if finding.variant == "unknown" else "not_in_force"
