"""The database server: a private PostgreSQL on a Unix socket, or one given by URL."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .console import PgoError, as_user, is_root, run, step
from .context import digest
from .system import postgres_bindirs

SOCKET_LIMIT = 85  # the kernel allows 107 bytes for folder + "/.s.PGSQL.5432.lock"
_PORT = 5432
_USER = "odoo"
_SETTINGS = """
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 256MB
effective_cache_size = 2GB
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
log_min_duration_statement = -1
timezone = 'UTC'
"""


def parse_url(url):
    """Return the connection of a postgresql:// address as a dict."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise PgoError(
            "PGO_DATABASE_URL no es una dirección de PostgreSQL.",
            "Ejemplo: postgresql://usuario:clave@servidor:5432/pgo",
        )
    try:
        port = parts.port
    except ValueError as exc:
        raise PgoError("PGO_DATABASE_URL tiene un puerto que no es un número.") from exc
    return {
        "host": unquote(_host(parts.netloc)) or "localhost",
        "port": port or 5432,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path.lstrip("/")) or "pgo",
    }


def _host(netloc):
    """Return the host as written: urlsplit's own would lower the case of a socket's path."""
    place = netloc.rpartition("@")[2]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]


def cluster(ctx):
    """Return the database server in force."""
    url = os.environ.get("PGO_DATABASE_URL")
    return ExternalServer(parse_url(url)) if url else PrivateCluster(ctx)


class Server:
    """What every kind of server can do, through psql."""

    host = port = user = password = ""
    database = "pgo"

    def env(self):
        """Return the environment that makes PostgreSQL's programs reach this server."""
        values = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        if self.password:
            values["PGPASSWORD"] = self.password
        env = {**os.environ, **{k: str(v) for k, v in values.items() if v}}
        bindir = self.bindir()
        if bindir:
            env["PATH"] = f"{bindir}:{env.get('PATH', '')}"
        return env

    def bindir(self):
        found = postgres_bindirs()
        return found[0] if found else None

    def ensure(self):
        """Make the server exist."""

    def start(self):
        """Make the server answer."""

    def stop(self):
        """Stop the server when it is ours."""

    def query(self, sql, database="postgres"):
        """Run SQL and return its rows as lists of strings."""
        cmd = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-F", "\t"]
        done = subprocess.run(
            [*cmd, "-d", database, "-c", sql],
            env=self.env(),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise PgoError(
                f"La base de datos respondió: {done.stderr.strip()}",
                "Revise ./pgo status y, si usa PGO_DATABASE_URL, que el servidor esté accesible.",
            )
        return [line.split("\t") for line in done.stdout.splitlines() if line]

    def databases(self):
        """Return the names of all databases."""
        return {row[0] for row in self.query("SELECT datname FROM pg_database")}

    def create(self, name, template="template0"):
        """Create a database, by default an empty one in Unicode with plain ordering."""
        locale = " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        self.query(
            f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
            + (locale if template == "template0" else "")
        )

    def drop(self, name):
        """Drop a database, ending whatever is still connected to it."""
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class ExternalServer(Server):
    """A server somebody else runs (PGO_DATABASE_URL)."""

    def __init__(self, url):
        for name, value in url.items():
            setattr(self, name, value)


class PrivateCluster(Server):
    """A cluster of our own under .pgo, reached only through a private Unix socket."""

    port = _PORT
    user = _USER

    def __init__(self, ctx):
        self.ctx = ctx
        self.owner = _server_user() if is_root() else None
        self.home = self._choose_home()
        self.folder = self.home / "pg"
        self.host = str(self._choose_socket())

    def _choose_home(self):
        """Use .pgo unless root's server user cannot reach it (a project under /root)."""
        if not self.owner or _reachable(self.ctx.state.parent, self.owner):
            return self.ctx.state
        name = hashlib.sha256(str(self.ctx.state).encode()).hexdigest()[:12]
        return Path("/var/lib") / f"pgo-{name}"

    def _choose_socket(self):
        """Return a folder for the socket whose path the kernel accepts."""
        wanted = self.home / "run"
        if len(str(wanted)) <= SOCKET_LIMIT:
            return wanted
        name = hashlib.sha256(str(self.ctx.state).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"pgo-{os.geteuid()}-{name}"

    def bindir(self):
        """Return the programs of the same major version as the data."""
        found = postgres_bindirs()
        found += list(self.ctx.venv.glob("lib/python3*/site-packages/*/pginstall/bin"))
        try:
            major = (self.folder / "PG_VERSION").read_text().strip()
        except OSError:
            major = self._known_major()
        for path in found:
            if not major or _major(path) == major:
                return path
        if found:
            raise PgoError(
                f"La base de datos privada es de PostgreSQL {major} y esa versión ya no está.",
                f"Instale postgresql-{major}, o aparte {self.folder} para empezar de cero.",
            )
        raise PgoError(
            "No hay un servidor PostgreSQL.",
            "Ejecute ./pgo setup (o: sudo apt install postgresql).",
        )

    def _known_major(self):
        """The data folder is closed to root-less readers; the stamp remembers."""
        try:
            return (self.ctx.stamps / "cluster").read_text().split()[0]
        except (OSError, IndexError):
            return ""

    def ensure(self):
        """Initialise the cluster; a half-made one is thrown away and made anew."""
        self._make_folders()
        major = self._known_major()
        if major and self.ctx.is_done("cluster", self._stamp(major)) and self._initialised():
            return
        if self._initialised():
            major = (self.folder / "PG_VERSION").read_text().strip()
        else:
            major = _major(self.bindir())
            with step(f"PostgreSQL {major}: base de datos privada"):
                self._initdb()
        self._write_settings()
        self.ctx.mark_done("cluster", self._stamp(major))

    def _stamp(self, major):
        return f"{major} {digest(_SETTINGS, self.host, str(self.folder))}"

    def _initialised(self):
        return (self.folder / "PG_VERSION").exists()

    def _initdb(self):
        temp = self.home / "pg.tmp"
        shutil.rmtree(temp, ignore_errors=True)
        temp.mkdir(mode=0o700)
        self._give(temp)
        cmd = [self.bindir() / "initdb", "-D", temp, "-U", _USER, "-A", "trust"]
        self._run([*cmd, "--locale=C.UTF-8", "-E", "UTF8", "--no-instructions"], "initdb")
        temp.rename(self.folder)

    def _write_settings(self):
        """Write our settings beside PostgreSQL's own, included once."""
        extra = self.folder / "pgo.conf"
        extra.write_text(_SETTINGS.format(port=self.port, socket=self.host), encoding="utf-8")
        self._give(extra)
        main = self.folder / "postgresql.conf"
        if "include = 'pgo.conf'" not in main.read_text(encoding="utf-8"):
            with open(main, "a", encoding="utf-8") as stream:
                stream.write("\ninclude = 'pgo.conf'\n")

    def _make_folders(self):
        self.ctx.make_state()
        if self.home != self.ctx.state:
            self.home.mkdir(mode=0o711, exist_ok=True)
        socket = Path(self.host)
        try:
            socket.mkdir(mode=0o700)
            self._give(socket)
        except FileExistsError:
            owner = pwd.getpwnam(self.owner).pw_uid if self.owner else os.geteuid()
            found = socket.lstat()
            # A shared temporary folder: never trust a name somebody else made first.
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
                raise PgoError(
                    f"{socket} existe y no es de este usuario.", "Bórrelo y repita."
                ) from None
            self._give(socket)
            socket.chmod(0o700)

    def _give(self, path):
        if self.owner:
            entry = pwd.getpwnam(self.owner)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def _run(self, cmd, title):
        env = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        return run(cmd, title, self.ctx.setup_log, cwd="/", env=env, user=self.owner)

    def running(self):
        """Tell whether the cluster's server is up."""
        if not self._initialised():
            return False
        cmd = [str(self.bindir() / "pg_ctl"), "-D", str(self.folder), "status"]
        return (
            subprocess.run(cmd, capture_output=True, cwd="/", **as_user(self.owner)).returncode == 0
        )

    def start(self):
        """Start the server unless it is up."""
        if self.running():
            return
        log = self.folder / "server.log"
        with step("PostgreSQL: arranque"):
            # Ten minutes: after a power cut the server first syncs and replays what it has. One that
            # cannot start ends at once, and so does the wait.
            cmd = [self.bindir() / "pg_ctl", "-D", self.folder, "-w", "-t", "600", "-l", log]
            try:
                # No pipe: the server would inherit it and keep us waiting for its end.
                done = subprocess.run(
                    [str(part) for part in [*cmd, "start"]],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    stdin=subprocess.DEVNULL,
                    cwd="/",
                    env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
                    start_new_session=True,
                    **as_user(self.owner),
                )
            except OSError as exc:
                raise PgoError(f"PostgreSQL no se pudo ejecutar: {exc}") from exc
        if done.returncode:
            tail = log.read_text(errors="replace").splitlines()[-8:] if log.exists() else []
            raise PgoError(
                "PostgreSQL no arrancó:\n  " + "\n  ".join(tail),
                f"Revise {log}; si quedó otro servidor, ./pgo down y repita.",
            )

    def stop(self):
        """Stop the server; say whether there was one."""
        if not self.running():
            return False
        self._run([self.bindir() / "pg_ctl", "-D", self.folder, "-m", "fast", "stop"], "PostgreSQL")
        return True


def _major(bindir):
    output = run([bindir / "postgres", "--version"], "PostgreSQL")
    return output.split()[2].split(".")[0]


def _server_user():
    """PostgreSQL refuses root: return an ordinary user that every Debian has."""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
            return name
        except KeyError:
            continue
    raise PgoError(
        "PostgreSQL no se ejecuta como root y no hay un usuario «postgres» ni «nobody».",
        "Cree un usuario con nombre (useradd) o instale postgresql.",
    )


def _reachable(path, user):
    """Tell whether the user may pass through every folder above the path."""
    done = subprocess.run(
        ["test", "-x", str(path)], cwd="/", stderr=subprocess.DEVNULL, **as_user(user)
    )
    return done.returncode == 0
