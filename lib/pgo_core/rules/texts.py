"""The Spanish of the rules: titles, messages, hints, citations and examples, read once from
`data/rules/<chapter>.es.json` and, what they share, `data/rules/common.es.json`.

These files are data, not code: SGP's wording changes without touching a rule. A template that asks for
a parameter which a finding does not bring prints `…` instead of failing, so a report is never lost
for a word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Any

from .. import resources
from ..document import Citation

COULD_NOT_CHECK = "could_not_check"
_FOLDER = ("data", "rules")


@cache
def catalogue(language: str = "es") -> Mapping[str, Any]:
    """Everything of a language: what is shared, and under `rules` every rule by id.

    Raises `ValueError` when two chapters tell the same rule.
    """
    result = json.loads(resources.read(*_FOLDER, f"common.{language}.json"))
    rules: dict[str, Any] = {}
    for chapter in result["labels"]["chapter"]:
        name = f"{chapter}.{language}.json"
        told = json.loads(resources.read(*_FOLDER, name))
        if repeated := rules.keys() & told.keys():
            raise ValueError(f"{name} repeats {', '.join(sorted(repeated))}")
        rules |= told
    return {**result, "rules": rules}


def title(rule_id: str) -> str:
    """What the rule asks, in one sentence."""
    return catalogue()["rules"][rule_id]["title"]


def message(rule_id: str, variant: str, params: Mapping[str, str]) -> str:
    """What was found, with the name of the thing in it."""
    return _fill(_variant(rule_id, variant)["message"], params)


def hint(rule_id: str, variant: str, params: Mapping[str, str]) -> str:
    """How to mend it, in plain words."""
    return _fill(_variant(rule_id, variant)["hint"], params)


def variants(rule_id: str) -> Mapping[str, Mapping[str, str]]:
    """The variants a rule can report, by key."""
    return catalogue()["rules"][rule_id]["variants"]


def parameter(rule_id: str, name: str) -> str:
    """What a parameter of a rule is, for who sets it."""
    return catalogue()["rules"][rule_id].get("parameters", {}).get(name, name)


def citations(rule_id: str) -> tuple[Citation, ...]:
    """The articles a rule rests on; the same norm may come more than once."""
    norms = catalogue()["norms"]
    return tuple(
        Citation(
            norm=item["norm"], label=norms[item["norm"]]["label"], article=item.get("article", "")
        )
        for item in catalogue()["rules"][rule_id]["citations"]
    )


def citation(rule_id: str) -> str:
    """The citation as it is printed: each norm once with its places, parted by semicolons."""
    places: dict[str, list[str]] = {}
    for item in catalogue()["rules"][rule_id]["citations"]:
        place = item.get("place") or (f"art. {item['article']}" if item.get("article") else "")
        places.setdefault(item["norm"], []).extend([place] if place else [])
    norms = catalogue()["norms"]
    return "; ".join(", ".join([norms[norm]["label"], *found]) for norm, found in places.items())


def label(group: str, key: str) -> str:
    """The Spanish of a frozen key: a chapter, a severity, a nature, a generic name."""
    return catalogue()["labels"][group].get(str(key), str(key))


def fields(template: str) -> set[str]:
    """The parameters a template asks for."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(template: str, params: Mapping[str, str]) -> str:
    return template.format_map(_Params(params))


def _variant(rule_id: str, variant: str) -> Mapping[str, str]:
    if variant == COULD_NOT_CHECK:
        return catalogue()["could_not_check"]
    known = catalogue()["rules"].get(rule_id, {}).get("variants", {})
    return known.get(variant) or {"message": f"{rule_id}: {variant}", "hint": ""}
