"""The `i18n` command and the gate that keeps every addon completely in Spanish."""

import json
import tempfile
from pathlib import Path

from .console import PgoError, say, step
from .odoo import addons, closure, run_inside, write_config
from .po import parse_po, problems
from .report import Totals
from .setup import setup
from .templates import Clone, template_for


def static_gates(ctx, totals, known):
    """Check the files as they are, without a database."""
    found = []
    for name in known:
        path = ctx.addons / name / "i18n/es.po"
        if path.exists():
            found += problems(parse_po(path.read_text(encoding="utf-8")), f"{name}/i18n/es.po")
        else:
            found.append(f"{name}: falta i18n/es.po")
    totals.gate("traducciones completas (archivos)", found)


def exact_gate(ctx, totals, template, known):
    """Compare every es.po with the terms Odoo itself finds in the installed addons."""
    found = []
    with Clone(ctx, template) as database, tempfile.TemporaryDirectory(dir=ctx.state) as temp:
        exported = _export(ctx, database, known, Path(temp))
        for name in known:
            path = ctx.addons / name / "i18n/es.po"
            if not path.exists():
                found.append(f"{name}: falta i18n/es.po")
                continue
            entries = parse_po(path.read_text(encoding="utf-8"))
            have = {e.msgid for e in entries if not e.obsolete}
            pot = parse_po(exported[name].read_text(encoding="utf-8"))
            want = {e.msgid for e in pot}
            found += [f"{name}: falta «{m[:70]}»" for m in sorted(want - have)]
            found += [f"{name}: sobra «{m[:70]}»" for m in sorted(have - want)]
    totals.gate("traducciones completas (según Odoo)", found)


def _export(ctx, database, names, folder):
    """Let Odoo write the terms of each addon; return {addon: file}."""
    config = write_config(ctx, "odoo-i18n")
    listed = run_inside(
        ctx,
        config,
        database,
        "translations.py:export_templates",
        "Exportación de términos",
        args=[json.dumps(list(names)), folder],
    )
    return {name: Path(path) for name, path in listed.items()}


def export(ctx, names):
    """Write each addon's pot and merge it into es.po, keeping and seeding translations."""
    setup(ctx, quiet=True)
    known = addons(ctx)
    names = [n.rstrip("/").split("/")[-1] for n in names] or list(known)
    unknown = set(names) - set(known)
    if unknown:
        raise PgoError("No existe el addon " + " ".join(sorted(unknown)) + ".")
    template = template_for(ctx, known, names)
    config = write_config(ctx, "odoo-i18n")
    with Clone(ctx, template) as database, step("Exportación y mezcla de traducciones"):
        report = run_inside(
            ctx,
            config,
            database,
            "translations.py:merge",
            "Mezcla de traducciones",
            args=[json.dumps(names), ctx.addons],
        )
    for name, counts in report.items():
        say(
            f"  {name}: {counts['total']} términos, {counts['seeded']} tomados de Odoo, "
            f"{counts['removed']} retirados, {counts['missing']} por traducir"
        )
    return 0


def check(ctx, names):
    """Check files and, with the template database, that no term is missing or left over."""
    setup(ctx, quiet=True)
    known = addons(ctx)
    names = [n.rstrip("/").split("/")[-1] for n in names] or list(known)
    chosen = {n: m for n, m in known.items() if n in names}
    totals = Totals()
    static_gates(ctx, totals, chosen)
    if chosen:
        template = template_for(ctx, closure(known, chosen), list(chosen))
        exact_gate(ctx, totals, template, chosen)
    return totals.close()
