"""The formats of `python -m pgo_core render`, in one place.

A format says which module of the library makes it and which function there: nothing is imported
before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from ..document import Document

if TYPE_CHECKING:
    from ..dossier import StaffTable
    from .composition import RenderContext

Made = bytes | str


@dataclass(frozen=True, slots=True)
class Format:
    """`maker` names the function as `module:function` inside the library. `takes` says what it gets
    besides the Document, in this order: `context` (RenderContext), `staff` (StaffTable or None),
    `base` (the Document in force, which a format that takes it cannot do without).
    `extra` is the extra of pgo-core it needs, empty for none. `binary` is not for a terminal.
    `suffix` is the one the file must have where the name of the format would deceive.
    """

    maker: str
    takes: tuple[str, ...] = ()
    extra: str = ""
    binary: bool = True
    suffix: str = ""

    def make(
        self,
        document: Document,
        context: RenderContext | None = None,
        staff: StaffTable | None = None,
        base: Document | None = None,
    ) -> bytes:
        """Return the file. Raises `RenderError`, or `ModuleNotFoundError` without the extra."""
        given = {"context": context, "staff": staff, "base": base}
        made = self._function()(document, *(given[name] for name in self.takes))
        return made.encode() if isinstance(made, str) else made

    @property
    def needs_base(self) -> bool:
        """Whether there is nothing to write without the text in force."""
        return "base" in self.takes

    def _function(self) -> Callable[..., Made]:
        module, _, function = self.maker.partition(":")
        return getattr(import_module(f"pgo_core.{module}"), function)


_SHEETS = ("context", "staff")

#: All formats by name, in the order in which they are offered.
FORMATS: dict[str, Format] = {
    "html": Format("render.formats:web_page", ("context",), binary=False),
    "pdf": Format("render.pdf:pdf", ("context",), "render"),
    "docx": Format("render.docx:docx", ("context",), "render"),
    "odt": Format("render.odt:odt", ("context",), "render"),
    "svg": Format("render.formats:chart", binary=False),
    "wall": Format("render.wall:wall", ("context",), "render", suffix=".pdf"),
    "wall-a4": Format("render.wall:wall_a4", ("context",), "render", suffix=".pdf"),
    "xlsx": Format("render.sheets:xlsx", _SHEETS, "sheets"),
    "ods": Format("render.sheets:ods", _SHEETS),
    "csv": Format("render.sheets:csv_zip", _SHEETS, suffix=".zip"),
    "akn": Format("render.akn:akn", binary=False),
    "ttl": Format("render.rdf:turtle", binary=False),
    "jsonld": Format("render.rdf:json_ld", binary=False),
    "json": Format("seal:canonical", binary=False),
}

#: Formats of the changes of a document against the text in force, which they cannot do without.
COMPARED: dict[str, Format] = {
    "redline": Format("render.formats:tracked", ("base", "context"), "render"),
}


def available() -> dict[str, Format]:
    """Return the formats of one document, by name."""
    return dict(FORMATS)


def offered() -> dict[str, Format]:
    """Return all formats by name, those of two documents last."""
    return FORMATS | COMPARED


def web_page(document: Document, context: RenderContext | None = None) -> str:
    """Return a document as a page that stands alone, with the state that the context tells."""
    from . import html

    return html.page(document, context.state_label or None if context else None)


def chart(document: Document) -> str:
    """Return the organigram of a document as SVG."""
    from .. import organigram

    return organigram.svg(organigram.layout(document))


def tracked(document: Document, base: Document, context: RenderContext | None = None) -> bytes:
    """Return a document as DOCX with its differences from `base` as tracked changes."""
    from .redline import redline

    return redline(base, document, context)
