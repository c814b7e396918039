"""Bytes are a function of the Document and its context (X15): two fresh processes with another
clock, zone, language, folder and hash seed give the same file in every format.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pgo_core.render import formats

HERE = Path(__file__).parent
#: Renders every format of the examples with the clock given, and prints their digests.
SCRIPT = """
import datetime, hashlib, json, locale, sys, time
sys.path.insert(0, sys.argv[1])
from freezegun import freeze_time

locale.setlocale(locale.LC_ALL, "")
with freeze_time(sys.argv[2], ignore=["selectors", "subprocess"]):
    from golden import CONTEXT, NAMES, STAFF, document
    from pgo_core.render import formats

    assert datetime.date.today().isoformat() == sys.argv[2]
    found = {
        f"{name}.{form}": hashlib.sha256(known.make(document(name), CONTEXT, STAFF)).hexdigest()
        for name in NAMES
        for form, known in formats.available().items()
    }
print(json.dumps(found))
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


@pytest.fixture(scope="module")
def made():
    """Digests by file of the two machines."""
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


@pytest.mark.parametrize("form", sorted(formats.available()))
def test_the_same_bytes_on_two_machines(made, form):
    first, second = ({k: v for k, v in one.items() if k.endswith(f".{form}")} for one in made)
    assert len(first) == 3
    assert first == second
