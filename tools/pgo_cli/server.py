"""The running product: the commands up, down and init."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from .cluster import cluster
from .console import PgoError, say, step
from .context import read_json, write_atomic
from .odoo import addons, odoo_command, odoo_env, write_config
from .product import (
    changed_addons,
    database_state,
    drop_demo,
    ensure_database,
    load_story,
    prepare_browser,
    update,
)
from .setup import setup

DEFAULT_PORT = 8069


def up(ctx, host="127.0.0.1", port=None, background=False, fresh=False):
    """Serve the product: prepare, install or update, load the story once, start."""
    setup(ctx, quiet=True)
    running = running_server(ctx)
    if port and not running:
        choose_port(host, port)  # better refused now than after minutes of installing
    server = cluster(ctx)
    server.start()
    known = addons(ctx)
    with ctx.lock("up"):
        if fresh:
            _stop_server(ctx)
            running = None
            drop_demo(ctx, server)
        production = ensure_database(ctx, server, known, production=False)
        if running and changed_addons(ctx, server, known):
            say("El código cambió: se reinicia el servidor.")
            _stop_server(ctx)
            running = None
        update(ctx, server, known)
        if not production:
            load_story(ctx, server)
        prepare_browser(ctx, server, known)
        process = None
        if not running:
            process, running = _start_server(ctx, server, host, port, production)
    _show(ctx, running, production)
    if process and not background:
        return _wait(ctx, process)
    if not process and not background:
        say("El servidor ya estaba en marcha; ./pgo down lo detiene.")
    return 0


def init_production(ctx):
    """The `init --production` command: a database without demo, ready for real work."""
    setup(ctx, quiet=True)
    server = cluster(ctx)
    server.start()
    with ctx.lock("up"):
        state, mode = database_state(server)
        if state == "ready":
            raise PgoError(
                f"La base «{server.database}» ya existe (modo {mode}).",
                "Para una base nueva indique otra con PGO_DATABASE_URL, o use otra copia del "
                "proyecto.",
            )
        ensure_database(ctx, server, addons(ctx), production=True)
    say("Base de producción lista, sin datos de demostración.")
    say("  Usuario: admin")
    say(f"  Clave: en el archivo {ctx.state / 'admin-password'} (solo su dueño puede leerlo)")
    say("  Para servirla: ./pgo up --background    (más en docs/deploy.md)")
    return 0


# --- server process ---


def running_server(ctx):
    """Return what is known of the running server, None when there is none."""
    info = read_json(ctx.state / "server.json", None)
    if not info:
        return None
    try:
        with open(f"/proc/{info['pid']}/cmdline", "rb") as stream:
            command = stream.read().decode(errors="replace")
    except (OSError, KeyError):
        return None
    # Process numbers are used again: the command line proves that it is ours.
    return info if str(ctx.state / "odoo.conf") in command else None


def port_is_free(host, port):
    """Tell whether a server could listen there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose_port(host, wanted):
    """Return the wanted port, or the next free one when none was asked for by number."""
    if wanted:
        if not port_is_free(host, wanted):
            raise PgoError(
                f"El puerto {wanted} de {host} está ocupado o no se permite usarlo.",
                "Elija otro con --port, o quite --port para usar el siguiente libre.",
            )
        return wanted
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 50):
        if port_is_free(host, port):
            if port != DEFAULT_PORT:
                say(f"El puerto {DEFAULT_PORT} está ocupado: se usa el {port}.")
            return port
    raise PgoError("No hay un puerto libre entre 8069 y 8118.", "Indique uno con --port.")


def _start_server(ctx, server, host, wanted, production):
    port = choose_port(host, wanted)
    log = ctx.logs / "odoo.log"
    options = {
        "db_name": server.database,
        "dbfilter": f"^{server.database}$",
        "http_interface": host,
        "http_port": port,
    }
    if not production:
        options |= {"smtp_server": "127.0.0.1", "smtp_port": _start_mailbox(ctx)}
    config = write_config(ctx, "odoo", **options)
    with step("Servidor"), open(log, "a", encoding="utf-8") as stream:
        process = subprocess.Popen(
            odoo_command(ctx, config),
            env=odoo_env(ctx),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        info = {"pid": process.pid, "host": host, "port": port, "database": server.database}
        write_atomic(ctx.state / "server.json", json.dumps(info))
        _wait_until_ready(ctx, process, host, port, log)
    return process, info


def _wait_until_ready(ctx, process, host, port, log, seconds=180):
    """Return when the login page answers; the first page also builds the assets."""
    base = address(host, port)
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if process.poll() is not None:
            tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
            say("\n".join(tail), err=True)
            raise PgoError("El servidor terminó al arrancar.", f"Revise {log} (./pgo logs).")
        try:
            with urllib.request.urlopen(f"{base}/web/login", timeout=60) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    _stop_server(ctx)
    raise PgoError(f"El servidor no respondió en {seconds} s.", f"Revise {log} (./pgo logs).")


def _start_mailbox(ctx):
    """Start the local mailbox: the demo's mail becomes files and never leaves the machine."""
    info = read_json(ctx.state / "mailbox.json", {})
    if info and _is_alive(info.get("pid"), "mailbox.py"):
        return info["port"]
    ready = ctx.state / "mailbox.json"
    ready.unlink(missing_ok=True)
    with open(ctx.logs / "mailbox.log", "a", encoding="utf-8") as stream:
        subprocess.Popen(
            [ctx.python, ctx.root / "tools/pgo_cli/inside/mailbox.py", ctx.state / "mail", ready],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    for _ in range(50):
        info = read_json(ready, {})
        if info:
            return info["port"]
        time.sleep(0.1)
    raise PgoError("El buzón local de correo no arrancó.", f"Revise {ctx.logs / 'mailbox.log'}.")


def _is_alive(pid, mark):
    try:
        with open(f"/proc/{int(pid)}/cmdline", "rb") as stream:
            return mark in stream.read().decode(errors="replace")
    except (OSError, TypeError, ValueError):
        return False


def address(host, port):
    shown = "127.0.0.1" if host in ("0.0.0.0", "") else host
    return f"http://{shown}:{port}"


def _show(ctx, info, production):
    """Print the address and who can enter."""
    say("")
    say(f"PGO está en  {address(info['host'], info['port'])}")
    if production:
        say(f"  Usuario admin; su clave está en {ctx.state / 'admin-password'}")
        return
    rows = [("Usuario", "Clave", "Nombre", "Rol")]
    for login, name, password, role in read_json(ctx.state / "demo-users.json", []):
        rows.append((login, password, name, role))
    rows.append(("admin", ctx.secret("admin"), "Administración", "Administración del sistema"))
    widths = [max(len(str(row[i])) for row in rows) for i in range(4)]
    for row in rows:
        line = "  ".join(str(v).ljust(w) for v, w in zip(row, widths, strict=True))
        say("  " + line.rstrip())
    say("")
    say(f"  El correo de la demostración queda en {ctx.state / 'mail'}")


def _wait(ctx, process):
    """Stay in the foreground until the server ends or the user interrupts."""
    say("Ctrl+C detiene el servidor (./pgo up --background lo deja en marcha).")
    try:
        return process.wait()
    except KeyboardInterrupt:
        say("\nDeteniendo …")
        down(ctx)
        return 0


def _terminate(pid):
    """Stop a process of ours: politely, then for good."""
    for number, wait in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        limit = time.monotonic() + wait
        while time.monotonic() < limit:
            # A child of this very process stays a zombie until it is waited for.
            with contextlib.suppress(OSError):
                os.waitpid(pid, os.WNOHANG)
            if not os.path.exists(f"/proc/{pid}"):
                return
            time.sleep(0.1)


def _stop_server(ctx):
    info = running_server(ctx)
    if info:
        _terminate(info["pid"])
    (ctx.state / "server.json").unlink(missing_ok=True)
    mailbox = read_json(ctx.state / "mailbox.json", {})
    if _is_alive(mailbox.get("pid"), "mailbox.py"):
        _terminate(mailbox["pid"])
    (ctx.state / "mailbox.json").unlink(missing_ok=True)
    return bool(info)


def down(ctx):
    """The `down` command: stop the server and the private cluster."""
    if not ctx.state.exists():
        say("No hay nada en marcha.")
        return 0
    stopped = _stop_server(ctx)
    say("Servidor detenido." if stopped else "El servidor no estaba en marcha.")
    try:
        if cluster(ctx).stop():
            say("Base de datos detenida.")
    except PgoError as exc:
        say(f"La base de datos no estaba en marcha ({exc}).")
    return 0
