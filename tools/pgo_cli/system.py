"""Programs of the system: what Debian must bring, and the right Python."""

import os
import shutil
import subprocess
from pathlib import Path

from .console import PgoError, is_root, run, say, step
from .context import digest

# Debian package -> how to see that it is there without asking dpkg.
_CHROMIUM_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_LIBRARY_DIRS = ("/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib", "/usr/lib64")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PYTHONS = ((3, 11), (3, 12), (3, 13))


def postgres_bindirs():
    """Return the folders with a PostgreSQL server of the system, the newest first.

    PGO_POSTGRES=embedded ignores them: the one from pip is used, as where there is none.
    """
    if os.environ.get("PGO_POSTGRES") == "embedded":
        return []

    def version(path):
        number = path.parent.name.split(".")[0]
        return int(number) if number.isdigit() else 0

    found = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "initdb").exists()]
    return sorted(found, key=version, reverse=True)


def _has_library(name):
    return any(Path(folder, name).exists() for folder in _LIBRARY_DIRS)


def missing_packages():
    """Return the Debian packages that are not there, as (needed, useful) lists."""
    needed, useful = [], []
    if not find_python(complain=False):
        needed.append("python3-venv")
    if not KEYRING.exists():
        needed.append("debian-archive-keyring")
    if not postgres_bindirs():
        useful.append("postgresql")
    if not find_chromium():
        useful.append("chromium")
    if not shutil.which("pdftotext"):
        useful.append("poppler-utils")
    if not _FONT.exists():
        useful.append("fonts-dejavu-core")
    for library, package in (
        ("libpango-1.0.so.0", "libpango-1.0-0"),
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    ):
        if not _has_library(library):
            useful.append(package)
    return needed, useful


def find_chromium():
    """Return the browser that Odoo's tests would use (they look on PATH only)."""
    return next((p for p in map(shutil.which, _CHROMIUM_NAMES) if p), None)


def ensure_packages(ctx):
    """Install what is missing (root), or tell once what an administrator may install."""
    needed, useful = missing_packages()
    if not needed and not useful:
        return
    packages = needed + useful
    if is_root():
        _apt_install(ctx, packages)
        return
    command = "sudo apt install " + " ".join(packages)
    if needed:
        raise PgoError(
            "Faltan programas del sistema que no se pueden traer sin permisos de administrador.",
            f"Ejecute una vez: {command}",
        )
    key = digest(*packages)
    if not ctx.is_done("apt-hint", key):
        say("  Sin permisos de administrador: se continúa sin " + ", ".join(packages) + ".")
        say(f"  Para instalarlos: {command}")
        if "postgresql" in packages:
            say("  (la base de datos usará un PostgreSQL privado, descargado con pip)")
        if "chromium" in packages:
            say("  (sin chromium no se pueden ejecutar las pruebas de navegador)")
        ctx.mark_done("apt-hint", key)


def _apt_install(ctx, packages):
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    # PostgreSQL's package would start a server of its own; we only want the programs.
    preset = Path("/etc/postgresql-common/createcluster.conf")
    if "postgresql" in packages and not preset.exists():
        preset.parent.mkdir(parents=True, exist_ok=True)
        preset.write_text("create_main_cluster = false\n", encoding="utf-8")
    with step("Paquetes del sistema: " + " ".join(packages)):
        run(["apt-get", "-q", "update"], "apt-get update", ctx.setup_log, env=env)
        run(
            ["apt-get", "-q", "-y", "--no-install-recommends", "install", *packages],
            "apt-get install",
            ctx.setup_log,
            env=env,
        )


def _probe(path):
    """Return (major, minor) of an interpreter that can make virtual environments."""
    code = "import sys, ensurepip, venv; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([path, "-c", code], capture_output=True, text=True, timeout=20)
        return tuple(int(n) for n in done.stdout.split()) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def find_python(complain=True):
    """Return the Python 3.11 to 3.13 of the system, or another one on PATH."""
    import sys

    names = [os.environ.get("PGO_PYTHON"), "/usr/bin/python3", sys.executable]
    names += [shutil.which(f"python{a}.{b}") for a, b in PYTHONS]
    for path in filter(None, names):
        if _probe(path) in PYTHONS:
            return path
    if complain:
        raise PgoError(
            "No hay un Python 3.11, 3.12 o 3.13 con el módulo venv.",
            "En Debian 12 o 13: sudo apt install python3 python3-venv",
        )
    return None
