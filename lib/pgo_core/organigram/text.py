"""The organigram in words, for those who cannot see it and for search."""

from __future__ import annotations

from ..document import Document
from ..messages import text as message
from ..printable import visible
from .structure import classify


def outline_text(document: Document) -> str:
    """Return every unit once, one a line: two blanks of indentation per step of dependence, code,
    name and what kind of organ it is at the head of each group.

        Órganos de línea
          07.1 Gerencia de Desarrollo Urbano
            07.1.1 Subgerencia de Obras Privadas
    """
    structure = classify(document)
    lines: list[str] = []
    if structure.stem:
        lines.append(message("organigram.senior_management"))
        lines += [_line(structure.units[place], 1) for place in structure.stem]
    groups = (
        ("consultative", structure.beside), ("control", structure.control),
        ("legal_defense", structure.defense), ("advisory", structure.advisory),
        ("support", structure.support), ("line", structure.line),
        ("deconcentrated", structure.last), ("loose", structure.loose),
    )  # fmt: skip
    for key, blocks in groups:
        if blocks:
            lines.append(message(f"organigram.{key}"))
        for block in blocks:
            lines.append(_line(structure.units[block.position], 1))
            lines += [_line(structure.units[row.position], row.depth + 1) for row in block.rows]
    return "\n".join(lines)


def _line(unit, depth: int) -> str:
    return "  " * depth + visible(f"{unit.code} {unit.name}".strip())
