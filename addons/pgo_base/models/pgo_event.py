import json

from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import APPEND, opened
from odoo.tools import SQL

from pgo_core import chain

#: Rows read at a time when the chain is verified.
VERIFY_BATCH = 5000


class Event(models.Model):
    """A legal act: who did what to which record and when, chained by hash to the act before it.

    The hash of each row covers the row and the hash of the previous one, so that changing, removing or
    inserting a single byte anywhere breaks every hash after it. `./pgo verify` and the offline checker of the
    library recompute the chain.
    """

    _name = "pgo.event"
    _inherit = ["pgo.append.only.mixin"]
    _description = "Event"
    _order = "sequence desc"
    _log_access = False
    _rec_name = "label"

    sequence = fields.Integer(
        required=True, readonly=True, help="Place of the act in the chain, from 1."
    )
    date = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Author", required=True, readonly=True, ondelete="restrict"
    )
    user_login = fields.Char(
        required=True, readonly=True, help="Account of the author when the act was done."
    )
    kind = fields.Char(
        required=True, readonly=True, index=True, help="Kind of act, for example version.sent."
    )
    res_model = fields.Char(string="Record Type", readonly=True)
    res_id = fields.Integer(string="Record Number", readonly=True)
    kind_label = fields.Char(compute="_compute_kind_label", string="Act")
    reason = fields.Char(compute="_compute_reason", help="Reason given for the act.")
    label = fields.Char(
        string="Subject", readonly=True, help="Name of the record when the act was done."
    )
    payload = fields.Text(
        string="Details", readonly=True, help="Facts of the act, as canonical JSON."
    )
    seal = fields.Char(readonly=True, help="SHA-256 of the sealed document that the act concerns.")
    previous_hash = fields.Char(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _sequence_uniq = models.UniqueIndex(
        "(sequence)", "Two events cannot hold the same place in the chain."
    )
    _record_idx = models.Index("(res_model, res_id)")

    def init(self):
        super().init()
        # One row that every append updates: two transactions cannot both take the same place, and the one
        # that comes second is retried by the server with a fresh snapshot.
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS pgo_event_head "
            "(only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), sequence bigint NOT NULL, hash text NOT NULL)"
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO pgo_event_head (sequence, hash) VALUES (0, %s) ON CONFLICT DO NOTHING",
                chain.GENESIS,
            )
        )

    @api.depends("kind")
    def _compute_kind_label(self):
        names = {kind.key: kind.name for kind in self.env["pgo.event.kind"].search([])}
        for event in self:
            event.kind_label = names.get(event.kind, event.kind)

    @api.depends("payload")
    def _compute_reason(self):
        for event in self:
            event.reason = json.loads(event.payload or "{}").get("reason")

    @api.model
    def _log(self, kind, record, payload=None, seal=""):
        """Append one act on `record` (a recordset of one, or empty) and return the event.

        `payload` is a dict of JSON values. The author is the user of the environment, who stays the author
        under sudo.
        """
        act = {"kind": kind, "payload": payload, "seal": seal}
        if record:
            act |= {"res_model": record._name, "res_id": record.id, "label": record.display_name}
        return self._log_many([act])

    @api.model
    def _log_many(self, acts):
        """Append acts in their order, in a number of queries that does not grow with them, and return the events.

        Each act is a dict with `kind` and, if they apply, `res_model`, `res_id`, `label`, `payload`, `seal`.
        """
        if not acts:
            return self.browse()
        [(last, previous_hash)] = self.env.execute_query(
            SQL(
                "UPDATE pgo_event_head SET sequence = sequence + %s RETURNING sequence, hash",
                len(acts),
            )
        )
        common = {
            "date": fields.Datetime.now(),
            "user_id": self.env.user.id,
            "user_login": self.env.user.login,
        }
        rows = []
        for sequence, act in enumerate(acts, start=last - len(acts) + 1):
            row = {
                **common,
                "sequence": sequence,
                "kind": act["kind"],
                "res_model": act.get("res_model") or False,
                "res_id": act.get("res_id") or 0,
                "label": act.get("label") or False,
                "payload": json.dumps(
                    act.get("payload") or {},
                    ensure_ascii=False,
                    sort_keys=True,
                    separators=(",", ":"),
                ),
                "seal": act.get("seal") or False,
                "previous_hash": previous_hash,
            }
            row["hash"] = previous_hash = chain.event_hash(previous_hash, self._hashed_fields(row))
            rows.append(row)
        self.env.execute_query(
            SQL("UPDATE pgo_event_head SET hash = %s RETURNING sequence", previous_hash)
        )
        # Nobody has create access: each act was let by who calls this, `_take_edge` with its role and state, the
        # account of a save that the access rights of its model let through, or a check named there.
        return opened(self.sudo(), APPEND).create(rows).sudo(False)

    @api.model
    def _hashed_fields(self, row):
        """Return what the hash covers, from create values or from a row of `_read_rows`."""
        return {
            "sequence": row["sequence"],
            "date": fields.Datetime.to_string(row["date"]),
            "user_id": row["user_id"],
            "user_login": row["user_login"],
            "kind": row["kind"],
            "res_model": row["res_model"] or "",
            "res_id": row["res_id"] or 0,
            "label": row["label"] or "",
            "payload": row["payload"] or "",
            "seal": row["seal"] or "",
        }

    @api.model
    def _read_rows(self):
        """Yield the whole chain in order as dicts, in batches, straight from the table."""
        columns = (
            "sequence",
            "date",
            "user_id",
            "user_login",
            "kind",
            "res_model",
            "res_id",
            "label",
            "payload",
            "seal",
            "previous_hash",
            "hash",
        )
        last = 0
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT %s FROM pgo_event WHERE sequence > %s ORDER BY sequence LIMIT %s",
                    SQL(", ").join(SQL.identifier(column) for column in columns),
                    last,
                    VERIFY_BATCH,
                )
            )
            if not rows:
                return
            for row in rows:
                yield dict(zip(columns, row, strict=True))
            last = rows[-1][0]

    @api.model
    def _verify_chain(self):
        """Return a list of sentences, one for each place where the chain is broken; empty if it is sound."""
        # A log that was written in this transaction must be in the table before it is read from there.
        self.env.flush_all()
        last = {"sequence": 0, "hash": chain.GENESIS}

        def rows():
            for row in self._read_rows():
                last.update(row)
                yield self._hashed_fields(row), row["previous_hash"], row["hash"]

        problems = [
            self.env._(
                "Event %(place)s: %(problem)s", place=broken.position, problem=broken.problem
            )
            for broken in chain.verify(rows())
        ]
        [(sequence, head)] = self.env.execute_query(
            SQL("SELECT sequence, hash FROM pgo_event_head")
        )
        if (last["sequence"], last["hash"]) != (sequence, head):
            problems.append(
                self.env._(
                    "The chain ends at event %(last)s but %(head)s were written: the last ones are missing.",
                    last=last["sequence"],
                    head=sequence,
                )
            )
        return problems

    @api.model
    def _verify_seals(self):
        """Return a list of sentences, one for each seal that does not match; addons with seals extend it."""
        return []

    @api.model
    def _verify_all(self):
        """Return every problem of chain and seals, as sentences."""
        return self._verify_chain() + self._verify_seals()
