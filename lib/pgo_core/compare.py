"""What changed between two sealed Documents, by stable id, and the proof that the rest is equal.

Parts are paired by kind and uid and compared by the SHA-256 of their canonical form; text is never used to
guess that two parts are the same.
"""

from dataclasses import asdict, dataclass, fields
from hashlib import sha256

import rfc8785

from . import document as core
from . import numbering

#: The part that holds what belongs to the whole text: title, entity, template and annexes.
WHOLE = "document"

#: Attributes that hold other parts or that say where the part comes from, which is no text.
_NOT_TEXT = frozenset({"uid", "functions", "origin_uid"})


@dataclass(frozen=True, slots=True)
class Part:
    """One comparable part: a unit without its functions, a function, an article, a competence or
    the whole. `values` are its attributes, `unit_uid` the unit it stands in or is.
    """

    kind: str
    uid: str
    label: str
    unit_uid: str
    values: tuple[tuple[str, object], ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one part. `values` are (attribute, before, after) of what differs; an
    attribute that has no value on one side is None there.
    """

    change: str
    kind: str
    uid: str
    label: str
    unit_uid: str
    values: tuple[tuple[str, object, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Changes in the order of the text, and the digests of the parts that are equal."""

    changes: tuple[Change, ...]
    equal: tuple[tuple[str, str, str], ...]

    @property
    def proof(self):
        """SHA-256 over kind, uid and digest of every equal part: who has both texts recomputes it."""
        return sha256(rfc8785.dumps([list(row) for row in self.equal])).hexdigest()


def parts(document):
    """Return {(kind, uid): Part} of a Document in the order of its text."""
    found = {}
    whole = _part(
        WHOLE,
        WHOLE,
        document.title,
        "",
        {
            "kind": document.kind,
            "title": document.title,
            "entity": asdict(document.entity),
            "template": [document.template.id, document.template.version],
            "annexes": [asdict(annex) for annex in document.annexes],
        },
    )
    found[WHOLE, WHOLE] = whole
    for article in document.articles:
        found["article", article.uid] = _part(
            "article", article.uid, article.heading, "", _values(article)
        )
    for competence in document.competences:
        found["competence", competence.uid] = _part(
            "competence", competence.uid, competence.text, "", _values(competence)
        )
    for unit in document.units:
        label = f"{unit.code} {unit.name}".strip()
        found["unit", unit.uid] = _part("unit", unit.uid, label, unit.uid, _values(unit))
        for place, function in enumerate(unit.functions, 1):
            found["function", function.uid] = _part(
                "function",
                function.uid,
                f"{label}, {numbering.letter(place)})",
                unit.uid,
                {**_values(function), "unit_uid": unit.uid},
            )
    return found


def compare(before, after):
    """Return the Comparison of two Documents of the same entity, `after` copied from `before`."""
    old, new = parts(before), parts(after)
    changes = [_change("removed", part) for key, part in old.items() if key not in new]
    equal = []
    for key, part in new.items():
        if key not in old:
            changes.append(_change("added", part))
        elif old[key].digest != part.digest:
            changes.append(_difference(old[key], part))
        else:
            equal.append((part.kind, part.uid, part.digest))
    changes += _reordered(before, after, new)
    return Comparison(tuple(changes), tuple(sorted(equal)))


def same_entity(one, other):
    """Return whether two Documents may be of one entity: nothing that both tell of it says otherwise.

    An entity that changed its name has its ubigeo and often its acronym still.
    """
    one, other = one.entity, other.entity
    if one.ubigeo and other.ubigeo and one.ubigeo != other.ubigeo:
        return False
    if not (one.name and other.name) or one.acronym and one.acronym == other.acronym:
        return True
    return one.name.casefold().split() == other.name.casefold().split()


def _values(element):
    """Return the attributes of an element that are text or place, as plain values."""
    return {
        field.name: _plain(getattr(element, field.name))
        for field in fields(element)
        if field.name not in _NOT_TEXT
    }


def _plain(value):
    if isinstance(value, core.Citation):
        return asdict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _bare(value):
    """The value without how its citations are printed: a norm renamed in the catalogue changes no text."""
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if isinstance(value, dict) and {"norm", "label"} <= value.keys():
        return {name: item for name, item in value.items() if name != "label"}
    return value


def _part(kind, uid, label, unit_uid, values):
    bare = {name: _bare(value) for name, value in values.items()}
    digest = sha256(rfc8785.dumps({"kind": kind, "uid": uid, **bare})).hexdigest()
    return Part(kind, uid, label, unit_uid, tuple(values.items()), digest)


def _change(change, part):
    gone = change == "removed"
    values = tuple(
        (name, value if gone else None, None if gone else value) for name, value in part.values
    )
    return Change(change, part.kind, part.uid, part.label, part.unit_uid, values)


def _difference(old, new):
    before = dict(old.values)
    values = tuple(
        (name, before.get(name), value)
        for name, value in new.values
        if _bare(before.get(name)) != _bare(value)
    )
    return Change("changed", new.kind, new.uid, new.label, new.unit_uid, values)


def _reordered(before, after, new):
    """Yield a change for each list whose common members stand in another order.

    The order of units follows from their codes, which are compared as values.
    """
    lists = [
        ("article", WHOLE, before.articles, after.articles),
        ("competence", WHOLE, before.competences, after.competences),
    ]
    units_before = before.unit_by_uid
    lists += [
        ("function", unit.uid, units_before[unit.uid].functions, unit.functions)
        for unit in after.units
        if unit.uid in units_before
    ]
    for kind, uid, old, present in lists:
        common = {part.uid for part in old} & {part.uid for part in present}
        old_order = [part.uid for part in old if part.uid in common]
        new_order = [part.uid for part in present if part.uid in common]
        if old_order != new_order:
            owner = new[WHOLE, WHOLE] if uid == WHOLE else new["unit", uid]
            values = ((f"{kind}_order", old_order, new_order),)
            yield Change("reordered", owner.kind, owner.uid, owner.label, owner.unit_uid, values)
