import json
from dataclasses import asdict, replace
from functools import lru_cache

from odoo import fields, models
from odoo.tools import SQL

import pgo_core
from pgo_core import citing, plain, rules
from pgo_core import document as core
from pgo_core.dossier import Approval, Dossier, Publication

#: Rules of the dossier alone: what they find is attended before the version is sent (DESIGN 5, “dossier
#: complete”), not before the text is endorsed. The supuestos (57, 63) go with the text.
SENDING_RULES = frozenset(
    (
        "R21",
        "R47",
        "R58",
        "R59",
        "R60",
        "R61",
        "R62",
        "R64",
        "R65",
        "R68",
        "R69",
        "R84",
        "R87",
        "R88",
    )
    + ("R89", "R92")
)

#: Rules of the text that the dossier may settle or bring up (an exception, a reason, a number of servants).
SETTLED_BY_DOSSIER = frozenset(("R04", "R19", "R28", "R48", "R57", "R63", "R71", "R72"))

#: All that looks at the dossier: what is looked at again once the text is closed and the dossier is not.
DOSSIER_RULES = SENDING_RULES | SETTLED_BY_DOSSIER

#: Rules on what was registered after the text was sealed.
PROCEDURE_RULES = ("R59", "R66", "R67", "R70", "R90")


def gate_of(rule_id):
    """Return before which act a finding of this rule is attended."""
    return "sending" if rule_id in SENDING_RULES else "endorsement"


class Version(models.Model):
    """What the rules are given beside the text: facts of the entity, the text in force and what SGP set."""

    _inherit = "pgo.version"

    rule_set = fields.Json(
        readonly=True,
        copy=False,
        help="Rules, severities and parameters with which the sealed text was checked.",
    )

    def _rule_context(self, document=None):
        """Return the context of the library's rules for this version; `document` is its text if it was read."""
        self.ensure_one()
        norms = self._cited_norm_status(document or self._document())
        beside = {"norms": norms, "settings": self._rule_settings()}
        if self.entity_id:
            beside |= {
                "changed": self._changed_functions(),
                "base": self.base_version_id._sealed_for_rules(),
                "model": self.model_version_id._sealed_for_rules(),
                "dossier": self._dossier(),
            }
        return self._context_with(**beside)

    def _context_with(self, **beside):
        """Return the context of this version, given what is read apart (one by one, or for many at once)."""
        self.ensure_one()
        source = self.entity_id or self.entity_type_id
        facts = source._rule_context()
        builder = rules.CONTEXTS.get(facts["entity_type"], rules.Context)
        known = {
            "entity_type": facts["entity_type"],
            "government_level": facts["government_level"],
            "executive": facts["is_executive"],
            "document_kind": facts["document_kind"],
            "senior_management": tuple(facts.get("senior_management") or ()),
            "senior_optional": tuple(facts.get("senior_optional") or ()),
            "senior_multiple": tuple(facts.get("senior_multiple") or ()),
            "chief_admin": facts.get("chief_admin") or "",
            "denominations": rules.denominations(facts["denominations"]),
            "type_codes": facts["type_codes"],
            **beside,
            "change_cases": tuple(self.change_case_ids.mapped("letter")),
            "today": fields.Date.to_string(self._today_in_lima()),
        }
        if self.entity_id:
            known |= {
                "entity_name": self.entity_id.name,
                "ubigeo": self.entity_id.ubigeo or "",
                "rural": self.entity_id.is_rural or None,
                "is_first": not self.base_version_id,
            }
        return replace(
            builder(),
            **{
                name: value
                for name, value in known.items()
                if not (value is None or isinstance(value, str | tuple | dict) and not value)
            },
        )

    def _changed_functions(self):
        """Return the uids of functions that are new, reworded or in another unit than in the version in force.

        All of them when the entity has none: its first ROF on the platform supports every function (LOE 47,
        section 2.b).
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT f.uid FROM pgo_function f JOIN pgo_unit u ON u.id = f.unit_id
                     LEFT JOIN pgo_function b ON b.version_id = %s AND b.uid = f.uid
                     LEFT JOIN pgo_unit bu ON bu.id = b.unit_id
                    WHERE f.version_id = %s AND (b.id IS NULL OR b.text <> f.text OR bu.uid <> u.uid)""",
                self.base_version_id.id or None,
                self.id,
            )
        )
        return frozenset(uid for (uid,) in rows)

    def _cited_norm_status(self, document):
        """Return {identifier: status} of the norms that the text cites, as a legal basis or in its sentences."""
        rows = self.env["pgo.norm"]._rows_by_key()
        absent = (None, citing.ABSENT)
        named = {citing.key(norm): norm for norm in citing.norms_in(document)}
        cited = {
            citation.norm
            for _unit, function in document.functions()
            for citation in function.citations
        } | {citation.norm for item in document.competences for citation in item.citations}
        return {norm: rows.get(key, absent)[1] for key, norm in named.items()} | {
            norm: rows[key][1] for norm in cited if (key := citing.key(norm)) in rows
        }

    def _procedure_findings(self):
        """Return what the rules find in the approval and publication that were registered."""
        self.ensure_one()
        approval, publication = self.approval_ids[:1], self.publication_ids[:1]
        if not approval:
            return []
        dossier = Dossier(
            approval=Approval(
                instrument=self.entity_type_id.approval_instrument or "",
                number=approval.number,
                date=fields.Date.to_string(approval.date),
                session_held=fields.Date.to_string(approval.session_date) or "",
                seal=self.seal or "",
            ),
            publication=publication
            and Publication(
                channels=(publication.medium,),
                date=fields.Date.to_string(publication.date),
                evidence=bool(publication.file or publication.url),
                full_text=bool(publication.url),
                seal=self.seal or "",
            )
            or None,
        )
        document = self._document()
        context = replace(self._rule_context(document), dossier=dossier)
        return rules.check(document, context, PROCEDURE_RULES)

    def _sealed_for_rules(self):
        """Return the Document of a version that others are compared with, or None when there is none."""
        # Compared with, not shown: `_check_may_create` let the draft name only a base of its own entity and a model in
        # force.
        version = self.sudo()
        if not version:
            return None
        return _parsed(version.canonical) if version.canonical else version._read_document()

    def _rule_settings(self):
        """Return {rule id: RuleSetting} that hold for this version.

        A case keeps the rules of its first sending through every round: the law that the entity was measured
        against does not move while it is being evaluated.
        """
        self.ensure_one()
        if kept := self._earlier_text().rule_set:
            return {
                rule_id: plain.build(rules.RuleSetting, setting)
                for rule_id, setting in kept["settings"].items()
            }
        return self.env["pgo.rule"]._settings()

    def _earlier_text(self):
        """Return the version whose rules this one keeps: the round before, if there was one."""
        # Only what rules it was checked with is read, of a text of the same entity and case.
        return self.previous_round_id.sudo()

    def _rule_set(self):
        """Return what is kept with the seal: the library's version, what SGP set and what each rule ran with."""
        self.ensure_one()
        settings = self._rule_settings()
        kept = self._earlier_text().rule_set
        default = rules.RuleSetting()
        rule_set = {
            "core_version": pgo_core.__version__,
            "since": kept["since"] if kept else fields.Datetime.to_string(fields.Datetime.now()),
            "settings": {
                rule_id: asdict(setting)
                for rule_id, setting in settings.items()
                if setting != default
            },
            "rules": {
                rule.id: {
                    "severity": settings.get(rule.id, default).severity or rule.severity,
                    "active": settings.get(rule.id, default).active,
                    "parameters": rule.resolve(settings.get(rule.id, default).parameters),
                }
                for rule in rules.rules()
            },
        }
        # As the column gives it back, so that two are compared as they are.
        return json.loads(json.dumps(rule_set))


@lru_cache(maxsize=32)
def _parsed(canonical):
    """The Document of a sealed text: the same text in force is compared after every edit of a draft."""
    return core.from_json(json.loads(canonical))
