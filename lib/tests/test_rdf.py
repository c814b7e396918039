"""The structure as linked data, read back with rdflib and checked against SHACL shapes."""

import json
import os
import subprocess
import sys
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import anything
import pyshacl
import pytest
from builders import make_document, make_function, make_unit, random_document
from hypothesis import given, settings
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from pgo_core import keys, messages, templates
from pgo_core.document import Document, Entity, from_json
from pgo_core.render.rdf import PREFIXES, json_ld, turtle

BASE = "https://example.org/rof"
CV, DCT, ORG, PGO, SKOS = (
    Namespace(PREFIXES[name]) for name in ("cv", "dct", "org", "pgo", "skos")
)
ENTITY = URIRef(f"{BASE}#entidad")


def graph(document):
    return Graph().parse(data=turtle(document, BASE), format="turtle")


def in_order(found, things):
    return sorted(things, key=lambda thing: found.value(thing, PGO.position).toPython())


def units(found):
    """The units by their place in the text."""
    return in_order(found, found.subjects(RDF.type, ORG.OrganizationalUnit))


@cache
def shapes():
    return Graph().parse(Path(__file__).parent / "cpov_shapes.ttl")


def conforms(found):
    passes, _, report = pyshacl.validate(found, shacl_graph=shapes(), advanced=False)
    assert passes, report


def test_entity_and_units_with_names_codes_and_superiors():
    document = make_document()
    found = graph(document)
    assert (ENTITY, RDF.type, CV.PublicOrganisation) in found
    assert found.value(ENTITY, SKOS.prefLabel) == Literal(document.entity.name, lang="es")
    oga, conta, gm = (URIRef(f"{BASE}#org-{uid}") for uid in ("oga", "conta", "gm"))
    assert found.value(conta, ORG.identifier) == Literal("06.1.1")
    assert found.value(conta, ORG.subOrganizationOf) == oga
    assert found.value(oga, ORG.subOrganizationOf) == gm
    assert found.value(conta, ORG.unitOf) == ENTITY
    assert found.value(URIRef(f"{BASE}#org-oci"), ORG.subOrganizationOf) == ENTITY
    nature = found.value(conta, ORG.classification)
    assert str(found.value(nature, SKOS.prefLabel)) == "Órganos de apoyo"
    conforms(found)


def test_functions_with_their_legal_basis():
    citation = make_document().competences[0].citations[0]
    unit = make_unit(functions=(make_function("f1", "Formular el plan.", citations=(citation,)),))
    found = graph(make_document(units=(unit,)))
    function = URIRef(f"{BASE}#art-f1")
    assert found.value(URIRef(f"{BASE}#org-u"), ORG.purpose) == function
    basis = found.value(function, DCT.references)
    words = found.value(basis, DCT.bibliographicCitation)
    assert words == Literal("Ley N° 27972, art. 73", lang="es")
    assert found.value(basis, DCT.identifier) == Literal("LEY-27972")


@given(random_document())
def test_names_codes_order_and_functions_read_back(document):
    found = graph(document)
    read = units(found)
    names = [str(found.value(unit, SKOS.prefLabel)) for unit in read]
    assert names == [unit.name for unit in document.units]
    codes = [str(found.value(unit, ORG.identifier) or "") for unit in read]
    assert codes == [unit.code for unit in document.units]
    for thing, unit in zip(read, document.units, strict=True):
        functions = in_order(found, found.objects(thing, ORG.purpose))
        texts = [str(found.value(function, DCT.description)) for function in functions]
        assert texts == [function.text for function in unit.functions]


@given(random_document(broken=False))
def test_dependence_reads_back(document):
    found = graph(document)
    for thing, unit in zip(units(found), document.units, strict=True):
        name = f"org-{unit.parent_uid}" if unit.parent_uid else "entidad"
        assert found.value(thing, ORG.subOrganizationOf) == URIRef(f"{BASE}#{name}")


@settings(max_examples=8)
@given(anything.documents())
def test_any_document_says_the_same_in_both_forms_and_conforms(document):
    found = graph(document)
    other = Graph().parse(data=json_ld(document, BASE), format="json-ld")
    assert isomorphic(found, other)
    conforms(found)


@given(anything.documents())
def test_no_unit_is_part_of_itself(document):
    found = graph(document)
    for unit in units(found):
        seen = set()
        while unit is not None:
            assert unit not in seen
            seen.add(unit)
            unit = found.value(unit, ORG.subOrganizationOf)
        assert ENTITY in seen


def test_shapes_refuse_what_is_wrong():
    found = graph(make_document())
    found.remove((URIRef(f"{BASE}#org-gm"), SKOS.prefLabel, None))
    assert not pyshacl.validate(found, shacl_graph=shapes())[0]


def test_a_circle_is_opened_where_the_text_opens_it():
    circle = (
        make_unit("a", parent_uid="b"),
        make_unit("b", parent_uid="a"),
        make_unit("c", parent_uid="c"),
    )
    found = graph(make_document(units=circle))
    above = [found.value(unit, ORG.subOrganizationOf) for unit in units(found)]
    assert above == [URIRef(f"{BASE}#org-b"), ENTITY, ENTITY]


def test_without_base_the_names_are_relative_to_the_file():
    document = make_document()
    for text, form in ((turtle(document), "turtle"), (json_ld(document), "json-ld")):
        read = Graph().parse(data=text, format=form, publicID=BASE)
        assert isomorphic(read, graph(document))


@pytest.mark.parametrize(
    "text",
    ["\x01a\x0b", "a\ufffe", "x" * 4000, "👩‍🔧", "\u202eabc", "a\r\nb\t", '"\\', '"""', "مكتب",
     "\u2028", "\x85", "{unit}", "\\u0041"],
)  # fmt: skip
def test_text_that_has_broken_programs_before(text):
    unit = make_unit(name=text, code=text, functions=(make_function("f", text),), description=text)
    document = make_document(entity=Entity(text, text, text, text, text), units=(unit,))
    other = Graph().parse(data=json_ld(document, BASE), format="json-ld")
    for found in (graph(document), other):
        assert str(found.value(units(found)[0], SKOS.prefLabel)) == text
        assert str(found.value(units(found)[0], ORG.identifier)) == text
        conforms(found)


def test_lone_surrogate_is_left_out():
    document = make_document(entity=Entity("a\ud800b"), units=())
    assert '"ab"@es' in turtle(document)
    assert json.loads(json_ld(document).encode())


def test_empty_document():
    found = graph(Document("model", "", Entity(), templates.load("municipal")))
    assert str(found.value(ENTITY, SKOS.prefLabel)) == "Modelo de organización"
    conforms(found)


@pytest.mark.parametrize("name", ["small", "ministry"])
def test_examples_conform(name):
    file = files("pgo_core").joinpath(f"data/examples/{name}.document.json")
    document = from_json(json.loads(file.read_text("utf-8")))
    found = graph(document)
    assert len(units(found)) == len(document.units)
    conforms(found)


@pytest.mark.parametrize(
    "base", ["x> <y", "sin-esquema", "https://a b", 'https://a"', "https://a\n"]
)
def test_a_base_that_is_no_address_is_refused(base):
    for form in (turtle, json_ld):
        with pytest.raises(ValueError, match="no es una dirección"):
            form(make_document(), base)


def test_every_nature_has_its_word():
    for nature in keys.NATURES:
        assert messages.text(f"render.nature.{nature}")


def test_same_text_in_another_process_with_another_clock():
    code = (
        "import time, hashlib; time.time = lambda: 4e9\n"
        "from builders import make_document\nfrom pgo_core.render.rdf import json_ld, turtle\n"
        "d = make_document(); t = turtle(d) + json_ld(d)\n"
        "print(hashlib.sha256(t.encode()).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    text = turtle(make_document()) + json_ld(make_document())
    assert done.stdout.strip() == sha256(text.encode()).hexdigest()
