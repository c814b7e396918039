"""Commands that the pure library answers: neither Odoo nor a database is needed."""

import os
import subprocess

from .console import run as run_quietly
from .console import step
from .context import digest
from .system import find_python

#: Options of `render` that name the format; the module that knows what each format needs.
_FORMAT_OPTIONS = ("--to", "--format")
_EXTRA_OF = (
    "import sys; from pgo_core.render.formats import offered; "
    "wanted = offered().get(sys.argv[1]); print(wanted.extra if wanted else '')"
)
_LIBRARY = "Biblioteca de reglas (la primera vez, unos segundos)"
_FIRST_TIME = "Lo que necesita el formato {} (la primera vez)"
_FIRST_SIGNATURE = "Lo que necesitan las firmas (la primera vez)"
#: Commands that need an extra whatever their arguments.
_EXTRAS = {"sign": "sign", "signatures": "sign"}


def run(ctx, command, args):
    """Hand a command to `python -m pgo_core` and return its exit code: 0, 1 (does not pass) or 2."""
    # The large environment, once `./pgo setup` made it, has everything.
    whole = (ctx.stamps / "lib").exists()
    python = ctx.python if whole else _light_python(ctx)
    env = {**os.environ, "PYTHONPATH": str(ctx.lib), "PYTHONUTF8": "1"}
    if not whole and command in _EXTRAS:
        _add_extra(ctx, python, _EXTRAS[command], _FIRST_SIGNATURE)
    elif not whole and command == "render":
        name = wanted_format(args)
        _add_extra(ctx, python, _extra_of(python, env, name), _FIRST_TIME.format(name))
    return subprocess.run(
        [str(python), "-m", "pgo_core", command, *args], env=env, check=False
    ).returncode


def wanted_format(args):
    """Return the format that the arguments of `render` ask for; empty when they name none."""
    found = ""
    for place, argument in enumerate(args):
        option, sign, inline = argument.partition("=")
        if option in _FORMAT_OPTIONS:
            found = inline if sign else "".join(args[place + 1 : place + 2])
    return found


def _light_python(ctx):
    """The interpreter of a small environment with the library's own needs: seconds instead of Odoo."""
    folder = ctx.state / "core"
    python = folder / "bin" / "python"
    ctx.make_state()
    key = _key(ctx)
    if ctx.is_done("core", key) and python.exists():
        return python
    with ctx.lock("setup"), step(_LIBRARY, err=True):
        run_quietly([find_python(), "-m", "venv", folder], "Entorno de Python", ctx.setup_log)
        for stamp in ctx.stamps.glob("core-*"):  # a new environment has none of them
            stamp.unlink()
        _install(ctx, python, "check")
        ctx.mark_done("core", key)
    return python


def _extra_of(python, env, name):
    """Return the extra that a format needs; empty for none."""
    if not name:
        return ""
    asked = subprocess.run(
        [str(python), "-c", _EXTRA_OF, name], env=env, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def _add_extra(ctx, python, extra, title):
    """Install what the small environment has not: the first time it is asked for."""
    stamp, key = f"core-{extra}", _key(ctx)
    if not extra or ctx.is_done(stamp, key):
        return
    with ctx.lock("setup"), step(title, err=True):
        _install(ctx, python, extra)
        ctx.mark_done(stamp, key)


def _key(ctx):
    return digest(str(ctx.state / "core"), ctx.lib / "pyproject.toml")


def _install(ctx, python, extra):
    pip = [python, "-m", "pip", "-q", "--disable-pip-version-check", "install"]
    run_quietly([*pip, "-e", f"{ctx.lib}[{extra}]"], "Instalación de la biblioteca", ctx.setup_log)
