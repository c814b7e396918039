"""The data files that come with the library, beside its modules."""

from __future__ import annotations

import os

_ROOT = os.path.dirname(__file__)


def place(*names: str) -> str:
    """Return where a file or folder stands, of its names below the package (`data`, `x.json`)."""
    return os.path.join(_ROOT, *names)


def names(*folder: str) -> list[str]:
    """Return the names in a folder, sorted."""
    return sorted(os.listdir(place(*folder)))


def read(*names: str) -> str:
    """Return the text of a file."""
    # Not importlib.resources: it takes longer to load than everything that is read with it.
    with open(place(*names), encoding="utf-8") as stream:
        return stream.read()
