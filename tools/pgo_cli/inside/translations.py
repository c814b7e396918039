"""Export the terms of addons and merge them into their Spanish files (runs inside Odoo)."""

import io
import json
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tools.translate import trans_export

_HEADERS = {
    "Project-Id-Version": "PGO",
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def _pot(env, name):
    """Return the template of one addon, without the dates that change at every export."""
    buffer = io.BytesIO()
    trans_export(False, [name], buffer, "po", env)
    pot = polib.pofile(buffer.getvalue().decode())
    pot.metadata = {key: value for key, value in _HEADERS.items() if key != "Language"}
    pot.header = f"Translation template of {name}."
    pot.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    return pot


def export_templates(env, names, folder):
    """Write the template of each addon into a folder; return {addon: path}."""
    found = {}
    for name in json.loads(names):
        path = Path(folder) / f"{name}.pot"
        _pot(env, name).save(str(path))
        found[name] = str(path)
    return found


def merge(env, names, addons_folder):
    """Rewrite each addon's pot and es.po; return what happened per addon."""
    names = json.loads(names)
    known = _compendium(env, names)
    return {name: _merge_one(env, name, Path(addons_folder) / name, known) for name in names}


def _merge_one(env, name, folder, known):
    pot = _pot(env, name)
    target = folder / "i18n" / "es.po"
    target.parent.mkdir(exist_ok=True)
    pot.save(str(target.with_name(f"{name}.pot")))
    old = _translations(target)
    new = polib.POFile(wrapwidth=99)
    new.metadata = dict(_HEADERS)
    new.header = f"Spanish translation of {name}."
    counts = {"total": 0, "seeded": 0, "missing": 0}
    for entry in pot:
        text = old.get(entry.msgid, "")
        if not text and entry.msgid in known:
            text = known[entry.msgid]
            counts["seeded"] += 1
        counts["total"] += 1
        counts["missing"] += not text
        new.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=text,
                comment=entry.comment,
                tcomment=entry.tcomment,
                occurrences=entry.occurrences,
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )
    new.save(str(target))
    counts["removed"] = len(set(old) - {entry.msgid for entry in pot})
    return counts


def _translations(path):
    """Return {source: translation} of a file, what is fuzzy or obsolete left out."""
    if not path.exists():
        return {}
    return {
        entry.msgid: entry.msgstr
        for entry in polib.pofile(str(path))
        if entry.msgstr and not entry.obsolete and not entry.fuzzy
    }


def _compendium(env, names):
    """Return the translations of Odoo's own modules, Latin American before European Spanish."""
    modules = env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
    known = {}
    for module in sorted(set(modules) - set(names), key=lambda m: (m not in ("mail", "base"), m)):
        folder = get_module_path(module)
        for code in ("es_419", "es"):
            path = Path(folder or "") / "i18n" / f"{code}.po"
            for source, text in _translations(path).items():
                known.setdefault(source, text)
    return known
