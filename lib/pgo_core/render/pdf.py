"""The official PDF: composed by Typst in a process of its own that ends with it.

A long-lived process would keep Typst's memory (hundreds of megabytes after ten documents); one that
hangs or runs out of memory must not take the server with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from tempfile import TemporaryDirectory
from typing import Any

from .. import worker
from ..document import Document
from ..messages import text as message
from .composition import RenderContext, compose
from .errors import RenderError
from .fonts import folder

__all__ = ["RenderContext", "RenderError", "pdf", "typeset"]

#: Seconds that one composition may take; 250 pages take some two on a slow machine.
TIME_LIMIT = 120
#: An abbreviation that does not end a line without the number that it announces.
_NUMBERED = re.compile(r"\b(N[°º]|[Aa]rts?\.|num\.|lit\.) (?=\w)")
_WORKER = "pgo_core.render.typst_worker"


def pdf(
    document: Document, context: RenderContext | None = None, time_limit: float = TIME_LIMIT
) -> bytes:
    """Return a document as PDF/A-2a and PDF/UA-1: cover, index, text, annexes, organigram.

    The same document and context give the same bytes. `time_limit` is in seconds. Raises
    `RenderError` when the composition fails, is killed or takes longer; then there is no file at
    all.
    """
    return typeset("document", compose(document, context or RenderContext()), time_limit)


def typeset(template: str, data: Mapping[str, Any], time_limit: float = TIME_LIMIT) -> bytes:
    """Return the PDF that a template of `render/data` makes of this data, whose strings are all
    printable. Raises `RenderError` as `pdf` does.
    """
    content = json.dumps(data, ensure_ascii=False)
    content = _NUMBERED.sub("\\1\u00a0", content).encode("utf-8")
    with TemporaryDirectory(prefix="pgo-pdf-") as root:
        return _run(template, content, root, time_limit)


def _run(template: str, data: bytes, root: str, time_limit: float) -> bytes:
    arguments = [root, str(folder()), str(int(time_limit) + 5), template]
    try:
        done = worker.run(_WORKER, arguments, data, root, time_limit)
    except worker.TimeUp as error:
        raise RenderError(message("render.error.time", seconds=str(int(time_limit)))) from error
    if done.returncode < 0:
        raise RenderError(message("render.error.killed"))
    if done.returncode:
        raise RenderError(_failure(done.stderr))
    if not (done.stdout.startswith(b"%PDF-") and done.stdout.rstrip().endswith(b"%%EOF")):
        raise RenderError(message("render.error.killed"))
    return done.stdout


def _failure(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    detail = lines[-1] if lines else "?"
    if detail.startswith("ModuleNotFoundError") and "typst" in detail:
        return message("render.error.missing")
    if detail.startswith("FontError: "):
        return message("render.error.font", font=detail.partition(": ")[2])
    return message("render.error.failed", detail=detail[:300])
