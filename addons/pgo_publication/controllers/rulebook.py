from odoo import http
from odoo.http import request

from .common import clean, consultation, file, known_tags, not_found, open_page, page
from .consultation import PUBLIC

#: Seconds that caches keep the data: SGP may set a rule at any time.
_A_WHILE = 300


class RulebookController(http.Controller):
    """What documents are checked against, for anyone; words come from anybody."""

    @http.route("/reglas", **PUBLIC)
    def rulebook(self, q="", **_other):
        """The rules by chapter, with what SGP set; `q` leaves those that hold every word."""
        open_page()
        typed = clean(q)
        chapters, total = consultation()._rulebook(typed)
        count = (
            request.env._("1 rule") if total == 1 else request.env._("%(total)s rules", total=total)
        )
        values = {"typed": typed, "chapters": chapters, "total": total, "count_text": count}
        return page("rulebook", values)

    @http.route("/reglas.json", **PUBLIC)
    def data(self, **_other):
        """The same as data."""
        open_page()
        found = consultation()._rulebook_json(known_tags())
        return file(found, "application/json; charset=utf-8", _A_WHILE)

    @http.route("/reglas/<path:rest>", **PUBLIC)
    def anything_else(self, rest, **_other):
        """Whatever else begins like our addresses."""
        open_page()
        return not_found()
