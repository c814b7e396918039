"""The DOCX: all the text in order under real styles and lists, the same bytes twice."""

import sys
from dataclasses import replace
from datetime import date

import pytest
from builders import make_document, make_function, make_unit, random_document
from docx_reader import Read, W
from hypothesis import given, settings

from pgo_core import numbering, templates
from pgo_core.document import Annex, Citation
from pgo_core.render import flow
from pgo_core.render.docx import RenderContext, RenderError, docx
from pgo_core.render.docx_body import STYLES

FULL = RenderContext(
    "BORRADOR", "https://pgo.example.pe/v/AB12", "AB12", "0f" * 32, date(2026, 3, 1)
)


#: Paragraphs that stand for no block: the one after a table, the note of an annex without units.
NOTES = {("Normal", ""), ("Normal", "No hay unidades de organización.")}


def expected(document):
    """What the reader must find: style and words of each block that is a paragraph."""
    return _tidy(
        (STYLES[one.style], one.words) for one in flow.blocks(document) if one.style in STYLES
    )


def found(read):
    return _tidy(read.text)


def _tidy(pairs):
    tidy = [(style, " ".join(words.split())) for style, words in pairs]
    return [pair for pair in tidy if pair not in NOTES]


def test_every_block_under_its_style_with_the_mark_that_the_text_has():
    document = make_document()
    read = Read(docx(document))
    assert found(read) == expected(document)
    assert ("Ttulo1", "TÍTULO PRIMERO: DISPOSICIONES GENERALES") in read.text
    assert ("Ttulo3", "Artículo 1.- Naturaleza jurídica") in read.text
    assert any(
        style == "Ttulo2" and words.startswith("CAPÍTULO II: ") for style, words in read.text
    )


def test_articles_capitulos_and_literals_are_counted_by_word():
    read = Read(docx(make_document()))
    text = "".join(read.words(one) for one in read.body.iterchildren(f"{W}p"))
    for mark in ("Artículo 2", "CAPÍTULO I", "a) "):
        assert mark not in text
    assert ("Literal", "b) Las demás que le correspondan.") in read.text


@pytest.mark.parametrize("template,kind", [("executive", "rof"), ("mop", "mop")])
def test_other_structures_keep_their_marks(template, kind):
    document = make_document(template=templates.load(template), kind=kind)
    assert found(Read(docx(document))) == expected(document)


def test_literals_beyond_z_are_lettered_as_in_the_document():
    functions = tuple(make_function(f"f{number}", f"Función {number}.") for number in range(1, 60))
    units = tuple(make_unit(uid, functions=functions) for uid in "ab")
    document = make_document(units=units)
    read = Read(docx(document))
    assert found(read) == expected(document)
    words = [words for style, words in read.text if style == "Literal"]
    for mark in ("z) Función 26.", "aa) Función 27.", "ab) Función 28.", "ba) Función 53."):
        assert words.count(mark) == 2


def test_legal_basis_follows_its_function():
    unit = make_unit(functions=(make_function(citations=(Citation("L", "Ley N° 1", "79", "1"),)),))
    read = Read(docx(make_document(units=(unit,))))
    assert any(words.endswith("competencia. (Ley N° 1, art. 79, num. 1)") for _, words in read.text)


def test_structure_annex_is_a_table_and_the_organigram_a_picture_on_its_sheet():
    document = make_document()
    read = Read(docx(document))
    (table,) = read.tables
    assert table[0] == ["Código", "Órgano o unidad orgánica", "Nivel"]
    rows = numbering.structure(document)
    assert [row[:2] for row in table[1:]] == [[row.code, row.name] for row in rows]
    assert read.zip.read("word/media/organigrama1.png").startswith(b"\x89PNG")
    drawn = "".join(read.xml["word/media/organigrama1.svg"].itertext())
    assert "Gerencia Municipal" in drawn
    sizes = [size.get(f"{W}orient") for size in read.body.iter(f"{W}pgSz")]
    assert sizes == [None, "landscape"]
    assert len(list(read.body.iter(f"{W}titlePg"))) == 1


def test_index_is_a_field_that_holds_every_heading():
    document = make_document()
    read = Read(docx(document))
    index = read.body.find(f"{W}sdt")
    assert any("TOC" in one.text for one in index.iter(f"{W}instrText"))
    entries = [read.words(one) for one in index.iter(f"{W}hyperlink")]
    headings = {"Ttulo1", "Ttulo2", "Ttulo3", "Anexo"}
    assert entries == [words for style, words in read.text if style in headings]
    places = [one.get(f"{W}name") for one in read.body.iter(f"{W}bookmarkStart")]
    assert [one.get(f"{W}anchor") for one in index.iter(f"{W}hyperlink")] == places


def test_cover_head_foot_language_and_properties():
    read = Read(docx(make_document(), FULL))
    cover = [
        words for style, words in read.paragraphs if style in {"Portada", "Puesto", "Verificacion"}
    ]
    assert "Estado del documento: BORRADOR" in cover and "Código de verificación: AB12" in cover
    assert "BORRADOR" in read.words(read.xml["word/header.xml"])
    foot = read.xml["word/footer.xml"]
    assert read.words(foot) == "Código de verificación: AB12 Página 1 de 1"
    assert [one.text.strip() for one in foot.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]
    assert {one.get(f"{W}val") for one in read.xml["word/styles.xml"].iter(f"{W}lang")} == {"es-PE"}
    core = " ".join(read.xml["docProps/core.xml"].itertext())
    assert "2026-03-01T00:00:00Z" in core and make_document().title in core
    plain = Read(docx(make_document()))
    assert not any("verificación" in words.lower() for _, words in plain.paragraphs)


def test_every_part_is_declared_and_every_relation_leads_to_one():
    read = Read(docx(make_document()))
    names = set(read.zip.namelist())
    types = read.xml["[Content_Types].xml"]
    assert {one.get("PartName")[1:] for one in types if one.get("PartName")} <= names
    relations = read.xml["word/_rels/document.xml.rels"]
    assert {f"word/{one.get('Target')}" for one in relations} <= names
    ids = {one.get("Id") for one in relations}
    space = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    used = [
        value for one in read.body.iter() for key, value in one.items() if key.startswith(space)
    ]
    assert used and set(used) <= ids


EVIL = "</w:t></w:r> & \" ' <w:br/> %1 {number} ]]>"


def test_what_people_may_write():
    units = (
        make_unit("gm", "Gerencia 😀 מבקר", functions=(make_function(text="A" * 4000),)),
        make_unit("none", "X" * 300, functions=0, parent_uid="gm", description=""),
        make_unit(
            "c", "Control\x00\x0b\ud800\ufffe fin\t\nx", functions=(make_function(text="\x1b"),)
        ),
        make_unit("evil", EVIL, functions=(make_function("v", EVIL),), description=EVIL),
        make_unit("empty", "", functions=(make_function("e", ""),)),
        make_unit("A", "Ciclo A", parent_uid="B"),
        make_unit("B", "Ciclo B\u202e", parent_uid="A"),
    )
    document = make_document(units=units, title=EVIL)
    read = Read(docx(document, replace(FULL, state_label=EVIL)))
    assert found(read) == expected(document)
    assert any("Ciclo B[U+202E]" in words for _, words in read.text)
    assert any("Control  fin x" in words for _, words in read.text)


def test_an_empty_document():
    document = make_document(units=(), articles=(), competences=(), title="")
    read = Read(docx(document))
    assert found(read) == expected(document)
    assert ("Normal", "No hay unidades de organización.") in read.text
    assert len(Read(docx(replace(document, annexes=()))).tables) == 0


def test_text_annexes_after_the_organigram_are_on_a4_again():
    annexes = (
        Annex("o", "organigram", "Organigrama", "Nota."),
        Annex("t", "text", "Otro", "Texto."),
    )
    document = make_document(annexes=annexes)
    read = Read(docx(document))
    assert [size.get(f"{W}orient") for size in read.body.iter(f"{W}pgSz")] == [
        None,
        "landscape",
        None,
    ]
    assert found(read) == expected(document)


def test_without_pillow_a_clear_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(RenderError, match="falta instalar el componente «Pillow»"):
        docx(make_document())
    assert docx(make_document(annexes=()))


@settings(max_examples=20, deadline=None)
@given(random_document())
def test_random_documents_read_back_equal(document):
    read = Read(docx(document))
    assert found(read) == expected(document)
    tables = sum(annex.kind == "structure" for annex in document.annexes) * bool(document.units)
    assert len(read.tables) == tables
    for table in read.tables:
        rows = numbering.structure(document)
        assert len(table) == len(rows) + 1
