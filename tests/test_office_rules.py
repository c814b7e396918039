"""Every office file against the schemas and rules of its standard (Office Open XML, ISO/IEC 29500;
OpenDocument 1.3), by a program in an environment of its own: `./pgo test` makes it and puts it in the
path, `pytest lib` does without.
"""

import json
import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import golden
import pytest

from pgo_core.document import Annex
from pgo_core.papers import catalogue
from pgo_core.render import formats
from pgo_core.render.redline import redline
from pgo_core.rules import examples

LISTS = ("xlsx", "ods")
TEXTS = ("docx", "odt")
#: What may be done in a protected sheet, which the standard cannot say: a document extended like this
#: must be valid once what is foreign is left out (OpenDocument 1.3, extended documents).
EXTENSION = rb"<loext:table-protection [^>]*/>| xmlns:loext=\"[^\"]*\""


def odd():
    """Letters and lengths that no drafter means, in every place of a text."""
    document = golden.document("small")
    unit, *rest = document.units
    strange = "Y" * 4000, "a\x07b\u202eשלום 😀 <w:t>&amp;", "", "uno\ndos\ttres"
    functions = tuple(
        replace(function, text=text)
        for function, text in zip(unit.functions * 4, strange, strict=False)
    )
    functions = tuple(
        replace(function, uid=f"odd-{place}") for place, function in enumerate(functions)
    )
    return replace(
        document,
        units=(replace(unit, name="X" * 300, functions=functions), *rest),
        annexes=(*document.annexes, Annex("t", "text", "Texto", "Uno.\n\n\x0bDos.")),
    )


def texts():
    """Document by name."""
    return {name: golden.document(name) for name in golden.NAMES} | {
        "odd": odd(),
        "empty": replace(golden.document("small"), units=(), articles=(), competences=()),
    }


def papers():
    """Document and context by name: with all that a dossier says, and with a base."""
    found = {name: examples.start(name) for name in ("small", "ministry", "mop")}
    document, context = found["small"]
    base = replace(document, units=document.units[:-1])
    return found | {"amended": (document, replace(context, base=base))}


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """What the program says of each file, by the file's name."""
    folder = tmp_path_factory.mktemp("office")
    for name, document in texts().items():
        for form in TEXTS + LISTS:
            made = formats.FORMATS[form].make(document, golden.CONTEXT, golden.STAFF)
            if form == "ods":
                made = repacked(made, "content.xml", EXTENSION, b"")
            (folder / f"{name}.{form}").write_bytes(made)
        before = golden.document("small")
        (folder / f"{name}-changes.docx").write_bytes(redline(before, document, golden.CONTEXT))
    for name, (document, context) in papers().items():
        for kind, known in catalogue.available().items():
            if context.base or not known.needs_base:
                paper = known.make(document, context)
                made = catalogue.write(paper, "docx", document, golden.CONTEXT, context.base)
                (folder / f"{name}-{kind}.docx").write_bytes(made)
    return audited(folder)


def repacked(made, part, pattern, new):
    """Return an archive with every match of a pattern in one of its parts, of which there must be
    one, replaced.
    """
    packed = BytesIO()
    with ZipFile(BytesIO(made)) as file, ZipFile(packed, "w") as written:
        for name in file.namelist():
            content = file.read(name)
            if name == part:
                content, count = re.subn(pattern, lambda _match: new, content)
                assert count
            written.writestr(name, content)
    return packed.getvalue()


def audited(folder):
    """Return {file name: [(part, path, what)]}, errors alone; the program must have looked at all."""
    files = sorted(path.name for path in folder.iterdir())
    command = ["openxml-audit", "--recursive", "--max-errors", "0", "--output", "json"]
    command += ["--odf-level", "schema-core"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, timeout=300)
    told = json.loads(done.stdout)
    assert sorted(Path(one["file"]).name for one in told) == files
    return {
        Path(one["file"]).name: [
            (error["part_uri"], error["path"], error["description"])
            for error in one["errors"]
            if error["severity"] == "error"
        ]
        for one in told
    }


def test_every_file_keeps_the_rules(findings):
    assert len(findings) > 50
    assert {name: errors for name, errors in findings.items() if errors} == {}


@pytest.mark.parametrize(
    ("form", "part", "right", "wrong"),
    [
        ("docx", "word/document.xml", b"<w:body>", b"<w:t>fuera</w:t>"),
        ("xlsx", "xl/workbook.xml", b"<sheets>", b"<row/>"),
        ("odt", "content.xml", b"<office:text>", b"<office:text/>"),
    ],
)
def test_the_program_refuses_what_is_wrong(tmp_path, form, part, right, wrong):
    """What passes because nothing is looked at would pass this too."""
    made = formats.FORMATS[form].make(golden.document("small"), golden.CONTEXT, golden.STAFF)
    made = repacked(made, part, re.escape(right), right + wrong)
    (tmp_path / f"wrong.{form}").write_bytes(made)
    assert audited(tmp_path)[f"wrong.{form}"]
