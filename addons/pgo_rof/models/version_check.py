from dataclasses import replace
from hashlib import sha256

from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_base.models.values import plain
from odoo.tools import SQL

from pgo_core import rules

from .finding import ANSWER_FIELDS

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
    date_checked = fields.Datetime(string="Last Checked", readonly=True, copy=False)

    @api.depends("finding_ids.pending")
    def _compute_pending_count(self):
        groups = self.env["pgo.finding"]._read_group(
            [("version_id", "in", self.ids), ("pending", "=", True)], ["version_id"], ["__count"]
        )
        counts = dict(groups)
        for version in self:
            version.pending_count = counts.get(version, 0)

    def _text_changed(self):
        """Have these versions checked once when the transaction ends, however many rows it edits."""
        pending = self.env.cr.precommit.data.setdefault("pgo.recheck", set())
        if not pending:
            self.env.cr.precommit.add(self.browse()._recheck_changed)
        pending.update(self.ids)

    def _recheck_changed(self):
        ids = self.env.cr.precommit.data.pop("pgo.recheck", set())
        # The check belongs to the platform: one transaction may hold edits of several people, each checked when
        # it was made, on versions that the first of them cannot see.
        self.sudo().browse(ids).exists()._recheck()

    def web_read(self, specification):
        # A form saves and reads back in one request: what it shows must already count what was just saved.
        if self.env.cr.precommit.data.get("pgo.recheck"):
            self._recheck_changed()
        return super().web_read(specification)

    def action_recheck(self):
        """Check the version now."""
        self._recheck()
        return True

    def _recheck(self):
        """Run the rules and bring the findings to what they say; answers to what remains are kept."""
        for version in self:
            if version.state != "draft":
                continue
            document = version._read_document()
            found = rules.check(document, version._rule_context())
            version._store_findings(found, _text_digests(document))

    def _rule_context(self):
        """Return the context of the library's rules for this version."""
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
            "norms": self._cited_norm_status(),
            "settings": self.env["pgo.rule"]._settings(),
        }
        if self.entity_id:
            known |= {
                "entity_name": self.entity_id.name,
                "ubigeo": self.entity_id.ubigeo or "",
                "rural": self.entity_id.is_rural or None,
                "changed": self._changed_functions(),
            }
        return replace(
            builder(),
            **{name: value for name, value in known.items() if value not in ("", (), {}, None)},
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

    def _cited_norm_status(self):
        """Return {identifier: status} of the norms that the version cites."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT DISTINCT n.identifier, n.status
                         FROM pgo_function f JOIN pgo_function_citation_rel r ON r.function_id = f.id
                         JOIN pgo_citation c ON c.id = r.citation_id JOIN pgo_norm n ON n.id = c.norm_id
                        WHERE f.version_id = %(version)s
                       UNION
                       SELECT DISTINCT n.identifier, n.status
                         FROM pgo_competence p JOIN pgo_competence_citation_rel r ON r.competence_id = p.id
                         JOIN pgo_citation c ON c.id = r.citation_id JOIN pgo_norm n ON n.id = c.norm_id
                        WHERE p.version_id = %(version)s""",
                    version=self.id,
                )
            )
        )

    def _store_findings(self, found, digests):
        """Bring the stored findings to `found`; an answer stays only while what it speaks of is the same text."""
        # Findings belong to the platform: no person has write access, and this runs after edits that were
        # checked one by one.
        stored = opened(self.env["pgo.finding"].sudo(), TRANSITION)
        existing = {
            finding.key: finding for finding in stored.search([("version_id", "=", self.id)])
        }
        units = self._unit_by_uid()
        rows = {finding.key(): self._finding_vals(finding, units, digests) for finding in found}
        gone = stored.browse([row.id for key, row in existing.items() if key not in rows])
        gone.unlink()
        stored.create([vals for key, vals in rows.items() if key not in existing])
        for key, vals in rows.items():
            if key in existing:
                row = existing[key]
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
            }
        )

    def _unit_by_uid(self):
        """Return {uid of a unit or function: unit id}, so that a finding opens the right form."""
        # Only identifiers, of a version whose findings are being written by the platform.
        units = self.env["pgo.unit"].sudo().search_fetch([("version_id", "=", self.id)], ["uid"])
        by_uid = {unit.uid: unit.id for unit in units}
        functions = (
            self.env["pgo.function"]
            .sudo()
            .search_fetch([("version_id", "=", self.id)], ["uid", "unit_id"])
        )
        by_uid.update((function.uid, function.unit_id.id) for function in functions)
        return by_uid

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
            "target_uid": finding.target_uid,
            "target_kind": finding.target_kind,
            "target_digest": digests.get(finding.target_uid, ""),
            "message": finding.message(),
            "hint": finding.hint(),
            "citation": finding.citation(),
        }
