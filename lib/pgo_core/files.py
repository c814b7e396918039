"""Files as they are handed over: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file under a temporary name beside its own and rename it, so that nobody ever sees
    half of it and what was there stays when writing fails. A device or a pipe is written as it is.
    Raises `OSError`.
    """
    # The file that a link names is replaced, not the link.
    place = Path(os.path.realpath(path))
    mode = None
    with contextlib.suppress(FileNotFoundError):
        mode = place.stat().st_mode
    if mode is not None and not stat.S_ISREG(mode):
        place.write_bytes(data)
        return
    temporary = place.with_name(f".pgo-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with open(temporary, "xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
