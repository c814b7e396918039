"""The engine: rules register themselves by a decorator, `check` runs those that apply and sorts
what they find.

A rule is a pure generator over an `Index` of one Document, a `Context` and its parameters. It says
what and where; the engine gives the severity: the rule's own, or the one SGP set, lowered to what
the variant and its legal basis allow. A rule that raises is isolated: what it could not look at
becomes a finding, never a pass.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from ..document import Citation, Document
from . import texts
from .context import Context, RuleSetting
from .edits import PARTS, neighbourhood, outside_units, parts_of
from .finding import SEVERITIES, Finding
from .index import Index

CHAPTERS = ("structure", "codes", "functions", "language", "document", "dossier", "models")
BASES = ("loe", "lineamientos", "law", "opinion")

#: What a rule looks at in one go. `unit`: what it finds in a unit or its functions depends on that
#: unit, its parent and children without their functions, the context and the parameters, and it
#: goes through `Index.scan_…`; what it finds elsewhere (articles, competences, annexes, the whole) depends on
#: nothing that stands in a unit but the parts it reads. `document`: on anything.
SCOPES = ("document", "unit")

_logger = logging.getLogger(__name__)


class ParameterError(ValueError):
    """A parameter that the rule does not know, of another type, or out of its range."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a rule: default, for numbers the range that makes sense, for words the
    choices.
    """

    default: Any
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    def problem(self, value: Any) -> str:
        """Why a value does not fit, or an empty string."""
        kind = type(self.default)
        if kind in (list, tuple):
            fits = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        else:
            fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not fits:
            return f"expected {kind.__name__}"
        if self.choices and value not in self.choices:
            return f"expected one of {', '.join(self.choices)}"
        if self.minimum is not None and value < self.minimum:
            return f"below {self.minimum}"
        if self.maximum is not None and value > self.maximum:
            return f"above {self.maximum}"
        return ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule yields: a place and what is wrong there, without severity.

    `at_most` lowers the severity of this variant; `basis` names the basis of this variant when it
    is weaker than the rule's (a mixed rule whose one half rests on the Lineamientos alone).
    """

    target_uid: str
    target_kind: str
    variant: str = "found"
    field: str = ""
    params: Mapping[str, str] = attribute(default_factory=dict)
    span: tuple[int, int] | None = None
    subject: str = ""
    at_most: str = ""
    basis: str = ""


Check = Callable[[Index, Context, Mapping[str, Any]], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of RULEBOOK 12.

    `basis` says what it rests on and so who may lift it: `loe` (SGP may waive), `law` (nobody),
    `lineamientos` (they orient: at most a warning outside the Poder Ejecutivo, SAMGP 21.1.c),
    `opinion` (of SGP). `requires` names the fields of the context without which it cannot run;
    `scope` is one of `SCOPES`.

    For `recheck`: `reads` are the parts on which a finding anywhere may depend; while an edit
    leaves them alone, a rule of scope `document` is not run again and one of scope `unit` looks only
    near the edit. By default a rule of scope `document` reads all of them and one of scope `unit`
    none. `everywhere` are variants that a rule of scope `unit` looks for in the whole text even then.
    """

    id: str
    number: int
    chapter: str
    severity: str
    basis: str
    check: Check
    parameters: Mapping[str, Parameter] = attribute(default_factory=dict)
    kinds: tuple[str, ...] = ("rof", "mop", "model")
    government_levels: tuple[str, ...] = ()
    entity_types: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    scope: str = "document"
    reads: tuple[str, ...] | None = None
    everywhere: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the rule asks, in Spanish."""
        return texts.title(self.id)

    @property
    def citation(self) -> str:
        """Norm and article, in Spanish."""
        return texts.citation(self.id)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The same as data, to be linked to the norm catalogue."""
        return texts.citations(self.id)

    @property
    def waivable(self) -> bool:
        """Whether SGP may waive it: LOE's DCF 2 covers its own provisions, not those of a law."""
        return self.basis != "law"

    def defaults(self) -> dict[str, Any]:
        """The parameters as they are when nobody set them."""
        return {name: parameter.default for name, parameter in self.parameters.items()}

    def depends_on(self, parts: frozenset[str]) -> bool:
        """Whether a change of these parts may change a finding anywhere."""
        reads = self.reads if self.reads is not None else PARTS * (self.scope == "document")
        return not parts.isdisjoint(reads)

    def resolve(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters with these changes. Raises `ParameterError` for one that does not fit."""
        if not changes:
            return self.defaults()
        for name, value in changes.items():
            if name not in self.parameters:
                raise ParameterError(f"{self.id}: unknown parameter {name}")
            if problem := self.parameters[name].problem(value):
                raise ParameterError(f"{self.id}: {name}: {problem}")
        return {**self.defaults(), **changes}

    def applies(self, document: Document, context: Context) -> bool:
        """Whether the rule is meant for this kind of document and entity, whatever is known of it."""
        return (
            document.kind in self.kinds
            and (not self.government_levels or context.government_level in self.government_levels)
            and (not self.entity_types or context.entity_type in self.entity_types)
            # The first text of an entity changes none: there is nothing to compare it with.
            and not (context.is_first and "base" in self.requires)
        )

    def missing(self, context: Context) -> tuple[str, ...]:
        """The facts it needs and the context does not bring."""
        return tuple(name for name in self.requires if getattr(context, name) in (None, "", (), {}))


_REGISTRY: dict[str, Rule] = {}
#: Kinds of text and entity whose rules are remembered.
_KINDS = 256

#: Every rule by id, in the order of its number.
REGISTRY: Mapping[str, Rule] = MappingProxyType(_REGISTRY)


def rule(
    number: int, chapter: str, severity: str, basis: str, **options: Any
) -> Callable[[Check], Check]:
    """Register the decorated generator as rule `number`; options are the other fields of `Rule`.

    Raises `ValueError` for an unknown chapter, severity, basis, scope or part and for a number taken twice:
    mistakes of the programmer, met at import.
    """
    scope = options.get("scope", "document")
    for value, allowed in (
        (chapter, CHAPTERS),
        (severity, SEVERITIES),
        (basis, BASES),
        (scope, SCOPES),
        *((part, PARTS) for part in options.get("reads", ())),
    ):
        if value not in allowed:
            raise ValueError(f"rule {number}: {value!r} is not one of {', '.join(allowed)}")

    def register(check: Check) -> Check:
        rule_id = f"R{number:02d}"
        if rule_id in _REGISTRY:
            raise ValueError(f"rule {number} is registered twice")
        _REGISTRY[rule_id] = Rule(rule_id, number, chapter, severity, basis, check, **options)
        return check

    return register


def rules() -> list[Rule]:
    """Every registered rule by number."""
    return sorted(_REGISTRY.values(), key=lambda item: item.number)


def check(
    document: Document,
    context: Context | None = None,
    only: Iterable[str] | None = None,
    index: Index | None = None,
) -> list[Finding]:
    """Run the rules that apply and return their findings in the order of the rulebook.

    Sorted by chapter, rule number and place in the text; equal input gives equal output. `only`
    limits the run to these rule ids; `index` is that of this Document, from who has built it
    already. Never raises for any Document: a rule that fails is reported as `could_not_check`.
    """
    context = context if context is not None else Context()
    index = index if index is not None else Index(document)
    found: list[Finding] = []
    for item, setting in _chosen(document, context, only):
        found.extend(_run(item, index, context, setting))
    return _sorted(found, index)


def recheck(
    document: Document,
    context: Context | None,
    before: Iterable[Finding],
    touched: Iterable[str],
) -> list[Finding]:
    """The findings of `check(document, context)`, from those of the text before an edit.

    `before` are all the findings of the same rules, settings and context on the text before;
    `touched` the uids of the units, functions, articles, competences and annexes that were added,
    changed, moved or taken away, and of what was moved or taken away the unit it stood under too;
    an empty uid stands for the title, the entity and the template. Rules that read what the edit
    changed run again: those of scope `unit` on the units near it when that is enough.

    A text with empty or repeated uids is checked whole: its findings cannot be told apart.
    """
    context = context if context is not None else Context()
    touched = frozenset(touched)
    index = Index(document)
    if "" in touched or not index.uids_are_unique:
        return check(document, context)
    parts = parts_of(index, touched)
    focus, outside = neighbourhood(index, touched, parts), outside_units(parts)
    focused = index.focused(focus, outside)
    kept: dict[str, list[Finding]] = {}
    for finding in before:
        kept.setdefault(finding.rule_id, []).append(finding)
    found: list[Finding] = []
    owners, near = index.unit_uid_of, focus | {""} if outside else focus
    for item, setting in _chosen(document, context, None):
        old = kept.get(item.id, [])
        failed = any(one.variant == texts.COULD_NOT_CHECK for one in old)
        if failed or item.depends_on(parts):
            found.extend(_run(item, index, context, setting))
        elif item.scope == "document":
            found.extend(old)
        else:
            found.extend(
                one
                for one in old
                if owners.get(one.target_uid, "") not in near and one.variant not in item.everywhere
            )
            found.extend(_run(item, focused, context, setting))
    return _sorted(found, index)


def _chosen(
    document: Document, context: Context, only: Iterable[str] | None
) -> Iterator[tuple[Rule, RuleSetting]]:
    """The rules that run, with what SGP set for them."""
    wanted = None if only is None else frozenset(only)
    cases = _cases(context)
    settings = context.settings
    for item in _meant_for(document, context):
        if wanted is not None and item.id not in wanted:
            continue
        setting = settings.get(item.id, _DEFAULT) if settings else _DEFAULT
        if (
            setting is _DEFAULT or setting.holds(context.entity_type, cases, context.today)
        ) and not (item.requires and item.missing(context)):
            yield item, setting


#: By what decides it, the rules there were and those of them that are meant for it.
_meant: dict[tuple, tuple[tuple[Rule, ...], tuple[Rule, ...]]] = {}


def _meant_for(document: Document, context: Context) -> tuple[Rule, ...]:
    """The rules that apply, by number: the same ones for all the texts of a kind of entity."""
    key = document.kind, context.government_level, context.entity_type, context.is_first
    registered = tuple(_REGISTRY.values())
    there, found = _meant.get(key, ((), ()))
    if there != registered:
        found = tuple(item for item in rules() if item.applies(document, context))
        if len(_meant) >= _KINDS:
            _meant.clear()
        _meant[key] = registered, found
    return found


def in_force(item: Rule, context: Context) -> bool:
    """Whether SGP wants the rule run on this entity, in these cases and on this day."""
    setting = context.settings.get(item.id, _DEFAULT)
    return setting.holds(context.entity_type, _cases(context), context.today)


def _cases(context: Context) -> tuple[str, ...]:
    """The supuestos declared."""
    return context.dossier.change_cases if context.dossier else context.change_cases


def _sorted(findings: Iterable[Finding], index: Index) -> list[Finding]:
    """By chapter, rule and place; of two with the same key the first."""
    found: dict[str, Finding] = {}
    for finding in findings:
        found.setdefault(finding.key(), finding)
    position, place_of = index.position, _places_of_rules(found.values())
    order = [
        (place_of[finding.rule_id], position(finding.target_uid), key, finding)
        for key, finding in found.items()
    ]
    return [one[3] for one in sorted(order, key=itemgetter(0, 1, 2))]


def _places_of_rules(findings: Iterable[Finding]) -> dict[str, tuple[int, int]]:
    """Chapter and number of the rules of these findings."""
    items = [_REGISTRY[rule_id] for rule_id in {finding.rule_id for finding in findings}]
    return {item.id: (CHAPTERS.index(item.chapter), item.number) for item in items}


def skipped(document: Document, context: Context | None = None) -> list[str]:
    """Ids of the active rules that apply to this document but lack a fact of the context."""
    context = context if context is not None else Context()
    return [
        item.id
        for item in rules()
        if in_force(item, context) and item.applies(document, context) and item.missing(context)
    ]


def severity_of(item: Rule, hit: Hit, context: Context, setting: RuleSetting) -> str:
    """The severity of a hit: the set one or the default, lowered by its variant and by its legal
    basis.
    """
    severity = setting.severity or item.severity
    limits = [hit.at_most] if hit.at_most else []
    if "lineamientos" in (item.basis, hit.basis) and not context.executive:
        limits.append("warns")
    return max([severity, *limits], key=SEVERITIES.index)


_DEFAULT = RuleSetting()


def _run(item: Rule, index: Index, context: Context, setting: RuleSetting) -> Iterator[Finding]:
    try:
        for hit in item.check(index, context, item.resolve(setting.parameters)):
            yield Finding(
                rule_id=item.id,
                severity=severity_of(item, hit, context, setting),
                target_uid=hit.target_uid,
                target_kind=hit.target_kind,
                field=hit.field,
                variant=hit.variant,
                subject=hit.subject,
                params=hit.params,
                span=hit.span,
            )
    except Exception as error:
        _logger.warning("rule %s could not be checked", item.id, exc_info=True)
        yield Finding(
            rule_id=item.id,
            severity=setting.severity if setting.severity in SEVERITIES else item.severity,
            target_uid="",
            target_kind="document",
            variant=texts.COULD_NOT_CHECK,
            params={"rule": item.id, "title": _title(item), "problem": type(error).__name__},
        )


def _title(item: Rule) -> str:
    return texts.catalogue()["rules"].get(item.id, {}).get("title", item.id).rstrip(".")
