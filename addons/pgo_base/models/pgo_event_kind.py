from odoo import fields, models


class EventKind(models.Model):
    """How a kind of legal act is called on screen. Each addon ships the names of the acts that it writes."""

    _name = "pgo.event.kind"
    _description = "Kind of Event"
    _order = "key"

    key = fields.Char(required=True, help="Key of the act in the event log; it does not change.")
    name = fields.Char(required=True, translate=False, help="Name of the act.")

    _key_uniq = models.UniqueIndex("(key)", "There is already a kind of event with that key.")
