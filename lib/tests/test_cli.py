import io
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from zipfile import ZipFile

import pytest
from builders import make_document, make_unit
from cli_helpers import run

from pgo_core import chain, cli, messages, rules, seal
from pgo_core.document import DocumentError, to_json
from pgo_core.papers import catalogue
from pgo_core.render import formats
from pgo_core.rules import examples
from pgo_core.schema import document_schema


def test_seal_prints_and_compares(capsys, file, tmp_path):
    expected = seal.seal(make_document())
    assert run(capsys, "seal", file) == (0, expected + "\n", "")
    assert run(capsys, "seal", file, "--expect", expected.upper())[0] == 0
    code, out, _ = run(capsys, "seal", file, "--expect", "0" * 64)
    assert code == 1 and "NO corresponde" in out
    stored = tmp_path / "stored.json"
    stored.write_bytes(seal.canonical(make_document()))
    assert run(capsys, "seal", str(stored), "--expect", expected)[0] == 0


def test_schema(capsys):
    code, out, _ = run(capsys, "schema")
    assert code == 0 and json.loads(out) == document_schema()


def test_outline_reads_like_the_text(capsys, file):
    code, out, _ = run(capsys, "outline", file)
    assert code == 0
    assert "CAPÍTULO VII ÓRGANOS DE LÍNEA" in out
    assert "  a) Servicios públicos locales." not in out
    assert "  b) Servicios públicos locales. [Ley N° 27972 art. 73]" in out
    assert "  06.1.1 Oficina de Contabilidad" in out


def test_standard_input(capsys, monkeypatch):
    content = io.BytesIO(seal.canonical(make_document()))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
    assert run(capsys, "seal", "-")[1].strip() == seal.seal(make_document())


def events(count=3):
    previous = chain.GENESIS
    for number in range(count):
        fields = {"sequence": number}
        current = chain.event_hash(previous, fields)
        yield {"fields": fields, "previous_hash": previous, "hash": current}
        previous = current


def write_lines(tmp_path, lines):
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", "utf-8")
    return str(path)


def test_a_sound_chain(capsys, tmp_path):
    path = write_lines(tmp_path, events())
    code, out, _ = run(capsys, "chain", path)
    assert code == 0 and "3 eventos" in out
    assert run(capsys, "chain", path, "--head", list(events())[-1]["hash"])[0] == 0
    code, out, _ = run(capsys, "chain", path, "--head", "f" * 64)
    assert code == 1 and "Evento 4: faltan" in out


def test_a_broken_chain(capsys, tmp_path):
    lines = list(events())
    lines[1]["fields"]["sequence"] = 9
    code, out, _ = run(capsys, "chain", write_lines(tmp_path, lines))
    assert code == 1 and "Evento 2: el contenido" in out


@pytest.mark.parametrize("line", [{}, [], {"fields": [], "previous_hash": "", "hash": ""}])
def test_a_line_that_is_no_event_is_located(capsys, tmp_path, line):
    code, _, error = run(capsys, "chain", write_lines(tmp_path, [*events(), line]))
    assert code == 2 and "línea 4" in error


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b'{"schema_version": 1,\n "kind": }', ("no es JSON", "línea 2, columna 10")),
        (b"\xff\xfe", ("UTF-8", "byte 0")),
        (b"[" * 100_000, ("no es JSON",)),
        (b"", ("no es JSON",)),
        (b"[]", ("documento: se esperaba un objeto",)),
        (b'{"schema_version": 9}', ("schema_version", "versión 9", "se esperaba 1")),
    ],
)
def test_bad_files_say_what_where_and_what_to_do(capsys, tmp_path, content, parts):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    code, out, error = run(capsys, "seal", str(path))
    assert code == 2 and not out
    assert str(path) in error and len(error.splitlines()) == 2
    assert all(part in error for part in parts)


def test_a_wrong_field_is_named_in_spanish(capsys, tmp_path):
    data = to_json(make_document(units=(make_unit(),)))
    data["units"][0]["nature"] = "gerencia"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(data))
    code, _, error = run(capsys, "seal", str(path))
    assert code == 2 and "units[0].nature: 'gerencia' no es un valor admitido" in error


def test_every_kind_of_problem_has_its_sentence():
    for kind in DocumentError._PROBLEMS:
        assert messages.text(f"document.{kind}")


def test_missing_and_unreadable_files(capsys, tmp_path):
    code, _, error = run(capsys, "seal", str(tmp_path / "none.json"))
    assert code == 2 and "no existe" in error and "Revise la ruta" in error
    assert run(capsys, "seal", str(tmp_path))[0] == 2


@pytest.mark.parametrize(
    "arguments", [(), ("fly",), ("seal",), ("seal", "a", "b"), ("render", "a", "--format", "doc")]
)
def test_wrong_usage_shows_how(capsys, arguments):
    code, out, error = run(capsys, *arguments)
    assert code == 2 and not out and "Uso: python -m pgo_core" in error


def test_help_is_in_spanish(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])
    assert caught.value.code == 0 and "Órdenes:" in capsys.readouterr().out


def test_check_reports_and_fails_on_blocking_findings(capsys, tmp_path):
    cycle = (make_unit("a", parent_uid="b"), make_unit("b", parent_uid="a"))
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(to_json(make_document(units=cycle))))
    code, out, _ = run(capsys, "check", str(path))
    assert code == 1 and out


def test_organigram_is_written(capsys, file, tmp_path):
    output = tmp_path / "chart.svg"
    assert run(capsys, "render", file, "--format", "svg", "--output", str(output))[0] == 0
    assert output.read_text("utf-8").startswith("<svg")
    code, _, error = run(capsys, "render", file, "--format", "svg", "--output", str(tmp_path))
    assert code == 2 and "no se puede escribir" in error


def test_the_page_stands_alone(capsysbinary, file):
    assert cli.main(["render", file]) == 0
    page = capsysbinary.readouterr().out.decode()
    assert page.startswith("<!DOCTYPE html>") and "Artículo 1" in page and page.endswith("</html>")


@pytest.mark.parametrize("option", ["--to", "--format"])
@pytest.mark.parametrize("output", ["-o", "--output"])
@pytest.mark.parametrize(
    ("name", "start"),
    [("xlsx", b"PK"), ("ods", b"PK"), ("csv", b"PK"), ("json", b"{"), ("html", b"<!DOCTYPE")],
)
def test_each_format_is_written_whole(capsys, file, tmp_path, option, output, name, start):
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / f"rof.{name}.zip"
    assert run(capsys, "render", file, option, name, output, str(path)) == (0, "", "")
    assert path.read_bytes().startswith(start)
    assert list(folder.iterdir()) == [path]


def test_json_is_what_the_seal_covers(capsys, file, tmp_path):
    path = tmp_path / "again.json"
    assert run(capsys, "render", file, "--to", "json", "-o", str(path))[0] == 0
    assert path.read_bytes() == seal.canonical(make_document())


def test_the_staff_of_the_dossier_is_one_more_list(capsys, file, tmp_path):
    facts, path = tmp_path / "facts.json", tmp_path / "rof.zip"
    staff = {"rows": [{"unit_uid": "gm", "cap": 2, "cas": 1}]}
    facts.write_text(json.dumps({"dossier": {"staff": staff}}), "utf-8")
    options = ["--to", "csv", "-o", str(path)]
    assert run(capsys, "render", file, *options)[0] == 0
    assert "personal.csv" not in ZipFile(path).namelist()
    assert run(capsys, "render", file, *options, "--context", str(facts))[0] == 0
    assert "gm,01.3,Gerencia Municipal,2,1,3,0" in ZipFile(path).read("personal.csv").decode()
    facts.write_text("{}", "utf-8")
    assert run(capsys, "render", file, *options, "--context", str(facts))[0] == 0
    assert "personal.csv" not in ZipFile(path).namelist()


def test_an_unknown_format_is_told_with_those_there_are(capsys, file, tmp_path):
    path = tmp_path / "rof.xls"
    code, out, error = run(capsys, "render", file, "--to", "xls", "-o", str(path))
    assert (code, out) == (2, "") and not path.exists()
    assert "no existe el formato «xls»; los que hay: html, pdf, docx, odt, svg, wall" in error
    assert "FORMATO: html|pdf|docx|odt|svg|wall|wall-a4|xlsx" in error


@pytest.mark.parametrize("name", formats.offered())
def test_each_format_names_a_function_that_is_there(name):
    assert callable(formats.offered()[name]._function())


@pytest.mark.parametrize("kind", catalogue.KINDS.values(), ids=catalogue.KINDS)
def test_each_paper_names_a_function_that_is_there(kind):
    module, _, function = kind.maker.partition(":")
    assert callable(getattr(import_module(f"pgo_core.papers.{module}"), function))


def test_several_files_are_a_zip_and_are_named_so(capsys, file, tmp_path):
    path = tmp_path / "rof.csv"
    code, _, error = run(capsys, "render", file, "--to", "csv", "-o", str(path))
    assert code == 2 and not path.exists()
    assert "rof.csv no termina en «.zip»" in error and "Indique con -o" in error


@pytest.mark.parametrize("name", ["pdf", "xlsx", "ods", "csv"])
def test_binary_is_not_written_to_a_terminal(capsys, file, monkeypatch, name):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    code, out, error = run(capsys, "render", file, "--to", name)
    assert (code, out) == (2, "")
    assert f"el formato {name} no se escribe en la terminal" in error and "-o" in error


def test_a_missing_component_names_its_extra(capsys, file, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    path = tmp_path / "rof.xlsx"
    code, _, error = run(capsys, "render", file, "--to", "xlsx", "-o", str(path))
    assert code == 2 and not path.exists()
    assert "necesita el módulo xlsxwriter" in error and "pip install 'pgo-core[sheets]'" in error


def test_what_excel_does_not_take_leaves_no_file(capsys, tmp_path):
    source, path = tmp_path / "long.json", tmp_path / "rof.xlsx"
    unit = make_unit(description="Y" * 40_000)
    source.write_text(json.dumps(to_json(make_document(units=(unit,)))), "utf-8")
    code, _, error = run(capsys, "render", str(source), "--to", "xlsx", "-o", str(path))
    assert code == 2 and "hoja «Unidades», fila 2" in error and not path.exists()


def test_a_file_is_replaced_whole_or_stays(capsys, file, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    path, link = folder / "rof.json", folder / "link.json"
    path.write_bytes(b"before")
    path.chmod(0o640)
    link.symlink_to(path)

    def full(*_arguments):
        raise OSError(28, "No queda espacio")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        code, _, error = run(capsys, "render", file, "--to", "json", "-o", str(path))
    assert code == 2 and "no se puede escribir" in error and "no queda espacio" in error
    assert path.read_bytes() == b"before" and len(list(folder.iterdir())) == 2
    assert run(capsys, "render", file, "--to", "json", "-o", str(link))[0] == 0
    assert path.read_bytes() == seal.canonical(make_document())
    assert link.is_symlink() and path.stat().st_mode & 0o777 == 0o640
    assert run(capsys, "render", file, "--to", "json", "-o", "/dev/null")[0] == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("output", ["nowhere/rof.json", "null\0rof.json"])
def test_a_place_that_takes_no_file_is_told(capsys, file, tmp_path, output):
    path = str(tmp_path / output)
    code, _, error = run(capsys, "render", file, "--to", "json", "-o", path)
    assert code == 2 and "no se puede escribir" in error and "-o" in error


@pytest.mark.parametrize(
    "form, start",
    [("akn", "<?xml "), ("ttl", "@prefix "), ("jsonld", '{\n "@context"')],
)
def test_legal_xml_and_linked_data_are_written(capsysbinary, file, form, start):
    assert cli.main(["render", file, "--format", form]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text.startswith(start) and "Gerencia Municipal" in text


def test_a_pdf_is_written(capsys, file, tmp_path):
    pytest.importorskip("typst")
    output = tmp_path / "rof.pdf"
    assert run(capsys, "render", file, "--format", "pdf", "--output", str(output))[0] == 0
    assert output.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_an_office_file_is_written(capsys, file, tmp_path, form):
    output = tmp_path / "rof"
    assert run(capsys, "render", file, "--format", form, "--output", str(output))[0] == 0
    assert output.read_bytes().startswith(b"PK")


def test_a_missing_extra_is_named(capsys, file, monkeypatch):
    def missing(options):
        raise ModuleNotFoundError(name="typst")

    monkeypatch.setattr(cli, "_check", missing)
    code, _, error = run(capsys, "check", file)
    assert code == 2 and "typst" in error and "pip install" in error


def test_nothing_heavy_is_imported_by_the_package():
    code = (
        "import sys, pgo_core.cli, pgo_core.business_days;"
        "print(sorted({'typst', 'holidays', 'segno', 'xlsxwriter', 'odoo', 'hypothesis'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_module_runs():
    found = subprocess.run([sys.executable, "-m", "pgo_core"], capture_output=True, text=True)
    assert found.returncode == 2 and "falta indicar" in found.stderr


def test_check_compares_with_the_text_in_force_and_reads_facts(capsys, tmp_path):
    document, base, facts = (tmp_path / name for name in ("new.json", "old.json", "facts.json"))
    text, _context = examples.start("small")
    document.write_text(json.dumps(to_json(text)), "utf-8")
    base.write_text(json.dumps(to_json(text)), "utf-8")
    facts.write_text(json.dumps({"norms": {"LEY-27972": "derogated"}}), "utf-8")
    options = ["--base", str(base), "--context", str(facts), "--json"]
    code, out, error = run(capsys, "check", str(document), *options)
    answer = json.loads(out)
    assert (code, error) == (0, "")
    assert "R41" in {finding["rule"] for finding in answer["findings"]}
    assert "R41" not in answer["skipped"]


def test_check_ends_with_1_when_something_blocks(capsys, tmp_path):
    path = tmp_path / "bad.json"
    text, _context = examples.start("small")
    data = examples.change(to_json(text), [{"at": "gds", "set": {"name": ""}}])
    path.write_text(json.dumps(data), "utf-8")
    code, out, _error = run(capsys, "check", str(path))
    assert code == 1 and "[Impide enviar] R01" in out


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"rurall": True}, "rurall: el campo no existe"),
        ({"rural": "sí"}, "rural: se esperaba true o false"),
        (
            {"dossier": {"staff": {"rows": [{"cap": 1.5}]}}},
            "dossier.staff.rows[0].cap: se esperaba",
        ),
        ([], "documento: se esperaba un objeto"),
    ],
)
def test_facts_that_do_not_fit_are_told_with_their_place(capsys, tmp_path, file, facts, problem):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), "utf-8")
    code, out, error = run(capsys, "check", file, "--context", str(path))
    assert (code, out) == (2, "") and problem in error and str(path) in error


def test_rules_are_listed_for_people_and_programs(capsys):
    code, out, _error = run(capsys, "rules")
    assert code == 0 and "R41 [" in out and "Ley Orgánica de Municipalidades" in out
    listed = json.loads(run(capsys, "rules", "--json")[1])
    assert [item["id"] for item in listed] == sorted(rules.REGISTRY)
    assert {"citation", "severity", "parameters", "examples"} <= listed[0].keys()


def test_the_type_of_the_entity_may_be_given_as_a_fact(capsys, tmp_path, file):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"entity_type": "ministry", "executive": True}), "utf-8")
    code, _out, error = run(capsys, "check", file, "--context", str(path))
    assert code in (0, 1) and error == ""
