from urllib.parse import quote

from odoo import http
from odoo.addons.pgo_output import verification
from odoo.http import request

from .common import clean, consultation, open_page, page
from .consultation import PUBLIC


class VerificationController(http.Controller):
    """Says whether the code on a printed document is that of a sealed version, and which."""

    @http.route("/verificar", **PUBLIC)
    def form(self, codigo="", **_other):
        """Ask for the code; a typed one goes to its own address, which can be kept and shared."""
        open_page()
        typed = clean(codigo)
        if typed:
            code = verification.normalize(typed) or typed.replace("/", " ")
            return request.redirect(f"/verificar/{quote(code)}")
        return page("verify", {"result": None, "typed": ""})

    @http.route("/verificar/<path:code>", **PUBLIC)
    def verify(self, code, **_other):
        """Answer for a code; what a code is not gets an explanation, with the status of an absent page."""
        open_page()
        typed = clean(code)
        result = consultation()._verify(typed)
        absent = result["status"] in ("malformed", "unknown")
        return page("verify", {"result": result, "typed": typed}, status=404 if absent else 200)
