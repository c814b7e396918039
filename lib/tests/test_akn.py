"""The text as Akoma Ntoso: valid against the schema, the same bytes always, read back the same."""

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from unicodedata import normalize

import anything
import pytest
from builders import make_document, make_function, make_unit, random_document
from hypothesis import given
from lxml import etree

from pgo_core import messages, numbering, templates
from pgo_core.document import Annex, Article, Citation, Document, Entity, from_json
from pgo_core.printable import visible
from pgo_core.read import safe_xml
from pgo_core.read.akn import AknError, from_akn
from pgo_core.render.akn import NAMESPACE, akn

NS = {"a": NAMESPACE}
DATA = files("pgo_core").joinpath("data")


@cache
def schema():
    return etree.XMLSchema(etree.parse(str(DATA.joinpath("akn/akomantoso30.xsd"))))


def valid(data):
    """The tree of a file, checked against the schema of OASIS."""
    tree = etree.fromstring(data)
    schema().assertValid(tree)
    return tree


def texts(tree, path):
    return ["".join(found.itertext()) for found in tree.xpath(path, namespaces=NS)]


def test_schema_is_the_one_that_was_looked_at():
    noted = DATA.joinpath("akn/LICENSE-AkomaNtoso.md").read_text("utf-8")
    for name in ("akomantoso30.xsd", "xml.xsd"):
        assert sha256(DATA.joinpath("akn", name).read_bytes()).hexdigest() in noted


@pytest.mark.parametrize("name", ["small", "mop", "province", "ministry"])
def test_examples_are_valid_and_read_back_the_same(name):
    file = DATA.joinpath(f"examples/{name}.document.json")
    document = from_json(json.loads(file.read_text("utf-8")))
    data = akn(document)
    valid(data)
    assert from_akn(data) == document


@given(random_document())
def test_units_codes_functions_and_articles_stand_in_the_text(document):
    data = akn(document)
    tree = valid(data)
    articles = list(numbering.articles(document))
    assert texts(tree, "//a:body//a:article/a:num") == [
        visible(article.label) for article in articles
    ]
    items = [item for article in articles for item in article.items]
    assert texts(tree, "//a:body//a:point/a:content/a:p[1]") == [
        visible(item.text) for item in items
    ]
    assert from_akn(data) == document


@given(anything.documents())
def test_any_document_is_valid_and_reads_back_the_same(document):
    data = akn(document)
    valid(data)
    assert from_akn(data) == document
    assert akn(from_akn(data)) == data


def test_hierarchy_of_titles_chapters_articles_and_literals():
    tree = valid(akn(make_document()))
    point = tree.xpath("//a:point[@wId='art-gdu-f1']", namespaces=NS)[0]
    tags = [etree.QName(above).localname for above in point.iterancestors()]
    assert tags == ["article", "chapter", "title", "body", "act", "akomaNtoso"]
    assert point.get("eId") == "art-gdu-f1"
    assert texts(tree, "//a:docTitle") == [make_document().title]


def test_sections_hold_their_titles():
    document = make_document(template=templates.load("executive"))
    tree = valid(akn(document))
    sections = {title.section for title in numbering.outline(document) if title.section}
    assert sections
    assert set(texts(tree, "//a:body/a:section/a:heading")) == sections


def test_ids_hold_while_numbers_move():
    document = make_document()
    more = Article("first", "general", "Objeto", "Regula la organización.")
    moved = replace(document, articles=(more, *document.articles))
    path = "//a:article[@eId='art-gm_functions']/a:num"
    numbers = [texts(valid(akn(one)), path) for one in (document, moved)]
    assert len(numbers[0]) == len(numbers[1]) == 1
    assert numbers[0] != numbers[1]


def test_citations_are_references_to_the_norm_and_its_article():
    tree = valid(akn(make_document()))
    refs = tree.xpath("//a:body//a:ref", namespaces=NS)
    assert [ref.get("href") for ref in refs] == ["/akn/pe/act/ley-27972/!main~art_73"] * 2
    assert refs[0].text == "Ley N° 27972, art. 73"


def test_annexes_are_components_with_an_identity_of_their_own():
    tree = valid(akn(make_document(annexes=(
        Annex("a1", "structure", "Estructura"),
        Annex("a2", "organigram", "ANEXO 2: Organigrama"),
        Annex("a3", "text", "Glosario", "Uno.\nDos."),
    ))))  # fmt: skip
    path = "//a:attachment/a:doc/a:meta/a:identification/a:FRBRWork/a:FRBRthis/@value"
    ends = [value.rpartition("!")[2] for value in tree.xpath(path, namespaces=NS)]
    assert ends == ["annex_1", "annex_2", "annex_3"]
    assert texts(tree, "//a:attachment[3]//a:mainBody/a:p") == ["Uno.", "Dos."]
    assert "Alcaldía" in texts(tree, "//a:attachment[1]//a:td/a:p")


def test_text_is_written_once():
    words = "Formular la propuesta de ordenanza que regula el comercio."
    unit = make_unit(functions=(make_function("f1", words),))
    data = akn(make_document(units=(unit,))).decode()
    assert data.count(words) == 1
    assert data.count("Es una entidad pública.") == 1


@pytest.mark.parametrize(
    "text",
    ["\x01a\x0b", "a\ufffe", "x" * 4000, "👩‍🔧 obras", "\u202eabc", "a\r\nb", "  a  ", "a\\u0001",
     "<!--", "]]>", "&amp;", "\x85", "a\n\n b", "مكتب", "\u2028", "\x7f\x9f", "é"],
)  # fmt: skip
def test_text_that_has_broken_programs_before(text):
    text = normalize("NFC", text)
    unit = make_unit(name=text, functions=(make_function("f", text),), description=text)
    document = make_document(
        title=text,
        entity=Entity(name=text),
        units=(unit,),
        articles=(Article("a", "general", text, text, (text, text)),),
        annexes=(Annex("x", "text", text, text),),
    )
    data = akn(document)
    valid(data)
    assert from_akn(data) == document


def test_empty_document_and_cycle():
    empty = Document("rof", "", Entity(), templates.load("municipal"))
    cycle = (make_unit("a", parent_uid="b"), make_unit("b", parent_uid="a"), make_unit("a", "Otra"))
    for document in (empty, make_document(units=cycle), make_document(units=())):
        data = akn(document)
        valid(data)
        assert from_akn(data) == document


def test_citations_of_any_form():
    citations = (
        Citation("", ""),
        Citation("ñ/ %", "x", "73 bis", "a)"),
        Citation("LEY-1", "L", "", "b"),
    )
    unit = make_unit(functions=(make_function(citations=citations),))
    document = make_document(units=(unit,))
    valid(akn(document))
    assert from_akn(akn(document)) == document


def test_a_changed_text_is_read_as_it_now_stands():
    data = akn(make_document()).replace(b"Es una entidad p", b"Es otra entidad p")
    assert from_akn(data).articles[0].body == "Es otra entidad pública."


LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>'
    b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">&y;</akomaNtoso>'
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
REMOTE = b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>'


@pytest.mark.parametrize(
    "data, key",
    [
        (LAUGHS, "xml.doctype"),
        (OUTSIDE, "xml.doctype"),
        (REMOTE, "xml.doctype"),
        ("\ufeff".encode() + LAUGHS, "xml.doctype"),
        (LAUGHS.decode().encode("utf-16"), "xml.doctype"),
        (b"<a>" * 100_000, "xml.depth"),
        (b"<a><b></a>", "xml.syntax"),
        (b"", "xml.syntax"),
        (b'{"kind": "rof"}', "xml.syntax"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "xml.syntax"),
        (b'<?xml version="1.0" encoding="nada"?><a/>', "xml.syntax"),
        (b"<a>\x00</a>", "xml.syntax"),
        (b"<a>&x;</a>", "xml.syntax"),
        (b"<html/>", "other"),
        (b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"/>', "foreign"),
    ],
)
def test_hostile_or_foreign_files_are_refused_in_spanish(data, key):
    with pytest.raises(AknError) as refusal:
        from_akn(data)
    assert refusal.value.key == key
    assert "El archivo" in str(refusal.value)
    assert "{" not in str(refusal.value)


def test_size_and_number_of_elements_have_a_limit(monkeypatch):
    data = akn(make_document())
    monkeypatch.setattr(safe_xml, "MAX_ELEMENTS", 50)
    with pytest.raises(AknError, match="demasiados elementos"):
        from_akn(data)
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 1000)
    with pytest.raises(AknError, match="MB que se admiten"):
        from_akn(data)


@pytest.mark.parametrize(
    "old, new, key",
    [
        ("<num>a)</num>", "<num>z)</num>", "edited"),
        ("</body>", '<article eId="x"><content><p>Más.</p></content></article></body>', "edited"),
        ("text@art-gdu-f1", "text@nowhere", "place"),
        ("text@art-gdu-f1", "text@entidad", "edited"),
        ("text@art-gdu-f1", "level@art-gdu-f1", "place"),
        ('nature="line"', 'nature="odd"', "document"),
        ('level="2"', 'level="two"', "document"),
        ('level="2"', 'level="2" odd="1"', "document"),
        ('akn:1" kind="rof"', 'akn:1" kind="odd"', "document"),
        ('schema_version="1"', 'schema_version="99"', "document"),
        ("<entity name", "<odd/><entity name", "document"),
        ("<entity name", '<units value="a"/><entity name', "document"),
        ("<entity name", "<entity/><entity name", "document"),
        ('name="Municipalidad', 'name="\\ud800Municipalidad', "document"),
    ],
)
def test_what_does_not_fit_is_refused(old, new, key):
    data = akn(make_document()).decode()
    assert old in data
    data = data.replace(old, new, 1)
    with pytest.raises(AknError) as refusal:
        from_akn(data.encode())
    assert refusal.value.key == key


def test_a_short_file_does_not_become_a_long_document(monkeypatch):
    text = "x" * 10_000
    unit = make_unit(functions=tuple(make_function(f"f{n}", text) for n in range(2)))
    data = akn(make_document(units=(unit,)))
    again = b"".join(b'<function uid="g%d" said="text@art-f0"/>' % number for number in range(5000))
    grown = data.replace(b"</unit>", again + b"</unit>")
    assert grown != data
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 2_000_000)
    with pytest.raises(AknError, match="MB que se admiten"):
        from_akn(grown)


def test_the_place_that_was_edited_is_told():
    data = akn(make_document()).replace(b"<num>a)</num>", b"<num>z)</num>", 1)
    with pytest.raises(AknError, match=r"«art-[a-z0-9-]+»: «z\)»"):
        from_akn(data)


def test_every_refusal_has_its_sentence():
    for kind in ("size", "doctype", "depth", "elements", "syntax"):
        assert messages.text(f"read.akn.xml.{kind}", limit=1, line=1).startswith("El archivo")
