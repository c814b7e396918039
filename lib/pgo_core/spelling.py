"""Words of a Spanish text that no dictionary knows, and what was likely meant.

The dictionary is that of Peru of the RLA-ES project, in the format of Hunspell (`data/spelling`, with
its licences); this module reads the part of the format that it uses: stems, suffixes that may carry
one more, and prefixes. Terms of the administration that it lacks are data in
`data/spelling/terms.json`. Precision goes first: what may be a name, an acronym, a code or an address
is not looked at, and words built by the usual rules of Spanish from known ones are known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize

from . import resources
from .pieces import Sieve

_FOLDER = ("data", "spelling")
_DICTIONARY = "es_PE"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that is not known, with its place in the text."""

    word: str
    span: tuple[int, int]


#: What is no running text: what is to be filled in, initials; codes with digits, and addresses.
_MASKED = re.compile(r"\{\{[^{}]{0,200}\}\}|\b(?:[a-zñ]\.){2,12}", re.IGNORECASE)
_CODE = re.compile(r"\w+(?:[-/.]\w+)*")
_DIGIT = re.compile(r"\d")
_PIECE = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
#: What ends a sentence, so that the capital after it says nothing.
_BEGINS = re.compile(r"(?:^|[.:;!?¡¿\n•·)\]]|\b[a-zñ]\)|[-–—])[\s\"'«»“”(\[¡¿-]*$", re.IGNORECASE)
_BEFORE = 12
_ROMAN = re.compile(r"[ivxlc]+")
#: Shorter words are letters of a list, units and abbreviations.
_SHORTEST = 3
_LONGEST = 40


def unknown_words(text: str, known: Collection[str] = ()) -> list[Unknown]:
    """The words of a text that are not known, in its order; `known` are more words, in lower case.

    Acronyms, words with digits, addresses and, inside a sentence, words with a capital are passed
    over: they may be names.
    """
    if not _may_be_unknown(text):
        return []
    found = _unknown_words(text)
    if not found or not known:
        return list(found)
    return [each for each in found if not _inflected(each.word.lower(), known)]


@lru_cache(maxsize=8192)
def suggestions(word: str) -> tuple[str, ...]:
    """Words of the dictionary that differ from it by accents, else by one usual slip: a letter too
    many or too few, two changed over, or one written for another of like sound. At most three.
    """
    lower = word.lower()
    if len(lower) > _LONGEST:
        return ()
    for candidates in (_accents(lower), _slips(lower), _missing(lower)):
        fits = [
            each
            for each in dict.fromkeys(candidates)
            if each != lower and (dictionary().knows(each) or _inflected(each, terms()))
        ]
        if fits:
            return tuple(fits[:3])
    return ()


@lru_cache(maxsize=32_768)
def is_known(word: str) -> bool:
    """Whether a word in lower case is Spanish or a term of the administration, in any of its forms."""
    return dictionary().knows(word) or _inflected(word, terms()) or _built(word)


#: Of an affix: what it takes away, to (flag, condition of the stem, flags that it carries on).
_Affixes = dict[str, dict[str, list[tuple[str, str, str]]]]


class Dictionary:
    """Stems and affixes of a Hunspell dictionary, as far as the Spanish ones use them."""

    def __init__(self, affixes: str, stems: str):
        self._stems: dict[str, str] = {}
        self._suffixes: _Affixes = {}
        self._prefixes: _Affixes = {}
        self._carried: frozenset[str] = frozenset()
        self._read_affixes(affixes)
        self._read_stems(stems)
        self._longest_suffix = max(map(len, self._suffixes), default=0)
        self._longest_prefix = max(map(len, self._prefixes), default=0)

    def _read_affixes(self, text: str) -> None:
        carried: set[str] = set()
        for line in text.splitlines():
            parts = line.split()
            if len(parts) < 5 or parts[0] not in ("SFX", "PFX"):
                continue
            kind, flag, strip, added, condition = parts[:5]
            added, _slash, more = added.partition("/")
            carried.update(more)
            table = self._suffixes if kind == "SFX" else self._prefixes
            rules = table.setdefault("" if added == "0" else added, {})
            rules.setdefault("" if strip == "0" else strip, []).append((flag, condition, more))
        self._carried = frozenset(carried)

    def _read_stems(self, text: str) -> None:
        for line in text.splitlines()[1:]:
            stem, _slash, flags = line.strip().partition("/")
            if stem:
                self._stems[stem] = self._stems.get(stem, "") + flags

    def knows(self, word: str) -> bool:
        """Whether it is a stem or made of one by the rules, written as here."""
        if word in self._stems or self._suffixed(word):
            return True
        for size in range(1, min(len(word) - 1, self._longest_prefix) + 1):
            for strip, rules in self._prefixes.get(word[:size], {}).items():
                stem = strip + word[size:]
                flags = self._stems.get(stem, "")
                for flag, condition, _more in rules:
                    if (flag in flags or self._suffixed(stem, flag)) and _at_start(condition).match(
                        stem
                    ):
                        return True
        return False

    def _suffixed(self, word: str, prefix: str = "", outer: str = "") -> bool:
        """Whether it is a stem with a suffix, which with `prefix` takes that prefix too and which
        carries the suffix `outer`.
        """
        for size in range(min(len(word), self._longest_suffix) + 1):
            cut = len(word) - size
            for strip, rules in self._suffixes.get(word[cut:], {}).items():
                stem = word[:cut] + strip
                flags = self._stems.get(stem)
                fits = flags is not None and prefix in flags
                for flag, condition, more in rules:
                    if outer and outer not in more:
                        continue
                    if fits and flag in flags and _at_end(condition).search(stem):
                        return True
                    if (
                        not outer
                        and flag in self._carried
                        and _at_end(condition).search(stem)
                        and self._suffixed(stem, prefix, flag)
                    ):
                        return True
        return False


@cache
def dictionary() -> Dictionary:
    """The dictionary of Peru, read once, when first asked for."""
    parts = ("aff", "dic")
    return Dictionary(*(resources.read(*_FOLDER, f"{_DICTIONARY}.{part}") for part in parts))


@cache
def terms() -> frozenset[str]:
    """Words of the administration and of techniques that the dictionary lacks, in lower case."""
    return frozenset(word for words in _data()["terms"].values() for word in words)


@cache
def _data() -> dict:
    return json.loads(resources.read(*_FOLDER, "terms.json"))


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(sorted(_data()["prefixes"], key=len, reverse=True))


def _has_unknown(piece: str) -> bool:
    """Whether a piece of a text has a word that may be unknown, whatever stands around it."""
    return any(not _passes(word) for word in _WORD.findall(normalize("NFC", piece)))


_may_be_unknown = Sieve(_has_unknown)


@lru_cache(maxsize=8192)
def _unknown_words(text: str) -> tuple[Unknown, ...]:
    return tuple(_look(normalize("NFC", text)))


def _passes(word: str) -> bool:
    """Whether a word as it is written is known or not looked at, wherever it stands."""
    if not _SHORTEST <= len(word) <= _LONGEST or not (word.islower() or word.istitle()):
        return True
    lower = word.lower()
    if is_known(lower) or _ROMAN.fullmatch(lower):
        return True
    # A name may begin a sentence, and the dictionary has many with their capital.
    return word.istitle() and dictionary().knows(word)


def _look(text: str) -> Iterator[Unknown]:
    plain = _mask(text)
    for match in _WORD.finditer(plain):
        word = match.group()
        start, end = match.span()
        if _passes(word):
            continue
        if plain[start - 1 : start] in ("0", "_", "'", "’") or plain[end : end + 1] in ("0", "_"):
            continue
        if word.istitle() and not _BEGINS.search(plain[max(0, start - _BEFORE) : start]):
            continue
        yield Unknown(word, (start, end))


def _mask(text: str) -> str:
    """The text with zeros in place of what is no running text, of the same length."""
    if _ADDRESS.search(text):
        text = _PIECE.sub(lambda each: _zeros(each, _ADDRESS), text)
    if _DIGIT.search(text):
        text = _CODE.sub(lambda each: _zeros(each, _DIGIT), text)
    return _MASKED.sub(lambda each: "0" * len(each.group()), text)


def _zeros(match: re.Match[str], marks: re.Pattern[str]) -> str:
    written = match.group()
    return "0" * len(written) if marks.search(written) else written


def _inflected(word: str, known: Collection[str]) -> bool:
    """Whether the word or its singular or masculine is among the known ones."""
    if word in known:
        return True
    bases = []
    if word.endswith("iones"):
        bases.append(word[:-5] + "ión")
    if word.endswith("ces"):
        bases.append(word[:-3] + "z")
    if word.endswith("s"):
        bases += [word[:-1], *([word[:-2]] if word.endswith("es") else [])]
    for base in (word, *bases):
        if base.endswith("a"):
            bases += [base[:-1] + "o", base[:-1]]
    return any(base in known for base in bases)


#: An infinitive or gerund with its pronouns, accents aside; a command with them (`Apruébese`).
_CLITICS = re.compile(r"(.+?(?:[aei]r|ndo))(?:(?:se|me|te|nos)?l[aeo]s?|se)")
_COMMAND = re.compile(r"(.*[áéíóú].*[aen])(?:se|l[ao]s?)")
_PLAIN = str.maketrans("áéíóú", "aeiou")


def _built(word: str) -> bool:
    """Whether usual rules make it of a known word: an adverb in `-mente`, a verb with its pronouns,
    a prefix.
    """
    if len(word) > _LONGEST:
        return False
    if word.endswith("mente") and len(word) > 8:
        stem = word[:-5]
        if dictionary().knows(stem) or _inflected(stem, terms()):
            return True
    bare = word.translate(_PLAIN)
    for match in (_CLITICS.fullmatch(bare), _COMMAND.fullmatch(word)):
        verb = match[1].translate(_PLAIN) if match else ""
        if verb and (dictionary().knows(verb) or verb in terms()):
            return True
    for prefix in _prefixes():
        rest = word[len(prefix) :]
        if not word.startswith(prefix) or len(rest) < 4:
            continue
        # The first letter of the rest doubles: interrelación, prerrequisito.
        for base in (rest, rest[1:]) if rest.startswith("rr") else (rest,):
            if dictionary().knows(base) or _inflected(base, terms()):
                return True
    return False


_ACCENTED = dict(zip("aeiou", "áéíóú", strict=True))
_LIKE = {
    "b": "v", "v": "b", "s": "cz", "c": "sz", "z": "sc", "g": "j", "j": "g", "y": "i", "i": "y",
    "m": "n", "n": "mñ", "ñ": "n", "x": "s", "q": "k", "k": "qc",
    "á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u",
}  # fmt: skip


def _accents(word: str) -> Iterator[str]:
    """The word without its accents, with one on each vowel, with `ñ` for `n` and `ü`."""
    bare = word.translate(_PLAIN)
    yield bare
    for place, letter in enumerate(bare):
        other = _ACCENTED.get(letter) or ("ñ" if letter == "n" else "")
        if other:
            yield bare[:place] + other + bare[place + 1 :]


def _slips(word: str) -> Iterator[str]:
    for place in range(len(word)):
        head, letter, tail = word[:place], word[place], word[place + 1 :]
        yield head + tail
        if tail:
            yield head + tail[0] + letter + tail[1:]
        for other in _LIKE.get(letter, ""):
            yield head + other + tail


def _missing(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        for letter in "aeiounrslcdh":
            yield word[:place] + letter + word[place:]


@lru_cache(maxsize=4096)
def _at_end(condition: str) -> re.Pattern[str]:
    return re.compile(f"{condition}$")


@lru_cache(maxsize=256)
def _at_start(condition: str) -> re.Pattern[str]:
    return re.compile(condition)
