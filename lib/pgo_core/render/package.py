"""Office files are zip archives: written here without clock, so that the same parts give the same
bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from struct import Struct
from typing import BinaryIO

#: The first moment that a zip archive can tell: it stands for no date.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_NO_DAY = 1 << 5 | 1
_STORED, _DEFLATED = 0, 8
#: What is needed to read the archive (2.0), and the attributes of a file of its owner.
_VERSION, _READ_WRITE = 20, 0o600 << 16
#: Of a part: version, flags, method, time, day, check sum, sizes packed and whole, of its name and
#: of what follows it. Of its entry in the directory what comes after that, of the end what it has.
_BYTES, _PART = Struct("<H"), Struct("<HHHHHLLLHH")
_ENTRY, _END = Struct("<HHHLL"), Struct("<4sHHHHLLH")


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    """Return a zip archive of these parts in their order. Images that are compressed already and
    `mimetype`, which readers look for at a fixed place, are stored as they are.

    Written here (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16): loading `zipfile` takes
    longer than filling the archive of a short text. Raises `struct.error` for a part of 4 GiB.
    """
    file: list[bytes] = []
    directory: list[bytes] = []
    place = 0
    for name, content in parts.items():
        data = content.encode() if isinstance(content, str) else content
        stored = name == "mimetype" or name.endswith(".png")
        packed = data if stored else _deflated(data)
        title = name.encode("ascii")
        method = _STORED if stored else _DEFLATED
        sizes = zlib.crc32(data), len(packed), len(data), len(title), 0
        common = _PART.pack(_VERSION, 0, method, 0, _NO_DAY, *sizes)
        file += (b"PK\3\4", common, title, packed)
        directory += (b"PK\1\2", _BYTES.pack(_VERSION), common)
        directory += (_ENTRY.pack(0, 0, 0, _READ_WRITE, place), title)
        place += 4 + _PART.size + len(title) + len(packed)
    listed = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(listed), place, 0)
    return b"".join((*file, listed, end))


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def stream(parts: Iterable[tuple[str, Iterable[bytes]]], file: BinaryIO) -> None:
    """Write a zip archive as `archive` does, each part in pieces as they come."""
    from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

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
    return (
        value.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#x27;")
    )
