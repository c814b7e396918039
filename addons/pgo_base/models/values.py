"""Values of fields, compared with what a client or the library gives."""

from odoo import models


def plain(record, name):
    """Return the value of a field as `write` takes it: the id of a many2one, False for nothing."""
    value = record[name]
    return value.id if isinstance(value, models.BaseModel) else value or False
