"""Looking at Spanish text: folding that keeps positions, words, infinitives, closing items,
placeholders.

`fold` maps one character to one character, so the span of a match in folded text is the span in the
text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from unicodedata import is_normalized, normalize

from ..pieces import Table

_PLAIN = "abcdefghijklmnopqrstuvwxyz"
_ACCENTS = str.maketrans(
    "áàäâãéèëêíìïîóòöôõúùüûñçÁÀÄÂÃÉÈËÊÍÌÏÎÓÒÖÔÕÚÙÜÛÑÇ" + _PLAIN.upper(),
    "aaaaaeeeeiiiiooooouuuunc" * 2 + _PLAIN,
)
_WORD = re.compile(r"[^\W_]+")
_LEADING = re.compile(r"[\W_]*")
_JOINT = re.compile(r"\s*(?:,\s*(?:(?:y/o|[yeou])\s+)?|/\s*|\s(?:y/o|[yeou])\s+)")

#: Words that end like an infinitive and are not one.
NOT_VERBS = (
    "lugar hogar par mar similar titular escolar militar taller mujer alquiler primer tercer "
    "cualquier ayer menester popular celular bienestar altar pilar ejemplar solar nuclear familiar "
    "preliminar peculiar vehicular curricular charla charlas perla perlas lider caracter cancer azucar "
    "dolar radar porvenir collar particular poster master"
)

#: `Cumplir con las demás funciones…` closes a list as well as `Las demás funciones…` does.
_CLOSING = re.compile(
    r"[\W_]*(?:y\s+|asi\s+como\s+)?"
    r"(?:(?:otras?|otros|l[ao]s\s+(?:demas|otr[ao]s)|demas|cualquier\s+otra)\b"
    r"|(?:cumplir|realizar|ejercer|desempenar|ejecutar|asumir|efectuar|desarrollar)\s+"
    r"(?:con\s+)?(?:todas\s+)?(?:l[ao]s\s+)?(?:otr[ao]s|demas)\s+"
    r"(?:que|funciones|atribuciones|facultades|responsabilidades|encargos|asuntos)\b)"
)
_INFINITIVE = re.compile(r"[aei]r(?:se(?:l[aeo]s?)?|l[aeo]s?|nos)?$")

#: A letter, number or bullet typed before the text of a function: `a)`, `a.-`, `12.`, `3.1)`, `•`.
TYPED_LETTER = re.compile(
    r"\s*(?:(?:[a-z]{1,2}|\d{1,2}(?:\.\d{1,2}){0,3})\s*(?:\)[.-]{0,2}\s*|\.[-)]\s*|\.\s+|-\s+)"
    r"|[•·▪–—-]\s+|[•▪]\s*)(?=\S)"
)

#: What adopting a model leaves for an unknown fact, and what official templates leave to fill in.
PLACEHOLDER = re.compile(
    r"\{\{.{0,200}?\}\}|\(\s*completar\b[^)]*\)?|\[\s*completar\b[^\]]*\]?|\bCOMPLETAR\b"
    r"|\(\s*seleccionar\b[^)]*\)?",
    re.IGNORECASE | re.DOTALL,
)
_UPPER_ONLY = re.compile(r"\bCOMPLETAR\b")


# Several rules look at each text, and at the same ones after every edit of a draft.
@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Lower case without accents, one character for one: `Órgano` becomes `organo`."""
    return " ".join(map(_folded.__getitem__, text.split(" ")))


def words(folded: str) -> list[str]:
    """The words of a folded text, without punctuation."""
    return _WORD.findall(folded)


def read(text: str) -> tuple[str, tuple[str, ...]]:
    """A text folded and its words, at the cost of looking up its pieces."""
    pieces = [_read[piece] for piece in text.split(" ")]
    said = tuple(chain.from_iterable([piece[1] for piece in pieces]))
    return " ".join([piece[0] for piece in pieces]), said


def _fold_piece(piece: str) -> str:
    if not is_normalized("NFC", piece):
        piece = normalize("NFC", piece)
    return piece.translate(_ACCENTS)


def _read_piece(piece: str) -> tuple[str, tuple[str, ...]]:
    folded = _folded[piece]
    return folded, tuple(words(folded))


_folded = Table(_fold_piece)
_read = Table(_read_piece)


@lru_cache(maxsize=16_384)
@lru_cache(maxsize=16_384)
def squeeze(text: str) -> str:
    """The words of a text in folded form, parted by one space: equal for texts that differ in
    nothing else.
    """
    return " ".join(words(fold(text)))


def excerpt(text: str, size: int = 90) -> str:
    """The beginning of a text on one line, cut at a word, for a message."""
    line = " ".join(text.split())
    if len(line) <= size:
        return line
    return line[:size].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def starts_with(folded: str, heads: tuple[str, ...] | list[str]) -> str:
    """The longest of these folded heads the text begins with, as whole words; empty if none."""
    found = [head for head in heads if folded == head or folded.startswith(head + " ")]
    return max(found, key=len, default="")


def is_closing(folded: str) -> bool:
    """Whether a function is the closing item: `Otras…`, `Las demás…` (RULEBOOK 3.3)."""
    typed = TYPED_LETTER.match(folded)
    return _CLOSING.match(folded, typed.end() if typed else 0) is not None


def first_word(folded: str) -> tuple[str, int, int]:
    """The first word that should be the verb, with its span; `no` or a letter
    typed before it is passed over."""
    typed = TYPED_LETTER.match(folded)
    start = _LEADING.match(folded, typed.end() if typed else 0).end()
    match = _WORD.match(folded, start)
    if match and match.group() == "no":
        match = _WORD.match(folded, _LEADING.match(folded, match.end()).end()) or match
    return (match.group(), match.start(), match.end()) if match else ("", 0, 0)


@lru_cache(maxsize=16_384)
def lead_verbs(folded: str) -> tuple[tuple[str, int, int], ...]:
    """The verbs a function begins with, joined by commas, `y`, `e`, `o`, `u` or `y/o`, with their
    spans: `Formular, proponer y ejecutar…` has three. Empty when its first word is no infinitive.
    """
    verb = first_word(folded)
    found = []
    while is_infinitive(verb[0]):
        found.append(verb)
        joint = _JOINT.match(folded, verb[2])
        word = _WORD.match(folded, joint.end()) if joint else None
        verb = (word.group(), word.start(), word.end()) if word else ("", 0, 0)
    return tuple(found)


@lru_cache(maxsize=4096)
def is_infinitive(word: str) -> bool:
    """Whether a folded word is an infinitive by its ending (-ar, -er, -ir, with or without a
    pronoun), exceptions aside.
    """
    return word not in _NOT_VERBS and len(word) > 1 and _INFINITIVE.search(word) is not None


_NOT_VERBS = frozenset(NOT_VERBS.split())


def placeholder(text: str) -> tuple[int, int] | None:
    """The span of the first place left to be filled in, or None."""
    if not ("{{" in text or "(" in text or "[" in text or "COMPLETAR" in text):
        return None
    for match in PLACEHOLDER.finditer(text):
        found = match.group()
        if found[0] in "{([" or _UPPER_ONLY.fullmatch(found):
            return match.span()
    return None
