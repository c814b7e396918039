"""One source (X1) on 1,000 random documents: names, codes, order, functions and articles read back."""

import os
import subprocess
import sys
from pathlib import Path

DOCUMENTS = 1000
TEST = Path(__file__).resolve().parents[3] / "lib/tests/test_single_source.py"


class Proving:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.board = board

    def run(self):
        """Run the property at random; what fails is printed with the document that shows it."""
        self.board.title(f"Una sola fuente: {DOCUMENTS} documentos al azar en todos los formatos")
        command = [sys.executable, "-m", "pytest", "-q", "-x", str(TEST)]
        environment = os.environ | {"PGO_EXAMPLES": str(DOCUMENTS)}
        done = subprocess.run(
            command, env=environment, cwd=TEST.parents[2], capture_output=True, text=True
        )
        if done.returncode:
            print(done.stdout[-20_000:])
            raise RuntimeError("a format does not say what its document says")
        self.board.note(done.stdout.strip().splitlines()[-1])
