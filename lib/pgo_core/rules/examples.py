"""Examples of the rules: texts that hold and texts that do not, told in Spanish beside each rule.

They are data (`data/rules/<chapter>.es.json`, key `examples`), shown in the rulebook and run as
tests, so the page never promises what the rule does not do. Each starts from a sound text
(`data/examples/<name>.document.json` with `<name>.context.json`) and says what differs: `document`
edits the text, `base` and `model` edit it into the text in force and the model, each list of
`integrated_from` into a text that it integrates, `context` is merged into the facts, `finds` are
the (uid, variant) found, none when it holds.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .. import resources
from ..document import Document, from_json
from . import texts
from .context import Context, read_context
from .engine import REGISTRY, check
from .finding import Finding

#: Lists of a Document that hold elements with a uid.
_LISTS = ("articles", "competences", "units", "annexes")


class ExampleError(ValueError):
    """An example that asks to change what its starting text does not have."""


@dataclass(frozen=True, slots=True)
class Example:
    """`tells` says what the text does, in Spanish; `finds` are the (uid, variant) the rule yields,
    empty when it holds.
    """

    rule_id: str
    tells: str
    document: Document
    context: Context
    finds: frozenset[tuple[str, str]]

    @property
    def holds(self) -> bool:
        """Whether the text keeps the rule."""
        return not self.finds

    def run(self) -> list[Finding]:
        """What the rule finds in it."""
        return check(self.document, self.context, only=[self.rule_id])


def of(rule_id: str) -> tuple[Example, ...]:
    """The examples of a rule, those that hold first. Raises `ExampleError` for one that is broken."""
    return tuple(
        _example(rule_id, data) for data in texts.catalogue()["rules"][rule_id].get("examples", ())
    )


def every() -> tuple[Example, ...]:
    """The examples of every rule by number."""
    return tuple(example for rule_id in sorted(REGISTRY) for example in of(rule_id))


def start(name: str) -> tuple[Document, Context]:
    """A sound text on which no rule finds anything, and its context."""
    document, context = _start(name)
    read = from_json(document)
    return read, read_context(context, read)


def change(data: Any, edits: list[Mapping[str, Any]]) -> Any:
    """The JSON form of a Document after these edits; the given one stays as it was. An edit is one of

    - `{"set": {field: value}}` on the whole, or with `"at": uid` on an element;
    - `{"drop": uid}`;
    - `{"add": element, "to": list}`, the list one of articles, competences, units, annexes, or the
      uid of the unit that gains the function; with `"before": uid` at that place;
    - `{"functions": [texts], "at": uid}`: the unit has these functions instead, with uids
      `<unit>-1`… and the class and citations of its first one.

    Raises `ExampleError` for a uid that is not there.
    """
    data = copy.deepcopy(data)
    for edit in edits:
        if "drop" in edit:
            siblings, place = _find(data, edit["drop"])
            del siblings[place]
        elif "add" in edit:
            to = edit["to"]
            owner, key = (data, to) if to in _LISTS else (_element(data, to), "functions")
            siblings = owner.setdefault(key, [])
            place = len(siblings)
            if "before" in edit:
                siblings, place = _find(data, edit["before"])
            siblings.insert(place, edit["add"])
        elif "functions" in edit:
            unit = _element(data, edit["at"])
            unit["functions"] = _functions(unit, edit["functions"])
        else:
            (_element(data, edit["at"]) if "at" in edit else data).update(edit["set"])
    return data


def _functions(unit: dict[str, Any], written: list[str]) -> list[dict[str, Any]]:
    like = (unit.get("functions") or [{}])[0]
    shared = {name: like[name] for name in ("function_class", "citations") if name in like}
    return [
        {**shared, "uid": f"{unit['uid']}-{number}", "text": text}
        for number, text in enumerate(written, start=1)
    ]


def _element(data: Any, uid: str) -> dict[str, Any]:
    siblings, place = _find(data, uid)
    return siblings[place]


def _find(data: Any, uid: str) -> tuple[list, int]:
    lists = [data.get(name, []) for name in _LISTS]
    lists += [unit.get("functions", []) for unit in data.get("units", [])]
    for siblings in lists:
        for place, element in enumerate(siblings):
            if element["uid"] == uid:
                return siblings, place
    raise ExampleError(f"no element {uid!r}")


@cache
def _start(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    def read(part: str, of: str = name) -> dict[str, Any]:
        return json.loads(resources.read("data", "examples", f"{of}.{part}.json"))

    document = read("document")
    # A start that differs from another in its facts alone names that one: `{"like": "small"}`.
    return read("document", document["like"]) if "like" in document else document, read("context")


def _merged(facts: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with these changes, object by object; lists are replaced, None takes a fact away."""
    result = dict(facts)
    for name, value in changes.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping) and isinstance(result.get(name), Mapping):
            result[name] = _merged(result[name], value)
        else:
            result[name] = value
    return result


def _example(rule_id: str, data: Mapping[str, Any]) -> Example:
    document, facts = _start(data.get("start", "small"))
    facts = _merged(facts, data.get("context", {}))
    for name in ("base", "model"):
        if name in data:
            facts[name] = change(document, data[name])
    if "integrated_from" in data:
        facts["integrated_from"] = [change(document, edits) for edits in data["integrated_from"]]
    read = from_json(change(document, data.get("document", [])))
    return Example(
        rule_id=rule_id,
        tells=data["tells"],
        document=read,
        context=read_context(facts, read),
        finds=frozenset((uid, variant) for uid, variant in data.get("finds", ())),
    )
