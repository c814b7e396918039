"""Sentences in Spanish for people who use the library or its command line; data in
`data/messages.json`.
"""

from __future__ import annotations

import json
from functools import cache

from . import resources
from .plain import PlainError
from .printable import short, visible
from .templates import fill

#: Characters of a value of a file that a sentence has room for.
_SHOWN = 200


def text(key: str, **values: object) -> str:
    """Return the sentence `key` with its `{name}` fields filled. Raises `KeyError` for an unknown
    key.
    """
    return fill(_all()[key], values)


def problem(error: PlainError) -> str:
    """Return what of a JSON form does not fit, without its place; a value as far as a line shows."""
    params = {
        name: short(visible(str(value)), _SHOWN)
        for name, value in error.params.items()
        if name != "expected"
    }
    expected = str(error.params.get("expected", ""))
    if error.kind == "type":
        expected = text(f"type.{expected}")
    return text(f"document.{error.kind}", expected=expected, **params)


@cache
def _all() -> dict[str, str]:
    return json.loads(resources.read("data", "messages.json"))
