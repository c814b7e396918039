import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .answer import attachment, refusal


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
        try:
            file = request.env["pgo.list.export"]._export(kind, _object(data))
        except UserError as error:
            raise refusal(error) from error
        return attachment(*file)


def _object(data):
    try:
        asked = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return asked if isinstance(asked, dict) else {}
