"""Reading translation files with the standard library, enough to judge them."""

import ast
import re
from dataclasses import dataclass, field

_FORMAT = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[#0\- +]*\d*(?:\.\d+)?[sdfirxg]")
_BRACE = re.compile(r"\{\{.*?\}\}|\{(\w*)\}")


@dataclass
class Entry:
    """One message of a po file."""

    msgid: str = ""
    msgstr: str = ""
    msgctxt: str = ""
    line: int = 0
    flags: set = field(default_factory=set)
    obsolete: bool = False


def parse_po(text):
    """Return the entries of a po file, header excluded."""
    entries, entry, target = [], Entry(), None

    def close():
        nonlocal entry, target
        if target and (entry.msgid or entry.obsolete):
            entries.append(entry)
        entry, target = Entry(), None

    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        obsolete = line.startswith("#~")
        if obsolete:
            line = line[2:].strip()
        if not line:
            if not obsolete:
                close()
        elif line.startswith("#"):
            if target == "msgstr":
                close()
            if line.startswith("#,"):
                entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        else:
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")$', line)
            if match and match[1] in ("msgid", "msgctxt") and target == "msgstr":
                close()
            if match:
                target = "msgstr" if match[1].startswith("msgstr") else match[1]
                entry.line = entry.line or number
            value = ast.literal_eval(match[2] if match else line)
            if target in ("msgid", "msgstr", "msgctxt"):
                setattr(entry, target, getattr(entry, target) + value)
            entry.obsolete |= obsolete
    close()
    return entries


def placeholders(text):
    """Return the sorted placeholders of a text: %s, %(name)s and {name}."""
    text = text.replace("%%", "")
    found = [match[0] for match in _FORMAT.finditer(text)]
    found += [match[0] for match in _BRACE.finditer(text) if not match[0].startswith("{{")]
    return sorted(found)


def problems(entries, name):
    """Return what is wrong in a translation: empty, fuzzy, obsolete, other placeholders."""
    found = []
    for entry in entries:
        label = f"{name}:{entry.line}: «{entry.msgid[:60]}»"
        if entry.obsolete:
            found.append(f"{label} está obsoleto")
            continue
        if "fuzzy" in entry.flags:
            found.append(f"{label} está por revisar (fuzzy)")
        if not entry.msgstr.strip():
            found.append(f"{label} no tiene traducción")
        elif placeholders(entry.msgid) != placeholders(entry.msgstr):
            found.append(f"{label} cambia los marcadores de la traducción")
    return found
