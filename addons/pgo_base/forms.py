"""Actions that open a form."""


def open_form(record, **more):
    """Return the action that opens the form of one record; `more` adds to it or takes the place of its values."""
    record.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
        "name": record.display_name,
        **more,
    }
