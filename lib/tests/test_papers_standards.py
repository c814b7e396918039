"""The PDF of every paper against the machine checks of PDF/A-2a and PDF/UA-1, as the text is."""

from dataclasses import replace

import golden
import outloud
import page
import pikepdf
import pytest
from builders import make_document
from papers_helpers import start
from pdf_reader import Read

from pgo_core.dossier import Dossier
from pgo_core.papers import catalogue
from pgo_core.papers.paper import Paper
from pgo_core.papers.pdf import pdf
from pgo_core.papers.sequence import running

#: See test_render_standards.
LENGTHS = {"PDFA2A-STREAM-LENGTH-001"}
#: outloud counts the heads of groups of rows, which are headers of theirs, as a shredded head.
GROUPED = {"TBL-010"}


def _made(kind):
    document, context = start("ministry")
    gone = {"dgd", "opre"}
    before = tuple(unit for unit in document.units if not gone & {unit.uid, unit.parent_uid})
    base = replace(document, units=before)
    dossier = Dossier(change_cases=("a",), new_text=True)
    context = replace(
        context, base=base, is_first=False, dossier=dossier, integrated_from=(base, document)
    )
    paper = catalogue.KINDS[kind].make(document, context)
    return catalogue.write(paper, "pdf", document, golden.CONTEXT, base)


@pytest.fixture(scope="module", params=tuple(catalogue.KINDS))
def made(request):
    return _made(request.param)


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_paper_conforms_to_the_letter(made, profile):
    report = page.validate_pdf_bytes(made, profile=profile)
    found = [(one.rule_id, one.message) for one in report.failures]
    assert [one for one in found if one[0] not in LENGTHS] == []


def test_a_second_validator_finds_no_error_in_a_paper(made, tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    findings = outloud.check(str(path)).findings
    errors = [(one.rule, one.evidence) for one in findings if one.severity == "error"]
    assert [one for one in errors if one[0] not in GROUPED and not _running_head(*one)] == []


def _running_head(rule, words):
    """Of two pages only one has the running head, which is then taken for a line of the text."""
    return rule == "TAG-002" and words.startswith("Ministerio de Turismo ")


def test_a_paper_says_its_language_its_title_and_its_headers(made, tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    with pikepdf.open(path) as file:
        assert str(file.Root.Lang) == "es-PE" and bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.docinfo["/Title"]).strip()
    read = Read(made)
    tags = [str(element.S)[1:] for element in read.elements()]
    assert 1 <= tags.count("H1") <= 2  # that of the index is the other one
    assert tags.count("TH") >= tags.count("Table")
    for element in read.elements():
        if str(element.S) == "/Figure":
            assert str(element.get("/Alt", "")).strip()


def test_a_long_title_gives_way_to_its_kind_at_the_head_of_each_page():
    long = "Proyecto de ordenanza municipal sobre el Reglamento de Organización y Funciones"
    named = Paper("draft_instrument", long)
    assert running(named) == "Proyecto del dispositivo que aprueba"
    assert running(Paper("comparison", "Cuadro comparativo")) == "Cuadro comparativo"
    other = running(Paper("x", long))
    assert len(other) <= 60 and other.endswith("…")
    assert pdf(named, make_document())[:5] == b"%PDF-"
