"""One task in a process of its own that ends with it: what reads or composes a file must not take
the server with it, nor keep its memory, when the file is hostile or the task hangs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence


class TimeUp(Exception):
    """The task took longer than it was given and was ended."""


def run(
    module: str, arguments: Sequence[str], data: bytes, folder: str, time_limit: float
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m module *arguments` with `data` as its input and return how it ended.

    `folder` is where it works, `time_limit` is in seconds. Raises `TimeUp`.
    """
    command = [sys.executable or "python3", "-m", module, *arguments]
    try:
        return subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=time_limit,
            check=False,
            cwd=folder,
            env=environment(folder),
        )
    except subprocess.TimeoutExpired as error:
        raise TimeUp from error


def environment(folder: str) -> dict[str, str]:
    """The task sees the same packages and nothing else of this process: no secrets, no locale, no
    clock.
    """
    path = os.pathsep.join(entry for entry in sys.path if entry)
    kept = {key: os.environ[key] for key in ("LD_LIBRARY_PATH",) if key in os.environ}
    own = {
        "PATH": os.defpath,
        "PYTHONPATH": path,
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
    }
    return kept | own
