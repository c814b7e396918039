"""What our download addresses answer: a file that nothing runs, or the reason in words."""

import json

from werkzeug.exceptions import NotFound, UnprocessableEntity

from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

#: A file is saved, never shown by the address that gives it: no page of ours runs what a text may hold.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def attachment(name, mime, content):
    """Return a file to be saved under `name` (RFC 6266). `content` is bytes, or an open file that is sent in pieces."""
    headers = {
        **HEADERS,
        "Content-Type": mime,
        "Content-Disposition": content_disposition(name),
    }
    if isinstance(content, bytes):
        return request.make_response(content, headers=list(headers.items()))
    length = content.seek(0, 2)
    content.seek(0)
    response = request.make_response(
        None, headers=[*headers.items(), ("Content-Length", str(length))]
    )
    response.response = _pieces(content)
    response.direct_passthrough = True
    return response


def _pieces(file, size=1 << 18):
    with file:
        while piece := file.read(size):
            yield piece


def refusal(error):
    """Return the answer that tells why there is no file: on screen as a message, by its address as a page.

    Whether something exists is not told to who may not read it.
    """
    missing = isinstance(error, AccessError | MissingError)
    words = (
        request.env._("That document does not exist, or your designation does not let you read it.")
        if missing
        else str(error)
    )
    if request.httprequest.method == "POST":
        data = {"name": "odoo.exceptions.UserError", "arguments": [words], "context": {}}
        words = json.dumps(
            {"code": 0, "message": words, "data": {**data, "message": words, "debug": ""}}
        )
    return (NotFound if missing else UnprocessableEntity)(words)
