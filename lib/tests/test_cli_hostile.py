"""What the command line does with files, places and terminals that nobody would wish for: a sentence
with what, where and what to do, exit code 2, and nothing lost.
"""

import errno
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from builders import make_document, make_unit
from cli_helpers import run, write_document

from pgo_core import cli, cli_files, files, seal, strict_json
from pgo_core.document import to_json

#: As a person runs it: in a process of its own.
_COMMAND = [sys.executable, "-m", "pgo_core"]


def refused(answer, *words):
    code, out, error = answer
    assert (code, out) == (2, "") and "Traceback" not in error
    problem, remedy = error.splitlines()
    assert problem.startswith("Error: ") and len(problem) < 800 and remedy.endswith(".")
    for part in words:
        assert part in error, error


@pytest.fixture
def plain():
    return json.dumps(to_json(make_document()), ensure_ascii=False)


@pytest.fixture
def other(tmp_path):
    """A function that writes a document whose entity, kind or units differ."""

    def write(entity=None, **changes):
        document = make_document()
        entity = replace(document.entity, **(entity or {}))
        return write_document(tmp_path / "other.json", replace(document, entity=entity, **changes))

    return write


# Files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "outline", "seal", "render"])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[:-1] + ', "title": "OTRO"}', ("más de una vez el campo «title»", "Deje uno")),
        (lambda text: text.replace('"level": 1', '"level": NaN', 1), ("un número", ": NaN.")),
        (lambda text: text.replace('"level": 1', '"level": -Infinity', 1), (": -Infinity.",)),
        (lambda text: text.replace('"level": 1', '"level": 1e999', 1), ("un número entero",)),
        (lambda text: text.replace('"level": 1', '"level": ' + "9" * 5000, 1), ("999…",)),
        (lambda text: text.replace('"level": 1', '"level": 9007199254740992', 1), ("rango",)),
        (lambda text: '{"a":' * 10_000 + "1" + "}" * 10_000, ("anida demasiados",)),
        (lambda text: text.replace('"kind": "rof"', '"kind": "\\ud800"'), ("kind: ", "Unicode")),
        (lambda text: text.replace('"kind": "rof"', '"kind": "' + "x" * 9000 + '"'), ("xxx…",)),
        (lambda text: text[:-1] + ', "\\u001b[31mrojo\\u202e": 1}', ("[31mrojo[U+202E]: el campo",)),
    ],
)  # fmt: skip
def test_json_that_deceives_is_refused(capsys, tmp_path, plain, command, change, words):
    path = tmp_path / "bad.json"
    path.write_text(change(plain), "utf-8")
    refused(run(capsys, command, str(path)), str(path), *words)


def test_every_place_of_a_document_refuses_what_does_not_belong():
    """Each value of a whole document in turn is one of another type."""
    document = make_document()
    template = replace(document.template, titles=document.template.titles[1:3])
    parts = {name: getattr(document, name)[:2] for name in ("articles", "competences", "annexes")}
    units = [unit for unit in document.units if unit.functions][:1]
    whole = to_json(replace(document, template=template, units=tuple(units), **parts))

    def places(value, at=()):
        yield at
        members = value.items() if isinstance(value, dict) else ()
        members = enumerate(value) if isinstance(value, list) else members
        for key, inner in members:
            yield from places(inner, (*at, key))

    for at in list(places(whole)):
        data = json.loads(json.dumps(whole))
        inner = data
        for key in at[:-1]:
            inner = inner[key]
        was = inner[at[-1]] if at else data
        for wrong in (None, 1.5, "\x00", [1], {"a": 1}):
            if type(wrong) is type(was) and wrong != "\x00":
                continue
            if at:
                inner[at[-1]] = wrong
            content = json.dumps(data if at else wrong).encode()
            with pytest.raises(cli_files.CliError, match="bad.json no es un documento de la"):
                cli_files.document_of(content, "bad.json")


def test_what_never_ends_is_not_read_whole(capsys, monkeypatch, file, tmp_path):
    monkeypatch.setattr(cli_files, "MAX_BYTES", 2 * 1024**2)
    for command in (["check"], ["render"], ["check", file, "--base"], ["check", file, "--context"]):
        refused(run(capsys, *command, "/dev/zero"), "/dev/zero supera los 2 MB", "Compruebe")
    refused(run(capsys, "signatures", file, "--trust", "/dev/zero"), "/dev/zero supera los 2 MB")
    monkeypatch.setattr(cli_files, "MAX_EVENTS", 1024**2)
    refused(run(capsys, "chain", "/dev/zero"), "supera los 1 MB")


def test_a_file_of_the_largest_size_is_read(file, monkeypatch):
    content = Path(file).read_bytes()
    assert cli_files.read(file, len(content)) == content
    with pytest.raises(cli_files.CliError, match="supera"):
        cli_files.read(file, len(content) - 1)


def test_numbers_are_taken_as_they_are():
    read = strict_json.loads(
        b'\xef\xbb\xbf{"a": [9007199254740993, -1, 1.5e3, true, null, "\\u00f1"]}'
    )
    assert read == {"a": [9007199254740993, -1, 1500.0, True, None, "ñ"]}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"budget": 1}, ("budget: el campo no existe", "sent.context.json")),
        ({"base": {"schema_version": 1}}, ("base.kind: falta", "sent.context.json")),
        ({"integrated_from": [to_json(make_document()), []]}, ("integrated_from[1]: se esperaba",)),
    ],
)
def test_facts_that_are_none_are_not_called_a_document(capsys, tmp_path, file, facts, words):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), "utf-8")
    refused(run(capsys, "check", file, "--context", str(path)), str(path), "los datos de", *words)


# Places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["the file", "symbolic", "hard"])
@pytest.mark.parametrize("source", ["file", "--base", "--context"])
def test_what_is_read_is_not_written_over(capsys, file, other, tmp_path, source, link):
    sources = {"file": file, "--base": other(), "--context": str(tmp_path / "facts.json")}
    (tmp_path / "facts.json").write_text("{}", "utf-8")
    output = sources[source]
    if link != "the file":
        (tmp_path / "link").unlink(missing_ok=True)
        output = str(tmp_path / "link")
        (os.link if link == "hard" else os.symlink)(sources[source], output)
    before = Path(sources[source]).read_bytes()
    options = ["--base", sources["--base"], "--context", sources["--context"]]
    answer = run(capsys, "render", file, "--to", "redline", *options, "-o", output)
    refused(answer, f"{output} es uno de los archivos", "-o")
    assert Path(sources[source]).read_bytes() == before


def test_a_pdf_is_not_signed_over_itself(capsys, tmp_path):
    path = tmp_path / "rof.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    options = ["--authority", str(tmp_path / "ca"), "-o", str(path)]
    refused(run(capsys, "sign", str(path), *options), "es uno de los archivos")
    assert path.read_bytes() == b"%PDF-1.7\n%%EOF" and not (tmp_path / "ca").exists()


def test_a_place_that_takes_no_file_is_told_in_spanish(capsys, file, tmp_path):
    places = {
        str(tmp_path): "es una carpeta",
        f"{tmp_path}/none/rof.json": "la carpeta no existe",
        f"{file}/rof.json": "no es una carpeta",
        f"{tmp_path}/{'x' * 300}.json": "demasiado largo",
        f"{tmp_path}/a\0.json": "un carácter que ningún archivo admite",
        "/dev/full": "no queda espacio en el disco",
    }
    before = sorted(os.listdir(tmp_path))
    for output, words in places.items():
        answer = run(capsys, "render", file, "--to", "json", "-o", output)
        refused(answer, "no se puede escribir", words, "-o")
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("name", sorted(cli_files._SYSTEM))
def test_errors_of_the_system_have_their_words(name):
    told = cli_files.reason(OSError(getattr(errno, name), "In English"))
    assert told and "English" not in told
    assert cli_files.reason(OSError(errno.EIO, "Input/output error")) == "Input/output error"


def test_a_folder_that_may_not_be_written_keeps_what_it_has(capsys, file, tmp_path, monkeypatch):
    path = tmp_path / "rof.svg"
    path.write_bytes(b"before")

    def denied(*_arguments):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files, "open", denied, raising=False)
    refused(run(capsys, "render", file, "--to", "svg", "-o", str(path)), "no tiene permiso")
    assert path.read_bytes() == b"before"


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_who_is_ended_in_the_middle_leaves_no_half_file(file, tmp_path, end):
    path = tmp_path / "rof.json"
    program = (
        "import os, signal, sys; from pgo_core import cli\n"
        # Who runs the tests in the background has it ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"os.fsync = lambda _file: os.kill(os.getpid(), {int(end)})\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", program, "render", file, "--to", "html", "-o", f"{path}.html"],
        capture_output=True,
        text=True,
    )
    assert path.read_bytes() == before and not (tmp_path / "rof.json.html").exists()
    if end == signal.SIGINT:
        assert done.returncode == cli.INTERRUPTED == 130
        assert done.stderr == "Se interrumpió; ningún archivo quedó a medias.\n"
        assert os.listdir(tmp_path) == ["rof.json"]


# The text in force ---------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", [["--to", "redline"], ["--to", "docx", "--paper", "comparison"]])
def test_a_text_in_force_of_another_kind_is_refused(capsys, file, other, tmp_path, paper):
    output, base = tmp_path / "o.docx", other(kind="mop")
    answer = run(capsys, "render", file, *paper, "--base", base, "-o", str(output))
    refused(answer, f"{base} no es el texto vigente de {file}", "Manual de Operaciones")
    assert not output.exists()
    refused(run(capsys, "check", file, "--base", base), "Indique con --base")


@pytest.mark.parametrize(
    ("entity", "warned"),
    [
        ({"ubigeo": "990101"}, True),
        ({"name": "Municipalidad Distrital de Otra Parte", "acronym": "MDOP"}, True),
        ({"name": "MUNICIPALIDAD  DISTRITAL DE EJEMPLO", "acronym": ""}, False),
        ({"name": "Municipalidad Distrital con Otra Denominación"}, False),
        ({"name": "", "ubigeo": ""}, False),
    ],
)
def test_a_text_in_force_of_another_entity_is_told(capsys, other, tmp_path, entity, warned):
    own = make_document()
    own = replace(own, entity=replace(own.entity, name="Municipalidad Distrital de Ejemplo",
                                      acronym="MDE", ubigeo="120107"))  # fmt: skip
    file = write_document(tmp_path / "own.json", own)
    base = other(entity={"name": own.entity.name, "acronym": "MDE", "ubigeo": "120107"} | entity)
    output = tmp_path / "o.docx"
    options = ["--to", "redline", "--base", base, "-o", str(output)]
    code, out, error = run(capsys, "render", file, *options)
    assert (code, out) == (0, "") and output.exists()
    assert error.startswith(f"Advertencia: {base} es de «") if warned else not error


# The terminal ------------------------------------------------------------------------------------


def test_a_text_cannot_write_on_the_terminal(capsys, tmp_path):
    name = "Oficina\x1b]0;otra\x07 roja\u202e"
    document = make_document(title=f"ROF{name}", units=(make_unit("a", name=name, parent_uid="x"),))
    path = write_document(tmp_path / "rof.json", document)
    for command in ("outline", "check"):
        _code, out, error = run(capsys, command, path)
        assert "Oficina]0;otra roja[U+202E]" in out and not error
        assert not {"\x1b", "\x07", "\u202e"} & set(out)
    assert "\x1b" not in run(capsys, "check", str(tmp_path / "\x1b[2J.json"))[2]


def test_a_full_disk_behind_the_output_is_told(file):
    for command in (["check"], ["seal"], ["render", "--to", "json"]):
        with open("/dev/full", "w") as full:
            arguments = [command[0], file, *command[1:]]
            done = subprocess.run(
                [*_COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True
            )
        assert done.returncode == 2
        assert "no se puede escribir en la salida: no queda espacio" in done.stderr
        assert len(done.stderr.splitlines()) == 2


def test_a_terminal_without_accents_is_no_fault(file):
    given = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*_COMMAND, "outline", file], capture_output=True, env=given)
    assert done.returncode == 0 and rb"Art\xedculo 1" in done.stdout and not done.stderr
    done = subprocess.run([*_COMMAND, "check", file, "--json"], capture_output=True, env=given)
    assert "Organización" in json.dumps(json.loads(done.stdout.decode()), ensure_ascii=False)


def test_the_seal_of_what_is_refused_is_not_told(capsys, tmp_path):
    """Two readers of a repeated key would seal two texts."""
    path = tmp_path / "twice.json"
    canonical = seal.canonical(make_document()).decode()
    path.write_text(canonical.replace('"title":', '"title":"OTRO","title":', 1), "utf-8")
    refused(
        run(capsys, "seal", str(path), "--expect", seal.seal(make_document())), "más de una vez"
    )
