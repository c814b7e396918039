"""Office files of a whole ROF opened by LibreOffice, when it is at hand: all the text is there, nothing
is repaired; and held against the schemas of Office Open XML (tests/test_office_rules.py for the rest).
"""

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from pgo_core import numbering
from pgo_core.render import formats, reading
from pgo_core.render.redline import redline

#: Format, what LibreOffice turns it into, and the suffix of that.
_TURNED = (("docx", "txt:Text (encoded):UTF8", "txt"), ("odt", "txt:Text (encoded):UTF8", "txt"))
_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


class Opening:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Open the files of a version of 50 units and 600 functions."""
        document = self.world.version(self.fixture, "draft")._read_document()
        self._audit(document)
        self._open(document)

    def _audit(self, document):
        self.board.title("Archivos de oficina por las reglas de Office")
        fewer = replace(document, units=document.units[:-1])
        made = {
            "rof.docx": formats.FORMATS["docx"].make(document),
            "rof.xlsx": formats.FORMATS["xlsx"].make(document),
            "cambios.docx": redline(fewer, document),
        }
        for name, content in made.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                path.write_bytes(content)
                done = subprocess.run(
                    ["openxml-audit", str(path)], capture_output=True, text=True, timeout=300
                )
            if done.returncode:
                raise RuntimeError(done.stdout)
            self.board.note(f"{name}: {done.stdout.strip().splitlines()[0]}")

    def _open(self, document):
        self.board.title("Archivos de oficina abiertos por LibreOffice")
        program = shutil.which("soffice")
        if not program:
            self.board.note("Sin abrir: falta LibreOffice (apt install libreoffice-writer-nogui).")
            return
        for form, filter_name, suffix in _TURNED:
            [text] = self._turn(program, document, form, filter_name, suffix)
            text, place = " ".join(text.split()), 0
            for article in numbering.articles(document):
                place = text.index(reading.article_title(document, article), place)
                for item in article.items:
                    place = text.index(" ".join(item.text.split()), place)
            self.board.note(
                f"{form}: {len(text)} letras, todos los artículos y funciones en su orden"
            )
        for form in ("xlsx", "ods"):
            sheets = self._turn(program, document, form, _SHEETS, "csv")
            told = "".join(sheets)
            texts = [function.text for _unit, function in document.functions()]
            assert all(text.replace('"', '""') in told for text in texts), form
            self.board.note(f"{form}: {len(sheets)} hojas con las {len(texts)} funciones")

    def _turn(self, program, document, form, filter_name, suffix):
        """Return the texts that LibreOffice makes of a file."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / f"rof.{form}").write_bytes(formats.FORMATS[form].make(document))
            command = [
                *(
                    program,
                    "--headless",
                    "--norestore",
                    f"-env:UserInstallation=file://{name}/profile",
                ),
                *("--convert-to", filter_name, "--outdir", name, str(folder / f"rof.{form}")),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
            return [path.read_text("utf-8-sig") for path in sorted(folder.glob(f"*.{suffix}"))]
