"""The organigram of a Document: layout, drawing and text alternative (Lineamientos 02-2020-SGP,
Anexo 1).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .chart import Box, Chart, Line, Page, best_page, fit
    from .drawing import svg
    from .place import layout
    from .text import outline_text
    from .tiles import Tile, Wall, part, wall

__all__ = [
    "Box", "Chart", "Line", "Page", "Tile", "Wall", "best_page", "fit", "layout", "outline_text",
    "part", "svg", "wall",
]  # fmt: skip

_HOMES = {
    "drawing": ("svg",),
    "place": ("layout",),
    "text": ("outline_text",),
    "tiles": ("Tile", "Wall", "part", "wall"),
}


def __getattr__(name: str) -> Any:
    """What is asked for, from its module: a text without a drawing loads none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((home for home, names in _HOMES.items() if name in names), "chart")
    found = globals()[name] = getattr(import_module(f".{home}", __name__), name)
    return found
