"""Names of units as they are written in the text of a Document, and which unit each one means.

A mention begins with a word that begins the name of some unit (`Oficina`, `Gerencia`, `Despacho`),
written with a capital, and runs on over words with capitals joined by particles. Only the names of
the structure decide what it means, so nothing here knows of entities or systems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from ..document import Document, Unit
from ..pieces import Table
from .language import fold, squeeze, words

_PARTICLES = "de del la las los el lo y e o u a al para en con por"
PARTICLES = frozenset(_PARTICLES.split())
_AND = frozenset({"y", "e", "o", "u", ","})
_ARTICLES = frozenset({"la", "el", "las", "los"})
#: A word with a capital that may be one of them with a slip.
_CAPITAL = re.compile(r"(?<![^\W_])[A-ZÁÉÍÓÚÑ][^\W\d_]{4,30}(?![^\W_])")
_NAME_PART = re.compile(r"[^\W_]+|,")
#: A name is looked for in this many characters and words after its first one.
_REACH, _WORDS = 200, 20
#: A name with a slip is looked for in this many of its possible ends, the longest first.
_TRIED = 6
#: Units that differ in the same word of a name: more are not compared.
_COMPARED = 8


#: Words in a name by which it is that of another entity's unit.
_OTHER_WORDS = (
    "ministerio municipalidad gobierno contraloria superintendencia presidencia republica "
    "estado nacional congreso mef pcm sunat servir organismo instituto seguro"
)
_OTHERS = frozenset(_OTHER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a name may stand: `start` of its first word and, shortest first, where the name
    may end with the folded words up to there; `ends` after words with a capital, `longer` after any.
    """

    start: int
    ends: tuple[tuple[int, str], ...]
    longer: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a mention means: `how` is `exact`, `letter`, `word` or `head` (differs in a letter, a
    word, the first word), `past` (the name a unit had) or `unknown`. `unit` is the unit meant, of
    which only uid and name are told.
    """

    how: str
    end: int
    unit: Unit | None = None


class Names:
    """The names of a structure, ready to be compared with what is written. Linear to build."""

    def __init__(self, units: Iterable[Unit]):
        self.by_name: dict[str, Unit] = {}
        for unit in units:
            if name := squeeze(unit.name):
                self.by_name.setdefault(name, unit)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The words that begin a name, and `sub` where one of them has it joined."""
        found = {name.split(" ", 1)[0] for name in self.by_name}
        found |= {"sub" for head in found if head.startswith("sub")}
        return tuple(sorted(found))

    @cached_property
    def _joined(self) -> Mapping[str, Unit]:
        return _first((_letters(name), unit) for name, unit in self.by_name.items())

    @cached_property
    def _cores(self) -> Mapping[tuple[str, ...], Unit]:
        return _first((_core(name), unit) for name, unit in self.by_name.items())

    @cached_property
    def _gaps(self) -> Mapping[tuple[str, ...], list[tuple[int, str, Unit]]]:
        """Names with one word left out: what is left, which word it was, the unit."""
        gaps: dict[tuple[str, ...], list[tuple[int, str, Unit]]] = {}
        for core, unit in self._cores.items():
            for place, word in enumerate(core[:_WORDS]):
                found = gaps.setdefault((*core[:place], *core[place + 1 :]), [])
                if len(found) < _COMPARED:
                    found.append((place, word, unit))
        return gaps

    def exact(self, mention: Mention) -> Meaning | None:
        """The unit whose very name is written, the longest one."""
        for end, name in reversed(mention.longer):
            if unit := self.by_name.get(name):
                return Meaning("exact", end, unit)
        return None

    def near(self, mention: Mention) -> Meaning | None:
        """The unit whose name differs by a letter, a space, a particle, a word or the first word."""
        ends = mention.ends[: -_TRIED - 1 : -1]
        for end, name in ends:
            core = _core(name)
            if len(core) < 2:
                continue
            if unit := self._joined.get(_letters(name)) or self._cores.get(core):
                return Meaning("letter", end, unit)
        for end, name in ends:
            if found := self._one_word(_core(name)):
                return Meaning(found[0], end, found[1])
        return None

    def _one_word(self, core: tuple[str, ...]) -> tuple[str, Unit] | None:
        if len(core) < 2:
            return None
        for place, word in enumerate(core[:_WORDS]):
            rest = (*core[:place], *core[place + 1 :])
            for other_place, other, unit in self._gaps.get(rest, ()):
                if place == other_place and _close(word, other):
                    return "letter", unit
                if place == other_place == 0 and len(core) > 2:
                    return "head", unit
            if len(rest) > 1 and (unit := self._cores.get(rest)) and word == "general":
                return "word", unit
        for _place, word, unit in self._gaps.get(core, ()):
            if word == "general":
                return "word", unit
        return None


#: What decides how names are read: uid, name and whether the unit may lend its first word.
_Named = tuple[tuple[str, str, bool], ...]
#: Texts whose mentions a reader remembers.
_REMEMBERED = 32_768
_NOTHING: tuple[tuple, tuple, tuple] = (), (), ()


def reader_of(document: Document, base: Document | None) -> Reader:
    """The reader of the names of a structure and of the one it changes: the same one while an edit
    leaves the names as they were, with what it has read.
    """
    # Several rules ask for that of one text, one after another.
    for last, its_base, reader in _last:
        if last is document and its_base is base:
            return reader
    before = base.units if base is not None else ()
    reader = _reader(_named(document.units), _named(before), squeeze(document.entity.name))
    _last[:] = [(document, base, reader)]
    return reader


#: The text asked for last. Whole values are put in, so threads do not meet in the middle.
_last: list[tuple[Document, Document | None, Reader]] = []


def _named(units: Iterable[Unit]) -> _Named:
    return tuple((unit.uid, unit.name, _lends(unit)) for unit in units)


def _lends(unit: Unit) -> bool:
    """Whether the first word of its name begins those of advisory, support and line units, as no
    other body's does.
    """
    return unit.level > 1 and unit.nature in ("advisory", "support", "line")


@lru_cache(maxsize=16)
def _reader(named: _Named, before: _Named, own: str) -> Reader:
    return Reader(named, before, own)


class Reader:
    """What the names written in a text mean in a structure and in the one it changes."""

    def __init__(self, named: _Named, before: _Named, own: str):
        self.names = Names(map(_unit, named))
        self.own = own
        past = (one for one in before if squeeze(one[1]) not in self.names.by_name)
        self.past = Names(map(_unit, past))
        #: What was read before: by text, and by the words and where they end.
        self._texts: dict[str, tuple[tuple, tuple, tuple]] = {}
        self._read: dict[tuple, tuple[Meaning | None, int]] = {}
        #: Words that begin the names of units that lend them.
        self.common = {squeeze(name).split(" ", 1)[0] for _uid, name, lends in named if lends}

    @cached_property
    def heads(self) -> tuple[str, ...]:
        return tuple(sorted({*self.names.heads, *self.past.heads}))

    def read(self, text: str) -> tuple[tuple[Mention, Meaning], ...]:
        """Every mention with what it means; after a name the next begins."""
        return self._looked(text)[0]

    def known(self, text: str) -> tuple[tuple[Mention, Meaning], ...]:
        """The mentions that mean some unit."""
        return self._looked(text)[1]

    def unknown(self, text: str) -> tuple[Mention, ...]:
        """The mentions that mean none and begin as the names of these units do."""
        return self._looked(text)[2]

    def _looked(self, text: str) -> tuple[tuple, tuple, tuple]:
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
                self._read.clear()
            found = self._texts[text] = self._sorted(tuple(self._look(text)))
        return found

    def _sorted(self, read: tuple) -> tuple[tuple, tuple, tuple]:
        if not read:
            return _NOTHING
        return (
            read,
            tuple(one for one in read if one[1].unit is not None),
            tuple(
                mention
                for mention, meaning in read
                if meaning.how == "unknown" and mention.ends[0][1] in self.common
            ),
        )

    def _look(self, text: str) -> Iterator[tuple[Mention, Meaning]]:
        past = 0
        for mention in mentions(text, self.heads):
            if mention.start < past:
                continue
            key = _shape(mention)
            if key not in self._read:
                self._read[key] = self._meaning(mention), mention.start
            meaning, start = self._read[key]
            if meaning is not None:
                meaning = replace(meaning, end=meaning.end - start + mention.start)
                past = meaning.end
                yield mention, meaning

    def _meaning(self, mention: Mention) -> Meaning | None:
        if meaning := self.names.exact(mention):
            return meaning
        if old := self.past.exact(mention):
            return Meaning("past", old.end, old.unit)
        if self._foreign(mention):
            return None
        return self.names.near(mention) or Meaning("unknown", mention.ends[-1][0])

    def _foreign(self, mention: Mention) -> bool:
        longest = mention.ends[-1][1].replace(self.own, " ") if self.own else mention.ends[-1][1]
        return not _OTHERS.isdisjoint(longest.split())


def mentions(text: str, heads: tuple[str, ...]) -> tuple[Mention, ...]:
    """Where names that begin with one of these folded words may stand in a text."""
    if not heads or not any(map(_begins(heads).__getitem__, text.split())):
        return ()
    return _mentions(text, heads)


# The same texts are looked at after every edit of a draft.
@lru_cache(maxsize=16_384)
def _mentions(text: str, heads: tuple[str, ...]) -> tuple[Mention, ...]:
    folded = fold(text)
    return tuple(_mention(text, folded, start) for start in sorted(_starts(text, folded, heads)))


def _starts(text: str, folded: str, heads: tuple[str, ...]) -> set[int]:
    """Where words with a capital stand that are one of these, or one with a slip."""
    starts = {
        match.start()
        for match in _heads(heads).finditer(folded)
        if text[match.start() : match.start() + 1].isupper()
    }
    for match in _CAPITAL.finditer(text):
        if match.start() not in starts and _slip(folded[slice(*match.span())], heads):
            starts.add(match.start())
    return starts


@lru_cache(maxsize=4)
def _begins(heads: tuple[str, ...]) -> Table[bool]:
    """Whether a name that begins with one of these words may begin in a piece of a text."""

    def begins(piece: str) -> bool:
        if piece.islower() or not any(map(str.isupper, piece)):
            return False
        return bool(_starts(piece, fold(piece), heads))

    return Table(begins)


@lru_cache(maxsize=4096)
def _slip(word: str, heads: tuple[str, ...]) -> bool:
    """Whether a word is one of these with a slip inside: `Oficna`, `Gerenica`. Another ending makes
    another word: `Secretario`, `Gerencias`.
    """
    return word not in heads and any(
        word[0] == head[0] and word[-1] == head[-1] and _one_slip(word, head) for head in heads
    )


def _one_slip(one: str, two: str) -> bool:
    """Whether two words differ by one letter, or by two changed over."""
    if min(len(one), len(two)) < 5 or abs(len(one) - len(two)) > 1:
        return False
    if len(one) == len(two):
        wrong = [place for place in range(len(one)) if one[place] != two[place]]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            first, last = wrong
            return one[first] == two[last] and one[last] == two[first]
        return len(wrong) == 1
    return _distance(one, two) == 1


@lru_cache(maxsize=64)
def _heads(heads: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(map(re.escape, sorted(heads, key=len, reverse=True)))
    return re.compile(rf"(?<![^\W_])(?:{named})(?![^\W_])")


def _mention(text: str, folded: str, start: int) -> Mention:
    """Follow the words up to a sign other than a comma, a line's end or another noun («, la …», «y
    el …»)."""
    name: list[str] = []
    ends: list[tuple[int, str]] = []
    longer: list[tuple[int, str]] = []
    past, before, proper = start, "", True
    for match in _NAME_PART.finditer(folded, start, start + _REACH):
        between, part = folded[past : match.start()], match.group()
        if between.strip() or "\n" in between or len(name) >= _WORDS:
            break
        if before in _AND and part in _ARTICLES:
            break
        past, before = match.end(), part
        if part == ",":
            continue
        name.append(part)
        first = text[match.start() : match.start() + 1]
        longer.append((match.end(), " ".join(name)))
        if first.isupper() or first.isdigit():
            if proper:
                ends.append(longer[-1])
        elif part not in PARTICLES:
            proper = False
    return Mention(start, tuple(ends), tuple(longer))


def _shape(mention: Mention) -> tuple:
    """What two mentions share when they mean the same: the words and where they end."""
    start = mention.start
    return (
        mention.longer[-1][1],
        tuple(end - start for end, _name in mention.longer),
        tuple(end - start for end, _name in mention.ends),
    )


def _unit(named: tuple[str, str, bool]) -> Unit:
    return Unit(named[0], named[1], "", 0)


def _first(pairs: Iterable[tuple]) -> dict:
    found: dict = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def _letters(name: str) -> str:
    return name.replace(" ", "")


def _core(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in PARTICLES)


def _close(one: str, two: str) -> bool:
    """Whether two words are one with a slip: one letter apart from five letters on, two from nine."""
    size = min(len(one), len(two))
    if size < 5 or abs(len(one) - len(two)) > 2 or size > 40:
        return False
    return _distance(one, two) <= (2 if size >= 9 else 1)


def _distance(one: str, two: str) -> int:
    """Letters to change, add or take away to get from one word to the other."""
    row = list(range(len(two) + 1))
    for place, letter in enumerate(one, start=1):
        past, row[0] = row[0], place
        for other, here in enumerate(two, start=1):
            change = past + (letter != here)
            past, row[other] = row[other], min(change, row[other] + 1, row[other - 1] + 1)
    return row[-1]
