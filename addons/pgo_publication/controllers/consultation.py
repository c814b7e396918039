import logging

from odoo import http
from odoo.addons.pgo_publication.models.pgo_consultation_search import MAX_LINES, PAGE_SIZE
from odoo.exceptions import UserError
from odoo.http import request

from .common import (
    address,
    clean,
    consultation,
    entity_code,
    file,
    known_tags,
    not_found,
    open_page,
    page,
    page_number,
    version_number,
)

_logger = logging.getLogger(__name__)

#: One page of ours: anyone reads it, nothing is written, no session is opened for it.
PUBLIC = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "save_session": False,
}

#: Seconds that caches keep a file: the sealed text for ever, what depends on the state for a while.
_FOR_EVER, _A_WHILE = 31536000, 300

#: The number is read by us: the converter of numbers turns a wrong one into a page that is not ours.
VERSION = "<string:code>/<string:number>"


class ConsultationController(http.Controller):
    """Search and reading of what is published. Codes, numbers and words come from anybody."""

    @http.route("/consulta", **PUBLIC)
    def search(self, q="", ver="", departamento="", tipo="", pagina="", **_other):
        """The search: entities by name and place, or units and functions by their words."""
        open_page()
        reader = consultation()
        typed, lines = clean(q), clean(ver) == "funciones"
        departments, types = reader._filters()
        department = departamento if departamento in dict(departments) else ""
        entity_type = tipo if tipo in dict(types) else ""
        number = page_number(pagina)
        find = reader._search_lines if lines else reader._search_entities
        rows, total = find(typed, department, entity_type, max(number, 1))
        pages = max(-(-min(total, MAX_LINES if lines else total) // PAGE_SIZE), 1)
        # Beyond the last page there are no rows, and so no total either.
        missing = number < 1 or number > pages or (number > 1 and not rows)
        kept = {"q": typed, "departamento": department, "tipo": entity_type}
        shown = "funciones" if lines else ""
        values = {
            "typed": typed,
            "lines": lines,
            "department": department,
            "entity_type": entity_type,
            "departments": departments,
            "types": types,
            "rows": rows,
            "total": total,
            "too_many": lines and total > MAX_LINES,
            "count_text": self._count_text(total, lines),
            "page_text": request.env._("Page %(page)s of %(pages)s", page=number, pages=pages),
            "pages": pages,
            "missing": missing,
            "first_url": address("/consulta", ver=shown, **kept),
            "previous_url": number > 1
            and address("/consulta", ver=shown, pagina=number - 1, **kept),
            "next_url": number < pages
            and address("/consulta", ver=shown, pagina=number + 1, **kept),
            "entities_url": address("/consulta", **kept),
            "lines_url": address("/consulta", ver="funciones", **kept),
        }
        return page("search", values, status=404 if missing else 200)

    def _count_text(self, total, lines):
        """Return how many results there are, in words."""
        if lines and total > MAX_LINES:
            return request.env._("More than %(limit)s results", limit=MAX_LINES)
        return (
            request.env._("1 result")
            if total == 1
            else request.env._("%(total)s results", total=total)
        )

    @http.route(["/consulta/<string:code>", f"/consulta/{VERSION}"], **PUBLIC)
    def read(self, code, number=None, **_other):
        """The document of an entity: that in force, or the one of a number (permanent link)."""
        open_page()
        found = entity_code(code)
        chosen = version_number(number)
        values = consultation()._page(found, chosen) if found else None
        if values:
            return page("document", {**values, "permanent": chosen is not None})
        if found and chosen is not None and consultation()._has_published(found):
            return not_found("version", found)
        known = found and consultation()._entity_name(found)
        return not_found("unpublished" if known else "entity", found if known else "")

    # Not read-only: the first reader of a version has its PDF stored for the others.
    @http.route(
        ["/consulta/<string:code>/rof.pdf", f"/consulta/{VERSION}/rof.pdf"],
        **{**PUBLIC, "readonly": False},
    )
    def pdf(self, code, number=None, **_other):
        """The official PDF as it was stored."""
        open_page()
        try:
            found = consultation()._pdf(entity_code(code), version_number(number), known_tags())
        except UserError:
            # The reader cannot mend it; who looks after the server finds why in the log.
            _logger.exception("The official PDF of %s was not made", entity_code(code))
            return page("not_found", {"what": "failed", "code": "", "entity_name": ""}, status=503)
        return file(found, "application/pdf", _A_WHILE) if found else not_found("version")

    @http.route(["/consulta/<string:code>/rof.json", f"/consulta/{VERSION}/rof.json"], **PUBLIC)
    def json(self, code, number=None, **_other):
        """The sealed Document: the very bytes whose SHA-256 is the seal."""
        open_page()
        found = consultation()._json(entity_code(code), version_number(number), known_tags())
        if not found:
            return not_found("version")
        sealed_for_ever = number is not None
        return file(
            found,
            "application/json; charset=utf-8",
            _FOR_EVER if sealed_for_ever else _A_WHILE,
            sealed_for_ever,
        )

    @http.route(
        ["/consulta/<string:code>/organigrama.svg", f"/consulta/{VERSION}/organigrama.svg"],
        **PUBLIC,
    )
    def svg(self, code, number=None, **_other):
        """The organigram alone, to enlarge or print."""
        open_page()
        found = consultation()._svg(entity_code(code), version_number(number), known_tags())
        return (
            file(found, "image/svg+xml; charset=utf-8", _A_WHILE) if found else not_found("version")
        )

    @http.route("/consulta/<path:rest>", **PUBLIC)
    def anything_else(self, rest, **_other):
        """Whatever else begins like our addresses."""
        open_page()
        return not_found()
