"""Actions that open what a method was asked for."""


def form_of(record, **more):
    """Return the action that opens a record in its own form; `more` says some of it another way."""
    record.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
        "name": record.display_name,
        **more,
    }
