"""Certificates that are given to the platform: what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: Larger files are no certificate.
MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class CertificateFact:
    """What a certificate says: whose it is, who issued it, from when until when, and its SHA-256."""

    subject: str
    issuer: str
    since: datetime
    until: datetime
    digest: str
    is_authority: bool


def read(data: bytes) -> CertificateFact | None:
    """Return what a certificate (PEM or DER) says; None for what is none."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    if len(data) > MAX_BYTES:
        return None
    try:
        pem = b"-----BEGIN" in data
        found = (
            x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
        )
        return CertificateFact(
            _name(found.subject),
            _name(found.issuer),
            found.not_valid_before_utc,
            found.not_valid_after_utc,
            found.fingerprint(hashes.SHA256()).hex(),
            _is_authority(found),
        )
    except ValueError:  # a stranger's bytes: the reasons why they are no certificate are many
        return None


def _name(name) -> str:
    from cryptography.x509.oid import NameOID

    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    text = str(found[0].value) if found else name.rfc4514_string()
    return "".join(char for char in text if char.isprintable())[:200]


def _is_authority(certificate) -> bool:
    from cryptography import x509

    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False
