import logging

from psycopg2 import errors

from odoo import api, fields, models

from .transition_mixin import Edge
from .windows import form_of

_logger = logging.getLogger(__name__)

#: Another transaction changed the same rows first: what was begun is undone and made again.
CONCURRENT = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)

#: States of the models that use it: each declares `state` itself, or its labels would not be translated.
STATES = [
    ("draft", "Draft"),
    ("running", "Running"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


class BackgroundMixin(models.AbstractModel):
    """Work done in the background in small batches, each in a transaction of its own.

    What a batch makes and the mark that it is made are the same rows, so one that was killed halfway leaves
    nothing and the next run takes it up again. The record itself is not written meanwhile: a person cancels it
    between two batches. The model says what a batch is (`_run_batch`) and how much is left (`_left`); its
    scheduled action calls `_cron_run`.
    """

    _name = "pgo.background.mixin"
    _inherit = ["pgo.transition.mixin"]
    _description = "Work in the Background"
    _transitions = {
        ("running", "done"): Edge(),
    }
    #: Scheduled action that runs it, by XML id.
    _job = ""

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, ondelete="restrict", index=True
    )
    total = fields.Integer(readonly=True)
    date_started = fields.Datetime(string="Started", readonly=True)
    date_ended = fields.Datetime(string="Ended", readonly=True)

    def _log_event(self, kind, facts):
        # Work in the background is no legal act: what it leads to has events of its own.
        return

    def _lock_row(self):
        # The rows of a batch under way refer to this one and only hold its key: a person cancels meanwhile.
        self.env.flush_all()
        self.lock_for_update(allow_referencing=True)

    def action_cancel(self):
        """Stop it; what was done until now stays."""
        return self._transition("cancelled", vals={"date_ended": fields.Datetime.now()})

    def action_refresh(self):
        """Show how far it is."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _open_form(self):
        return form_of(self)

    def _wake(self):
        """Have the job run it as soon as this transaction ends."""
        # The job belongs to the platform; who may start the work was checked by its transition.
        self.env.ref(self._job).sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Run a batch of each in turn until nothing is left, or the server wants its time back.

        In turn: a long one does not make the short ones of other people wait.
        """
        running = self.search([("state", "=", "running")], order="id")
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=running._remaining())
        while running:
            for one in running:
                try:
                    done = one._whole_batch()
                except Exception:
                    # A defect of ours, for the log: it does not stop the work of others, and the next run tries again.
                    self.env.cr.rollback()
                    _logger.exception("A batch of %s failed", one)
                    running = (running - one).exists()
                    more = commit(remaining=running._remaining())
                else:
                    if done is None:
                        running -= one
                    more = commit(1 if done is None else done)
                if not more:
                    return

    def _remaining(self):
        # One more for the end of each: with nothing remaining the server would not come back for it.
        return sum(one._left() + 1 for one in self)

    def _whole_batch(self):
        """As `_run_batch`; what another transaction got in the way of is undone and counts as nothing made."""
        try:
            done = self._run_batch()
            self.env.flush_all()
        except CONCURRENT:
            self.env.cr.rollback()
            return 0
        return done

    def _left(self):
        """Return how many pieces are still to be done."""
        raise NotImplementedError

    def _run_batch(self):
        """Do the next pieces as the platform; return how many, None when nothing is left to do."""
        raise NotImplementedError

    def _still_running(self):
        """Return whether nobody cancelled or deleted it since the last batch."""
        self.ensure_one()
        self.invalidate_recordset(["state"])
        return bool(self.exists()) and self.state == "running"
