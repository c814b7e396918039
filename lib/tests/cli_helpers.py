"""The command line in this process."""

import json

from pgo_core import cli
from pgo_core.document import to_json


def run(capsys, *arguments):
    """Return (exit code, standard output, standard error) of a command."""
    code = cli.main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def write_document(path, document):
    """Write the JSON form of a document and return the path as text."""
    path.write_text(json.dumps(to_json(document), ensure_ascii=False), "utf-8")
    return str(path)
