"""The dossier (expediente) of a version: what goes with the Document to be evaluated, approved and
published, as typed facts.

Nothing here is text of the ROF or MOP, so nothing here is sealed with it. Rules 57-70, 84 and 87-92
read it; a database or a JSON file fills it. Dates are ISO texts (`2026-03-01`), empty when unknown;
money is whole soles. What has not happened yet is left out: without `approval` no rule asks for its
instrument, without `publication` none for its medium.

The JSON form has the names of the fields below, and goes as `dossier` in the facts of
`./pgo check FILE --context FACTS`:

    {"today": "2026-04-20",
     "dossier": {
       "change_cases": ["a"],
       "documents": [{"kind": "legal_report", "number": "Informe N° 12-2026-OAJ",
                      "date": "2026-03-12"},
                     {"kind": "draft_instrument", "date": "2026-03-02",
                      "endorsed_by": ["planning_chief", "legal_reviewer"]}],
       "report": {"need": "…", "structure": "…", "functions": "…", "no_duplication": "…",
                  "resources": "…"},
       "staff": {"rows": [{"unit_uid": "gm", "cap": 2, "cas": 1, "total": 3}], "total": 3},
       "budget": {"spending_before": 900000, "spending_after": 900000, "years": 3,
                  "statement": "…"},
       "approval": {"instrument": "municipal_ordinance", "number": "005-2026-MD",
                    "date": "2026-04-10"}}}

A whole one is `data/examples/sent.context.json`.
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

#: Sections of the technical report (LOE 47): 1, letters a), b) and c) of 2, and 3.
REPORT_SECTIONS = (
    "need",
    "structure",
    "functions",
    "no_duplication",
    "resources",
)

#: Supuestos of approval or modification of a ROF (LOE 46.1, text of 2021).
CHANGE_CASES = ("a", "b", "c", "d")

#: Roles whose visto bueno a draft carries (LOE 50.2): who made it and who advises on law.
ENDORSERS = ("planning_chief", "legal_reviewer")

#: Instruments that approve a ROF or a MOP (LOE 45, 55.2).
INSTRUMENTS = (
    "supreme_decree",
    "ministerial_resolution",
    "vice_ministerial_resolution",
    "head_resolution",
    "regional_ordinance",
    "regional_decree",
    "municipal_ordinance",
    "mayor_decree",
)

#: Media of publication (LOE 52; LOM 44, 147). `other` is another medium that makes it certain;
#: `radio` and `similar` serve rural municipalities; the last three are portals on the Internet.
CHANNELS = (
    "el_peruano",
    "judicial_newspaper",
    "posters",
    "other",
    "radio",
    "similar",
    "institutional_portal",
    "transparency_portal",
    "gob_pe",
)

#: Terms in business days (L02, I and p. 68; LOE 44-A).
CLOCK_KINDS = ("admissibility", "correction", "evaluation", "sgp_report", "integrated_text")

#: What SGP concluded.
OPINIONS = ("favourable", "not_favourable")


@dataclass(frozen=True, slots=True)
class DossierDocument:
    """A document of the dossier. `kind` is one of `DOCUMENT_KINDS`; `endorsed_by` holds the
    `ENDORSERS` who put their visto bueno; `clauses` what a draft instrument disposes (`approves`,
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
    """The act that approves. `instrument` is one of `INSTRUMENTS`;
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
    """Where and when it was published. `channels` are the media used, of `CHANNELS`; `evidence` whether a
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
    """A term in business days: `kind` of `CLOCK_KINDS`, `start` the day of the notice (the term
    counts from the next), `end` the day it was met, empty while it runs, `days` allowed,
    `suspended` pairs of first and last day as `2026-03-01/2026-03-05`; without a last day
    (`2026-03-01/`) it is stopped still.
    """

    kind: str
    start: str
    days: int
    end: str = ""
    suspended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole.

    - `change_cases`: the supuestos the report declares, of `CHANGE_CASES` (LOE 46.2); `new_text`:
      whether a whole new ROF is approved instead of changes to the one in force, None when unknown;
    - `documents`, `staff` (cuadro de necesidades), `equivalences` (cuadro de equivalencias) and
      `budget` (section 3 of the report), None or empty when they are not there;
    - `report`: text by section of `REPORT_SECTIONS`;
    - `unit_reasons`, `model_reasons`: why a unit is there, why it departs from the model;
      `function_reasons`: the sustento of each function that is new, modified, reassigned or gone, by
      its uid (L02 Anexo 8);
    - `elevated`: the day the file goes up to whoever approves it (L02, K); `opinion`: what SGP
      concluded, of `OPINIONS`;
    - `approval`, `publication`; `reported`: the day SGP was told of the approval (L02 p. 68);
    - `clocks`: terms that run; `closed_days`: days that do not count besides weekends and national
      holidays;
    - `texts`: what was written for the places to complete of the papers, by their keys
      (`papers.paper.Blank.key`); it wins over what a field above says of the same.
    """

    change_cases: tuple[str, ...] = ()
    documents: tuple[DossierDocument, ...] = ()
    report: Mapping[str, str] = field(default_factory=dict, hash=False)
    staff: StaffTable | None = None
    unit_reasons: tuple[UnitReason, ...] = ()
    model_reasons: tuple[Reason, ...] = ()
    function_reasons: tuple[Reason, ...] = ()
    budget: Budget | None = None
    equivalences: tuple[Equivalence, ...] = ()
    elevated: str = ""
    approval: Approval | None = None
    publication: Publication | None = None
    reported: str = ""
    opinion: str = ""
    clocks: tuple[Clock, ...] = ()
    new_text: bool | None = None
    closed_days: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)

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
