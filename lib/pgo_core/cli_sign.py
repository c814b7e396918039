"""The commands `sign` and `signatures` of the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from . import messages, sign
from .printable import visible
from .sign import authority, facts, verifying

#: Days that the certificates of a test authority are valid.
TEST_DAYS = 365


def sign_file(pdf: bytes, folder: str, reason: str, place: str) -> bytes:
    """Return `pdf` signed with the test authority of `folder`, which is made when it is missing.

    What it is stands in the reason of the signature. Raises `SignError`.
    """
    problem = verifying.problem_of(pdf)
    if problem:
        raise sign.SignError("file", problem=problem)
    if not authority.is_authority(folder):
        make_authority(folder)
        sys.stderr.write(messages.text("cli.sign.authority_made", folder=folder))
    signer = sign.LocalSigner.of_authority(folder)
    return sign.sign(pdf, signer, authority.reason(reason), place)


def signed_text(output: str, folder: str) -> str:
    """Return what is said once the file is written."""
    root = Path(folder) / f"{authority.ROOT}.pem"
    return messages.text("cli.sign.done", file=output) + messages.text(
        "cli.sign.check", file=output, root=root
    )


def make_authority(folder: str, now: datetime | None = None) -> None:
    """Make a test authority and its signer, valid from an hour before `now`. Raises `SignError`."""
    since = (now or datetime.now(UTC)) - timedelta(hours=1)
    until = since + timedelta(days=TEST_DAYS)
    authority.create(folder, since, until)
    authority.issue(folder, since, until)


def data(found: sign.Verification) -> dict[str, Any]:
    """Return what is said of the signatures of a file as JSON values, with the words for people."""
    said = {"state": found.state, "title": found.title, **found.to_json()}
    for row, fact in zip(said["signatures"], found.signatures, strict=True):
        row.update(title=fact.title, sentences=fact.sentences)
    return said


def report(file: str, found: sign.Verification) -> str:
    """Return what is said of the signatures of a file, to read."""
    return "".join(_lines(visible(file), found))


def passes(found: sign.Verification) -> bool:
    """Whether there is nothing to object: no signature at all, or all of them whole and trusted."""
    return found.state in (facts.UNSIGNED, "intact")


def _lines(file: str, found: sign.Verification) -> Iterator[str]:
    yield messages.text("cli.signatures.title", file=file, state=found.title)
    if found.problem:
        yield messages.text("cli.signatures.problem", problem=found.problem)
    for number, fact in enumerate(found.signatures, start=1):
        values = {"number": number, "signer": fact.name, "state": fact.title}
        yield messages.text("cli.signatures.one", **values)
        for label, value in fact.rows:
            yield messages.text("cli.signatures.line", label=label, value=value)
        for sentence in fact.sentences:
            yield messages.text("cli.signatures.sentence", sentence=sentence)
