"""Dossier, second part: dates, terms, instrument, publication, report and equivalences (rules
59, 64, 66-70, 90).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ... import change_cases
from ...dossier import Dossier, Publication
from ...spanish import of_the
from .. import texts
from ..case_facts import case_of, listed, publishes_in_gazette
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, name_of
from ..terms import Calendar, day, told

_GAZETTE = "el_peruano"
#: Media of LOM 44.2 and 44.3; El Peruano is as sure as any.
_LOCAL_MEDIA = (_GAZETTE, "judicial_newspaper", "other", "posters")
#: What LOM 147 adds for rural municipalities.
_RURAL_MEDIA = ("radio", "similar")


@rule(59, "dossier", "blocks", "loe", kinds=("rof", "mop"), requires=("dossier",))
def dates_follow_each_other(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The file goes up before the text is approved, and it is approved before it is published (LOE
    50, 52; LOM 44). Drafts come before the technical report, this before the legal one, and all
    before the file goes up (L02, C to E and K): a warning, a later draft may have replaced the first.
    """
    dates = _dates(context.dossier)
    for step, text in dates.items():
        names = {"step": texts.label("step", step), "date": told(text)}
        if text and day(text) is None:
            yield Hit("", "document", "bad_date", "dates", names, subject=step, at_most="warns")
        elif text and step in ("approved", "published") and _later(text, context.today):
            yield Hit("", "document", "future", "dates", names, subject=step, at_most="warns")
    for chain, variant, at_most in (
        (("elevated", "approved", "published"), "order", ""),
        (("draft_instrument", "technical_report", "legal_report", "elevated"), "draft", "warns"),
        (("draft_document", "technical_report"), "draft", "warns"),
        (("session", "approved"), "draft", "warns"),
    ):
        known = [(step, day(dates[step])) for step in chain if day(dates[step])]
        for (first, before), (second, after) in zip(known, known[1:], strict=False):
            if after < before:
                names = {
                    "first": texts.label("step", first),
                    "second": texts.label("step", second),
                    "first_date": told(dates[first]),
                    "second_date": told(dates[second]),
                }
                subject = f"{first}-{second}"
                yield Hit("", "document", variant, "dates", names, subject=subject, at_most=at_most)


@rule(
    64,
    "dossier",
    "warns",
    "lineamientos",
    kinds=("rof", "mop"),
    requires=("dossier", "today"),
    parameters={
        "soon": Parameter(2, 0, 30),
        "terms": Parameter(
            (
                "admissibility=3",
                "correction=5",
                "evaluation=10",
                "evaluation=15",
                "evaluation=25",
                "sgp_report=15",
                "integrated_text=5",
            )
        ),
    },
)
def terms_are_watched(index: Index, context: Context, params: Mapping[str, Any]) -> Iterator[Hit]:
    """Which terms are running out and which have run out: admissibility 3, correction 5, evaluation
    10, 15 or 25 and report 15 business days (L02, I and p. 68), texto integrado 5 (LOE 44-A).

    Suspended days do not count; a term that is stopped still has no end to watch. The term to
    report is rule 68's once the text is approved.
    """
    today, calendar = day(context.today), Calendar.of(context.dossier)
    terms: dict[str, list[str]] = {}
    for pair in params["terms"]:
        kind, _sign, number = pair.partition("=")
        terms.setdefault(kind.strip(), []).append(number.strip())
    for number, clock in enumerate(context.dossier.clocks):
        if clock.kind == "sgp_report" and context.dossier.approval is not None:
            continue
        names = {"clock": texts.label("clock", clock.kind), "days": str(clock.days)}
        names |= {"start": told(clock.start), "expected": listed(terms.get(clock.kind, ()))}
        subject = f"{clock.kind}-{number}"
        if clock.kind in terms and str(clock.days) not in terms[clock.kind]:
            yield Hit("", "document", "days", "clocks", names, subject=subject, at_most="informs")
        due = calendar.due(clock)
        if due is None or today is None:
            continue
        names |= {"due": told(due.isoformat()), "unit": calendar.unit}
        met = day(clock.end)
        if met is not None:
            if met > due:
                names["end"] = told(clock.end)
                yield Hit(
                    "", "document", "met_late", "clocks", names, subject=subject, at_most="informs"
                )
        elif today > due:
            yield Hit("", "document", "over", "clocks", names, subject=subject)
        elif (left := calendar.left(today, due)) <= params["soon"]:
            names["left"] = str(left)
            yield Hit("", "document", "soon", "clocks", names, subject=subject, at_most="informs")


@rule(66, "dossier", "blocks", "law", kinds=("rof", "mop"), requires=("dossier",))
def instrument_is_the_right_one(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The text is approved by the instrument that the law gives its entity: an ordinance for the
    ROF of a municipality (LOM 9.3, 40; LOE 45.3.c), see `change_cases.instruments`.

    `context.instruments` wins where it is given: a special law may say otherwise. Until the text is
    approved there is nothing to look at.
    """
    approval = context.dossier.approval
    if approval is None:
        return
    kind = index.document.kind
    facts = (kind, context.government_level, context.executive, context.entity_type)
    allowed = context.instruments or change_cases.instruments(*facts)
    names = {
        "instrument": texts.label("instrument", approval.instrument),
        "expected": _either(allowed),
        "kind": texts.label("short_kind", kind),
    }
    if allowed and approval.instrument not in allowed:
        variant = "found" if approval.instrument.strip() else "none"
        yield Hit("", "document", variant, "approval", names)
    elif allowed and context.executive and kind == "rof":
        touched = change_cases.instruments(*facts, subs=case_of(index, context).subs)
        if not set(touched) & {approval.instrument} and set(touched) <= set(allowed):
            names["expected"] = _either(touched)
            yield Hit("", "document", "section", "approval", names)
    if not approval.number.strip() or not approval.date.strip():
        yield Hit("", "document", "unidentified", "approval", names, at_most="warns")


@rule(67, "dossier", "blocks", "law", kinds=("rof", "mop"), requires=("dossier",))
def publication_gives_effect(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The instrument is published where the law says, with its date and a proof; otherwise it has
    no effect (LOM 44).

    El Peruano for the Poder Ejecutivo, regional governments and the municipalities of the province
    of Lima and Callao (LOE 52.1; LOM 44.1), regions in the newspaper of judicial notices too (LOGR
    42); for the others that newspaper, another medium that makes it certain, or posters certified
    by the judicial authority (LOM 44.2, 44.3); rural ones also radio or the like, with proof (LOM
    147). The whole text on the portal is a duty apart (LOE 52): a warning.
    """
    published = context.dossier.publication
    if published is None:
        return
    entity = context.entity_name.strip() or index.document.entity.name.strip()
    names = {"entity": of_the(entity) if entity else texts.label("entity", "unnamed")}
    names["channels"] = listed(texts.label("channel", key) for key in published.channels)
    if problem := _channel_problem(context, published):
        mild = problem == "channel" and context.rural is None
        mild = mild and not {*_RURAL_MEDIA}.isdisjoint(published.channels)
        yield Hit("", "document", problem, "publication", names, at_most="warns" if mild else "")
    if day(published.date) is None:
        yield Hit("", "document", "no_date", "publication", names)
    if not published.evidence:
        judged = "posters" in published.channels and not context.rural
        yield Hit(
            "", "document", "no_proof_posters" if judged else "no_proof", "publication", names
        )
    if not published.full_text:
        yield Hit("", "document", "portal", "publication", names, at_most="warns")


@rule(
    68,
    "dossier",
    "warns",
    "lineamientos",
    kinds=("rof", "mop"),
    requires=("dossier", "today"),
    parameters={"days": Parameter(15, 1, 60), "remind": Parameter(5, 0, 60)},
)
def approval_is_reported_to_sgp(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """SGP is told of the approval within 15 business days, with the scanned file (L02 p. 68: the
    ministries, public bodies, regional governments and municipalities); a few days before the end
    rule reminds.
    """
    dossier = context.dossier
    approved = day(dossier.approval.date) if dossier.approval else None
    today, reported = day(context.today), day(dossier.reported)
    bound = context.executive or context.government_level in ("regional", "local")
    if approved is None or today is None or not bound:
        return
    calendar = Calendar.of(dossier)
    due = calendar.add(approved, params["days"])
    if due is None:
        return
    names = {"approved": told(dossier.approval.date), "reported": told(dossier.reported)}
    names |= {"due": told(due.isoformat()), "days": str(params["days"]), "unit": calendar.unit}
    if reported is not None:
        if reported < approved:
            yield Hit("", "document", "before", "reported", names)
        elif reported > due:
            yield Hit("", "document", "late", "reported", names)
    elif today > due:
        yield Hit("", "document", "overdue", "reported", names)
    elif today >= approved and (left := calendar.left(today, due)) <= params["remind"]:
        names["left"] = str(left)
        yield Hit("", "document", "reminder", "reported", names, at_most="informs")


@rule(69, "dossier", "warns", "lineamientos", kinds=("rof",), requires=("dossier", "base"))
def equivalences_cover_what_changed(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The cuadro de equivalencias names every unit that was renamed, merged or removed, with the
    unit that takes its place (L02, N). It is asked for once the text is approved; one that is there
    before is looked at too.
    """
    dossier = context.dossier
    if not dossier.equivalences and dossier.approval is None:
        return
    changes = case_of(index, context).changes
    rows = {row.from_uid: row for row in reversed(dossier.equivalences)}
    after = index.document.unit_by_uid
    for unit in changes.removed:
        row = rows.get(unit.uid)
        if row is None:
            yield _equivalence("removed", unit.uid, {"unit": name_of(unit)})
        elif not row.to_uid and not row.note.strip():
            yield _equivalence("no_heir", unit.uid, {"unit": name_of(unit)})
    for old, new in changes.renamed:
        if old.uid not in rows:
            names = {"unit": name_of(old), "new": name_of(new)}
            yield Hit(new.uid, "unit", "renamed", "equivalences", names)
    before = context.base.unit_by_uid
    for row in rows.values():
        if row.from_uid not in before:
            yield _equivalence("unknown_from", row.from_uid, {"unit": row.from_uid or "…"})
        elif row.to_uid and row.to_uid not in after:
            names = {"unit": name_of(before[row.from_uid]), "new": row.to_uid}
            yield _equivalence("unknown_to", row.from_uid, names)


@rule(70, "dossier", "blocks", "loe", kinds=("rof", "mop"), requires=("dossier",))
def published_text_is_the_approved_one(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """What is published is the text that was approved: their seals (SHA-256) are equal (LOE 52: the
    whole text of the ROF that the instrument approves). Without seals there is nothing to compare.
    """
    approval, published = context.dossier.approval, context.dossier.publication
    if approval is None or published is None:
        return
    approved, shown = (seal.strip().lower() for seal in (approval.seal, published.seal))
    names = {"approved": approved[:12], "published": shown[:12]}
    if approved and shown and approved != shown:
        yield Hit("", "document", "found", "publication", names)
    elif approved and not shown:
        yield Hit("", "document", "unsealed", "publication", names, at_most="informs")


@rule(
    90,
    "dossier",
    "warns",
    "law",
    kinds=("rof",),
    government_levels=("local",),
    requires=("dossier",),
    parameters={"days": Parameter(5, 1, 30)},
)
def council_is_called_in_time(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Five business days pass between the call and the session of the council (LOM 13). In an
    emergency declared by law the council may do without the call: that is the answer to give.
    """
    approval = context.dossier.approval
    called = day(approval.session_called) if approval else None
    held = day(approval.session_held) if approval else None
    if called is None or held is None:
        return
    names = {"called": told(approval.session_called), "held": told(approval.session_held)}
    if held < called:
        yield Hit("", "document", "reversed", "approval", names)
        return
    calendar = Calendar.of(context.dossier)
    first = calendar.add(called, params["days"])
    if first is not None and held < first:
        names |= {"days": str(params["days"]), "first": told(first.isoformat())}
        names |= {"unit": calendar.unit, "count": str(calendar.left(called, held))}
        yield Hit("", "document", "short", "approval", names)


def _later(text: str, today: str) -> bool:
    now, then = day(today), day(text)
    return bool(now and then and then > now)


def _dates(dossier: Dossier) -> dict[str, str]:
    """The dates of the dossier by step, empty where it has none."""
    approval, published = dossier.approval, dossier.publication
    kinds = ("draft_instrument", "draft_document", "technical_report", "legal_report")
    found = {kind: dossier.document(kind) for kind in kinds}
    return {
        **{kind: document.date if document else "" for kind, document in found.items()},
        "elevated": dossier.elevated,
        "session": approval.session_held if approval else "",
        "approved": approval.date if approval else "",
        "published": published.date if published else "",
    }


def _channel_problem(context: Context, published: Publication) -> str:
    """Which variant the media of a publication deserve, or an empty string."""
    used: Collection[str] = published.channels
    gazette = publishes_in_gazette(context)
    if not used:
        return "no_channel"
    if gazette is None:
        return ""
    if gazette:
        if _GAZETTE not in used:
            return "gazette"
        regional = context.government_level == "regional" and "judicial_newspaper" not in used
        return "regional" if regional else ""
    if context.government_level != "local":
        return ""
    media = _LOCAL_MEDIA + (_RURAL_MEDIA if context.rural else ())
    if any(channel in media for channel in used):
        return ""
    return "rural" if context.rural else "channel"


def _either(keys: Collection[str]) -> str:
    return texts.label("either", "or").join(texts.label("instrument", key) for key in keys)


def _equivalence(variant: str, uid: str, names: dict[str, str]) -> Hit:
    return Hit("", "document", variant, "equivalences", names, subject=uid)
