"""The files that were looked at: digests of every format and the text of the PDF, for one small, one
two-section and one MOP document.

    python lib/tests/golden.py            # after a change that was meant: writes lib/tests/golden/
    python lib/tests/golden.py --png DIR  # the pages of the PDF and the organigrams, to look at

Needs nothing but the library and its tests' packages; `--png` needs pdftoppm. Look at the pages and
at the difference of the texts in git before committing either.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from PIL import Image

from pgo_core.document import from_json
from pgo_core.dossier import StaffRow, StaffTable
from pgo_core.render import formats
from pgo_core.render.composition import RenderContext

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent / "golden"
DIGESTS = FOLDER / "digests.json"
#: A small municipality as it adopts its model, a ministry in two sections, a programme's MOP.
FILES = {
    "small": ROOT / "docs/examples/small.document.json",
    "ministry": ROOT / "lib/pgo_core/data/examples/ministry.document.json",
    "mop": ROOT / "lib/pgo_core/data/examples/mop.document.json",
}
NAMES = tuple(FILES)
CONTEXT = RenderContext(
    "BORRADOR",
    "https://pgo.example.pe/verificar/AB12-CD34",
    "AB12-CD34",
    "0f" * 32,
    date(2026, 3, 1),
)
STAFF = StaffTable((StaffRow("", "Total", 3, 1, 4, 0),), 3, 1, 4)


def document(name):
    """One of the three Documents."""
    return from_json(json.loads(FILES[name].read_text("utf-8")))


def digests(name):
    """SHA-256 by format. That of an archive is taken of its parts, pictures as pixels: what zlib
    makes of them may differ from one machine to another.
    """
    found = {}
    for form, known in formats.available().items():
        made = known.make(document(name), CONTEXT, STAFF)
        found[form] = hashlib.sha256(b"".join(_parts(made))).hexdigest()
    return found


#: A word broken at the end of a line.
_BROKEN = "\u00ad\n"


def _parts(made):
    if not is_zipfile(BytesIO(made)):
        yield made
        return
    with ZipFile(BytesIO(made)) as file:
        for name in file.namelist():
            content = file.read(name)
            yield name.encode()
            yield _pixels(content) if name.endswith(".png") else content


def _pixels(content):
    return Image.open(BytesIO(content)).convert("RGB").tobytes()


def text(name):
    """The text of the PDF by its tags, a line each, as a screen reader goes through it."""
    from pdf_reader import Read

    blocks = Read(formats.FORMATS["pdf"].make(document(name), CONTEXT)).all
    return "".join(
        f"{tag}: {' '.join(words.replace(_BROKEN, '').split())}\n" for tag, words in blocks
    )


def write():
    """Write the digests and texts of all of them."""
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        (FOLDER / f"{name}.txt").write_text(text(name), "utf-8")
    made = {name: digests(name) for name in NAMES}
    DIGESTS.write_text(json.dumps(made, indent=2) + "\n", "utf-8")


def draw(folder):
    """Write the pages of the PDF and of the wall print as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        for form in ("pdf", "wall"):
            path = folder / f"{name}-{form}.pdf"
            path.write_bytes(formats.FORMATS[form].make(document(name), CONTEXT))
            subprocess.run(["pdftoppm", "-r", "70", "-png", path, path.with_suffix("")], check=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    parser = argparse.ArgumentParser()
    parser.add_argument("--png", type=Path)
    options = parser.parse_args()
    draw(options.png) if options.png else write()
