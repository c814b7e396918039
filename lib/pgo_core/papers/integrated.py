"""The texto integrado: organs and their units in one sequence of articles, each with its origin.

LOE 44-A and its definition: it consolidates the sections of the ROF and cites, for each article,
the one of the section that was approved; it changes nothing (Lineamientos N° 02-2020-SGP, M.b).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .. import numbering, spanish, templates
from ..document import Article, Competence, Document, Function, Unit
from ..dossier import Approval, day
from ..messages import text as message
from ..numbering import NumberedArticle, letter
from ..printable import visible
from ..render import reading
from ..rules import texts
from ..rules.context import Context
from .differences import said, words_of
from .paper import (
    Blank,
    Cell,
    Heading,
    Organigram,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Signatures,
    Table,
)

_Element = Article | Competence | Function | Unit

#: The first level of the second section of a ROF of the Poder Ejecutivo (LOE 44).
_SECOND_SECTION = 3


def integrated_text(document: Document, context: Context) -> Paper:
    """Return the texto integrado of a text and those it comes from: `context.integrated_from` in
    the order in which they were approved, else the text in force and this one. What `integrated_from`
    has and the text has not is added to it, as nothing approved may be left out.

    Of an article that several of them have the last one counts; its origin is the first with it,
    and then each that changed its words. A text that replaces the whole of the one in force
    (`dossier.new_text`) is the origin of all.
    """
    sources = _sources(document, context)
    document = _completed(document, context.integrated_from)
    kind = message(f"render.kind.{document.kind}")
    return Paper(
        "integrated_text",
        message("paper.integrated.name", kind=kind),
        parts=(
            *_opening(sources),
            *_body(document, sources),
            _endorsements(),
            *_annexes(document),
        ),
        indexed=True,
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """An article in the text it was approved in."""

    section: str
    article: NumberedArticle


class _Source:
    """A text that is integrated. `name` is its letter, `approval` the act that approved it."""

    def __init__(self, document: Document, name: str, approval: Approval | None):
        self.document, self.name, self.approval = document, name, approval
        self.origins: dict[str, _Origin] = {}
        for section, article in _articles(document):
            self.origins.setdefault(article.key, _Origin(section, article))
        self.sections = list(dict.fromkeys(found.section for found in self.origins.values()))

    def find(self, keys: tuple[str, ...]) -> _Origin | None:
        """The article with the first of these keys that it has."""
        return next((self.origins[key] for key in keys if key in self.origins), None)

    def instrument(self, section: str) -> str:
        """The act that approved a section, empty while it is not known.

        A supreme decree approves the first section and a resolution the second (LOE 45.1).
        """
        approval = self.approval
        if approval is None or not (approval.instrument and approval.number):
            return ""
        first = approval.instrument == "supreme_decree"
        if section and len(self.sections) > 1 and first != (section == self.sections[0]):
            return ""
        label = texts.label("instrument", approval.instrument)
        words = message("paper.integrated.act", act=label.capitalize(), number=approval.number)
        date = day(approval.date)
        return (
            message("paper.integrated.dated", act=words, date=f"{date:%d/%m/%Y}") if date else words
        )


def _sources(document: Document, context: Context) -> list[_Source]:
    approval = context.dossier.approval if context.dossier else None
    given = context.integrated_from
    if not given:
        whole = context.dossier.new_text if context.dossier else None
        given = (document,) if whole or context.base is None else (context.base, document)
    return [
        _Source(text, letter(place).upper(), approval if text == document else None)
        for place, text in enumerate(given, start=1)
    ]


def _completed(document: Document, texts_given: tuple[Document, ...]) -> Document:
    """The text with what it lacks of those that it integrates; of an element that several have, the
    last one.
    """
    known = {part.uid for part in _elements(document)}
    known |= {part.origin_uid for part in _elements(document)}
    missing: dict[str, _Element] = {}
    homes: dict[str, str] = {}
    for text in texts_given:
        missing.update((part.uid, part) for part in _elements(text) if part.uid not in known)
        homes.update((function.uid, unit.uid) for unit, function in text.functions())
    here = {unit.origin_uid or unit.uid: unit.uid for unit in document.units}
    lost: dict[str, list[Function]] = {}
    for part in missing.values():
        if isinstance(part, Function) and (home := here.get(homes[part.uid])):
            lost.setdefault(home, []).append(part)

    def of(kind: type) -> tuple:
        return tuple(part for part in missing.values() if isinstance(part, kind))

    units = (
        replace(unit, functions=(*unit.functions, *lost[unit.uid])) if unit.uid in lost else unit
        for unit in document.units
    )
    # A function that passed to another unit is not also in the one it left.
    added = (
        replace(
            unit,
            functions=tuple(
                function
                for function in unit.functions
                if function.uid not in known and homes[function.uid] == unit.uid
            ),
        )
        for unit in of(Unit)
    )
    annexes = (text.annexes for text in (document, *reversed(texts_given)) if text.annexes)
    return replace(
        document,
        articles=document.articles + of(Article),
        competences=document.competences + of(Competence),
        units=(*units, *added),
        annexes=next(annexes, ()),
    )


def _elements(document: Document) -> Iterator[_Element]:
    yield from document.articles
    yield from document.competences
    for unit in document.units:
        yield unit
        yield from unit.functions


def _articles(document: Document) -> Iterator[tuple[str, NumberedArticle]]:
    """The articles of a text with the section they stand in."""
    section = ""
    for title in numbering.outline(document):
        section = title.section or section
        for article in (*title.articles, *(one for c in title.chapters for one in c.articles)):
            yield section, article


def _opening(sources: list[_Source]) -> Iterator[Part]:
    """The texts that are integrated, and what is not known of them."""
    yield Paragraph(message("paper.integrated.opening"))
    rows, unknown = [], []
    for source in sources:
        for place, section in enumerate(source.sections, start=1):
            act = source.instrument(section)
            names = (source.name, visible(source.document.title), _title_case(section) or "—")
            shown = visible(act) or message("paper.integrated.unknown")
            rows.append(tuple(map(Cell, (*names, shown))))
            if not act:
                name = _named(source, section)
                prompt = message("paper.integrated.instrument", text=name)
                key = f"integrated.{source.name.lower()}.{place}"
                help_ = "" if unknown else message("paper.integrated.instrument.help")
                unknown.append(Blank(prompt, help_, key))
    heads = ("letter", "text", "section", "instrument")
    yield Table(
        message("paper.integrated.sources"),
        tuple(message(f"paper.integrated.head.{key}") for key in heads),
        tuple(rows),
        (9, 43, 20, 28),
        message("paper.integrated.empty"),
    )
    yield from unknown
    yield PageBreak()


def _named(source: _Source, section: str) -> str:
    """`Sección Primera del texto A`."""
    if section:
        return message("paper.integrated.section", section=_title_case(section), name=source.name)
    return message("paper.integrated.text", name=source.name)


def _title_case(words: str) -> str:
    return visible(words).title() if words.isupper() else visible(words)


def _body(document: Document, sources: list[_Source]) -> Iterator[Part]:
    origins = _origin_keys(document)
    for title in numbering.outline(_unsectioned(document)):
        yield Heading(_headed(title.label, title.heading), 1)
        for article in title.articles:
            yield from _article(document, article, sources, origins)
        for chapter in title.chapters:
            yield Heading(_headed(chapter.label, chapter.heading), 2)
            for article in chapter.articles:
                yield from _article(document, article, sources, origins)


def _unsectioned(document: Document) -> Document:
    """The same text without its sections: each organ is followed by the units below it."""
    template = templates.of(document)
    titles = tuple(
        replace(title, section="", levels=())
        for title in template.titles
        if not title.levels or min(title.levels) < _SECOND_SECTION
    )
    return replace(document, template=replace(template, titles=titles))


def _origin_keys(document: Document) -> dict[str, str]:
    """What each article and unit says it comes from, by uid."""
    parts = (*document.articles, *document.units)
    return {part.uid: part.origin_uid for part in parts if part.origin_uid}


def _article(
    document: Document, article: NumberedArticle, sources: list[_Source], origins: dict[str, str]
) -> Iterator[Part]:
    yield Heading(visible(reading.article_title(document, article)), 3)
    for words in article.paragraphs:
        yield Paragraph(visible(words))
    for item in article.items:
        yield Paragraph(words_of(item), label=visible(item.label))
    origin = origins.get(article.uid, "")
    keys = (article.key.replace(article.uid, origin, 1),) if origin and article.uid else ()
    words = _origin(sources, (*keys, article.key))
    if words:
        yield Paragraph(words)
    else:
        key = f"integrated.origin.{article.key}"
        help_ = message("paper.integrated.origin.help")
        yield Blank(message("paper.integrated.origin.unknown"), help_, key)


def _origin(sources: list[_Source], keys: tuple[str, ...]) -> str:
    """The article it comes from and those that changed it, in words; empty without any."""
    told: list[str] = []
    last = None
    for source in sources:
        found = source.find(keys)
        if found is None or (last is not None and said(found.article) == last):
            continue
        last = said(found.article)
        words = {
            "article": visible(found.article.label).lower(),
            "of_text": spanish.contract(f"de {_named(source, found.section)}"),
        }
        told.append(message("paper.integrated.place", **words))
    if not told:
        return ""
    if len(told) == 1:
        return message("paper.integrated.origin", place=told[0])
    return message("paper.integrated.modified", place=told[0], places="; ".join(told[1:]))


def _endorsements() -> Signatures:
    """The vistos that LOE 44-A asks for."""
    meaning = message("paper.integrated.endorsed")
    offices = ("planning", "legal")
    return Signatures(tuple((message(f"paper.integrated.{key}"), meaning) for key in offices))


def _headed(label: str, heading: str) -> str:
    """A label and a heading on one line."""
    if label and heading:
        return visible(f"{label} {heading}" if label.endswith(".") else f"{label}: {heading}")
    return visible(label or heading)


def _annexes(document: Document) -> Iterator[Part]:
    for number, annex in enumerate(document.annexes, start=1):
        if annex.kind != "organigram":
            yield PageBreak()
        heading = Heading(visible(_headed(*reading.annex_heading(number, annex))), 1)
        paragraphs = [Paragraph(visible(part)) for part in annex.body.split("\n") if part.strip()]
        if annex.kind == "organigram":
            # The sheet holds heading and drawing: words about it stand before.
            yield from paragraphs
            yield heading
            yield Organigram()
        else:
            yield heading
            yield from paragraphs
            if annex.kind == "structure":
                yield _structure(document)


def _structure(document: Document) -> Table:
    rows = []
    for row in numbering.structure(document):
        code, name = visible(row.code), visible(row.name)
        if row.depth:
            level = str(row.level or "")
            rows.append((Cell(code), Cell(name, indent=row.depth - 1), Cell(level)))
        else:
            rows.append((Cell(code, strong=True), Cell(name, span=2, strong=True)))
    return Table(
        "",
        tuple(reading.structure_heads(document)),
        tuple(rows),
        (14, 76, 10),
        message("render.structure.empty"),
    )
