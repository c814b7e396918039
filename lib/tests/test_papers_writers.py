"""The writers of papers: every part under its style, nothing lost, the same bytes twice."""

import sys
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdf
import pytest
from builders import make_document
from docx_reader import Read, W
from lxml import etree
from papers_helpers import make_paper
from papers_reader import docx_words, pdf_words

from pgo_core.papers import docx as docx_module
from pgo_core.papers.docx import docx
from pgo_core.papers.paper import (
    Blank,
    Cell,
    Heading,
    Organigram,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from pgo_core.papers.pdf import compose, pdf
from pgo_core.render.composition import RenderContext
from pgo_core.render.errors import RenderError

FULL = RenderContext(
    "BORRADOR", "https://pgo.example.pe/v/AB12", "AB12", "0f" * 32, date(2026, 3, 1)
)
LONG = "Formular la propuesta de ordenanza. " * 111
EVIL = '#panic("x") $x$ *b* _i_ @ref <label> \\ `raw` </w:t></w:r> & ]]> {number} %1'


@pytest.fixture(scope="module")
def written():
    """The PDF and the DOCX of the paper with one of everything."""
    document = make_document()
    return tuple(write(make_paper(), document, FULL, document) for write in (pdf, docx))


def test_everything_is_in_both_files_in_order(written):
    for text in (pdf_words(written[0]), docx_words(written[1])):
        place = 0
        for words in (
            "MUNICIPALIDAD DISTRITAL DE CHILCA",
            "Informe técnico sustentatorio",
            "Estado del documento: BORRADOR",
            "Gerencia Municipal",
            "Chilca, 1 de marzo de 2026",
            "Justificación",
            "Necesidad",
            "Primer párrafo.",
            "a)",
            "uno.",
            "dos.",
            "Artículo 1.-",
            "SE RESUELVE:",
            "Describa la problemática.",
            "LOE, artículo 47.",
            "Cuadro 1. Personal",
            "Todos",
            "De lado a lado",
            "Cuadro 2",
            "Nada difiere.",
            "Organigrama vigente",
            "Gerente Municipal",
            "Alcaldesa",
            "Código de verificación: AB12",
        ):
            assert words in text[place:], (words, text[place:])
            place = text.index(words, place) + len(words)


def test_the_pdf_is_accessible_with_bookmarks_heads_and_page_numbers(written):
    reader = pypdf.PdfReader(BytesIO(written[0]))
    root = reader.trailer["/Root"]
    meta = root["/Metadata"].get_data().decode()
    assert root["/Lang"] == "es-PE" and "/StructTreeRoot" in root
    assert "pdfaid:part" in meta and "pdfuaid:part" in meta
    assert reader.metadata.title == "Informe técnico sustentatorio"
    titles = []

    def walk(entries):
        for entry in entries:
            walk(entry) if isinstance(entry, list) else titles.append(entry.title)

    walk(reader.outline)
    assert titles == [
        "Informe técnico sustentatorio", "Justificación", "Necesidad", "Organigrama vigente",
    ]  # fmt: skip
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    count = len(pages)
    assert all(f"Página {n} de {count}" in text for n, text in enumerate(pages, start=1))
    assert all("BORRADOR" in text for text in pages)
    assert any(page.mediabox.width > page.mediabox.height for page in reader.pages)
    assert not any(page.images for page in reader.pages if page.mediabox.width > 700)


def test_marks_are_struck_and_underlined_and_never_by_colour_alone(written):
    read = Read(written[1])
    styles = {}
    for run in read.body.iter(f"{W}r"):
        style = run.find(f"{W}rPr/{W}rStyle")
        if style is not None:
            words = "".join(one.text or "" for one in run.iter(f"{W}t"))
            styles.setdefault(style.get(f"{W}val"), set()).add(words)
    assert styles["Suprimido"] == {"formula"} and styles["Agregado"] == {"aprueba"}
    assert read.styles["Suprimido"].find(f"{W}rPr/{W}strike") is not None
    assert read.styles["Agregado"].find(f"{W}rPr/{W}u") is not None


def test_what_is_to_be_completed_is_a_content_control(written):
    (control,) = Read(written[1]).body.iter(f"{W}sdt")
    properties = control.find(f"{W}sdtPr")
    assert properties.find(f"{W}tag").get(f"{W}val") == "report.need"
    assert properties.find(f"{W}showingPlcHdr") is not None
    words = "".join(one.text for one in control.iter(f"{W}t"))
    assert words.startswith("[Por completar: Describa la problemática.]")


def test_docx_has_real_headings_and_tables_with_a_repeating_head(written):
    read = Read(written[1])
    assert ("Ttulo2", "Justificación") in read.text and ("Ttulo3", "Necesidad") in read.text
    (table,) = read.tables
    assert table == [
        ["Unidad", "Total"], ["Todos", "12"], ["La entidad formulaaprueba normas.", "3"],
        ["De lado a lado"],
    ]  # fmt: skip
    (head,) = read.body.iter(f"{W}tblHeader")
    assert head.getparent().getparent().getparent().index(head.getparent().getparent()) == 2
    for one in read.body.iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w")) for column in one.iter(f"{W}gridCol")]
        for row in one.iter(f"{W}tr"):
            assert sum(int(cell.get(f"{W}w")) for cell in row.iter(f"{W}tcW")) == sum(grid)
    assert "organigrama1.svg" in " ".join(read.zip.namelist())


def test_docx_of_a_wide_paper_is_landscape_with_its_head_up_to_the_margin():
    read = Read(docx(make_paper(landscape=True, parts=(Paragraph("x"),)), make_document()))
    (size,) = read.body.iter(f"{W}pgSz")
    assert size.get(f"{W}orient") == "landscape"
    tabs = [
        one.get(f"{W}pos") for one in read.xml["word/header14060.xml"].iter(f"{W}tab") if one.attrib
    ]
    assert tabs == ["9128", "14060"]


def test_a_long_paper_has_an_index_in_both():
    paper = make_paper(indexed=True)
    document = make_document()
    read = Read(docx(paper, document, None, document))
    index = next(read.body.iter(f"{W}sdt"))
    entries = [read.words(one) for one in index.iter(f"{W}hyperlink")]
    assert entries == ["Justificación", "Necesidad", "Organigrama vigente"]
    text = pdf_words(pdf(paper, document, None, document))
    assert "ÍNDICE Justificación" in text


def test_a_wide_paper_is_landscape():
    reader = pypdf.PdfReader(BytesIO(pdf(make_paper(landscape=True), make_document())))
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height


def test_heading_levels_skip_none_and_an_organigram_takes_its_heading_along():
    parts = compose(make_paper(), make_document(), FULL)["parts"]
    assert [part["level"] for part in parts if part["type"] == "heading"] == [1, 2]
    (sheet,) = (part for part in parts if part["type"] == "organigram")
    assert sheet["heading"]["text"] == "Organigrama vigente" and sheet["svg"] == ""


def test_an_organigram_of_no_text_in_force_says_so():
    paper = make_paper(parts=(Heading("Organigrama"), Organigram("base"), Paragraph("Fin.")))
    for text in (pdf_words(pdf(paper, make_document())), docx_words(docx(paper, make_document()))):
        assert "No hay unidades de organización." in text and "Fin." in text


def test_what_people_may_write():
    odd = "Gerencia 😀 漢 מבקר"
    parts = (
        Heading(EVIL), Heading("X" * 300), Heading(""), Paragraph(EVIL, label=EVIL),
        Paragraph(LONG, label="z)"), Paragraph(""), Paragraph("Control\x00\x0b\ud800 fin\t\nx"),
        Blank(EVIL, EVIL, EVIL * 3), Blank(""), Paragraph("Ciclo\u202e"),
        Table(EVIL, (EVIL, odd), ((Cell(EVIL), Cell(odd)), (Cell("Y" * 4000), Cell(LONG))), (1, 1)),
        Signatures(((EVIL, odd),)), Signatures(()),
    )  # fmt: skip
    paper = make_paper(title=f"{odd} {EVIL}", heading=((EVIL, EVIL),), parts=parts)
    context = replace(FULL, state_label=EVIL)
    texts = (
        pdf_words(pdf(paper, make_document(), context)),
        docx_words(docx(paper, make_document(), context)),
    )
    for text in texts:
        assert "".join(text.split()).count("".join(EVIL.split())) >= 8
        assert text.count("ordenanza.") >= 220 and text.count("Y") >= 4000
        assert "Control fin x" in text and "Ciclo[U+202E]" in text and "\x00" not in text
    assert "[U+6F22]" in texts[0] and "漢" in texts[1]


def test_an_empty_paper():
    paper = Paper("test", "Informe")
    assert "Informe" in pdf_words(pdf(paper, make_document()))
    assert "Informe" in docx_words(docx(paper, make_document()))


def test_without_pillow_a_clear_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(RenderError, match="falta instalar el componente «Pillow»"):
        docx_module.docx(make_paper(parts=(Organigram(),)), make_document())


def test_time_limit_leaves_no_file():
    with pytest.raises(RenderError, match="superó los 0 segundos"):
        pdf(make_paper(), make_document(), time_limit=0.01)


def test_the_docx_is_well_formed_and_its_ids_are_unique(written):
    read = Read(written[1])
    ids = [one.get(f"{W}id") for one in read.body.iter(f"{W}bookmarkStart")]
    assert len(ids) == len(set(ids)) == 3
    assert etree.tostring(read.body)
