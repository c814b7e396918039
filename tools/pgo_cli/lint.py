"""Code quality: ruff, pylint-odoo, Odoo's own checkers and a few rules of the project."""

import ast
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from .console import say
from .odoo import addons
from .report import Totals
from .setup import setup

_PYTHON = ("pgo", "addons", "lib", "tests", "tools")
_MAX_LINES = 450
# Messages of pylint-odoo that judge other habits: readme files per addon, absolute imports
# (ours read well both ways), a refusing write() without super (append-only records), labels
# written out where Odoo would derive the same; prints are ruff's business.
_PYLINT_OFF = "manifest-required-author,missing-readme,odoo-addons-relative-import"
_PYLINT_OFF += ",method-required-super,missing-return,attribute-string-redundant,print-used"
# One model in several files by topic is how we keep files short.
_PYLINT_OFF += ",consider-merging-classes-inherited"
_ODOO_CHECKERS = (
    "_odoo_checker_sql_injection",
    "_odoo_checker_gettext",
    "_odoo_checker_unlink_override",
)
_ODOO_CHECKS = "sql-injection,gettext-variable,gettext-placeholders,gettext-repr,missing-gettext"
_ODOO_CHECKS += ",raise-unlink-override"
_PYLINT_ON = "odoolint,undefined-variable,unreachable,duplicate-key,dangerous-default-value"
# Names of folders of one machine, which must not get into the repository.
_MACHINE = re.compile(r"(?<![\w.])/(?:home/[a-z]|root/|work/|tmp/[a-z0-9_]*pgo|Users/)")
# Only in comments: in Spanish TODO is a word, and XXX a Roman numeral.
_TODO = re.compile(r"(?:#|//|<!--|\*)\s*(?:TODO|FIXME|XXX)\b(?!.*#\d)")
_TEXT = {".py", ".xml", ".js", ".csv", ".md", ".toml", ".txt", ".json", ".scss", ".sh", ".typ", ""}
_CODE = {".py", ".xml", ".js", ".scss"}


def lint(ctx):
    """The `lint` command: the same gates as ./pgo test."""
    setup(ctx, quiet=True)
    totals = Totals()
    gates(ctx, totals)
    return totals.close()


def gates(ctx, totals):
    """Run every check of the code and count each as one."""
    places = [p for p in _PYTHON if (ctx.root / p).exists()]
    ruff = [ctx.venv / "bin/ruff"]
    concise = "--output-format=concise"
    totals.gate("ruff check", _lines(ctx, [*ruff, "check", "-q", concise, *places]))
    totals.gate("ruff format", _lines(ctx, [*ruff, "format", "--check", "-q", concise, *places]))
    known = addons(ctx)
    if known:
        totals.gate("pylint-odoo", _pylint(ctx, known))
    totals.gate(
        "forma de los addons", [p for name in known for p in addon_problems(ctx, name, known)]
    )
    problems, warnings = file_problems(ctx)
    totals.gate("reglas propias (rutas de máquina, pendientes, lib sin Odoo)", problems)
    for line in warnings:
        say(f"  aviso: {line}")


def _lines(ctx, cmd):
    done = subprocess.run([str(part) for part in cmd], cwd=ctx.root, capture_output=True, text=True)
    output = (done.stdout + done.stderr).strip()
    if done.returncode == 0:
        return []
    return [line for line in output.splitlines() if line.strip()] or [f"{cmd[1]} falló"]


def _pylint(ctx, known):
    """Run pylint-odoo, then the checkers of Odoo's own test_lint, over our addons.

    Two runs: both define a message of the name sql-injection.
    """
    folder = ctx.odoo_packages / "odoo/addons/test_lint/tests"
    plugins = [name for name in _ODOO_CHECKERS if (folder / f"{name}.py").exists()]
    targets = [ctx.addons / name for name in known]
    first = ["--load-plugins=pylint_odoo", "--valid-odoo-versions=19.0", "--disable=all"]
    first += [f"--enable={_PYLINT_ON}", f"--disable={_PYLINT_OFF}"]
    second = [f"--load-plugins={','.join(plugins)}", "--disable=all", f"--enable={_ODOO_CHECKS}"]
    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(_run_pylint, ctx, first + targets),
            pool.submit(_run_pylint, ctx, second + targets, folder),
        ]
        return [line for run in runs for line in run.result()]


def _run_pylint(ctx, args, path=""):
    cmd = [ctx.python, "-m", "pylint", "--rcfile=/dev/null", "--persistent=n", "-sn", "-rn"]
    cmd += ["--msg-template={path}:{line}: {symbol}: {msg}"]
    done = subprocess.run(
        [str(part) for part in [*cmd, *args]],
        cwd=ctx.root,
        env={**os.environ, "PYTHONPATH": str(path), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
    )
    lines = [x for x in done.stdout.splitlines() if x.strip() and not x.startswith("****")]
    if done.returncode & 32 or (done.returncode and not lines):
        lines += done.stderr.splitlines()[-5:] or ["pylint falló"]
    return lines


def addon_problems(ctx, name, known):
    """Return what an addon lacks: licence, translation, tests, declared dependencies."""
    folder, manifest = ctx.addons / name, known[name]
    problems = []
    if manifest.get("license") != "AGPL-3":
        problems.append(f"{name}: license debe ser AGPL-3")
    if not str(manifest.get("version", "")).startswith("19.0."):
        problems.append(f"{name}: version debe empezar con 19.0.")
    if manifest.get("demo"):
        problems.append(f"{name}: sin datos demo en el manifiesto (la historia la carga pgo)")
    if not (folder / "i18n/es.po").exists():
        problems.append(f"{name}: falta i18n/es.po (./pgo i18n export)")
    if not any(folder.glob("tests/test_*.py")):
        problems.append(f"{name}: faltan pruebas en tests/")
    listed = set(manifest.get("data", ()))
    for path in folder.rglob("*"):
        relative = path.relative_to(folder).as_posix()
        top = relative.split("/")[0]
        is_data = path.suffix == ".xml" and top in ("views", "security", "data", "report", "wizard")
        if is_data and relative not in listed:
            problems.append(f"{name}: {relative} no está en el manifiesto")
    return problems


def tracked_files(ctx):
    """Return the files git knows or would add: never what is ignored."""
    cmd = ["git", "ls-files", "-co", "--exclude-standard"]
    try:
        done = subprocess.run(cmd, cwd=ctx.root, capture_output=True, text=True)
    except FileNotFoundError:
        done = None
    if not done or done.returncode:
        places = [ctx.root / p for p in _PYTHON]
        found = [f for p in places for f in ([p] if p.is_file() else p.rglob("*"))]
        return [f for f in found if f.is_file() and "__pycache__" not in f.parts]
    return [ctx.root / line for line in done.stdout.splitlines() if (ctx.root / line).is_file()]


def file_problems(ctx):
    """Check every text file of the repository; return (problems, warnings)."""
    problems, warnings = [], []
    for path in tracked_files(ctx):
        if path.suffix not in _TEXT or path.stat().st_size > 2_000_000:
            continue
        relative = path.relative_to(ctx.root).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            if path.suffix in _CODE:
                problems.append(f"{relative}: no está en UTF-8")
            continue
        problems += text_problems(relative, text)
        if path.suffix in _CODE and "/static/lib/" not in relative:
            lines = text.count("\n")
            if lines > _MAX_LINES and not relative.startswith("addons/pgo_entity/data"):
                warnings.append(f"{relative} tiene {lines} líneas (límite aconsejado: 400)")
    return problems, warnings


def text_problems(relative, text):
    """Return the rules of the project that one file breaks."""
    problems = []
    own = relative.startswith(("tools/pgo_cli/lint", "tests/cli/"))
    code = relative.endswith((".py", ".xml", ".js", ".scss", ".sh"))
    for number, line in enumerate(text.splitlines(), 1):
        if own:
            break
        if _MACHINE.search(line):
            problems.append(f"{relative}:{number}: ruta de una máquina: {line.strip()[:80]}")
        if code and _TODO.search(line):
            problems.append(f"{relative}:{number}: pendiente sin número de asunto")
    if relative.startswith("lib/pgo_core/") and relative.endswith(".py"):
        problems += [f"{relative}:{n}: lib no importa odoo" for n in odoo_imports(text)]
    return problems


def odoo_imports(text):
    """Return the lines of a source that import Odoo."""
    try:
        tree = ast.parse(text)
    except SyntaxError as exc:
        return [exc.lineno]
    found = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        if any(name.split(".")[0] == "odoo" for name in names):
            found.append(node.lineno)
    return found
