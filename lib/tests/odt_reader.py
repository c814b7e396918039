"""Reads an ODT back as LibreOffice shows it: paragraphs with the marks that outline and lists count.

Read(content).text → [("Heading_20_3", "Artículo 1.- Naturaleza jurídica"), …]
"""

from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from pgo_core import numbering
from pgo_core.spanish import roman

OFFICE, S, T, B, D = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("office", "style", "text", "table", "drawing")
)
#: Styles of the cover and of pictures, which are no text of the Document.
APART = {"Portada", "Title", "Verificacion", "Figura", "Cubierta"}
FORMS = {"1": str, "a": numbering.letter, "I": roman, "": lambda number: ""}


class Read:
    """An ODT as LibreOffice shows it: paragraphs with the marks that outline and list count."""

    def __init__(self, content):
        self.zip = ZipFile(BytesIO(content))
        self.xml = {
            name: etree.fromstring(self.zip.read(name))
            for name in self.zip.namelist()
            if name.endswith((".xml", ".svg"))
        }
        self.body = self.xml["content.xml"].find(f"{OFFICE}body/{OFFICE}text")
        styles = self.xml["styles.xml"]
        self.names = {one.get(f"{S}name") for one in styles.iter(f"{S}style")}
        self.parents = {
            one.get(f"{S}name"): one.get(f"{S}parent-style-name")
            for one in self.xml["content.xml"].iter(f"{S}style")
            if one.get(f"{S}family") == "paragraph"
        }
        self.levels = {
            (one.tag.endswith("number"), one.get(f"{T}level")): one
            for one in styles.iter(f"{T}list-level-style-number", f"{T}outline-level-style")
        }
        self.articles = self.chapters = 0
        self.text = [pair for pair in self._walk(self.body) if pair[0] not in APART]

    def _walk(self, parent):
        for node in parent:
            if node.tag in (f"{T}p", f"{T}h"):
                yield self._paragraph(node, "")
            elif node.tag == f"{T}list":
                if node.get(f"{T}style-name") == "Articulos":
                    expected = "true" if self.articles else None
                    assert node.get(f"{T}continue-numbering") == expected
                yield from self._list(node)

    def _list(self, node):
        (item,) = node
        self.articles += 1
        for part in item:
            if part.tag != f"{T}list":
                mark = self._mark(True, "1", self.articles) if part.tag == f"{T}h" else ""
                yield self._paragraph(part, mark)
                continue
            number = 0
            for literal in part:
                number = int(literal.get(f"{T}start-value", number + 1))
                yield self._paragraph(literal[0], self._mark(True, "2", number))

    def _mark(self, in_list, level, number):
        one = self.levels[in_list, level]
        before, after = (one.get(f"{S}num-{end}", "") for end in ("prefix", "suffix"))
        return before + FORMS[one.get(f"{S}num-format")](number) + after

    def _paragraph(self, node, mark):
        style = node.get(f"{T}style-name")
        style = self.parents.get(style, style)
        assert style in self.names or style == "Standard"
        if style == "Heading_20_1":
            self.chapters = 0
        elif style == "Heading_20_2":
            self.chapters += 1
            mark = self._mark(False, "2", self.chapters)
        return style, " ".join(f"{mark} {self.words(node)}".split())

    def words(self, node):
        parts = [node.text or ""]
        for child in node:
            if child.tag == f"{T}s":
                parts.append(" " * int(child.get(f"{T}c")))
            elif child.tag == f"{T}tab":
                parts.append(" ")
            else:
                parts.append(self.words(child))
            parts.append(child.tail or "")
        return "".join(parts)

    @property
    def tables(self):
        return [
            [
                [self.words(cell[0]) for cell in row if len(cell)]
                for row in table.iter(f"{B}table-row")
            ]
            for table in self.body.iterchildren(f"{B}table")
        ]
