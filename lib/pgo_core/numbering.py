"""The text of a Document in order: títulos, capítulos, articles with their numbers, literals,
codes.

Nothing here is stored: article numbers and letters follow from the Document. Articles run from 1 to
n without restart (Lineamientos N° 02-2020-SGP, Anexos 4 to 6); each unit gives a description, a
list of the units below it and its functions. `key` is stable while numbers move, so that
observations, changes and links hold on to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from . import placement, spanish, templates
from .coding import StructureRow, codes, structure, type_code
from .document import Article, Citation, Document, Title, Unit
from .placement import ChapterNode, Node, opens_chapter
from .templates import fill

__all__ = [
    "NumberedArticle",
    "NumberedChapter",
    "NumberedItem",
    "NumberedTitle",
    "StructureRow",
    "articles",
    "codes",
    "letter",
    "outline",
    "structure",
]


@dataclass(frozen=True, slots=True)
class NumberedItem:
    """A literal of an article. `letter` is `a`, or the unit's code in a list of units (empty if it
    has none).

    `uid` is that of the function, competence or unit; a literal of a free article has none.
    """

    letter: str
    text: str
    citations: tuple[Citation, ...] = ()
    uid: str = ""

    @property
    def label(self) -> str:
        """How the literal is marked in the text: `a)`, or the code alone."""
        return f"{self.letter})" if self.letter.isalpha() else self.letter


@dataclass(frozen=True, slots=True)
class NumberedArticle:
    """An article as it is read.

    `key` is the uid of a free article, `<unit uid>:description`, `<unit uid>:units`, `<unit
    uid>:functions` or `group:<chapter index>`. `role` is the role of a free article, or
    `description`, `units`, `functions`, `group`. `uid` is that of the free article or unit; `level`
    that of the unit, 0 when there is none.
    """

    number: int
    label: str
    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[NumberedItem, ...]
    key: str
    uid: str = ""
    unit_uid: str = ""
    role: str = "other"
    level: int = 0


@dataclass(frozen=True, slots=True)
class NumberedChapter:
    """A capítulo with its articles. `index` counts the chapters of the template from 0, printed or
    not.
    """

    label: str
    heading: str
    articles: tuple[NumberedArticle, ...]
    index: int = 0


@dataclass(frozen=True, slots=True)
class NumberedTitle:
    """A título: its own articles, then its chapters. `section` is set where a section begins."""

    label: str
    heading: str
    articles: tuple[NumberedArticle, ...]
    chapters: tuple[NumberedChapter, ...]
    section: str = ""


@lru_cache(maxsize=1024)
def letter(position: int) -> str:
    """Return the letter of a literal, counted from 1: a…z without ñ (27 is not a letter here), then
    aa…az, ba…

    After z) practice varies (RULEBOOK 4.2); this is the one place that decides it. Raises
    `ValueError` below 1.
    """
    if position < 1:
        raise ValueError(f"no letter for position {position}")
    result = ""
    while position:
        position, rest = divmod(position - 1, 26)
        result = chr(ord("a") + rest) + result
    return result


def outline(document: Document) -> tuple[NumberedTitle, ...]:
    """Return the whole text, numbered. Every free article and every unit appears exactly once.

    Empty títulos and capítulos are left out and take no number. Never fails on a broken tree (see
    `placement`).
    """
    return _Writer(document).write()


def articles(document: Document) -> Iterator[NumberedArticle]:
    """Return every article in order, whatever título or capítulo it stands in."""
    for title in outline(document):
        yield from title.articles
        for chapter in title.chapters:
            yield from chapter.articles


class _Writer:
    """Writes one Document; holds the article counter and the phrases of its template."""

    def __init__(self, document: Document):
        self.document = document
        self.template = templates.of(document)
        self.phrases = self.template.phrases
        self.number = 0
        self.titles: list[NumberedTitle] = []
        self.section, self.in_section = "", 0
        name = document.entity.name
        named = bool(name) and "{{" not in name
        self.entity = name if named else self.phrases.get("entity", "entidad")
        self.chapters = placement.place(document)
        self.by_place: dict[str, list[Article]] = {}
        for article in document.articles:
            self.by_place.setdefault(article.place, []).append(article)

    def write(self) -> tuple[NumberedTitle, ...]:
        rest = self.chapters[-1]
        for title in self.template.titles:
            self._add(title, [chapter for chapter in self.chapters if chapter.title is title])
        if rest.roots and not any(title is rest.title for title in self.template.titles):
            self._add(Title(""), [rest])
        for place in tuple(self.by_place):
            self._add(Title("", place), [])
        return tuple(self.titles)

    def _add(self, title: Title, chapters: list[ChapterNode]) -> None:
        own = self._free_articles(title.place)
        if any(chapter.roots for chapter in chapters):
            own += self._structure()
        written: list[NumberedChapter] = []
        for chapter in chapters:
            found = self._free_articles(chapter.chapter.place) + self._units(chapter)
            if found:
                label = self._chapter_label(chapter, len(written) + 1)
                heading = chapter.chapter.heading
                written.append(NumberedChapter(label, heading, tuple(found), chapter.index))
        if not own and not written:
            return
        begins = title.section if title.section != self.section else ""
        if begins:
            self.section, self.in_section = begins, 0
        self.in_section += 1
        label = self._phrase("title_label", _counters(self.in_section), "TÍTULO {ordinal}")
        self.titles.append(NumberedTitle(label, title.heading, tuple(own), tuple(written), begins))

    def _chapter_label(self, chapter: ChapterNode, number: int) -> str:
        """A label by code is empty while there is no code, and in the chapters of the second
        section.
        """
        phrase = self.phrases.get("chapter_label", "CAPÍTULO {roman}")
        code = type_code(chapter) if chapter.roots and not _below_organs(chapter) else ""
        return (
            fill(phrase, _counters(number) | {"code": code})
            if code or "{code}" not in phrase
            else ""
        )

    def _structure(self) -> list[NumberedArticle]:
        """The article that lists every unit with its code, where the template has it (MOP, L02
        Anexo 4).
        """
        text = self.phrases.get("structure_text")
        if not text:
            return []
        rows = structure(self.document)
        items = [NumberedItem(row.code, row.name, uid=row.uid) for row in rows]
        values = self._values()
        heading = self._phrase("structure_heading", values)
        return [self._article(heading, (fill(text, values),), items, "structure", role="structure")]

    def _free_articles(self, place: str) -> list[NumberedArticle]:
        found = self.by_place.pop(place, []) if place else []
        return [self._free_article(article) for article in found]

    def _free_article(self, article: Article) -> NumberedArticle:
        items = [
            NumberedItem(letter(index), text) for index, text in enumerate(article.items, start=1)
        ]
        if article.role == "competences":
            competences = enumerate(self.document.competences, start=len(items) + 1)
            items += [
                NumberedItem(letter(index), c.text, c.citations, c.uid) for index, c in competences
            ]
        return self._article(
            article.heading,
            _paragraphs(article.body),
            items,
            article.uid,
            uid=article.uid,
            role=article.role,
        )

    def _units(self, chapter: ChapterNode) -> list[NumberedArticle]:
        found = []
        nature = chapter.chapter.natures[0] if chapter.chapter.natures else ""
        if (
            len(chapter.roots) > 1
            and not _below_organs(chapter)
            and f"group_text.{nature}" in self.phrases
        ):
            values = self._values()
            found.append(
                self._article(
                    self._phrase(f"group_heading.{nature}", values),
                    (self._phrase(f"group_text.{nature}", values),),
                    [_unit_item(node) for node in chapter.roots],
                    f"group:{chapter.index}",
                    role="group",
                )
            )
        introduced: set[str] = set()
        for root in chapter.roots:
            above = root.unit.parent_uid
            if chapter.title.levels and above not in introduced and not opens_chapter(root.unit):
                introduced.add(above)
                found += self._introduce(chapter, above)
            for node in root.walk():
                found += self._unit(node)
        return found

    def _introduce(self, chapter: ChapterNode, uid: str) -> list[NumberedArticle]:
        """The list of unidades orgánicas of an organ that stands in an earlier section (L02 Anexo
        5).
        """
        organ = self.document.unit_by_uid.get(uid)
        below = [node for node in chapter.roots if node.unit.parent_uid == uid]
        return [self._units_below(organ, below)] if organ else []

    def _unit(self, node: Node) -> list[NumberedArticle]:
        unit, values = node.unit, self._values(node.unit)
        paragraphs = [*_paragraphs(unit.description)]
        paragraphs += self._dependence(unit, values)
        heading = self._phrase("description_heading", values, "{name}")
        found = [self._of_unit(unit, "description", heading, paragraphs, [])]
        if unit.functions:
            items = [
                NumberedItem(letter(index), function.text, function.citations, function.uid)
                for index, function in enumerate(unit.functions, start=1)
            ]
            heading = self._phrase("functions_heading", values, "Funciones {of_unit}")
            text = self._phrase("functions_text", values, "Son funciones {of_unit} las siguientes:")
            found.append(self._of_unit(unit, "functions", heading, [text], items))
        if node.children:
            found.append(self._units_below(unit, node.children))
        return found

    def _dependence(self, unit: Unit, values: dict[str, object]) -> list[str]:
        """The sentence on the superior, unless the template has none for it (LOM art. 4: the
        concejo is not the superior of the alcaldía).
        """
        parent = self.document.unit_by_uid.get(unit.parent_uid)
        if parent is None or parent.uid == unit.uid:
            return []
        values = values | _names("parent", parent.name)
        default = self._phrase("depends", values, "Depende {of_parent}.")
        sentence = self._phrase(f"depends.{parent.name}", values, default)
        return [sentence] if sentence else []

    def _units_below(self, unit: Unit, below: list[Node]) -> NumberedArticle:
        level, values = below[0].unit.level, self._values(unit)
        heading, text = (
            self._phrase(
                f"{key}.{level}" if f"{key}.{level}" in self.phrases else key, values, "{name}"
            )
            for key in ("units_heading", "units_text")
        )
        items = [_unit_item(node) for node in below]
        return self._of_unit(unit, "units", heading, [text], items)

    def _of_unit(self, unit: Unit, role: str, heading: str, paragraphs, items) -> NumberedArticle:
        return self._article(
            heading,
            tuple(paragraphs),
            items,
            f"{unit.uid}:{role}",
            uid=unit.uid,
            unit_uid=unit.uid,
            role=role,
            level=unit.level,
        )

    def _article(self, heading: str, paragraphs, items, key: str, **rest) -> NumberedArticle:
        self.number += 1
        label = self._phrase("article_label", {"number": self.number}, "Artículo {number}")
        return NumberedArticle(
            self.number, label, heading, tuple(paragraphs), tuple(items), key, **rest
        )

    def _phrase(self, key: str, values: Mapping[str, object], default: str = "") -> str:
        return fill(self.phrases.get(key, default), values)

    def _values(self, unit: Unit | None = None) -> dict[str, object]:
        values: dict[str, object] = dict(_names("entity", self.entity))
        if unit is not None:
            values |= _names("unit", unit.name) | {"name": unit.name, "code": unit.code}
        return values


def _below_organs(chapter: ChapterNode) -> bool:
    """Whether the chapter holds only units of the third level on (Sección Segunda, LOE art. 44)."""
    return min(chapter.title.levels, default=1) > 2


def _names(key: str, name: str) -> dict[str, object]:
    """The forms of a name that phrases use: `{unit}` la Gerencia, `{Unit}` La Gerencia, `{of_unit}`
    de la Gerencia.
    """
    full = spanish.the(name)
    return {
        key: full,
        key.capitalize(): spanish.capitalize(full),
        f"of_{key}": spanish.of_the(name),
    }


def _counters(number: int) -> dict[str, object]:
    return {"number": number, "ordinal": spanish.ordinal(number), "roman": spanish.roman(number)}


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n") if part.strip())


def _unit_item(node: Node) -> NumberedItem:
    return NumberedItem(node.unit.code, node.unit.name, uid=node.unit.uid)
