"""Odoo as a program: its configuration, its addons and code run inside it."""

import ast
import configparser
import io
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from .cluster import cluster
from .console import PgoError, die_with_parent, explain, say
from .context import digest, digest_folder, read_json, write_atomic

INSIDE = Path(__file__).parent / "inside"
LANGUAGE = "es_PE"
# Files that do not change what is stored in a database.
_NOT_STORED = re.compile(r"(^|/)(tests|static/(src|tests|lib)|readme)/|\.pot$|(^|/)README")


def addons(ctx):
    """Return {name: manifest} of the project's addons, dependencies first."""
    found = {}
    for path in sorted(ctx.addons.glob("*/__manifest__.py")):
        try:
            found[path.parent.name] = ast.literal_eval(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError) as exc:
            raise PgoError(f"{path} no es un manifiesto válido: {exc}") from exc
    return sort_addons({n: m for n, m in found.items() if m.get("installable", True)})


def sort_addons(manifests):
    """Order addons so that each one comes after those it depends on."""
    ordered, waiting = {}, []

    def visit(name):
        if name in ordered:
            return
        if name in waiting:
            chain = " → ".join([*waiting, name])
            raise PgoError(f"Los addons dependen unos de otros en círculo: {chain}.")
        waiting.append(name)
        for needed in manifests[name].get("depends", ()):
            if needed in manifests:
                visit(needed)
        waiting.pop()
        ordered[name] = manifests[name]

    for name in sorted(manifests):
        visit(name)
    return ordered


def closure(manifests, names):
    """Return the addons that the named ones need, themselves included, in order."""
    wanted, todo = set(), list(names)
    while todo:
        name = todo.pop()
        if name in manifests and name not in wanted:
            wanted.add(name)
            todo.extend(manifests[name].get("depends", ()))
    return {name: manifest for name, manifest in manifests.items() if name in wanted}


def outer_dependencies(manifests):
    """Return the modules of Odoo itself that the addons depend on."""
    needed = {d for m in manifests.values() for d in m.get("depends", ())}
    return sorted((needed - set(manifests)) | {"base", "web"})


def addon_hashes(ctx, manifests):
    """Return {addon: hash} of what each addon stores in a database."""
    return {name: digest_folder(ctx.addons / name, _NOT_STORED.search) for name in manifests}


def write_config(ctx, name, **options):
    """Write an Odoo configuration only the owner reads, and return its path."""
    server = cluster(ctx)
    values = {
        "data_dir": ctx.data,
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password,
        "admin_passwd": ctx.secret("master"),
        "list_db": False,
        "screenshots": ctx.state / "screenshots",
        "unaccent": True,
        "http_interface": "127.0.0.1",
        "server_wide_modules": "base,rpc,web",
        "workers": 0,
        "max_cron_threads": 1,
        "with_demo": False,
        "publisher_warranty_url": "http://127.0.0.1:9/",
        "skip_auto_install": True,
        "log_handler": ":INFO,weasyprint:ERROR,fontTools:ERROR,werkzeug:INFO",
        **options,
    }
    if any(ctx.addons.glob("*/__manifest__.py")):
        values["addons_path"] = ctx.addons
    if server.bindir():
        values["pg_path"] = server.bindir()
    parser = configparser.RawConfigParser()
    parser["options"] = {k: str(v) for k, v in values.items() if v not in ("", None)}
    text = io.StringIO()
    parser.write(text)
    path = ctx.state / f"{name}.conf"
    write_atomic(path, text.getvalue(), mode=0o600)
    return path


def odoo_env(ctx):
    """Return the environment of every Odoo process: no foreign settings, our programs first."""
    dropped = ("ODOO_RC", "OPENERP_SERVER", "PYTHONPATH", "PGDATABASE", "PGSERVICE")
    env = {k: v for k, v in os.environ.items() if k not in dropped}
    bindir = cluster(ctx).bindir()
    path = [str(ctx.venv / "bin")] + ([str(bindir)] if bindir else [])
    env["PATH"] = ":".join([*path, env.get("PATH", "/usr/bin:/bin")])
    env.setdefault("LC_ALL", "C.UTF-8")
    env["TZ"] = "UTC"
    return env


def odoo_command(ctx, config, *args):
    """Return the command line that starts Odoo as a script."""
    return [str(ctx.python), str(ctx.odoo_bin), "-c", str(config), *map(str, args)]


def run_odoo(ctx, config, args, title, log):
    """Run Odoo to its end; its log goes to a file, whose errors are shown when it fails."""
    start = Path(log).stat().st_size if Path(log).exists() else 0
    with open(log, "a", encoding="utf-8") as stream:
        done = subprocess.run(
            odoo_command(ctx, config, *args),
            env=odoo_env(ctx),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,
        )
    with open(log, encoding="utf-8", errors="replace") as stream:
        stream.seek(start)
        output = stream.read()
    failed = re.search(r"^\S+ \S+ \d+ (CRITICAL|ERROR) ", output, re.M)
    if done.returncode or failed:
        say(_interesting(output), err=True)
        say(f"(registro completo: {log})", err=True)
        raise explain(output, title)
    return output


def _interesting(output, limit=25):
    """Return the last error of a log with its traceback."""
    lines = [line for line in output.splitlines() if line.strip(" ^~")]
    marks = [i for i, line in enumerate(lines) if re.search(r" (ERROR|CRITICAL) ", line)]
    start = max(marks[-1] if marks else 0, 0)
    chosen = lines[start:] if marks else lines[-limit:]
    if len(chosen) > 2 * limit:
        chosen = chosen[:limit] + ["  […]"] + chosen[-limit:]
    return "\n".join(chosen)


def run_inside(ctx, config, database, target, title, log=None, args=()):
    """Run `package.module:function` with an env of the database; return its JSON result.

    The target may also be a path of one of our own scripts, `script.py:function`.
    """
    log = log or ctx.logs / "inside.log"
    with tempfile.TemporaryDirectory(dir=ctx.state) as temp:
        result = Path(temp) / "result.json"
        cmd = [str(ctx.python), str(INSIDE / "runner.py"), str(config), database, target]
        cmd += [str(result), *map(str, args)]
        start = Path(log).stat().st_size if Path(log).exists() else 0
        with open(log, "a", encoding="utf-8") as stream:
            done = subprocess.run(
                cmd,
                env=odoo_env(ctx),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )
        if done.returncode:
            with open(log, encoding="utf-8", errors="replace") as stream:
                stream.seek(start)
                output = stream.read()
            say(_interesting(output), err=True)
            say(f"(registro completo: {log})", err=True)
            raise explain(output, title)
        return read_json(result, None)


def pins_key(ctx):
    """Return a hash of everything outside our addons that decides what gets installed."""
    return digest(
        ctx.config / "odoo.json",
        ctx.config / "odoo-tar-excludes.txt",
        ctx.root / "requirements.txt",
        (ctx.stamps / "tree").read_text() if (ctx.stamps / "tree").exists() else "",
        (INSIDE / "finish.py"),
        LANGUAGE,
    )


def stored_hashes(server, database):
    """Return {addon: hash} that a database was installed or updated with."""
    sql = "SELECT value FROM ir_config_parameter WHERE key = 'pgo.code_hashes'"
    rows = server.query(sql, database)
    return json.loads(rows[0][0]) if rows else {}


def store_hashes(server, database, hashes):
    """Remember in the database which code it belongs to."""
    set_parameter(server, database, "pgo.code_hashes", json.dumps(hashes, sort_keys=True))


def set_parameter(server, database, key, value):
    """Write one of our own technical parameters straight into the database."""
    quoted = value.replace("'", "''")
    server.query(
        "INSERT INTO ir_config_parameter (key, value, create_date, write_date) "
        f"VALUES ('{key}', '{quoted}', now() at time zone 'utc', now() at time zone 'utc') "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        database,
    )


def get_parameter(server, database, key):
    """Read one technical parameter, None when it is absent or the database is not Odoo's."""
    table = server.query("SELECT to_regclass('public.ir_config_parameter')", database)
    if not table or table[0] == [""]:
        return None
    rows = server.query(f"SELECT value FROM ir_config_parameter WHERE key = '{key}'", database)
    return rows[0][0] if rows else None
