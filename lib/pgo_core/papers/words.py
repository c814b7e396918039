"""The Spanish of the papers: `data/papers/<paper>.es.json` over what they share in `common.es.json`.

Texts are keyed by dotted paths (`articles.approve.first`) and hold `{name}` fields, filled as those
of the templates are. A list is a text for each of its members.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from .. import resources
from ..templates import fill

_CONTRACTED = re.compile(r"\b([Dd]e|[Aa]) el (?=[a-zñáéíóú])")


@cache
def catalogue(paper: str, language: str = "es") -> Mapping[str, str | tuple[str, ...]]:
    """The texts of a paper and the shared ones, by dotted key; those of the paper win."""
    found: dict[str, str | tuple[str, ...]] = {}
    for name in ("common", paper):
        data = json.loads(resources.read("data", "papers", f"{name}.{language}.json"))
        found.update(_flat("", data))
    return found


class Words:
    """The texts of a paper, filled with the values that the whole paper shares and those given."""

    def __init__(self, paper: str, values: Mapping[str, object]):
        self._texts = catalogue(paper)
        self.values = dict(values)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key. Raises `KeyError` for an unknown one."""
        text = self._texts[key]
        return self._fill(text if isinstance(text, str) else text[0], values)

    def has(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return key in self._texts

    def all(self, key: str, **values: object) -> tuple[str, ...]:
        """The texts of a list, in order; none for an unknown key."""
        found = self._texts.get(key, ())
        texts = (found,) if isinstance(found, str) else found
        return tuple(self._fill(text, values) for text in texts)

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        # `de el presente decreto` comes from the joint of two texts; `de El Peruano` is a name.
        return _CONTRACTED.sub(_contracted, fill(text, {**self.values, **values}))

    def first(self, *keys: str, **values: object) -> str:
        """The text of the first of these keys that there is. Raises `KeyError` without any."""
        return self(next((key for key in keys if self.has(key)), keys[-1]), **values)


def _contracted(match: re.Match[str]) -> str:
    return f"{match[1]}l "


def _flat(prefix: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value if isinstance(value, str) else tuple(value)
