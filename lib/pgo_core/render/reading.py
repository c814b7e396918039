"""What every rendering of the text shares: headings as read, legal basis in words, annexes in
order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from ..document import Annex, Citation, Document
from ..messages import text as message
from ..numbering import NumberedArticle
from ..printable import visible
from ..templates import fill

_ANNEX = re.compile(r"^\s*anexo\s*(n[.°º]*\s*)?\d*\s*[:.–-]*\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\d")


def article_title(document: Document, article: NumberedArticle) -> str:
    """Return how an article begins: `Artículo 12.- Funciones de la Gerencia Municipal`."""
    phrase = document.template.phrases.get("article", "")
    if "{number}" not in phrase:
        return f"{article.label}.- {article.heading}"
    return fill(phrase, {"number": article.number, "heading": article.heading})


def legal_basis(citations: Iterable[Citation]) -> str:
    """Return citations in words, those of one norm together; empty without any.

    `Ley N° 27972, arts. 26 y 73.2; art. 79, num. 1; Decreto Supremo N° 123-2018-PCM, art. 9, lit.
    a)`.
    """
    found = tuple(citations)
    return _in_words(found) if found else ""


# The functions of a text cite the same articles again and again.
@lru_cache(maxsize=4096)
def _in_words(citations: tuple[Citation, ...]) -> str:
    parts = []
    for norm, group in groupby(citations, key=lambda citation: citation.label or citation.norm):
        places = [place for citation in group if (place := _place(citation))]
        parts.append(", ".join(part for part in (norm, "; ".join(_together(places))) if part))
    return "; ".join(part for part in parts if part)


def _place(citation: Citation) -> tuple[str, str] | None:
    """The article as cited and the item in words, if there is either."""
    item = citation.item.strip().rstrip(")")
    if item:
        key = "number" if _NUMBER.match(item) else "letter"
        item = item if " " in item else message(f"render.citation.{key}", item=item)
    article = citation.article.strip()
    return (article, item) if article or item else None


def _together(places: list[tuple[str, str]]) -> list[str]:
    """Plain article numbers in one list (`arts. 26 y 73`); the others each with its item."""
    plain = [article for article, item in places if not item and _NUMBER.match(article)]
    plain = list(dict.fromkeys(plain))
    words = []
    if len(plain) > 1:
        joined = ", ".join(plain[:-1]) + message("render.citation.and") + plain[-1]
        words.append(message("render.citation.articles", articles=joined))
    elif plain:
        words.append(message("render.citation.article", article=plain[0]))
    for article, item in places:
        if item or not _NUMBER.match(article):
            numbered = _NUMBER.match(article)
            name = message("render.citation.article", article=article) if numbered else article
            words.append(", ".join(part for part in (name, item) if part))
    return words


def annex_heading(number: int, annex: Annex) -> tuple[str, str]:
    """Return the label (`Anexo 1`) and the heading without it, however the heading was written."""
    return message("render.annex", number=number), _ANNEX.sub("", annex.heading).strip()


def structure_heads(document: Document) -> list[str]:
    """Return the heads of the coded structure; a programme has unidades only (L02 Anexo 4)."""
    unit = "unit.mop" if document.kind == "mop" else "unit"
    return [message(f"render.structure.{key}") for key in ("code", unit, "level")]


def document_title(document: Document) -> str:
    """Return the title of the document, or the name of its kind when it has none that is seen."""
    return visible(document.title).strip() or message(f"render.kind.{document.kind}")
