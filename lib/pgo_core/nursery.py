"""Tasks of `worker` without the start of an interpreter each: a process that has the libraries of a
program loaded makes a child for every task, and the child ends with it.

What a task may do and what it leaves behind is as in a process of its own: the child has its own
limits and memory, the same environment, and nothing of who asked. The process that makes the
children does nothing else, and ends with who started it or when nobody has asked for a while. While
it is busy, a second task gets a process of its own.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from .worker import TimeUp, environment
from .worker import run as run_apart

#: Seconds without work after which the process of a program ends.
IDLE = 600
_NAMES = ("in", "out", "err")


class _Nursery:
    """The process of one program, of which one task at a time is asked."""

    def __init__(self, module: str):
        self.module = module
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def run(
        self, arguments: Sequence[str], data: bytes, folder: str, time_limit: float
    ) -> subprocess.CompletedProcess[bytes]:
        """Do one task; the lock is held. Raises `TimeUp`, `OSError` without a process."""
        with TemporaryDirectory(prefix="pgo-task-") as place:
            files = [Path(place, name) for name in _NAMES]
            files[0].write_bytes(data)
            job = {
                "files": [str(file) for file in files],
                "arguments": list(arguments),
                "folder": folder,
                "environment": environment(folder),
            }
            answer = self._ask(json.dumps(job).encode() + b"\n", time_limit)
            return subprocess.CompletedProcess(
                [self.module], int(answer), files[1].read_bytes(), files[2].read_bytes()
            )

    def _ask(self, job: bytes, time_limit: float) -> bytes:
        process = self._started()
        process.stdin.write(job)
        process.stdin.flush()
        if not select.select([process.stdout], [], [], time_limit)[0]:
            self.end()
            raise TimeUp
        answer = process.stdout.readline()
        if not answer:
            self.end()
            raise ChildProcessError(self.module)
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        # A server that forks must not share the pipes of its parent.
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable or "python3", "-m", __name__, self.module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What cannot be loaded is told by the process of its own that does the task then.
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=environment("/"),
                start_new_session=True,
            )
            self.owner = os.getpid()
        return self.process

    def end(self) -> None:
        """End the process and the task it may have."""
        process, self.process = self.process, None
        if process is not None and self.owner == os.getpid() and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


_nurseries: dict[str, _Nursery] = {}


def run(
    module: str, arguments: Sequence[str], data: bytes, folder: str, time_limit: float
) -> subprocess.CompletedProcess[bytes]:
    """Do what `worker.run` does, in a child of a process in which the module is loaded.

    The module has `main(*arguments)`, which returns the exit code, and, if what it needs is loaded
    later than itself, `preload()`. Raises `TimeUp`.
    """
    nursery = _nurseries.setdefault(module, _Nursery(module))
    if nursery.lock.acquire(blocking=False):
        try:
            return nursery.run(arguments, data, folder, time_limit)
        except OSError:  # it ended meanwhile, or none can be started: the task is done all the same
            nursery.end()
        finally:
            nursery.lock.release()
    return run_apart(module, arguments, data, folder, time_limit)


@atexit.register
def end() -> None:
    """End the processes that this one started."""
    for nursery in _nurseries.values():
        nursery.end()


def serve(name: str) -> None:
    """Read one job a line and answer the exit code of the child that did it, until nobody asks."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "w")
    # What a library says as it is loaded is no answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    module = import_module(name)
    getattr(module, "preload", lambda: None)()
    while select.select([asked], [], [], IDLE)[0] and (line := asked.readline()):
        child = os.fork()
        if not child:
            _do(module, json.loads(line))
        status = os.waitpid(child, 0)[1]
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()


def _do(module, job) -> None:
    """Do the task as `python -m` would, and end without coming back."""
    code = 1
    try:
        for number, name in enumerate(job["files"]):
            flags = os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY
            os.dup2(os.open(name, flags, 0o600), number)
        sys.stdin = os.fdopen(0, closefd=False)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", closefd=False) for number in (1, 2))
        os.chdir(job["folder"])
        os.environ.clear()
        os.environ.update(job["environment"])
        code = module.main(*job["arguments"])
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
