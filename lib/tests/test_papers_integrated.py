"""The texto integrado: one sequence of articles, organs with their units, each with its origin."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from builders import make_document, make_unit, random_document
from hypothesis import given, settings
from hypothesis import strategies as st
from papers_reader import docx_words, pdf_words, rows

from pgo_core import numbering, rules
from pgo_core.document import from_json
from pgo_core.dossier import Approval, Dossier
from pgo_core.papers.docx import docx
from pgo_core.papers.integrated import integrated_text
from pgo_core.papers.paper import Blank, Heading, Organigram, Paragraph, Signatures, Table, plain
from pgo_core.papers.pdf import pdf
from pgo_core.rules.context import Context


@pytest.fixture(scope="module")
def ministry():
    """A ROF in two sections."""
    path = files("pgo_core").joinpath("data/examples/ministry.document.json")
    return from_json(json.loads(path.read_text("utf-8")))


def origins(paper):
    """The origin of each article by its heading."""
    found, heading = {}, ""
    for part in paper.parts:
        if isinstance(part, Heading):
            heading = part.text
        elif isinstance(part, Paragraph) and plain(part.words).startswith("(Origen: "):
            found[heading.partition(".- ")[2]] = plain(part.words)
    return found


def articles(paper):
    return [part.text for part in paper.parts if isinstance(part, Heading) and part.level == 3]


def test_articles_run_from_one_and_units_follow_their_organ(ministry):
    paper = integrated_text(ministry, Context())
    numbers = [int(text.split()[1].rstrip(".-")) for text in articles(paper)]
    assert numbers == list(range(1, len(numbers) + 1))
    names = [text.partition(".- ")[2] for text in articles(paper)]
    assert len(names) == len(list(numbering.articles(ministry)))
    organ = names.index("Funciones de la Oficina General de Planeamiento y Presupuesto")
    assert names[organ + 1 : organ + 3] == [
        "Unidades orgánicas de la Oficina General de Planeamiento y Presupuesto",
        "Oficina de Planeamiento y Modernización",
    ]
    assert not any("SECCIÓN" in part.text for part in paper.parts if isinstance(part, Heading))


def test_each_article_cites_the_section_and_article_it_comes_from(ministry):
    found = origins(integrated_text(ministry, Context()))
    own = {}
    section = ""
    for title in numbering.outline(ministry):
        section = title.section or section
        for article in (*title.articles, *(a for c in title.chapters for a in c.articles)):
            own[article.heading] = (section.title(), article.number)
    assert own.keys() == found.keys()
    for heading, (section, number) in own.items():
        assert found[heading] == f"(Origen: artículo {number} de la {section} del texto A.)"


def test_the_instrument_is_that_of_the_dossier_and_the_rest_is_to_be_completed(ministry):
    approval = Approval("supreme_decree", "004-2026-MITUR", "2026-03-15")
    paper = integrated_text(ministry, Context(dossier=Dossier(approval=approval)))
    table = next(part for part in paper.parts if isinstance(part, Table))
    assert [row[2:] for row in rows(table)] == [
        ["Sección Primera", "Decreto supremo N° 004-2026-MITUR, del 15/03/2026"],
        ["Sección Segunda", "(Por completar)"],
    ]
    (blank,) = paper.blanks()
    assert blank.key == "integrated.a.2" and "Sección Segunda del texto A" in blank.prompt
    (places,) = (part.places for part in paper.parts if isinstance(part, Signatures))
    assert [meaning for _post, meaning in places] == ["Visto bueno", "Visto bueno"]


def test_of_two_texts_the_origin_is_the_one_with_the_words(ministry):
    units = tuple(
        replace(unit, description="Es el órgano que asesora.") if unit.uid == "pp" else unit
        for unit in ministry.units
    )
    name = ministry.unit_by_uid["pp"]
    later = replace(ministry, units=units)
    found = origins(integrated_text(later, Context(base=ministry)))
    changed = {heading: words for heading, words in found.items() if "Modificado" in words}
    assert list(changed) == [name.name]
    assert "de la Sección Primera del texto A. Modificado: artículo" in changed[name.name]
    whole = Context(base=ministry, dossier=Dossier(new_text=True))
    assert not any("texto B" in words for words in origins(integrated_text(later, whole)).values())


def test_texts_that_each_hold_a_section(ministry):
    first = replace(ministry, units=tuple(unit for unit in ministry.units if unit.level < 3))
    second = replace(
        ministry,
        articles=(),
        competences=(),
        units=tuple(unit for unit in ministry.units if unit.level > 2),
    )
    context = Context(integrated_from=(first, second))
    found = origins(integrated_text(ministry, context))
    assert "Sección Primera del texto A" in found["Naturaleza jurídica"]
    assert "Sección Segunda del texto B" in found["Oficina de Presupuesto"]
    # Whichever of them asks, nothing that was approved is left out.
    for document in (first, second):
        paper = integrated_text(document, context)
        assert origins(paper).keys() == found.keys()
        assert said(paper) == said(integrated_text(ministry, context))


def said(paper):
    """The headings and words of a paper in any order."""
    heads = [part.text.partition(".- ")[2] for part in paper.parts if isinstance(part, Heading)]
    return sorted(heads + [plain(p.words) for p in paper.parts if isinstance(p, Paragraph)])


def test_a_function_left_out_is_put_back_in_its_unit(ministry):
    unit = next(unit for unit in ministry.units if len(unit.functions) > 2)
    units = tuple(
        replace(one, uid="ti", origin_uid=one.uid, functions=one.functions[1:])
        if one is unit
        else one
        for one in ministry.units
    )
    document = replace(ministry, units=units)
    paper = integrated_text(document, Context(integrated_from=(ministry,)))
    words = [plain(part.words) for part in paper.parts if isinstance(part, Paragraph)]
    assert sum(text.startswith(unit.functions[0].text) for text in words) == 1


def test_elements_with_another_identity_cite_their_origin(ministry):
    """As rule 54 reads them."""
    first = ministry.articles[0]
    ours = replace(first, uid="ti1", origin_uid=first.uid)
    unit = ministry.units[-1]
    mine = replace(unit, uid="ti2", origin_uid=unit.uid)
    document = replace(
        ministry,
        articles=(ours, *ministry.articles[1:]),
        units=(*ministry.units[:-1], mine),
    )
    context = Context(integrated_from=(ministry,), document_kind="rof")
    assert not [one for one in rules.check(document, context, only=["R54"]) if one.uid == "ti1"]
    found = origins(integrated_text(document, context))
    assert found[first.heading] == "(Origen: artículo 1 de la Sección Primera del texto A.)"
    assert unit.name in found


def test_an_article_that_nobody_approved_is_to_be_completed():
    base = make_document()
    new = make_unit("new", "Oficina de Integridad", "advisory", code="05.3", parent_uid="gm")
    document = replace(base, units=(*base.units, new))
    paper = integrated_text(document, Context(integrated_from=(base,)))
    keys = [blank.key for blank in paper.blanks()]
    assert keys == [
        "integrated.a.1",
        "integrated.origin.new:description",
        "integrated.origin.new:functions",
    ]


def test_a_function_that_passed_to_another_unit_is_there_once():
    base = make_document()
    moved = base.unit_by_uid["teso"].functions[0]
    units = tuple(
        replace(unit, functions=(*unit.functions, moved)) if unit.uid == "conta" else unit
        for unit in base.units
        if unit.uid != "teso"
    )
    document = replace(base, units=units)
    paper = integrated_text(document, Context(integrated_from=(base, document)))
    heading, found = "", []
    for part in paper.parts:
        if isinstance(part, Heading):
            heading = part.text.partition(".- ")[2]
        elif isinstance(part, Paragraph) and part.label and moved.text in plain(part.words):
            found.append(heading)
    others = [unit for unit in base.units if unit.functions[0].text == moved.text]
    assert found.count("Funciones de la Oficina de Tesorería") == 0
    assert len(found) == len(others)
    assert "Oficina de Tesorería" in [text.partition(".- ")[2] for text in articles(paper)]


def test_annexes_and_index():
    base = make_document()
    paper = integrated_text(base, Context())
    assert paper.indexed and paper.title.startswith("Texto integrado del Reglamento")
    assert sum(isinstance(part, Organigram) for part in paper.parts) == 1
    table = [part for part in paper.parts if isinstance(part, Table)][-1]
    assert [row[1] for row in rows(table)] == [row.name for row in numbering.structure(base)]


@settings(max_examples=25, deadline=None)
@given(st.one_of(random_document(), random_document(template="executive")))
def test_any_text_keeps_all_its_articles_and_literals(document):
    paper = integrated_text(document, Context())
    assert len(articles(paper)) == len(origins_and_blanks(paper))
    said = " ".join(plain(part.words) for part in paper.parts if isinstance(part, Paragraph))
    for _unit, function in document.functions():
        assert " ".join(function.text.split()) in " ".join(said.split())


def origins_and_blanks(paper):
    asked = "integrated.origin."
    return [
        part
        for part in paper.parts
        if (isinstance(part, Paragraph) and plain(part.words).startswith("(Origen: "))
        or (isinstance(part, Blank) and part.key.startswith(asked))
    ]


def test_both_formats_hold_every_article(ministry):
    paper = integrated_text(ministry, Context())
    for words in (pdf_words(pdf(paper, ministry)), docx_words(docx(paper, ministry))):
        place = 0
        for text in articles(paper)[:40]:
            place = words.index(text, place)
