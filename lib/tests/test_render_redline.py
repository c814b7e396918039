"""The redline: who accepts all changes reads the proposal, who rejects them the text in force."""

import time
from dataclasses import replace
from datetime import date

from builders import make_document, make_function, make_unit, random_document
from docx_reader import Read, W
from hypothesis import given, settings
from test_render_docx import expected, found

from pgo_core import numbering
from pgo_core.compare import compare
from pgo_core.render.docx import RenderContext
from pgo_core.render.redline import AUTHOR, redline

CONTEXT = RenderContext(date=date(2026, 3, 1))


def proposal():
    """A unit without its first function, one function reworded, one unit gone, one new."""
    document = make_document()
    units = []
    for unit in document.units:
        if unit.uid == "teso":
            continue
        if unit.uid == "gdu":
            unit = replace(unit, functions=unit.functions[1:])
        if unit.uid == "gds":
            text = "Formular y evaluar la propuesta número 1."
            unit = replace(
                unit, functions=(replace(unit.functions[0], text=text), *unit.functions[1:])
            )
        units.append(unit)
    units.append(
        make_unit("new", "Oficina de Tecnologías", "support", 3, code="06.1.3", parent_uid="oga")
    )
    return replace(document, units=tuple(units))


def both(before, after):
    content = redline(before, after, CONTEXT)
    return Read(content, "ins"), Read(content, "del")


def test_accepting_gives_the_proposal_and_rejecting_the_text_in_force():
    before, after = make_document(), proposal()
    accepted, rejected = both(before, after)
    assert found(accepted) == expected(after)
    assert found(rejected) == expected(before)


def test_only_the_words_that_change_are_tracked():
    read = Read(redline(make_document(), proposal(), CONTEXT))
    (one,) = [one for one in read.body.iter(f"{W}p") if "Formular y evaluar" in read.words(one)]
    (added,) = one.iter(f"{W}ins")
    assert read.words(added).strip() == "y evaluar"
    assert not list(one.iter(f"{W}del"))


def test_revisions_have_an_author_the_date_of_the_context_and_their_own_id():
    read = Read(redline(make_document(), proposal(), CONTEXT))
    revisions = [one for one in read.body.iter(f"{W}ins", f"{W}del")]
    assert {one.get(f"{W}author") for one in revisions} == {AUTHOR}
    assert {one.get(f"{W}date") for one in revisions} == {"2026-03-01T00:00:00Z"}
    ids = [one.get(f"{W}id") for one in revisions]
    assert len(ids) == len(set(ids))
    assert read.xml["word/settings.xml"].find(f"{W}trackRevisions") is not None


def test_without_changes_nothing_is_tracked():
    read = Read(redline(make_document(), make_document(), CONTEXT))
    assert not list(read.body.iter(f"{W}ins", f"{W}del", f"{W}pPrChange"))
    assert found(read) == expected(make_document())


def test_rows_of_the_structure_are_tracked():
    before, after = make_document(), proposal()
    (table,) = Read(redline(before, after, CONTEXT)).body.iterchildren(f"{W}tbl")
    rows = {"ins": [], "del": [], "": []}
    for row in table.iterchildren(f"{W}tr"):
        mark = [kind for kind in ("ins", "del") if row.find(f"{W}trPr/{W}{kind}") is not None]
        words = ["".join(cell.itertext()) for cell in row.iterchildren(f"{W}tc")]
        rows[mark[0] if mark else ""].append(words[:2])
    assert rows["del"] == [["06.1.2", "Oficina de Tesorería"]]
    assert rows["ins"] == [["06.1.3", "Oficina de Tecnologías"]]
    assert len(rows[""]) == len(numbering.structure(after))


def test_the_cover_tells_what_the_comparison_found():
    before, after = make_document(), proposal()
    words = " ".join(words for _, words in Read(redline(before, after, CONTEXT)).paragraphs)
    assert compare(before, after).proof in words
    assert "Cambios propuestos sobre el texto vigente" in words


def test_letters_on_both_sides_where_a_literal_passes_z():
    functions = tuple(make_function(f"f{number}", f"Función {number}.") for number in range(1, 60))
    before = make_document(units=(make_unit("a", functions=functions), make_unit("b")))
    after = make_document(
        units=(make_unit("a", functions=functions[:2] + functions[3:]), make_unit("b"))
    )
    accepted, rejected = both(before, after)
    assert found(accepted) == expected(after)
    assert found(rejected) == expected(before)
    assert ("Literal", "z) Función 27.") in accepted.text
    assert ("Literal", "aa) Función 27.") in rejected.text


def test_a_text_that_repeats_one_word_does_not_take_long():
    def document(text):
        return make_document(units=(make_unit(functions=(make_function(text=text),)),))

    before, after = document("- " * 2000), document("-- - " * 1000)
    started = time.perf_counter()
    accepted, rejected = both(before, after)
    assert time.perf_counter() - started < 10
    assert found(accepted) == expected(after)
    assert found(rejected) == expected(before)


@settings(max_examples=20, deadline=None)
@given(random_document(), random_document())
def test_any_two_texts(before, after):
    accepted, rejected = both(before, after)
    assert found(accepted) == expected(after)
    assert found(rejected) == expected(before)
