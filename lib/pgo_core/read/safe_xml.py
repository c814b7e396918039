"""XML of unknown origin as a plain tree, without anything that a hostile file could use.

No document type is admitted, so there are no entities, neither those that grow without end nor
those that fetch other files; size, depth and number of elements have a limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 64
MAX_ELEMENTS = 1_000_000


class XmlError(ValueError):
    """Not XML, or XML that is refused. `kind` says why: `size`, `doctype`, `depth`, `elements` or
    `syntax`, with the `line` for the last.
    """

    def __init__(self, kind: str, line: int = 0):
        self.kind = kind
        self.line = line
        super().__init__(kind)


@dataclass(slots=True, eq=False)
class Element:
    """An element. `tag` is `{namespace}name`; `content` holds text and elements in order."""

    tag: str
    attributes: dict[str, str]
    content: list[str | Element] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        """The elements directly within."""
        return [part for part in self.content if isinstance(part, Element)]

    def child(self, *tags: str) -> Element | None:
        """The first element directly within of one of these tags."""
        return next((part for part in self.elements if part.tag in tags), None)

    def walk(self) -> Iterator[Element]:
        """This element and all within, in order."""
        yield self
        for part in self.elements:
            yield from part.walk()

    @property
    def text(self) -> str:
        """All text within."""
        return "".join(part if isinstance(part, str) else part.text for part in self.content)


def parse(data: bytes) -> Element:
    """Return the root element. Raises `XmlError`."""
    if len(data) > MAX_BYTES:
        raise XmlError("size")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.words
    try:
        parser.Parse(data, True)
    except XmlError:
        raise
    except expat.ExpatError as error:
        raise XmlError("syntax", error.lineno) from None
    except (ValueError, LookupError):  # an encoding that Python does not have or expat not take
        raise XmlError("syntax", 1) from None
    return builder.root


class _Builder:
    def __init__(self):
        self.stack: list[Element] = []
        self.count = 0
        self.root = Element("", {})

    def doctype(self, *_args) -> None:
        raise XmlError("doctype")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise XmlError("elements")
        if len(self.stack) >= MAX_DEPTH:
            raise XmlError("depth")
        element = Element("{" + name if "}" in name else name, attributes)
        if self.stack:
            self.stack[-1].content.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def end(self, _name: str) -> None:
        self.stack.pop()

    def words(self, text: str) -> None:
        self.stack[-1].content.append(text)
