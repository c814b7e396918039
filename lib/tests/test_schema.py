import json
from pathlib import Path

import jsonschema
import pytest
from builders import make_document, random_document
from hypothesis import given

from pgo_core.document import DocumentError, from_json, to_json
from pgo_core.schema import document_schema

PUBLISHED = Path(__file__).parents[2] / "docs/schema/document.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(document_schema())


def test_the_published_schema_is_that_of_the_code():
    """If this fails: `python -m pgo_core schema > docs/schema/document.schema.json`."""
    assert json.loads(PUBLISHED.read_text("utf-8")) == document_schema()


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(document_schema())


@given(random_document())
def test_every_document_fits(document):
    VALIDATOR.validate(to_json(document))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(schema_version=2),
        lambda d: d.pop("schema_version"),
        lambda d: d.pop("entity"),
        lambda d: d.update(color="red"),
        lambda d: d["units"][0].update(level="1"),
        lambda d: d["units"][0].update(nature="gerencia"),
        lambda d: d["units"][0].update(locked="yes"),
        lambda d: d["units"][0]["functions"][0].update(admin_system="otro"),
        lambda d: d["articles"][0].update(items="uno"),
        lambda d: d["template"]["phrases"].update(depends=3),
    ],
)
def test_schema_and_reader_refuse_the_same(change):
    data = to_json(make_document())
    change(data)
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(DocumentError):
        from_json(data)
