"""HTML to PDF by WeasyPrint, in a process of its own that ends with it.

One that hangs, or eats the memory, must not take the server with it; and a page cannot reach what the
process that prints it cannot open.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo.tools import file_path

from pgo_core import worker
from pgo_core.render import fonts

#: Seconds that one form may take; a receipt takes one.
TIME_LIMIT = 60

_FONTCONFIG = "<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"


class PrintError(RuntimeError):
    """No PDF was made. `reason` is `time`, `killed` or `failed`; the message is the technical detail."""

    def __init__(self, reason, detail=""):
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail


def static_folders(addons):
    """Return {addon: its static folder} for those of `addons` that have one."""
    folders = {}
    for addon in addons:
        try:
            folders[addon] = file_path(f"{addon}/static")
        except FileNotFoundError:
            continue
    return folders


def html_to_pdf(html, static, time_limit=TIME_LIMIT):
    """Return an HTML page as PDF/UA. `static` is `{addon: folder}`, all that the page may open.

    Raises `PrintError` when it fails, is killed or takes longer than `time_limit` seconds; then there is no
    file at all.
    """
    job = json.dumps(
        {"html": html, "static": {addon: str(folder) for addon, folder in static.items()}}
    )
    with TemporaryDirectory(prefix="pgo-print-") as root:
        config = Path(root) / "fonts.conf"
        config.write_text(_FONTCONFIG.format(fonts=fonts.folder(), cache=root), "utf-8")
        try:
            done = subprocess.run(
                [
                    sys.executable,
                    "-P",
                    file_path("pgo_output/weasyprint_worker.py"),
                    str(int(time_limit) + 5),
                ],
                input=job.encode(),
                capture_output=True,
                timeout=time_limit,
                check=False,
                cwd=root,
                env={**worker.environment(root), "FONTCONFIG_FILE": str(config)},
            )
        except subprocess.TimeoutExpired as error:
            raise PrintError("time", str(int(time_limit))) from error
    if done.returncode > 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PrintError("failed", lines[-1][:300] if lines else "")
    if done.returncode or not (
        done.stdout.startswith(b"%PDF-") and done.stdout.rstrip().endswith(b"%%EOF")
    ):
        raise PrintError("killed")
    return done.stdout
