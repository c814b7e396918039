"""Reads a tagged PDF back as a screen reader does: its structure tree, and the words of each tag.

    Read(content).blocks → [("H1", "TÍTULO PRIMERO: DISPOSICIONES GENERALES"), ("P", "…"), …]

The words come from the marked content by the Unicode meaning that each font states (ISO 32000-1,
14.7.4 and 9.10.3), not from where the letters stand on the page.
"""

import re
from io import BytesIO

import pikepdf

#: Groups whose blocks are read one by one.
_GROUPS = {
    "Document",
    "Part",
    "Sect",
    "Div",
    "Art",
    "L",
    "Table",
    "THead",
    "TBody",
    "TFoot",
    "Terms",
}
_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")
_SHOW = {"Tj", "TJ", "'", '"'}
#: The only operators that are looked at: lines and colours are most of a page.
_OPERATORS = " ".join(("BDC", "BMC", "EMC", "Tf", "cm", *sorted(_SHOW)))


class Read:
    """A tagged PDF. `blocks` are the headings, paragraphs, items and rows that follow the index, in
    the order of the tags; `index` the entries of the index, `rows` the first two cells of the rows of tables.
    """

    def __init__(self, content):
        self.pdf = pikepdf.open(BytesIO(content))
        self.fonts = {}
        self.words = {}
        for number, page in enumerate(self.pdf.pages):
            for mark, words in _Page(page, self._font).words.items():
                self.words[number, mark] = words
        self.places = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.index, self.all, self.rows = [], [], []
        for node in _kids(self.pdf.Root.StructTreeRoot):
            self._gather(node, None)
        start = next(
            (at + 1 for at, (tag, words) in enumerate(self.all) if (tag, words) == ("TOC", "")), 0
        )
        self.blocks = self.all[start:]

    def elements(self, node=None):
        """Every structure element below a node, the root by default."""
        for child in _kids(self.pdf.Root.StructTreeRoot if node is None else node):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                yield child
                yield from self.elements(child)

    def _gather(self, node, page):
        tag = str(node.S)[1:]
        page = node.get("/Pg", page)
        if tag == "TOC":
            self._entries(node, page)
            self.all.append(("TOC", ""))
        elif tag in _GROUPS:
            for child in _kids(node):
                self._gather(child, page)
        elif tag == "TR":
            cells = [(str(cell.S), self._text(cell, page)) for cell in _kids(node)]
            self.all.append((tag, "\n".join(words for _tag, words in cells)))
            if not all(tag == "/TH" for tag, _words in cells):
                self.rows.append(" ".join(words for _tag, words in cells[:2]))
        else:
            self.all.append((tag, self._text(node, page)))

    def _entries(self, node, page):
        for child in _kids(node):
            if str(child.S) == "/TOC":
                self._entries(child, page)
            else:
                self.index.append(self._text(child, page))

    def _text(self, node, page):
        page = node.get("/Pg", page)
        parts = []
        for child in _kids(node):
            if isinstance(child, int):
                parts.append(self.words.get((self.places[page.objgen], child), ""))
            elif child.get("/Type") == "/MCR":
                where = child.get("/Pg", page)
                parts.append(self.words.get((self.places[where.objgen], int(child.MCID)), ""))
            elif "/S" in child:
                parts.append(self._text(child, page))
                if str(child.S) in ("/Lbl", "/P"):
                    parts.append(" ")
        # A compound broken at its hyphen repeats it on the next line.
        return "".join(parts).replace("-\n-", "-")

    def _font(self, font):
        key = font.objgen
        if key not in self.fonts:
            self.fonts[key] = _meanings(bytes(font.ToUnicode.read_bytes()))
        return self.fonts[key]


def _kids(node):
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _meanings(table):
    """Text by two-byte code, as a CMap of `ToUnicode` states it."""
    found = {}
    for kind, body in re.findall(rb"begin(bfchar|bfrange)(.*?)end\1", table, re.DOTALL):
        for line in body.strip().splitlines():
            codes = [bytes.fromhex(code.decode()) for code in _CODES.findall(line)]
            if kind == b"bfchar" and len(codes) == 2:
                found[codes[0]] = codes[1].decode("utf-16-be")
            elif len(codes) >= 3:
                first, last = (int.from_bytes(code, "big") for code in codes[:2])
                start = codes[2].decode("utf-16-be")
                for code in range(first, last + 1):
                    text = start[:-1] + chr(ord(start[-1]) + code - first)
                    found[code.to_bytes(2, "big")] = text
    return found


class _Page:
    """The words of one page by mark; pieces on another line are parted by a line end."""

    def __init__(self, page, font):
        self.page, self.font = page, font
        self.words, self.marks, self.meanings = {}, [], {}
        self.line, self.height = None, 0.0
        self.forms = page.get("/Resources", {})
        for step in pikepdf.parse_content_stream(page, _OPERATORS):
            self._step(str(step.operator), step.operands)

    def _step(self, name, values):
        if name in ("BDC", "BMC"):
            self._open(values)
        elif name == "EMC":
            self.marks.pop()
        elif name == "Tf":
            self.meanings = self.font(self.forms.Font[str(values[0])])
        elif name == "cm":
            self.height = float(values[5])
        elif name in _SHOW:
            self._show(values)

    def _open(self, values):
        facts = values[1] if len(values) > 1 else None
        if isinstance(facts, pikepdf.Name):
            facts = self.forms.Properties[str(facts)]
        mark = facts.get("/MCID") if facts is not None else None
        actual = facts.get("/ActualText") if facts is not None else None
        outer = self.marks[-1] if self.marks else (None, False)
        key = int(mark) if mark is not None else outer[0]
        if actual is not None and not outer[1]:
            self._say(key, str(actual))
        self.marks.append((key, outer[1] or actual is not None))

    def _show(self, values):
        key, replaced = self.marks[-1] if self.marks else (None, False)
        if replaced:
            return
        for value in values[-1] if isinstance(values[-1], pikepdf.Array) else values[-1:]:
            if not isinstance(value, pikepdf.String):
                continue
            raw = bytes(value)
            codes = (raw[at : at + 2] for at in range(0, len(raw), 2))
            self._say(key, "".join(self.meanings[code] for code in codes))

    def _say(self, key, text):
        if key is None:
            return
        broken = self.line not in (None, round(self.height, 1))
        self.words[key] = self.words.get(key, "") + ("\n" if broken else "") + text
        self.line = round(self.height, 1)
