"""The rulebook told by the rules themselves: a page in Markdown and a list for programs."""

from __future__ import annotations

import json
from typing import Any

from . import examples, texts
from .engine import CHAPTERS, Rule, rules


def listing() -> list[dict[str, Any]]:
    """Every rule as plain data, by number; ready for `json.dumps`."""
    return [
        {
            "id": rule.id,
            "number": rule.number,
            "chapter": rule.chapter,
            "title": rule.title,
            "severity": rule.severity,
            "basis": rule.basis,
            "waivable": rule.waivable,
            "citation": rule.citation,
            "citations": [{"norm": c.norm, "article": c.article} for c in rule.citations],
            "kinds": list(rule.kinds),
            "government_levels": list(rule.government_levels),
            "entity_types": list(rule.entity_types),
            "requires": list(rule.requires),
            "parameters": {
                name: {
                    "label": texts.parameter(rule.id, name),
                    "default": _plain(parameter.default),
                    "minimum": parameter.minimum,
                    "maximum": parameter.maximum,
                    "choices": list(parameter.choices),
                }
                for name, parameter in rule.parameters.items()
            },
            "examples": [
                {
                    "holds": example.holds,
                    "tells": example.tells,
                    "finds": [finding.message() for finding in example.run()],
                }
                for example in examples.of(rule.id)
            ],
            "variants": {
                key: {"message": variant["message"], "hint": variant["hint"]}
                for key, variant in texts.variants(rule.id).items()
            },
        }
        for rule in rules()
    ]


def listing_text() -> str:
    """The rules one by one for a terminal, in Spanish: severity, title, citation and parameters."""
    words = texts.catalogue()["rulebook"]
    lines = []
    for rule in rules():
        severity = texts.label("severity", rule.severity)
        lines += [f"{rule.id} [{severity}] {rule.title}", f"    {rule.citation}"]
        for name, parameter in rule.parameters.items():
            default = json.dumps(_plain(parameter.default), ensure_ascii=False)
            lines.append(f"    {words['parameter']} {name} = {default}")
    return "\n".join(lines) + "\n"


def markdown() -> str:
    """The page of `docs/rules.md`, in Spanish; ends with a newline."""
    words = texts.catalogue()["rulebook"]
    lines = [f"# {words['title']}", "", words["introduction"]]
    for chapter in CHAPTERS:
        chosen = [rule for rule in rules() if rule.chapter == chapter]
        if chosen:
            lines += ["", f"## {texts.label('chapter', chapter)}"]
        for rule in chosen:
            lines += ["", f"### {rule.id} · {rule.title}", "", *_facts(rule, words)]
            lines += ["", f"| {words['found']} | {words['remedy']} |", "| --- | --- |"]
            lines += [
                f"| {_cell(variant['message'])} | {_cell(variant['hint'])} |"
                for variant in texts.variants(rule.id).values()
            ]
            lines += _examples(rule, words)
    return "\n".join(lines) + "\n"


def _facts(rule: Rule, words: dict[str, str]) -> list[str]:
    facts = [
        (words["severity"], texts.label("severity", rule.severity)),
        (words["basis"], rule.citation),
        (words["rests"], texts.label("basis", rule.basis)),
        (words["applies"], ", ".join(texts.label("short_kind", kind) for kind in rule.kinds)),
    ]
    if rule.government_levels:
        levels = ", ".join(texts.label("government", level) for level in rule.government_levels)
        facts.append((words["governments"], levels))
    if rule.requires:
        facts.append((words["requires"], ", ".join(f"`{name}`" for name in rule.requires)))
    lines = [f"- **{label}:** {value}" for label, value in facts]
    for name, parameter in rule.parameters.items():
        default = json.dumps(_plain(parameter.default), ensure_ascii=False)
        told = texts.parameter(rule.id, name)
        lines.append(f"- **{words['parameter']} `{name}`** ({told}): `{default}`")
    return lines


def _examples(rule: Rule, words: dict[str, str]) -> list[str]:
    """What holds and what does not, with what is then found."""
    lines = [""]
    for example in examples.of(rule.id):
        found = " ".join(dict.fromkeys(finding.message() for finding in example.run()))
        mark = words["holds"] if example.holds else words["fails"]
        lines.append(f"- {mark} {example.tells}" + (f" → *{found}*" if found else ""))
    return lines if lines[1:] else []


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
