"""A test authority with explicit dates, and files that were touched after they were signed."""

from datetime import UTC, datetime
from io import BytesIO

from pgo_core import sign
from pgo_core.sign import authority

SINCE, NOW, UNTIL = (datetime(year, 1, 1, tzinfo=UTC) for year in (2020, 2026, 2040))


def make_authority(folder, since=SINCE, until=UNTIL, signer_until=None, **person):
    """Make an authority with one signer; return (signer, certificate of its root)."""
    root = authority.create(folder, since, until).read_bytes()
    authority.issue(folder, since, signer_until or until, **person)
    return sign.LocalSigner.of_authority(folder), root


def signed_by_stranger(folder, pdf):
    """Return `pdf` with the signature of another authority."""
    return sign.sign(pdf, make_authority(folder)[0], "Conforme")


def update(pdf, change):
    """Return `pdf` with an incremental update in which `change(writer, page)` did something."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"]
    while "/Kids" in (first := page[0].get_object()):
        page = first["/Kids"]
    change(writer, first)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def replace_content(writer, page):
    """Another text on the first page."""
    from pyhanko.pdf_utils import generic

    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def add_comment(writer, page):
    """A note of a reader on the first page."""
    from pyhanko.pdf_utils import generic

    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
            generic.pdf_name("/Contents"): generic.pdf_string("Otro texto"),
            generic.pdf_name("/Rect"): generic.ArrayObject(
                [generic.NumberObject(number) for number in (10, 10, 30, 30)]
            ),
        }
    )
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def revocation_list(folder, serial):
    """Return a list (DER) in which the authority of `folder` revokes one certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    root = x509.load_pem_x509_certificate((folder / "autoridad.pem").read_bytes())
    key = serialization.load_pem_private_key((folder / "autoridad.key").read_bytes(), None)
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject)
    builder = builder.last_update(SINCE).next_update(UNTIL)
    if serial:
        revoked = x509.RevokedCertificateBuilder().serial_number(serial)
        builder = builder.add_revoked_certificate(revoked.revocation_date(SINCE).build())
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def serial_of(folder):
    from cryptography import x509

    return x509.load_pem_x509_certificate((folder / "firmante.pem").read_bytes()).serial_number
