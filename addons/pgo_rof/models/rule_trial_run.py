import json
import logging
from dataclasses import replace

from odoo import fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.fields import Domain

from pgo_core import document as core
from pgo_core.rules import texts, trial

_logger = logging.getLogger(__name__)

#: Versions checked between two commits: some two seconds, after which a cancellation is heeded.
BATCH = 50
#: Messages kept of each version; the version itself shows the rest.
KEPT_MESSAGES = 5

#: In force or on the way to it.
LIVE = (
    "draft",
    "endorsing",
    "endorsed",
    "sent",
    "elevated",
    "in_council",
    "approved",
    "in_force",
)


class RuleTrial(models.Model):
    """The run of a trial: batches with a commit after each, which the job resumes wherever it was."""

    _inherit = "pgo.rule.trial"

    def _left(self):
        return len(self._pending())

    def _run_batch(self):
        """Check the next versions and keep their results; return how many, None when nothing is left to do.

        The results and the mark that a version is done are the same row: a batch that was killed halfway leaves
        nothing, and runs again whole.
        """
        if not self._still_running():
            return None
        versions = self._pending(BATCH)
        if not versions:
            self._platform_transition(
                "done", vals={"total": self.done_count, "date_ended": fields.Datetime.now()}
            )
            return None
        # Versions are read with the person's rights (`_reader`); the job writes the results as the platform.
        table = opened(self.env["pgo.rule.trial.result"], TRANSITION)
        table.create(self._results(versions))
        return len(versions)

    # Which versions --------------------------------------------------------------------------------------------

    def _live(self):
        return Domain("state", "in", LIVE) & Domain("entity_id", "!=", False)

    def _readable(self):
        """Return the domain of what a trial looks at: in force, or in process and sent to SGP.

        A draft is the entity's until it sends it (DESIGN 5: SGP reads what was sent). The person's record rules
        say the same; it is said here too, because somebody of SGP may also have a role in an entity.
        """
        return self._live() & (Domain("date_sent", "!=", False) | Domain("state", "=", "in_force"))

    def _reader(self):
        """Return the table of versions with the rights of the person of the trial."""
        return self.env["pgo.version"].with_user(self.user_id)

    def _readable_count(self):
        return self._reader().search_count(self._readable())

    def _left_out(self):
        """Return how many versions are not looked at: a number, and nothing of what they say."""
        # The edge to `running` asked for SGP's administrator: only a number is told.
        everything = self.env["pgo.version"].sudo().search_count(self._live())
        return everything - self._readable_count()

    def _pending(self, limit=None):
        """Return versions of the trial without a result, first sent first."""
        done = self.env["pgo.rule.trial.result"]._search([("trial_id", "=", self.id)])
        domain = self._readable() & Domain("id", "not in", done.subselect("version_id"))
        return self._reader().search(domain, order="id", limit=limit)

    # Looking at them -------------------------------------------------------------------------------------------

    def _results(self, versions):
        """Return the values of the results of these versions; a constant number of queries."""
        documents = _documents(versions)
        contexts = self._contexts({one: text for one, text in documents.items() if text})
        return [
            self._result_vals(version, documents[version], contexts.get(version))
            for version in versions
        ]

    def _result_vals(self, version, document, context):
        outcome = self._outcome(document, context)
        change = outcome.change
        entity = version.entity_id
        told = outcome.appeared or outcome.gone or outcome.after.found
        messages = list(dict.fromkeys(finding.message() for finding in told[:KEPT_MESSAGES]))
        return {
            "trial_id": self.id,
            "version_id": version.id,
            "entity_id": entity.id,
            "entity_type_id": version.entity_type_id.id,
            "department_id": entity.department_id.id,
            "standing_before": outcome.before.standing,
            "standing_after": outcome.after.standing,
            "change": change,
            "found_before": len(outcome.before.found),
            "found_after": len(outcome.after.found),
            "newly_failing": int(change == "newly_failing"),
            "no_longer_failing": int(change == "no_longer_failing"),
            "unchecked": int(change == "unchecked"),
            "messages": "\n".join(messages) or self._why_unchecked(document, outcome),
        }

    def _outcome(self, document, context):
        if document is None:
            unread = trial.Look("unchecked")
            return trial.Outcome(unread, unread)
        return trial.compare(
            document,
            context,
            self.rule_id.rule_id,
            self._tried("before"),
            self._tried("after"),
        )

    def _why_unchecked(self, document, outcome):
        """Return why a version could not be checked, empty when it could."""
        if document is None:
            return self.env._("Its sealed text cannot be read.")
        missing = dict.fromkeys((*outcome.before.missing, *outcome.after.missing))
        if not missing:
            return False
        return self.env._(
            "It lacks facts that this rule needs: %(facts)s.",
            facts=", ".join(texts.label("fact", name) for name in missing),
        )

    def _contexts(self, documents):
        """Return {version: Context} equal to `_rule_context`, read for all at once.

        A case under way keeps the rules of its first sending; here every version is looked at with the rule as
        it is and as it would be, which is what is asked.
        """
        versions = self._reader().browse([version.id for version in documents])
        # Compared with, not shown: the text in force and the model of versions that the person reads, both of them
        # chosen by `_check_may_create`.
        others = (versions.base_version_id | versions.model_version_id).sudo()
        known = {other.id: text for other, text in _documents(others).items()}
        # `_readable` gave only what was sent or is in force; who tries rules reads the dossiers of what was sent, and
        # of the rest only what its rules find.
        dossiers = versions.sudo()._dossiers()
        contexts = {}
        for version, document in documents.items():
            base = known.get(version.base_version_id.id)
            context = version._context_with(
                norms=version._cited_norm_status(document),
                settings={},
                changed=_changed(document, base),
                base=base,
                model=known.get(version.model_version_id.id),
                dossier=dossiers[version] if version.entity_id else None,
            )
            contexts[version] = replace(context, today=fields.Date.to_string(self.day))
        return contexts


def _documents(versions):
    """Return {version: Document} of sealed versions, read in one query; None for what is no Document."""
    versions.fetch(["canonical"])
    documents = {version: _document(version) for version in versions}
    # A quarter of a megabyte each: they must not pile up while the job goes on.
    versions.invalidate_recordset(["canonical"], flush=False)
    return documents


def _document(version):
    try:
        return core.from_json(json.loads(version.canonical or ""))
    except ValueError:
        _logger.warning("the sealed text of version %s cannot be read", version.id)
        return None


def _changed(document, base):
    """Return what `_changed_functions` reads from rows: new, reworded or moved against the text in force."""
    before = {one.uid: (one.text, unit.uid) for unit, one in base.functions()} if base else {}
    return frozenset(
        one.uid for unit, one in document.functions() if before.get(one.uid) != (one.text, unit.uid)
    )
