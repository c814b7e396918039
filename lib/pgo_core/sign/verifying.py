"""To look at the signatures of a PDF that anyone may have made: in a process of its own, within
limits of size, memory and time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import Any

from .. import nursery, worker
from ..messages import text as message
from .facts import Verification

#: Larger files are not looked at.
MAX_BYTES = 300 * 1024 * 1024
#: Seconds that one file may take.
TIME_LIMIT = 30
#: What `examine` says of a file to which signatures were added since its base and nothing else.
SIGNED_ONLY = "signatures"

_WORKER = "pgo_core.sign.verify_worker"
#: A PDF may have a few bytes before its mark, and after its end.
_HEAD, _TAIL = 1024, 2048


def verify(
    pdf: bytes,
    trust_roots: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
    moment: datetime | None = None,
    time_limit: float = TIME_LIMIT,
) -> Verification:
    """Return the signatures of a file; never raises because of what the file holds.

    `trust_roots` are the certificates (PEM or DER) from which others must descend to be trusted,
    `crls` lists of revoked certificates (DER), `moment` when certificates must be valid (now if
    None), `time_limit` in seconds. Nothing is asked over the network.
    """
    return examine(pdf, trust_roots, crls, moment, time_limit=time_limit)[0]


def check_file(pdf: bytes) -> str:
    """Return why a file is not looked at, as a sentence; empty when it may be a PDF."""
    if not pdf:
        return message("sign.problem.empty")
    if len(pdf) > MAX_BYTES:
        return message("sign.problem.large", limit=MAX_BYTES // 1024 // 1024)
    if b"%PDF-" not in pdf[:_HEAD]:
        return message("sign.problem.not_pdf")
    if b"%%EOF" not in pdf[-_TAIL:]:
        return message("sign.problem.incomplete")
    return ""


def problem_of(pdf: bytes, time_limit: float = TIME_LIMIT) -> str:
    """Return why a file cannot be read, as a sentence; empty when it can. It is read apart, so that
    what reads it afterwards in its own process does not hang or fill its memory.

    `time_limit` is in seconds.
    """
    return check_file(pdf) or _look(pdf, (), (), datetime.now(UTC), 0, time_limit)[0].problem


def examine(
    pdf: bytes,
    trust_roots: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
    moment: datetime | None = None,
    base: int = 0,
    time_limit: float = TIME_LIMIT,
) -> tuple[Verification, str]:
    """Return the signatures, and what was added to the file since its first `base` bytes: `nothing`,
    `signatures`, `form`, `comments`, `content`, or `unknown` without a base.
    """
    problem = check_file(pdf)
    if problem:
        return Verification(problem=problem), "unknown"
    # The bytes that a signature covers are named in the clear: a file without them has none.
    if b"/ByteRange" not in pdf:
        return Verification(), "unknown"
    return _look(pdf, trust_roots, crls, moment or datetime.now(UTC), base, time_limit)


def _look(
    pdf: bytes,
    trust_roots: Sequence[bytes],
    crls: Sequence[bytes],
    moment: datetime,
    base: int,
    time_limit: float,
) -> tuple[Verification, str]:
    """Do what `examine` says in a process of its own."""
    job = {
        "roots": [_text(root) for root in trust_roots],
        "crls": [_text(crl) for crl in crls],
        "moment": moment.isoformat(),
        "base": base,
    }
    data = json.dumps(job).encode() + b"\n" + pdf
    with TemporaryDirectory(prefix="pgo-sign-") as folder:
        try:
            done = nursery.run(_WORKER, [str(int(time_limit) + 5)], data, folder, time_limit)
        except worker.TimeUp:
            text = message("sign.problem.time", seconds=int(time_limit))
            return Verification(problem=text), "unknown"
    return _answer(done.returncode, done.stdout, done.stderr)


def _answer(code: int, output: bytes, errors: bytes) -> tuple[Verification, str]:
    if code == 0:
        answer = _parsed(output)
        if answer is not None and not answer.get("problem"):
            return Verification.from_json(answer), answer.get("added") or "unknown"
        if answer is not None:
            detail = str(answer.get("detail") or "")
            return Verification(
                problem=message(f"sign.problem.{answer['problem']}", detail=detail)
            ), "unknown"
    # The extra is missing: that is a fault of the installation, not of the file.
    last = (errors.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
    if last.startswith("ModuleNotFoundError"):
        raise ModuleNotFoundError(last, name=last.rpartition("'")[0].rpartition("'")[2])
    return Verification(problem=message("sign.problem.killed")), "unknown"


def _parsed(output: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(output)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
