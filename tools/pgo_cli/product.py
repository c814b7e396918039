"""The product's database: made once, updated when code changes, with the story in a demo."""

import json
import os

from .cluster import ExternalServer
from .console import PgoError, say, step
from .context import write_atomic
from .odoo import (
    LANGUAGE,
    addon_hashes,
    get_parameter,
    run_inside,
    run_odoo,
    set_parameter,
    store_hashes,
    stored_hashes,
    write_config,
)
from .templates import remove_database

_MAIN_ADDON = "pgo"
_STORY = "odoo.addons.pgo.demo_story:load"


def database_state(server):
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


def drop_demo(ctx, server):
    """Drop the demonstration's database; one for real work is never dropped by us."""
    state, mode = database_state(server)
    if mode == "production" or isinstance(server, ExternalServer):
        raise PgoError(
            f"La base «{server.database}» no es la demostración privada: no se borra.",
            "Quite --fresh.",
        )
    if state != "absent":
        remove_database(ctx, server, server.database)


def ensure_database(ctx, server, known, production):
    """Create and install the product's database unless it is there; True for production."""
    state, mode = database_state(server)
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


def changed_addons(ctx, server, known):
    """Return the addons whose stored code differs from the files."""
    before = stored_hashes(server, server.database)
    now = addon_hashes(ctx, known)
    return [name for name in known if before.get(name) != now[name]]


def update(ctx, server, known):
    """Update the addons whose code changed since the database last saw them."""
    changed = changed_addons(ctx, server, known)
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


def prepare_browser(ctx, server, known):
    """Make what browsers load before anybody asks, once for each state of the code.

    The first visit would take seconds, and two first visits at once would write the same file: Odoo refuses one
    of them, who gets an empty page.
    """
    name, key = server.database, "pgo.browser_code"
    wanted = json.dumps(addon_hashes(ctx, known), sort_keys=True)
    if get_parameter(server, name, key) == wanted:
        return
    config = write_config(ctx, "odoo-install", db_name=name)
    with step("Recursos del navegador"):
        run_inside(ctx, config, name, "finish.py:warm_assets", "Recursos del navegador")
    set_parameter(server, name, key, wanted)


def load_story(ctx, server):
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
