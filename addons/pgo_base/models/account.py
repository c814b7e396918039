"""The account of one save: its reason and every record it touches, as each was before.

It travels in the context of the writes that the save itself does, as an object: a context sent by a client is
JSON and can never hold one (see `sentinel`).
"""

#: Context key of the account of the save in course.
CONTEXT_KEY = "pgo_account"


class Account:
    """What a save must answer for. `settle` writes its events, one for each record that changed."""

    def __init__(self, reason):
        self.reason = reason
        self.is_open = True
        self._entries = {}

    def reason_of(self, reason):
        """Return the reason of one row: its own, or that of the whole save."""
        return reason.strip() if isinstance(reason, str) and reason.strip() else self.reason

    def watch(self, records, reason, touched=()):
        """Remember how `records` are now, those that the save did not touch before."""
        names = records._told_fields(touched)
        for record in records:
            entry = self._entries.get((record._name, record.id))
            if entry:
                entry["reasons"].setdefault(reason)
                continue
            self._entries[record._name, record.id] = {
                "names": names,
                "before": record._told(names),
                "label": record.display_name,
                "key": record._told_value(record._event_key) if record._event_key else "",
                "reasons": {reason: None},
            }

    def born(self, record, reason):
        """Remember that the save created `record`, whatever parts were added to it on the way."""
        self._entries[record._name, record.id] = {
            "names": record._told_fields(),
            "before": None,
            "label": "",
            "key": "",
            "reasons": {reason: None},
        }

    def settle(self, env):
        """Write one event for each record that the save changed, created or removed; the account closes."""
        self.is_open = False
        acts = []
        for name in dict.fromkeys(model for model, _id in self._entries):
            ids = [record_id for model, record_id in self._entries if model == name]
            records = env[name].browse(ids).exists()
            if records._part_fields:
                # Rows that changed owner or were removed on the way are read as they stand now.
                records.invalidate_recordset(records._part_fields)
            there = {record.id: record for record in records}
            for record_id in ids:
                act = self._act(
                    env[name], record_id, there.get(record_id), self._entries[name, record_id]
                )
                acts += [act] if act else []
        env["pgo.event"]._log_many(acts)

    def _act(self, model, record_id, record, entry):
        """Return the act of one record as `_log_many` takes it, or None if nothing of it changed."""
        before, after = entry["before"], record._told(entry["names"]) if record else None
        changes = _changes(entry["names"], before, after)
        if not changes:
            return None
        operation = "created" if before is None else "changed" if record else "removed"
        payload = {
            "operation": operation,
            "changes": changes,
            "reason": "; ".join(entry["reasons"]),
        }
        key = record._told_value(model._event_key) if record and model._event_key else entry["key"]
        return {
            "kind": model._event_kind,
            "res_model": model._name,
            "res_id": record_id,
            "label": record.display_name if record else entry["label"],
            "payload": payload | ({"key": key} if key else {}),
        }


def _changes(names, before, after):
    """Return {field: [before, after]} of the fields that differ; of parts, the rows that differ."""
    changes = {}
    for name in names:
        old, new = (before or {}).get(name), (after or {}).get(name)
        if isinstance(old or new, dict):
            old, new = old or {}, new or {}
            rows = [row for row in {**old, **new} if old.get(row) != new.get(row)]
            pair = [[side[row] for row in rows if row in side] for side in (old, new)]
        else:
            pair = [old, new]
        # Of what is created or removed, an empty field says nothing.
        if pair[0] != pair[1] and (None not in (before, after) or any(pair)):
            changes[name] = pair
    return changes


def current(env):
    """Return the account of the save in course, or None."""
    account = env.context.get(CONTEXT_KEY)
    return account if isinstance(account, Account) and account.is_open else None
