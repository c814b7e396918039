"""The dossier (expediente) of a version: what goes with the Document to be evaluated, approved and
published, as typed facts.

Nothing here is text of the ROF or MOP, so nothing here is sealed with it. Rules 57-70, 84 and 87-92
read it; a database or a JSON file fills it. Dates are ISO texts (`2026-03-01`), empty when unknown;
money is whole soles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

#: Documents of the dossier (LOE 50.1; Lineamientos N° 02-2020-SGP, D and E).
DOCUMENT_KINDS = (
    "draft_instrument",
    "draft_document",
    "technical_report",
    "legal_report",
    "explanatory_statement",
    "sector_conformity",
    "technical_sheets",
    "process_map",
    "request_letter",
)

#: Sections of the technical report (LOE 47).
REPORT_SECTIONS = (
    "need",
    "structure",
    "functions",
    "no_duplication",
    "resources",
)

#: Supuestos of approval or modification of a ROF (LOE 46.1, text of 2021).
CHANGE_CASES = ("a", "b", "c", "d")


@dataclass(frozen=True, slots=True)
class DossierDocument:
    """A document of the dossier. `endorsed_by` holds the roles that put their visto bueno
    (`planning_chief`, `legal_reviewer`); `clauses` what a draft instrument disposes (`approves`,
    `derogates`, `publication`, `implementation`, `approves_other`).
    """

    kind: str
    number: str = ""
    date: str = ""
    endorsed_by: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A row of the cuadro de necesidades (L02 Anexo 7). `unit_uid` may be empty when the row names
    a unit that the text does not have; `total` is what the row says, None when it says nothing;
    `contractors` are locadores, who must not be counted.
    """

    unit_uid: str = ""
    name: str = ""
    cap: int = 0
    cas: int = 0
    total: int | None = None
    contractors: int = 0

    @property
    def servants(self) -> int:
        """Servidores civiles of the row: CAP and CAS, the printed total when it has neither."""
        return self.cap + self.cas or self.total or 0


@dataclass(frozen=True, slots=True)
class StaffTable:
    """The cuadro de necesidades: its rows and the totals it prints (None when it prints none)."""

    rows: tuple[StaffRow, ...] = ()
    total_cap: int | None = None
    total_cas: int | None = None
    total: int | None = None

    def by_unit(self) -> dict[str, int]:
        """Servants by unit uid; rows that name no unit of the text are left out."""
        found: dict[str, int] = {}
        for row in self.rows:
            if row.unit_uid:
                found[row.unit_uid] = found.get(row.unit_uid, 0) + row.servants
        return found


@dataclass(frozen=True, slots=True)
class UnitReason:
    """Why a unit is there. `criteria` are literals of LOE 16.1 (`a`…); `exception` marks a unit of
    the fourth level (LOE 9.3); `second_level` answers the three criteria of OV 001-2025, 3.32 by
    their letters; `justification` is the text.
    """

    unit_uid: str
    criteria: tuple[str, ...] = ()
    justification: str = ""
    exception: bool = False
    second_level: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something differs: `uid` of the element, `text` of the reason."""

    uid: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """Section 3 of the technical report. Spending in soles a year; `years` covered by the
    projection; `statement` says that the resources suffice; `financing` where the rest comes from.
    """

    spending_before: int | None = None
    spending_after: int | None = None
    years: int = 0
    statement: str = ""
    financing: str = ""


@dataclass(frozen=True, slots=True)
class Equivalence:
    """A row of the cuadro de equivalencias: unit of the text in force, unit that takes its place
    (empty when it goes without heir).
    """

    from_uid: str
    to_uid: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """The act that approves. `instrument` is a key of the entity type (`municipal_ordinance`, …);
    `session_called` and `session_held` are those of the council; `seal` the SHA-256 approved.
    """

    instrument: str = ""
    number: str = ""
    date: str = ""
    session_called: str = ""
    session_held: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """Where and when it was published. `channels` are keys of the media used; `evidence` whether a
    proof is kept; `full_text` whether the whole text and organigram are on the portal; `seal` the
    SHA-256 published.
    """

    channels: tuple[str, ...] = ()
    date: str = ""
    evidence: bool = False
    full_text: bool = False
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A term in business days: `kind` (`admissibility`, `correction`, `evaluation`, `sgp_report`,
    `integrated_text`), `start` the day of the notice, `end` the day it was met, `days` allowed,
    `suspended` pairs of first and last day as `2026-03-01/2026-03-05`.
    """

    kind: str
    start: str
    days: int
    end: str = ""
    suspended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole. `change_cases` are the supuestos the report declares; `report` maps a section of
    `REPORT_SECTIONS` to its text; `elevated` the day of the elevation, `reported` the day SGP was
    told of the approval, `today` the day of the check.
    """

    change_cases: tuple[str, ...] = ()
    documents: tuple[DossierDocument, ...] = ()
    report: Mapping[str, str] = field(default_factory=dict, hash=False)
    staff: StaffTable | None = None
    unit_reasons: tuple[UnitReason, ...] = ()
    model_reasons: tuple[Reason, ...] = ()
    budget: Budget | None = None
    equivalences: tuple[Equivalence, ...] = ()
    elevated: str = ""
    approval: Approval | None = None
    publication: Publication | None = None
    reported: str = ""
    opinion: str = ""
    clocks: tuple[Clock, ...] = ()
    today: str = ""

    def document(self, kind: str) -> DossierDocument | None:
        """The first document of a kind, or None."""
        return next((item for item in self.documents if item.kind == kind), None)

    def reason(self, unit_uid: str) -> UnitReason | None:
        """What was said of a unit, or None."""
        return next((item for item in self.unit_reasons if item.unit_uid == unit_uid), None)


def day(text: str) -> date | None:
    """The day of an ISO text; None when it is empty or no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
