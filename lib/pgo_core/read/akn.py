"""Reads back the Akoma Ntoso files that `render.akn` writes: the same Document, or a clear refusal.

Texts are taken from the legal hierarchy, the rest from our block in the metadata. Then the text
that the Document gives is compared with that of the file: where a file was edited so that both no
longer agree (an article added by hand, a number changed), it is refused rather than read in part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import zip_longest
from typing import Any, get_origin

from .. import plain
from ..document import Document, DocumentError, from_json
from ..messages import problem
from ..messages import text as message
from ..render import akn_data
from ..render.akn import NAMESPACE, akn
from . import safe_xml
from .safe_xml import Element, XmlError, parse

_INTEGER = re.compile(r"-?[0-9]{1,16}")


class AknError(ValueError):
    """A file that is not read. The message is in Spanish, for the person who brought it."""

    def __init__(self, key: str, **values: object):
        self.key = key
        super().__init__(message(f"read.akn.{key}", **values))


def from_akn(data: bytes) -> Document:
    """Return the Document of an Akoma Ntoso file of ours. Raises `AknError`.

    `from_akn(akn(document)) == document` for every document that has a JSON form.
    """
    root = _tree(data)
    if root.tag != _tag("akomaNtoso"):
        raise AknError("other")
    block = next((part for part in root.walk() if part.tag == _own("document")), None)
    if block is None:
        raise AknError("foreign")
    try:
        document = from_json(_Reader(root).thing(Document, block))
    except DocumentError as error:
        raise AknError("document", place=error.path, problem=problem(error)) from None
    _compare(root, document)
    return document


def _tree(data: bytes) -> Element:
    try:
        return parse(data)
    except XmlError as error:
        limit = safe_xml.MAX_BYTES // 1024**2
        raise AknError(f"xml.{error.kind}", line=error.line, limit=limit) from None


class _Reader:
    """Turns our block and the texts that it points to into the JSON form of a Document."""

    def __init__(self, root: Element):
        #: What was read, so that many pointers to one long text cost no more than one.
        self.read: dict[tuple[str, str], Any] = {}
        #: What the texts may sum up to: few bytes that point to a long text may not become many.
        self.left = safe_xml.MAX_BYTES
        self.by_eid: dict[str, Element] = {}
        for element in root.walk():
            if "eId" in element.attributes:
                self.by_eid.setdefault(element.attributes["eId"], element)

    def thing(self, kind: type, element: Element) -> dict[str, Any]:
        """The JSON form of one dataclass; what does not belong is left to `from_json` to refuse."""
        hints = plain.hints(kind)
        result: dict[str, Any] = {}
        for name, value in element.attributes.items():
            if name != "said":
                result[name] = _scalar(hints.get(name), value)
        for field, eid in self._said(element):
            result[field] = self._read(field, eid)
        holders = {
            akn_data.name_of(inner): (item.name, inner)
            for item in fields(kind)
            if (inner := akn_data.inner_type(hints[item.name]))
        }
        for child in element.elements:
            name = child.tag.partition("}")[2]
            if name in holders:
                field, inner = holders[name]
                value = self.thing(inner, child)
                if get_origin(hints[field]) is tuple:
                    result.setdefault(field, []).append(value)
                else:  # one that stands twice is of no use: neither is
                    result[field] = None if field in result else value
            else:
                _gather(result, name, hints.get(name), child)
        return result

    def _said(self, element: Element) -> Iterator[tuple[str, str]]:
        for place in element.attributes.get("said", "").split():
            field, _, eid = place.partition("@")
            if field not in _READERS or eid not in self.by_eid:
                raise AknError("place", place=place)
            yield field, eid

    def _read(self, field: str, eid: str) -> Any:
        key = (field, eid)
        if key not in self.read:
            self.read[key] = _READERS[field](self.by_eid[eid])
        value = self.read[key]
        self.left -= len(value) if isinstance(value, str) else sum(map(len, value))
        if self.left < 0:
            raise AknError("xml.size", limit=safe_xml.MAX_BYTES // 1024**2)
        return value


def _gather(result: dict[str, Any], name: str, hint: Any, child: Element) -> None:
    """Add a value of a field that holds many plain values, or names with their values."""
    value = akn_data.decode(child.attributes.get("value", ""))
    if get_origin(hint) is tuple:
        many = result.setdefault(name, [])
        if isinstance(many, list):
            many.append(_scalar(hint.__args__[0], value))
    elif hint is not None and isinstance(entries := result.setdefault(name, {}), dict):
        entries[akn_data.decode(child.attributes.get("key", ""))] = value
    else:
        result[name] = None


def _scalar(hint: Any, value: str) -> Any:
    value = akn_data.decode(value)
    if hint is int and _INTEGER.fullmatch(value):
        return int(value)
    if hint is bool and value in {"true", "false"}:
        return value == "true"
    return value


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _own(name: str) -> str:
    return f"{{{akn_data.NAMESPACE}}}{name}"


def _heading(element: Element) -> str:
    found = element.child(_tag("heading"))
    return found.text if found else ""


def _blocks(element: Element) -> Iterator[Element]:
    """The paragraphs of an article, a literal or an annex that are text of its own."""
    holder = element.child(_tag("content"), _tag("intro"))
    if holder is None and (annex := element.child(_tag("doc"))):
        holder = annex.child(_tag("mainBody"))
    for part in holder.elements if holder else ():
        if part.tag == _tag("p") and "class" not in part.attributes:
            yield part


def _paragraphs(element: Element) -> str:
    return "\n".join(block.text for block in _blocks(element))


def _items(element: Element) -> list[str]:
    points = (part for part in element.elements if part.tag == _tag("point"))
    return [_paragraphs(part) for part in points if part.attributes.get("class") == "pgo-item"]


#: How each field is read from the element that says it.
_READERS: dict[str, Callable[[Element], Any]] = {
    "name": lambda element: element.attributes.get("showAs", ""),
    "title": lambda element: element.text,
    "text": _paragraphs,
    "description": _paragraphs,
    "body": _paragraphs,
    "heading": _heading,
    "items": _items,
}


def _compare(root: Element, document: Document) -> None:
    """Refuse a file whose text is not the one that its Document gives."""
    found, expected = _readable(root), _readable(parse(akn(document)))
    for one, other in zip_longest(found, expected, fillvalue=("", "", "")):
        if one != other:
            place, _, text = one if any(one) else other
            raise AknError("edited", place=place, text=text[:80])


def _readable(root: Element) -> Iterator[tuple[str, str, str]]:
    """What a reader sees in the body, in order: the eId where it stands, whether it is a number,
    heading or paragraph, and the words.
    """
    body = next((part for part in root.walk() if part.tag == _tag("body")), None)
    yield from _lines(body, "body") if body else ()


def _lines(element: Element, eid: str) -> Iterator[tuple[str, str, str]]:
    for part in element.elements:
        if part.tag in _LEAVES:
            yield eid, part.tag, " ".join(part.text.split())
        else:
            yield from _lines(part, part.attributes.get("eId", eid))


_LEAVES = frozenset(_tag(name) for name in ("num", "heading", "p"))
