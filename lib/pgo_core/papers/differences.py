"""The differences between the text in force and a proposal, article by article in the order of the
text: what the cuadro comparativo shows. Parts are paired by their stable ids (`compare`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from .. import numbering
from ..compare import Change, compare
from ..document import Annex, Document
from ..messages import text as message
from ..numbering import NumberedArticle, NumberedItem
from ..printable import visible
from ..render import reading

#: Articles that only list units: what they say follows from the structure.
_LISTS = ("group", "units", "structure")


@dataclass(frozen=True, slots=True)
class Place:
    """Words and where they stand: `Artículo 12, literal b)`."""

    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the place in force, the proposed one (None where there is none), and what
    happens in a word. `group` heads those of one article.
    """

    group: str
    before: Place | None
    after: Place | None
    what: str


@dataclass(frozen=True, slots=True)
class Differences:
    """All of them; `follows` are the numbers of the articles of the proposal whose words change
    only because they name what changed elsewhere.
    """

    found: tuple[Difference, ...]
    follows: tuple[int, ...]


def differences(before: Document, after: Document) -> Differences:
    """Return what differs in the words of two texts. Linear in their size but for the words of the
    paragraphs that differ.
    """
    return _Finder(before, after).find()


class _Side:
    """One text: its articles by key and its functions and competences by uid."""

    def __init__(self, document: Document):
        self.document = document
        self.articles: dict[str, NumberedArticle] = {}
        self.items: dict[str, tuple[NumberedArticle, NumberedItem]] = {}
        for article in numbering.articles(document):
            self.articles.setdefault(article.key, article)
            if article.role not in _LISTS:
                for item in article.items:
                    if item.uid:
                        self.items.setdefault(item.uid, (article, item))

    def heading(self, article: NumberedArticle) -> str:
        """`Artículo 12.- Funciones de la Gerencia Municipal`."""
        return visible(reading.article_title(self.document, article))

    def of_item(self, uid: str) -> Place | None:
        """Where a function or competence stands."""
        return _of_item(*self.items[uid]) if uid in self.items else None

    def unit_of(self, uid: str) -> str:
        """The name of the unit that has a function."""
        unit = self.document.unit_by_uid.get(self.items[uid][0].unit_uid)
        return visible(unit.name) if unit else ""


class _Finder:
    def __init__(self, before: Document, after: Document):
        self.old, self.new = _Side(before), _Side(after)
        self.changes: dict[tuple[str, str], Change] = {}
        self.orders: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
        for change in compare(before, after).changes:
            if change.change == "reordered":
                ((name, was, now),) = change.values
                self.orders[name, change.uid] = (was, now)
            else:
                self.changes[change.kind, change.uid] = change
        self.found: list[Difference] = []
        self.follows: list[int] = []
        self.group = ""

    def find(self) -> Differences:
        self._opening()
        for key in _merged(self.old.articles, self.new.articles):
            was, now = self.old.articles.get(key), self.new.articles.get(key)
            self.group = self.new.heading(now) if now else self._gone(was)
            known = len(self.found)
            if (now or was).role not in _LISTS:
                self._article(was, now)
            if now and len(self.found) == known and said(was) != said(now):
                self.follows.append(now.number)
        self._annexes()
        return Differences(tuple(self.found), tuple(self.follows))

    def _gone(self, article: NumberedArticle) -> str:
        return message("paper.comparison.gone", article=self.old.heading(article))

    def _add(self, before: Place | None, after: Place | None, what: str = "", /, **values: str):
        kind = what or ("changed" if before and after else "added" if after else "removed")
        words = message(f"paper.comparison.what.{kind}", **values)
        self.found.append(Difference(self.group, before, after, words))

    def _values(self, kind: str, uid: str) -> frozenset[str]:
        """The attributes of a part that differ."""
        change = self.changes.get((kind, uid))
        return frozenset(name for name, _was, _now in change.values) if change else frozenset()

    def _opening(self) -> None:
        """Title, entity and order of the free articles."""
        self.group = message("paper.comparison.whole")
        pairs = (
            ("title", self.old.document.title, self.new.document.title),
            ("entity", self.old.document.entity.name, self.new.document.entity.name),
        )
        for key, was, now in pairs:
            if was != now:
                reference = message(f"paper.comparison.{key}")
                self._add(*(Place(reference, visible(words)) for words in (was, now)))
        was, now = self.orders.get(("article_order", "document"), ([], []))
        if was:
            numbers = {uid: visible(self.old.articles[uid].label) for uid in was}
            self._order(message("paper.comparison.articles"), numbers, was, now)

    def _order(self, reference: str, names: dict[str, str], was: list[str], now: list[str]) -> None:
        """The same parts in another order, each told by its name in the text in force."""
        orders = (", ".join(names[uid] for uid in order) for order in (was, now))
        self._add(*(Place(reference, words) for words in orders), "reordered")

    def _article(self, was: NumberedArticle | None, now: NumberedArticle | None) -> None:
        role, uid = (now or was).role, (now or was).uid
        if role == "functions":
            self._items(was, now, ("function_order", uid))
        elif role == "description":
            self._description(was, now)
        else:
            self._free(was, now)
            self._items(was, now, ("competence_order", "document"))

    def _description(self, was: NumberedArticle | None, now: NumberedArticle | None) -> None:
        """The article that says what a unit is: its name, what it answers for, its superior."""
        if not (was and now):
            self._add(_whole(was), _whole(now))
            return
        values = self._values("unit", now.uid)
        if "name" in values and was.heading != now.heading:
            self._add(_epigraph(was), _epigraph(now), "renamed")
        if not values & {"description", "parent_uid"}:
            return
        what = "" if "description" in values else "dependence"
        for before, after in _aligned(_paragraphs(was), _paragraphs(now)):
            self._add(before, after, what)

    def _free(self, was: NumberedArticle | None, now: NumberedArticle | None) -> None:
        """A free article without the competences in it."""
        values = self._values("article", (now or was).uid)
        if not (was and now):
            self._add(_whole(was), _whole(now))
        else:
            if "heading" in values:
                self._add(_epigraph(was), _epigraph(now))
            if "body" in values:
                for pair in _aligned(_paragraphs(was), _paragraphs(now)):
                    self._add(*pair)
        if "items" in values:
            for pair in _aligned(_literals(was), _literals(now)):
                self._add(*pair)

    def _items(
        self,
        was: NumberedArticle | None,
        now: NumberedArticle | None,
        order: tuple[str, str],
    ) -> None:
        """The functions of a unit, or the competences."""
        if now and order in self.orders:
            before, after = self.orders[order]
            letters = {uid: self.old.items[uid][1].label for uid in before if uid in self.old.items}
            if letters.keys() == set(before):
                self._order(visible(now.label), letters, before, after)
        old, new = ([i.uid for i in one.items if i.uid] if one else [] for one in (was, now))
        for uid in _merged(old, new):
            before, after = self.old.of_item(uid), self.new.of_item(uid)
            if uid in new:
                self._item(uid, before, after)
            elif after is None:
                self._add(before, None)

    def _item(self, uid: str, before: Place | None, after: Place | None) -> None:
        moved = "unit_uid" in self._values("function", uid)
        if before is None:
            self._add(None, after)
        elif moved:
            units = {"before": self.old.unit_of(uid), "after": self.new.unit_of(uid)}
            self._add(before, after, "moved", **units)
        elif before.text != after.text and (
            {"text", "citations"}
            & (self._values("function", uid) | self._values("competence", uid))
        ):
            self._add(before, after)

    def _annexes(self) -> None:
        """Headings and words of the annexes; structure and organigram follow from the units."""
        old, new = (
            {annex.uid: (number, annex) for number, annex in enumerate(side.document.annexes, 1)}
            for side in (self.old, self.new)
        )
        for uid in _merged(old, new):
            was, now = old.get(uid), new.get(uid)
            label, heading = (visible(part) for part in reading.annex_heading(*(now or was)))
            self.group = f"{label}. {heading}" if heading else label
            for part in ("heading", "body"):
                for pair in _aligned(_annex(was, part), _annex(now, part)):
                    self._add(*pair)


def _merged(old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    """The keys of both in the order of the new ones, each of those that are gone after the one it
    followed.
    """
    there = set(new)
    gone: dict[str, list[str]] = {}
    last = ""
    for key in old:
        if key in there:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    yield from gone.get("", ())
    for key in new:
        yield key
        yield from gone.get(key, ())


def _aligned(
    old: Sequence[Place], new: Sequence[Place]
) -> Iterator[tuple[Place | None, Place | None]]:
    """Pairs of places whose words differ, None on the side that has none."""
    words = ([place.text for place in side] for side in (old, new))
    for kind, start, end, first, last in SequenceMatcher(
        None, *words, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield from zip_longest(old[start:end], new[first:last])


def said(article: NumberedArticle | None) -> tuple | None:
    """All that an article says, without its number and letters."""
    if article is None:
        return None
    items = tuple(
        (words_of(item), item.letter if article.role in _LISTS else "") for item in article.items
    )
    return article.heading, article.paragraphs, items


def words_of(item: NumberedItem) -> str:
    """A literal with its legal basis."""
    basis = reading.legal_basis(item.citations)
    return visible(f"{item.text} ({basis})" if basis else item.text)


def _of_item(article: NumberedArticle, item: NumberedItem) -> Place:
    label = visible(article.label)
    reference = message("paper.comparison.literal", article=label, literal=item.label)
    return Place(reference, words_of(item))


def _paragraphs(article: NumberedArticle) -> list[Place]:
    return [Place(visible(article.label), visible(words)) for words in article.paragraphs]


def _literals(article: NumberedArticle | None) -> list[Place]:
    """The literals of a free article that are its own."""
    items = article.items if article else ()
    return [_of_item(article, item) for item in items if not item.uid]


def _epigraph(article: NumberedArticle) -> Place:
    reference = message("paper.comparison.epigraph", article=visible(article.label))
    return Place(reference, visible(article.heading))


def _whole(article: NumberedArticle | None) -> Place | None:
    """Heading and paragraphs of an article that only one text has."""
    if article is None:
        return None
    heading = article.heading.strip()
    if heading and not heading.endswith("."):
        heading += "."
    words = " ".join(part for part in (heading, *article.paragraphs) if part)
    return Place(visible(article.label), visible(words))


def _annex(numbered: tuple[int, Annex] | None, part: str) -> list[Place]:
    """The paragraphs of the heading or of the body of an annex."""
    if numbered is None:
        return []
    label, heading = reading.annex_heading(*numbered)
    texts = [heading] if part == "heading" else numbered[1].body.split("\n")
    return [Place(visible(label), visible(words)) for words in texts if words.strip()]
