"""A certification authority for tests and demonstrations: its signatures have no legal value, and
its certificates say so in every name.

Keys are made when they are asked for, in the folder that the caller gives, readable by its owner
alone. Nothing of this is ever part of the product's files.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..messages import text as message
from .facts import SignError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

#: Files of the authority in its folder, and of the signer that is made when none is named.
ROOT = "autoridad"
SIGNER = "firmante"
_KEY_BITS = 2048
#: Where its list of revoked certificates would be: the certificates name it, nobody serves it.
_REVOKED = "http://autoridad-de-prueba.invalid/revocados.crl"
_NAME = re.compile(r"[a-z0-9_-]{1,40}")


def create(folder: str | Path, since: datetime, until: datetime) -> Path:
    """Make a test authority in `folder` (created if need be) and return its certificate file.

    `since` and `until` bound its validity. Raises `SignError` when there is one already.
    """
    place = Path(folder)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (place / f"{ROOT}.pem").exists():
        raise SignError("authority_exists", folder=place)
    name = _name(message("sign.test.authority"))
    key = _key()
    builder = _builder(name, name, key.public_key(), since, until)
    certificate = _as_authority(builder).sign(key, _sha256())
    return _write(place, ROOT, key, certificate)


def issue(
    folder: str | Path,
    since: datetime,
    until: datetime,
    signer: str = SIGNER,
    person: str = "",
    document_number: str = "",
    time_stamping: bool = False,
) -> Path:
    """Make a key and a certificate of the authority of `folder` and return the certificate file.

    `signer` names its files (lower case letters, digits, - and _); `person` and `document_number`
    stand in the certificate. With `time_stamping` it serves to stamp time and not to sign. Raises
    `SignError` when there is no authority or the name does not serve.
    """
    place = Path(folder)
    if not _NAME.fullmatch(signer) or signer == ROOT:
        raise SignError("signer_name", name=signer)
    root_key, root = _read(place, ROOT)
    key = _key()
    test = message("sign.test.signer")
    name = _name(f"{test} - {person}"[:64] if person else test, document_number)
    builder = _builder(name, root.subject, key.public_key(), since, until)
    certificate = _as_person(builder, root_key, time_stamping).sign(root_key, _sha256())
    return _write(place, signer, key, certificate)


def is_authority(folder: str | Path) -> bool:
    """Whether `folder` holds a test authority with a signer."""
    place = Path(folder)
    return all(
        (place / f"{name}.{kind}").is_file() for name in (ROOT, SIGNER) for kind in ("pem", "key")
    )


def reason(given: str = "") -> str:
    """Return the reason that every signature of a test authority carries."""
    if not given:
        return message("sign.test.reason")
    return message("sign.test.reason_with", reason=given)


def _read(place: Path, name: str) -> tuple[RSAPrivateKey, x509.Certificate]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key((place / f"{name}.key").read_bytes(), None)
        return key, x509.load_pem_x509_certificate((place / f"{name}.pem").read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise SignError("no_authority", folder=place) from error


def _write(place: Path, name: str, key: RSAPrivateKey, certificate: x509.Certificate) -> Path:
    from cryptography.hazmat.primitives import serialization

    encoded = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    secret = place / f"{name}.key"
    secret.unlink(missing_ok=True)
    # Never readable by others, not even between its creation and a change of mode.
    descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(encoded)
    shown = place / f"{name}.pem"
    shown.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return shown


def _key() -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


def _sha256():
    from cryptography.hazmat.primitives import hashes

    return hashes.SHA256()


def _name(common_name: str, document_number: str = "") -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "PE"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, message("sign.test.organization")),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
    ]
    if document_number:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, document_number))
    return x509.Name(parts)


def _builder(subject, issuer, public_key, since, until) -> x509.CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _as_authority(builder) -> x509.CertificateBuilder:
    from cryptography import x509

    usage = _usage(key_cert_sign=True, crl_sign=True)
    return builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    ).add_extension(usage, critical=True)


def _as_person(builder, root_key, time_stamping) -> x509.CertificateBuilder:
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(issuer, critical=False)
        .add_extension(
            x509.CRLDistributionPoints(
                [
                    x509.DistributionPoint(
                        [x509.UniformResourceIdentifier(_REVOKED)], None, None, None
                    )
                ]
            ),
            critical=False,
        )
    )
    if time_stamping:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return builder


def _usage(**given) -> x509.KeyUsage:
    from cryptography import x509

    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})
