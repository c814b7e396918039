"""Digital signatures of PDF (PAdES): to sign, to hand a file to a signer outside and take it back,
and to say of any PDF who signed it and whether it is still what was signed.

Needs the extra `sign`, which is imported when it is used. Signed files are not reproducible: a
signature holds its moment. Peru: Ley N° 27269 (firmas y certificados digitales) and its Reglamento
(DS N° 052-2008-PCM).
"""

from .facts import SignatureFact, SignError, Verification
from .signing import LocalSigner, NationalSigner, Signer, SigningRequest, accept, prepare, sign
from .verifying import verify

__all__ = [
    "LocalSigner",
    "NationalSigner",
    "SignError",
    "SignatureFact",
    "Signer",
    "SigningRequest",
    "Verification",
    "accept",
    "prepare",
    "sign",
    "verify",
]
