"""What stands around the text in office documents: cover, index, running head and foot."""

from __future__ import annotations

from ..document import Document
from ..messages import text as message
from ..printable import short, visible
from .composition import RenderContext
from .flow import Block

#: Blocks of the index with their level.
INDEXED = {"section": 1, "title": 1, "annex": 1, "chapter": 2, "article": 3}
#: Pieces of a running head or foot that are no text: what parts left and right, and page numbers.
#: Printable text holds none of these characters.
TAB, PAGE, PAGES = "\t", "\x01", "\x02"
#: Characters of a running head on A4, both sides together.
_ROOM = 100


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
    found = [(style, visible(words)) for style, words in lines if words.strip()]
    return found + [("verification", words) for words in verification(context)]


def verification(context: RenderContext) -> list[str]:
    """Return the lines that tell how to verify the file; none without code, address and seal."""
    values = {"code": context.code, "url": context.verify_url, "seal": context.seal}
    lines = [
        message(f"render.verification.{key}", **{key: value})
        for key, value in values.items()
        if value
    ]
    opening = [message("render.verification.title")] if lines else []
    return [visible(words) for words in opening + lines]


def entry(block: Block) -> str:
    """Return the words of a heading in the index."""
    return " ".join(part for part in (block.label, block.text) if part)


def header(document: Document, context: RenderContext, title: str = "") -> list[str]:
    """Return the pieces of the running head: entity, and state or kind of document; of a file with
    a `title` of its own that title, then the state.
    """
    right = context.state_label or message(f"render.kind.{document.kind}")
    left = visible(document.entity.name)
    if title:
        room = max(_ROOM - len(left) - len(context.state_label), _ROOM // 4)
        found = (short(visible(title), room), visible(context.state_label))
        right = " · ".join(part for part in found if part)
    return [left, TAB, visible(right)]


def footer(context: RenderContext) -> list[str]:
    """Return the pieces of the foot: code of verification if any, `Página 3 de 40`."""
    left = message("render.verification.code", code=context.code) if context.code else ""
    before, rest = message("render.page", page=PAGE, pages=PAGES).split(PAGE)
    between, after = rest.split(PAGES)
    return [visible(left), TAB, before, PAGE, between, PAGES, after]
