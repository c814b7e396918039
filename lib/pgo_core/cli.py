"""The command line: what can be said of a Document or of an event chain from a file, without a
server.

Exit codes: 0 all is well, 1 the content does not pass, 2 it could not be looked at (usage, file,
missing extra).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from . import chain, files, messages, numbering, plain, schema, seal
from .document import Document, DocumentError, from_json
from .papers import catalogue
from .render import formats
from .render.errors import RenderError

OK, FAILED, UNUSABLE = 0, 1, 2


class CliError(Exception):
    """A problem told in Spanish: what is wrong and where, then what to do. Ends with exit code
    2.
    """

    def __init__(self, key: str, **values: object):
        problem = messages.text(f"cli.{key}", **values)
        remedy = messages.text(f"cli.{key}.remedy", **values)
        super().__init__(messages.text("cli.error", problem=problem, remedy=remedy))


class UsageError(Exception):
    """Arguments that do not make sense."""


class _Parser(argparse.ArgumentParser):
    """Help and errors in Spanish: argparse has its own sentences in English."""

    def format_help(self) -> str:
        return _help()

    def error(self, message: str) -> NoReturn:
        raise UsageError(messages.text("cli.bad_arguments"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Writes to standard output and standard error."""
    try:
        options = _parser().parse_args(arguments)
        if options.run is None:
            raise UsageError(messages.text("cli.no_command"))
        return options.run(options)
    except UsageError as error:
        values = {"problem": error, "help": _help()}
        sys.stderr.write(messages.text("cli.usage_error", **values))
    except CliError as error:
        sys.stderr.write(str(error))
    except ModuleNotFoundError as error:
        sys.stderr.write(str(CliError("missing_extra", module=error.name)))
    except BrokenPipeError:  # the reader, `head` for instance, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return UNUSABLE


def _help() -> str:
    papers = "\n".join(f"      {key:<22} {catalogue.name(key)}" for key in catalogue.available())
    return messages.text("cli.help", formats="|".join(formats.offered()), papers=papers)


def _parser() -> _Parser:
    parser = _Parser(prog="python -m pgo_core")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers()

    def command(name: str, run, file: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, allow_abbrev=False)
        added.set_defaults(run=run)
        if file:
            added.add_argument("file")
        return added

    check = command("check", _check)
    for option in ("--base", "--context", "--model"):
        check.add_argument(option, default="")
    check.add_argument("--json", action="store_true")
    command("rules", _rules, file=False).add_argument("--json", action="store_true")
    command("outline", _outline)
    command("schema", _schema, file=False)
    command("seal", _seal).add_argument("--expect", default="")
    command("chain", _chain).add_argument("--head")
    render = command("render", _render)
    render.add_argument("--to", "--format", default="html")
    render.add_argument("-o", "--output", default="-")
    for option in ("--base", "--context", "--paper"):
        render.add_argument(option, default="")
    signing = command("sign", _sign)
    for option in ("--reason", "--place"):
        signing.add_argument(option, default="")
    signing.add_argument("--authority", required=True)
    signing.add_argument("-o", "--output", required=True)
    signatures = command("signatures", _signatures)
    signatures.add_argument("--trust", action="append", default=[])
    signatures.add_argument("--json", action="store_true")
    return parser


def _check(options: argparse.Namespace) -> int:
    from . import rules  # heavy: only who checks pays for it

    document = read_document(options.file)
    facts = _context(options, document)
    findings, skipped = rules.check(document, facts), rules.skipped(document, facts)
    if options.json:
        answer = {"findings": rules.to_json(findings), "skipped": skipped}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(rules.report(findings, skipped))
    return FAILED if rules.blocking(findings) else OK


def _context(options: argparse.Namespace, document: Document):
    """The facts beside the document: those of a file, and the documents given as files."""
    from . import rules

    given = _json(_read(options.context), options.context) if options.context else {}
    try:
        facts = rules.read_context(given, document)
    except plain.PlainError as error:
        raise _unfit(error, options.context) from None
    documents = {
        name: read_document(getattr(options, name))
        for name in ("base", "model")
        if getattr(options, name, "")
    }
    return replace(facts, **documents)


def _rules(options: argparse.Namespace) -> int:
    from .rules import rulebook

    if options.json:
        text = json.dumps(rulebook.listing(), ensure_ascii=False, indent=2) + "\n"
    else:
        text = rulebook.listing_text()
    sys.stdout.write(text)
    return OK


def _render(options: argparse.Namespace) -> int:
    known = formats.offered()
    if options.to not in known:
        values = {"format": options.to, "formats": ", ".join(known)}
        raise UsageError(messages.text("cli.unknown_format", **values))
    wanted = known[options.to]
    to_file = options.output != "-"
    if wanted.binary and not to_file and sys.stdout.isatty():
        raise CliError("binary_terminal", format=options.to)
    if wanted.suffix and to_file and not options.output.lower().endswith(wanted.suffix):
        values = {"format": options.to, "suffix": wanted.suffix, "file": options.output}
        raise CliError("wrong_suffix", **values)
    kind = _kind(options)
    if (kind or wanted).needs_base and not (options.base or options.context):
        raise _without_base(options)
    document = read_document(options.file)
    facts = _context(options, document) if options.base or options.context else None
    if (kind or wanted).needs_base and facts.base is None:
        raise _without_base(options)
    try:
        made = _made(document, facts, wanted, kind, options.to)
    except RenderError as error:
        raise CliError("not_rendered", detail=error) from error
    except ModuleNotFoundError as error:
        if not wanted.extra:
            raise
        values = {"module": error.name, "format": options.to, "extra": wanted.extra}
        raise CliError("missing_component", **values) from error
    _write(made, options.output)
    return OK


def _kind(options: argparse.Namespace) -> catalogue.Kind | None:
    """The kind of paper that is asked for, if any."""
    if not options.paper:
        return None
    known = catalogue.available()
    if options.paper not in known:
        values = {"paper": options.paper, "papers": ", ".join(known)}
        raise UsageError(messages.text("cli.unknown_paper", **values))
    if options.to not in catalogue.FORMATS:
        values = {"format": options.to, "formats": ", ".join(catalogue.FORMATS)}
        raise UsageError(messages.text("cli.paper_format", **values))
    return known[options.paper]


def _without_base(options: argparse.Namespace) -> CliError:
    name = options.paper and catalogue.name(options.paper)
    return CliError("needs_base", name=name or messages.text("cli.format", format=options.to))


def _made(document: Document, facts, wanted: formats.Format, kind, form: str) -> bytes:
    """The document in a format, or a paper of it with what is known beside it."""
    base = facts.base if facts else None
    if kind is None:
        staff = facts.dossier.staff if facts and facts.dossier else None
        return wanted.make(document, staff=staff, base=base)
    if facts is None:
        from .rules import for_document

        facts = for_document(document)
    return catalogue.write(kind.make(document, facts), form, document, base=base)


def _sign(options: argparse.Namespace) -> int:
    from . import cli_sign, sign

    try:
        signed = cli_sign.sign_file(
            _read(options.file), options.authority, options.reason, options.place
        )
    except sign.SignError as error:
        raise CliError("not_signed", detail=error) from error
    except OSError as error:
        detail = error.strerror or error
        raise CliError("unwritable", file=options.authority, detail=detail) from None
    _write(signed, options.output)
    if options.output != "-":
        sys.stdout.write(cli_sign.signed_text(options.output, options.authority))
    return OK


def _signatures(options: argparse.Namespace) -> int:
    from . import cli_sign, sign
    from .sign import certificates

    roots = [_read(file) for file in options.trust]
    for file, root in zip(options.trust, roots, strict=True):
        if not certificates.read(root):
            raise CliError("bad_certificate", file=file)
    found = sign.verify(_read(options.file), roots)
    sys.stdout.write(cli_sign.report(options.file, found, options.json))
    return OK if cli_sign.passes(found) else FAILED


def _outline(options: argparse.Namespace) -> int:
    sys.stdout.writelines(f"{line}\n" for line in outline_text(read_document(options.file)))
    return OK


def _schema(options: argparse.Namespace) -> int:
    sys.stdout.write(json.dumps(schema.document_schema(), ensure_ascii=False, indent=2) + "\n")
    return OK


def _seal(options: argparse.Namespace) -> int:
    content = _read(options.file)
    found = seal.seal(_document(content, options.file))
    if not options.expect:
        sys.stdout.write(f"{found}\n")
        return OK
    # Stored canonical bytes are verified as they are, any other JSON form by its content.
    if seal.verify(content, options.expect) or found == options.expect.strip().lower():
        sys.stdout.write(messages.text("cli.seal_matches"))
        return OK
    sys.stdout.write(messages.text("cli.seal_differs", found=found))
    return FAILED


def _chain(options: argparse.Namespace) -> int:
    events = list(_events(options.file))
    breaks = chain.verify(events, options.head)
    for broken in breaks:
        values = {"position": broken.position, "problem": broken.problem}
        sys.stdout.write(messages.text("cli.chain_broken", **values))
    if breaks:
        sys.stdout.write(messages.text("cli.chain_summary", count=len(breaks)))
        return FAILED
    head = events[-1][2] if events else chain.GENESIS
    sys.stdout.write(messages.text("cli.chain_sound", count=len(events), head=head))
    return OK


def outline_text(document: Document) -> Iterator[str]:
    """Return the lines of the numbered text, as plain text to read."""
    yield document.title
    for title in numbering.outline(document):
        if title.section:
            yield from ("", title.section)
        yield from ("", f"{title.label} {title.heading}".strip())
        yield from _article_lines(title.articles)
        for chapter in title.chapters:
            yield from ("", f"{chapter.label} {chapter.heading}".strip())
            yield from _article_lines(chapter.articles)


def _article_lines(articles: Sequence[numbering.NumberedArticle]) -> Iterator[str]:
    for article in articles:
        yield from ("", f"{article.label}.- {article.heading}")
        yield from article.paragraphs
        for item in article.items:
            citations = "; ".join(
                " ".join(filter(None, (c.label, c.article and f"art. {c.article}", c.item)))
                for c in item.citations
            )
            note = messages.text("cli.citations", citations=citations) if citations else ""
            yield f"  {item.label} {item.text}{note}"


def read_document(file: str) -> Document:
    """Return the Document of a file in its JSON form; `-` is standard input. Raises `CliError`."""
    return _document(_read(file), file)


def _document(content: bytes, file: str) -> Document:
    try:
        return from_json(_json(content, file))
    except DocumentError as error:
        raise _unfit(error, file) from None


def _unfit(error: plain.PlainError, file: str) -> CliError:
    """What of a JSON form does not fit, told in Spanish."""
    params = {key: str(value) for key, value in error.params.items()}
    if error.kind == "type":
        params["expected"] = messages.text(f"type.{params['expected']}")
    problem = messages.text(f"document.{error.kind}", **params)
    place = error.path or messages.text("document.root")
    return CliError("not_document", file=file, place=place, problem=problem)


def _events(file: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    for number, line in enumerate(_read(file).splitlines(), start=1):
        if not line.strip():
            continue
        event = _json(line, file, number)
        names = ("fields", "previous_hash", "hash")
        kinds = (dict, str, str)
        values = [event.get(name) for name in names] if isinstance(event, dict) else [None] * 3
        if not all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=True)):
            raise CliError("not_event", file=file, line=number)
        yield tuple(values)


def _json(content: bytes, file: str, line: int = 1) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CliError("not_utf8", file=file, position=error.start) from None
    except json.JSONDecodeError as error:
        values = {"line": error.lineno + line - 1, "column": error.colno}
        raise CliError("not_json", file=file, **values) from None
    except RecursionError:
        raise CliError("not_json", file=file, line=line, column=1) from None


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except FileNotFoundError:
        raise CliError("missing_file", file=file) from None
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or error
        raise CliError("unreadable", file=file, detail=detail) from None


def _write(data: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        files.write_whole(output, data)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or error
        raise CliError("unwritable", file=output, detail=detail) from None
