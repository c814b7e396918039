"""The command line of ./pgo."""

import sys

from .console import PgoError, say
from .context import Context
from .setup import setup


def main(root, argv):
    """Run one command and return the exit code."""
    ctx = Context(root)
    try:
        if argv[:1] == ["setup"]:
            setup(ctx)
            return 0
        raise PgoError("Comando desconocido.")
    except PgoError as exc:
        sys.stdout.flush()
        say(f"Error: {exc}", err=True)
        if exc.hint:
            say(f"  Qué hacer: {exc.hint}", err=True)
        return exc.code
    except KeyboardInterrupt:
        say("\nInterrumpido. Repita el mismo comando: continuará donde quedó.", err=True)
        return 130
