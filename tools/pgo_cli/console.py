"""What the command prints (in Spanish) and how it runs other programs."""

import contextlib
import ctypes
import errno
import os
import signal
import subprocess
import sys
import time

_NETWORK_MARKS = (
    "Could not resolve",
    "Temporary failure",
    "Failed to fetch",
    "Network is unreachable",
    "Connection refused",
    "Connection timed out",
    "NewConnectionError",
    "Could not connect",
    "No matching distribution found",
)
_DISK_MARKS = ("No space left on device", "Disk quota exceeded")


class PgoError(Exception):
    """A failure the user can act on: one sentence, and what to do about it."""

    def __init__(self, message, hint="", code=1):
        super().__init__(message)
        self.hint = hint
        self.code = code


def say(text="", err=False):
    """Print one line at once, so that progress shows when output is piped."""
    print(text, file=sys.stderr if err else sys.stdout, flush=True)


@contextlib.contextmanager
def step(title, err=False):
    """Announce a step and tell how long it took; on standard error where a command writes data."""
    say(f"→ {title} …", err)
    start = time.monotonic()
    yield
    say(f"  ✓ {title}: {time.monotonic() - start:.1f} s", err)


def explain(output, title):
    """Turn the output of a failed program into an error that says what to do."""
    if any(mark in output for mark in _DISK_MARKS):
        return PgoError(
            f"{title}: no queda espacio en disco.",
            "Libere espacio (se necesitan unos 4 GB) y repita el mismo comando.",
        )
    if any(mark in output for mark in _NETWORK_MARKS):
        return PgoError(
            f"{title}: no se pudo descargar (¿sin red o sin acceso a los repositorios?).",
            "Revise la conexión o el proxy (http_proxy, apt, pip) y repita el mismo comando: "
            "continuará donde quedó.",
        )
    return PgoError(f"{title}: falló.", "Revise el detalle mostrado arriba.")


def run(cmd, title, log=None, cwd=None, env=None, user=None, quiet=True):
    """Run a program to its end and return its output; a failure is a PgoError.

    The output goes to the log file as well, so that a failed step can be read later.
    """
    try:
        done = subprocess.run(
            [str(part) for part in cmd],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=die_with_parent,
            **as_user(user),
        )
    except FileNotFoundError as exc:
        raise PgoError(f"{title}: no se encontró el programa {cmd[0]}.") from exc
    except OSError as exc:
        if exc.errno == errno.ENOSPC:
            raise explain(_DISK_MARKS[0], title) from exc
        raise
    output = done.stdout or ""
    if log:
        with open(log, "a", encoding="utf-8") as stream:
            stream.write(f"$ {' '.join(map(str, cmd))}\n{output}\n")
    if done.returncode:
        say("\n".join(output.splitlines()[-15:]), err=True)
        if log:
            say(f"(registro completo: {log})", err=True)
        raise explain(output, title)
    if not quiet:
        say(output.rstrip())
    return output


def die_with_parent():
    """For preexec_fn: a killed ./pgo must not leave pip or Odoo at work behind its back."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # 1 is PR_SET_PDEATHSIG


def as_user(user):
    """Arguments of subprocess to drop root; nothing when user is None."""
    if not user:
        return {}
    import pwd

    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def is_root():
    """Tell whether the command runs with root's rights."""
    return os.geteuid() == 0
