"""What the command line reads and writes, and how it tells that it could not."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import files, messages, plain, strict_json
from .document import Document, DocumentError, from_json
from .printable import short, visible

#: Bytes of the largest document that is read, many times one of 1500 units, and of the largest record
#: of events.
MAX_BYTES, MAX_EVENTS = 64 * 1024**2, 1024**3
#: Errors of the system that are told in Spanish (`messages.json`, `system.<name>`).
_SYSTEM = frozenset(
    ("EACCES", "EISDIR", "ENAMETOOLONG", "ENOENT", "ENOSPC", "ENOTDIR", "EPERM", "EROFS")
)
#: Characters of a file that are told in a sentence: a place in it, a value.
_SHOWN = 200


class CliError(Exception):
    """A problem told in Spanish: what is wrong and where, then what to do. Ends with exit code
    2.
    """

    def __init__(self, key: str, **values: object):
        shown = {name: visible(str(value)) for name, value in values.items()}
        problem = messages.text(f"cli.{key}", **shown)
        remedy = messages.text(f"cli.{key}.remedy", **shown)
        super().__init__(messages.text("cli.error", problem=problem, remedy=remedy))


def read_document(file: str) -> Document:
    """Return the Document of a file in its JSON form; `-` is standard input. Raises `CliError`."""
    return document_of(read(file, MAX_BYTES), file)


def document_of(content: bytes, file: str) -> Document:
    """Return the Document of the bytes of a file. Raises `CliError`."""
    try:
        return from_json(parsed(content, file))
    except DocumentError as error:
        raise unfit("not_document", error, file) from None


def unfit(key: str, error: plain.PlainError, file: str) -> CliError:
    """What of a JSON form does not fit, told in Spanish."""
    place = error.path or messages.text("document.root")
    return CliError(key, file=file, place=short(place, _SHOWN), problem=messages.problem(error))


def parsed(content: bytes, file: str, line: int = 1) -> Any:
    """Return the value of the JSON of a file, which begins at `line` of it. Raises `CliError`."""
    try:
        return strict_json.loads(content)
    except strict_json.JsonError as error:
        values = {name: short(str(value), _SHOWN) for name, value in error.params.items()}
        if error.kind == "syntax":
            values["line"] = str(error.params["line"] + line - 1)
        raise CliError(f"json.{error.kind}", file=file, **values) from None


def read(file: str, limit: int) -> bytes:
    """Return the bytes of a file; `-` is standard input. Raises `CliError`, also for more than
    `limit` bytes: a device or a pipe may never end.
    """
    try:
        if file == "-":
            content = sys.stdin.buffer.read(limit + 1)
        else:
            with open(file, "rb") as stream:
                content = stream.read(limit + 1)
    except FileNotFoundError:
        raise CliError("missing_file", file=file) from None
    except (OSError, ValueError) as error:
        raise CliError("unreadable", file=file, detail=reason(error)) from None
    if len(content) > limit:
        raise CliError("too_large", file=file, limit=limit // 1024**2)
    return content


def write(data: bytes, output: str) -> None:
    """Write a whole file, or to standard output if it is `-`. Raises `CliError`."""
    if output == "-":
        _print(data)
        return
    try:
        files.write_whole(output, data)
    except (OSError, ValueError) as error:
        raise CliError("unwritable", file=output, detail=reason(error)) from None


def keep_sources(output: str, sources: Iterable[str]) -> None:
    """Refuse, before anything is made, an output that is one of the files it is made of. Raises
    `CliError`.
    """
    for source in sources:
        try:
            same = bool(source) and Path(output).samefile(source)
        except (OSError, ValueError):  # one of them is not there, or is no file
            continue
        if same and Path(source).is_file():
            raise CliError("same_file", file=output)


def say(text: str) -> None:
    """Print a text whatever the letters of the terminal are. Raises `CliError`."""
    encoding = sys.stdout.encoding or "utf-8"
    _print(text.encode(encoding, "backslashreplace"))


def say_json(value: Any) -> None:
    """Print JSON, in UTF-8 wherever it goes. Raises `CliError`."""
    _print((json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode())


def _print(data: bytes) -> None:
    """Write to standard output. Raises `CliError`, or `BrokenPipeError` when nobody reads on."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        leave_output()
        output = messages.text("cli.output")
        raise CliError("unwritable", file=output, detail=reason(error)) from None


def leave_output() -> None:
    """Let what could not be written go: else Python tries again as it ends, and says so."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def reason(error: Exception) -> str:
    """Return in Spanish why a file cannot be read or written."""
    if isinstance(error, OSError):
        name = errno.errorcode.get(error.errno or 0, "")
        return messages.text(f"system.{name}") if name in _SYSTEM else error.strerror or str(error)
    return messages.text("system.name")
