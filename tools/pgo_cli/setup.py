"""The `setup` command: every step is skipped when it was done with the same inputs."""

import platform
import time

from .cluster import cluster
from .console import PgoError, say
from .odoo_tree import ensure_tree
from .system import ensure_packages
from .venv import ensure_lib, ensure_venv


def setup(ctx, quiet=False):
    """Prepare everything under .pgo; safe to repeat and to interrupt."""
    start = time.monotonic()
    if platform.system() != "Linux" or platform.machine() not in ("x86_64", "amd64"):
        raise PgoError(
            "La preparación automática es para Debian 12 o 13 en amd64.",
            "Use un contenedor de Debian o siga docs/deploy.md.",
        )
    with ctx.lock("setup"):
        ctx.check_disk()
        ensure_packages(ctx)
        ensure_tree(ctx)
        ensure_venv(ctx)
        ensure_lib(ctx)
        cluster(ctx).ensure()
    if not quiet:
        say(f"Preparación completa en {time.monotonic() - start:.1f} s (carpeta {ctx.state}).")
