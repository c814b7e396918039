"""Fetch Odoo 19 from Debian's package into a private, pruned folder; no root needed."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from .console import PgoError, explain, run, say, step
from .context import digest
from .system import KEYRING

_APT_CONF = """\
Dir::State "{apt}/state";
Dir::State::status "{apt}/status";
Dir::Cache "{apt}/cache";
Dir::Log "{apt}/log";
Dir::Etc::sourcelist "{apt}/etc/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::trusted "/dev/null";
Dir::Etc::trustedparts "/dev/null";
APT::Architecture "amd64";
APT::Architectures {{ "amd64"; }};
Acquire::Languages "none";
Acquire::Retries "3";
"""
_STUB = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def ensure_tree(ctx):
    """Make `.pgo/tree` hold Odoo 19; nothing to do when its inputs did not change."""
    pins = json.loads((ctx.config / "odoo.json").read_text(encoding="utf-8"))
    excludes = ctx.config / "odoo-tar-excludes.txt"
    local = os.environ.get("ODOO_DEB", "")
    key = digest(json.dumps(pins, sort_keys=True), excludes, local, "layout-1")
    if ctx.is_done("tree", key) and ctx.odoo_bin.exists():
        return
    work = ctx.state / "fetch.tmp"
    if not (ctx.is_done("debs", key) and (work / "debs").exists()):
        shutil.rmtree(work, ignore_errors=True)
        (work / "debs").mkdir(parents=True)
        _download(ctx, work, pins, local)
        ctx.mark_done("debs", key)
    with step("Odoo 19: desempaquetado"):
        odoo_deb = Path(local) if local else next((work / "debs").glob("odoo-19_*.deb"))
        shutil.rmtree(work / "tree", ignore_errors=True)
        _unpack(ctx, work, odoo_deb, excludes)
        _fix_up(work / "tree")
        ctx.forget("tree")
        shutil.rmtree(ctx.tree, ignore_errors=True)
        (work / "tree").rename(ctx.tree)
        ctx.mark_done("tree", key)
        ctx.forget("debs")
        shutil.rmtree(work, ignore_errors=True)


def _download(ctx, work, pins, local):
    with step("Odoo 19: descarga desde el paquete de Debian (unos 130 MB)"):
        apt = _PrivateApt(ctx, work, pins)
        apt.update()
        if local:
            _check_local(Path(local), pins)
        else:
            apt.fetch_odoo()
        apt.download(pins["companions"])


class _PrivateApt:
    """apt-get with its own lists and sources; the machine's proxies stay in force."""

    def __init__(self, ctx, work, pins):
        self.ctx, self.pins = ctx, pins
        self.debs = work / "debs"
        self.mirror = _mirror()
        apt = work / "apt"
        for name in ("etc", "state/lists/partial", "cache/archives/partial", "log"):
            (apt / name).mkdir(parents=True)
        (apt / "status").touch()
        suites = (pins["suite"], pins["companion_suite"])
        (apt / "etc/sources.list").write_text(
            "".join(
                f"deb [arch=amd64 signed-by={KEYRING}] {self.mirror} {s} main\n" for s in suites
            )
        )
        (apt / "apt.conf").write_text(_APT_CONF.format(apt=apt))
        # As root apt would drop to its own user, who cannot write into our folder.
        with open(apt / "apt.conf", "a", encoding="utf-8") as stream:
            stream.write('APT::Sandbox::User "root";\n')
        self.env = {**os.environ, "APT_CONFIG": str(apt / "apt.conf"), "LC_ALL": "C.UTF-8"}

    def update(self):
        # Without the option apt only warns when it could not fetch the lists.
        cmd = ["apt-get", "-q", "-o", "APT::Update::Error-Mode=any", "update"]
        run(cmd, "Lista de paquetes de Debian", self.ctx.setup_log, env=self.env)

    def download(self, packages):
        """Fetch packages whose hash the signed index vouches for."""
        run(
            ["apt-get", "-q", "download", *packages],
            "Descarga de paquetes de Debian",
            self.ctx.setup_log,
            cwd=self.debs,
            env=self.env,
        )

    def _try(self, cmd):
        done = subprocess.run(cmd, cwd=self.debs, env=self.env, capture_output=True, text=True)
        with open(self.ctx.setup_log, "a", encoding="utf-8") as stream:
            stream.write(f"$ {' '.join(cmd)}\n{done.stdout}{done.stderr}\n")
        return done.returncode == 0

    def fetch_odoo(self):
        """Return Odoo's package: the pinned one, else any of the accepted range (told)."""
        pins = self.pins
        name = f"{pins['package']}={pins['version']}"
        if self._try(["apt-get", "-q", "download", name]):
            deb = self._found()
            if _sha256(deb) == pins["sha256"]:
                return deb
            deb.unlink()
        helper = "/usr/lib/apt/apt-helper"
        url = self.mirror.rstrip("/") + "/" + pins["pool_path"]
        target = self.debs / "odoo-19_pinned.deb"
        if self._try([helper, "download-file", url, str(target), "SHA256:" + pins["sha256"]]):
            return target
        say("  ¡ATENCIÓN! La versión fijada de Odoo ya no está en los repositorios:")
        say(f"    {pins['version']}. Se usa la más reciente de {pins['accepted']};")
        say("    ejecute ./pgo test antes de usarla en serio.")
        say("    (con ODOO_DEB=/ruta/odoo-19.deb ./pgo setup se usa un archivo propio)")
        self.download([f"{pins['package']}={pins['accepted']}"])
        deb = self._found()
        say(f"    Versión obtenida: {_deb_version(deb)}")
        return deb

    def _found(self):
        return next(self.debs.glob(self.pins["package"] + "_*.deb"))


def _mirror():
    """Return the Debian mirror that this machine's own apt is set to use."""
    chosen = os.environ.get("PGO_DEBIAN_MIRROR")
    if chosen:
        return chosen
    cmd = ["apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI)"]
    try:
        done = subprocess.run(
            [*cmd, "Created-By: Packages"], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as exc:
        raise PgoError(
            "No se encontró apt-get: la preparación necesita Debian 12 o 13 (amd64).",
            "Use un contenedor de Debian.",
        ) from exc
    for line in done.stdout.splitlines():
        if re.search(r"/debian/?$", line.strip()):
            return line.strip()
    raise PgoError(
        "apt no tiene configurado ningún repositorio de Debian.",
        "Configure /etc/apt/sources.list o indique PGO_DEBIAN_MIRROR=<dirección del repositorio>.",
    )


def _deb_version(deb):
    return run(["dpkg-deb", "-f", deb, "Version"], "Lectura del paquete de Odoo").strip()


def _check_local(deb, pins):
    """Refuse an ODOO_DEB of another series; a different 19.0 is only announced."""
    version = _deb_version(deb)
    if not version.startswith(pins["accepted"].rstrip("*")):
        raise PgoError(
            f"ODOO_DEB es la versión {version}; se acepta {pins['accepted']}.",
            "Indique un paquete odoo-19 de Debian.",
        )
    if _sha256(deb) != pins["sha256"]:
        say(f"  ¡ATENCIÓN! ODOO_DEB ({version}) no es el paquete fijado {pins['version']}.")


def _sha256(path):
    total = hashlib.sha256()
    with open(path, "rb") as stream:
        while block := stream.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def _unpack(ctx, work, odoo_deb, excludes):
    """Unpack all packages into the work folder; the excludes drop 1 GB nobody needs."""
    tree = work / "tree"
    tree.mkdir()
    source = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(odoo_deb)], stdout=subprocess.PIPE)
    cmd = ["tar", "-x", "--no-same-owner", "-C", str(tree), "--wildcards"]
    sink = subprocess.run(
        [*cmd, f"--exclude-from={excludes}"],
        stdin=source.stdout,
        stderr=subprocess.PIPE,
        text=True,
    )
    source.stdout.close()
    if source.wait() or sink.returncode:
        say(sink.stderr, err=True)
        raise explain(sink.stderr, "Desempaquetado de Odoo")
    for deb in sorted((work / "debs").glob("*.deb")):
        if deb != odoo_deb:
            run(["dpkg-deb", "-x", deb, tree], "Desempaquetado", ctx.setup_log)


def _fix_up(tree):
    """Mend what the Debian tree lacks (one JS file; a script some tests look for)."""
    packages = tree / "usr/lib/python3/dist-packages"
    stub = packages / "odoo/addons" / _STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    if not stub.exists():
        stub.write_text("/* not in the Debian tree: stub */\n", encoding="utf-8")
    shutil.copy(tree / "usr/bin/odoo", packages / "odoo-bin")
