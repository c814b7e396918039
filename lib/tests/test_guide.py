"""What the dossier still asks for, as a screen shows it."""

from dataclasses import replace

import pytest

from pgo_core.dossier import REPORT_SECTIONS, Dossier, Reason
from pgo_core.guide import criteria, guide
from pgo_core.rules.examples import start


@pytest.fixture
def sent():
    return start("sent")


def steps(document, context):
    return {step.key: step.done for step in guide(document, context).steps}


def test_a_whole_dossier_is_done(sent):
    found = guide(*sent)
    assert [step.key for step in found.steps if not step.done] == []
    assert found.progress == 100


def test_an_empty_dossier_asks_in_order(sent):
    document, context = sent
    dossier = Dossier(change_cases=("a",))
    found = guide(document, replace(context, dossier=dossier))
    assert found.sections == REPORT_SECTIONS
    keys = [step.key for step in found.steps]
    assert keys[:6] == ["cases", *REPORT_SECTIONS]
    assert keys.index("units") < keys.index("staff") < keys.index("documents.draft_instrument")
    assert [step.key for step in found.steps if step.done] == ["cases"]


def test_sections_follow_the_supuestos(sent):
    document, context = sent
    dossier = replace(context.dossier, change_cases=("c",), staff=None)
    found = guide(document, replace(context, base=document, is_first=False, dossier=dossier))
    assert found.sections == ("functions", "no_duplication")
    assert not {"staff", "budget", "units"} & {step.key for step in found.steps}


def test_a_supuesto_shown_and_not_declared_is_not_done(sent):
    document, context = sent
    base = replace(document, units=document.units[:-1])
    dossier = replace(context.dossier, change_cases=("c",))
    found = guide(document, replace(context, base=base, is_first=False, dossier=dossier))
    assert found.shown == {"a"} and found.declared == {"c"}
    assert not found.steps[0].done
    assert "resources" in found.sections, "what the texts show is asked though nobody declares it"


def test_units_say_what_is_asked_of_each(sent):
    document, context = sent
    line = next(unit for unit in document.units if unit.level == 2 and unit.nature == "line")
    deep = replace(line, uid="deep", name="Área de Obras", level=4, parent_uid=line.uid)
    document = replace(document, units=(*document.units, deep))
    found = {ask.unit.uid: ask for ask in guide(document, context).units}
    assert found["deep"].exception and found["deep"].criteria and not found["deep"].second_level
    assert found["oga"].second_level and not found["oga"].exception
    assert found["oaj"].criteria and not found["oaj"].second_level, "legal advice is exempt"
    assert not steps(document, context)["units"]


def test_an_older_text_on_paper_only_has_to_be_named(sent):
    document, context = sent
    bare = tuple(
        replace(reason, criteria=(), second_level={}) for reason in context.dossier.unit_reasons
    )
    dossier = replace(context.dossier, unit_reasons=bare)
    assert not steps(document, replace(context, dossier=dossier))["units"]
    dossier = replace(dossier, change_cases=("a",))
    assert steps(document, replace(context, dossier=dossier))["units"]


def test_changed_functions_ask_for_their_reason_in_the_executive():
    document, context = start("ministry")
    unit = next(unit for unit in document.units if unit.functions)
    function = replace(unit.functions[0], text="Evaluar el cumplimiento de los planes del sector.")
    units = tuple(
        replace(one, functions=(function, *one.functions[1:])) if one.uid == unit.uid else one
        for one in document.units
    )
    context = replace(context, base=document, is_first=False, dossier=Dossier(change_cases=("c",)))
    proposal = replace(document, units=units)
    assert [change.kind for change in guide(proposal, context).functions] == ["modified"]
    assert steps(proposal, context)["function_reasons"] is False
    told = replace(context.dossier, function_reasons=(Reason(function.uid, "Lo pide la ley."),))
    assert steps(proposal, replace(context, dossier=told))["function_reasons"] is True


def test_a_draft_without_visto_bueno_is_not_done(sent):
    document, context = sent
    documents = tuple(replace(item, endorsed_by=()) for item in context.dossier.documents)
    context = replace(context, dossier=replace(context.dossier, documents=documents))
    found = steps(document, context)
    assert not found["documents.draft_instrument"] and found["documents.technical_report"]
    titles = {step.key: step.title for step in guide(document, context).steps}
    assert "vistos buenos" in titles["documents.draft_instrument"]
    assert titles["documents.legal_report"] == "El informe legal"


def test_without_a_dossier_nothing_is_done(sent):
    document, context = sent
    assert not any(steps(document, replace(context, dossier=None)).values())


def test_every_part_has_its_criteria(sent):
    for key in ("cases", *REPORT_SECTIONS, "units", "function_reasons", "staff", "equivalences"):
        told = criteria(key)
        assert told["title"] and told["points"] and told["citation"]
