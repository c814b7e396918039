"""Frozen dataclasses to plain JSON and back, strictly: what does not fit is told with its path.

Used for the Document (what is sealed) and for the facts beside it (what the rules ask).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
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
    if not isinstance(data, Mapping):
        raise error(path, "type", expected="object")
    known_hints = hints(kind)
    known = {item.name: item for item in fields(kind)}
    for name in data:
        if name not in known:
            raise error(_join(path, str(name)), "unknown_field")
    values = {}
    for name, item in known.items():
        if name in data:
            values[name] = _convert(known_hints[name], data[name], _join(path, name), error)
        elif default(item) is MISSING:
            raise error(_join(path, name), "missing_field")
    return kind(**values)


def default(item) -> Any:
    """The default of a dataclass field, `MISSING` when it has none."""
    if item.default is not MISSING:
        return item.default
    if item.default_factory is not MISSING:
        return item.default_factory()
    return MISSING


def _convert(hint: Any, value: Any, path: str, error: type[PlainError]) -> Any:
    if hint is Any:
        return value
    if isinstance(hint, UnionType):
        if value is None and NoneType in get_args(hint):
            return None
        hint = next(kind for kind in get_args(hint) if kind is not NoneType)
    if is_dataclass(hint):
        return build(hint, value, path, error)
    origin = get_origin(hint)
    if origin in (tuple, frozenset):
        if not isinstance(value, list | tuple):
            raise error(path, "type", expected="list")
        inner = get_args(hint)[0]
        return origin(
            _convert(inner, item, f"{path}[{index}]", error) for index, item in enumerate(value)
        )
    if origin is not None:
        if not isinstance(value, Mapping):
            raise error(path, "type", expected="object")
        inner = get_args(hint)[1]
        return {
            _convert(str, key, path, error): _convert(inner, item, _join(path, str(key)), error)
            for key, item in value.items()
        }
    return _scalar(hint, value, path, error)


def _scalar(hint: type, value: Any, path: str, error: type[PlainError]) -> Any:
    if hint is int and isinstance(value, bool) or not isinstance(value, hint):
        raise error(path, "type", expected=hint.__name__)
    if hint is int and abs(value) > _LARGEST_INTEGER:
        raise error(path, "range")
    return text(value, path, error) if hint is str else value


def text(value: str, path: str, error: type[PlainError] = PlainError) -> str:
    """Text in NFC. What has no UTF-8 form, or what databases refuse, cannot be sealed or stored."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise error(path, "unicode") from None
    if "\x00" in value:
        raise error(path, "null")
    return normalize("NFC", value)


_HINTS: dict[type, dict[str, Any]] = {}


def hints(kind: type) -> dict[str, Any]:
    """The resolved types of a dataclass's fields."""
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
