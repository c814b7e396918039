"""Reads papers back as their reader does: the words of a PDF, the parts of a DOCX."""

import re
from io import BytesIO

import pypdf
from docx_reader import Read, W

from pgo_core.papers.paper import plain


def pdf_words(content):
    """The text of all pages with single blanks, words parted at line ends joined."""
    reader = pypdf.PdfReader(BytesIO(content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    text = re.sub("[-\u00ad]\n", "", text).replace("\u200b", "").replace("\u00a0", " ")
    return " ".join(text.split())


def docx_words(content):
    """All words of the body of a DOCX with single blanks."""
    read = Read(content)
    return " ".join(" ".join(read.words(one) for one in read.body.iter(f"{W}p")).split())


def rows(table):
    """The rows of a table of a paper as plain words."""
    return [[plain(cell.words) for cell in row] for row in table.rows]
