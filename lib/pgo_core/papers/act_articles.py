"""The articles and the disposiciones complementarias of the act that approves."""

from __future__ import annotations

from collections.abc import Iterator

from .. import numbering, spanish
from ..document import Document
from ..numbering import NumberedArticle, NumberedTitle
from ..printable import visible
from ..rules.case_facts import publishes_in_gazette
from ..rules.index import name_of
from .facts import Facts
from .paper import Cell, Paragraph, Part, Table
from .report_resources import grows

#: An article of the act: its heading and its paragraphs.
ActArticle = tuple[str, list[Part]]


def articles(facts: Facts, act: str) -> list[ActArticle]:
    """The articles of the act, in order."""
    words = facts.words
    found: list[ActArticle] = [_approval(facts, act)]
    if facts.mode == "whole":
        found.append(_derogation(facts, act))
    found.append((words("publication.heading"), _publication(facts, act)))
    found.append((words("implementation.heading"), _implementation(facts, act)))
    found.append((words("financing.heading"), _financing(facts)))
    both = len(facts.instruments) > 1 and words.has(f"acts.{act}.force_both")
    force = words(f"acts.{act}.{'force_both' if both else 'force'}")
    found.append((words("force.heading"), [Paragraph(force)]))
    if words.has(f"acts.{act}.countersigned"):
        text = Paragraph(words(f"acts.{act}.countersigned"))
        found.append((words("countersigned.heading"), [text]))
    return found


def provisions(facts: Facts, act: str) -> Iterator[tuple[str, list[ActArticle]]]:
    """The disposiciones complementarias that the changes ask for, by group."""
    words, found = facts.words, facts.changes
    final: list[ActArticle] = []
    for key in words.all(f"acts.{act}.final") if facts.executive_rof else ():
        if key == "second_section" and len(facts.instruments) < 2:
            continue
        final.append((words(f"final.{key}.heading"), [Paragraph(words(f"final.{key}.text"))]))
    if found and (found.renamed or (found.removed and facts.base)):
        final.append(
            (words("final.references.heading"), [Paragraph(words("final.references.text"))])
        )
    if facts.mode != "first" and (found is None or found.structural):
        final.append((words("final.documents.heading"), [Paragraph(words("final.documents.text"))]))
    if final:
        yield "final", final
    if facts.mode != "first" and (found is None or found.structural):
        text = Paragraph(words("transitory.continuity.text"))
        yield "transitory", [(words("transitory.continuity.heading"), [text])]


def clauses_of(facts: Facts) -> tuple[str, ...]:
    """What these articles dispose, as `DossierDocument.clauses` says it."""
    found = ["approves"]
    if facts.mode == "whole":
        found.append("derogates")
    return (*found, "publication", "implementation")


def _approval(facts: Facts, act: str) -> ActArticle:
    words = facts.words
    if facts.mode != "change":
        size = _size(facts, act)
        return words("approval.heading"), [Paragraph(words("approval.text", size=size))]
    parts: list[Part] = [Paragraph(words("modification.text"))]
    parts.append(_changed_articles(facts, act))
    parts += facts.ask_previous(act)
    return words("modification.heading"), parts


def _derogation(facts: Facts, act: str) -> ActArticle:
    words = facts.words
    parts: list[Part] = [Paragraph(words("derogation.text"))]
    parts += facts.ask_previous(act)
    return words("derogation.heading"), parts


def _size(facts: Facts, act: str) -> str:
    """How many títulos, capítulos, articles and annexes the text approved has."""
    titles, chapters, count = 0, 0, 0
    wanted = _section(facts, act)
    stands = _sections(facts.document)
    for title in numbering.outline(facts.document):
        inside = [one for one in _own(title) if wanted in ("", stands[one.key])]
        if inside:
            titles += 1
            chapters += len(title.chapters)
            count += len(inside)
    parts = [facts.counted("size.titles", titles)]
    if chapters:
        parts.append(facts.counted("size.chapters", chapters))
    parts.append(facts.counted("size.articles", count))
    annexes = len(facts.document.annexes)
    if annexes and act == (facts.instruments or (act,))[-1]:
        parts.append(facts.counted("size.annexes", annexes))
    return facts.joined(parts)


def _section(facts: Facts, act: str) -> str:
    """Which section the act approves, empty when it approves the whole text."""
    if not facts.executive_rof or len(facts.instruments) < 2:
        return ""
    return facts.words(f"acts.{act}.section")


def _sections(document: Document) -> dict[str, str]:
    """The section of each article by its key: the one its título stands in; in a text without
    sections, units from the third level on are of the second (LOE 44).
    """
    found: dict[str, str] = {}
    begun = 0
    for title in numbering.outline(document):
        begun += bool(title.section)
        for article in _own(title):
            second = begun > 1 if begun else article.level > 2
            found.setdefault(article.key, "second" if second else "first")
    return found


def _own(title: NumberedTitle) -> list[NumberedArticle]:
    return [*title.articles, *(one for part in title.chapters for one in part.articles)]


def _changed_articles(facts: Facts, act: str) -> Table:
    """The articles that the act modifies, adds and derogates, told by their keys."""
    words = facts.words
    wanted = _section(facts, act)
    before = _by_key(facts.base) if facts.base else {}
    after = _by_key(facts.document)
    stands = (_sections(facts.base) if facts.base else {}) | _sections(facts.document)
    rows = []
    for key, article in after.items():
        old = before.get(key)
        if wanted not in ("", stands[key]) or (old and _said(old) == _said(article)):
            continue
        rows.append(_article_row(facts, old, article, "modified" if old else "added"))
    for key, old in before.items():
        if key not in after and wanted in ("", stands[key]):
            rows.append(_article_row(facts, old, None, "removed"))
    return Table(
        words("modification.caption"),
        words.all("modification.head"),
        tuple(rows),
        (16, 16, 48, 20),
        words("modification.empty"),
    )


def _by_key(document: Document) -> dict[str, NumberedArticle]:
    found: dict[str, NumberedArticle] = {}
    for article in numbering.articles(document):
        found.setdefault(article.key, article)
    return found


def _said(article: NumberedArticle) -> tuple:
    items = tuple((item.letter, item.text) for item in article.items)
    return article.heading, article.paragraphs, items


def _article_row(
    facts: Facts, old: NumberedArticle | None, new: NumberedArticle | None, effect: str
) -> tuple[Cell, ...]:
    shown = new or old
    return (
        Cell(old.label if old else ""),
        Cell(new.label if new else ""),
        Cell(visible(shown.heading)),
        Cell(facts.words(f"modification.effect.{effect}")),
    )


def _publication(facts: Facts, act: str) -> list[Part]:
    """Where it is published: LOE 52, LOM 44 and 147, LOGR 42."""
    words, context = facts.words, facts.context
    gazette = publishes_in_gazette(context)
    if facts.level == "local" and not gazette:
        key = "unknown" if gazette is None else "rural" if context.rural else "place"
        parts: list[Part] = [Paragraph(words(f"publication.local.{key}"))]
        parts.append(Paragraph(words("publication.portal.local")))
        if gazette is None:
            parts += facts.ask("instrument.publication")
        return parts
    level = "local_gazette" if facts.level == "local" else facts.level
    portal = "national" if level == "national" else "gazette"
    return [
        Paragraph(words.first(f"publication.{act}", f"publication.{level}")),
        Paragraph(words(f"publication.portal.{portal}")),
    ]


def _implementation(facts: Facts, act: str) -> list[Part]:
    """Who implements it and the steps that the changes ask for (L02, N)."""
    words, found = facts.words, facts.changes
    offices = [words.values["the_chief"], words.values["the_planning"]]
    unit = facts.administration()
    if facts.is_mop:
        tops = [one for one in facts.document.units if one.nature == "senior_management"]
        unit = None
        if tops:
            offices[0] = spanish.the(visible(name_of(tops[0]))) + f" {words.values['of_entity']}"
    if unit and name_of(unit) not in (words.values["chief"], words.values["planning"]):
        offices.append(spanish.the(visible(name_of(unit))))
    steps = ["diffuse", "tupa", "staff"]
    if found is None or found.renamed or (found.removed and facts.base):
        steps.append("equivalences")
    if found is None or found.removed or found.reassigned:
        steps.append("transfer")
    steps.append("directives")
    if facts.level != "national":  # only ministries, their bodies, regions and municipalities
        steps.append("report")
    parts: list[Part] = [
        Paragraph(words("implementation.text", offices=facts.joined(_to(one) for one in offices)))
    ]
    for number, step in enumerate(steps, start=1):
        text = words(f"implementation.{step}")
        parts.append(Paragraph(text, label=f"{numbering.letter(number)})", indent=1))
    return parts


def _to(office: str) -> str:
    return f"al {office[3:]}" if office.startswith("el ") else f"a {office}"


def _financing(facts: Facts) -> list[Part]:
    words, budget = facts.words, facts.dossier.budget
    if budget and budget.spending_after is not None and budget.spending_before is not None:
        if not grows(budget):
            return [Paragraph(words("financing.stays"))]
        if facts.written("budget.financing"):
            text = words("financing.grows", source=visible(facts.written("budget.financing")))
            return [Paragraph(text)]
    if facts.written("budget.statement"):
        return [Paragraph(words("financing.text"))]
    return [Paragraph(words("financing.text")), *facts.ask("budget.statement")]
