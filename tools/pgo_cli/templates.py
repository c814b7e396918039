"""Template databases: the addons and catalogues installed once, then cloned in no time."""

import json
import os
import re
import shutil
import time

from .cluster import cluster
from .console import PgoError, say, step
from .context import digest, digest_folder, read_json, write_atomic
from .odoo import (
    LANGUAGE,
    addon_hashes,
    closure,
    outer_dependencies,
    pins_key,
    run_inside,
    run_odoo,
    store_hashes,
    write_config,
)

_KEEP = 10
_OURS = re.compile(r"^pgo_(test|bld)_(\d+)(_|$)")


def template_for(ctx, manifests, names, reuse=True, browser=False):
    """Return the name of a template database with the named addons and what they need.

    With reuse, a template that already holds some of the addons is the starting point; without
    it, our addons are installed from zero on Odoo's own modules. With browser, the pages'
    bundles are built too, which every clone would otherwise do again.
    """
    wanted = closure(manifests, names)
    hashes = addon_hashes(ctx, wanted)
    # While one works on an addon, the library changes all the time and seldom touches what is
    # stored: only the whole run (reuse=False) makes a new template for it.
    base = digest(pins_key(ctx), *outer_dependencies(wanted), _tree_hash(ctx, library=not reuse))
    name = "pgo_tpl_" + digest(base, sorted(hashes.items()))
    server = cluster(ctx)
    server.start()
    with ctx.lock("template"):
        sweep(ctx, server)
        existing = server.databases()
        if name not in existing:
            core = _core_template(ctx, server, wanted, existing)
            start = _best_start(ctx, existing, hashes, base) if reuse else {}
            _build_template(ctx, server, name, start.get("name", core), wanted, start, hashes)
        _remember(ctx, server, name, base, hashes)
        if browser and not read_json(_index(ctx), {})[name].get("warm"):
            with step("Recursos del navegador"):
                config, log = write_config(ctx, "odoo-build"), ctx.logs / "template-warm.log"
                target = "finish.py:warm_assets"
                run_inside(ctx, config, name, target, "Recursos del navegador", log)
            _touch(ctx, name, warm=True)
    return name


def _tree_hash(ctx, library):
    """Hash the catalogues and the library, which installation hooks may read."""
    folders = [ctx.root / "data"] + ([ctx.lib / "pgo_core"] if library else [])
    return digest(*(digest_folder(folder) for folder in folders if folder.exists()))


def _core_template(ctx, server, wanted, existing):
    """Return a database with only Odoo's own modules in Spanish; made when absent."""
    modules = outer_dependencies(wanted)
    name = "pgo_core_" + digest(pins_key(ctx), *modules)
    if name in existing:
        _touch(ctx, name)
        return name
    with step(f"Plantilla base de Odoo ({len(modules)} módulos)"):
        _build(ctx, server, name, "template0", modules)
    _touch(ctx, name)
    return name


def _build_template(ctx, server, name, source, wanted, start, hashes):
    """Install our addons on a copy of the source, from which some may come already."""
    todo = [a for a in wanted if a not in start.get("hashes", {})]
    known = f"; se parte de {len(wanted) - len(todo)} ya instalados" if start else ""
    with step(f"Plantilla con los addons: {' '.join(todo) or '(ninguno)'}{known}"):
        _build(ctx, server, name, source, todo, hashes)


def build_log(ctx, name):
    """Return where Odoo's log of a template's installation is kept."""
    return ctx.logs / f"{name}.log"


def _build(ctx, server, name, source, modules, hashes=None):
    """Make a database under a working name and rename it only when complete."""
    temp = f"pgo_bld_{os.getpid()}"
    log = build_log(ctx, name)
    log.unlink(missing_ok=True)
    remove_database(ctx, server, temp)
    copy_database(ctx, server, source, temp)
    config = write_config(ctx, "odoo-build")
    try:
        if modules:
            args = ["-d", temp, "-i", ",".join(modules), "--skip-auto-install", "--no-http"]
            args += [f"--load-language={LANGUAGE}", "--max-cron-threads=0", "--stop-after-init"]
            run_odoo(ctx, config, args, "Instalación de los addons", log)
        run_inside(ctx, config, temp, "finish.py:finish", "Ajustes de la base", log)
        _check_installed(server, temp, modules)
        if hashes is not None:
            store_hashes(server, temp, hashes)
    except PgoError:
        remove_database(ctx, server, temp)
        raise
    rename_database(ctx, server, temp, name)


def _check_installed(server, database, modules):
    """Odoo only logs a module it cannot find: compare with what was asked for."""
    sql = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    missing = set(modules) - {row[0] for row in server.query(sql, database)}
    if missing:
        raise PgoError(
            "No se instalaron estos addons: " + " ".join(sorted(missing)),
            "Revise sus manifiestos y dependencias.",
        )


# --- databases with their file stores ---


def _filestore(ctx, name):
    return ctx.data / "filestore" / name


def copy_database(ctx, server, source, name):
    """Clone a database; its stored files are shared by hard links (they never change)."""
    server.create(name, source)
    if _filestore(ctx, source).exists():
        shutil.copytree(_filestore(ctx, source), _filestore(ctx, name), copy_function=_link)


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def rename_database(ctx, server, old, new):
    """Give a finished database its final name."""
    shutil.rmtree(_filestore(ctx, new), ignore_errors=True)
    if _filestore(ctx, old).exists():
        _filestore(ctx, old).rename(_filestore(ctx, new))
    server.query(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def remove_database(ctx, server, name):
    """Drop a database with its stored files."""
    server.drop(name)
    shutil.rmtree(_filestore(ctx, name), ignore_errors=True)


class Clone:
    """A throw-away copy of a template, gone at the end of the `with`."""

    _count = 0

    def __init__(self, ctx, template):
        Clone._count += 1
        self.ctx, self.template = ctx, template
        self.name = f"pgo_test_{os.getpid()}_{Clone._count}"
        self.server = cluster(ctx)

    def __enter__(self):
        remove_database(self.ctx, self.server, self.name)
        copy_database(self.ctx, self.server, self.template, self.name)
        return self.name

    def __exit__(self, *_exc):
        try:
            remove_database(self.ctx, self.server, self.name)
        except PgoError as exc:
            say(f"  (no se borró la copia {self.name}: {exc})", err=True)


# --- cache ---


def _index(ctx):
    return ctx.state / "templates.json"


def _best_start(ctx, existing, hashes, base):
    """Return the cached template that already has the most of what is wanted, unchanged."""
    best = {}
    for name, entry in read_json(_index(ctx), {}).items():
        held = entry.get("hashes", {})
        fits = held and held.items() <= hashes.items() and entry.get("base") == base
        if fits and name in existing and len(held) > len(best.get("hashes", {})):
            best = {"name": name, "hashes": held}
    return best


def _touch(ctx, name, **extra):
    index = read_json(_index(ctx), {})
    index[name] = {**index.get(name, {}), **extra, "used": time.time()}
    write_atomic(_index(ctx), json.dumps(index, indent=1))


def _remember(ctx, server, name, base, hashes):
    """Note the use of a template and drop the ones nobody used for longest."""
    _touch(ctx, name, base=base, hashes=hashes)
    index = read_json(_index(ctx), {})
    existing = server.databases()
    for prefix, keep in (("pgo_tpl_", _KEEP), ("pgo_core_", 4)):
        names = sorted(
            (n for n in existing if n.startswith(prefix)),
            key=lambda n: index.get(n, {}).get("used", 0),
            reverse=True,
        )
        for old in names[keep:]:
            remove_database(ctx, server, old)
            build_log(ctx, old).unlink(missing_ok=True)
            index.pop(old, None)
    write_atomic(_index(ctx), json.dumps(index, indent=1))


def sweep(ctx, server):
    """Drop what killed runs left behind: clones and half-made templates of dead processes."""
    for name in server.databases():
        match = _OURS.match(name)
        if match and not os.path.exists(f"/proc/{match[2]}") and not _foreign(server):
            remove_database(ctx, server, name)


def _foreign(server):
    """On a server shared with other machines a process number tells nothing."""
    return not str(server.host).startswith("/")


def drop_all(ctx):
    """Drop every cached template (./pgo test --fresh)."""
    server = cluster(ctx)
    server.start()
    for name in server.databases():
        if name.startswith(("pgo_tpl_", "pgo_core_")):
            remove_database(ctx, server, name)
    write_atomic(_index(ctx), "{}")
