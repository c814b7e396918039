"""Reads a DOCX back as a word processor shows it: paragraphs with the marks that its lists count.

Read(content).paragraphs → [("Ttulo3", "Artículo 1.- Naturaleza jurídica"), …]
"""

from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from pgo_core.spanish import roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def lower_letter(number):
    """How Word and LibreOffice go on after z: aa, bb, cc."""
    turn, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (turn + 1)


FORMS = {
    "decimal": str,
    "lowerLetter": lower_letter,
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "none": lambda number: "",
}


class Read:
    """A DOCX. `kept` says whose text is read where there are tracked changes: `ins` that of who
    accepts all, `del` that of who rejects all.
    """

    def __init__(self, content, kept="ins"):
        self.zip = ZipFile(BytesIO(content))
        assert self.zip.testzip() is None
        self.xml = {
            name: etree.fromstring(self.zip.read(name))
            for name in self.zip.namelist()
            if name.endswith((".xml", ".rels", ".svg"))
        }
        self.dropped = "del" if kept == "ins" else "ins"
        self._read_lists()
        self.body = self.xml["word/document.xml"][0]
        self.paragraphs = list(self._paragraphs())

    def _read_lists(self):
        root = self.xml["word/numbering.xml"]
        definitions = {
            one.get(f"{W}abstractNumId"): {
                level.get(f"{W}ilvl"): (
                    level.find(f"{W}numFmt").get(f"{W}val"),
                    level.find(f"{W}lvlText").get(f"{W}val"),
                )
                for level in one.iter(f"{W}lvl")
            }
            for one in root.iter(f"{W}abstractNum")
        }
        self.lists = {
            one.get(f"{W}numId"): (
                one.find(f"{W}abstractNumId").get(f"{W}val"),
                definitions[one.find(f"{W}abstractNumId").get(f"{W}val")],
                one.find(f".//{W}startOverride") is not None,
            )
            for one in root.iter(f"{W}num")
        }
        self.styles = {
            style.get(f"{W}styleId"): style
            for style in self.xml["word/styles.xml"].iter(f"{W}style")
        }
        self.counters, self.begun = {}, set()

    def _paragraphs(self):
        pending = ""
        for one in self.body.iterchildren(f"{W}p"):
            properties = one.find(f"{W}pPr")
            found = properties.find(f"{W}pStyle") if properties is not None else None
            style = found.get(f"{W}val") if found is not None else "Normal"
            assert style in self.styles
            words = pending + self.words(one)
            if properties is not None and properties.find(f"{W}rPr/{W}{self.dropped}") is not None:
                pending = words
                continue
            pending = ""
            mark = self._mark(style, properties)
            yield style, " ".join(part for part in (mark, words) if part)

    def words(self, element):
        found = []
        for node in element.iter(f"{W}t", f"{W}delText", f"{W}tab"):
            if node.getparent().tag != f"{W}r":
                continue
            if any(above.tag == W + self.dropped for above in node.iterancestors()):
                continue
            found.append(" " if node.tag == f"{W}tab" else node.text or "")
        return "".join(found)

    def _mark(self, style, properties):
        if self.dropped == "ins" and properties is not None:
            was = properties.find(f"{W}pPrChange/{W}pPr")
            properties = properties if was is None else was
        own = properties.find(f"{W}numPr") if properties is not None else None
        if own is None:
            own = self.styles[style].find(f"{W}pPr/{W}numPr")
        if own is None or own.find(f"{W}numId").get(f"{W}val") == "0":
            return ""
        level = own.find(f"{W}ilvl").get(f"{W}val")
        number = own.find(f"{W}numId").get(f"{W}val")
        definition, levels, restarts = self.lists[number]
        counts = self.counters.setdefault(definition, {})
        if restarts and number not in self.begun:
            counts.clear()
        self.begun.add(number)
        counts[level] = counts.get(level, 0) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        form, mark = levels[level]
        return mark.replace(f"%{int(level) + 1}", FORMS[form](counts[level]))

    @property
    def text(self):
        """The paragraphs of the text after the cover."""
        return [pair for pair in self.paragraphs if pair[0] not in APART]

    @property
    def tables(self):
        return [
            [[self.words(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
            for table in self.body.iterchildren(f"{W}tbl")
        ]


#: Paragraphs that are no text of the Document: cover, ends of sections, pictures.
APART = {"Portada", "Puesto", "Verificacion", "Corte", "Figura"}
