"""Defects of the papers that go with the text (kinds 21 to 25)."""

from __future__ import annotations

from dataclasses import replace

from seeding import Seeded, in_dossier, way

from pgo_core.dossier import StaffRow

# 21


@way(21, "informe técnico sin la sección que su supuesto pide")
def section_missing(document, context, chance):
    if context.dossier is None:
        return None
    section = chance.choice(sorted(context.dossier.report))
    text = chance.choice(("", "(COMPLETAR: sustento)", "Se sustenta."))
    report = {**context.dossier.report, section: text}
    return Seeded(document, in_dossier(context, report=report), ("R60",))


# 22


@way(22, "suficiencia presupuestal sin mostrar, sin cuadro comparativo")
def not_paid_for(document, context, chance):
    if context.dossier is None or context.dossier.budget is None:
        return None
    budget = chance.choice(
        (
            None,
            replace(context.dossier.budget, years=1),
            replace(context.dossier.budget, spending_after=None),
            replace(context.dossier.budget, spending_after=9_999_999, financing=""),
        )
    )
    return Seeded(document, in_dossier(context, budget=budget), ("R61", "R87"))


# 23


@way(23, "cuadro de necesidades que no suma o cuenta locadores")
def staff_table(document, context, chance):
    if context.dossier is None or context.dossier.staff is None:
        return None
    staff = context.dossier.staff
    row = chance.choice([one for one in staff.rows if one.servants])
    unit = document.unit_by_uid[row.unit_uid]
    changed = chance.choice(
        (
            replace(staff, rows=tuple(one for one in staff.rows if one is not row)),
            replace(staff, rows=(*staff.rows, row)),
            replace(staff, rows=_with(staff.rows, row, contractors=3)),
            replace(staff, rows=_with(staff.rows, row, total=row.servants + 1)),
            replace(staff, rows=(*staff.rows, StaffRow(name="Oficina de Nadie", cap=1, total=1))),
        )
    )
    assert unit
    return Seeded(document, in_dossier(context, staff=changed), ("R62", "R28"))


def _with(rows, row, **changes):
    return tuple(replace(one, **changes) if one is row else one for one in rows)


# 24


@way(24, "vistos que faltan, sin informe legal")
def document_missing(document, context, chance):
    if context.dossier is None:
        return None
    papers = context.dossier.documents
    paper = chance.choice(papers)
    if chance.random() < 0.5 and paper.endorsed_by:
        left = _with(papers, paper, endorsed_by=())
    else:
        left = tuple(one for one in papers if one is not paper)
    return Seeded(document, in_dossier(context, documents=left), ("R58", "R89"))


# 25


@way(25, "proyecto de ordenanza que aprueba otro documento o no deroga ni publica")
def draft_of_the_ordinance(document, context, chance):
    if context.dossier is None:
        return None
    papers = context.dossier.documents
    draft = next((one for one in papers if one.kind == "draft_instrument"), None)
    if draft is None:
        return None
    clauses = chance.choice(
        (
            (*draft.clauses, "approves_other"),
            tuple(one for one in draft.clauses if one != "publication"),
        )
    )
    left = _with(papers, draft, clauses=clauses)
    return Seeded(document, in_dossier(context, documents=left), ("R58",))
