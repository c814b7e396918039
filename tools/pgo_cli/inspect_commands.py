"""Commands that look at the product or work inside it: status, logs, verify, shell, psql, bench."""

import os
import subprocess

from .cluster import ExternalServer, cluster
from .console import PgoError, say
from .odoo import addons, odoo_env, run_inside, write_config
from .product import database_state
from .server import address, running_server
from .setup import setup
from .templates import Clone, template_for
from .venv import ensure_audit, with_audit

_VERIFY = "odoo.addons.pgo_base.verify:run"


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
        state, mode = database_state(server)
        names = {"absent": "no existe (./pgo up)", "empty": "vacía", "partial": "a medias"}
        say(f"  «{server.database}»: {names.get(state) or 'lista, modo ' + mode}")
    say(f"Servidor:        {address(info['host'], info['port']) if info else 'detenido'}")
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
    if database_state(server)[0] != "ready":
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
    say(report["output"].strip() or f"Problemas encontrados: {report['problems']}")
    return 1 if report["problems"] else 0


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
    known = server.databases() if not isinstance(server, ExternalServer) else {server.database}
    env.setdefault("PGDATABASE", server.database if server.database in known else "postgres")
    try:
        os.execvpe("psql", ["psql", *args], env)
    except FileNotFoundError as exc:
        raise PgoError(
            "No se encontró psql.", "Instale el cliente: sudo apt install postgresql-client"
        ) from exc


def bench(ctx, args):
    """The `bench` command: tests/bench/run.py on a fresh clone of the template."""
    setup(ctx, quiet=True)
    script = ctx.root / "tests/bench/run.py"
    if not script.exists():
        raise PgoError("Todavía no hay mediciones (tests/bench/run.py).")
    ensure_audit(ctx)
    known = addons(ctx)
    template = template_for(ctx, known, list(known))
    with Clone(ctx, template) as database:
        config = write_config(ctx, f"odoo-bench-{os.getpid()}", db_name=database)
        env = with_audit(ctx, odoo_env(ctx))
        env |= {"PGO_ODOO_CONF": str(config), "PGO_DB": database, "PYTHONPATH": str(ctx.root)}
        try:
            return subprocess.call([str(ctx.python), str(script), *args], env=env, cwd=ctx.root)
        finally:
            config.unlink()
