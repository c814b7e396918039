"""Normalised text for searching: what people type and what the catalogue holds meet here."""

import re
import unicodedata

_NUMBER_SIGN = re.compile(r"\b(?:n\s*\.?\s*[°º]|nro\.?|num\.\s*°)\s*", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:[a-z]\.\s?){2,}")
_LEGISLATIVE = re.compile(r"\bd\.?\s?leg\b\.?")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}\b)")
_TOKEN = re.compile(r"[a-z0-9]+")


def fold(text):
    """Return `text` in lower case without accents; ñ folds to n as people without that key type it."""
    decomposed = unicodedata.normalize("NFKD", (text or "").lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def tokens(text):
    """Return the search tokens of `text`, in order.

    “D.S. N° 054-2018-PCM” and “ds 54-2018 pcm” give the same tokens: dots of abbreviations, number signs,
    thousand separators and leading zeros carry no meaning here.
    """
    plain = _NUMBER_SIGN.sub(" ", (text or "").lower())
    plain = _THOUSANDS.sub("", fold(plain))
    plain = _INITIALS.sub(
        lambda match: re.sub(r"[.\s]", "", match.group()) + " ", _LEGISLATIVE.sub("dleg ", plain)
    )
    return [
        token.lstrip("0") or "0" if token.isdigit() else token for token in _TOKEN.findall(plain)
    ]


def document(*parts):
    """Return the text to index for `parts`: their tokens once each, separated by spaces."""
    return " ".join(dict.fromkeys(token for part in parts for token in tokens(part)))


def query(text):
    """Return the tsquery for what someone typed, empty if there is nothing to look for.

    Every token must appear. Words match by their beginning; a number matches whole, except the last token,
    which the person may still be typing.
    """
    found = tokens(text)
    last = len(found) - 1
    return " & ".join(
        token if token.isdigit() and place != last else f"{token}:*"
        for place, token in enumerate(found)
    )
