import re

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .answer import attachment, refusal

#: One address of ours: the browser goes to it, or the client asks for it and shows why there is no file.
PRIVATE = {"type": "http", "auth": "user", "methods": ["GET", "POST"]}
#: Nothing has the number 0 nor one of ten digits.
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class DownloadController(http.Controller):
    """The outputs of versions, by their address. Rules are asked where each file is made."""

    # Not read-only: the first who asks for a file of a sealed version has it stored.
    @http.route("/pgo/descargar/<string:output>/<string:ids>", **PRIVATE, readonly=False)
    def output(self, output, ids, **_other):
        """One output of one version, or a ZIP with that output of several."""
        versions = request.env["pgo.version"].browse(dict.fromkeys(_numbers(ids)))
        try:
            file = versions._outputs_file(output)
        except UserError as error:
            raise refusal(error) from error
        return attachment(*file)

    @http.route("/pgo/lote/<int:job_id>", **PRIVATE, readonly=True)
    def batch(self, job_id, **_other):
        """The ZIP of a finished batch, for the person whose it is."""
        return _archive("pgo.render.job", job_id)

    @http.route(
        "/pgo/lista/<int:job_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        readonly=True,
    )
    def list(self, job_id, **_other):
        """The file of a list made in the background, for the person who asked for it."""
        return _archive("pgo.list.job", job_id)


def _archive(model, job_id):
    job = request.env[model].browse(job_id)
    try:
        file = job._archive()
    except UserError as error:
        raise refusal(error) from error
    return attachment(*file)


def _numbers(ids):
    """Return the identifiers that an address names; what none can be is left out."""
    return [int(part) for part in ids.split(",") if _NUMBER.fullmatch(part)]
