"""One-click fixes: for a finding whose mending follows from the text itself, the edits that mend it.

Only what leaves no choice to the person is offered: a code that follows from the order, a name that
the structure has, a letter typed twice. Everything else is told by the finding's hint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from .. import citing, coding
from ..document import Citation, Document, Function, Unit
from . import texts
from .finding import Finding
from .language import TYPED_LETTER, fold

#: What an edit does: gives a field another value, takes a function away, puts it last in its unit,
#: adds one at the end of a unit, gives a function the norms that its own text cites as its legal
#: basis, or gives every unit the code of its place.
ACTS = ("set", "drop", "last", "add", "cite", "recode")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. `kind` and `uid` name the element, `field` and `value` what it gets; of an article's
    literal the field is `items[2]`. In `add`, `uid` is the unit and `value` the text.
    """

    act: str
    kind: str = "document"
    uid: str = ""
    field: str = ""
    value: Any = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """What a click would do, told in Spanish by `tells`."""

    edits: tuple[Edit, ...]
    tells: str


def fix(document: Document, finding: Finding) -> Fix | None:
    """The edits that mend a finding, or None where a person must decide."""
    maker = _maker(finding)
    return maker(document, finding) if maker else None


def _maker(finding: Finding) -> Callable[[Document, Finding], Fix | None] | None:
    key = (finding.rule_id, finding.variant)
    return _MAKERS.get(key) or _MAKERS.get((finding.rule_id, ""))


def apply(document: Document, edits: Iterable[Edit]) -> Document:
    """The document after these edits. A uid that is not there changes nothing."""
    for edit in edits:
        document = _ACTS[edit.act](document, edit)
    return document


def fixable(document: Document, findings: Iterable[Finding]) -> set[str]:
    """The keys of the findings that have a fix; new codes, which are the same for all that ask for
    them, are worked out once.
    """
    recodes: list[bool] = []
    keys = set()
    for finding in findings:
        if _maker(finding) is _recode:
            recodes = recodes or [_recode(document, finding) is not None]
            found = recodes[0]
        else:
            found = fix(document, finding) is not None
        if found:
            keys.add(finding.key())
    return keys


# What mends what ------------------------------------------------------------------------------------


def _told(key: str, edits: Iterable[Edit], **params: str) -> Fix:
    return Fix(tuple(edits), texts.catalogue()["fixes"][key].format(**params))


def _recode(document: Document, finding: Finding) -> Fix | None:
    # The order of the text is the template's; a MOP has codes of its own (L02 Anexo 4).
    if not document.template.titles or document.kind == "mop":
        return None
    codes = coding.codes(document)
    if all(codes.get(unit.uid, unit.code) == unit.code for unit in document.units):
        return None
    return _told("recode", [Edit("recode")])


def _level(document: Document, finding: Finding) -> Fix | None:
    expected = finding.params.get("expected", "")
    if not expected.isdecimal():
        return None
    edit = Edit("set", "unit", finding.target_uid, "level", int(expected))
    return _told("level", [edit], level=expected)


def _drop(document: Document, finding: Finding) -> Fix:
    return _told("drop", [Edit("drop", "function", finding.target_uid)])


def _last(document: Document, finding: Finding) -> Fix:
    return _told("last", [Edit("last", "function", finding.target_uid)])


def _closing(document: Document, finding: Finding) -> Fix | None:
    unit = document.unit_by_uid.get(finding.target_uid)
    if unit is None:
        return None
    parent = document.unit_by_uid.get(unit.parent_uid)
    key = "closing_text" if parent and parent.name.strip() else "closing_text_alone"
    text = texts.catalogue()["fixes"][key].format(parent=parent.name.strip() if parent else "")
    return _told("closing", [Edit("add", "unit", unit.uid, "text", text)], text=text)


def _typed_letter(document: Document, finding: Finding) -> Fix | None:
    function = _function(document, finding.target_uid)
    match = TYPED_LETTER.match(fold(function.text)) if function else None
    if not match or not (rest := function.text[match.end() :].strip()):
        return None
    text = rest[0].upper() + rest[1:]
    return _told("typed_letter", [Edit("set", "function", function.uid, "text", text)], text=text)


def _cited(document: Document, finding: Finding) -> Fix | None:
    """The norms that the function names in its own sentence, with their article."""
    function = _function(document, finding.target_uid)
    named = citing.mentions(function.text) if function else ()
    found = tuple(
        dict.fromkeys(
            Citation(mention.norm, mention.label, mention.article, mention.item)
            for mention in named
            if mention.article
        )
    )
    if not found:
        return None
    labels = "; ".join(f"{one.label}, art. {one.article}" for one in found)
    return _told("cite", [Edit("cite", "function", function.uid, value=found)], labels=labels)


def _purpose(document: Document, finding: Finding) -> Fix | None:
    """Cut the purpose clause, when it runs to the end of the function and something is left."""
    function = _function(document, finding.target_uid)
    if function is None or not finding.span:
        return None
    before = function.text[: finding.span[0]].rstrip(" ,;")
    after = function.text[finding.span[1] :].rstrip(" .;")
    if len(before.split()) < 3 or re.search(r"[,;.]", after):
        return None
    text = f"{before}."
    return _told("cut", [Edit("set", "function", function.uid, "text", text)], text=text)


def _replacing(name: str) -> Callable[[Document, Finding], Fix | None]:
    """A fix that puts what the finding's parameter `name` says in the place of its span."""

    def make(document: Document, finding: Finding) -> Fix | None:
        value = finding.params.get(name, "")
        before = _value(document, finding)
        if not value or not finding.span or before is None:
            return None
        start, end = finding.span
        text = before[:start] + value + before[end:]
        edit = Edit("set", finding.target_kind, finding.target_uid, finding.field, text)
        return _told("write", [edit], value=value)

    return make


_MAKERS: dict[tuple[str, str], Callable[[Document, Finding], Fix | None]] = {
    ("R12", "found"): _level,
    ("R25", ""): _recode,
    ("R26", ""): _recode,
    ("R27", ""): _recode,
    ("R32", "found"): _purpose,
    ("R35", "missing"): _closing,
    ("R35", "not_last"): _last,
    ("R36", "blank"): _drop,
    ("R36", "typed_letter"): _typed_letter,
    ("R40", "new"): _cited,
    ("R40", "found"): _cited,
    ("R52", "near"): _replacing("unit"),
    ("R52", "word"): _replacing("unit"),
    ("R52", "accent"): _replacing("unit"),
    ("R52", "past"): _replacing("unit"),
    ("R56", "foreign"): _replacing("entity"),
    ("R93", ""): _replacing("suggestion"),
}


# Reading and editing a Document ---------------------------------------------------------------------

_ITEM = re.compile(r"items\[(\d+)\]")


def _function(document: Document, uid: str) -> Function | None:
    return next((function for _unit, function in document.functions() if function.uid == uid), None)


def _element(document: Document, kind: str, uid: str) -> Any:
    if kind == "function":
        return _function(document, uid)
    if kind == "unit":
        return document.unit_by_uid.get(uid)
    if kind == "document":
        return document
    found = document.articles if kind == "article" else document.competences
    return next((element for element in found if element.uid == uid), None)


def _value(document: Document, finding: Finding) -> str | None:
    """The text that the finding's field holds; None when there is none."""
    element = _element(document, finding.target_kind, finding.target_uid)
    if match := _ITEM.fullmatch(finding.field):
        items = getattr(element, "items", ())
        return items[int(match[1])] if int(match[1]) < len(items) else None
    value = getattr(element, finding.field, None) if finding.field else None
    return value if isinstance(value, str) else None


def _set(document: Document, edit: Edit) -> Document:
    def changed(element):
        if edit.kind != "document" and element.uid != edit.uid:
            return element
        if match := _ITEM.fullmatch(edit.field):
            items = list(element.items)
            items[int(match[1])] = edit.value
            return replace(element, items=tuple(items))
        return replace(element, **{edit.field: edit.value})

    if edit.kind == "document":
        return changed(document)
    if edit.kind == "function":
        return _each_unit(document, lambda unit: tuple(map(changed, unit.functions)))
    name = {"unit": "units", "article": "articles", "competence": "competences"}[edit.kind]
    return replace(document, **{name: tuple(map(changed, getattr(document, name)))})


def _each_unit(document: Document, functions: Callable[[Unit], tuple[Function, ...]]) -> Document:
    units = tuple(replace(unit, functions=functions(unit)) for unit in document.units)
    return replace(document, units=units)


def _dropped(document: Document, edit: Edit) -> Document:
    return _each_unit(
        document, lambda unit: tuple(one for one in unit.functions if one.uid != edit.uid)
    )


def _put_last(document: Document, edit: Edit) -> Document:
    # A sort on one truth value keeps the order of the rest.
    return _each_unit(
        document, lambda unit: tuple(sorted(unit.functions, key=lambda one: one.uid == edit.uid))
    )


def _added(document: Document, edit: Edit) -> Document:
    added = Function(f"{edit.uid}-added", edit.value, "direction")
    return _each_unit(
        document,
        lambda unit: (*unit.functions, added) if unit.uid == edit.uid else unit.functions,
    )


def _with_citations(document: Document, edit: Edit) -> Document:
    def cited(one: Function) -> Function:
        if one.uid != edit.uid:
            return one
        return replace(one, citations=tuple(dict.fromkeys((*one.citations, *edit.value))))

    return _each_unit(document, lambda unit: tuple(map(cited, unit.functions)))


def _recoded(document: Document, _edit: Edit) -> Document:
    codes = coding.codes(document)
    units = tuple(replace(unit, code=codes.get(unit.uid, unit.code)) for unit in document.units)
    # The text goes in the order of the codes.
    ordered = sorted(units, key=lambda unit: [part.zfill(6) for part in unit.code.split(".")])
    return replace(document, units=tuple(ordered))


_ACTS = {
    "set": _set,
    "drop": _dropped,
    "last": _put_last,
    "add": _added,
    "cite": _with_citations,
    "recode": _recoded,
}
