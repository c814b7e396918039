"""The draft of the act that approves the text: ordinance, supreme decree, resolution or decree (LOE
45, 50.1.a, 52, 55.2; LOM 9, 20, 38-44; LOGR 37-42; LOPE 11, 22-25, 28).
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import spanish
from ..document import Document
from ..printable import visible
from ..rules import texts
from ..rules.context import Context
from .act_articles import articles, clauses_of, provisions
from .facts import Facts
from .paper import Blank, Heading, PageBreak, Paper, Paragraph, Part, Signatures, Span

#: What is written in the place of an act that nobody has chosen yet.
_UNKNOWN = "unknown"


def draft_instrument(document: Document, context: Context) -> Paper:
    """Return the draft: title, VISTO, CONSIDERANDO, the articles that approve, derogate, order the
    publication and the implementation, and the places to sign. A ROF of the Poder Ejecutivo that
    changes in both sections has two acts, one after the other (LOE 45.1).
    """
    facts = Facts("instrument", document, context)
    words = facts.words
    words.values.update(_bodies(facts))
    acts = facts.instruments or (_UNKNOWN,)
    parts: list[Part] = []
    if facts.is_mop and not facts.owner:
        parts += facts.ask("entity.parent")
    if _undecided(facts):
        parts += facts.ask("instrument.kind")
    for number, act in enumerate(acts):
        if number:
            parts.append(PageBreak())
        parts += _act(facts, act)
    parts = _once(parts)
    names = facts.joined(_label(facts, act) for act in acts)
    return Paper(
        "draft_instrument",
        words("title.one" if len(acts) == 1 else "title.many", acts=names),
        (
            (words("heading.entity"), words.values["owner" if facts.is_mop else "entity"]),
            (words("heading.text"), words.values["title"]),
            (words("heading.basis"), _bases(facts, acts)),
        ),
        tuple(parts),
    )


def _once(parts: list[Part]) -> list[Part]:
    """The parts without the places to complete that an earlier act already has."""
    kept, seen = [], set()
    for part in parts:
        if isinstance(part, Blank):
            if part.key in seen:
                continue
            seen.add(part.key)
        kept.append(part)
    return kept


def clauses(document: Document, context: Context) -> tuple[str, ...]:
    """What the draft disposes, as `DossierDocument.clauses` says it."""
    return clauses_of(Facts("instrument", document, context))


def _undecided(facts: Facts) -> bool:
    """Whether the law gives the choice of several acts and nobody has chosen (LOE 55.2)."""
    if facts.executive_rof or facts.written("instrument.kind"):
        return False
    if facts.dossier.approval or len(facts.context.instruments) == 1:
        return False
    return not facts.instruments or facts.is_mop and facts.context.government_level == "national"


def _bases(facts: Facts, acts: tuple[str, ...]) -> str:
    """The articles on which the acts rest, each said once."""
    kinds = ["mop"] if facts.is_mop else ["executive"] * facts.executive_rof + ["rof"]
    found: dict[str, None] = {}
    for act in acts:
        keys = (*(f"acts.{act}.basis_{kind}" for kind in kinds), f"acts.{act}.basis")
        found |= dict.fromkeys(facts.words.first(*keys).split("; "))
    return "; ".join(found)


def _bodies(facts: Facts) -> dict[str, str]:
    """The articles of the LOPE on the ROF of ministries (22.4, 24) or of public bodies (28)."""
    words, kind = facts.words, facts.context.entity_type
    ministry = words.values["entity"].startswith(words("ministry"))
    key = "agency" if kind in _ATTACHED else "ministry" if ministry else "other"
    return {name: words(f"lope.{key}.{name}") for name in ("lope", "by_lope", "of_bodies")}


def _label(facts: Facts, act: str) -> str:
    return facts.words("unknown_act") if act == _UNKNOWN else texts.label("instrument", act)


def _act(facts: Facts, act: str) -> Iterator[Part]:
    """One act from its number to its signatures."""
    words = facts.words
    style = words(f"acts.{act}.style")
    facts.words.values.update(_style(facts, act, style))
    name = words(f"name.{facts.mode}")
    yield Heading(name.upper())
    yield from _number(facts, act)
    if style == "resolution":
        yield from _dated(facts, act)
    for text in words.all(f"acts.{act}.opening"):
        yield Paragraph((Span(text, "strong"),), centred=True)
    yield Paragraph((Span(words(f"acts.{act}.authority"), "strong"),), centred=True)
    yield from _seen(facts)
    yield Paragraph((Span(words("considering"), "strong"),))
    for text in _recitals(facts, act):
        yield Paragraph(text)
    yield from _powers(facts, act)
    yield Paragraph((Span(words(f"acts.{act}.decides"), "strong"),), centred=True)
    for number, (heading, paragraphs) in enumerate(articles(facts, act), start=1):
        yield from _article(words("article", number=number, heading=heading), paragraphs)
    for group, found in provisions(facts, act):
        yield Heading(words(f"provisions.{group}.{'one' if len(found) == 1 else 'many'}"), 2)
        for number, (heading, paragraphs) in enumerate(found):
            ordinal = words.all("provisions.ordinals")[number] if len(found) > 1 else ""
            label = words("provisions.label", ordinal=ordinal or words("provisions.only"),
                          heading=heading)  # fmt: skip
            yield from _article(label, paragraphs)
    if sent := words.all(f"acts.{act}.sends"):
        yield from (Paragraph(text) for text in sent)
        yield Signatures(_signers(facts, act, "senders"))
    for text in words.all(f"acts.{act}.closing"):
        yield Paragraph(((Span(text, "strong"),)) if text.isupper() else text)
    if style != "resolution":
        yield from _dated(facts, act)
    yield Signatures(_signers(facts, act, "signers"))
    offices = (words.values["Planning"], words.values["Legal"])
    visa = words("visa.mop" if facts.is_mop else "visa.rof")
    yield Signatures(tuple((office, visa) for office in offices))


def _powers(facts: Facts, act: str) -> Iterator[Part]:
    """By which powers it is given and, of a council, in which session."""
    words, approval = facts.words, facts.dossier.approval
    held = facts.long_date(approval.session_held) if approval else ""
    session = visible(facts.written("instrument.session")) or held
    yield Paragraph(words(f"acts.{act}.powers", session=session or words("names.dots")))
    if words.has(f"acts.{act}.session") and not session:
        yield from facts.ask("instrument.session")


def _style(facts: Facts, act: str, style: str) -> dict[str, str]:
    """The words that change with the act: `Apruébase` or `Aprobar`, `la presente ordenanza`."""
    words = facts.words
    section = f"object.{words(f'acts.{act}.section')}" if facts.executive_rof else "object.whole"
    found = {key: words(f"style.{style}.{key}") for key in words.all("style.keys")}
    found["object"] = words(section)
    found["of_object"] = words(f"{section}_of")
    found["this"] = words(f"acts.{act}.this")
    found["act"] = words(f"acts.{act}.act")
    found["previous"] = facts.previous("" if act == _UNKNOWN else act)
    found["head"] = _head(facts)
    found["THE_HEAD"] = spanish.the(found["head"]).upper()
    own = words.values["owner" if facts.is_mop else "entity"]
    ministry = own.startswith(words("ministry"))
    found["minister"] = found["head"] if ministry else words("sector_minister")
    found["MINISTRY"] = own.upper() if ministry else words("sector_ministry").upper()
    found["ISSUER"] = own.upper()
    found["of_owner_or_entity"] = words.values["of_owner" if facts.is_mop else "of_entity"]
    found["place_line"] = f"{words.values['place']}, " if words.values["place"] else ""
    return found


def _number(facts: Facts, act: str) -> Iterator[Part]:
    """The number of the act, which the entity gives when it is approved."""
    words = facts.words
    several = len(facts.instruments) > 1
    key = f"instrument.number:{act}" if several else "instrument.number"
    approval = facts.dossier.approval
    number = facts.written(key)
    if several and not number and approval and approval.instrument == act:
        number = approval.number.strip()
    shown = words(f"acts.{act}.number", number=visible(number) or words("names.dots"))
    yield Paragraph((Span(shown, "strong"),), centred=True)
    if not number:
        yield from facts.ask(key, "instrument.number")


def _seen(facts: Facts) -> Iterator[Part]:
    """VISTOS: the documents of the dossier that support the act."""
    words = facts.words
    seen, missing = [], []
    for kind, author in (("technical_report", "of_planning"), ("legal_report", "of_legal")):
        cited = facts.named(kind)
        told = {"document": cited, "author": words.values[author]}
        seen.append(words("seen.cited" if cited else f"seen.{kind}", **told))
        if not cited:
            missing.append(kind)
    if facts.opinion.kind == "mandatory":
        opinion = visible(facts.written("document.sgp_opinion"))
        key = "seen.cited_opinion" if opinion else "seen.opinion"
        seen.append(words(key, document=opinion))
    told = "; ".join(seen[:-1]) + ";" + facts.joint(seen[-1]) + seen[-1]
    yield Paragraph(words("seen.text", seen=told), label=words("seen.label"))
    for kind in missing:
        yield from facts.ask(f"document.{kind}", "document", name=_document_name(facts, kind))
    if facts.opinion.kind == "mandatory" and not facts.written("document.sgp_opinion"):
        yield from facts.ask("document.sgp_opinion")


def _document_name(facts: Facts, kind: str) -> str:
    told = texts.label("dossier_document", kind)
    return told.format(kind=facts.words.values["short"])


def _recitals(facts: Facts, act: str) -> Iterator[str]:
    """CONSIDERANDO: who may approve and why, from the norms and the dossier."""
    words, case = facts.words, facts.case
    yield from words.all(f"acts.{act}.recitals")
    yield from words.all("recitals.common")
    kind = "mop" if facts.is_mop else "rof"
    yield words(f"recitals.{kind}")
    if not facts.is_mop and words.has(f"acts.{act}.rof"):
        own = f"acts.{act}.rof_executive"
        yield words(own if facts.executive_rof and words.has(own) else f"acts.{act}.rof")
    if case.letters and not facts.is_mop:
        yield words("recitals.cases", cases=facts.cases_in_words())
    scope = facts.scope().rstrip(".")
    yield words("recitals.scope", scope=scope[:1].lower() + scope[1:])
    technical = facts.named("technical_report") or words("recitals.its_technical")
    yield words("recitals.technical", document=technical)
    legal = facts.named("legal_report") or words("recitals.its_legal")
    yield words(f"recitals.legal.{kind}", document=legal)
    if facts.opinion.kind == "mandatory":
        given = facts.dossier.opinion == "favourable"
        yield words("recitals.opinion.given" if given else "recitals.opinion.pending")
    if words.has(f"acts.{act}.conformity") and facts.context.entity_type in _ATTACHED:
        yield words(f"acts.{act}.conformity")


#: Bodies that need the conformity of their ministry (LOE 45.2, 50.3).
_ATTACHED = ("executing_agency", "specialized_agency", "regulator")


def _article(label: str, paragraphs: list[Part]) -> Iterator[Part]:
    """An article: its label hangs on its first paragraph."""
    first, *rest = paragraphs
    if isinstance(first, Paragraph) and not first.label:
        yield Paragraph(first.words, label=label)
    else:
        yield Paragraph("", label=label)
        yield first
    yield from rest


def _dated(facts: Facts, act: str) -> Iterator[Part]:
    """Where and when it is given."""
    words = facts.words
    approval, several = facts.dossier.approval, len(facts.instruments) > 1
    key = f"instrument.date:{act}" if several else "instrument.date"
    date = ""
    if approval and (not several or approval.instrument == act):
        date = facts.long_date(approval.date)
    date = date or visible(facts.written(key))
    place = words.values["place"] or words("default_place")
    yield Paragraph(words(f"acts.{act}.given", place=place, date=date or words("names.dots")))
    if not date:
        yield from facts.ask(key, "instrument.date")


def _head(facts: Facts) -> str:
    """The post of who heads the entity."""
    words, context = facts.words, facts.context
    given = str(context.facts.get("head_title") or "").strip()
    if given and not facts.is_mop:
        return visible(given)
    name = words.values["owner"] if facts.is_mop else words.values["entity"]
    ministry = words("ministry")
    if name.startswith(f"{ministry} "):
        return words("minister", rest=name.removeprefix(ministry).strip())
    return words.first(f"heads.{context.entity_type}", f"heads.{facts.level}")


def _signers(facts: Facts, act: str, key: str) -> tuple[tuple[str, str], ...]:
    """Post and meaning of each signature, from the texts of the act: `post|meaning`."""
    found = []
    for row in facts.words.all(f"acts.{act}.{key}"):
        post, _bar, meaning = row.partition("|")
        found.append((post, meaning))
    return tuple(found)
