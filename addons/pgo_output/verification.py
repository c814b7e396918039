"""The short code with which a person checks a sealed version: twelve signs that follow from its seal."""

import re
from hashlib import sha256

#: Digits and letters of Crockford's base 32: none that is taken for another when read on paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_GROUP = 4
_BITS = 5

_MISREAD = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s.·_–—-]+")


def code_of(seal, identity):
    """Return the verification code of a version, `K3QF-90ZD-4XWA`.

    `identity` tells the version apart from another one with the very same text (a round that changed
    nothing). Sixty bits: among a million versions two share a code once in two million worlds, and the
    database refuses the second.
    """
    bits = int.from_bytes(sha256(f"{seal}/{identity}".encode()).digest()[:8], "big") >> (
        64 - _BITS * LENGTH
    )
    signs = "".join(ALPHABET[bits >> _BITS * place & 31] for place in reversed(range(LENGTH)))
    return _grouped(signs)


def normalize(typed):
    """Return the code that someone typed in its stored form, empty if it cannot be a code.

    Case, blanks and hyphens do not matter; O is read as 0, I and L as 1.
    """
    signs = _SEPARATORS.sub("", typed or "").upper().translate(_MISREAD)
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return ""
    return _grouped(signs)


def _grouped(signs):
    return "-".join(signs[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))
