from dataclasses import replace
from hashlib import sha256

from odoo import fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_base.models.values import plain
from odoo.tools import SQL

import pgo_core
from pgo_core import rules
from pgo_core.rules import fixes

from .finding import ANSWER_FIELDS
from .version_rules import gate_of

RANK = {"blocks": 0, "warns": 1, "informs": 2}


def _text_digests(document):
    """Return {uid: SHA-256 of the text} of what findings speak of. Order, codes and citations are left out."""
    texts = {function.uid: function.text for _unit, function in document.functions()}
    texts |= {item.uid: item.text for item in document.competences}
    texts |= {
        item.uid: "\n".join((item.heading, item.body, *item.items)) for item in document.articles
    }
    texts |= {
        unit.uid: "\n".join(
            (unit.name, unit.nature, str(unit.level), unit.parent_uid, unit.description)
        )
        for unit in document.units
    }
    return {uid: sha256(text.encode()).hexdigest() for uid, text in texts.items()}


class Version(models.Model):
    """The rules run on a version and their findings kept beside it."""

    _inherit = "pgo.version"

    finding_ids = fields.One2many("pgo.finding", "version_id", string="Findings")
    blocking_count = fields.Integer(string="Blocking", readonly=True, copy=False)
    warning_count = fields.Integer(string="Warnings", readonly=True, copy=False)
    pending_count = fields.Integer(compute="_compute_pending_count", string="Findings to Attend")
    check_key = fields.Char(readonly=True, copy=False)
    date_checked = fields.Datetime(string="Last Checked", readonly=True, copy=False)

    def _text_changed(self, touched=None):
        """Have these versions checked once when the transaction ends, however many rows it edits.

        `touched` are the uids of the elements at hand and of those they stood under; None means that anything
        may have changed, the title for one.
        """
        pending = self.env.cr.precommit.data.setdefault("pgo.recheck", {})
        if not pending:
            self.env.cr.precommit.add(self.browse()._recheck_changed)
        for version_id in self.ids:
            known = pending.get(version_id, set())
            pending[version_id] = None if touched is None or known is None else known | set(touched)

    def _recheck_changed(self):
        pending = self.env.cr.precommit.data.pop("pgo.recheck", {})
        # The check belongs to the platform: one transaction may hold edits of several people, each checked when
        # it was made, on versions that the first of them cannot see.
        for version in self.sudo().browse(pending).exists():
            version._recheck(pending[version.id])

    def web_read(self, specification):
        # A form saves and reads back in one request: what it shows must already count what was just saved.
        if self.env.cr.precommit.data.get("pgo.recheck"):
            self._recheck_changed()
        return super().web_read(specification)

    def _recheck(self, touched=None):
        """Run the rules and bring the findings to what they say; answers to what remains are kept.

        With `touched` (uids) only what is near them is looked at, as long as the rules, their settings and the
        facts beside the text are those of the last check.
        """
        for version in self:
            if version.state == "draft":
                version._check_text(version._read_document(), touched)

    def _check_text(self, document, touched=None):
        """Run the rules on the text of one version and store what they find."""
        context = self._rule_context(document)
        key = self._check_key(context)
        # What the platform found before in a text that the person reads (`_rule_context` above read it with their
        # rights), though some who edit it read no finding.
        before = self.sudo().finding_ids
        if touched is not None and self.check_key == key:
            found = rules.recheck(document, context, before._as_found(), touched)
        else:
            found = rules.check(document, context)
        self._store_findings(self._told_now(found), document, key)

    def _check_as_of_sending(self):
        """Return the rule set of today, with which a sealed text is sent; its findings follow it.

        The rules in force when it is sent are those of its case. Where SGP changed one after the endorsement, what
        they find is stored anew: answers to what is still found are kept, and what is new is shown to SGP as
        pending, because a text that is sealed can no longer be corrected for it.
        """
        self.ensure_one()
        rule_set = self._rule_set()
        kept = self.rule_set or {}
        if any(rule_set[name] != kept.get(name) for name in ("core_version", "rules", "settings")):
            self._check_text(self._sealed_document())
        return rule_set

    def _check_key(self, context):
        """Return a digest of what a check rests on beside the text of the units.

        Status of norms and which functions changed are left out: rules that look at one unit ask for those of
        its own functions, and the rest look at everything each time. The day is left out too: a full check at
        the endorsement looks at it.
        """
        self.ensure_one()
        facts = replace(context, norms=None, changed=None, base=None, model=None, today="")
        # Only seals are read, of texts that the draft names.
        others = [
            version.sudo().seal or "" for version in (self.base_version_id, self.model_version_id)
        ]
        return sha256(repr((pgo_core.__version__, facts, others)).encode()).hexdigest()

    def _store_findings(self, found, document, key):
        """Bring the stored findings to `found`; an answer stays only while what it speaks of is the same text."""
        # Findings belong to the platform: no person has write access, and this runs after edits that were
        # checked one by one.
        stored = opened(self.env["pgo.finding"].sudo(), TRANSITION)
        existing = {
            finding.key: finding for finding in stored.search([("version_id", "=", self.id)])
        }
        units, digests = self._unit_by_uid(document), _text_digests(document)
        fixable = fixes.fixable(document, found)
        rows = {
            finding.key(): self._finding_vals(finding, units, digests)
            | {"is_fixable": finding.key() in fixable}
            for finding in found
        }
        gone = stored.browse([row.id for key, row in existing.items() if key not in rows])
        gone.unlink()
        stored.create([vals for key, vals in rows.items() if key not in existing])
        for finding_key, vals in rows.items():
            if finding_key in existing:
                row = existing[finding_key]
                changed = {
                    name: value
                    for name, value in vals.items()
                    if plain(row, name) != (value or False)
                }
                if changed.keys() & {"message", "target_digest"}:
                    # The reasons were given for another text; the event log keeps them.
                    changed |= dict.fromkeys(ANSWER_FIELDS, False)
                if changed:
                    row.write(changed)
        # Counts of the platform, as the findings above.
        opened(self.sudo(), TRANSITION).with_context(tracking_disable=True).write(
            {
                "blocking_count": sum(finding.severity == "blocks" for finding in found),
                "warning_count": sum(finding.severity == "warns" for finding in found),
                "date_checked": fields.Datetime.now(),
                "check_key": key,
                # A waiver falls with the text it was asked for; then SGP has no more to read here.
                "waiver_asked": bool(
                    stored.search_count(
                        [("version_id", "=", self.id), ("waiver_state", "=", "asked")], limit=1
                    )
                ),
            }
        )

    def _unit_by_uid(self, document):
        """Return {uid of a unit or function: unit id}, so that a finding opens the right form."""
        ids = dict(
            self.env.execute_query(
                SQL("SELECT uid, id FROM pgo_unit WHERE version_id = %s", self.id)
            )
        )
        return ids | {
            function.uid: ids[unit.uid]
            for unit, function in document.functions()
            if unit.uid in ids
        }

    def _finding_vals(self, finding, units, digests):
        rule = rules.REGISTRY[finding.rule_id]
        return {
            "version_id": self.id,
            "entity_id": self.entity_id.id,
            "unit_id": units.get(finding.target_uid, False),
            "key": finding.key(),
            "rule_code": finding.rule_id,
            "rule_number": rule.number,
            "chapter": rule.chapter,
            "basis": rule.basis,
            "severity": finding.severity,
            "severity_rank": RANK[finding.severity],
            "gate": gate_of(finding.rule_id),
            "target_uid": finding.target_uid,
            "target_kind": finding.target_kind,
            "target_field": finding.field,
            "target_digest": digests.get(finding.target_uid, ""),
            "variant": finding.variant,
            "subject": finding.subject,
            "params": dict(finding.params),
            "span": list(finding.span) if finding.span else False,
            "message": finding.message(),
            "hint": finding.hint(),
            "citation": finding.citation(),
        }
