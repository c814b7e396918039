"""What can be made of a version: one table that says how each file is called, what it is for and of what kind it is.

An addon offers more by extending `pgo.version._outputs`.
"""

from importlib.util import find_spec
from typing import NamedTuple

from odoo.tools.translate import LazyGettext, LazyTranslate

from pgo_core.papers import catalogue
from pgo_core.render import formats

_lt = LazyTranslate(__name__)

GROUPS = {
    "read": _lt("To read, print and file"),
    "edit": _lt("To edit"),
    "compare": _lt("To compare"),
    "papers": _lt("Documents that go with it"),
    "data": _lt("Data for other systems"),
}

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Output(NamedTuple):
    """One kind of file. `maker` is the method of the version that returns its bytes, given the key and the
    RenderContext; `packages` are those whose version decides the bytes. `stored` when the file of a sealed
    version is made once and kept. `label` comes before the name of the version in the name of the file.
    """

    group: str
    name: LazyGettext
    help: LazyGettext
    suffix: str
    mime: str
    maker: str = "_make_format"
    packages: tuple = ()
    stored: bool = True
    label: LazyGettext | str = ""


_FORMATS = {
    "pdf": Output(
        "read",
        _lt("Official PDF"),
        _lt(
            "With index, organigram and verification code. For councils, citizens and the archive."
        ),
        ".pdf",
        PDF,
        packages=("typst",),
    ),
    "html": Output(
        "read",
        _lt("Web page (HTML)"),
        _lt("Opens in any browser without connection, also on a telephone."),
        ".html",
        "text/html; charset=utf-8",
    ),
    "svg": Output(
        "read",
        _lt("Organigram (SVG)"),
        _lt("Drawing that is enlarged or printed on any sheet and stays sharp."),
        ".svg",
        "image/svg+xml; charset=utf-8",
        label=_lt("Organigram"),
    ),
    "docx": Output(
        "edit",
        _lt("Editable Word (DOCX)"),
        _lt("With headings, numbering and index of Word. To copy from or to work on outside."),
        ".docx",
        DOCX,
    ),
    "odt": Output(
        "edit",
        _lt("Editable LibreOffice (ODT)"),
        _lt("The same in the open standard of office documents."),
        ".odt",
        "application/vnd.oasis.opendocument.text",
    ),
    "xlsx": Output(
        "edit",
        _lt("Excel workbook (XLSX)"),
        _lt("Units, functions, legal basis and coverage of competences, a sheet for each list."),
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        packages=("XlsxWriter",),
        label=_lt("Lists"),
    ),
    "ods": Output(
        "edit",
        _lt("Open spreadsheet (ODS)"),
        _lt("The same lists for LibreOffice and other programs."),
        ".ods",
        "application/vnd.oasis.opendocument.spreadsheet",
        label=_lt("Lists"),
    ),
    "csv": Output(
        "data",
        _lt("Plain tables (CSV in a ZIP)"),
        _lt("The same lists as text files, for databases and statistics."),
        ".zip",
        "application/zip",
        label=_lt("Lists"),
    ),
    "akn": Output(
        "data",
        _lt("Legal XML (Akoma Ntoso)"),
        _lt("International standard of legal documents, for archives and portals of legislation."),
        ".xml",
        "application/akn+xml",
        label="Akoma Ntoso",
    ),
    "ttl": Output(
        "data",
        _lt("Linked data (RDF, Turtle)"),
        _lt("The structure in the vocabularies of W3C, for open data portals."),
        ".ttl",
        "text/turtle; charset=utf-8",
        label=_lt("Linked data"),
    ),
    "jsonld": Output(
        "data",
        _lt("Linked data (RDF, JSON-LD)"),
        _lt("The same linked data in the form that web programmers use."),
        ".jsonld",
        "application/ld+json",
        label=_lt("Linked data"),
    ),
    # The sealed text itself: it is kept already.
    "json": Output(
        "data",
        _lt("Complete document (JSON)"),
        _lt("The exact text of which the seal (SHA-256) is taken: to verify it or load it again."),
        ".json",
        "application/json",
        stored=False,
    ),
}

REDLINES = {
    "redline_base": Output(
        "compare",
        _lt("Word with changes marked, against the text in force"),
        _lt("Who accepts the changes has the proposal; who rejects them, the text in force."),
        ".docx",
        DOCX,
        "_make_redline",
        label=_lt("Changes to the text in force"),
    ),
    "redline_round": Output(
        "compare",
        _lt("Word with changes marked, against the previous round"),
        _lt("What the entity changed to answer the observations."),
        ".docx",
        DOCX,
        "_make_redline",
        label=_lt("Changes since the previous round"),
    ),
    "redline_amendment": Output(
        "compare",
        _lt("Word with changes marked, against the text elevated"),
        _lt("What the approving body amended."),
        ".docx",
        DOCX,
        "_make_redline",
        label=_lt("Changes to the text elevated"),
    ),
}

#: Name and use of each paper of `pgo_core.papers.catalogue`.
PAPERS = {
    "draft_instrument": (
        _lt("Draft of the approving instrument"),
        _lt("Ordinance, resolution or decree with its articles, ready to be completed."),
    ),
    "explanatory_statement": (
        _lt("Statement of reasons"),
        _lt("Grounds of the draft instrument, its analysis and its effect on current law."),
    ),
    "technical_report": (
        _lt("Supporting technical report"),
        _lt("What the law asks for the declared cases, with what the text itself already says."),
    ),
    "staff_table": (
        _lt("Table of staffing needs"),
        _lt("Posts and contracts of each unit of the proposed structure."),
    ),
    "technical_sheets": (
        _lt("Technical sheets of the organs"),
        _lt("A sheet for each unit: level, dependence, functions and their legal basis."),
    ),
    "legal_report": (
        _lt("Form of the legal report"),
        _lt("What the legal office verifies, article by article of the law."),
    ),
    "comparison": (
        _lt("Comparative table"),
        _lt("What the text in force says and what it must say, part by part."),
    ),
    "equivalences": (
        _lt("Table of equivalences"),
        _lt("What each unit of the text in force becomes in the new structure."),
    ),
    "integrated_text": (
        _lt("Integrated text"),
        _lt("The whole text with the origin of each article."),
    ),
}

_WRITERS = {"pdf": (PDF, ("typst",)), "docx": (DOCX, ())}


def told(env, words):
    """Return words of this table in the language of an environment."""
    translate = env._
    return translate(words) if isinstance(words, LazyGettext) else words


def format_outputs():
    """Return {key: Output} of the formats that this copy of the library has."""
    known = formats.available()
    return {key: output for key, output in _FORMATS.items() if key in known}


def paper_outputs(has_base):
    """Return {key: Output} of the papers that this copy of the library has, each as PDF and DOCX.

    They also say what is being prepared (dossier, norms, day), so they are made anew each time.
    """
    writers = [name for name in _WRITERS if find_spec(f"pgo_core.papers.{name}")]
    found = {}
    for kind, known in catalogue.available().items():
        if kind not in PAPERS or (known.needs_base and not has_base):
            continue
        name, use = PAPERS[kind]
        for writer in writers:
            mime, packages = _WRITERS[writer]
            found[f"{kind}.{writer}"] = Output(
                "papers", name, use, f".{writer}", mime, "_make_paper", packages, False, name
            )
    return found
