"""Commands that the pure library answers: neither Odoo nor a database is needed."""

import os
import subprocess

from .console import run as run_quietly
from .console import step
from .context import digest
from .system import find_python


def run(ctx, command, args):
    """Hand a command to `python -m pgo_core` and return its exit code: 0, 1 (does not pass) or 2."""
    # The large environment, once `./pgo setup` made it, has everything.
    python = ctx.python if (ctx.stamps / "lib").exists() else _light_python(ctx)
    env = {**os.environ, "PYTHONPATH": str(ctx.lib), "PYTHONUTF8": "1"}
    return subprocess.run(
        [str(python), "-m", "pgo_core", command, *args], env=env, check=False
    ).returncode


def _light_python(ctx):
    """The interpreter of a small environment with the library's own needs: seconds instead of Odoo."""
    folder = ctx.state / "core"
    python = folder / "bin" / "python"
    ctx.make_state()
    project = ctx.lib / "pyproject.toml"
    key = digest(str(folder), project)
    if ctx.is_done("core", key) and python.exists():
        return python
    with ctx.lock("setup"), step("Biblioteca de reglas (la primera vez, unos segundos)"):
        run_quietly([find_python(), "-m", "venv", folder], "Entorno de Python", ctx.setup_log)
        pip = [python, "-m", "pip", "-q", "--disable-pip-version-check", "install"]
        run_quietly(
            [*pip, "-e", f"{ctx.lib}[check]"], "Instalación de la biblioteca", ctx.setup_log
        )
        ctx.mark_done("core", key)
    return python
