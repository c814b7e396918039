"""Dossier, first part: supuestos and what each asks for (rules 57, 58, 60-63, 65, 87, 89, 92)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ... import change_cases
from ...dossier import CHANGE_CASES, ENDORSERS, Budget, StaffRow, StaffTable
from .. import texts
from ..case_facts import case_of, listed, named
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, name_of
from ..language import fold, placeholder, squeeze, words

#: Variants of rule 58 by document: each tells who makes it.
_MISSING = {
    "draft_instrument": "missing_instrument",
    "draft_document": "missing_text",
    "technical_report": "missing_technical",
    "legal_report": "missing_legal",
}


@rule(57, "dossier", "blocks", "loe", kinds=("rof",), requires=("dossier",))
def declared_cases_are_those_of_the_text(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The technical report says in which supuestos the proposal is (LOE 46.2), and these include
    those that the text in force and the proposal show (46.1).

    A supuesto shown only because a unit passes to another level is a warning: the norm speaks of
    creating and eliminating. A fusion does not show in the texts of one entity.
    """
    case = case_of(index, context)
    for letter in dict.fromkeys(context.dossier.change_cases):
        if letter not in CHANGE_CASES:
            yield _hit("unknown", "change_cases", {"case": letter}, letter)
    if case.changes is None:
        if not case.declared:
            yield _hit("undeclared", "change_cases")
        return
    witnesses = {
        "a": [*case.changes.created] or [after for _before, after in case.changes.relevelled],
        "b": [*case.changes.removed] or [before for before, _after in case.changes.relevelled],
        "c": [item.unit for item in (*case.changes.modified, *case.changes.reassigned)],
    }
    for letter, units in witnesses.items():
        names = {"case": texts.label("change_case", letter), "units": named(units)}
        if letter in case.shown - case.declared:
            level = letter == "a" and not case.changes.created
            level = level or (letter == "b" and not case.changes.removed)
            variant, at_most = ("level", "warns") if level else (f"missing_{letter}", "")
            yield _hit(variant, "change_cases", names, letter, at_most)
        elif letter in case.declared and not units:
            yield _hit("extra", "change_cases", names, letter, "informs")


@rule(
    58,
    "dossier",
    "blocks",
    "loe",
    kinds=("rof", "mop"),
    requires=("dossier",),
    parameters={"not_asked": Parameter(())},
)
def dossier_has_its_documents(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The dossier has the documents of LOE 50.1 (of 55.1 for a MOP), and its two drafts the visto
    bueno of who made them and of legal advice (50.2).

    The explanatory statement is rule 89's and the conformity of the ministry rule 65's. L02 E asks
    only for planning's visto bueno on a municipal ordinance, and nothing but L02 asks for them on a
    MOP: warnings.
    """
    case = case_of(index, context)
    kind = index.document.kind
    elsewhere = {"explanatory_statement", "sector_conformity", *params["not_asked"]}
    for asked in change_cases.required_documents(
        kind, context.entity_type, context.executive, case.subs
    ):
        if asked in elsewhere:
            continue
        found = [item for item in context.dossier.documents if item.kind == asked]
        names = {"kind": texts.label("short_kind", kind)}
        names["document"] = texts.label("dossier_document", asked).format(**names)
        if not found:
            # Annex of the whole report: of its letters b) and c) alone only the template has it.
            mild = asked == "technical_sheets" and not case.letters & {"a", "d"}
            variant = _MISSING.get(asked, "missing_annex")
            yield _hit(variant, "documents", names, asked, "warns" if mild else "")
        elif asked in ("draft_instrument", "draft_document"):
            given = {role for item in found for role in item.endorsed_by}
            if lacking := [role for role in ENDORSERS if role not in given]:
                mild = kind == "mop" or (
                    asked == "draft_instrument"
                    and context.government_level == "local"
                    and lacking == ["legal_reviewer"]
                )
                names["roles"] = listed(texts.label("endorser", role) for role in lacking)
                yield _hit("not_endorsed", "documents", names, asked, "warns" if mild else "")
    yield from _clauses(context)


@rule(
    60,
    "dossier",
    "blocks",
    "loe",
    kinds=("rof",),
    requires=("dossier",),
    parameters={"words": Parameter(15, 0, 500)},
)
def report_has_the_sections_of_its_case(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The technical report has the sections that its supuestos ask for, and they are not empty (LOE
    46.1, 47). A section of a few words, or with a place left to fill in, is told too.
    """
    report = context.dossier.report
    asked = change_cases.required_sections(case_of(index, context).letters)
    labels = {section: texts.label("report_section", section) for section in asked}
    if asked and not any(report.get(section, "").strip() for section in asked):
        yield _hit("none", "report", {"sections": "; ".join(labels.values())})
        return
    for section in asked:
        text = report.get(section, "")
        names = {"section": labels[section], "minimum": str(params["words"])}
        if not text.strip():
            yield _hit("missing", "report", names, section)
        elif span := placeholder(text):
            names["found"] = text[span[0] : span[1]]
            yield _hit("unfinished", "report", names, section)
        elif (count := len(words(fold(text)))) < params["words"]:
            names["count"] = str(count)
            yield _hit("short", "report", names, section, "warns")


@rule(
    61,
    "dossier",
    "blocks",
    "loe",
    kinds=("rof",),
    requires=("dossier",),
    parameters={"years": Parameter(3, 1, 10)},
)
def new_text_shows_how_it_is_paid(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """A new ROF compares the operating expenses of both structures over three years and, when
    current spending grows, says with what it is paid (LOE 47, section 3, text of 2021).

    New is the ROF of an entity that is created or fused, or what the dossier calls so
    (`new_text`); a modification of the one in force is not. Who had no structure has nothing to
    compare with.
    """
    declared = context.dossier.change_cases
    new = context.dossier.new_text
    if not (new if new is not None else "d" in declared):
        return
    budget = context.dossier.budget or Budget()
    before, after = budget.spending_before, budget.spending_after
    compared = after is not None and (before is not None or "d" in declared)
    if not compared:
        yield _hit("no_comparison", "budget")
    if budget.years < params["years"]:
        names = {"years": str(budget.years), "expected": str(params["years"])}
        yield _hit("horizon", "budget", names)
    if compared and after > (before or 0) and not budget.financing.strip():
        names = {"before": _soles(before or 0), "after": _soles(after)}
        yield _hit("financing", "budget", names)


@rule(
    62,
    "dossier",
    "blocks",
    "loe",
    kinds=("rof",),
    requires=("dossier",),
    parameters={
        "without_staff": Parameter(("concejo", "consejo", "junta", "asamblea")),
        "natures_without_staff": Parameter(("consultative", "coordination")),
    },
)
def staff_table_is_whole_and_adds_up(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The cuadro de necesidades has one row for each unit, its sums are right and it counts only
    servidores civiles with a contract in force or a budgeted position, never locadores (LOE 47,
    annex c; 16.1.h; L02 Anexo 7).

    Collegiate organs have no staff of their own and need no row. A row of no unit is rule 28's; without
    a table rule 87 speaks.
    """
    table = context.dossier.staff
    if table is None or not table.rows:
        return
    names = {squeeze(unit.name): unit.uid for unit in reversed(index.units) if unit.name.strip()}
    seen: set[str] = set()
    for number, row in enumerate(table.rows, start=1):
        known = index.document.unit_by_uid
        uid = row.unit_uid if row.unit_uid in known else names.get(squeeze(row.name), "")
        printed = name_of(known[uid]) if uid else row.name.strip() or row.unit_uid or str(number)
        place = (uid, "unit") if uid else ("", "document")
        told = {"unit": printed, "number": str(number)}
        subject = "" if uid else printed
        if uid and uid in seen:
            yield Hit(*place, "repeated", "staff", told)
        seen.add(uid)
        for variant in _row_problems(row):
            figures = {"cap": row.cap, "cas": row.cas, "total": row.total, "sum": row.cap + row.cas}
            figures["contractors"] = row.contractors
            told = {**told, **{key: str(value) for key, value in figures.items()}}
            yield Hit(*place, variant, "staff", told, subject=subject)
    heads = {squeeze(head) for head in params["without_staff"]}
    for unit, name in index.named:
        collegiate = unit.nature in params["natures_without_staff"] or name.split(" ")[0] in heads
        if unit.uid not in seen and not collegiate:
            yield Hit(unit.uid, "unit", "no_row", "staff", {"unit": name_of(unit)})
    yield from _totals(table)


@rule(
    63,
    "dossier",
    "warns",
    "loe",
    kinds=("rof", "mop"),
    requires=("dossier",),
    parameters={"tell_optional": Parameter(False)},
)
def opinion_of_sgp_is_the_one_needed(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Which opinion of SGP the proposal needs and why (LOE 51; L02, G and H), while something is to
    be done about it: to ask for it, not to wait for it, not to approve without it.

    A creation or fusion approved without it is rule 92's.
    """
    dossier = context.dossier
    case = case_of(index, context)
    needed = change_cases.opinion(index.document.kind, context.executive, case.letters, case.subs)
    asked = dossier.document("request_letter") is not None
    reasons = [texts.label("opinion_case", letter) for letter in needed.because]
    names = {"because": listed(reasons) or texts.label("opinion_case", "rule")}
    variant, at_most = "", "informs"
    if needed.kind == "mandatory" and dossier.opinion != "favourable":
        if dossier.approval is not None:
            variant, at_most = "approved_without" if "d" not in case.letters else "", ""
        elif dossier.opinion:
            variant, at_most = "unfavourable", ""
        elif not asked:
            variant = "mandatory"
    elif needed.kind != "mandatory" and dossier.approval is None and not dossier.opinion:
        if needed.kind == "not_applicable" and asked:
            variant = "mop" if index.document.kind == "mop" else "not_needed"
        elif needed.kind == "optional" and (asked or params["tell_optional"]):
            variant = "optional"
    if variant:
        yield _hit(variant, "opinion", names, at_most=at_most)


@rule(
    65,
    "dossier",
    "blocks",
    "loe",
    kinds=("rof",),
    entity_types=change_cases.ATTACHED_TYPES,
    requires=("dossier",),
    parameters={"letter_counts": Parameter(True)},
)
def ministry_agrees(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """The dossier of a public body has the conformity of the Secretaría General of its ministry
    (LOE 45.2, 50.3). The letter in which the ministry asks SGP for its opinion gives it (L02, C).
    """
    counted = ["sector_conformity"] + ["request_letter"] * params["letter_counts"]
    if not any(context.dossier.document(kind) for kind in counted):
        yield _hit("found", "documents")


@rule(
    87,
    "dossier",
    "blocks",
    "loe",
    kinds=("rof",),
    requires=("dossier",),
    parameters={
        "phrases": Parameter(
            (
                "recursos suficientes",
                "recursos presupuestales suficientes",
                "suficiencia presupuestal",
                "disponibilidad presupuestal",
                "crédito presupuestario",
                "sin demandar recursos adicionales",
            )
        )
    },
)
def report_has_its_annexes(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Who creates units (a) or the entity (d) attaches organigram and cuadro de necesidades, and
    says that its resources suffice (LOE 46.1, 47), municipalities too.

    The organigram may be the annex of the ROF itself; the statement may stand in section 3.
    """
    letters = case_of(index, context).letters & {"a", "d"}
    if not letters:
        return
    names = {"case": listed(texts.label("change_case", letter) for letter in sorted(letters))}
    if all(annex.kind != "organigram" for annex in index.document.annexes):
        yield _hit("organigram", "annexes", names)
    if context.dossier.staff is None or not context.dossier.staff.rows:
        yield _hit("staff", "staff", names)
    budget = context.dossier.budget or Budget()
    section = squeeze(context.dossier.report.get("resources", ""))
    if not budget.statement.strip() and not any(
        squeeze(phrase) in section for phrase in params["phrases"]
    ):
        yield _hit("statement", "budget", names)


@rule(89, "dossier", "blocks", "loe", kinds=("rof",), requires=("dossier",))
def explanatory_statement_is_there(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The dossier has an explanatory statement (LOE 50.1.c makes no exception). L02 C asks for it
    only with a supreme decree and D and E omit it: for the rest a warning.
    """
    if context.dossier.document("explanatory_statement"):
        return
    subs = case_of(index, context).subs
    decree = context.executive and change_cases.touches_first_section(subs)
    variant, at_most = ("decree", "") if decree else ("found", "warns")
    yield _hit(variant, "documents", at_most=at_most)


@rule(
    92, "dossier", "blocks", "loe", kinds=("rof",), government_levels=("national",),
    requires=("dossier",),
)  # fmt: skip
def new_executive_entity_has_the_opinion(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The first ROF of an entity of the Poder Ejecutivo that is created or fused is not approved
    without the favourable opinion of SGP (LOE 46.1.d, 51.1). Until then rule 63 reminds of it.
    """
    dossier = context.dossier
    if not context.executive or "d" not in dossier.change_cases or dossier.approval is None:
        return
    if dossier.opinion != "favourable":
        variant = "unfavourable" if dossier.opinion else "found"
        yield _hit(variant, "opinion")


def _hit(
    variant: str,
    field: str,
    names: Mapping[str, str] | None = None,
    subject: str = "",
    at_most: str = "",
) -> Hit:
    """A hit on the whole: what a dossier lacks stands nowhere in the text."""
    return Hit("", "document", variant, field, names or {}, subject=subject, at_most=at_most)


def _soles(amount: int) -> str:
    return f"{amount:,}".replace(",", " ")


def _row_problems(row: StaffRow) -> Iterator[str]:
    if min(row.cap, row.cas, row.contractors, row.total or 0) < 0:
        yield "negative"
    elif row.total is not None and row.total != row.cap + row.cas:
        yield "sum"
    if row.contractors > 0:
        yield "contractors"


def _totals(table: StaffTable) -> Iterator[Hit]:
    """The totals that the table prints and its rows do not give."""
    sums = {
        "total_cap": (table.total_cap, sum(row.cap for row in table.rows)),
        "total_cas": (table.total_cas, sum(row.cas for row in table.rows)),
        "total": (
            table.total,
            sum(row.cap + row.cas if row.total is None else row.total for row in table.rows),
        ),
    }
    for column, (printed, found) in sums.items():
        if printed is not None and printed != found:
            names = {"column": texts.label("staff_column", column)}
            names |= {"printed": str(printed), "sum": str(found)}
            yield _hit("totals", "staff", names, column)


def _clauses(context: Context) -> Iterator[Hit]:
    """What the draft instrument disposes too much or leaves out."""
    draft = context.dossier.document("draft_instrument")
    if draft is None or not draft.clauses:
        return
    # A modification repeals nothing, and the first text of a new entity has nothing to repeal.
    first = context.is_first and "d" in context.dossier.change_cases
    whole = context.dossier.new_text and not first
    asked = ("derogates", "publication") if whole else ("publication",)
    wrong = ["approves_other"] if "approves_other" in draft.clauses else []
    for clause in (*wrong, *(one for one in asked if one not in draft.clauses)):
        yield _hit(clause, "documents", subject=clause, at_most="warns")
