"""What an edit of a text reaches: the parts of the Document and the units near it."""

from __future__ import annotations

from .index import Index

#: What of a Document a rule may look at, besides what never changes by an edit of the text: its
#: kind, title, entity and template. `units` is what stands in each unit but its functions.
PARTS = ("articles", "competences", "units", "functions", "annexes")
#: Those that stand in no unit.
_OUTSIDE = ("articles", "competences", "annexes")


def parts_of(index: Index, touched: frozenset[str]) -> frozenset[str]:
    """Return the parts that hold the touched uids; one that is gone may have stood in any."""
    document = index.document
    found = {
        name
        for name in ("articles", "competences", "units", "annexes")
        if not touched.isdisjoint([one.uid for one in getattr(document, name)])
    }
    if not touched.isdisjoint(index.unit_uid_of):
        found.add("functions")
    return frozenset(found if all(map(index.knows, touched)) else PARTS)


def neighbourhood(index: Index, touched: frozenset[str], parts: frozenset[str]) -> frozenset[str]:
    """Return the touched units and those of touched functions; where these `parts` are more than
    functions also their parents and children.
    """
    units = index.units
    owners = frozenset(index.unit_uid_of.get(uid, "") for uid in touched)
    if parts <= {"functions"}:
        return owners - {""}
    changed = touched | owners
    parents = {unit.parent_uid for unit in units if unit.uid in changed}
    children = {unit.uid for unit in units if unit.parent_uid in changed}
    return frozenset(changed | parents | children) - {""}


def outside_units(parts: frozenset[str]) -> bool:
    """Return whether some of these parts stand in no unit."""
    return not parts.isdisjoint(_OUTSIDE)
