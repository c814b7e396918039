"""What every paper asks of a Document and its context, worked out once: names, supuestos, what was
written for each place to complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from .. import change_cases, spanish
from ..change_cases import Changes, Opinion
from ..document import Document, Unit
from ..dossier import CHANGE_CASES, Dossier, DossierDocument, day
from ..printable import visible
from ..rules import texts
from ..rules.case_facts import Case, case_of
from ..rules.context import Context
from ..rules.index import Index, name_of
from ..rules.language import squeeze
from .paper import Blank, Paragraph, Part
from .words import Words

#: Words of the name of the unit that plans and of the one that advises on law, in that order of use.
_PLANNING = ("planeamiento", "planificacion", "presupuesto")
_LEGAL = ("asesoria juridica",)
_ADMINISTRATION = ("administracion",)
#: Names told in one sentence; tables tell them all.
_NAMED = 20
_ARTICLES = ("el", "la", "los", "las")


class Facts:
    """One Document with its context, as a paper of a kind needs it."""

    def __init__(self, paper: str, document: Document, context: Context):
        if context.dossier is None:
            context = replace(context, dossier=Dossier(change_cases=context.change_cases))
        self.document, self.context = document, context
        self.dossier: Dossier = context.dossier
        self.base = context.base
        self.index = Index(document)
        self.case: Case = case_of(self.index, context)
        self.words = Words(paper, {})
        self.words.values.update(self._names())

    # What it is

    @property
    def is_mop(self) -> bool:
        """Whether the text is a MOP (LOE 53)."""
        return self.document.kind == "mop"

    @property
    def executive_rof(self) -> bool:
        """Whether the text is a ROF of the Poder Ejecutivo, in two sections (LOE 44)."""
        return self.context.executive and not self.is_mop

    @property
    def level(self) -> str:
        """`local`, `regional`, `executive` or `national` (outside the Poder Ejecutivo)."""
        if self.context.government_level == "national" and self.context.executive:
            return "executive"
        return self.context.government_level or "national"

    @cached_property
    def mode(self) -> str:
        """What the act does: `first` approves the text of who had none, `whole` a new one that
        takes the place of the one in force, `change` modifies the one in force.

        `Dossier.new_text` decides; unknown, only a proposal that reassigns or modifies functions
        (supuesto c alone) is taken for a modification.
        """
        if self.base is None:
            return "first" if self.is_new and self.context.is_first is not False else "whole"
        if self.dossier.new_text is None:
            return "change" if self.case.letters == {"c"} else "whole"
        return "whole" if self.dossier.new_text else "change"

    @cached_property
    def changes(self) -> Changes | None:
        """What the proposal changes; None when the text in force is not known."""
        if self.case.changes is None and (self.base or self.is_new):
            return change_cases.changes(self.base, self.document, self.dossier.equivalences)
        return self.case.changes

    @property
    def is_new(self) -> bool:
        """Whether everything in it is new: the first text of an entity (LOE 46.1.d), or a MOP, which
        has no supuestos, where none is in force.
        """
        first = "d" in self.case.letters or (self.is_mop and self.context.is_first is True)
        return self.base is None and first

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The sections of the technical report that its supuestos ask for (LOE 46.1); all while no
        supuesto is known.
        """
        letters = self.case.letters
        return change_cases.required_sections(letters or CHANGE_CASES)

    @cached_property
    def opinion(self) -> Opinion:
        """Which opinion of the Secretaría de Gestión Pública is needed (LOE 51)."""
        case = self.case
        return change_cases.opinion(
            self.document.kind, self.context.executive, case.letters, case.subs
        )

    @cached_property
    def instruments(self) -> tuple[str, ...]:
        """Keys of the acts that approve it, in their order: two for a ROF of the Poder Ejecutivo
        that changes in both sections (LOE 45.1), else one; none when the entity is not known.
        """
        context, kind = self.context, self.document.kind
        given = (kind, context.government_level, context.executive, context.entity_type)
        touched = change_cases.instruments(*given, subs=self.case.subs)
        allowed = context.instruments or change_cases.instruments(*given)
        if self.executive_rof:
            chosen = tuple(key for key in allowed if key in touched) or allowed
            units = (*self.document.units, *(self.base.units if self.base else ()))
            if len(chosen) > 1 and all(unit.level <= 2 for unit in units):
                # Without a third level there is one section only (LOE 44).
                chosen = chosen[:1]
            return chosen
        said = self.written("instrument.kind") or (
            self.dossier.approval.instrument if self.dossier.approval else ""
        )
        return (said,) if said in allowed else allowed[:1]

    # What it is called

    def _names(self) -> dict[str, str]:
        words, document = self.words, self.document
        own = document.entity.name.strip() or self.context.entity_name.strip()
        entity = "" if "{{" in own else visible(own)
        the = spanish.the(entity) if entity else words("names.entity")
        of = spanish.of_the(entity) if entity else words("names.of_entity")
        owner = visible(self.owner)
        words.values["of_owner"] = spanish.of_the(owner) if owner else words("names.of_owner")
        kind = "mop" if self.is_mop else "rof"
        title = document.title.strip()
        if not title or "{{" in title:
            title = words("names.title", kind=words(f"kind.{kind}.name"), of_entity=of)
        planning = self._office(_PLANNING, "planning")
        legal = self._office(_LEGAL, "legal")
        chief = visible(self.context.chief_admin.strip()) or words("names.chief")
        if self.is_mop:
            chief = words("names.owner_chief")
        return {
            "entity": entity or words("names.bare_entity"),
            "the_entity": the,
            "The_entity": spanish.capitalize(the),
            "of_entity": of,
            "OF_ENTITY": of.upper(),
            "acronym": visible(document.entity.acronym.strip()),
            "owner": owner or words("names.bare_owner"),
            "the_owner": spanish.the(owner) if owner else words("names.owner"),
            "of_owner": words.values["of_owner"],
            "OF_OWNER": words.values["of_owner"].upper(),
            "title": visible(title),
            "TITLE": visible(title).upper(),
            "kind": words(f"kind.{kind}.name"),
            "short": words(f"kind.{kind}.short"),
            "structure": words(f"kind.{kind}.structure"),
            "planning": planning,
            "Planning": spanish.capitalize(planning),
            "of_planning": spanish.of_the(planning),
            "the_planning": spanish.the(planning),
            "The_planning": spanish.capitalize(spanish.the(planning)),
            "legal": legal,
            "Legal": spanish.capitalize(legal),
            "of_legal": spanish.of_the(legal),
            "the_legal": spanish.the(legal),
            "chief": chief,
            "of_chief": spanish.of_the(chief),
            "the_chief": spanish.the(chief),
            "The_chief": spanish.capitalize(spanish.the(chief)),
            "to_chief": spanish.contract(f"a {spanish.the(chief)}"),
            "place": visible(document.entity.district.strip()),
        }

    @property
    def owner(self) -> str:
        """The entity that a programme, a project or an organ with a MOP belongs to (LOE 54.a.3), as
        the facts or who completes the papers tell; empty when unknown.
        """
        return str(self.context.facts.get("parent_entity") or "").strip() or self.written(
            "entity.parent"
        )

    def _office(self, subjects: tuple[str, ...], key: str) -> str:
        """The unit of internal administration with that subject; of a MOP that of the entity it
        belongs to makes the dossier (L02, chapter III, B).
        """
        unit = None if self.is_mop else self.office(subjects)
        place = "owner" if self.is_mop else "entity"
        return visible(name_of(unit)) if unit else self.words(f"names.{key}.{place}")

    def office(self, subjects: Iterable[str]) -> Unit | None:
        """The first unit of the highest level of internal administration that names a subject."""
        own = [unit for unit in self.document.units if unit.nature in ("advisory", "support")]
        for subject in subjects:
            named = [unit for unit in own if subject in squeeze(unit.name)]
            if named:
                return min(named, key=lambda unit: unit.level)
        return None

    def administration(self) -> Unit | None:
        """The unit that runs the systems of support, when one names them."""
        return self.office(_ADMINISTRATION)

    # What was written

    def written(self, key: str) -> str:
        """What was written for a place to complete, empty when nothing was."""
        dossier = self.dossier
        if text := str(dossier.texts.get(key, "")).strip():
            return text
        group, _dot, name = key.partition(".")
        if group == "report":
            return str(dossier.report.get(name, "")).strip()
        if group == "budget" and dossier.budget and name in ("statement", "financing"):
            return str(getattr(dossier.budget, name)).strip()
        if group == "document":
            return self.numbered(name).number.strip()
        if group == "instrument" and dossier.approval and name == "number":
            return dossier.approval.number.strip()
        kind, _colon, uid = key.partition(":")
        if kind == "unit_reason":
            reason = dossier.reason(uid)
            return reason.justification.strip() if reason else ""
        found = {"function_reason": dossier.function_reasons, "model_reason": dossier.model_reasons}
        return next((item.text.strip() for item in found.get(kind, ()) if item.uid == uid), "")

    def ask(self, key: str, topic: str = "", **values: object) -> list[Part]:
        """What was written for a place, as paragraphs, or the place to complete. `topic` names its
        prompt and help when one key is for each of many things (`unit_reason` of `unit_reason:gm`).
        """
        if text := self.written(key):
            return [Paragraph(visible(line)) for line in text.splitlines() if line.strip()]
        topic = topic or key
        prompt = self.words(f"blank.{topic}.prompt", **values)
        return [Blank(prompt, self.words(f"blank.{topic}.help", **values), key)]

    def nature(self, unit: Unit) -> str:
        """How the nature of a unit is called; a programme has no Alta Dirección (L02 Anexo 4)."""
        kind = "nature_mop" if self.is_mop else "nature"
        return self.words.first(f"tables.{kind}.{unit.nature}", f"tables.nature.{unit.nature}")

    def cited(self, kind: str, dated: bool = True) -> str:
        """How a document of the dossier is cited: `Informe N° 014-2026-OPP, del 9 de marzo de
        2026`, without its date where that is said apart; empty while it has no number.
        """
        if text := str(self.dossier.texts.get(f"document.{kind}", "")).strip():
            return visible(text)
        found = self.dossier.document(kind)
        if found is None or not found.number.strip():
            return ""
        date = self.long_date(found.date) if dated else ""
        return visible(found.number.strip()) + (
            self.words("names.dated", date=date) if date else ""
        )

    def named(self, kind: str) -> str:
        """A document of the dossier as it is named in a sentence: `el Informe N° 014-2026-OPP…`."""
        cited = self.cited(kind)
        determined = not cited or squeeze(cited).partition(" ")[0] in _ARTICLES
        return cited if determined else spanish.the(cited)

    def numbered(self, kind: str) -> DossierDocument:
        """The document of a kind, empty when the dossier has none."""
        return self.dossier.document(kind) or DossierDocument(kind)

    def long_date(self, text: str) -> str:
        """A date in words (`9 de marzo de 2026`), empty for what is no date."""
        found = day(text)
        if found is None:
            return ""
        month = self.words.all("months")[found.month - 1]
        return self.words("names.date", day=found.day, month=month, year=found.year)

    def norms(self) -> tuple[str, ...]:
        """The norms on which any text of its kind and level of government rests."""
        return (*self.words.all("norms.common"), *self.words.all(f"norms.{self.level}"))

    def previous(self, act: str) -> str:
        """The act that approved the text in force, as it was written or with its number to come."""
        if text := self.written(self.previous_key(act)):
            return visible(text)
        key = "previous.changed" if self.mode == "change" else "previous.replaced"
        return self.words(key, act=self.words(f"act_names.{act or 'unknown'}"))

    def previous_key(self, act: str) -> str:
        """The key under which that act is written: each section of a ROF has its own."""
        several = len(self.instruments) > 1
        return f"instrument.previous:{act}" if several else "instrument.previous"

    def ask_previous(self, act: str) -> list[Part]:
        """The place to identify that act, none once it is written."""
        key = self.previous_key(act)
        if self.written(key):
            return []
        several = len(self.instruments) > 1
        topic = "instrument.previous_act" if several else "instrument.previous"
        return self.ask(key, topic, act=self.words(f"act_names.{act or 'unknown'}"))

    # How it is listed

    def scope(self) -> str:
        """What the proposal comprises and changes, in a sentence."""
        words, found = self.words, self.changes
        levels = len({unit.level for unit in self.document.units})
        size = {
            "units": self.counted("units", len(self.document.units)),
            "levels": self.counted("levels", levels),
        }
        if self.is_new:
            return words("scope.first", **size)
        if found is None:
            return words("scope.unknown", **size)
        told = [
            self.counted(key, len(units), units=self.names(units))
            for key, units in (("created", found.created), ("removed", found.removed))
            if units
        ]
        for key, pairs in (("renamed", found.renamed), ("relevelled", found.relevelled)):
            if pairs:
                named = [self._pair(key, *pair) for pair in pairs[:_NAMED]]
                told.append(self.counted(key, len(pairs), units=self.joined(named)))
        for key in ("reassigned", "modified"):
            if count := len(getattr(found, key)):
                told.append(self.counted(f"touched.{key}", count))
        if not told:
            return words("scope.same", **size)
        return words("scope.changed", what=self.joined(told), **size)

    def _pair(self, key: str, before: Unit, after: Unit) -> str:
        if key == "relevelled":
            return visible(name_of(after))
        names = {"before": visible(name_of(before)), "after": visible(name_of(after))}
        return self.words("pair", **names)

    def joined(self, parts: Iterable[str]) -> str:
        """`a, b y c`."""
        found = list(parts)
        if len(found) < 2:
            return "".join(found)
        return ", ".join(found[:-1]) + self.joint(found[-1]) + found[-1]

    def joint(self, last: str) -> str:
        """What joins the last of a list: ` y `, or ` e ` before the sound of an i."""
        return self.words("names.and_e" if _begins_with_i(last) else "names.and")

    def names(self, units: Iterable[Unit]) -> str:
        """The names of units one after the other; of a great many the first ones and how many more."""
        names = [visible(name_of(unit)) for unit in units]
        if len(names) > _NAMED:
            more = self.words("names.more", count=len(names) - _NAMED + 1)
            names[_NAMED - 1 :] = [more]
        return self.joined(names)

    def cases(self) -> str:
        """The supuestos of the proposal by their letters: `el supuesto c)`."""
        letters = sorted(self.case.letters)
        named = self.joined(f"{letter})" for letter in letters)
        return self.counted("supuestos.letters", len(letters), cases=named)

    def cases_in_words(self) -> str:
        """The supuestos of the proposal in words: `el siguiente supuesto: c) reasignación o…`."""
        letters = sorted(self.case.letters)
        told = self.joined(texts.label("change_case", letter) for letter in letters)
        return self.counted("supuestos.words", len(letters), cases=told)

    def counted(self, key: str, count: int, **values: object) -> str:
        """`una unidad`, `3 unidades`: the text `<key>.one` or `<key>.many`."""
        return self.words(f"{key}.{'one' if count == 1 else 'many'}", count=count, **values)


def _begins_with_i(text: str) -> bool:
    """Whether `y` becomes `e` before it."""
    folded = squeeze(text)
    return folded.startswith(("i", "hi")) and not folded.startswith(
        ("ia", "ie", "io", "hia", "hie")
    )
