"""Sentences in Spanish for people who use the library or its command line; data in
`data/messages.json`.
"""

from __future__ import annotations

import json
from functools import cache

from . import resources
from .templates import fill


def text(key: str, **values: object) -> str:
    """Return the sentence `key` with its `{name}` fields filled. Raises `KeyError` for an unknown
    key.
    """
    return fill(_all()[key], values)


@cache
def _all() -> dict[str, str]:
    return json.loads(resources.read("data", "messages.json"))
