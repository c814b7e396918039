"""Signing the official PDF and looking at its signature, beside making that PDF."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pgo_core import sign
from pgo_core.render.pdf import pdf
from pgo_core.sign import authority

from .clock import Side

TARGET = 0.6
#: Bytes that one signature may add to a file.
MOST_BYTES = 30_000


class Signing:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Sign and verify a version of 600 functions, always by the clock on the wall: what looks at a file is
        a child of a process that stays (`pgo_core.nursery`), whose processor time is not ours to read.
        """
        clock = self.board.clock
        kind, clock.kind = clock.kind, "wall"
        try:
            self._run()
        finally:
            clock.kind = kind

    def _run(self):
        document = self.world.version(self.fixture, "draft")._read_document()
        with tempfile.TemporaryDirectory() as folder:
            since = datetime.now(UTC) - timedelta(hours=1)
            until = since + timedelta(days=1)
            root = authority.create(Path(folder) / "ca", since, until).read_bytes()
            authority.issue(Path(folder) / "ca", since, until)
            signer = sign.LocalSigner.of_authority(Path(folder) / "ca")
            self._compare(document, signer, root)

    def _compare(self, document, signer, root):
        content = pdf(document)
        signed = sign.sign(content, signer)
        added = len(signed) - len(content)

        def both():
            assert sign.verify(sign.sign(content, signer), [root]).state == "intact"

        self.board.title(f"Firma de un PDF de {len(content) // 1024} KB")
        peer = Side("hacer el PDF", lambda: pdf(document))
        self.board.compare("firmar y verificar", Side("", both), peer, TARGET)
        self.board.compare(
            "solo verificar (proceso propio)", Side("", lambda: sign.verify(signed, [root])), peer
        )
        unsigned = Side("", lambda: sign.verify(content, [root]))
        self.board.compare("verificar un PDF sin firma", unsigned, peer)
        mark = "✓" if added <= MOST_BYTES else "✗"
        self.board.note(f"{mark} la firma agrega {added} bytes (meta ≤ {MOST_BYTES})")
