"""Papers read as text, and entities of each level, for the tests of the legal forms."""

from __future__ import annotations

from dataclasses import replace

from pgo_core.dossier import Dossier
from pgo_core.papers.catalogue import KINDS
from pgo_core.papers.paper import (
    Blank,
    Cell,
    Heading,
    Organigram,
    PageBreak,
    Paper,
    Paragraph,
    Signatures,
    Span,
    Table,
    plain,
)
from pgo_core.rules import examples
from pgo_core.rules.context import Context

#: The forms of this half of the papers, by their keys in the catalogue.
FORMS = (
    "draft_instrument",
    "explanatory_statement",
    "technical_report",
    "staff_table",
    "technical_sheets",
    "legal_report",
)

MARKED = (
    Span("La entidad "),
    Span("formula", "removed"),
    Span("aprueba", "added"),
    Span(" normas."),
)


def make_paper(**changes):
    """A paper with one of everything."""
    paper = Paper(
        "test",
        "Informe técnico sustentatorio",
        (("A:", "Gerencia Municipal"), ("", "Chilca, 1 de marzo de 2026")),
        (
            Heading("Justificación", 2),
            Heading("Necesidad", 3),
            Paragraph("Primer párrafo."),
            Paragraph("uno.", label="a)"),
            Paragraph("dos.", label="b)"),
            Paragraph(MARKED, label="Artículo 1.-"),
            Paragraph("SE RESUELVE:", centred=True),
            Blank("Describa la problemática.", "LOE, artículo 47.", "report.need"),
            Table(
                "Cuadro 1. Personal",
                ("Unidad", "Total"),
                (
                    (Cell("Todos", strong=True), Cell("12", number=True, strong=True)),
                    (Cell(MARKED, indent=2), Cell("3", number=True)),
                    (Cell("De lado a lado", span=2),),
                ),
                (3, 1),
            ),
            Table("Cuadro 2", ("Unidad",), (), (1,), "Nada difiere."),
            Heading("Organigrama vigente"),
            Organigram("base"),
            PageBreak(),
            Signatures((("Gerente Municipal", "Visto bueno"), ("Alcaldesa", ""))),
        ),
    )
    return replace(paper, **changes)


def start(name: str, **changes) -> tuple:
    """A sound text of the examples with its context changed; `dossier` may be fields of one."""
    document, context = examples.start(name)
    facts = changes.pop("dossier", None)
    if isinstance(facts, dict):
        facts = replace(context.dossier or Dossier(), **facts)
    if facts is not None:
        changes["dossier"] = facts
    return document, replace(context, **changes)


def make(kind: str, document, context: Context) -> Paper:
    return KINDS[kind].make(document, context)


def lines(paper: Paper) -> list[str]:
    """Every text of a paper in order, tables row by row."""
    found = [paper.title, *(f"{label}: {plain(words)}" for label, words in paper.heading)]
    for part in paper.parts:
        match part:
            case Heading():
                found.append(part.text)
            case Paragraph():
                found.append(f"{part.label} {plain(part.words)}".strip())
            case Blank():
                found += [part.prompt, part.help]
            case Table():
                found += [part.caption, part.empty if not part.rows else "", *part.head]
                found += [" | ".join(plain(cell.words) for cell in row) for row in part.rows]
            case Signatures():
                found += [f"{meaning}: {post}" for post, meaning in part.places]
    return found


def text(paper: Paper) -> str:
    return "\n".join(lines(paper))


def keys(paper: Paper) -> list[str]:
    """The keys of what is still to be completed."""
    return [blank.key for blank in paper.blanks()]


def table(paper: Paper, caption: str) -> list[list[str]]:
    """The rows of the table with that caption, as plain text."""
    found = next(
        part for part in paper.parts if isinstance(part, Table) and part.caption == caption
    )
    return [[plain(cell.words) for cell in row] for row in found.rows]


def headings(paper: Paper) -> list[str]:
    return [part.text for part in paper.parts if isinstance(part, Heading)]
