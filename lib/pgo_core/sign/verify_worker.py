"""Looks at one PDF and ends: `python -m pgo_core.sign.verify_worker SECONDS`.

Reads a line of JSON (`roots` and `crls` in base64, `moment`, `base`) and then the file from standard
input; writes `{"signatures": […], "added": …}` or `{"problem": …}` as JSON. SECONDS bounds its
processor time, so that it ends even if the process that started it was killed; its memory is
bounded by the size of the file.
"""

from __future__ import annotations

import base64
import gc
import json
import logging
import re
import resource
import sys
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from types import ModuleType
from typing import Any

from .facts import SignatureFact

#: Memory besides that of the file: interpreter, libraries and what one object may unpack to.
_MEMORY, _TIMES = 1024**3, 4
#: Characters that are shown of what a certificate or a signature says of itself.
_LENGTH = 200
#: Prefix of the identity number in certificates (ETSI EN 319 412-1), such as IDCPE- or PNOPE-.
_IDENTITY = re.compile(r"^[A-Z]{5}-")
_LEVELS = {"NONE": "nothing", "LTA_UPDATES": "signatures", "ANNOTATIONS": "comments"}


def main(seconds: str) -> int:
    """Return 0 with an answer on standard output, whatever the file is."""
    limit = int(seconds) * 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    job = json.loads(sys.stdin.buffer.readline())
    pdf = sys.stdin.buffer.read()
    memory = _MEMORY + _TIMES * len(pdf)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # It ends soon and its memory is bounded: looking for garbage only takes time.
    gc.disable()
    logging.disable(logging.CRITICAL)
    preload()
    try:
        answer = look(pdf, job)
    except MemoryError:
        answer = {"problem": "memory"}
    except RecursionError:
        answer = {"problem": "broken", "detail": "RecursionError"}
    except (
        Exception
    ) as error:  # a file made by anyone fails in any way; the caller says so in words
        answer = {"problem": "broken", "detail": type(error).__name__}
    sys.stdout.write(json.dumps(answer))
    return 0


def preload() -> None:
    """Load what looking at a file needs, before anything of the file can fail."""
    _leave_network_out()
    import pyhanko.sign.diff_analysis
    import pyhanko.sign.validation  # noqa: F401


def _leave_network_out() -> None:
    """Let pyHanko load without its HTTP client: it may ask nobody, and loading it is a third of what
    the check of a file takes. Only the name of a type is taken from it before it is used.
    """
    absent = ModuleType("requests")
    absent.Response = object
    sys.modules["requests"] = absent


def look(pdf: bytes, job: dict[str, Any]) -> dict[str, Any]:
    """Return the signatures of `pdf` as JSON values, and what was added since its base."""
    from pyhanko.pdf_utils.crypt import AuthStatus
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(pdf), strict=False)
    # Without a password to open, what is restricted is what readers may do with it.
    if reader.encrypted and reader.decrypt("").status == AuthStatus.FAILED:
        return {"problem": "encrypted"}
    moment = datetime.fromisoformat(job["moment"])
    trust = Trust(reader, job["roots"], job["crls"], moment)
    found = [fact(signature, trust, reader) for signature in reader.embedded_regular_signatures]
    answer: dict[str, Any] = {"signatures": [asdict(one) for one in found]}
    if job["base"]:
        answer["added"] = added_since(reader, pdf[: job["base"]])
    return answer


class Trust:
    """What certificates are compared with: roots, lists of revoked ones and a moment."""

    def __init__(self, reader, roots: list[str], crls: list[str], moment: datetime):
        from asn1crypto import crl, pem, x509

        def content(text):
            data = base64.b64decode(text)
            return pem.unarmor(data)[2] if pem.detect(data) else data

        self.moment = moment
        self.roots = [x509.Certificate.load(content(root)) for root in roots]
        self.crls = [crl.CertificateList.load(content(one)) for one in crls]
        self.store = _store(reader)

    def context(self, moment: datetime):
        """Return a new context of validation; each signature needs its own."""
        from pyhanko_certvalidator import ValidationContext

        settings = {
            "trust_roots": self.roots,
            "crls": self.crls,
            "moment": moment,
            "allow_fetching": False,
            "revocation_mode": "soft-fail",
        }
        if self.store is None:
            return ValidationContext(**settings)
        return self.store.as_validation_context(settings)

    def validate(self, signature, moment: datetime):
        """Return what pyHanko finds of a signature at a moment."""
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko.sign.validation.settings import KeyUsageConstraints

        usage = KeyUsageConstraints(
            key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
        )
        return validate_pdf_signature(
            signature,
            signer_validation_context=self.context(moment),
            ts_validation_context=self.context(self.moment),
            key_usage_settings=usage,
        )

    def has_list_of(self, certificate) -> bool:
        """Whether we were given the list of revoked certificates that this one declares."""
        if not certificate.crl_distribution_points:
            return False
        return any(one.issuer == certificate.issuer for one in self.crls)


def _store(reader):
    """Return what the file brings for its own validation; None without it."""
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError

    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


def fact(signature, trust: Trust, reader) -> SignatureFact:
    """Return what is known of one signature, `unreadable` when it cannot be made out."""
    covered = _covered(signature)
    try:
        status = trust.validate(signature, trust.moment)
        stamp = status.timestamp_validity
        if stamp is not None and stamp.trusted and stamp.valid and stamp.intact:
            # A trusted stamp proves that it was signed then: certificates count as of that day.
            status = trust.validate(signature, stamp.timestamp)
            return _fact(signature, trust, reader, status, covered, stamp.timestamp)
        return _fact(signature, trust, reader, status, covered, None)
    except MemoryError:
        raise
    except Exception as error:  # the other signatures of the file are still told
        detail = type(error).__name__
        return SignatureFact(
            field=_clean(signature.field_name),
            state="unreadable",
            signed_bytes=covered,
            detail=detail,
        )


def _fact(signature, trust, reader, status, covered, stamped) -> SignatureFact:
    certificate = status.signing_cert
    subject = certificate.subject.native
    signed_at = stamped or status.signer_reported_dt
    since, until = certificate.not_valid_before, certificate.not_valid_after
    judged = _trust(status, stamped or trust.moment, since, until)
    whole = bool(status.intact and status.valid)
    changed = _changed(status, reader)
    fields = signature.sig_object
    return SignatureFact(
        field=_clean(signature.field_name),
        state=_state(whole, changed, judged),
        signer=_clean(subject.get("common_name") or certificate.subject.human_friendly),
        document_number=_IDENTITY.sub("", _clean(subject.get("serial_number"))),
        organization=_clean(subject.get("organization_name")),
        issuer=_clean(
            certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly
        ),
        signed_at=signed_at.isoformat() if signed_at else "",
        time_source="timestamp" if stamped else "declared" if signed_at else "",
        reason=_clean(fields.get("/Reason")),
        place=_clean(fields.get("/Location")),
        intact=whole,
        changed_after=changed,
        trust=judged,
        revocation=_revocation(status, trust, certificate),
        certificate_since=since.isoformat(),
        certificate_until=until.isoformat(),
        signed_bytes=covered,
    )


def _state(whole: bool, changed: str, trust: str) -> str:
    if not whole:
        return "tampered"
    if changed not in ("nothing", "signatures"):
        return "changed_after"
    return {"trusted": "intact", "unknown": "unknown_certificate"}.get(trust, trust)


def _trust(status, moment, since, until) -> str:
    if status.revoked:
        return "revoked"
    if moment > until:
        return "expired"
    if moment < since:
        return "not_yet_valid"
    return "trusted" if status.trusted else "unknown"


def _revocation(status, trust: Trust, certificate) -> str:
    if status.revoked:
        return "revoked"
    return "good" if status.trusted and trust.has_list_of(certificate) else "unchecked"


def _changed(status, reader) -> str:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "nothing"
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return "content"
    if status.docmdp_ok is False:
        return "content"
    return _difference(status.diff_result, reader)


def _difference(result, reader) -> str:
    """Return in one word what pyHanko found added."""
    from pyhanko.sign.diff_analysis import DiffResult
    from pyhanko.sign.fields import enumerate_sig_fields

    if not isinstance(result, DiffResult):
        return "content"
    level = result.modification_level.name
    if level == "FORM_FILLING":
        signatures = {name for name, _value, _reference in enumerate_sig_fields(reader)}
        return "signatures" if set(result.changed_form_fields) <= signatures else "form"
    return _LEVELS.get(level, "content")


def added_since(reader, base: bytes) -> str:
    """Return in one word what the file holds besides `base`, of which it is a continuation."""
    from . import additions

    found = additions.since(reader, base)
    return "nothing" if found is None else _difference(found, reader)


def _covered(signature) -> int:
    """Return how far into the file the signature reaches, in bytes."""
    try:
        numbers = [int(number) for number in signature.byte_range]
        return numbers[-2] + numbers[-1]
    except Exception:  # it says nothing sensible: it reaches nowhere
        return 0


def _clean(value: Any) -> str:
    """Return text of a stranger fit to be shown on one line."""
    if isinstance(value, list):
        value = ", ".join(str(one) for one in value)
    text = "".join(char if char.isprintable() else " " for char in str(value or ""))
    return " ".join(text.split())[:_LENGTH]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
