"""The shipped models pass: a municipality that adopts one starts without blocking findings."""

import json
from pathlib import Path

import pytest

from pgo_core import rules
from pgo_core.adopt import resolve_document
from pgo_core.document import from_json

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
