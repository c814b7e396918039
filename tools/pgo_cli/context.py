"""Where things are, what is already done, and who else is running the command."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from pathlib import Path

from .console import PgoError, is_root, say

MIN_FREE_BYTES = 2_500_000_000


class Context:
    """The project's folders; every other part receives one of these."""

    def __init__(self, root):
        self.root = Path(root).resolve()
        self.state = Path(os.environ.get("PGO_STATE_DIR") or self.root / ".pgo").resolve()
        self.config = self.root / "config"
        self.addons = self.root / "addons"
        self.lib = self.root / "lib"
        self.tree = self.state / "tree"
        self.venv = self.state / "venv"
        self.audit = self.state / "audit"
        self.logs = self.state / "logs"
        self.data = self.state / "data"
        self.stamps = self.state / "stamps"

    @property
    def python(self):
        """The interpreter with every Python package of the project."""
        return self.venv / "bin" / "python"

    @property
    def odoo_packages(self):
        """The folder that holds Odoo's `odoo` package."""
        return self.tree / "usr/lib/python3/dist-packages"

    @property
    def odoo_bin(self):
        """Odoo as a script: `python -m odoo` would lose the websocket process."""
        return self.tree / "usr/bin/odoo"

    @property
    def setup_log(self):
        """Output of everything that setup ran."""
        return self.logs / "setup.log"

    def make_state(self):
        """Create the private folder; nobody else may read it (root: the DB user passes)."""
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            self.state.chmod(0o711 if is_root() else 0o700)
            for folder in (self.logs, self.data, self.stamps):
                folder.mkdir(exist_ok=True)
                folder.chmod(0o700)  # logs and attachments are nobody else's business
        except PermissionError as exc:
            raise PgoError(
                f"No se puede escribir en {self.state}.",
                "Use una copia del proyecto que le pertenezca, o borre .pgo si la creó otro "
                "usuario (por ejemplo root).",
            ) from exc

    def check_disk(self):
        """Refuse to start when the disk cannot hold what setup unpacks."""
        free = shutil.disk_usage(self.state).free
        if free < MIN_FREE_BYTES:
            raise PgoError(
                f"Queda poco espacio en disco: {free / 1e9:.1f} GB libres en {self.state}.",
                f"Libere espacio hasta tener al menos {MIN_FREE_BYTES / 1e9:.1f} GB y repita.",
            )

    # --- stamps: a step is done when its stamp holds the hash of its inputs ---

    def is_done(self, name, key):
        """Tell whether the step ended before with the same inputs."""
        try:
            return (self.stamps / name).read_text(encoding="utf-8") == key
        except OSError:
            return False

    def mark_done(self, name, key):
        """Write the stamp in one go, only after the step's result is in place."""
        write_atomic(self.stamps / name, key)

    def forget(self, name):
        """Drop the stamp before the step starts to change what is there."""
        (self.stamps / name).unlink(missing_ok=True)

    # --- secrets and small memory ---

    def secret(self, name):
        """Return a random secret, made once and kept in a file only the owner reads."""
        path = self.state / "secrets.json"
        known = read_json(path, {})
        if name not in known:
            known[name] = secrets.token_urlsafe(18)
            write_atomic(path, json.dumps(known, indent=1), mode=0o600)
        return known[name]

    @contextlib.contextmanager
    def lock(self, name):
        """Hold an exclusive lock, telling the user when another process has it."""
        self.make_state()
        with open(self.state / f"{name}.lock", "w", encoding="utf-8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f"  (otro ./pgo está en «{name}»; se espera a que termine)")
                fcntl.flock(stream, fcntl.LOCK_EX)
            yield


def read_json(path, default):
    """Read a JSON file; the default when it is absent or was cut."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default


def write_atomic(path, text, mode=0o644):
    """Write a file so that a reader sees the old or the new content, never half of it."""
    path = Path(path)
    temp = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.chmod(temp, mode)
    os.replace(temp, path)


def digest(*parts):
    """Return a short hash of strings and files (a Path counts by its content)."""
    total = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()[:16]


def digest_folder(folder, skip=lambda relative: False):
    """Return a hash of every file under a folder: relative names and contents."""
    total = hashlib.sha256()
    for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
        relative = path.relative_to(folder).as_posix()
        if "__pycache__" in relative or relative.endswith(".pyc") or skip(relative):
            continue
        total.update(relative.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
