import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .answer import attachment, refusal

MAX_COLUMNS = 200


class ListExportController(http.Controller):
    """A list as a spreadsheet: all that its filter finds."""

    @http.route(
        "/pgo/exportar/<string:kind>",
        type="http",
        auth="user",
        methods=["POST"],
        readonly=True,
    )
    def export(self, kind, data="", **_other):
        """`data` is JSON: model, domain, columns, order, title, and whether archived rows count."""
        asked = _object(data)
        context = {"active_test": False} if asked.get("archived") else {}
        export = request.env["pgo.list.export"].with_context(**context)
        try:
            file = export._export(
                kind,
                str(asked.get("model") or ""),
                asked.get("domain") or [],
                _objects(asked.get("columns")),
                _objects(asked.get("order")),
                str(asked.get("title") or "")[:100],
            )
        except UserError as error:
            raise refusal(error) from error
        return attachment(*file)


def _object(data):
    try:
        asked = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return asked if isinstance(asked, dict) else {}


def _objects(given):
    """Return what names a field of a list of objects; a list shows some hundred columns at most."""
    rows = given[:MAX_COLUMNS] if isinstance(given, list) else []
    return [one for one in rows if isinstance(one, dict) and isinstance(one.get("name"), str)]
