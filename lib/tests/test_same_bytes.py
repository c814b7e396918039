"""Bytes are a function of the Document and its context (X15): two fresh processes with another
clock, zone, language, folder and hash seed give the same files in every format, the same papers and
the same findings.
"""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import golden
import pytest
from builders import make_document, make_unit
from mutations import KINDS
from papers_helpers import FORMS, make, make_paper, start
from test_render_redline import proposal

from pgo_core import rules
from pgo_core.dossier import Dossier
from pgo_core.papers import catalogue
from pgo_core.render import formats
from pgo_core.render.redline import redline
from pgo_core.rules import examples
from pgo_core.rules.context import for_document

HERE = Path(__file__).parent
#: Makes everything with the clock given, and prints the digests. Programs are those of the tests: in
#: `test_worker` the real ones give the same.
SCRIPT = """
import datetime, json, locale, sys
sys.path.insert(0, sys.argv[1])
from freezegun import freeze_time

import warm
from pgo_core import worker

worker.run = warm.run
locale.setlocale(locale.LC_ALL, "")
with freeze_time(sys.argv[2], ignore=["selectors", "subprocess", "threading"]):
    from test_same_bytes import everything

    assert datetime.date.today().isoformat() == sys.argv[2]
    print(json.dumps(everything()))
"""
#: What differs between the two machines: environment, day, folder.
MACHINES = (
    ({"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}, "1999-12-31", "/"),
    (
        {"PYTHONHASHSEED": "4242", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "LANGUAGE": "es_PE"}
        | {"SOURCE_DATE_EPOCH": "1700000000", "HOME": "/nonexistent", "COLUMNS": "40"},
        "2031-06-15",
        str(HERE),
    ),
)


def everything():
    """The digest of all that is compared, by its name."""
    return {name: _digest(made()) for name, made in MADE.items()}


def _digest(made):
    data = made if isinstance(made, bytes) else repr(made).encode()
    return hashlib.sha256(data).hexdigest()


def pair():
    """A text in force and a proposal that differs in a bit of everything."""
    base = make_document()
    units = tuple(
        replace(unit, name="Oficina General de Finanzas") if unit.uid == "oga" else unit
        for unit in base.units
        if unit.uid != "teso"
    )
    new = make_unit("new", "Oficina de Integridad", "advisory", code="05.3", parent_uid="gm")
    return base, replace(base, units=(*units, new))


def kind_of_paper(key, form):
    """The file of a paper of a kind, of that proposal."""
    base, document = pair()
    context = for_document(document, base=base, dossier=Dossier(), today="2026-03-01")
    paper = catalogue.KINDS[key].make(document, context)
    return catalogue.write(paper, form, document, None, base)


def paper_with_everything(form):
    """The file of a paper that has every part there is."""
    document = make_document()
    return catalogue.write(make_paper(indexed=True), form, document, golden.CONTEXT, document)


def findings():
    """The report on a text with every defect that can be sown in it."""
    document, facts = examples.start("sent")
    for number, (_told, ways) in sorted(KINDS.items()):
        for way in ways:
            seeded = way(document, facts, Random(number))
            if seeded:
                document, facts = seeded.document, seeded.context
    return rules.report(rules.check(document, facts))


def _format(name, form):
    return formats.FORMATS[form].make(golden.document(name), golden.CONTEXT, golden.STAFF)


#: What is compared, by its name: how it is made.
MADE = {
    **{
        f"{name}.{form}": lambda name=name, form=form: _format(name, form)
        for name in golden.NAMES
        for form in formats.FORMATS
    },
    **{
        f"{key}.{form}": lambda key=key, form=form: kind_of_paper(key, form)
        for key in catalogue.KINDS
        for form in catalogue.FORMATS
    },
    **{
        f"paper.{form}": lambda form=form: paper_with_everything(form) for form in catalogue.FORMATS
    },
    **{
        f"words of {kind}, {name}": lambda kind=kind, name=name: make(kind, *start(name))
        for kind in FORMS
        for name in ("sent", "ministry")
    },
    "redline": lambda: redline(make_document(), proposal()),
    "findings": findings,
}


@pytest.fixture(scope="module")
def machines():
    """What the two machines made, by its name."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(HERE), day],
            env=os.environ | changes,
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        for changes, day, folder in MACHINES
    ]
    answers = [process.communicate(timeout=300)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    return [json.loads(answer) for answer in answers]


@pytest.mark.parametrize("name", MADE)
def test_the_same_bytes_on_two_machines(machines, name):
    first, second = (one[name] for one in machines)
    assert first == second


def test_the_findings_are_those_of_this_process_too(machines):
    """A third seed, unless it is set."""
    told = findings()
    assert len(told.splitlines()) > 20 and _digest(told) == machines[0]["findings"]
