"""Spanish that must be derived: the article of a name (`la Gerencia Municipal`), contractions,
numerals.

The words are data in `data/spanish.json`; this module only applies them.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache

from . import resources

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@cache
def _words() -> dict[str, tuple[str, ...]]:
    words = json.loads(resources.read("data", "spanish.json"))
    return {key: tuple(value) for key, value in words.items()}


def is_feminine(name: str) -> bool:
    """Return the gender of a name by its head noun: its first word, singular or plural.

    A known noun decides; of an unknown one the ending does (`-a`, `-ción`, `-dad`…), masculine
    otherwise.
    """
    head = _head(name)
    words = _words()
    for form in _singulars(head):
        if form in words["feminine"] or form in words["feminine_with_el"]:
            return True
        if form in words["masculine"]:
            return False
    return _singulars(head)[-1].endswith(words["feminine_endings"])


@lru_cache(maxsize=4096)
def article(name: str) -> str:
    """Return the definite article of a name: `el`, `la`, `los` or `las` (`el` before `Área`)."""
    head = _head(name)
    if head in _words()["feminine_with_el"]:
        return "el"
    feminine = is_feminine(name)
    if len(_singulars(head)) > 1:
        return "las" if feminine else "los"
    return "la" if feminine else "el"


def the(name: str) -> str:
    """Return the name with its article: `la Gerencia Municipal`, `el Concejo Municipal`."""
    return f"{article(name)} {name.strip()}"


def of_the(name: str) -> str:
    """Return the name after `de`, contracted: `de la Gerencia Municipal`, `del Concejo
    Municipal`.
    """
    return contract(f"de {the(name)}")


def contract(text: str) -> str:
    """Return the text with a leading `de el` or `a el` contracted to `del`, `al`."""
    for long, short in (("de el ", "del "), ("a el ", "al ")):
        if text.startswith(long):
            return short + text[len(long) :]
    return text


def capitalize(text: str) -> str:
    """Return the text with its first letter in upper case and the rest as it was."""
    return text[:1].upper() + text[1:]


def roman(number: int) -> str:
    """Return a positive whole number in Roman numerals. Raises `ValueError` below 1."""
    if number < 1:
        raise ValueError(f"no Roman numeral for {number}")
    result = ""
    for value, symbol in _ROMAN:
        count, number = divmod(number, value)
        result += symbol * count
    return result


def ordinal(number: int) -> str:
    """Return the masculine ordinal of a título in capitals (`PRIMERO`); Roman where the list of
    words ends.
    """
    words = _words()["ordinals"]
    return words[number - 1] if 1 <= number <= len(words) else roman(number)


def _head(name: str) -> str:
    words = name.split()
    return words[0].casefold().strip(".,;:\"'()«»“”") if words else ""


def _singulars(head: str) -> tuple[str, ...]:
    """The head noun and, of a plural, what its singular may be, the likeliest last."""
    if head.endswith("iones"):
        return head, head[:-5] + "ión"
    if head.endswith("s") and len(head) > 3:
        return head, head[:-2] if head.endswith(("des", "res", "les")) else head[:-1]
    return (head,)
