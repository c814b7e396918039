from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.fields import Domain

from pgo_core import business_days

PHASES = [
    ("admissibility", "Admissibility"),
    ("correction", "Correction"),
    ("evaluation", "Evaluation"),
    ("suspension", "Suspension"),
]
HOLDERS = [("sgp", "SGP"), ("entity", "The Entity")]
#: Business days left below which a card warns.
NEAR_DAYS = 3


class CaseClock(models.Model):
    """A term of the case in business days (Lineamientos 02-2020-SGP, literal I; LPAG arts. 144 and 145).

    A clock counts from the day after it starts. The evaluation does not count the days of the clocks that
    stop it (`stops_evaluation`): suspensions and, if the setting says so, corrections.
    """

    _name = "pgo.case.clock"
    _inherit = ["pgo.platform.row"]
    _description = "Clock of a Case"
    _order = "id"

    case_id = fields.Many2one(
        "pgo.case", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="restrict"
    )
    phase = fields.Selection(
        PHASES, required=True, readonly=True, help="Step of the case that the clock measures."
    )
    holder = fields.Selection(HOLDERS, required=True, readonly=True, help="Whose term it is.")
    date_start = fields.Date(
        string="Start", required=True, readonly=True, help="It counts from the day after."
    )
    date_end = fields.Date(string="End", readonly=True)
    days_allowed = fields.Integer(
        readonly=True, help="Term in business days when the clock started; 0 for no term."
    )
    stops_evaluation = fields.Boolean(
        readonly=True, help="The term of the evaluation does not run meanwhile."
    )
    paused = fields.Boolean(readonly=True, help="The clock is stopped now.")
    date_due = fields.Date(
        string="Due",
        readonly=True,
        index=True,
        help="Last day of the term; none while it is stopped.",
    )
    days_used = fields.Integer(
        compute="_compute_days", help="Business days run, without those of the pauses."
    )
    days_left = fields.Integer(
        compute="_compute_days", help="Business days that remain; negative when it is over."
    )
    overdue = fields.Boolean(
        compute="_compute_days", search="_search_overdue", help="The term is over."
    )

    @api.depends("date_start", "date_end", "days_allowed", "date_due", "paused")
    def _compute_days(self):
        closed = self.env["pgo.holiday"]._closed()
        today = self.env["pgo.case"]._today()
        for clock in self:
            used = clock._elapsed(today, closed) - clock._paused_days(today, closed)
            clock.days_used = max(used, 0)
            clock.days_left = clock.days_allowed - clock.days_used if clock.days_allowed else 0
            clock.overdue = bool(not clock.date_end and clock.date_due and clock.date_due < today)

    @api.model
    def _search_overdue(self, operator, value):
        # An ended clock has no due date, so it is never overdue.
        return self.env["pgo.case"]._overdue_domain(operator, value)

    def _elapsed(self, today, closed):
        """Return the business days from the start to the end, or to today while it runs."""
        return business_days.between(self.date_start, self.date_end or today, closed)

    def _paused_days(self, today, closed):
        """Return the business days in which this clock was stopped; only the evaluation's stops."""
        if self.phase != "evaluation":
            return 0
        pauses = self.case_id.clock_ids.filtered(
            lambda clock: clock.stops_evaluation and clock.date_start >= self.date_start
        )
        return sum(pause._elapsed(today, closed) for pause in pauses)

    def _refresh_due(self):
        """Compute again the last day of these running clocks, and of their cases."""
        closed = self.env["pgo.holiday"]._closed()
        today = self.env["pgo.case"]._today()
        for clock in self:
            stopping = clock.case_id.clock_ids.filtered(
                lambda other: other.stops_evaluation and not other.date_end
            )
            paused = clock.phase == "evaluation" and bool(stopping)
            due = False
            if clock.days_allowed and not paused and not clock.date_end:
                total = clock.days_allowed + clock._paused_days(today, closed)
                due = business_days.add(clock.date_start, total, closed)
            if (clock.paused, clock.date_due) != (paused, due):
                clock.write({"paused": paused, "date_due": due})
        for case in self.case_id:
            running = case.clock_ids.filtered(lambda clock: not clock.date_end)
            # The term of who has to act; without one, the one that still runs.
            mine = running.filtered(
                lambda clock, case=case: clock.holder == case.ball and clock.date_due
            )
            vals = {
                "date_due": (mine or running.filtered("date_due"))[:1].date_due,
                "paused": any(running.mapped("paused")),
            }
            if any(case[name] != value for name, value in vals.items()):
                case.write(vals)


class Case(models.Model):
    """The clocks of the case: how much each side has used and what is left."""

    _inherit = "pgo.case"

    clock_ids = fields.One2many("pgo.case.clock", "case_id", string="Clocks")
    date_due = fields.Date(
        string="Due", readonly=True, index=True, help="Last day of the running term."
    )
    paused = fields.Boolean(
        string="Clock Stopped", readonly=True, help="The term of the evaluation is stopped."
    )
    days_left = fields.Integer(
        compute="_compute_days", help="Business days left; negative when the term is over."
    )
    overdue = fields.Boolean(
        compute="_compute_overdue", search="_search_overdue", help="The running term is over."
    )
    term_card = fields.Char(
        string="Term on the Card",
        compute="_compute_term_card",
        help="State of the running term (ahead, near, over) and its business days left, or stopped; empty if none.",
    )
    sgp_days = fields.Integer(
        string="Days of SGP", compute="_compute_shares", help="Business days used by SGP."
    )
    entity_days = fields.Integer(
        string="Days of the Entity",
        compute="_compute_shares",
        help="Business days used by the entity.",
    )

    @api.depends("date_due")
    def _compute_days(self):
        closed, today = self.env["pgo.holiday"]._closed(), self._today()
        for due, cases in self.grouped("date_due").items():
            cases.days_left = business_days.between(today, due, closed) if due else 0

    @api.depends("date_due", "paused")
    def _compute_term_card(self):
        closed, today = self.env["pgo.holiday"]._closed(), self._today()

        def card(due, paused):
            if not due:
                return "stopped" if paused else None
            left = business_days.between(today, due, closed)
            state = "over" if due < today else "near" if left < NEAR_DAYS else "ahead"
            return f"{state} {left}"

        # The board asks it of hundreds of cards: read and set as columns, which costs a third of doing it one by
        # one, and few different dates, each counted once.
        rows = self._read_format(["date_due", "paused"], load=None)
        terms = {row["id"]: (row["date_due"], row["paused"]) for row in rows}
        cards = {term: card(*term) for term in set(terms.values())}
        found = self.browse(terms)
        self._fields["term_card"]._insert_cache(found, [cards[terms[key]] for key in found._ids])

    @api.depends("date_due")
    def _compute_overdue(self):
        today = self._today()
        for case in self:
            case.overdue = bool(case.date_due and case.date_due < today)

    @api.depends("clock_ids.date_end")
    def _compute_shares(self):
        """Days of each side. The evaluation counts from the sending that completed the dossier, so the
        admissibility of that sending is inside it and is not counted twice.
        """
        for case in self:
            evaluation = case.clock_ids.filtered(lambda clock: clock.phase == "evaluation")[:1]
            shares = dict.fromkeys(("sgp", "entity"), 0)
            for clock in case.clock_ids:
                inside = clock.phase == "admissibility" and evaluation
                if not inside or clock.date_start < evaluation.date_start:
                    shares[clock.holder] += clock.days_used
            case.sgp_days, case.entity_days = shares["sgp"], shares["entity"]

    @api.model
    def _search_overdue(self, operator, value):
        return self._overdue_domain(operator, value)

    @api.model
    def _overdue_domain(self, operator, value):
        if operator not in ("in", "not in", "=", "!="):
            return NotImplemented
        values = value if operator in ("in", "not in") else [value]
        if len(set(map(bool, values))) != 1:
            return Domain.TRUE if operator in ("in", "=") else Domain.FALSE
        wanted = (operator in ("in", "=")) == bool(next(iter(values)))
        overdue = Domain("date_due", "<", self._today())
        return (
            overdue
            if wanted
            else Domain("date_due", "=", False) | Domain("date_due", ">=", self._today())
        )

    def _start_clock(self, phase, holder, days, stops_evaluation=False, since=None):
        """Start a clock, today unless `since` says another day, and refresh the due dates.

        Runs inside an act, with the platform's rights.
        """
        for case in self:
            case.env["pgo.case.clock"].create(
                {
                    "case_id": case.id,
                    "entity_id": case.entity_id.id,
                    "phase": phase,
                    "holder": holder,
                    "date_start": since or self._today(),
                    "date_end": False,
                    "days_allowed": days,
                    "stops_evaluation": stops_evaluation,
                    "paused": False,
                }
            )
            case._refresh_clocks()

    def _end_clocks(self, *phases):
        """End today the running clocks of these phases, of all when none is named."""
        running = self.clock_ids.filtered(
            lambda clock: not clock.date_end and (not phases or clock.phase in phases)
        )
        running.write({"date_end": self._today(), "date_due": False, "paused": False})

    def _refresh_clocks(self):
        self.clock_ids.filtered(lambda clock: not clock.date_end)._refresh_due()
        idle = self.filtered(
            lambda case: not case.clock_ids.filtered(lambda clock: not clock.date_end)
        )
        idle.filtered(lambda case: case.date_due or case.paused).write(
            {"date_due": False, "paused": False}
        )

    def _move_clocks(self, source, target):
        """Start and end the clocks that a change of state starts and ends."""
        term = self.env["pgo.setting"]._get
        if target == "returned_for_correction":
            self._end_clocks("admissibility")
            self._start_clock("correction", "entity", term("term_correction"))
        elif target == "in_admissibility" and source == "returned_for_correction":
            self._end_clocks("correction")
            self._start_clock("admissibility", "sgp", term("term_admissibility"))
        elif target == "in_evaluation" and source == "in_admissibility":
            self._end_clocks("admissibility")
            # It counts from the day the documents were complete (Lineamientos 02-2020-SGP, literal I, 3).
            sent = self.round_ids[-1:].date
            since = fields.Datetime.context_timestamp(self.with_context(tz="America/Lima"), sent)
            self._start_clock("evaluation", "sgp", self._evaluation_term(), since=since.date())
        elif target == "suspended":
            self._start_clock("suspension", "entity", 0, stops_evaluation=True)
        elif target == "observed":
            stops = term("clock_stops_when_observed")
            self._start_clock(
                "correction", "entity", term("term_observation"), stops_evaluation=stops
            )
        elif target == "in_evaluation":
            self._end_clocks("suspension", "correction")
        elif target == "conformity" or target not in ("in_admissibility", "ccv"):
            self._end_clocks()
        self._refresh_clocks()

    def _evaluation_term(self):
        return self.env["pgo.setting"]._get(f"term_evaluation_{self.complexity}")

    def _change_evaluation_term(self):
        """Give the running evaluation the term of the case's complexity."""
        clocks = self.clock_ids.filtered(
            lambda clock: clock.phase == "evaluation" and not clock.date_end
        )
        clocks.write({"days_allowed": self._evaluation_term()})
        self._refresh_clocks()

    @api.model
    def _refresh_all_clocks(self):
        """Compute again every running term, after the calendar changed."""
        # The access rights on holidays were checked by the write that changed them: it moves the terms of everybody.
        clocks = opened(self.env["pgo.case.clock"].sudo(), TRANSITION)
        clocks.search([("date_end", "=", False)])._refresh_due()
