"""Frozen dataclasses to plain JSON and back, strictly: what does not fit is told with its path.

Used for the Document (what is sealed) and for the facts beside it (what the rules ask).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from unicodedata import normalize

#: Beyond it RFC 8785 has no exact form for a whole number.
_LARGEST_INTEGER = 2**53 - 1


class PlainError(ValueError):
    """A JSON form that does not fit.

    `path` says where, in the manner of `units[3].functions[0].text`. `kind` says what, for those
    who tell it in another language (`messages.json` has it in Spanish as `document.<kind>`), with
    `params` for its fields; `problem` says it in English.
    """

    _PROBLEMS = {
        "type": "expected {expected}",
        "unknown_field": "unknown field",
        "missing_field": "missing field",
        "version": "version {value} is not supported, expected {expected}",
        "choice": "{value} is not one of {expected}",
        "range": "number out of range",
        "unicode": "text with characters that are not Unicode text",
        "null": "text with a null character",
    }

    def __init__(self, path: str, kind: str, **params: object):
        self.path = path
        self.kind = kind
        self.params = params
        self.problem = self._PROBLEMS[kind].format(**params)
        super().__init__(f"{path or 'document'}: {self.problem}")


def dump(value: Any, always: frozenset[str] = frozenset()) -> Any:
    """Return plain dicts, lists, strings, integers and booleans; text in NFC, sets sorted.

    Fields at their default are left out, so a form that gains an optional field stays the same for
    those who do not use it; those named in `always` are present whatever they hold.
    """
    if is_dataclass(value):
        result = {}
        for item in fields(value):
            current = getattr(value, item.name)
            if item.name not in always and current == default(item):
                continue
            result[item.name] = dump(current, always)
        return result
    if isinstance(value, tuple | list):
        return [dump(item, always) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(dump(item, always) for item in value)
    if isinstance(value, Mapping):
        return {normalize("NFC", key): dump(item, always) for key, item in value.items()}
    if isinstance(value, str):
        return normalize("NFC", value)
    return value


def build(kind: type, data: Any, path: str = "", error: type[PlainError] = PlainError) -> Any:
    """Return the dataclass `kind` of plain data; raises `error` at the first thing that does not
    fit: an unknown or missing field, a wrong type, a number out of range, text that is no text.
    """
    try:
        return _reader(kind)(data)
    except _Misfit as misfit:
        place = path
        for step in reversed(misfit.steps):
            place = _join(place, step) if isinstance(step, str) else f"{place}[{step}]"
        raise error(place, misfit.kind, **misfit.params) from None


def default(item) -> Any:
    """The default of a dataclass field, `MISSING` when it has none."""
    if item.default is not MISSING:
        return item.default
    if item.default_factory is not MISSING:
        return item.default_factory()
    return MISSING


class _Misfit(Exception):
    """What does not fit; those above add where they are, so that what fits costs no path."""

    def __init__(self, kind: str, *steps: str | int, **params: object):
        super().__init__(kind)
        self.kind, self.steps, self.params = kind, list(steps), params


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What makes a value of this type from its plain form. Raises `_Misfit`."""
    if hint is Any:
        return _as_it_is
    if isinstance(hint, UnionType):
        return _optional(hint)
    if is_dataclass(hint):
        return _dataclass(hint)
    origin = get_origin(hint)
    if origin in (tuple, frozenset):
        return _sequence(origin, get_args(hint)[0])
    if origin is not None:
        return _mapping(get_args(hint)[1])
    return _text if hint is str else partial(_scalar, hint)


def _as_it_is(value: Any) -> Any:
    return value


def _optional(hint: UnionType) -> Callable[[Any], Any]:
    inner = _reader(next(kind for kind in get_args(hint) if kind is not NoneType))
    if NoneType not in get_args(hint):
        return inner
    return lambda value: None if value is None else inner(value)


def _dataclass(kind: type) -> Callable[[Any], Any]:
    # Readers of the fields are made when the first one is read: a dataclass may hold its own kind.
    readers: dict[str, Callable[[Any], Any]] = {}
    required = {item.name for item in fields(kind) if default(item) is MISSING}

    def read(data: Any) -> Any:
        nonlocal readers
        if not isinstance(data, Mapping):
            raise _Misfit("type", expected="object")
        known = readers or {one.name: _reader(hints(kind)[one.name]) for one in fields(kind)}
        readers = known
        for name in data:
            if name not in known:
                raise _Misfit("unknown_field", str(name))
        name, values = "", {}
        try:
            for name, reader in known.items():
                if name in data:
                    values[name] = reader(data[name])
                elif name in required:
                    raise _Misfit("missing_field")
        except _Misfit as misfit:
            misfit.steps.append(name)
            raise
        return kind(**values)

    return read


def _sequence(origin: type, kind: Any) -> Callable[[Any], Any]:
    inner = _reader(kind)

    def read(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise _Misfit("type", expected="list")
        done: list[Any] = []
        try:
            for item in value:
                done.append(inner(item))
        except _Misfit as misfit:
            misfit.steps.append(len(done))
            raise
        return origin(done)

    return read


def _mapping(kind: Any) -> Callable[[Any], Any]:
    inner = _reader(kind)

    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _Misfit("type", expected="object")
        done = {}
        for key, item in value.items():
            known = _text(key)
            try:
                done[known] = inner(item)
            except _Misfit as misfit:
                misfit.steps.append(str(key))
                raise
        return done

    return read


def _scalar(hint: type, value: Any) -> Any:
    if hint is int and isinstance(value, bool) or not isinstance(value, hint):
        raise _Misfit("type", expected=hint.__name__)
    if hint is int and abs(value) > _LARGEST_INTEGER:
        raise _Misfit("range")
    return value


def _text(value: Any) -> str:
    """Text in NFC. What has no UTF-8 form, or what databases refuse, cannot be sealed or stored."""
    if not isinstance(value, str):
        raise _Misfit("type", expected="str")
    plain = value.isascii()
    if not plain:
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _Misfit("unicode") from None
    if "\x00" in value:
        raise _Misfit("null")
    return value if plain else normalize("NFC", value)


_HINTS: dict[type, dict[str, Any]] = {}


def hints(kind: type) -> dict[str, Any]:
    """The resolved types of a dataclass's fields."""
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
