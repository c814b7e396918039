"""The cuadro comparativo: every change of words once, with its place on both sides."""

from dataclasses import replace

import pytest
from builders import make_document, make_function, make_unit, random_document
from hypothesis import given, settings
from papers_reader import docx_words, pdf_words, rows

from pgo_core import numbering
from pgo_core.compare import compare
from pgo_core.document import Annex, Citation
from pgo_core.papers.comparison import comparison, marked, ranges
from pgo_core.papers.differences import differences
from pgo_core.papers.docx import docx
from pgo_core.papers.paper import Paragraph, Span, Table, plain
from pgo_core.papers.pdf import pdf
from pgo_core.printable import visible
from pgo_core.rules.context import Context

BASE = make_document()


def paper(document, base=BASE):
    return comparison(document, Context(base=base))


def tables(document, base=BASE):
    """The rows of the articles without group rows, and those of the structure."""
    found = [part for part in paper(document, base).parts if isinstance(part, Table)]
    text, structure = (rows(table) for table in found)
    return [row for row in text if len(row) == 5], structure


def edit(uid, **changes):
    """The base with one unit changed."""
    return replace(
        BASE,
        units=tuple(replace(unit, **changes) if unit.uid == uid else unit for unit in BASE.units),
    )


def unit(uid, document=BASE):
    return document.unit_by_uid[uid]


def test_nothing_differs():
    made = paper(BASE)
    counts, words, proof = (plain(part.words) for part in made.parts)
    assert words == "El texto propuesto no difiere del texto vigente."
    assert "Modificadas: 0." in counts and compare(BASE, BASE).proof in proof


def test_without_a_text_in_force_it_says_so():
    (part,) = comparison(BASE, Context()).parts
    assert "No se conoce el texto vigente" in plain(part.words)


def test_a_reworded_function_has_both_places_and_its_words_marked():
    first, second = unit("gdu").functions
    document = edit(
        "gdu", functions=(replace(first, text="Aprobar la propuesta número 1."), second)
    )
    (table, _structure) = (part for part in paper(document).parts if isinstance(part, Table))
    group, row = table.rows
    assert plain(group[0].words).endswith(".- Funciones de la Gerencia de Desarrollo Urbano")
    assert plain(row[0].words) == plain(row[2].words) and "literal a)" in plain(row[0].words)
    assert row[1].words == (Span("Formular", "removed"), Span(" "), Span("la propuesta número 1."))
    assert row[3].words == (Span("Aprobar", "added"), Span(" "), Span("la propuesta número 1."))
    assert plain(row[4].words) == "Se modifica"


def test_new_and_removed_functions_in_their_order():
    first, second = unit("gdu").functions
    new = make_function("nueva", "Evaluar los resultados.")
    text, structure = tables(edit("gdu", functions=(new, second)))
    assert [(row[1], row[3], row[4]) for row in text] == [
        (first.text, "(Se suprime)", "Se suprime"),
        ("(No figura en el texto vigente)", new.text, "Se incorpora"),
    ]
    assert not structure


def test_a_function_that_passes_to_another_unit_is_told_once():
    units = {one.uid: one for one in BASE.units}
    first, second = units["gdu"].functions
    units["gdu"] = replace(units["gdu"], functions=(second,))
    units["gds"] = replace(units["gds"], functions=(first, *units["gds"].functions))
    text, _ = tables(replace(BASE, units=tuple(units.values())))
    (row,) = text
    assert row[0] != row[2] and row[1] == row[3] == first.text
    assert row[4] == (
        "Se reasigna: pasa de «Gerencia de Desarrollo Urbano» a «Gerencia de Desarrollo Social»"
    )


def test_a_renamed_unit_and_the_articles_that_name_it():
    document = edit("oga", name="Oficina General de Administración y Finanzas")
    text, structure = tables(document)
    (row,) = text
    assert row[0].endswith(", epígrafe") and row[4] == "Cambia de denominación"
    assert structure == [
        [
            "Oficina General de Administración y Finanzas",
            "Oficina General de Administración",
            "Oficina General de Administración y Finanzas",
            "Se modifica",
        ]
    ]
    told = [plain(part.words) for part in paper(document).parts if isinstance(part, Paragraph)]
    (follows,) = (words for words in told if words.startswith("Además, por concordancia"))
    names = {
        article.number
        for article in numbering.articles(document)
        if "Finanzas" in f"{article.heading} {article.paragraphs} {article.items}"
    }
    own = {int(row[2].removeprefix("Artículo ").removesuffix(", epígrafe")) for row in text}
    assert differences(BASE, document).follows == tuple(sorted(names - own))
    assert f"artículos {ranges(names - own)} del texto propuesto" in follows


def test_a_unit_under_another_and_with_another_description():
    document = edit("conta", parent_uid="opp", code="05.2.1")
    text, structure = tables(document)
    assert [row[4] for row in text] == ["Cambia de dependencia"]
    assert "Depende de la Oficina de Planeamiento y Presupuesto." in text[0][3]
    assert "Código 06.1.1. Depende de la Oficina General de Administración" in structure[0][1]
    text, structure = tables(edit("conta", description="Lleva la contabilidad."))
    assert [row[3] for row in text] == ["Lleva la contabilidad."] and not structure


def test_units_created_and_removed_with_their_functions():
    new = make_unit("oi", "Oficina de Integridad", "advisory", code="05.3", parent_uid="gm")
    units = (*(one for one in BASE.units if one.uid != "teso"), new)
    text, structure = tables(replace(BASE, units=units))
    assert [row[4] for row in text] == ["Se incorpora"] * 3 + ["Se suprime"] * 3
    assert [(row[0], row[3]) for row in structure] == [
        ("Oficina de Integridad", "Se crea"), ("Oficina de Tesorería", "Se elimina"),
    ]  # fmt: skip
    assert structure[0][1] == structure[1][2] == "—"


def test_articles_competences_and_citations():
    articles = list(BASE.articles)
    articles[0] = replace(articles[0], body="Es un órgano de gobierno local.\nEs autónoma.")
    articles[3] = replace(articles[3], items=("Constitución Política del Perú.", "Ley N° 31079."))
    one, two = BASE.competences
    cited = replace(one, citations=(Citation("LEY-27972", "Ley N° 27972", "79"),))
    new = replace(two, uid="c3", text="Medio ambiente.")
    text, _ = tables(replace(BASE, articles=tuple(articles), competences=(cited, new)))
    assert [(row[0], row[2], row[4]) for row in text] == [
        ("Artículo 1", "Artículo 1", "Se modifica"),
        ("", "Artículo 1", "Se incorpora"),
        ("Artículo 3, literal a)", "Artículo 3, literal a)", "Se modifica"),
        ("Artículo 3, literal b)", "", "Se suprime"),
        ("", "Artículo 3, literal b)", "Se incorpora"),
        ("Artículo 4, literal b)", "Artículo 4, literal b)", "Se modifica"),
    ]
    assert text[2][1].endswith("(Ley N° 27972, art. 73)")
    assert text[2][3].endswith("(Ley N° 27972, art. 79)")


def test_another_order_is_told_with_the_letters_in_force():
    first, second = unit("gdu").functions
    text, _ = tables(edit("gdu", functions=(second, first)))
    (row,) = text
    assert (row[1], row[3], row[4]) == ("a), b)", "b), a)", "Cambia de orden")


def test_title_entity_and_annexes():
    annexes = (BASE.annexes[0], Annex("t", "text", "Otro", "Texto nuevo."))
    entity = replace(BASE.entity, name="Municipalidad Distrital de Chilca Nueva")
    text, _ = tables(replace(BASE, title="Otro título", entity=entity, annexes=annexes))
    assert [(row[0], row[2]) for row in text] == [
        ("Título", "Título"), ("Entidad", "Entidad"), ("Anexo 2", ""), ("", "Anexo 2"),
        ("", "Anexo 2"),
    ]  # fmt: skip


def test_a_norm_renamed_in_the_catalogue_changes_no_text():
    renamed = tuple(
        replace(one, citations=tuple(replace(c, label="LOM") for c in one.citations))
        for one in BASE.competences
    )
    assert not differences(BASE, replace(BASE, competences=renamed)).found


def test_words_are_marked_and_joined_back_whole():
    old, new = marked("Dirigir y supervisar la obra", "Dirigir la obra pública")
    assert (plain(old), plain(new)) == ("Dirigir y supervisar la obra", "Dirigir la obra pública")
    assert [span.text for span in old if span.mark] == ["y supervisar"]
    assert [span.text for span in new if span.mark] == ["pública"]
    assert marked("Igual", "Igual") == ("Igual", "Igual")
    old, new = marked("La política de turismo.", "La política de turismo y comercio.")
    assert not any(span.mark for span in old)
    assert [span.text for span in new if span.mark] == ["y comercio"]
    old, new = marked("Dirigir", "Resolver")
    assert old == (Span("Dirigir", "removed"),) and new == (Span("Resolver", "added"),)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], ""), ([3], "3"), ([9, 3, 4], "3, 4 y 9"), ([1, 2, 3, 7], "1 a 3 y 7")],
)
def test_ranges(numbers, words):
    assert ranges(numbers) == words


@settings(max_examples=25, deadline=None)
@given(random_document(broken=False), random_document(broken=False))
def test_every_function_that_differs_is_told_in_any_two_texts(before, after):
    found = differences(before, after)
    sides = [{one.uid: one for _unit, one in text.functions()} for text in (before, after)]
    told = [
        [place.text for one in found.found if (place := getattr(one, side))]
        for side in ("before", "after")
    ]
    for change in compare(before, after).changes:
        if change.kind == "function" and change.change != "reordered":
            for side, texts in zip(sides, told, strict=True):
                if change.uid in side:
                    words = visible(side[change.uid].text)
                    assert any(text.startswith(words) for text in texts)
    for part in comparison(after, Context(base=before)).parts:
        if isinstance(part, Table):
            assert all(sum(cell.span for cell in row) == len(part.widths) for row in part.rows)


def test_what_people_may_write_is_written_in_both_formats():
    name, text = "X" * 300, "Función 😀 con\x00 control. " * 160
    functions = (make_function("gdu-f1", text), make_function("gdu-f2", "</w:t> & #panic()"))
    document = edit("gdu", name=name, functions=functions)
    made = paper(document)
    for words in (pdf_words(pdf(made, document)), docx_words(docx(made, document))):
        assert words.count("control.") == 160 and "#panic()" in words and "X" * 30 in words
