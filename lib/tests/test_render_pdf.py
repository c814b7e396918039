"""The PDF: all the text in order, accessible, the same bytes twice, and never half a file."""

import hashlib
import re
from dataclasses import replace
from functools import cache
from io import BytesIO

import pypdf
import pytest
from builders import make_document, make_function, make_unit

from pgo_core import numbering, templates, worker
from pgo_core.document import Citation
from pgo_core.render import pdf as pdf_module
from pgo_core.render import reading
from pgo_core.render.pdf import RenderContext, RenderError, pdf

FULL = RenderContext(
    state_label="BORRADOR",
    verify_url="https://pgo.example.pe/verificar/AB12-CD34",
    code="AB12-CD34",
    seal=hashlib.sha256(b"x").hexdigest(),
)


@pytest.fixture(scope="module")
def plain():
    return pypdf.PdfReader(BytesIO(pdf(make_document())))


@pytest.fixture(scope="module")
def full():
    return pypdf.PdfReader(BytesIO(pdf(make_document(), FULL)))


@cache
def texts(reader):
    """The text of each page: to extract it takes longer than all that is asked of it."""
    return [page.extract_text() for page in reader.pages]


def words(reader):
    """The text of all pages with single blanks, words parted at line ends joined."""
    text = "\n".join(texts(reader))
    return " ".join(re.sub("[-\u00ad]\n", "", text).replace("\u00a0", " ").split())


def read(document, context=None):
    return words(pypdf.PdfReader(BytesIO(pdf(document, context))))


def test_all_articles_units_and_literals_in_order(plain):
    document = make_document()
    text = words(plain)
    place = text.index("DISPOSICIONES GENERALES", text.index("ANEXO 2"))
    for article in numbering.articles(document):
        place = text.index(reading.article_title(document, article), place)
        for item in article.items:
            place = text.index(f"{item.label} {item.text}", place)
    for unit in document.units:
        assert unit.name in text[place:], "structure annex"


def test_index_gives_the_page_of_each_part(plain):
    index = words_of_page(plain, 1)
    for name in (
        "TÍTULO PRIMERO: DISPOSICIONES GENERALES",
        "Artículo 1.- Naturaleza jurídica",
        "ANEXO 2",
    ):
        assert name in index
    page = int(re.search(r"Artículo 1\.- Naturaleza jurídica[ .]*(\d+)", index)[1])
    assert "Artículo 1.- Naturaleza jurídica" in words_of_page(plain, page - 1)


def words_of_page(reader, index):
    return " ".join(texts(reader)[index].replace("\u00a0", " ").split())


def test_running_head_and_page_numbers(plain):
    count = len(plain.pages)
    assert f"Página 3 de {count}" in words_of_page(plain, 2)
    assert "Página" not in words_of_page(plain, 0)
    assert "Municipalidad Distrital de Chilca" in words_of_page(plain, count - 1)
    assert "Anexo 2. Organigrama" in words_of_page(plain, count - 1)


def test_cover_verification_and_watermark(full, plain):
    cover = words_of_page(full, 0)
    assert "REGLAMENTO DE ORGANIZACIÓN Y FUNCIONES" in cover
    assert "MUNICIPALIDAD DISTRITAL DE CHILCA" in cover
    for piece in ("AB12-CD34", "Estado del documento: BORRADOR", FULL.seal):
        assert piece in cover.replace("CD 34", "CD34")
    assert all("BORRADOR" in text for text in texts(full))
    assert "Código de verificación: AB12-CD34" in words_of_page(full, 2)
    assert "BORRADOR" not in words(plain) and "Verificación" not in words(plain)


def test_no_year_is_invented(plain):
    assert not re.search(r"\b(19|20)\d\d\b", words(plain))


def test_accessible_and_archivable(plain):
    root = plain.trailer["/Root"]
    assert root["/Lang"] == "es-PE"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    meta = root["/Metadata"].get_data().decode()
    assert "pdfaid:part" in meta and "pdfuaid:part" in meta
    assert plain.metadata.title == make_document().title
    assert len(outline_titles(plain.outline)) > 30
    for page in plain.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            name = font.get_object()["/BaseFont"]
            assert "Liberation" in name or "DejaVu" in name


def outline_titles(entries):
    found = []
    for entry in entries:
        found += outline_titles(entry) if isinstance(entry, list) else [entry.title]
    return found


def test_organigram_is_drawn_with_real_text_on_its_sheet(plain):
    last = plain.pages[-1]
    assert last.mediabox.width > last.mediabox.height
    text = "".join(texts(plain)[-1].split())
    for unit in make_document().units:
        assert "".join(unit.name.split()) in text
    assert not last.images


EVIL = '#panic("x") $x$ *b* _i_ @ref <label> \\ `raw` // /* ] } #import "/etc/passwd"'
LONG = "Formular la propuesta de ordenanza. " * 111
BASIS = (Citation("L", "Ley N° 27972", "79", "1"),)


@pytest.fixture(scope="module")
def odd():
    """The text of a document of units as people may write them."""
    of = make_function
    many = tuple(of(f"f{n}", f"Función {n:03d}.") for n in range(1, 31))
    units = (
        make_unit("gm", "Gerencia 😀 מבקר", "senior_management", 1, (of("l", LONG),)),
        make_unit("none", "Unidad sin funciones", functions=0, parent_uid="gm", description=""),
        make_unit("odd", "Oficina 漢🏞", functions=(of("o", "Control\x00\x0b 👩‍👩‍👧 fin."),)),
        make_unit("empty", "", functions=(of("e", ""),)),
        make_unit("word", "X" * 300, functions=(of("w", "Y" * 4000),)),
        make_unit("evil", EVIL, functions=(of("v", EVIL),), description=EVIL),
        make_unit("many", "Muchas", functions=many),
        make_unit("cited", "Con base legal", functions=(of("c", citations=BASIS),)),
        *(make_unit(f"z{n}", "Área", level=3, parent_uid="odd", functions=0) for n in range(30)),
    )
    return read(make_document(units=units), RenderContext(state_label="🏞", code="😀"))


def test_text_is_never_markup(odd):
    assert odd.count(EVIL) >= 4


def test_unusual_characters_and_sizes(odd):
    assert "Unidad sin funciones" in odd
    assert "Oficina [U+6F22][U+1F3DE]" in odd
    assert odd.count("de ordenanza.") == 111
    assert odd.count("Y") >= 4000
    assert "\x00" not in odd


def test_more_than_26_literals_keep_their_letters(odd):
    assert "z) Función 026. aa) Función 027. ab) Función 028." in odd


def test_legal_basis_follows_its_function(odd):
    assert "de su competencia. (Ley N° 27972, art. 79, num. 1)" in odd


def test_an_empty_document_and_a_cycle_are_still_printed():
    document = replace(
        make_document(template=templates.load("mop"), kind="mop"),
        units=(),
        articles=(),
        competences=(),
        title="",
    )
    text = read(document)
    assert "MANUAL DE OPERACIONES" in text and "No hay unidades de organización." in text
    cycle = tuple(
        make_unit(uid, f"Ciclo {uid}", code=f"07.{place}", parent_uid=other)
        for place, uid, other in ((1, "A", "B"), (2, "B", "A"))
    )
    text = read(make_document(units=cycle, template=templates.load("executive")))
    assert "Ciclo B" in text and "SECCIÓN PRIMERA" in text and "07. ÓRGANOS DE LÍNEA" in text


def test_time_limit_leaves_no_file():
    with pytest.raises(RenderError, match="superó los 0 segundos"):
        pdf(make_document(), time_limit=0.01)


@pytest.mark.parametrize(
    "program,message",
    [
        ("import os; os.kill(os.getpid(), 9)", "se interrumpió"),
        ("import sys; sys.stdout.write('%PDF-1.7 half')", "se interrumpió"),
        ("import sys; sys.exit('TypstError: algo')", "Detalle técnico: TypstError: algo"),
        ("import no_such_typst", "Detalle técnico|falta instalar"),
        ("pass", "se interrumpió"),
    ],
)
def test_a_failing_process_is_a_clear_error(monkeypatch, tmp_path, program, message):
    (tmp_path / "failing_worker.py").write_text(program, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(pdf_module, "_WORKER", "failing_worker")
    with pytest.raises(RenderError, match=message):
        pdf(make_document())


def test_the_process_gets_no_secret(monkeypatch):
    monkeypatch.setenv("PGO_SECRET", "x")
    assert "PGO_SECRET" not in worker.environment("/nowhere")
