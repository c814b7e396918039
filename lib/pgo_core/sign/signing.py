"""To sign a PDF: what a signer is given, what is taken back from it, and two signers behind one
interface.

`LocalSigner` holds a key (of the test authority). `NationalSigner` stands for the program that the
person runs on their own machine with their DNIe (Peru: Firma Perú, ReFirma): the platform hands the
file over and takes it back signed. It calls no service of the State: none is reached from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from . import authority
from .facts import SignError, Verification
from .verifying import SIGNED_ONLY, check_file, examine

#: Certificates with which nobody signs: a signature brought back was made just now.
NOT_VALID = ("revoked", "expired", "not_yet_valid")
#: Level of the signatures asked for: PAdES baseline, without or with a time stamp.
BASELINE, TIME_STAMPED = "PAdES B-B", "PAdES B-T"


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """What a signer is given: the bytes to sign, their SHA-256 (hexadecimal) and what the signature
    is to say. `field` is the name of its field, empty when the signer chooses.
    """

    pdf: bytes
    digest: str
    reason: str = ""
    place: str = ""
    field: str = ""
    level: str = BASELINE


class Signer(Protocol):
    """Adds one signature to a PDF without touching the bytes it already has."""

    def sign(self, request: SigningRequest) -> bytes:
        """Return the signed file. Raises `SignError`."""
        ...


def prepare(
    pdf: bytes, reason: str = "", place: str = "", field: str = "", level: str = BASELINE
) -> SigningRequest:
    """Return what a signer of `pdf` is given. Raises `SignError` for what is not a PDF."""
    problem = check_file(pdf)
    if problem:
        raise SignError("file", problem=problem)
    return SigningRequest(pdf, sha256(pdf).hexdigest(), reason, place, field, level)


def sign(pdf: bytes, signer: Signer, reason: str = "", place: str = "", field: str = "") -> bytes:
    """Return `pdf` with one more signature, which is invisible: what the document shows does not
    change, nor do its PDF/A and PDF/UA. Raises `SignError` when nothing is signed.
    """
    request = prepare(pdf, reason, place, field)
    signed = signer.sign(request)
    _check_same(request, signed)
    return signed


def accept(
    request: SigningRequest,
    signed: bytes,
    trust_roots: Sequence[bytes] = (),
    moment: datetime | None = None,
) -> Verification:
    """Return the signatures of a file that a signer outside gives back for `request`.

    Raises `SignError` unless it is the same document with whole signatures added and nothing else, by
    certificates that are valid; whether these descend from `trust_roots` is said in the answer.
    `trust_roots` are certificates (PEM or DER), `moment` is when they must be valid (now if None).
    """
    _check_same(request, signed)
    found, added = examine(signed, trust_roots, moment=moment, base=len(request.pdf))
    if found.problem:
        raise SignError("file", problem=found.problem)
    fresh = [fact for fact in found.signatures if fact.signed_bytes > len(request.pdf)]
    if not fresh:
        raise SignError("no_signature")
    if added != SIGNED_ONLY:
        raise SignError("content_added")
    broken = next((fact for fact in fresh if not fact.intact or fact.state in NOT_VALID), None)
    if broken:
        raise SignError("broken_signature", state=broken.title)
    if fresh[-1].changed_after != "nothing":
        raise SignError("content_added")
    return found


def _check_same(request: SigningRequest, signed: bytes) -> None:
    if not signed.startswith(request.pdf):
        raise SignError("other_document")
    if len(signed) == len(request.pdf):
        raise SignError("no_signature")


class LocalSigner:
    """Signs in this process with a key in a file: for tests and demonstrations.

    `time_stamps` is a `TimeStamper` of pyHanko; with one, signatures are PAdES B-T.
    """

    def __init__(self, certificate: Path, key: Path, chain: Sequence[Path] = (), time_stamps=None):
        self._files = certificate, key, tuple(chain)
        self._time_stamps = time_stamps

    @classmethod
    def of_authority(
        cls, folder: str | Path, signer: str = authority.SIGNER, time_stamps: Any = None
    ) -> LocalSigner:
        """Return a signer of the test authority in `folder`. Raises `SignError` without one."""
        place = Path(folder)
        certificate, key = place / f"{signer}.pem", place / f"{signer}.key"
        root = place / f"{authority.ROOT}.pem"
        if not all(file.is_file() for file in (certificate, key, root)):
            raise SignError("no_authority", folder=place)
        return cls(certificate, key, (root,), time_stamps)

    def sign(self, request: SigningRequest) -> bytes:
        """Return the file with an incremental update that holds the signature."""
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign.general import SigningError

        try:
            return self._sign(request)
        except (PdfError, SigningError, ValueError, LookupError, TypeError, OSError) as error:
            raise SignError(
                "not_signed", detail=f"{type(error).__name__}: {error}"[:300]
            ) from error

    def _sign(self, request: SigningRequest) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers

        class Writer(IncrementalPdfFileWriter):
            def _update_meta(self):
                """Leave the metadata as it is: written again, it would no longer declare PDF/A."""

        writer = Writer(BytesIO(request.pdf), strict=False)
        name = request.field or _free_name(writer)
        metadata = signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            reason=request.reason or None,
            location=request.place or None,
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        # Outside the page and with the print flag: the only place where PDF/A-2 and PDF/UA-1 both
        # allow a field that is not in the tagged structure.
        aside = fields.InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
        field = fields.SigFieldSpec(name, invis_sig_settings=aside, readable_field_name=name)
        signer = signers.PdfSigner(
            metadata, self._signer(), timestamper=self._time_stamps, new_field_spec=field
        )
        return signer.sign_pdf(writer).getvalue()

    def _signer(self):
        from pyhanko.keys import load_cert_from_pemder
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        certificate, key, chain = self._files
        store = SimpleCertificateStore()
        store.register_multiple(load_cert_from_pemder(file) for file in chain)
        return _key_signer()(load_cert_from_pemder(certificate), store, key.read_bytes())


class NationalSigner:
    """The signer of the State, on the person's own machine.

    `exchange` carries the request to that person and brings the signed file back (on the web, a
    download and an upload; in tests, any other signer). What comes back is accepted only if it is
    the same document with whole signatures added.
    """

    def __init__(
        self,
        exchange: Callable[[SigningRequest], bytes],
        trust_roots: Sequence[bytes] = (),
        moment: datetime | None = None,
    ):
        self._exchange, self._trust_roots, self._moment = exchange, tuple(trust_roots), moment

    def sign(self, request: SigningRequest) -> bytes:
        """Return the file that came back. Raises `SignError` when it is not accepted."""
        signed = self._exchange(request)
        accept(request, signed, self._trust_roots, self._moment)
        return signed


def _free_name(writer) -> str:
    """Return `Firma1`, `Firma2`… the first that no field of the file has."""
    from pyhanko.sign.fields import enumerate_sig_fields

    taken = {name for name, _value, _reference in enumerate_sig_fields(writer)}
    number = 1
    while f"Firma{number}" in taken:
        number += 1
    return f"Firma{number}"


def _key_signer():
    """Return the class of a signer of pyHanko that reads its key once; its own reads and proves the
    key at each signature, which takes longer than all the rest.
    """
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding
    from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner

    class KeySigner(CmsSigner):
        def __init__(self, certificate, store, key):
            super().__init__(signing_cert=certificate, cert_registry=store)
            # The certificate vouches for the key: a signature with another one verifies nowhere.
            self._key = serialization.load_pem_private_key(
                key, None, unsafe_skip_rsa_key_validation=True
            )

        async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
            if dry_run:
                return bytes(self._key.key_size // 8)
            digest = getattr(hashes, digest_algorithm.upper())()
            return self._key.sign(data, padding.PKCS1v15(), digest)

    return KeySigner
