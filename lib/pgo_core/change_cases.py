"""What a proposal changes in the text in force, and what follows from it: supuestos, documents,
sections of the technical report, opinion of the Secretaría de Gestión Pública, instrument.

Pure functions over two Documents and keys. Supuestos are those of LOE 46.1 (text of DS
064-2021-PCM); for the Poder Ejecutivo, Cuadro N° 1 of the Lineamientos 02-2020-SGP parts them by
the section of the ROF they touch: the first (levels 1 and 2) or the second (from level 3 on).

    found = changes(base, proposal)
    cases(found)               # frozenset({"a", "b"})
    required_sections({"b"})   # ("need", "structure", "functions", "no_duplication")
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from .document import Document, Function, Unit
from .dossier import REPORT_SECTIONS, Equivalence

#: Sub-cases that touch the first section, so that a supreme decree approves them (L02, Cuadro 2).
FIRST_SECTION = frozenset("ACDFGI")
#: Sub-cases that touch the second section, approved by a resolution of the head (L02, Cuadro 2).
SECOND_SECTION = frozenset("BCEFHJ")
#: Sub-cases that need the prior favourable opinion of SGP (LOE 51.1; L02, Cuadro N° 4).
NEED_OPINION = frozenset("ABCDFI")

#: Types of public bodies attached to a ministry, whose conformity they need (LOE 45.2, 50.3).
ATTACHED_TYPES = ("executing_agency", "specialized_agency", "regulator")

#: Types whose MOP attaches the map of processes (LOE 54.c).
PROGRAMME_TYPES = ("programme", "special_project")

#: The last level of the first section (LOE 44).
_LAST_OF_FIRST = 2

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Touched:
    """A function that changed: the unit that has it now (or had it, when it is gone) and its
    text.
    """

    unit: Unit
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a proposal changes in the units of the text in force and in their functions.

    `created` are units of the proposal, `removed` of the text in force; `relevelled` and `renamed`
    pairs of before and after; `reassigned` functions that passed to another unit, told by the
    surviving units that lost or gained them; `modified` those new, reworded or gone in a unit that
    stays. `first` says that there was no text in force.
    """

    created: tuple[Unit, ...] = ()
    removed: tuple[Unit, ...] = ()
    relevelled: tuple[tuple[Unit, Unit], ...] = ()
    renamed: tuple[tuple[Unit, Unit], ...] = ()
    reassigned: tuple[Touched, ...] = ()
    modified: tuple[Touched, ...] = ()
    first: bool = False

    @property
    def structural(self) -> bool:
        """Whether units are created or eliminated, at any level."""
        return bool(self.created or self.removed or self.relevelled)

    @property
    def appearing(self) -> tuple[Unit, ...]:
        """Units that their level did not have: created, or come from another level."""
        return (*self.created, *(after for _before, after in self.relevelled))

    @property
    def vanishing(self) -> tuple[Unit, ...]:
        """Units that their level no longer has: removed, or gone to another level."""
        return (*self.removed, *(before for before, _after in self.relevelled))


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whether SGP's prior favourable opinion is needed: `mandatory`, `optional` or
    `not_applicable`; `because` are the supuestos or sub-cases that decide it, if any.
    """

    kind: str
    because: tuple[str, ...] = ()


def changes(
    base: Document | None, proposal: Document, equivalences: Iterable[Equivalence] = ()
) -> Changes:
    """What the proposal changes in the text in force; everything is created when there is none.

    Units are paired by uid, then by origin, by the rows of the cuadro de equivalencias that give
    one unit one heir, and by name: a text written anew still keeps the Gerencia Municipal. A unit
    that passes to another level counts as appearing in one level and vanishing from the other.
    Functions are compared by their words, so capitals and punctuation alone change nothing. Linear
    in the size of both texts.
    """
    if base is None:
        return Changes(created=proposal.units, first=True)
    pairs = unit_pairs(base, proposal, equivalences)
    kept = {id(after) for _before, after in pairs}
    left = {id(before) for before, _after in pairs}
    reassigned, modified = _functions(base, proposal, pairs)
    return Changes(
        created=tuple(unit for unit in proposal.units if id(unit) not in kept),
        removed=tuple(unit for unit in base.units if id(unit) not in left),
        relevelled=tuple(pair for pair in pairs if pair[0].level != pair[1].level),
        renamed=tuple(pair for pair in pairs if _words(pair[0].name) != _words(pair[1].name)),
        reassigned=tuple(reassigned),
        modified=tuple(modified),
    )


def unit_pairs(
    base: Document, proposal: Document, equivalences: Iterable[Equivalence] = ()
) -> list[tuple[Unit, Unit]]:
    """The units that stay, as (before, after) in the order of the proposal; see `changes`."""
    return _pairs(base, proposal, _heirs(equivalences))


def computed(base: Document | None, proposal: Document) -> frozenset[str]:
    """The supuestos of LOE 46.1 that two texts show; `d` when there is no text in force."""
    return cases(changes(base, proposal))


def cases(found: Changes) -> frozenset[str]:
    """The supuestos of LOE 46.1 in these changes.

    `a` creates units, `b` eliminates them, `c` reassigns or modifies functions and leaves the
    structure as it is, `d` is the first text of an entity. A fusion cannot be seen in two texts of
    one entity, so only the report tells it. A change of name or of dependence alone is none.
    """
    if found.first:
        return frozenset("d")
    letters = {"a"} if found.appearing else set()
    if found.vanishing:
        letters.add("b")
    if not letters and (found.reassigned or found.modified):
        letters.add("c")
    return frozenset(letters)


def sub_cases(found: Changes) -> frozenset[str]:
    """The sub-cases of the Poder Ejecutivo in these changes (L02, Cuadro N° 1).

    `C` and `F` stand for both sections at once, without `A`, `B`, `D` or `E` beside them. Functions
    (`G` to `J`) count in the section whose structure is not touched.
    """
    letters = _by_section(found.appearing, "A", "B", "C") | _by_section(
        found.vanishing, "D", "E", "F"
    )
    structural = {_first(unit) for unit in (*found.appearing, *found.vanishing)}
    for touched, upper, lower in ((found.reassigned, "G", "H"), (found.modified, "I", "J")):
        sections = {_first(item.unit) for item in touched} - structural
        letters |= {upper if first else lower for first in sections}
    return frozenset(letters)


def required_sections(letters: Iterable[str]) -> tuple[str, ...]:
    """The sections of the technical report that these supuestos ask for, in their order (LOE 46.1,
    47): all for `a` and `d`, the first and second for `b`, letters b) and c) of the second for `c`.
    """
    asked: set[str] = set()
    for letter in letters:
        asked.update(_SECTIONS.get(letter, ()))
    return tuple(section for section in REPORT_SECTIONS if section in asked)


def required_documents(
    document_kind: str,
    entity_type: str = "",
    executive: bool = False,
    subs: Iterable[str] = (),
) -> tuple[str, ...]:
    """The kinds of documents that the dossier must have, by kind of text, type of
    entity and sub-cases.

    ROF: LOE 50.1 (with 50.3 for the bodies of `ATTACHED_TYPES`); L02, Cuadro N° 2 and sections D
    and E. The explanatory statement is here only when a supreme decree approves (L02, C.3): for the
    rest LOE 50.1.c asks for it and L02 omits it, see rule 89. The technical sheets are annex of the
    report in the Poder Ejecutivo alone (LOE 47). MOP: LOE 55.1 and, for programmes and projects,
    the map of processes of 54.c. Without known sub-cases both sections are assumed to change.
    """
    subs = frozenset(subs)
    asked = ["draft_instrument", "draft_document", "technical_report", "legal_report"]
    if document_kind == "mop":
        return tuple(asked + ["process_map"] * (entity_type in PROGRAMME_TYPES))
    if document_kind != "rof":
        return ()
    if executive and touches_first_section(subs):
        asked.append("explanatory_statement")
    if executive:
        asked.append("technical_sheets")
    if entity_type in ATTACHED_TYPES:
        asked.append("sector_conformity")
    return tuple(asked)


def touches_first_section(subs: Iterable[str]) -> bool:
    """Whether a supreme decree is needed (L02, Cuadro N° 2); assumed when no sub-case is known."""
    subs = frozenset(subs)
    return not subs or bool(subs & FIRST_SECTION)


def opinion(
    document_kind: str, executive: bool, letters: Iterable[str] = (), subs: Iterable[str] = ()
) -> Opinion:
    """Whether the prior favourable opinion of SGP is mandatory, optional or not applicable.

    Mandatory for the ROF of the Poder Ejecutivo, except where the sub-cases are only reassignment
    in the first section, reassignment and modification in the second, or fewer units from the third
    level on (LOE 51.1); optional for the rest of entities (51.2). A MOP does not need it (L02,
    chapter III, C). What is not shown to be an exception is under the rule.
    """
    if document_kind != "rof":
        return Opinion("not_applicable")
    if not executive:
        return Opinion("optional")
    letters, subs = frozenset(letters), frozenset(subs)
    if "d" in letters:
        return Opinion("mandatory", ("d",))
    if because := tuple(sorted(subs & NEED_OPINION)):
        return Opinion("mandatory", because)
    if subs:
        return Opinion("not_applicable", tuple(sorted(subs)))
    return Opinion("mandatory", tuple(sorted(letters & {"a"})))


def instruments(
    document_kind: str,
    government_level: str,
    executive: bool = False,
    entity_type: str = "",
    subs: Iterable[str] = (),
) -> tuple[str, ...]:
    """Keys of the instruments that may approve the text; empty when the entity is not known enough.

    ROF: supreme decree for the first section and resolution of the head for the second in the Poder
    Ejecutivo (LOE 45.1); resolution of the head (45.3.a), regional ordinance (45.3.b) and municipal
    ordinance (45.3.c; LOM 9.3, 40) for the others. MOP: LOE 55.2; L02, chapter III, D.
    """
    if document_kind == "mop":
        return _MOP_INSTRUMENTS.get(government_level, ())
    if document_kind != "rof":
        return ()
    if not executive:
        return _ROF_INSTRUMENTS.get(government_level, ())
    subs = frozenset(subs)
    resolution = "head_resolution" if entity_type in ATTACHED_TYPES else "ministerial_resolution"
    sections = (("supreme_decree", FIRST_SECTION), (resolution, SECOND_SECTION))
    return tuple(key for key, letters in sections if not subs or subs & letters)


_SECTIONS = {
    "a": REPORT_SECTIONS,
    "b": ("need", "structure", "functions", "no_duplication"),
    "c": ("functions", "no_duplication"),
    "d": REPORT_SECTIONS,
}

_ROF_INSTRUMENTS = {
    "local": ("municipal_ordinance",),
    "regional": ("regional_ordinance",),
    "national": ("head_resolution",),
}
_MOP_INSTRUMENTS = {
    "local": ("mayor_decree",),
    "regional": ("regional_decree",),
    "national": ("ministerial_resolution", "vice_ministerial_resolution", "head_resolution"),
}


def _first(unit: Unit) -> bool:
    return unit.level <= _LAST_OF_FIRST


def _by_section(units: Iterable[Unit], upper: str, lower: str, both: str) -> set[str]:
    sections = {_first(unit) for unit in units}
    if len(sections) > 1:
        return {both}
    return {upper if first else lower for first in sections}


def _heirs(rows: Iterable[Equivalence]) -> dict[str, str]:
    """By uid of a unit of the proposal, the unit of the text in force whose one heir it is."""
    rows = [row for row in rows if row.from_uid and row.to_uid]
    leaving = Counter(row.from_uid for row in rows)
    arriving = Counter(row.to_uid for row in rows)
    return {
        row.to_uid: row.from_uid
        for row in rows
        if leaving[row.from_uid] == arriving[row.to_uid] == 1
    }


def _pairs(base: Document, proposal: Document, heirs: Mapping[str, str]) -> list[tuple[Unit, Unit]]:
    """The units that both texts have, in the order of the proposal."""
    found: dict[int, Unit] = {}
    free = {id(unit): unit for unit in base.units}
    for old_key, new_key in (
        (_uid, _uid),
        (_uid, _origin),
        (_origin, _origin),
        (_uid, lambda unit: heirs.get(unit.uid, "")),
        (_name, _name),
    ):
        waiting: dict[str, list[Unit]] = {}
        for unit in reversed(list(free.values())):
            waiting.setdefault(old_key(unit), []).append(unit)
        for unit in proposal.units:
            key = new_key(unit) if id(unit) not in found else ""
            if key and waiting.get(key):
                before = waiting[key].pop()
                found[id(unit)] = before
                del free[id(before)]
    return [(found[id(unit)], unit) for unit in proposal.units if id(unit) in found]


def _uid(unit: Unit) -> str:
    return unit.uid


def _origin(unit: Unit) -> str:
    return unit.origin_uid


def _name(unit: Unit) -> str:
    return _words(unit.name)


def _functions(
    base: Document, proposal: Document, pairs: list[tuple[Unit, Unit]]
) -> tuple[list[Touched], list[Touched]]:
    """Functions reassigned and modified, told by the units that stay."""
    old_uids, new_uids = _owners(base), _owners(proposal)
    gone = Counter(_words(text) for text in _lost(base, pairs))
    gained = Counter(_words(text) for text in _lost(proposal, [(b, a) for a, b in pairs]))
    reassigned: list[Touched] = []
    modified: list[Touched] = []
    for before, after in pairs:
        for function in _only(after, before):
            came = function.uid in old_uids and old_uids[function.uid] != id(before)
            moved = came or gone[_words(function.text)]
            (reassigned if moved else modified).append(Touched(after, function.text))
            if came and not gone[_words(function.text)]:
                modified.append(Touched(after, function.text))
        stay = {function.uid for function in after.functions if function.uid}
        for function in _only(before, after):
            if function.uid in stay:
                continue  # reworded: told from its new text
            went = function.uid in new_uids or gained[_words(function.text)]
            (reassigned if went else modified).append(Touched(after, function.text))
    return reassigned, modified


def _lost(one: Document, pairs: list[tuple[Unit, Unit]]) -> Iterator[str]:
    """Texts of functions that a unit of `one` has and its pair does not."""
    partner = {id(before): after for before, after in pairs}
    for unit in one.units:
        for function in _only(unit, partner.get(id(unit))):
            yield function.text


def _only(unit: Unit, other: Unit | None) -> Iterator[Function]:
    """The functions of `unit` whose words `other` does not have, blank ones left out."""
    there = Counter(_words(function.text) for function in other.functions) if other else Counter()
    for function in unit.functions:
        words = _words(function.text)
        if there[words] > 0:
            there[words] -= 1
        elif words:
            yield function


def _owners(document: Document) -> dict[str, int]:
    owners: dict[str, int] = {}
    for unit, function in document.functions():
        if function.uid:
            owners.setdefault(function.uid, id(unit))
    return owners


def _words(text: str) -> str:
    """The words of a text without capitals, accents kept: equal for texts that say the same."""
    return " ".join(_WORD.findall(normalize("NFC", text).casefold()))
