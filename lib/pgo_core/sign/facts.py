"""What is said of the signatures of a file, as data and in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta, timezone
from typing import Any

from ..messages import text as message

#: States of a signature from worst to best; that of a file is the worst of its signatures.
STATES = (
    "unreadable",
    "tampered",
    "changed_after",
    "revoked",
    "expired",
    "not_yet_valid",
    "unknown_certificate",
    "intact",
)

#: States of a file that has no signature to speak of.
UNSIGNED, NOT_READ = "unsigned", "not_read"

#: Dates are told in the time of Peru, which has no other since 1994.
PERU = timezone(timedelta(hours=-5))


class SignError(ValueError):
    """Nothing was signed or accepted. The message is a sentence in Spanish."""

    def __init__(self, key: str, **values: object):
        super().__init__(message(f"sign.error.{key}", **values))


@dataclass(frozen=True, slots=True)
class SignatureFact:
    """One signature of a PDF. Dates are ISO 8601 with their zone; empty when the file does not say.

    `state` is one of `STATES`; `intact` says that the bytes signed are those of the file, and
    `signed_bytes` how far into the file they reach. `changed_after` is what was added afterwards:
    `nothing`, `signatures`, `form`, `comments`, `content` or `unknown`. `trust` is whether the
    certificate descends from one of the roots given: `trusted`, `unknown`, `expired`,
    `not_yet_valid` or `revoked`; `revocation` is `good`, `revoked` or `unchecked`. `time_source` is
    `declared` (by who signs), `timestamp` (by a trusted time-stamping authority) or empty.
    """

    field: str
    state: str
    signer: str = ""
    document_number: str = ""
    organization: str = ""
    issuer: str = ""
    signed_at: str = ""
    time_source: str = ""
    reason: str = ""
    place: str = ""
    intact: bool = False
    changed_after: str = "unknown"
    trust: str = "unknown"
    revocation: str = "unchecked"
    certificate_since: str = ""
    certificate_until: str = ""
    signed_bytes: int = 0
    detail: str = ""

    @property
    def title(self) -> str:
        """The state in a few words."""
        return message(f"sign.state.{self.state}")

    @property
    def name(self) -> str:
        """Who signed, or that it cannot be read."""
        return self.signer or message("sign.label.no_name")

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What the signature and its certificate say, as pairs of label and value."""
        period = {"since": day(self.certificate_since), "until": day(self.certificate_until)}
        values = {
            "document_number": self.document_number,
            "organization": self.organization,
            "signed_at": moment(self.signed_at),
            "reason": self.reason,
            "place": self.place,
            "issuer": self.issuer,
            "certificate": self.certificate_until and message("sign.label.period", **period),
        }
        return [(message(f"sign.label.{key}"), value) for key, value in values.items() if value]

    @property
    def sentences(self) -> list[str]:
        """All that is said of the signature, in whole sentences."""
        said = [message(f"sign.explained.{self.state}", until=day(self.certificate_until))]
        if self.state == "expired" and self.signed_at and self.signed_at <= self.certificate_until:
            said.append(message("sign.explained.expired_later"))
        if self.changed_after == "signatures" and self.state != "changed_after":
            said.append(message("sign.explained.signed_later"))
        if self.state == "changed_after":
            said.append(message(f"sign.change.{self.changed_after}"))
        if self.time_source == "declared":
            said.append(message("sign.explained.declared_time"))
        if self.state in ("intact", "unknown_certificate", "changed_after"):
            said.append(message(f"sign.revocation.{self.revocation}"))
        return said


@dataclass(frozen=True, slots=True)
class Verification:
    """The signatures of a file in the order in which they were made. `problem` is a sentence in
    Spanish when the file could not be looked at; then there are none.
    """

    signatures: tuple[SignatureFact, ...] = ()
    problem: str = ""

    @property
    def state(self) -> str:
        """`unsigned`, `not_read` or the worst state of its signatures."""
        if self.problem:
            return NOT_READ
        if not self.signatures:
            return UNSIGNED
        return min((fact.state for fact in self.signatures), key=STATES.index)

    @property
    def title(self) -> str:
        """The state in a few words."""
        return message(f"sign.state.{self.state}")

    def to_json(self) -> dict[str, Any]:
        """Return the facts as JSON values; `from_json` reads them back."""
        return {
            "signatures": [asdict(fact) for fact in self.signatures],
            "problem": self.problem,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Verification:
        """Read what `to_json` wrote; keys of a later library are left out."""
        known = {field.name for field in fields(SignatureFact)}
        facts = [
            SignatureFact(**{name: value for name, value in row.items() if name in known})
            for row in data.get("signatures") or ()
        ]
        return cls(tuple(facts), data.get("problem") or "")


def moment(value: str) -> str:
    """Return an ISO date and time as it is told in Peru; empty for an empty one."""
    return value and f"{_peru(value):%d/%m/%Y %H:%M}"


def day(value: str) -> str:
    """Return the day of an ISO date and time as it is told in Peru; empty for an empty one."""
    return value and f"{_peru(value):%d/%m/%Y}"


def _peru(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(PERU)
