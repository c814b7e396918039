import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from odoo.addons.pgo_rof.tests.common import VersionCase

from pgo_core import nursery, sign
from pgo_core.render.pdf import pdf
from pgo_core.sign import authority


class SignatureCase(VersionCase):
    """A version, its printed draft, and a test authority that may or may not be recognized."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The process that looks at signatures stays for the next file; tests leave none behind.
        cls.addClassCleanup(nursery.end)
        cls.folder = Path(mkdtemp(prefix="pgo-signature-"))
        cls.addClassCleanup(rmtree, cls.folder)
        cls.now = datetime.now(UTC)
        since, until = cls.now - timedelta(days=30), cls.now + timedelta(days=30)
        cls.root_file = authority.create(cls.folder / "ca", since, until).read_bytes()
        authority.issue(cls.folder / "ca", since, until, person="Ana Quispe")
        cls.signer = sign.LocalSigner.of_authority(cls.folder / "ca")
        cls.version = cls.adopt()
        cls.plain = pdf(cls.version._read_document())
        cls.signed = sign.sign(cls.plain, cls.signer, "Visto bueno")

    @classmethod
    def recognize(cls, user=None, **vals):
        """Register the test authority as the administrator of SGP does."""
        return (
            cls.env["pgo.trust.root"]
            .with_user(user or cls.sgp_admin)
            .create(
                {
                    "name": "Autoridad de prueba",
                    "certificate": base64.b64encode(cls.root_file),
                    "certificate_name": "raiz.pem",
                    "reason": "Oficio N° 001-2026",
                    **vals,
                }
            )
        )

    @classmethod
    def document(cls, content, kind="technical_report", **vals):
        """Store a document of the dossier as the formulator does."""
        return (
            cls.env["pgo.dossier.document"]
            .with_user(cls.formulator)
            .create(
                {
                    "version_id": cls.version.id,
                    "kind": kind,
                    "file": base64.b64encode(content),
                    "file_name": "informe.pdf",
                    **vals,
                }
            )
        )
