"""Text as it may be printed: what cannot be seen is taken out, what deceives the eye is shown."""

from __future__ import annotations

import re

#: Control characters have no printed form and most are forbidden in XML; lone surrogates and the
#: two last code points of each plane are no characters at all.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\u00ad]"
)
_BLANK = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
#: Marks that reorder what follows: with them a text can be read otherwise than it is stored.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Return the text on one line without control characters, with reordering marks shown as
    `[U+202E]`.
    """
    # Everything taken out or shown below is without a printed form for Unicode too.
    if text.isprintable():
        return text
    text = _BLANK.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    return _REORDERING.sub(lambda match: code(match[0]), text)


def short(words: str, longest: int) -> str:
    """Return printable words, cut where they are longer than a place has room for."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def code(character: str) -> str:
    """Return how a character that cannot be printed is shown: `[U+1F600]`."""
    return f"[U+{ord(character):04X}]"
