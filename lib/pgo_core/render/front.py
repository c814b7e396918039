"""What stands around the text in office documents: cover, index, running head and foot."""

from __future__ import annotations

from ..document import Document
from ..messages import text as message
from ..printable import visible
from .composition import RenderContext
from .flow import Block

#: Blocks of the index with their level.
INDEXED = {"title": 1, "annex": 1, "chapter": 2, "article": 3}
#: Pieces of a running head or foot that are no text: what parts left and right, and page numbers.
#: Printable text holds none of these characters.
TAB, PAGE, PAGES = "\t", "\x01", "\x02"


def cover(document: Document, context: RenderContext) -> list[tuple[str, str]]:
    """Return the lines of the cover as (`cover`, `kind` or `verification`, printable words)."""
    kind = message(f"render.kind.{document.kind}")
    entity = document.entity
    places = (entity.district, entity.province, entity.department)
    title = visible(document.title).strip()
    lines = [("cover", entity.name), ("kind", kind)]
    if not title.lower().startswith(kind.lower()):
        lines.append(("cover", title))
    lines.append(("cover", " – ".join(place for place in places if place.strip())))
    if context.state_label:
        lines.append(("cover", message("render.state", state=context.state_label)))
    values = {"code": context.code, "url": context.verify_url, "seal": context.seal}
    if any(values.values()):
        lines.append(("verification", message("render.verification.title")))
    for key, value in values.items():
        if value:
            words = message(f"render.verification.{key}", **{key: value})
            lines.append(("verification", words))
    return [(style, visible(words)) for style, words in lines if words.strip()]


def entry(block: Block) -> str:
    """Return the words of a heading in the index."""
    return " ".join(part for part in (block.label, block.text) if part)


def header(document: Document, context: RenderContext) -> list[str]:
    """Return the pieces of the running head: entity, and state or kind of document."""
    right = context.state_label or message(f"render.kind.{document.kind}")
    return [visible(document.entity.name), TAB, visible(right)]


def footer(context: RenderContext) -> list[str]:
    """Return the pieces of the foot: code of verification if any, `Página 3 de 40`."""
    left = message("render.verification.code", code=context.code) if context.code else ""
    before, rest = message("render.page", page=PAGE, pages=PAGES).split(PAGE)
    between, after = rest.split(PAGES)
    return [visible(left), TAB, before, PAGE, between, PAGES, after]
