"""Papers and tracked changes from the command line."""

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from builders import make_document
from cli_helpers import run, write_document

from pgo_core import cli
from pgo_core.papers import catalogue


@pytest.fixture
def base(tmp_path):
    """The file of a text in force that calls a unit otherwise."""
    units = tuple(
        replace(unit, name="Gerencia de Obras") if unit.uid == "gdu" else unit
        for unit in make_document().units
    )
    return write_document(tmp_path / "base.json", make_document(units=units))


def test_changes_against_the_text_in_force_are_tracked(capsys, file, base, tmp_path):
    output = tmp_path / "cambios.docx"
    options = ["--to", "redline", "--base", base, "-o", str(output)]
    assert run(capsys, "render", file, *options) == (0, "", "")
    written = ZipFile(output).read("word/document.xml").decode()
    assert "<w:del " in written and "<w:ins " in written and "Obras" in written


@pytest.mark.parametrize("paper", ["comparison", "equivalences", "integrated_text"])
@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_a_paper_is_written(capsys, file, base, tmp_path, paper, form, start):
    pytest.importorskip("typst")
    output = tmp_path / "papel"
    options = ["--to", form, "--paper", paper, "--base", base, "-o", str(output)]
    assert run(capsys, "render", file, *options) == (0, "", "")
    assert output.read_bytes().startswith(start)


def test_the_text_in_force_may_be_among_the_facts(capsys, file, base, tmp_path):
    facts, output = tmp_path / "facts.json", tmp_path / "papel.docx"
    facts.write_text(json.dumps({"base": json.loads(Path(base).read_text("utf-8"))}), "utf-8")
    options = ["--to", "docx", "--paper", "comparison", "--context", str(facts), "-o", str(output)]
    assert run(capsys, "render", file, *options)[0] == 0
    assert "Obras" in ZipFile(output).read("word/document.xml").decode()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--to", "pdf", "--paper", "comparison"], "falta el texto vigente"),
        (["--to", "docx", "--paper", "equivalences", "--context"], "cuadro de equivalencias"),
        (["--to", "redline"], "formato redline"),
        (["--to", "redline", "--context"], "Indique con --base"),
        (["--to", "pdf", "--paper", "poema"], "no existe la clase de documento «poema»"),
        (["--paper", "comparison"], "no se escribe en el formato «html»"),
        (["--to", "odt", "--paper", "comparison"], "los que hay: pdf, docx"),
    ],
)
def test_a_paper_that_cannot_be_written_leaves_no_file(capsys, file, tmp_path, options, problem):
    output, facts = tmp_path / "papel", tmp_path / "facts.json"
    facts.write_text("{}", "utf-8")
    options = [*options, *([str(facts)] if options[-1] == "--context" else [])]
    code, out, error = run(capsys, "render", file, *options, "-o", str(output))
    assert (code, out) == (2, "") and problem in error and not output.exists()


def test_the_help_names_the_papers_there_are(capsys):
    with pytest.raises(SystemExit):
        cli.main(["render", "--help"])
    told = capsys.readouterr().out
    assert "--paper CLASE" in told and "--base VIGENTE" in told
    for key in catalogue.KINDS:
        assert key in told and catalogue.name(key) in told
