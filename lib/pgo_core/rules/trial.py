"""What if: one rule as it is and as it is proposed, looked at in the same texts.

    outcome = trial.compare(document, context, "R30", before, after)
    trial.tally(outcome for …)

Nothing is written and nothing passes in silence: a text in which the rule could not be looked at,
for want of a fact or because the rule failed, is told as `unchecked`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..document import Document
from . import engine, texts
from .context import Context, RuleSetting
from .finding import SEVERITIES, Finding
from .index import Index

#: How one text stands before one rule; a severity is that of the worst finding.
STANDINGS = ("not_applied", "unchecked", "holds", *SEVERITIES)

#: What a change of the rule makes of one text.
CHANGES = (
    "newly_failing",
    "no_longer_failing",
    "stricter",
    "milder",
    "still_failing",
    "still_holding",
    "unchecked",
)


@dataclass(frozen=True, slots=True)
class Look:
    """What one rule with one setting says of one text; `missing` are the facts it lacks."""

    standing: str
    found: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether something was found, of whatever severity."""
        return self.standing in SEVERITIES


@dataclass(frozen=True, slots=True)
class Outcome:
    """One text before and after a change of one rule."""

    before: Look
    after: Look

    @property
    def change(self) -> str:
        """One of `CHANGES`; `unchecked` as soon as one of the two sides is not known."""
        before, after = self.before, self.after
        if "unchecked" in (before.standing, after.standing):
            return "unchecked"
        if before.fails != after.fails:
            return "newly_failing" if after.fails else "no_longer_failing"
        if not after.fails:
            return "still_holding"
        ranks = [SEVERITIES.index(side.standing) for side in (before, after)]
        if ranks[0] == ranks[1]:
            return "still_failing"
        return "stricter" if ranks[1] < ranks[0] else "milder"

    @property
    def appeared(self) -> tuple[Finding, ...]:
        """What is found after and was not before."""
        return _beyond(self.after.found, self.before.found)

    @property
    def gone(self) -> tuple[Finding, ...]:
        """What was found before and no longer is."""
        return _beyond(self.before.found, self.after.found)


def look(document: Document, context: Context, rule_id: str, index: Index | None = None) -> Look:
    """What the rule says of the text with the setting that the context carries.

    Raises `KeyError` for a rule that does not exist.
    """
    rule = engine.REGISTRY[rule_id]
    if not engine.in_force(rule, context) or not rule.applies(document, context):
        return Look("not_applied")
    if missing := rule.missing(context):
        return Look("unchecked", missing=missing)
    found = tuple(engine.check(document, context, [rule_id], index))
    if any(finding.variant == texts.COULD_NOT_CHECK for finding in found):
        return Look("unchecked", found)
    worst = min((finding.severity for finding in found), key=SEVERITIES.index, default="holds")
    return Look(worst, found)


def compare(
    document: Document, context: Context, rule_id: str, before: RuleSetting, after: RuleSetting
) -> Outcome:
    """The text under both settings of the rule; its tables are built once."""
    index = Index(document)
    return Outcome(
        *(
            look(document, context.with_settings(**{rule_id: setting}), rule_id, index)
            for setting in (before, after)
        )
    )


def tally(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many texts there are of each of `CHANGES`, all of them named."""
    counts = Counter(outcome.change for outcome in outcomes)
    return {change: counts[change] for change in CHANGES}


def _beyond(found: Iterable[Finding], other: Iterable[Finding]) -> tuple[Finding, ...]:
    known = {finding.key() for finding in other}
    return tuple(finding for finding in found if finding.key() not in known)
