"""Office files are zip archives: written here without clock, so that the same parts give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

#: The first moment that a zip archive can tell: it stands for no date.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    """Return a zip archive of these parts in their order. Images that are compressed already and
    `mimetype`, which readers look for at a fixed place, are stored as they are.
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            info = ZipInfo(name, _NO_DATE)
            info.create_system = 0
            stored = name == "mimetype" or name.endswith(".png")
            info.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
            data = content.encode("utf-8") if isinstance(content, str) else content
            file.writestr(info, data, compresslevel=6)
    return buffer.getvalue()


def stream(parts: Iterable[tuple[str, Iterable[bytes]]], file: BinaryIO) -> None:
    """Write a zip archive as `archive` does, each part in pieces as they come."""
    with ZipFile(file, "w") as zipped:
        for name, pieces in parts:
            info = ZipInfo(name, _NO_DATE)
            info.create_system = 0
            info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            if name == "mimetype":
                # Readers look for it at a fixed place: its size stands before it, not after.
                zipped.writestr(info, b"".join(pieces))
                continue
            with zipped.open(info, "w") as part:
                part.writelines(pieces)


def text(value: str) -> str:
    """Return printable text as it stands in an element or an attribute."""
    return escape(value)
