"""What of a Document has no place in Akoma Ntoso, as a block of our own in the metadata.

The block follows the dataclasses: an element for each, an attribute for each field with a single
value, in their order; fields at their default are left out. What the legal text says itself is not
repeated: `said` names those fields with the id of the element that says them (`text@art-gm-f1`).
Only where the text cannot hold a value as it is (control characters, blank runs) does it stand
here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin

from .. import plain
from ..document import Annex, Article, Competence, Document, Function, Unit

NAMESPACE = "urn:pgo:akn:1"

#: The kinds of text under which the fields of a dataclass are said.
_KINDS: dict[type, tuple[str, ...]] = {
    Document: ("document",),
    Article: ("article",),
    Competence: ("competence",),
    Unit: ("unit_name", "unit"),
    Function: ("function",),
    Annex: ("annex",),
}
#: What XML 1.0 cannot hold at all, and the mark that stands for it.
_FORBIDDEN = re.compile("[\\\\\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARK = re.compile(r"\\(?:u([0-9a-f]{4})|\\)")
#: Characters that XML changes or an attribute ends with, written as references.
_SPECIAL = str.maketrans(
    {char: f"&#{ord(char)};" for char in "\t\n\r\x85\u2028\u2029"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
)

Said = Mapping[tuple[str, str], Mapping[str, tuple[str, object]]]


def block(document: Document, said: Said) -> str:
    """Return the element `document` of our namespace; `said` tells what the text says, and where:
    by (kind, uid), each field's (eId, value).
    """
    return "".join(_element(document, said, f' xmlns="{NAMESPACE}"'))


def name_of(kind: type) -> str:
    """The name of the element of a dataclass."""
    return kind.__name__.lower()


def inner_type(hint: Any) -> type | None:
    """The dataclass that a field holds, alone or many of it."""
    inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
    return inner if is_dataclass(inner) else None


def encode(text: str) -> str:
    """A text as XML can hold it, whatever is in it; `decode` gives it back."""
    return _FORBIDDEN.sub(
        lambda match: "\\\\" if match[0] == "\\" else f"\\u{ord(match[0]):04x}", text
    )


def decode(text: str) -> str:
    """The text that `encode` was given."""
    return _MARK.sub(lambda match: chr(int(match[1], 16)) if match[1] else "\\", text)


def _element(value: Any, said: Said, extra: str = "") -> Iterator[str]:
    hints, name = plain.hints(type(value)), name_of(type(value))
    elsewhere = _said(value, said)
    attributes, children = [], []
    for item in fields(value):
        current = getattr(value, item.name)
        if item.name in elsewhere:
            continue
        if current == plain.default(item) and item.name != "schema_version":
            continue
        if inner_type(hints[item.name]):
            for one in current if isinstance(current, tuple) else (current,):
                children += _element(one, said)
        elif isinstance(current, tuple):
            children += [f"<{item.name}{_attribute('value', one)}/>" for one in current]
        elif isinstance(current, Mapping):
            children += [
                f"<{item.name}{_attribute('key', key)}{_attribute('value', current[key])}/>"
                for key in current
            ]
        else:
            attributes.append(_attribute(item.name, current))
    if elsewhere:
        places = " ".join(f"{field}@{eid}" for field, eid in elsewhere.items())
        attributes.append(_attribute("said", places))
    yield f"<{name}{extra}{''.join(attributes)}"
    if not children:
        yield "/>"
        return
    yield ">"
    yield from children
    yield f"</{name}>"


def _said(value: Any, said: Said) -> dict[str, str]:
    """The fields of a thing that the text says exactly as they are, each with the eId."""
    found = {}
    for kind in _KINDS.get(type(value), ()):
        for field, (eid, words) in said.get((kind, getattr(value, "uid", "")), {}).items():
            field = "name" if kind == "unit_name" else field
            current = getattr(value, field)
            if current and current == words:
                found[field] = eid
    return found


def _attribute(name: str, value: Any) -> str:
    if isinstance(value, bool):
        value = "true" if value else "false"
    return f' {name}="{encode(str(value)).translate(_SPECIAL)}"'
