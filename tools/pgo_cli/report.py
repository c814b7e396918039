"""Counting: junit files of pytest, log lines of Odoo, and the closing totals."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from .console import say

_LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (WARNING|ERROR|CRITICAL) ")


@dataclass
class Totals:
    """What ran and what failed; every gate counts as one check."""

    passed: int = 0
    failed: int = 0
    failures: list = field(default_factory=list)
    per_addon: dict = field(default_factory=dict)

    def gate(self, title, problems):
        """Count a check that is not a test: it fails when it has problems to show."""
        if problems:
            self.failed += 1
            self.failures.append(title)
            say(f"  ✗ {title}: {len(problems)}", err=True)
            for line in problems[:40]:
                say(f"      {line}", err=True)
            if len(problems) > 40:
                say(f"      … y {len(problems) - 40} más", err=True)
        else:
            self.passed += 1
            say(f"  ✓ {title}")

    def add_junit(self, path, may_skip=False):
        """Add the results in a junit file; a skipped test is a failure unless allowed."""
        found = read_junit(path)
        self.passed += found["passed"]
        self.failed += found["failed"]
        self.failures += found["failures"]
        for name, count in found["per_addon"].items():
            self.per_addon[name] = self.per_addon.get(name, 0) + count
        if found["skipped"] and not may_skip:
            self.gate("pruebas omitidas (cada prueba debe ejecutarse)", found["skipped"])
        return found["passed"] + found["failed"]

    def close(self):
        """Print the totals, the very last line being the plain one, and return the exit code."""
        if self.failures:
            say("")
            say("Fallaron:")
            for name in self.failures[:60]:
                say(f"  - {name}")
        say("")
        say(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def read_junit(path):
    """Return counts, failing names, skipped names and tests per addon of a junit file."""
    result = {"passed": 0, "failed": 0, "failures": [], "skipped": [], "per_addon": {}}
    try:
        root = ET.parse(path).getroot()
    except (OSError, ET.ParseError):
        result["failed"] = 1
        result["failures"].append(f"pytest no dejó su informe ({path.name})")
        return result
    for case in root.iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            result["failed"] += 1
            result["failures"].append(name)
        elif skipped is not None and skipped.get("type") != "pytest.xfail":
            result["skipped"].append(f"{name}: {skipped.get('message', '')}")
        else:
            result["passed"] += 1
            addon = addon_of(case.get("classname", ""))
            if addon:
                result["per_addon"][addon] = result["per_addon"].get(addon, 0) + 1
    return result


def addon_of(classname):
    """Return the addon a test class belongs to, None for other tests."""
    match = re.match(r"(?:odoo\.)?addons\.([a-z0-9_]+)\.", classname)
    return match[1] if match else None


def read_allowed(path):
    """Return the regular expressions of the allow-list."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [re.compile(line) for line in lines if line.strip() and not line.startswith("#")]


def log_problems(log, allowed, seen=None):
    """Return the warnings and errors of an Odoo log that the allow-list does not know."""
    problems, seen = [], seen if seen is not None else set()
    if not log.exists():
        return [f"falta el registro {log}"]
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    for index, line in enumerate(lines):
        if not _LOG_LINE.match(line) or any(rule.search(line) for rule in allowed):
            continue
        rest = line.split(" ", 4)[-1]
        if rest in seen:
            continue
        seen.add(rest)
        problems.append(line)
        # The line that says what went wrong is the last one of the traceback.
        follow = []
        for other in lines[index + 1 : index + 80]:
            if re.match(r"^\d{4}-\d\d-\d\d ", other):
                break
            follow.append(other)
        if follow:
            problems[-1] += "\n        " + "\n        ".join(follow[-3:])
    return problems
