"""The kinds of paper, in one place: what makes each, what it needs, who asks for it.

Nothing is imported before it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from ..document import Document
from ..messages import text as message
from .paper import Paper

if TYPE_CHECKING:
    from ..render.composition import RenderContext
    from ..rules.context import Context


@dataclass(frozen=True, slots=True)
class Kind:
    """`maker` names the function as `module:function` inside `pgo_core.papers`; it takes a Document
    and the typed context of the rules (`base`, `dossier`, `integrated_from`, `today`, entity type)
    and returns a `Paper`. `needs_base` when there is nothing to say without the text in force.
    """

    maker: str
    needs_base: bool = False

    def make(self, document: Document, context: Context) -> Paper:
        """Return the paper. Pure: the same document and context give the same paper."""
        module, _, function = self.maker.partition(":")
        return getattr(import_module(f"pgo_core.papers.{module}"), function)(document, context)


#: All kinds by key, in the order of a dossier.
KINDS: dict[str, Kind] = {
    "draft_instrument": Kind("instrument:draft_instrument"),
    "explanatory_statement": Kind("statement:explanatory_statement"),
    "technical_report": Kind("technical_report:technical_report"),
    "staff_table": Kind("staff:staff_table"),
    "technical_sheets": Kind("sheets:technical_sheets"),
    "legal_report": Kind("legal_report:legal_report"),
    "comparison": Kind("comparison:comparison", needs_base=True),
    "equivalences": Kind("equivalences:equivalences", needs_base=True),
    "integrated_text": Kind("integrated:integrated_text"),
}


def available() -> dict[str, Kind]:
    """Return all kinds by key."""
    return dict(KINDS)


def name(key: str) -> str:
    """Return how a kind is called in Spanish. Raises `KeyError` for an unknown one."""
    return message(f"paper.kind.{key}")


#: Formats of papers: modules and functions of the same name.
FORMATS = ("pdf", "docx")


def write(
    paper: Paper,
    form: str,
    document: Document,
    context: RenderContext | None = None,
    base: Document | None = None,
) -> bytes:
    """Return the file of a paper in one of `FORMATS`. Raises `RenderError`, or
    `ModuleNotFoundError` without the extra `render`.
    """
    module = import_module(f"pgo_core.papers.{form}")
    return getattr(module, form)(paper, document, context, base)
