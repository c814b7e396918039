"""The PDF against machine checks: PDF/A-2a and PDF/UA-1 by two validators that are packages, and
what these leave to us by pikepdf. veraPDF needs Java and stays outside (docs/performance.md).
"""

import re
from dataclasses import replace
from io import BytesIO

import golden
import outloud
import page
import pikepdf
import pytest
from builders import make_document, make_function, make_unit
from pdf_reader import Read

from pgo_core import numbering
from pgo_core.document import Annex
from pgo_core.render import formats, reading
from pgo_core.render.pdf import pdf
from pgo_core.render.wall import wall

#: page-validation takes a carriage return that ends the data for part of the line end after it:
#: whether lengths hold is looked at here.
LENGTHS = {"PDFA2A-STREAM-LENGTH-001"}
ODD = make_document(
    title="\u00ad",
    units=(
        make_unit("a", "Gerencia 😀 שלום מרחב 漢", functions=(make_function(text="Y" * 4000),)),
        make_unit("b", "X" * 300, functions=0, description="", parent_uid="a"),
        make_unit("c", "\x07", functions=(make_function(text=""),)),
    ),
    annexes=(Annex("t", "text", "Texto", "Uno.\nDos."), Annex("o", "organigram", "")),
)
EMPTY = replace(make_document(), units=(), articles=(), competences=())
DOCUMENTS = {name: golden.document(name) for name in golden.NAMES} | {"odd": ODD, "empty": EMPTY}


@pytest.fixture(scope="module", params=[(form, name) for form in (pdf, wall) for name in DOCUMENTS])
def made(request):
    form, name = request.param
    return form(DOCUMENTS[name], golden.CONTEXT)


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_conforms_to_the_letter(made, profile):
    report = page.validate_pdf_bytes(made, profile=profile)
    found = [(one.rule_id, one.message) for one in report.failures]
    assert [one for one in found if one[0] not in LENGTHS] == []
    assert report.rules.total > 90


def test_streams_are_as_long_as_they_say(made):
    streams = list(re.finditer(rb"/Length (\d+)[^\n]*>>\nstream\n", made))
    assert streams
    for one in streams:
        assert made[one.end() + int(one[1]) :].startswith(b"\nendstream")


def test_a_second_validator_finds_no_error(made, tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    result = outloud.check(str(path))
    errors = [(one.rule, one.message) for one in result.findings if one.severity == "error"]
    assert errors == [] and result.verdict in ("pass", "review")


@pytest.mark.parametrize("form", [pdf, wall])
def test_the_validators_refuse_what_is_wrong(form, tmp_path):
    """What passes because nothing is looked at would pass this too."""
    with pikepdf.open(BytesIO(form(DOCUMENTS["mop"], golden.CONTEXT))) as file:
        del file.Root.StructTreeRoot, file.Root.Metadata
        file.save(tmp_path / "bare.pdf")
    content = (tmp_path / "bare.pdf").read_bytes()
    for profile in ("2a", "ua1"):
        assert not page.validate_pdf_bytes(content, profile=profile).is_compliant
    assert outloud.check(str(tmp_path / "bare.pdf")).verdict == "fail"


def test_file_structure(made):
    with pikepdf.open(BytesIO(made)) as file:
        assert not file.is_encrypted and str(file.Root.Lang) == "es-PE"
        assert bool(file.Root.MarkInfo.Marked) and bool(file.Root.ViewerPreferences.DisplayDocTitle)
        facts = file.open_metadata()
        assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("2", "A")
        assert facts["pdfuaid:part"] == "1" and facts["dc:title"].strip()
        for sheet in file.pages:
            assert sheet.get("/Tabs", "/S") == "/S"
            for font in sheet.Resources.get("/Font", {}).values():
                (inner,) = font.DescendantFonts
                assert "/FontFile2" in inner.FontDescriptor or "/FontFile3" in inner.FontDescriptor
                assert "/ToUnicode" in font


def test_every_figure_is_told_and_headings_go_down_step_by_step(made):
    level = 0
    for element in Read(made).elements():
        tag = str(element.S)[1:]
        if tag == "Figure":
            assert str(element.get("/Alt", "")).strip()
        if tag[0] == "H" and tag[1:].isdigit():
            assert int(tag[1:]) <= level + 1
            level = int(tag[1:])


@pytest.mark.parametrize("name", golden.NAMES)
def test_a_bookmark_for_every_heading_in_words_that_read(name):
    with pikepdf.open(BytesIO(pdf(DOCUMENTS[name]))) as file, file.open_outline() as outline:
        marks = list(_marks(outline.root))
    titles = numbering.outline(DOCUMENTS[name])
    count = sum(
        bool(title.section) + 1 + len(title.chapters) + len(title.articles) for title in titles
    ) + sum(len(chapter.articles) for title in titles for chapter in title.chapters)
    assert len(marks) == count + len(DOCUMENTS[name].annexes)
    number = len(DOCUMENTS[name].annexes)
    label, heading = reading.annex_heading(number, DOCUMENTS[name].annexes[-1])
    assert marks[-1] == f"{label}: {heading}".upper()
    named = [title for title in titles if title.label and title.heading]
    assert all(f"{title.label}: {title.heading}" in marks for title in named)


def _marks(items):
    for item in items:
        yield item.title
        yield from _marks(item.children)


def test_what_is_checked_here_is_every_pdf_there_is():
    kinds = {
        name for name, known in formats.available().items() if known.make(EMPTY)[:5] == b"%PDF-"
    }
    assert kinds == {"pdf", "wall", "wall-a4"}
