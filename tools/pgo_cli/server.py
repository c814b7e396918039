"""The commands around the running product: up, down, status, logs, init, verify, shell, psql."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from .cluster import ExternalServer, cluster
from .console import PgoError, say, step
from .context import read_json, write_atomic
from .odoo import (
    LANGUAGE,
    addon_hashes,
    addons,
    get_parameter,
    odoo_command,
    odoo_env,
    run_inside,
    run_odoo,
    set_parameter,
    store_hashes,
    stored_hashes,
    write_config,
)
from .setup import setup
from .templates import remove_database

DEFAULT_PORT = 8069
_MAIN_ADDON = "pgo"
_STORY = "odoo.addons.pgo.demo_story:load"
_VERIFY = "odoo.addons.pgo_base.verify:run"


def up(ctx, host="127.0.0.1", port=None, background=False):
    """Serve the product: prepare, install or update, load the story once, start."""
    setup(ctx, quiet=True)
    running = running_server(ctx)
    server = cluster(ctx)
    server.start()
    known = addons(ctx)
    with ctx.lock("up"):
        production = _ensure_database(ctx, server, known, production=False)
        if running and _changed(ctx, server, known):
            say("El código cambió: se reinicia el servidor.")
            _stop_server(ctx)
            running = None
        _update(ctx, server, known)
        if not production:
            _load_story(ctx, server)
        process = None
        if not running:
            process, running = _start_server(ctx, server, host, port, production)
    _show(ctx, running, production)
    if process and not background:
        return _wait(ctx, process)
    if not process and not background:
        say("El servidor ya estaba en marcha; ./pgo down lo detiene.")
    return 0


# --- database ---


def _database_state(server):
    """Return absent, empty, partial or ready, and the mode stored in a ready one."""
    if isinstance(server, ExternalServer):
        try:
            names = {row[0] for row in server.query("SELECT current_database()", server.database)}
        except PgoError:
            names = server.databases()
    else:
        names = server.databases()
    if server.database not in names:
        return "absent", None
    mode = get_parameter(server, server.database, "pgo.mode")
    if mode:
        return "ready", mode
    tables = server.query(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'",
        server.database,
    )
    return ("empty" if tables[0][0] == "0" else "partial"), None


def _ensure_database(ctx, server, known, production):
    """Create and install the product's database unless it is there; True for production."""
    state, mode = _database_state(server)
    if state == "ready":
        return mode == "production"
    name = server.database
    if state == "partial":
        if isinstance(server, ExternalServer):
            raise PgoError(
                f"La base «{name}» de PGO_DATABASE_URL tiene tablas y no es de PGO (o quedó a "
                "medias).",
                "Use una base vacía, o bórrela usted mismo y repita.",
            )
        say("La base de datos quedó a medias la vez anterior: se vuelve a crear.")
        remove_database(ctx, server, name)
        state = "absent"
    if state == "absent":
        remove_database(ctx, server, name)
        server.create(name)
    _install(ctx, server, known, production)
    return production


def _modules(known):
    """Return what to install: the product's addon, else whatever addons there are."""
    if _MAIN_ADDON in known:
        return [_MAIN_ADDON]
    return list(known) or ["web"]


def _install(ctx, server, known, production):
    name, log = server.database, ctx.logs / "install.log"
    config = write_config(ctx, "odoo-install", db_name=name)
    with step("Instalación de PGO con sus catálogos (la primera vez, uno o dos minutos)"):
        args = ["-d", name, "-i", ",".join(_modules(known)), "--skip-auto-install", "--no-http"]
        args += [f"--load-language={LANGUAGE}", "--max-cron-threads=0", "--stop-after-init"]
        run_odoo(ctx, config, args, "Instalación de PGO", log)
        run_inside(ctx, config, name, "finish.py:finish", "Ajustes de la base", log)
        os.environ["PGO_ADMIN_PASSWORD"] = ctx.secret("admin")
        run_inside(ctx, config, name, "finish.py:set_admin", "Clave de administración", log)
        write_atomic(ctx.state / "admin-password", ctx.secret("admin") + "\n", mode=0o600)
    store_hashes(server, name, addon_hashes(ctx, known))
    set_parameter(server, name, "pgo.mode", "production" if production else "demo")


def _changed(ctx, server, known):
    """Return the addons whose stored code differs from the files."""
    before = stored_hashes(server, server.database)
    now = addon_hashes(ctx, known)
    return [name for name in known if before.get(name) != now[name]]


def _update(ctx, server, known):
    """Update the addons whose code changed since the database last saw them."""
    changed = _changed(ctx, server, known)
    if not changed:
        return
    name = server.database
    sql = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    installed = {row[0] for row in server.query(sql, name)}
    config = write_config(ctx, "odoo-install", db_name=name)
    args = ["-d", name, "--no-http", "--max-cron-threads=0", "--stop-after-init"]
    old = [a for a in changed if a in installed]
    new = [a for a in changed if a not in installed]
    if old:
        args += ["-u", ",".join(old), "--i18n-overwrite"]
    if new:
        args += ["-i", ",".join(new), "--skip-auto-install"]
    with step("Actualización de " + " ".join(changed)):
        run_odoo(ctx, config, args, "Actualización de PGO", ctx.logs / "install.log")
    store_hashes(server, name, addon_hashes(ctx, known))


def _load_story(ctx, server):
    """Load the demo story once; its users and passwords stay in a file of the owner."""
    name = server.database
    if not (ctx.addons / _MAIN_ADDON / "demo_story.py").exists():
        say("  (todavía no hay historia de demostración: addons/pgo/demo_story.py)")
        return
    if get_parameter(server, name, "pgo.demo_loaded"):
        return
    config = write_config(ctx, "odoo-install", db_name=name)
    with step("Historia de demostración"):
        users = run_inside(ctx, config, name, "finish.py:load_story", "Historia", args=[_STORY])
        write_atomic(
            ctx.state / "demo-users.json",
            json.dumps(users, ensure_ascii=False, indent=1),
            mode=0o600,
        )


def init_production(ctx):
    """The `init --production` command: a database without demo, ready for real work."""
    setup(ctx, quiet=True)
    server = cluster(ctx)
    server.start()
    with ctx.lock("up"):
        state, mode = _database_state(server)
        if state == "ready":
            raise PgoError(
                f"La base «{server.database}» ya existe (modo {mode}).",
                "Para una base nueva indique otra con PGO_DATABASE_URL, o use otra copia del "
                "proyecto.",
            )
        _ensure_database(ctx, server, addons(ctx), production=True)
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
    address = _url(host, port)
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if process.poll() is not None:
            tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
            say("\n".join(tail), err=True)
            raise PgoError("El servidor terminó al arrancar.", f"Revise {log} (./pgo logs).")
        try:
            with urllib.request.urlopen(f"{address}/web/login", timeout=60) as answer:
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


def _url(host, port):
    shown = "127.0.0.1" if host in ("0.0.0.0", "") else host
    return f"http://{shown}:{port}"


def _show(ctx, info, production):
    """Print the address and who can enter."""
    say("")
    say(f"PGO está en  {_url(info['host'], info['port'])}")
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


# --- looking and working inside ---


def status(ctx):
    """The `status` command."""
    info = running_server(ctx)
    say(f"Carpeta privada: {ctx.state}" + ("" if ctx.state.exists() else " (aún no existe)"))
    prepared = ctx.python.exists() and (ctx.stamps / "cluster").exists()
    say("Preparación:     " + ("hecha" if prepared else "pendiente (./pgo setup)"))
    if not prepared:
        return 3
    server = cluster(ctx)
    external = isinstance(server, ExternalServer)
    alive = external or server.running()
    where = f"{server.host}:{server.port}" if external else server.host
    say(f"Base de datos:   {'en marcha' if alive else 'detenida'} ({where})")
    if alive:
        state, mode = _database_state(server)
        names = {"absent": "no existe (./pgo up)", "empty": "vacía", "partial": "a medias"}
        say(f"  «{server.database}»: {names.get(state) or 'lista, modo ' + mode}")
    say(f"Servidor:        {_url(info['host'], info['port']) if info else 'detenido'}")
    return 0 if info else 3


def logs(ctx, follow=False):
    """The `logs` command: the last lines of the server's log."""
    log = ctx.logs / "odoo.log"
    if not log.exists():
        raise PgoError("Todavía no hay registro del servidor.", "Ejecute ./pgo up.")
    return subprocess.call(["tail", "-n", "100", *(["-F"] if follow else []), str(log)])


def _ready(ctx):
    """Return the server with the product's database up, or say how to get there."""
    setup(ctx, quiet=True)
    server = cluster(ctx)
    server.start()
    if _database_state(server)[0] != "ready":
        raise PgoError("Todavía no hay una base de PGO.", "Ejecute ./pgo up o ./pgo init.")
    return server


def verify(ctx):
    """The `verify` command: event chain and seals of the whole database."""
    server = _ready(ctx)
    if not (ctx.addons / "pgo_base/verify.py").exists():
        raise PgoError("pgo_base todavía no trae la verificación (verify.py).")
    config = write_config(ctx, "odoo-install", db_name=server.database)
    log = ctx.logs / "verify.log"
    log.unlink(missing_ok=True)
    report = run_inside(
        ctx, config, server.database, "finish.py:verify", "Verificación", log, args=[_VERIFY]
    )
    if report["output"].strip():
        say(report["output"].rstrip())
    found = report["problems"]
    if found:
        say(f"Verificación: {found} problema(s) encontrado(s).", err=True)
        return 1
    say("Verificación: la cadena de eventos y los sellos están íntegros.")
    return 0


def shell(ctx, args):
    """The `shell` command: Odoo's Python shell on the product's database."""
    server = _ready(ctx)
    config = write_config(ctx, "odoo-install", db_name=server.database)
    cmd = [str(ctx.python), str(ctx.odoo_bin), "shell", "-c", str(config), "--no-http"]
    os.execve(cmd[0], [*cmd, "-d", server.database, "--log-level=warn", *args], odoo_env(ctx))


def psql(ctx, args):
    """The `psql` command: arguments are passed on; the database is the product's by default."""
    setup(ctx, quiet=True)
    server = cluster(ctx)
    server.start()
    env = server.env()
    env.setdefault("PGDATABASE", server.database)
    try:
        os.execvpe("psql", ["psql", *args], env)
    except FileNotFoundError as exc:
        raise PgoError(
            "No se encontró psql.", "Instale el cliente: sudo apt install postgresql-client"
        ) from exc


def bench(ctx, args):
    """The `bench` command: tests/bench/run.py on a fresh clone of the template."""
    from .templates import Clone, template_for

    setup(ctx, quiet=True)
    script = ctx.root / "tests/bench/run.py"
    if not script.exists():
        raise PgoError("Todavía no hay mediciones (tests/bench/run.py).")
    known = addons(ctx)
    template = template_for(ctx, known, list(known))
    with Clone(ctx, template) as database:
        config = write_config(ctx, f"odoo-bench-{os.getpid()}", db_name=database)
        env = odoo_env(ctx)
        env |= {"PGO_ODOO_CONF": str(config), "PGO_DB": database, "PYTHONPATH": str(ctx.root)}
        try:
            return subprocess.call([str(ctx.python), str(script), *args], env=env, cwd=ctx.root)
        finally:
            config.unlink()
