"""The command line: what can be said of a Document or of an event chain from a file, without a
server.

Exit codes: 0 all is well, 1 the content does not pass, 2 it could not be looked at (usage, file,
missing extra).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from . import chain, cli_files, messages, numbering, plain, schema, seal
from .cli_files import CliError, read_document, say, say_json
from .compare import same_entity
from .document import Document
from .papers import catalogue
from .printable import visible
from .render import formats
from .render.errors import RenderError

OK, FAILED, UNUSABLE = 0, 1, 2
#: As a shell says it of a program that Ctrl-C ended.
INTERRUPTED = 130


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
        cli_files.leave_output()
        return OK
    except KeyboardInterrupt:
        sys.stderr.write(messages.text("cli.interrupted"))
        return INTERRUPTED
    return UNUSABLE


def _help() -> str:
    papers = "\n".join(f"      {key:<22} {catalogue.name(key)}" for key in catalogue.KINDS)
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
        say_json({"findings": rules.to_json(findings), "skipped": skipped})
    else:
        say(rules.report(findings, skipped))
    return FAILED if rules.blocking(findings) else OK


def _context(options: argparse.Namespace, document: Document):
    """The facts beside the document: those of a file, and the documents given as files."""
    from . import rules

    file = options.context
    given = cli_files.parsed(cli_files.read(file, cli_files.MAX_BYTES), file) if file else {}
    try:
        facts = rules.read_context(given, document)
    except plain.PlainError as error:
        raise cli_files.unfit("not_facts", error, file) from None
    documents = {
        name: read_document(getattr(options, name))
        for name in ("base", "model")
        if getattr(options, name, "")
    }
    facts = replace(facts, **documents)
    if facts.base:
        _compare(options.file, document, options.base or file, facts.base)
    return facts


def _compare(file: str, document: Document, base_file: str, base: Document) -> None:
    """Refuse a text in force of another kind; warn of that of another entity, which may be the same
    under the name it had.
    """
    if base.kind != document.kind:
        kinds = [messages.text(f"render.kind.{one.kind}") for one in (document, base)]
        values = {"file": file, "base": base_file, "kind": kinds[0], "base_kind": kinds[1]}
        raise CliError("other_kind", **values)
    if not same_entity(base, document):
        names = [visible(one.entity.name) for one in (document, base)]
        values = {"file": file, "base": base_file, "entity": names[0], "base_entity": names[1]}
        sys.stderr.write(messages.text("cli.other_entity", **values))


def _rules(options: argparse.Namespace) -> int:
    from .rules import rulebook

    if options.json:
        say_json(rulebook.listing())
    else:
        say(rulebook.listing_text())
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
    cli_files.keep_sources(options.output, (options.file, options.base, options.context))
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
    cli_files.write(made, options.output)
    return OK


def _kind(options: argparse.Namespace) -> catalogue.Kind | None:
    """The kind of paper that is asked for, if any."""
    if not options.paper:
        return None
    known = catalogue.KINDS
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
    from .sign import verifying

    cli_files.keep_sources(options.output, (options.file,))
    pdf = cli_files.read(options.file, verifying.MAX_BYTES)
    try:
        signed = cli_sign.sign_file(pdf, options.authority, options.reason, options.place)
    except sign.SignError as error:
        raise CliError("not_signed", detail=error) from error
    except OSError as error:
        detail = cli_files.reason(error)
        raise CliError("unwritable", file=options.authority, detail=detail) from None
    cli_files.write(signed, options.output)
    if options.output != "-":
        say(cli_sign.signed_text(options.output, options.authority))
    return OK


def _signatures(options: argparse.Namespace) -> int:
    from . import cli_sign, sign
    from .sign import certificates, verifying

    roots = [cli_files.read(file, cli_files.MAX_BYTES) for file in options.trust]
    for file, root in zip(options.trust, roots, strict=True):
        if not certificates.read(root):
            raise CliError("bad_certificate", file=file)
    found = sign.verify(cli_files.read(options.file, verifying.MAX_BYTES), roots)
    if options.json:
        say_json(cli_sign.data(found))
    else:
        say(cli_sign.report(options.file, found))
    return OK if cli_sign.passes(found) else FAILED


def _outline(options: argparse.Namespace) -> int:
    lines = outline_text(read_document(options.file))
    say("".join(f"{visible(line)}\n" for line in lines))
    return OK


def _schema(options: argparse.Namespace) -> int:
    say_json(schema.document_schema())
    return OK


def _seal(options: argparse.Namespace) -> int:
    content = cli_files.read(options.file, cli_files.MAX_BYTES)
    found = seal.seal(cli_files.document_of(content, options.file))
    if not options.expect:
        say(f"{found}\n")
        return OK
    # Stored canonical bytes are verified as they are, any other JSON form by its content.
    if seal.verify(content, options.expect) or found == options.expect.strip().lower():
        say(messages.text("cli.seal_matches"))
        return OK
    say(messages.text("cli.seal_differs", found=found))
    return FAILED


def _chain(options: argparse.Namespace) -> int:
    events = list(_events(options.file))
    breaks = chain.verify(events, options.head)
    for broken in breaks:
        values = {"position": broken.position, "problem": broken.problem}
        say(messages.text("cli.chain_broken", **values))
    if breaks:
        say(messages.text("cli.chain_summary", count=len(breaks)))
        return FAILED
    head = events[-1][2] if events else chain.GENESIS
    say(messages.text("cli.chain_sound", count=len(events), head=head))
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


def _events(file: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    content = cli_files.read(file, cli_files.MAX_EVENTS)
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        event = cli_files.parsed(line, file, number)
        names = ("fields", "previous_hash", "hash")
        kinds = (dict, str, str)
        values = [event.get(name) for name in names] if isinstance(event, dict) else [None] * 3
        if not all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=True)):
            raise CliError("not_event", file=file, line=number)
        yield tuple(values)
