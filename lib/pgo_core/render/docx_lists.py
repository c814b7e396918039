"""The lists of a DOCX: Word counts capítulos, articles and literals, so that an article or literal
that a lawyer adds moves those after it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from ..numbering import letter
from ..spanish import roman
from .flow import Block
from .package import text

#: Lists of the heading styles: títulos with their capítulos, and articles with their literals.
HEADINGS, ARTICLES = 1, 2
#: Letters that one list gives; from the next literal on a list of its own writes the letter before.
_ALPHABET = 26
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass
class Lists:
    """The lists that a sequence of blocks needs.

    `chapter` and `article` are the marks as Word counts them (`CAPÍTULO %2:`, `Artículo %1.-`),
    empty where the text does not count like that (capítulos by code): then the mark is text.
    """

    chapter: str = ""
    article: str = ""
    _prefixes: dict[str, int] = field(default_factory=dict)
    _lists: dict[tuple[Hashable, str], int] = field(default_factory=dict)

    def list_of(self, position: int, owner: Hashable) -> int:
        """Return the list of a literal of the article `owner` beyond z): 0 for the first 26, which
        the style counts.

        Word and LibreOffice go on from z) with aa), bb); the numbering of the Document with aa),
        ab). So each round of the alphabet is a list whose mark has the letters before as text.
        """
        if position <= _ALPHABET:
            return 0
        prefix = letter((position - 1) // _ALPHABET)
        self._prefixes.setdefault(prefix, len(self._prefixes) + ARTICLES + 1)
        return self._lists.setdefault((owner, prefix), len(self._lists) + ARTICLES + 1)

    def xml(self) -> str:
        """Return the part `word/numbering.xml`."""
        parts = [f'<w:numbering xmlns:w="{_NAMESPACE}">', self._of_headings(), self._of_articles()]
        parts += [_rounds(number, prefix) for prefix, number in self._prefixes.items()]
        parts += [_list(number, number) for number in (HEADINGS, ARTICLES)]
        for (_, prefix), number in self._lists.items():
            parts.append(_list(number, self._prefixes[prefix], restart=True))
        return "".join((*parts, "</w:numbering>"))

    def _of_headings(self) -> str:
        # A título counts without a mark: its ordinal in letters is text, its capítulos begin anew.
        chapter = "upperRoman" if self.chapter else "none"
        levels = _level(0, "none", "", "Ttulo1", "", "nothing") + _level(
            1, chapter, self.chapter, "Ttulo2", "", "space" if self.chapter else "nothing"
        )
        return _definition(HEADINGS, levels)

    def _of_articles(self) -> str:
        article = "decimal" if self.article else "none"
        follow = "space" if self.article else "nothing"
        levels = (
            _level(0, article, self.article, "Ttulo3", "", follow)
            + _level(1, "lowerLetter", "%2)", "Literal", _indent(567, 454))
            + _level(2, "decimal", "%3)", "", _indent(1021, 454))
            + _level(3, "lowerRoman", "%4)", "", _indent(1474, 454))
        )
        return _definition(ARTICLES, levels)


def lists_of(blocks: Iterable[Block]) -> Lists:
    """Return the lists of a text, without those beyond z)."""
    chapters: list[tuple[str, str]] = []
    articles: list[tuple[str, str]] = []
    place = 0
    for block in blocks:
        if block.style == "title":
            place = 0
        elif block.style == "chapter":
            place += 1
            chapters.append((block.label, roman(place)))
        elif block.style == "article":
            articles.append((block.label, str(len(articles) + 1)))
    return Lists(_pattern(chapters, "%2"), _pattern(articles, "%1"))


def _pattern(marks: list[tuple[str, str]], counter: str) -> str:
    """The one mark that, with each number in its place, gives all of them; empty if none does."""
    if not marks:
        return ""
    mark, number = marks[0]
    for before, after in _candidates(mark, number):
        if all(label == f"{before}{count}{after}" for label, count in marks):
            return "" if "%" in mark else f"{before}{counter}{after}"
    return ""


def _candidates(mark: str, number: str) -> Iterable[tuple[str, str]]:
    place = mark.find(number)
    while place >= 0:
        yield mark[:place], mark[place + len(number) :]
        place = mark.find(number, place + 1)


def _definition(number: int, levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{0x50470000 + number:08X}"/>'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def _rounds(number: int, prefix: str) -> str:
    return _definition(number, _level(0, "lowerLetter", f"{prefix}%1)", "", _indent(567, 454)))


def _level(
    index: int, form: str, mark: str, style: str, properties: str, follow: str = "tab"
) -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}'
        f'<w:suff w:val="{follow}"/><w:lvlText w:val="{text(mark)}"/><w:lvlJc w:val="left"/>'
        f"{properties}</w:lvl>"
    )


def _indent(left: int, hanging: int) -> str:
    return f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>'


def _list(number: int, definition: int, restart: bool = False) -> str:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>'
        f"{again if restart else ''}</w:num>"
    )
