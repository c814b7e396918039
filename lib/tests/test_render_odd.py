"""Bad input: whatever people write, a correct file in every format or a clear refusal; never half a
file.
"""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pikepdf
import pytest
from builders import make_document, make_function, make_unit
from pdf_reader import Read
from rdflib import Graph
from sheet_reader import from_ods, from_xlsx
from test_single_source import READERS, check_chart, check_lists, check_text

from pgo_core import cli, seal
from pgo_core.document import from_json
from pgo_core.read.akn import from_akn
from pgo_core.render import fonts, formats
from pgo_core.render import pdf as pdf_module
from pgo_core.render.errors import RenderError
from pgo_core.render.pdf import pdf

TABLE = "Servicio\tPlazo\tDerecho\r\nLicencia\t15 días\tS/ 10\nPermiso\t5 días\t—"
ODD = {
    "a name of 300 characters": make_unit(name=("Gerencia de Desarrollo y " * 12)[:300]),
    "a word of 300 characters": make_unit(name="X" * 300),
    "a function of 4000 characters": make_unit(
        functions=(make_function(text="Formular y " * 364),)
    ),
    "a function of 4000 letters": make_unit(functions=(make_function(text="Y" * 4000),)),
    "a function with a table": make_unit(functions=(make_function(text=TABLE),)),
    "emoji": make_unit(
        name="Gerencia 😀 👩‍👩‍👧 🇵🇪", functions=(make_function(text="Promover 🏞️."),)
    ),
    "right to left": make_unit(name="Oficina مكتب בית", functions=(make_function(text="שלום"),)),
    "turned by marks": make_unit(name="Oficina \u202eterceS\u202c \u2067x\u2069"),
    "control characters": make_unit(
        name="Ofi\x01ci\x1bna\x07", functions=(make_function(text="\x0b"),)
    ),
    "no characters at all": make_unit(
        name="\ufffe\uffff", functions=(make_function(text="\ufeff"),)
    ),
    "no name": make_unit(name=""),
    "no functions": make_unit(functions=0),
    "marks of other languages": make_unit(
        name="<b>#{x}</b> $y$ \\textbf{z} *a* _b_ =1+1 %s {{name}} ]]>"
    ),
}


def odd(name):
    """A sound document with one odd unit below the Gerencia Municipal, and its name as title."""
    unit = replace(ODD[name], uid="odd", parent_uid="gm", code="07.9")
    return make_document(units=(*make_document().units, unit), title=unit.name)


def _table(made):
    for name in ZipFile(BytesIO(made)).namelist():
        content = ZipFile(BytesIO(made)).read(name).decode("utf-8-sig")
        assert all(len(row) > 1 for row in csv.reader(StringIO(content, newline=""), strict=True))


#: How the formats without a reader of their own are opened.
OPENED = {
    "wall": Read,
    "wall-a4": Read,
    "csv": _table,
    "ttl": lambda made: Graph().parse(data=made, format="turtle"),
    "jsonld": json.loads,
    "json": lambda made: from_json(json.loads(made)),
}


@pytest.mark.parametrize("name", ODD)
def test_every_format_is_complete(name):
    document = odd(name)
    check_chart(document)
    check_lists(document, from_xlsx, "xlsx")
    check_lists(document, from_ods, "ods")
    for form in READERS:
        check_text(document, form)
    for form, opened in OPENED.items():
        opened(formats.FORMATS[form].make(document))
    made = formats.FORMATS["akn"].make(document)
    ElementTree.fromstring(made)
    assert from_akn(made) == document


def test_every_format_is_opened_by_some_test():
    assert set(OPENED) | set(READERS) | {"svg", "xlsx", "ods", "akn"} == set(formats.available())


def test_a_document_of_250_pages_is_complete():
    of = make_function
    text = "Conducir la formulación, la ejecución y la evaluación de los planes de la entidad"
    units = make_document().units + tuple(
        make_unit(
            f"u{place}",
            f"Subgerencia de Servicios {place}",
            functions=tuple(of(f"u{place}-{item}", f"{text}, parte {item}.") for item in range(25)),
            code=f"07.3.{place}",
            level=3,
            parent_uid="gm",
        )
        for place in range(1, 341)
    )
    document = make_document(units=units)
    check_text(document, "docx")
    made = pdf(document)
    check_text(document, "pdf", made)
    with pikepdf.open(BytesIO(made)) as file:
        assert len(file.pages) >= 250


@pytest.mark.parametrize("lost", [path.name for path in fonts.folder().glob("*.ttf")])
@pytest.mark.parametrize("damaged", [False, True])
def test_a_missing_or_damaged_font_is_a_clear_error(monkeypatch, tmp_path, lost, damaged):
    for path in fonts.folder().glob("*.ttf"):
        if path.name != lost:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    if damaged:
        (tmp_path / lost).write_bytes((fonts.folder() / lost).read_bytes()[:2000])
    monkeypatch.setattr(pdf_module, "folder", lambda: tmp_path)
    if "Italic" in lost:  # of no use to the templates
        assert pdf(make_document())
        return
    with pytest.raises(RenderError, match="falta una de las fuentes"):
        pdf(make_document())


# Never half a file


@pytest.fixture
def source(tmp_path):
    """A Document as a file, and one that was made of it before."""
    path = tmp_path / "rof.json"
    path.write_bytes(seal.canonical(make_document()))
    (tmp_path / "out").write_bytes(b"the old file")
    return path


def left_alone(folder):
    return (folder / "out").read_bytes() == b"the old file" and len(os.listdir(folder)) == 2


@pytest.mark.parametrize("form", sorted({"pdf", "docx", "odt", "xlsx", "svg"}))
def test_what_fails_leaves_the_old_file(source, tmp_path, monkeypatch, capsys, form):
    def fails(*_args, **_kwargs):
        raise RenderError("No se pudo.")

    monkeypatch.setattr(formats.Format, "_function", lambda self: fails)
    code = cli.main(["render", str(source), "--to", form, "-o", str(tmp_path / "out")])
    assert code == 2 and "No se pudo." in capsys.readouterr().err
    assert left_alone(tmp_path)


def test_a_renderer_that_is_killed_leaves_the_old_file(source, tmp_path, monkeypatch, capsys):
    (tmp_path / "sub").mkdir()
    program = (
        "import os, sys; sys.stdout.write('%PDF-1.7'); sys.stdout.flush(); os.kill(os.getpid(), 9)"
    )
    (tmp_path / "sub/killed_worker.py").write_text(program, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "sub"))
    monkeypatch.setattr(pdf_module, "_WORKER", "killed_worker")
    code = cli.main(["render", str(source), "--to", "pdf", "-o", str(tmp_path / "out")])
    assert code == 2 and "se interrumpió" in capsys.readouterr().err
    assert (tmp_path / "out").read_bytes() == b"the old file"


def test_a_command_that_is_killed_leaves_the_old_file(source, tmp_path):
    """Killed while the other process composes: nothing of it stays in the folder of the file."""
    command = [sys.executable, "-m", "pgo_core", "render", str(source), "--to", "pdf"]
    process = subprocess.Popen([*command, "-o", str(tmp_path / "out")], cwd=tmp_path)
    time.sleep(0.15)
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL
    assert left_alone(tmp_path)


def test_a_full_disk_leaves_the_old_file(source, tmp_path, monkeypatch, capsys):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code = cli.main(["render", str(source), "--to", "docx", "-o", str(tmp_path / "out")])
    assert code == 2 and capsys.readouterr().err
    assert left_alone(tmp_path)
