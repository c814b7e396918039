"""What can be made of a version: one table that says how each file is called, what it is for and of what kind it is.

An addon offers more by extending `pgo.version._outputs`.
"""

from typing import NamedTuple

from odoo.tools.translate import LazyGettext, LazyTranslate

from pgo_core.papers import catalogue

_lt = LazyTranslate(__name__)

GROUPS = {
    "read": _lt("To read, print and file"),
    "edit": _lt("To edit"),
    "compare": _lt("To compare"),
    "papers": _lt("Documents that go with it"),
    "data": _lt("Data for other systems"),
}

#: Content type of each kind of file.
_TYPES = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".zip": "application/zip",
    ".xml": "application/akn+xml",
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
}
#: Package whose version decides the bytes of each kind of file; the others are written by the library alone.
_PACKAGES = {".pdf": "typst", ".xlsx": "XlsxWriter"}


class Output(NamedTuple):
    """One kind of file. `maker` is the method of the version that returns its bytes, given the key and the
    RenderContext. `stored` when the file of a sealed version is made once and kept. `label` comes before the
    name of the version in the name of the file.
    """

    group: str
    name: LazyGettext | str
    help: LazyGettext
    suffix: str
    maker: str = "_make_format"
    stored: bool = True
    label: LazyGettext | str = ""

    @property
    def mime(self):
        """The content type of the file."""
        return _TYPES[self.suffix]

    @property
    def package(self):
        """The package whose version decides the bytes, empty for none."""
        return _PACKAGES.get(self.suffix, "")


FORMATS = {
    "pdf": Output(
        "read",
        _lt("Official PDF"),
        _lt(
            "With index, organigram and verification code. For councils, citizens and the archive."
        ),
        ".pdf",
    ),
    "html": Output(
        "read",
        _lt("Web page (HTML)"),
        _lt("Opens in any browser without connection, also on a telephone."),
        ".html",
    ),
    "svg": Output(
        "read",
        _lt("Organigram (SVG)"),
        _lt("Drawing that is enlarged or printed on any sheet and stays sharp."),
        ".svg",
        label=_lt("Organigram"),
    ),
    "wall": Output(
        "read",
        _lt("Organigram for a wall (A3)"),
        _lt("Several A3 sheets to be pasted together, with marks and their numbers."),
        ".pdf",
        label=_lt("Organigram for a wall (A3)"),
    ),
    "wall-a4": Output(
        "read",
        _lt("Organigram for a wall (A4)"),
        _lt("The same on A4 sheets, for any printer."),
        ".pdf",
        label=_lt("Organigram for a wall (A4)"),
    ),
    "docx": Output(
        "edit",
        _lt("Editable Word (DOCX)"),
        _lt("With headings, numbering and index of Word. To copy from or to work on outside."),
        ".docx",
    ),
    "odt": Output(
        "edit",
        _lt("Editable LibreOffice (ODT)"),
        _lt("The same in the open standard of office documents."),
        ".odt",
    ),
    "xlsx": Output(
        "edit",
        _lt("Excel workbook (XLSX)"),
        _lt("Units, functions, legal basis and coverage of competences, a sheet for each list."),
        ".xlsx",
        label=_lt("Lists"),
    ),
    "ods": Output(
        "edit",
        _lt("Open spreadsheet (ODS)"),
        _lt("The same lists for LibreOffice and other programs."),
        ".ods",
        label=_lt("Lists"),
    ),
    "csv": Output(
        "data",
        _lt("Plain tables (CSV in a ZIP)"),
        _lt("The same lists as text files, for databases and statistics."),
        ".zip",
        label=_lt("Lists"),
    ),
    "akn": Output(
        "data",
        _lt("Legal XML (Akoma Ntoso)"),
        _lt("International standard of legal documents, for archives and portals of legislation."),
        ".xml",
        label="Akoma Ntoso",
    ),
    "ttl": Output(
        "data",
        _lt("Linked data (RDF, Turtle)"),
        _lt("The structure in the vocabularies of W3C, for open data portals."),
        ".ttl",
        label=_lt("Linked data"),
    ),
    "jsonld": Output(
        "data",
        _lt("Linked data (RDF, JSON-LD)"),
        _lt("The same linked data in the form that web programmers use."),
        ".jsonld",
        label=_lt("Linked data"),
    ),
    # The sealed text itself: it is kept already.
    "json": Output(
        "data",
        _lt("Complete document (JSON)"),
        _lt("The exact text of which the seal (SHA-256) is taken: to verify it or load it again."),
        ".json",
        stored=False,
    ),
}

REDLINES = {
    "redline_base": Output(
        "compare",
        _lt("Word with changes marked, against the text in force"),
        _lt("Who accepts the changes has the proposal; who rejects them, the text in force."),
        ".docx",
        "_make_redline",
        label=_lt("Changes to the text in force"),
    ),
    "redline_round": Output(
        "compare",
        _lt("Word with changes marked, against the previous round"),
        _lt("What the entity changed to answer the observations."),
        ".docx",
        "_make_redline",
        label=_lt("Changes since the previous round"),
    ),
    "redline_amendment": Output(
        "compare",
        _lt("Word with changes marked, against the text elevated"),
        _lt("What the approving body amended."),
        ".docx",
        "_make_redline",
        label=_lt("Changes to the text elevated"),
    ),
}

#: What each paper of `pgo_core.papers.catalogue`, which names them, is for.
PAPERS = {
    "draft_instrument": _lt(
        "Ordinance, resolution or decree with its articles, ready to be completed."
    ),
    "explanatory_statement": _lt(
        "Grounds of the draft instrument, its analysis and its effect on current law."
    ),
    "technical_report": _lt(
        "What the law asks for the declared cases, with what the text itself already says."
    ),
    "staff_table": _lt("Posts and contracts of each unit of the proposed structure."),
    "technical_sheets": _lt(
        "A sheet for each unit: level, dependence, functions and their legal basis."
    ),
    "legal_report": _lt("What the legal office verifies, article by article of the law."),
    "comparison": _lt("What the text in force says and what it must say, part by part."),
    "equivalences": _lt("What each unit of the text in force becomes in the new structure."),
    "integrated_text": _lt("The whole text with the origin of each article."),
}


def told(env, words):
    """Return words of this table in the language of an environment."""
    translate = env._
    return translate(words) if isinstance(words, LazyGettext) else words


def paper_outputs(has_base):
    """Return {key: Output} of the papers, each in every format that papers have.

    They also say what is being prepared (dossier, norms, day), so they are made anew each time.
    """
    found = {}
    for kind, known in catalogue.KINDS.items():
        if known.needs_base and not has_base:
            continue
        name = catalogue.name(kind)
        name = name[:1].upper() + name[1:]
        for form in catalogue.FORMATS:
            found[f"{kind}.{form}"] = Output(
                "papers", name, PAPERS[kind], f".{form}", "_make_paper", False, name
            )
    return found
