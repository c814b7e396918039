"""The ODT: all the text in order under real styles and lists, the same bytes twice."""

import sys
from dataclasses import replace
from datetime import date
from zipfile import ZIP_STORED

import pytest
from builders import make_document, make_function, make_unit, random_document
from hypothesis import given, settings
from odt_reader import OFFICE, D, Read, S, T

from pgo_core import numbering, templates
from pgo_core.document import Annex
from pgo_core.render import flow
from pgo_core.render.odt import STYLES, RenderContext, RenderError, odt

#: Paragraphs that stand for no block.
NOTES = {("Standard", ""), ("Standard", "No hay unidades de organización.")}


def expected(document):
    blocks = (one for one in flow.blocks(document) if one.style in STYLES)
    return _tidy((STYLES[one.style], one.words) for one in blocks)


def found(read):
    return _tidy(read.text)


def _tidy(pairs):
    tidy = [(style, " ".join(words.split())) for style, words in pairs]
    return [pair for pair in tidy if pair not in NOTES]


@pytest.mark.parametrize(
    "template,kind", [("municipal", "rof"), ("executive", "rof"), ("mop", "mop")]
)
def test_every_block_under_its_style_with_the_mark_that_the_text_has(template, kind):
    document = make_document(template=templates.load(template), kind=kind)
    read = Read(odt(document))
    assert found(read) == expected(document)
    assert ("Heading_20_3", "Artículo 1.- Naturaleza jurídica") in read.text
    assert "Artículo 1" not in "".join(
        "".join(one.itertext()) for one in read.body.iterchildren(f"{T}list")
    )


def test_literals_beyond_z_are_lettered_as_in_the_document():
    functions = tuple(make_function(f"f{number}", f"Función {number}.") for number in range(1, 60))
    document = make_document(units=(make_unit("a", functions=functions), make_unit("b")))
    read = Read(odt(document))
    assert found(read) == expected(document)
    assert ("Literal", "ab) Función 28.") in read.text
    sync = f"{S}num-letter-sync"
    assert not any(one.get(sync) for one in read.xml["styles.xml"].iter())


def test_index_table_picture_sheets_head_and_foot():
    document = make_document()
    context = RenderContext("BORRADOR", code="AB12", date=date(2026, 3, 1))
    read = Read(odt(document, context))
    index = read.body.find(f"{T}table-of-content")
    levels = [one.get(f"{T}outline-level") for one in index[0][1:]]
    assert levels == ["1", "2", "3"]
    headings = [words for style, words in read.text if style.startswith(("Heading", "Anexo"))]
    assert ["".join(one.itertext()) for one in index.iter(f"{T}a")] == headings
    targets = [one.get(f"{T}name") for one in read.body.iter(f"{T}bookmark")]
    assert [one.values()[-1][1:] for one in index.iter(f"{T}a")] == targets
    (table,) = read.tables
    rows = numbering.structure(document)
    assert [row[:2] for row in table[1:]] == [[row.code, row.name] for row in rows]
    images = [one.values()[0] for one in read.body.iter(f"{D}image")]
    assert images == ["Pictures/organigrama1.svg", "Pictures/organigrama1.png"]
    assert read.zip.read(images[1]).startswith(b"\x89PNG")
    masters = read.xml["styles.xml"].find(f"{OFFICE}master-styles")
    words = " ".join("".join(one.itertext()) for one in masters)
    assert "BORRADOR" in words and "Código de verificación: AB12" in words
    meta = "".join(read.xml["meta.xml"].itertext())
    assert "2026-03-01T00:00:00" in meta and "es-PE" in meta


def test_the_package_is_as_readers_expect_it():
    content = odt(make_document())
    read = Read(content)
    first = read.zip.infolist()[0]
    assert first.filename == "mimetype" and first.compress_type == ZIP_STORED
    assert content[38:].startswith(b"application/vnd.oasis.opendocument.text")
    entries = {one.values()[0] for one in read.xml["META-INF/manifest.xml"]} - {"/"}
    assert entries == set(read.zip.namelist()) - {"mimetype", "META-INF/manifest.xml"}


EVIL = "</text:p> & \" '  {header} %1 ]]>"


def test_what_people_may_write():
    units = (
        make_unit("gm", "Gerencia 😀 מבקר", functions=(make_function(text="A" * 4000),)),
        make_unit("none", "X" * 300, functions=0, parent_uid="gm", description=""),
        make_unit("c", "Control\x00\x0b\ud800 fin", functions=(make_function(text="\x1b"),)),
        make_unit("evil", EVIL, functions=(make_function("v", EVIL),), description=EVIL),
        make_unit("A", "Ciclo A", parent_uid="B"),
        make_unit("B", "Ciclo B\u202e", parent_uid="A"),
    )
    entity = replace(make_document().entity, name=EVIL)
    document = make_document(units=units, title=EVIL, entity=entity)
    read = Read(odt(document, RenderContext(EVIL)))
    assert found(read) == expected(document)
    assert any("'  {header}" in read.words(one) for one in read.body.iter(f"{T}p"))
    empty = make_document(units=(), articles=(), competences=(), title="")
    assert found(Read(odt(empty))) == expected(empty)


def test_text_annexes_after_the_organigram_are_on_a4_again():
    annexes = (
        Annex("o", "organigram", "Organigrama", "Nota."),
        Annex("t", "text", "Otro", "Texto."),
    )
    read = Read(odt(make_document(annexes=annexes)))
    styles = [one.get(f"{T}style-name") for one in read.body.iterchildren(f"{T}h")]
    assert styles[-2:] == ["Anexo-organigrama", "Anexo-texto"]


def test_without_pillow_a_clear_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(RenderError, match="falta instalar el componente «Pillow»"):
        odt(make_document())


@settings(max_examples=20, deadline=None)
@given(random_document())
def test_random_documents_read_back_equal(document):
    read = Read(odt(document))
    assert found(read) == expected(document)
