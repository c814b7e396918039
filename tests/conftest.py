"""Makes the documents and readers of the library's tests importable by those that stand here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib/tests"))
