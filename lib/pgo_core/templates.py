"""Official structures of a ROF or MOP: títulos, capítulos and fixed sentences, as data.

`data/templates/<id>.<version>.json` holds a Template in its JSON form. A Document carries the
Template it was made with, so a later version never changes a text that exists. Sources:
Lineamientos N° 02-2020-SGP, Anexo 4 (`mop`), Anexo 5 (`executive`) and Anexo 6 (`municipal`, also
for regional governments and other entities outside the Poder Ejecutivo).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from . import plain, resources
from .document import Document, DocumentError, Template

_NAME = re.compile(r"(?P<id>[a-z_]+)\.(?P<version>[0-9]+)\.json")
_FIELD = re.compile(r"\{(\w+)\}")


class TemplateNotFound(LookupError):
    """No official structure of that id and version; the message lists those that exist."""


@cache
def available() -> tuple[tuple[str, str], ...]:
    """Return (id, version) of every official structure, oldest version first."""
    found = [
        match.group("id", "version")
        for name in resources.names("data", "templates")
        if (match := _NAME.fullmatch(name))
    ]
    return tuple(sorted(found, key=lambda pair: (pair[0], int(pair[1]))))


def load(id: str, version: str | None = None) -> Template:
    """Return the official structure `id`, in its newest version unless one is given.

    Raises `TemplateNotFound` for an unknown id or version. The result is shared: do not change
    `phrases`.
    """
    versions = [number for name, number in available() if name == id]
    chosen = str(version) if version is not None else (versions[-1] if versions else "")
    if chosen not in versions:
        known = ", ".join(f"{name} {number}" for name, number in available())
        wanted = version or "latest"
        raise TemplateNotFound(f"no template {id!r} in version {wanted}; there are: {known}")
    return _read(f"{id}.{chosen}.json")


@cache
def _read(name: str) -> Template:
    data = json.loads(resources.read("data", "templates", name))
    return plain.build(Template, data, error=DocumentError)


def of(document: Document) -> Template:
    """Return the Template that the text of a Document follows.

    It is the Document's own; where that only names one, as models do, the official structure of
    that id and version, or the newest one if that version is not known. An unknown id gives the
    empty Template as it is.
    """
    own = document.template
    if own.titles or not any(name == own.id for name, _ in available()):
        return own
    return load(own.id, own.version if (own.id, own.version) in available() else None)


def fill(phrase: str, values: Mapping[str, object]) -> str:
    """Return the phrase with each `{name}` replaced; an unknown name stays, so that no phrase can
    fail.

    Phrases travel inside Documents, which anybody may write: that is why this is not `str.format`.
    """
    return _FIELD.sub(lambda match: str(values.get(match[1], match[0])), phrase)
