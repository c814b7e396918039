"""The processes of `pgo_core.worker` for tests, without their start: one process for each program
has its libraries loaded, and a child of it does each task as the real process does.

Loading Typst or pyHanko takes longer than what a test asks of them. What the start itself promises
is tested with real processes: `test_worker.py`, and every test that names a program of its own or
gives it less than `_LEAST` seconds.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from pgo_core import worker

cold = worker.run

#: What each program loads when it has work to do.
PROGRAMS = {
    "pgo_core.render.typst_worker": "import typst",
    "pgo_core.sign.verify_worker": (
        "from pgo_core.sign import verify_worker; verify_worker._leave_network_out()\n"
        "import pyhanko.sign.validation, pyhanko.sign.diff_analysis"
    ),
}
#: Tests of the time limit give less and start the real process.
_LEAST = 5
_started: dict[str, subprocess.Popen] = {}


def run(module, arguments, data, folder, time_limit):
    """Do what `pgo_core.worker.run` does, in a child of a process that is already there."""
    if module not in PROGRAMS or time_limit < _LEAST:
        return cold(module, arguments, data, folder, time_limit)
    server = _server(module)
    with TemporaryDirectory(prefix="pgo-warm-") as place:
        files = [Path(place, name) for name in ("in", "out", "err")]
        files[0].write_bytes(data)
        job = {
            "files": [str(one) for one in files],
            "arguments": list(arguments),
            "folder": folder,
            "environment": worker.environment(folder),
        }
        server.stdin.write(json.dumps(job).encode() + b"\n")
        server.stdin.flush()
        if not select.select([server.stdout], [], [], time_limit)[0]:
            _end(module)
            raise worker.TimeUp
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(
            [module], code, files[1].read_bytes(), files[2].read_bytes()
        )


def _server(module):
    if module not in _started:
        _started[module] = subprocess.Popen(
            [sys.executable, __file__, module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=worker.environment("/"),
            start_new_session=True,
        )
        atexit.register(_end, module)
    return _started[module]


def _end(module):
    """End a process and the task it may have."""
    if server := _started.pop(module, None):
        os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def serve(module):
    """Read one job a line and answer the exit code of the child that did it."""
    exec(PROGRAMS[module], {})
    for line in sys.stdin.buffer:
        job = json.loads(line)
        child = os.fork()
        if not child:
            _do(module, job)
        _child, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _do(module, job):
    """Run the program as `python -m` would, and end without coming back."""
    code = 1
    try:
        for number, name in enumerate(job["files"]):
            flags = os.O_RDONLY if not number else os.O_WRONLY | os.O_CREAT
            os.dup2(os.open(name, flags), number)
        sys.stdin = os.fdopen(0, closefd=False)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", closefd=False) for number in (1, 2))
        os.chdir(job["folder"])
        os.environ.clear()
        os.environ.update(job["environment"])
        sys.argv = [module, *job["arguments"]]
        sys.modules.pop(module, None)
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
