"""Composes one file and ends: `python -m pgo_core.render.typst_worker ROOT FONTS SECONDS TEMPLATE`.

Reads the data as JSON from standard input, writes the PDF to standard output and nothing else
there. ROOT is an empty directory, the only one that the template can read. SECONDS bounds its
processor time, so that it ends even if the process that started it was killed. TEMPLATE is the name
of one of `render/data`.
"""

from __future__ import annotations

import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from .. import resources

STANDARDS = ["a-2a", "ua-1"]
#: The bundled fonts that the templates use: family, style, weight.
FONTS = {
    ("Liberation Sans", "normal", 400),
    ("Liberation Sans", "normal", 700),
    ("DejaVu Sans", "normal", 400),
}


def main(root: str, fonts: str, seconds: str, template: str) -> int:
    """Return the exit code: 0 with a complete PDF on standard output, 1 with the reason on standard
    error.
    """
    limit = int(seconds) * 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    import typst

    folder = Path(root)
    for name, source in (("main.typ", f"{template}.typ"), ("shared.typ", "shared.typ")):
        (folder / name).write_text(resources.read("render", "data", source), "utf-8")
    (folder / "data.json").write_bytes(sys.stdin.buffer.read())
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
    )
    # Without a font Typst leaves the letters out and says nothing.
    there = {(font.family, font.style, font.weight) for font in found.fonts()}
    if missing := sorted(FONTS - there):
        sys.stderr.write(f"FontError: {' '.join(map(str, missing[0]))}\n")
        return 1
    try:
        result = typst.compile(
            folder / "main.typ",
            root=folder,
            font_paths=found,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=datetime(2000, 1, 1, tzinfo=UTC),
        )
    except Exception as error:
        words = " ".join(str(error).split())
        sys.stderr.write(f"{type(error).__name__}: {words}\n")
        return 1
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
