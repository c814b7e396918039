"""Many files in one ZIP, with names that any system takes and a list of what is inside."""

import re
import unicodedata
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pgo_core.render.sheets import Column, Listing, csv_lines

#: Characters of a name with its suffix: the folder where it is unpacked needs room as well.
LENGTH = 120
_REFUSED = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|]+")
#: Names that Windows keeps for devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
#: Compressed already: to do it again costs time and gains nothing.
_COMPRESSED = (".pdf", ".docx", ".odt", ".xlsx", ".ods", ".zip")
#: The first moment that a ZIP can tell: it stands for no date.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def safe_name(name, suffix):
    """Return `name` with `suffix` as a file name that Windows, macOS and Linux take, never a path."""
    printable = "".join(sign for sign in name if sign.isprintable())
    words = _REFUSED.sub("-", unicodedata.normalize("NFC", printable)).strip(" .")
    words = words[: LENGTH - len(suffix)].rstrip(" .") or "documento"
    return f"{'_' if _DEVICES.fullmatch(words) else ''}{words}{suffix}"


class Pack:
    """A ZIP written file by file into `stream`; no more than one file is in memory."""

    def __init__(self, stream):
        self._zip = ZipFile(stream, "w")
        self._taken = set()

    def add(self, name, content):
        """Write a file under a name that no other has; return that name and the SHA-256 of the content."""
        name = self._free(name)
        info = ZipInfo(name, NO_DATE)
        info.compress_type = ZIP_STORED if name.endswith(_COMPRESSED) else ZIP_DEFLATED
        self._zip.writestr(info, content)
        return name, sha256(content).hexdigest()

    def close(self, name, columns, rows):
        """Write the list of contents, a CSV with these columns, and end the ZIP."""
        listing = Listing(name, tuple(Column(words, 20) for words in columns), rows)
        self.add(safe_name(name, ".csv"), b"".join(csv_lines(listing)))
        self._zip.close()

    def _free(self, name):
        stem, dot, suffix = name.rpartition(".")
        found, number = name, 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{stem} ({number}){dot}{suffix}"
        self._taken.add(found.casefold())
        return found
