import json

import jsonschema
import pytest
from examples import EXAMPLES, FOLDER, SEALS

from pgo_core import adopt, cli, numbering, seal
from pgo_core.document import from_json, to_json
from pgo_core.schema import document_schema


def text(name):
    return (FOLDER / f"{name}.document.json").read_text("utf-8")


@pytest.fixture(params=sorted(EXAMPLES))
def name(request):
    return request.param


def test_an_example_fits_the_schema_and_comes_back_whole(name):
    data = json.loads(text(name))
    jsonschema.Draft202012Validator(document_schema()).validate(data)
    assert to_json(from_json(data)) == data


def test_an_example_has_its_recorded_seal(name):
    """If the JSON form was changed on purpose: `python lib/tests/examples.py`."""
    assert seal.seal(from_json(json.loads(text(name)))) == json.loads(SEALS.read_text())[name]


def test_an_example_is_complete(name):
    document = from_json(json.loads(text(name)))
    assert not adopt.placeholders(text(name))
    assert document.kind == "rof" and document.template.titles
    assert all(unit.origin_uid and unit.functions for unit in document.units)
    assert numbering.codes(document) == {unit.uid: unit.code for unit in document.units}
    assert any("Municipalidad Distrital" in line for line in cli.outline_text(document))


def test_examples_are_of_the_sizes_they_are_for():
    sizes = {
        name: sum(1 for _ in from_json(json.loads(text(name))).functions()) for name in EXAMPLES
    }
    assert sizes["small"] < 250 < sizes["district"]
