"""How the pages are laid out: sections, running heads of wide sheets, what is not parted."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pypdf
from builders import make_document, make_function, make_unit
from docx_reader import Read, W
from papers_helpers import start

from pgo_core.document import Annex
from pgo_core.papers.catalogue import KINDS
from pgo_core.papers.docx import docx as paper_docx
from pgo_core.papers.paper import Cell, Heading, Paper, Paragraph, Signatures, Table
from pgo_core.papers.pdf import pdf as paper_pdf
from pgo_core.render import formats
from pgo_core.render.composition import RenderContext
from pgo_core.render.docx import docx
from pgo_core.render.pdf import pdf

CONTEXT = RenderContext("BORRADOR", code="AB12")


def pages(content):
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]


def test_each_section_begins_a_page():
    document, _context = start("ministry")
    last = [text for text in pages(pdf(document)) if "SECCIÓN SEGUNDA" in text][-1]
    assert "Artículo 27" not in last and "Artículo 28" in last
    read = Read(docx(document))
    sections = [one for one in read.body.iter(f"{W}p") if _style(one) == "Seccion"]
    assert len(sections) == 2 and all(
        one.find(f"{W}pPr/{W}pageBreakBefore") is not None for one in sections
    )
    made = formats.FORMATS["odt"].make(document, CONTEXT)
    content = ZipFile(BytesIO(made)).read("content.xml").decode()
    assert content.count('text:style-name="Seccion-pagina"') == 2


def _style(paragraph):
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return None if found is None else found.get(f"{W}val")


def test_docx_has_a_running_head_for_each_width_of_sheet():
    units = tuple(make_unit(f"u{n}", f"Gerencia Número {n}", level=2) for n in range(30))
    document = make_document(units=units, annexes=(Annex("o", "organigram", "Organigrama"),))
    read = Read(docx(document, CONTEXT))
    for section in read.body.iter(f"{W}sectPr"):
        size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        width = int(size.get(f"{W}w")) - sum(int(margin.get(f"{W}{side}")) for side in _SIDES)
        for kind in ("header", "footer"):
            (name,) = section.iter(f"{W}{kind}Reference")
            key = next(value for attribute, value in name.items() if attribute.endswith("}id"))
            part = read.xml[f"word/{key}.xml"]
            tabs = [int(tab.get(f"{W}pos")) for tab in part.iter(f"{W}tab") if tab.attrib]
            assert not tabs if key == kind else tabs[-1] == width
    assert len([name for name in read.xml if name.startswith("word/header")]) == 2


_SIDES = ("left", "right")


def test_docx_keeps_what_announces_a_list_with_it():
    document, _context = start("small")
    read = Read(docx(document))
    announced = [
        one for one in read.body.iter(f"{W}p") if "".join(one.itertext()).endswith("siguientes:")
    ]
    assert announced and all(one.find(f"{W}pPr/{W}keepNext") is not None for one in announced)


def test_docx_parts_only_long_rows_of_a_paper():
    rows = ((Cell("a"), Cell("b")), (Cell("a"), Cell("largo " * 200)))
    paper = Paper("x", "Prueba", parts=(Table("T", ("Uno", "Dos"), rows, (50, 50)),))
    read = Read(paper_docx(paper, make_document()))
    whole = [one.find(f"{W}trPr/{W}cantSplit") is not None for one in read.body.iter(f"{W}tr")]
    assert whole == [True, True, False]


def test_the_structure_of_a_programme_is_of_units():
    document, _context = start("mop")
    for form in ("html", "akn", "docx", "odt", "pdf"):
        made = formats.FORMATS[form].make(document, CONTEXT)
        text = "".join(pages(made)) if form == "pdf" else _plain(made)
        assert "Órgano o unidad orgánica" not in text
    heads = pages(pdf(start("small")[0]))
    assert any("Órgano o unidad orgánica" in text for text in heads)


def _plain(made):
    if not is_zipfile(BytesIO(made)):
        return made.decode()
    with ZipFile(BytesIO(made)) as file:
        names = [name for name in file.namelist() if name.endswith(("document.xml", "content.xml"))]
        return "".join(file.read(name).decode() for name in names)


def test_a_number_is_never_parted_from_its_abbreviation():
    functions = tuple(
        make_function(f"f{n}", f"Aplicar {'x' * n} lo dispuesto en materia de obras por la Ley N° 27972.")
        for n in range(1, 60)
    )  # fmt: skip
    document = make_document(units=(make_unit("u", functions=functions),))
    lines = [line.strip() for text in pages(pdf(document)) for line in text.splitlines()]
    assert sum("N° 27972" in line.replace("\u00a0", " ") for line in lines) >= 59
    assert not [line for line in lines if line.endswith("N°")]


def test_names_under_a_signature_are_not_hyphenated():
    place = ("Oficina General de Planeamiento y Presupuesto", "Elaborado por")
    paper = Paper("x", "Prueba", parts=(Signatures((place, place)),))
    text = "".join(pages(paper_pdf(paper, replace(make_document(), annexes=()))))
    assert text.count("Presupuesto") == 2


def test_sections_are_in_the_index_of_the_files_to_edit():
    document, _context = start("ministry")
    read = Read(docx(document))
    indexed = ["".join(one.itertext()) for one in read.body.iter(f"{W}p") if _style(one) == "TDC1"]
    named = [text for text in indexed if text.endswith(("SECCIÓN PRIMERA", "SECCIÓN SEGUNDA"))]
    assert len(named) == 2


def test_what_opens_a_part_of_an_act_stays_with_it():
    document, context = start("small")
    paper = KINDS["draft_instrument"].make(document, context)
    read = Read(paper_docx(paper, document))
    for words in ("CONSIDERANDO:", "ORDENANZA", "POR CUANTO:"):
        (one,) = [one for one in read.body.iter(f"{W}p") if "".join(one.itertext()) == words]
        assert one.find(f"{W}pPr/{W}keepNext") is not None
    found = [text.rstrip().splitlines() for text in pages(paper_pdf(paper, document))]
    assert not [lines for lines in found if lines[-1].rstrip() in ("CONSIDERANDO:", "ORDENANZA")]


def test_the_index_of_a_paper_stands_under_its_heading():
    paper = Paper("x", "Prueba", parts=(Heading("Uno"), Paragraph("Dos.")), indexed=True)
    for content, own in (
        (paper_docx(paper, make_document()), False),
        (docx(make_document()), True),
    ):
        read = Read(content)
        (heading,) = [one for one in read.body.iter(f"{W}p") if _style(one) == "TtuloTDC"]
        broken = heading.find(f"{W}pPr/{W}pageBreakBefore")
        assert (broken is None) if own else broken.get(f"{W}val") == "0"
