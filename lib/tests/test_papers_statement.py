"""The exposición de motivos (LOE 50.1.c)."""

from dataclasses import replace

from papers_helpers import headings, keys, make, start, text
from rules_helpers import clean, without

from pgo_core import rules
from pgo_core.dossier import Budget, Dossier

KIND = "explanatory_statement"
BASE = clean()


def test_it_has_its_parts_in_order():
    paper = make(KIND, *start("ministry"))
    numbered = [head for head in headings(paper) if head[0] in "IV"]
    assert [head.split(".")[0] for head in numbered] == ["I", "II", "III", "IV", "V", "VI"]
    assert "Proyectos de decreto supremo y resolución ministerial" in text(paper)


def test_a_mop_says_that_it_is_not_asked_for():
    assert "no se exige para aprobar un MOP" in text(make(KIND, *start("mop")))
    assert "no se exige" not in text(make(KIND, *start("small")))


def test_the_effect_is_that_of_the_act():
    assert "no deroga ni modifica otra" in text(make(KIND, *start("sent")))
    local = rules.district_municipality(base=BASE, dossier=Dossier(new_text=True))
    said = make(KIND, without(BASE, "ab"), local)
    assert "La norma propuesta deroga la ordenanza municipal" in text(said)
    assert "instrument.previous" in keys(said)
    changed = replace(local, dossier=Dossier(new_text=False))
    assert "modifica el ROF aprobado por" in text(make(KIND, without(BASE, "ab"), changed))


def test_the_cost_is_that_of_the_budget():
    budget = Budget(900_000, 1_000_000, 3, "Hay recursos.", "")
    context = rules.district_municipality(base=BASE, dossier=Dossier(budget=budget))
    paper = make(KIND, without(BASE, "ab"), context)
    assert "S/ 100 000 más que los vigentes" in text(paper)
    assert "budget.financing" in keys(paper) and "budget.statement" not in keys(paper)
    same = replace(budget, spending_after=900_000)
    paper = make(KIND, without(BASE, "ab"), replace(context, dossier=Dossier(budget=same)))
    assert "no demanda mayores recursos" in text(paper)


def test_the_need_is_that_of_the_report():
    document, context = start("sent")
    paper = make(KIND, document, context)
    assert context.dossier.report["need"] in text(paper) and "report.need" not in keys(paper)
