"""The seal: SHA-256 over the canonical bytes of a Document.

The canonical form is RFC 8785 JSON (JCS) of the JSON form, text in NFC. It depends on nothing but
the content: not on key order, hash seed, clock or platform. What is stored is the bytes with their
seal, and verification hashes those bytes, so a later schema never breaks an older seal.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

import rfc8785

from .document import Document, to_json


def canonical(document: Document) -> bytes:
    """Return the canonical bytes (UTF-8) of a Document. Raises `ValueError` for text that is not
    Unicode.
    """
    return rfc8785.dumps(to_json(document))


def seal(document: Document) -> str:
    """Return the seal of a Document: SHA-256 of its canonical bytes, 64 lower-case hexadecimal
    digits.
    """
    return seal_bytes(canonical(document))


def seal_bytes(content: bytes) -> str:
    """Return the seal of bytes that are already canonical (as stored when the version was
    sealed).
    """
    return sha256(content).hexdigest()


def verify(content: bytes, expected: str) -> bool:
    """Return whether the stored bytes have that seal. An empty or malformed seal is simply
    false.
    """
    return hmac.compare_digest(seal_bytes(content).encode(), expected.strip().lower().encode())
