"""The organigram of a Document: layout, drawing and text alternative (Lineamientos 02-2020-SGP,
Anexo 1).
"""

from .chart import Box, Chart, Line, Page, best_page, fit
from .drawing import svg
from .place import layout
from .text import outline_text
from .tiles import Tile, Wall, part, wall

__all__ = [
    "Box", "Chart", "Line", "Page", "Tile", "Wall", "best_page", "fit", "layout", "outline_text",
    "part", "svg", "wall",
]  # fmt: skip
