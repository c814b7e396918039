"""The lists of a version, whatever file they end in: columns with their Spanish names, and rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ...document import Citation, Competence, Document, Function, Unit
from ...dossier import StaffTable
from ...messages import text as message
from ...numbering import letter
from ...printable import visible
from .. import reading
from ..composition import RenderContext

#: What a cell holds: text, a number, a day or moment, or nothing.
Cell = str | int | float | date | None
Row = tuple[Cell, ...]

_LINE_END = re.compile("\r\n|[\r\n]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Spanish name and its width in characters. `hidden` holds identifiers, by which
    an edited file is matched with the version again; people have no use for them.
    """

    name: str
    width: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list. `key` is stable; `name` is that of the sheet, `file` that of the file without
    suffix.
    """

    key: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """The name of the sheet, in Spanish."""
        return message(f"render.sheets.{self.key}")

    @property
    def file(self) -> str:
        """The name of the file of this list alone, without suffix."""
        return message(f"render.sheets.{self.key}.file")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is no part of a Document: any columns, rows as they come, read once. `name` is
    that of the sheet.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    key: str = "list"


#: Columns of each list: key of the name, width in characters; those of width 0 are hidden.
_COLUMNS = {
    "units": {
        "id": 0,
        "code": 10,
        "unit": 44,
        "acronym": 11,
        "level": 8,
        "nature": 28,
        "parent": 38,
        "parent_id": 0,
        "description": 70,
    },
    "functions": {
        "id": 0,
        "unit_id": 0,
        "code": 10,
        "unit": 38,
        "letter": 8,
        "function": 80,
        "class": 25,
        "system": 28,
        "counterpart": 30,
    },
    "citations": {
        "id": 0,
        "element": 14,
        "code": 10,
        "unit": 38,
        "letter": 8,
        "norm": 40,
        "norm_id": 20,
        "article": 10,
        "item": 18,
    },
    "coverage": {
        "id": 0,
        "function_id": 0,
        "letter": 8,
        "competence": 70,
        "covered": 14,
        "code": 10,
        "unit": 38,
        "function_letter": 12,
        "function": 70,
    },
    "staff": {
        "unit_id": 0,
        "code": 10,
        "unit": 44,
        "cap": 8,
        "cas": 8,
        "total": 8,
        "contractors": 12,
    },
    "document": {"datum": 30, "value": 80},
}


def tables(
    document: Document, context: RenderContext | None = None, staff: StaffTable | None = None
) -> tuple[Table, ...]:
    """Return the lists in order. Those of a document without units, functions or competences are
    there without rows; `staff` only when a StaffTable is given.
    """
    lists = _Lists(document, context or RenderContext())
    made = {
        "units": lists.units(),
        "functions": lists.functions(),
        "citations": lists.citations(),
        "coverage": lists.coverage(),
    }
    if staff is not None:
        made["staff"] = lists.staff(staff)
    made["document"] = lists.document_rows()
    return tuple(Table(key, _columns(key), tuple(rows)) for key, rows in made.items())


def cell_text(text: str) -> str:
    """Return text as a cell holds it: what cannot be seen is taken out, lines are kept."""
    if text.isprintable():
        return text
    return "\n".join(visible(line) for line in _LINE_END.split(text))


def _columns(key: str) -> tuple[Column, ...]:
    return tuple(
        Column(message(f"render.sheets.column.{name}"), width, not width)
        for name, width in _COLUMNS[key].items()
    )


def _told(group: str, key: str) -> str:
    """The Spanish of a frozen key, as the rules say it."""
    if not key:
        return ""
    from ...rules import texts  # heavy: only who writes sheets pays for it

    words = texts.label(group, key)
    return words[:1].upper() + words[1:]


class _Lists:
    """Makes the rows of one Document. Names and functions are cleaned once."""

    def __init__(self, document: Document, context: RenderContext):
        self.document, self.context = document, context
        self.names = {uid: cell_text(unit.name) for uid, unit in document.unit_by_uid.items()}
        self.codes = {uid: cell_text(unit.code) for uid, unit in document.unit_by_uid.items()}
        #: Unit, letter and text by function uid; of a repeated uid the first wins.
        self.places: dict[str, tuple[Unit, str, Function]] = {}
        for unit in document.units:
            for position, function in enumerate(unit.functions, start=1):
                self.places.setdefault(function.uid, (unit, letter(position), function))

    def units(self) -> Iterator[Row]:
        natures = {key: _told("nature", key) for key in {u.nature for u in self.document.units}}
        for unit in self.document.units:
            yield (
                cell_text(unit.uid),
                cell_text(unit.code),
                cell_text(unit.name),
                cell_text(unit.acronym),
                unit.level,
                natures[unit.nature],
                self.names.get(unit.parent_uid, ""),
                cell_text(unit.parent_uid),
                cell_text(unit.description),
            )

    def functions(self) -> Iterator[Row]:
        told: dict[str, str] = {"": ""}
        for unit in self.document.units:
            uid, code, name = cell_text(unit.uid), cell_text(unit.code), cell_text(unit.name)
            for position, function in enumerate(unit.functions, start=1):
                kind, system = function.function_class, function.admin_system
                if kind not in told:
                    told[kind] = message(f"render.sheets.class.{kind}")
                key = f"system:{system}" if system else ""
                if key not in told:
                    told[key] = _told("admin_system", system)
                yield (
                    cell_text(function.uid),
                    uid,
                    code,
                    name,
                    letter(position),
                    cell_text(function.text),
                    told[kind],
                    told[key],
                    cell_text(function.counterpart),
                )

    def citations(self) -> Iterator[Row]:
        competence = message("render.sheets.element.competence")
        for place, item in self._competences():
            yield from self._cited(item.uid, (competence, "", "", place), item.citations)
        function = message("render.sheets.element.function")
        for unit in self.document.units:
            code, name = cell_text(unit.code), cell_text(unit.name)
            for position, item in enumerate(unit.functions, start=1):
                where = (function, code, name, letter(position))
                yield from self._cited(item.uid, where, item.citations)

    def _cited(self, uid: str, where: Row, citations: tuple[Citation, ...]) -> Iterator[Row]:
        for citation in citations:
            yield (
                cell_text(uid),
                *where,
                cell_text(citation.label or citation.norm),
                cell_text(citation.norm),
                cell_text(citation.article),
                cell_text(citation.item),
            )

    def coverage(self) -> Iterator[Row]:
        """A row for each function that carries a competence, one alone for a competence that none
        of the text's functions carries.
        """
        carried, alone = (message(f"render.sheets.covered.{key}") for key in ("yes", "no"))
        for place, item in self._competences():
            uid, words = cell_text(item.uid), cell_text(item.text)
            found = [uid for uid in item.carried_by if uid in self.places]
            for function_uid in found:
                unit, position, function = self.places[function_uid]
                yield (
                    uid,
                    cell_text(function_uid),
                    place,
                    words,
                    carried,
                    cell_text(unit.code),
                    cell_text(unit.name),
                    position,
                    cell_text(function.text),
                )
            if not found:
                yield (uid, "", place, words, alone, "", "", "", "")

    def _competences(self) -> Iterator[tuple[str, Competence]]:
        """Competences with the letter they have in their article, whose own literals come first."""
        articles = (one for one in self.document.articles if one.role == "competences")
        first = len(next((one.items for one in articles), ())) + 1
        for position, item in enumerate(self.document.competences, start=first):
            yield letter(position), item

    def staff(self, staff: StaffTable) -> Iterator[Row]:
        for row in staff.rows:
            yield (
                cell_text(row.unit_uid),
                self.codes.get(row.unit_uid, ""),
                self.names.get(row.unit_uid) or cell_text(row.name),
                row.cap,
                row.cas,
                row.servants if row.total is None else row.total,
                row.contractors,
            )
        printed = (staff.total_cap, staff.total_cas, staff.total)
        if any(value is not None for value in printed):
            yield ("", "", message("render.sheets.column.total"), *printed, None)

    def document_rows(self) -> Iterator[Row]:
        """What the file is of, one datum a row; those that are empty are left out."""
        document, context = self.document, self.context
        data = {
            "title": reading.document_title(document),
            "kind": message(f"render.kind.{document.kind}"),
            "entity": document.entity.name,
            "state": context.state_label,
            "verification": context.code,
            "seal": context.seal,
            "address": context.verify_url,
        }
        for key, value in data.items():
            if value:
                yield (message(f"render.sheets.datum.{key}"), cell_text(value))
