"""Findings: what a rule found, where, and how it is told. They hold keys and parameters, never
Spanish.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from ..printable import visible
from . import texts

SEVERITIES = ("blocks", "warns", "informs")
TARGET_KINDS = ("document", "unit", "function", "article", "competence")


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect at one place.

    `target_uid` is the stable id of the unit, function, article or competence, empty for the whole
    document; `field` the attribute at fault; `span` the characters in it, as (start, end) of its
    NFC text. `subject` tells apart several findings of one variant on one target (which organ is
    missing, which annex).
    """

    rule_id: str
    severity: str
    target_uid: str
    target_kind: str
    field: str = ""
    variant: str = "found"
    subject: str = ""
    params: Mapping[str, str] = attribute(default_factory=dict, hash=False)
    span: tuple[int, int] | None = None

    def key(self) -> str:
        """Stable key of the matter: an answer given to it survives a recheck, whatever its severity
        then.
        """
        parts = [self.rule_id, self.target_uid or "document", self.variant]
        return ":".join([*parts, self.subject] if self.subject else parts)

    def message(self) -> str:
        """What was found, in Spanish, with the name of the thing."""
        return texts.message(self.rule_id, self.variant, self.params)

    def hint(self) -> str:
        """What to do about it, in Spanish."""
        return texts.hint(self.rule_id, self.variant, self.params)

    def citation(self) -> str:
        """Norm and article the rule rests on, in Spanish."""
        return texts.citation(self.rule_id)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep a version from being sent unless waived or accepted."""
    return [finding for finding in findings if finding.severity == "blocks"]


def to_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Plain dicts in the given order, with the Spanish texts beside the keys; ready for
    `json.dumps`.
    """
    return [
        {
            "key": finding.key(),
            "rule": finding.rule_id,
            "severity": finding.severity,
            "target": {
                "kind": finding.target_kind,
                "uid": finding.target_uid,
                "field": finding.field,
            },
            "variant": finding.variant,
            "subject": finding.subject,
            "params": dict(finding.params),
            "span": list(finding.span) if finding.span else None,
            "message": finding.message(),
            "hint": finding.hint(),
            "citation": finding.citation(),
        }
        for finding in findings
    ]


def report(findings: Iterable[Finding], skipped: Iterable[str] = ()) -> str:
    """The findings as a text for people, in Spanish; ends with a newline.

    `skipped` are ids of rules that could not run for want of a fact (`rules.skipped`): they are
    named, so a clean report never hides what was not looked at. What a text holds for machines is
    taken out: nothing that a stranger wrote gives orders to a terminal.
    """
    findings = list(findings)
    words = texts.catalogue()["report"]
    lines = []
    for finding in findings:
        severity = texts.label("severity", finding.severity)
        lines.append(f"[{severity}] {finding.rule_id} · {finding.message()}")
        lines.extend(f"    {part}" for part in (finding.hint(), finding.citation()) if part)
    counts = ", ".join(
        f"{sum(finding.severity == severity for finding in findings)} {words[severity]}"
        for severity in SEVERITIES
    )
    lines.append(
        words["summary"].format(total=len(findings), counts=counts) if findings else words["clean"]
    )
    lines.extend(
        words["skipped"].format(rule=rule_id, title=texts.title(rule_id).rstrip("."))
        for rule_id in skipped
    )
    return "".join(f"{visible(line)}\n" for line in lines)
