"""What every public page shares: language, headers, the page of what is not there."""

import gzip
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from werkzeug.http import parse_accept_header

from odoo.http import content_disposition, request
from odoo.tools import file_path

from pgo_core.printable import visible

#: Nothing from elsewhere, no script at all: the pages need none.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
STYLE = "pgo_publication/static/src/public/public.css"

#: Longer searches say nothing more; longer codes are no codes.
MAX_TYPED = 200

ENTITY_CODE = re.compile(r"[A-Z0-9-]{1,40}")


def open_page():
    """Put the request in the official language and time, whoever is looking. Each page begins with it."""
    request.update_context(**request.env["ir.actions.report"]._official_context())


def consultation():
    """Return the reader of what is public."""
    return request.env["pgo.consultation"]


def clean(typed):
    """Return what someone typed on one line, without what cannot be seen, and not longer than it makes sense."""
    return visible(str(typed or ""))[:MAX_TYPED].strip()


def entity_code(typed):
    """Return the code of an entity as it is stored, empty if it cannot be one."""
    code = clean(typed).upper()
    return code if ENTITY_CODE.fullmatch(code) else ""


def version_number(typed):
    """Return the number of a version, 0 (which no version has) if it cannot be one, None if none was given."""
    if typed is None:
        return None
    return int(typed) if re.fullmatch(r"[1-9][0-9]{0,4}", typed) else 0


def page_number(typed):
    """Return the number of a page of results, 1 if it cannot be one."""
    found = clean(typed)
    return int(found) if re.fullmatch(r"[0-9]{1,6}", found) else 1


def page(template, values, status=200):
    """Return a page: a template of ours with its values. Never kept by caches, since states change."""
    response = request.render(
        f"pgo_publication.{template}", {**values, "style": style_address()}, status=status
    )
    response.headers.update({**HEADERS, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"})
    if parse_accept_header(request.httprequest.headers.get("Accept-Encoding", ""))["gzip"]:
        # A whole document is six times smaller; there is no secret in these pages that its size could tell.
        response.flatten()
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def not_found(what="", code=""):
    """Return the page of what is not there; `what` is `entity`, `unpublished`, `version` or nothing."""
    name = consultation()._entity_name(code) if code else ""
    return page("not_found", {"what": what, "code": code, "entity_name": name}, status=404)


def known_tags():
    """Return the tags of what the reader's browser has already."""
    return request.httprequest.if_none_match.as_set(include_weak=True)


def file(found, content_type, max_age, immutable=False, download=False):
    """Return a file of `_pdf` or `_json` with its tag, or only the news that it has not changed."""
    content, tag, name = found
    response = request.make_response(content or b"", status=304 if content is None else 200)
    response.set_etag(tag)
    kept = f"public, max-age={max_age}" + (", immutable" if immutable else "")
    response.headers.update({**HEADERS, "Cache-Control": kept})
    if content is not None:
        response.headers["Content-Type"] = content_type
        response.headers["Content-Disposition"] = content_disposition(
            name, "attachment" if download else "inline"
        )
    return response


def address(path, **params):
    """Return a path of ours with the parameters that say something."""
    kept = "&".join(f"{key}={quote(str(value))}" for key, value in params.items() if value)
    return f"{path}?{kept}" if kept else path


@cache
def style_address():
    """Return the address of the style sheet; it changes with its content, so browsers may keep it."""
    content = Path(file_path(STYLE)).read_bytes()
    return f"/{STYLE}?v={sha256(content).hexdigest()[:12]}"
