"""The `test` command: gates, pure tests, addon tests on a clone, browser journeys."""

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import i18n, lint
from .console import PgoError, die_with_parent, say
from .odoo import addons, odoo_env, write_config
from .report import Totals, log_problems, read_allowed
from .setup import setup
from .system import find_chromium
from .templates import Clone, build_log, drop_all, template_for
from .venv import ensure_audit, with_audit

_PURE = ("lib", "tests/cli")
_E2E = "tests/e2e"
_LIMIT = 30 * 60  # seconds for one layer: a test that hangs must not hold CI for ever


@dataclass
class Plan:
    """Which layers a call runs: everything, or only what fits the given paths."""

    whole: bool = True
    pure: list = field(default_factory=list)
    odoo: list = field(default_factory=list)
    e2e: list = field(default_factory=list)
    addons: list = field(default_factory=list)
    expression: str = ""


def make_plan(root, paths, expression, known):
    """Sort the given paths into layers; without paths, take everything."""
    if not paths:
        return Plan(
            whole=not expression,
            pure=[p for p in ("lib/tests", "tests/cli") if (root / p).exists()]
            + _crossing(root, pure=True),
            odoo=_with_tests(root, known) + _crossing(root, pure=False),
            e2e=[_E2E] if any((root / _E2E).glob("test_*.py")) else [],
            addons=list(known),
            expression=expression,
        )
    plan = Plan(whole=False, expression=expression)
    for given in paths:
        place, *node = given.split("::", 1)
        relative = _relative(root, place, known)
        target = "::".join([relative, *node])
        if relative.startswith(tuple(f"{p}/" for p in _PURE)) or relative in _PURE:
            plan.pure.append("lib/tests" if relative == "lib" else target)
        elif relative == _E2E or relative.startswith(_E2E + "/"):
            plan.e2e.append(target)
            plan.addons = list(known)
        elif relative == "tests":
            plan.pure += [p for p in ("tests/cli",) if (root / p).exists()]
            plan.pure += _crossing(root, pure=True)
            plan.odoo += _crossing(root, pure=False)
            plan.e2e += [_E2E] if (root / _E2E).exists() else []
            plan.addons = list(known)
        elif relative in _crossing(root, pure=True):
            plan.pure.append(target)
        elif relative.startswith("tests/"):
            plan.odoo.append(target)
            plan.addons = list(known)
        elif relative.startswith("addons/"):
            name = relative.split("/")[1]
            plan.odoo.append(target)
            plan.addons.append(name)
        else:
            raise PgoError(
                f"{given}: ahí no hay pruebas.",
                "Indique una ruta de lib/, addons/<addon> o tests/.",
            )
    return plan


def _relative(root, given, known):
    """Return a path relative to the project; the bare name of an addon will do."""
    if given.rstrip("/") in known:
        return f"addons/{given.rstrip('/')}"
    for base in (Path.cwd(), root):
        path = (base / given).resolve()
        if path.exists() and path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    raise PgoError(f"No existe la ruta {given}.", "Revise el nombre.")


def _with_tests(root, known):
    return [
        f"addons/{name}" for name in known if any((root / "addons" / name).glob("tests/test_*"))
    ]


def _crossing(root, pure):
    """Return the files of tests/ itself: those that import Odoo, or those that do not."""
    return sorted(
        path.relative_to(root).as_posix()
        for path in (root / "tests").glob("test_*.py")
        if bool(lint.odoo_imports(path.read_text(encoding="utf-8"))) != pure
    )


def test(ctx, paths, expression="", fresh=False):
    """Run the tests and return the exit code; the last line printed holds the totals."""
    start = time.monotonic()
    setup(ctx, quiet=True)
    _clean(ctx)
    known = addons(ctx)
    plan = make_plan(ctx.root, paths, expression, known)
    totals = Totals()
    if plan.whole:
        say("== Calidad del código")
        lint.gates(ctx, totals)
        i18n.static_gates(ctx, totals, known)
    if plan.pure:
        ensure_audit(ctx)
        _pure(ctx, plan, totals)
    if plan.odoo or plan.e2e:
        if fresh:
            drop_all(ctx)
        _with_odoo(ctx, plan, totals, known)
    if not plan.whole and not (totals.passed or totals.failed):
        totals.gate("ninguna prueba coincide con lo pedido", [expression or " ".join(paths)])
    minutes, seconds = divmod(int(time.monotonic() - start), 60)
    say(f"\nDuración: {minutes} min {seconds} s")
    return totals.close()


def _clean(ctx):
    """Remove the reports, logs and settings of runs that were killed."""
    for path in [*ctx.state.glob("*-*.*"), *ctx.logs.glob("test-*-*.log")]:
        owner = path.stem.rpartition("-")[2]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            path.unlink(missing_ok=True)


def _pytest(ctx, targets, junit, plan, extra=(), env=None):
    """Run pytest and return its exit code; 5 (nothing collected) is for the caller to judge."""
    junit.unlink(missing_ok=True)
    cmd = [ctx.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ctx.root]
    cmd += ["-o", "junit_family=xunit1", f"--junitxml={junit}", "--tb=short"]
    cmd += ["--continue-on-collection-errors", *extra]
    if plan.expression:
        cmd += ["-k", plan.expression]
    try:
        done = subprocess.run(
            [str(part) for part in [*cmd, *targets]],
            cwd=ctx.root,
            env=env or odoo_env(ctx),
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
            timeout=_LIMIT,
        )
    except subprocess.TimeoutExpired:
        say(f"pytest no terminó en {_LIMIT // 60} minutos y se detuvo.", err=True)
        return 124
    return done.returncode


def _pure(ctx, plan, totals):
    say("== Pruebas puras (sin Odoo ni base de datos)")
    junit = ctx.state / f"junit-pure-{os.getpid()}.xml"
    env = {**with_audit(ctx, odoo_env(ctx)), "PYTHONDONTWRITEBYTECODE": "1"}
    code = _pytest(ctx, plan.pure, junit, plan, _in_parallel(ctx.root, plan.pure), env)
    if code == 5 and plan.expression:
        return
    _count(totals, "pruebas puras", code, junit)
    if junit.exists():
        junit.replace(ctx.state / "junit-pure.xml")


def _in_parallel(root, targets):
    """Return the options that share the files of whole folders among the cores of this machine.

    A file is never parted, so what its tests share is made once; one file alone gains nothing.
    """
    cores = min(len(os.sched_getaffinity(0)), 8)
    if cores < 2 or not any((root / target).is_dir() for target in targets):
        return []
    return ["-n", str(cores), "--dist", "loadfile"]


def _count(totals, title, code, junit):
    """Add a pytest run; an exit code the report does not explain is a failure of its own."""
    before = totals.failed
    ran = totals.add_junit(junit)
    if code == 5 or not ran:
        totals.gate(title, ["no se ejecutó ninguna prueba"])
    elif code and totals.failed == before:
        totals.gate(title, [f"pytest terminó con código {code}"])


def _with_odoo(ctx, plan, totals, known):
    """Build or reuse the template, then run addon tests and browser journeys on clones."""
    say("== Base de datos de prueba")
    allowed = read_allowed(ctx.config / "log-allow.txt")
    names = plan.addons or list(known)
    if not known:
        totals.gate("addons", ["todavía no hay ningún addon en addons/"])
        return
    try:
        template = template_for(
            ctx, known, names, reuse=not plan.whole, browser=plan.whole or bool(plan.e2e)
        )
    except PgoError as exc:
        totals.gate("instalación desde cero", [str(exc), exc.hint])
        return
    if plan.whole:
        problems = log_problems(build_log(ctx, template), allowed)
        totals.gate("registro de la instalación sin avisos", problems)
    if not find_chromium():
        totals.gate("navegador", ["falta chromium: sudo apt install chromium"])
    if plan.odoo:
        say("== Pruebas de los addons")
        _odoo_layer(ctx, plan, totals, template, plan.odoo, "addons", allowed)
    if plan.whole:
        _every_addon_has_tests(totals, known)
        i18n.exact_gate(ctx, totals, template, known)
    if plan.e2e:
        say("== Recorridos en el navegador")
        _odoo_layer(ctx, plan, totals, template, plan.e2e, "e2e", allowed)


def _odoo_layer(ctx, plan, totals, template, targets, name, allowed):
    """Run tests inside Odoo on a clone, then look for warnings in its log."""
    log = ctx.logs / f"test-{name}-{os.getpid()}.log"
    junit = ctx.state / f"junit-{name}-{os.getpid()}.xml"
    with Clone(ctx, template) as database:
        config = write_config(
            ctx, f"odoo-test-{os.getpid()}", logfile=log, db_name=database, max_cron_threads=0
        )
        extra = [
            "-p",
            "odoo",
            "--show-capture=stdout",
            f"--odoo-config={config}",
            f"--odoo-database={database}",
        ]
        extra += ["--odoo-http", "--odoo-log-level=info"]
        extra += ["-p", "pgo_cli.inside.pytest_pgo"]
        env = odoo_env(ctx)
        env["PYTHONPATH"] = str(ctx.root / "tools")
        env["PGO_ODOO_CONF"], env["PGO_DB"] = str(config), database
        code = _pytest(ctx, targets, junit, plan, extra, env)
        config.unlink()
    if code == 5 and plan.expression:
        return
    _count(totals, f"pruebas de {name}", code, junit)
    totals.gate(f"registro de Odoo sin avisos ({name})", log_problems(log, allowed))
    for path, kept in (
        (log, ctx.logs / f"test-{name}.log"),
        (junit, ctx.state / f"junit-{name}.xml"),
    ):
        if path.exists():
            path.replace(kept)


def _every_addon_has_tests(totals, known):
    empty = [f"{name}: ninguna prueba" for name in known if not totals.per_addon.get(name)]
    totals.gate("cada addon tiene pruebas que se ejecutan", empty)
