import copy
import json

import pytest
from builders import make_document, random_document
from hypothesis import given

from pgo_core.document import Document, DocumentError, from_json, to_json


def changed(change):
    data = to_json(make_document())
    change(data)
    return data


@given(random_document())
def test_json_form_gives_the_document_back(document):
    text = json.dumps(to_json(document))
    assert from_json(json.loads(text)) == document


def test_documents_are_values():
    assert make_document() == make_document()
    assert hash(make_document()) == hash(make_document())
    assert copy.deepcopy(make_document()) == make_document()


def test_defaults_are_left_out_and_the_version_never():
    data = to_json(make_document())
    assert data["schema_version"] == 1
    assert "acronym" not in data["units"][0] and "locked" not in data["units"][0]


def test_text_is_normalized():
    data = changed(lambda d: d.update(title="Administracio\u0301n"))
    assert from_json(data).title == "Administración"


def test_children_and_units_by_uid():
    document = make_document()
    assert [unit.uid for unit in document.children["oga"]] == ["conta", "teso"]
    assert document.unit_by_uid["oga"].code == "06.1"
    assert len(list(document.functions())) == 30


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("", lambda d: d.clear() or d),
        ("units[0].color", lambda d: d["units"][0].update(color="red")),
        ("units[1].uid", lambda d: d["units"][1].pop("uid")),
        ("units[2].level", lambda d: d["units"][2].update(level="2")),
        ("units[2].level", lambda d: d["units"][2].update(level=True)),
        ("units[2].level", lambda d: d["units"][2].update(level=1.5)),
        ("units[2].level", lambda d: d["units"][2].update(level=2**60)),
        ("units[3].nature", lambda d: d["units"][3].update(nature="gerencia")),
        ("units[0].functions[1].text", lambda d: d["units"][0]["functions"][1].update(text=None)),
        ("units[0].functions", lambda d: d["units"][0].update(functions="todas")),
        ("units[0].functions[0]", lambda d: d["units"][0].update(functions=["una"])),
        (
            "units[0].functions[0].function_class",
            lambda d: d["units"][0]["functions"][0].update(function_class="otra"),
        ),
        (
            "units[0].functions[0].admin_system",
            lambda d: d["units"][0]["functions"][0].update(admin_system="otro"),
        ),
        ("articles[0].place", lambda d: d["articles"][0].update(place="above")),
        ("articles[0].role", lambda d: d["articles"][0].update(role="law")),
        ("annexes[0].kind", lambda d: d["annexes"][0].update(kind="map")),
        ("kind", lambda d: d.update(kind="tupa")),
        ("schema_version", lambda d: d.update(schema_version=99)),
        ("schema_version", lambda d: d.update(schema_version=True)),
        ("entity", lambda d: d.update(entity=[])),
        ("template.phrases", lambda d: d["template"].update(phrases=[])),
        ("template.phrases.depends", lambda d: d["template"]["phrases"].update(depends=1)),
        ("title", lambda d: d.update(title="\ud800")),
        ("title", lambda d: d.update(title="a\x00b")),
    ],
)
def test_a_form_that_does_not_fit_is_refused_with_its_place(path, change):
    with pytest.raises(DocumentError) as caught:
        from_json(changed(change))
    assert caught.value.path == (path or "schema_version")
    assert caught.value.problem in str(caught.value)


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_only_an_object_is_a_document(data):
    with pytest.raises(DocumentError):
        from_json(data)


def test_a_document_needs_no_more_than_its_required_fields():
    data = {"schema_version": 1, "kind": "model", "title": "", "entity": {},
            "template": {"id": "municipal", "version": "1"}}  # fmt: skip
    assert isinstance(from_json(data), Document)
