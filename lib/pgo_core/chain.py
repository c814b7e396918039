"""A chain of events in which each hash covers the event and the hash before it.

Changing, removing, inserting or moving one event breaks the chain at that place. Whether the last
events are missing can only be told by someone who knows the head: pass it to `verify`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from unicodedata import normalize

import rfc8785

from . import messages

#: What the first event has as its previous hash.
GENESIS = "0" * 64

Fields = Mapping[str, "str | int | bool | None"]


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold.

    `position` counts events from 1. `kind` is `content` (the event does not give its hash), `link`
    (it does not follow the event before it) or `tail` (events are missing at the end); `problem`
    says it in Spanish.
    """

    position: int
    problem: str
    kind: str


def event_hash(previous_hash: str, fields: Fields) -> str:
    """Return the hash of an event: SHA-256 of the RFC 8785 form of its fields and the previous
    hash.

    Text is taken in NFC; order of the fields does not matter. Values are text, whole numbers below
    2^53, booleans or None: anything else (a date, a float) raises `TypeError`, since it has no
    single written form.
    """
    values = {normalize("NFC", name): _plain(name, value) for name, value in fields.items()}
    return sha256(rfc8785.dumps({"fields": values, "previous_hash": previous_hash})).hexdigest()


def verify(events: Iterable[tuple[Fields, str, str]], head: str | None = None) -> list[Break]:
    """Return every break of a chain of (fields, previous hash, hash) from the first event on; empty
    if sound.

    After a break the check goes on from the hash as stored, so that one altered event is reported
    once. With `head`, the hash of the last event as known elsewhere, a chain cut at the end is
    reported too.
    """
    breaks: list[Break] = []
    expected, position = GENESIS, 0
    for position, (fields, previous_hash, stored) in enumerate(events, start=1):
        if previous_hash != expected:
            breaks.append(_broken(position, "link"))
        if not _gives(previous_hash, fields, stored):
            breaks.append(_broken(position, "content"))
        expected = stored
    if head is not None and expected != head:
        breaks.append(_broken(position + 1, "tail"))
    return breaks


def _gives(previous_hash: str, fields: Fields, stored: str) -> bool:
    try:
        return event_hash(previous_hash, fields) == stored
    except (TypeError, ValueError):
        return False


def _broken(position: int, kind: str) -> Break:
    return Break(position, messages.text(f"chain.{kind}"), kind)


def _plain(name: str, value: object) -> str | int | bool | None:
    if isinstance(value, str):
        return normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"field {name!r} of an event holds a {type(value).__name__}")
