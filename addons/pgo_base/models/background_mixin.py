from odoo import api, fields, models

from ..jobs import alone
from .transition_mixin import Edge

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
    between two batches. Each model says what a batch is (`_run_batch`) and how much is left (`_left`), both in
    the pieces of its `total`; its scheduled action calls `_cron_run`.
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

    def _wake(self):
        """Have the job run it as soon as this transaction ends."""
        # The job belongs to the platform; who may start the work was checked by its transition.
        self.env.ref(self._job).sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Run a batch of each in turn until nothing is left, or the server wants its time back.

        In turn: a long one does not make the short ones of other people wait. One that fails, its person having
        lost their rights for example, is left for the next run and stops none of the others.
        """
        left = {}
        for one in self.search([("state", "=", "running")], order="id"):
            with alone(one):
                # One more for its end: with nothing remaining the server would not come back for it.
                left[one] = one._left() + 1
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=sum(left.values()))
        while left:
            for one in list(left):
                done = None
                with alone(one):
                    done = one._run_batch()
                # Of one that ended or failed nothing remains for this run, or the server would come back at once.
                done = left.pop(one) if done is None else done
                if one in left:
                    left[one] = max(left[one] - done, 0)
                if not commit(done):
                    return

    def _left(self):
        """Return how many pieces are still to be done, a whole number from 0 on. Every model gives its own."""
        raise NotImplementedError

    def _run_batch(self):
        """Do the next pieces as the platform, superuser; return how many, None when nothing is left to do.

        Every model gives its own. It must end with `_platform_transition("done")` and look at `_still_running`
        first; what it raises undoes the batch alone.
        """
        raise NotImplementedError

    def _still_running(self):
        """Return whether nobody cancelled or deleted it since the last batch."""
        self.ensure_one()
        self.invalidate_recordset(["state"])
        return bool(self.exists()) and self.state == "running"
