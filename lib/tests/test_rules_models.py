"""The shipped models pass: a municipality that adopts one starts without blocking findings."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pgo_core import rules
from pgo_core.adopt import resolve_document
from pgo_core.document import from_json
from pgo_core.rules.chapters.models import _resolves

MODELS = sorted((Path(__file__).resolve().parents[2] / "data" / "models").glob("*.model.json"))
FACTS = {
    "entity_acronym": "MDCH",
    "district": "Chilca",
    "province": "Huancayo",
    "department": "Junín",
    "capital": "Chilca",
    "ubigeo": "120107",
    "creation_norm": "Ley N° 12829",
}
NAMES = {
    "district_municipality": "Municipalidad Distrital de Chilca",
    "province_municipality": "Municipalidad Provincial de Huancayo",
}


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_an_adopted_model_has_no_blocking_finding(path):
    model = from_json(json.loads(path.read_text(encoding="utf-8")))
    name = NAMES[model.entity.entity_type]
    facts = {**FACTS, "entity_name": name, "entity_type": model.entity.entity_type}
    document = resolve_document(model, facts, lambda uid: f"new-{uid}")
    context = rules.for_document(document, norms=None)
    assert context.entity_name == name
    assert rules.report(rules.blocking(rules.check(document, context))) == rules.report([])


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_a_model_itself_has_no_blocking_finding(path):
    model = from_json(json.loads(path.read_text(encoding="utf-8")))
    context = rules.municipal(model.entity.entity_type)
    assert rules.report(rules.blocking(rules.check(model, context))) == rules.report([])


def test_the_models_are_there():
    assert len(MODELS) >= 3


def adopted(path=None):
    """A model, and the text of a municipality that adopted it as it is."""
    model = from_json(json.loads((path or MODELS[0]).read_text(encoding="utf-8")))
    name = NAMES[model.entity.entity_type]
    facts = {**FACTS, "entity_name": name, "entity_type": model.entity.entity_type}
    return model, resolve_document(model, facts, lambda uid: f"new-{uid}")


def differences(model, document, **facts):
    context = rules.for_document(document, model=model, model_eligible=True, **facts)
    return [(f.target_uid, f.variant) for f in rules.check(document, context, ["R72"])]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_r72_a_model_adopted_as_it_is_does_not_differ(path):
    assert differences(*adopted(path)) == []


def test_r72_articles_and_competences_are_compared_when_asked():
    model, document = adopted()
    changed = replace(
        document, articles=document.articles[1:], competences=document.competences[1:]
    )
    assert differences(model, changed) == []
    settings = {"R72": rules.RuleSetting(parameters={"articles": True})}
    assert differences(model, document, settings=settings) == []
    assert {v for _u, v in differences(model, changed, settings=settings)} == {
        "article_removed",
        "competence_removed",
    }


def test_r72_tells_how_many_functions_differ_in_one_finding():
    model, document = adopted()
    first = document.units[0]
    units = (replace(first, functions=first.functions[2:]), *document.units[1:])
    context = rules.for_document(document, model=model)
    (finding,) = rules.check(replace(document, units=units), context, ["R72"])
    assert finding.severity == "warns" and finding.params["count"] == "2"


@pytest.mark.parametrize(
    ("model", "text", "same"),
    [
        ("Es de {{district}}.", "Es de Alto Trujillo", True),
        ("Es de {{district}}.", "Es de", True),
        ("{{a}} y {{b}}", "uno y dos", True),
        ("Aprobar el plan de {{district}}.", "Proponer el plan de Chilca.", False),
        ("Rige (COMPLETAR: la fecha) y después.", "Rige desde 2026 y después.", True),
        ("Aprobar el plan.", "aprobar  el plan", True),
        ("Del {{a}} al", "Del al", True),
        ("ab {{x}} ba", "aba", False),
    ],
)
def test_r72_what_fills_a_placeholder_is_no_difference(model, text, same):
    assert _resolves(model, text) is same


def test_r71_needs_to_know_whether_the_model_is_eligible():
    model, document = adopted()
    context = rules.for_document(document, model=model)
    assert "R71" in rules.skipped(document, context)
    assert rules.check(document, context, ["R71"]) == []
