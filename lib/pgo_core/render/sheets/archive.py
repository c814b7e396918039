"""A zip archive whose bytes follow from its parts alone."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

#: The first moment that a zip archive can tell: it stands for no date.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def archive(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of these parts in their order. `mimetype`, which readers of OpenDocument look for
    at a fixed place, is stored as it is.
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            info = ZipInfo(name, _NO_DATE)
            info.create_system = 0  # the same on every platform
            info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            file.writestr(info, content, compresslevel=6)
    return buffer.getvalue()
