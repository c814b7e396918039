"""Prints one HTML page and ends: `python weasyprint_worker.py SECONDS`.

Runs without Odoo. Reads `{"html": …, "static": {addon: folder}}` from standard input, writes the PDF to
standard output and nothing else there. It never opens the network nor a file outside the folders named:
what a page asks for elsewhere is left out. SECONDS bounds its processor time, so that it ends even if the
process that started it was killed.
"""

import json
import logging
import mimetypes
import resource
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: Address that stands for our own static files; it exists nowhere.
BASE_URL = "http://pgo.invalid/"


def allowed_file(url, static):
    """Return the file that `url` names inside one of the static folders. Raises `ValueError` for any other."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}/" != BASE_URL:
        raise ValueError(f"address outside the platform: {url[:200]}")
    addon, _, rest = unquote(parts.path).lstrip("/").partition("/static/")
    if addon not in static:
        raise ValueError(f"not a static file: {url[:200]}")
    folder = Path(static[addon]).resolve()
    path = (folder / rest).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise ValueError(f"no such static file: {url[:200]}")
    return path


def fetcher(static):
    """Return the fetcher of WeasyPrint that gives data addresses and files of the static folders alone."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class LocalFetcher(URLFetcher):
        def fetch(self, url, headers=None):
            if url.lower().startswith("data:"):
                return super().fetch(url, headers)
            path = allowed_file(url, static)
            mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime})

    return LocalFetcher(allowed_protocols=("data",), allow_redirects=False)


def main(seconds):
    """Return the exit code: 0 with a complete PDF on standard output, 1 with the reason on standard error."""
    limit = int(seconds) * 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    logging.disable(logging.CRITICAL)
    from weasyprint import HTML

    job = json.load(sys.stdin)
    try:
        page = HTML(string=job["html"], base_url=BASE_URL, url_fetcher=fetcher(job["static"]))
        result = page.write_pdf(pdf_variant="pdf/ua-1")
    except Exception as error:  # whatever it is, the caller says so in words and there is no file
        words = " ".join(str(error).split())
        sys.stderr.write(f"{type(error).__name__}: {words}\n")
        return 1
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
