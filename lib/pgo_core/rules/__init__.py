"""Rules that cite the law, the same for the entity and for the evaluator (RULEBOOK 12).

    from pgo_core import rules
    findings = rules.check(document, rules.municipal("district_municipality", entity_name="…"))
    print(rules.report(findings))

`check` never raises for a Document; each `Finding` names its place by stable id and tells itself in
Spanish with `message()`, `hint()` and `citation()`. `python -m pgo_core.rules` prints the rulebook
of `docs/rules.md`.
"""

from .chapters import (  # registers
    articles,
    change,
    chart,
    codes,
    content,
    coverage,
    demands,
    drafting,
    entity,
    file,
    functions,
    integrated,
    models,
    names,
    procedure,
    second_level,
    spelling,
    structure,
    units,
    wording,
)
from .context import (
    CONTEXTS,
    Context,
    RuleSetting,
    denominations,
    district_municipality,
    for_document,
    municipal,
    province_municipality,
    read_context,
)
from .engine import (
    BASES,
    CHAPTERS,
    REGISTRY,
    Hit,
    Parameter,
    ParameterError,
    Rule,
    check,
    recheck,
    rule,
    rules,
    skipped,
)
from .finding import SEVERITIES, TARGET_KINDS, Finding, blocking, report, to_json

__all__ = [
    "BASES",
    "CHAPTERS",
    "CONTEXTS",
    "REGISTRY",
    "SEVERITIES",
    "TARGET_KINDS",
    "Context",
    "Finding",
    "Hit",
    "Parameter",
    "ParameterError",
    "Rule",
    "RuleSetting",
    "blocking",
    "check",
    "denominations",
    "district_municipality",
    "for_document",
    "municipal",
    "province_municipality",
    "read_context",
    "recheck",
    "report",
    "rule",
    "rules",
    "skipped",
    "to_json",
]
