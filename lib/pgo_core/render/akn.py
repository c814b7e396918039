"""A Document as Akoma Ntoso 3.0 (OASIS LegalDocML), the legal XML that other systems read.

Valid against the schema in `data/akn`. The text stands in the hierarchy of the standard; what the
standard has no place for (natures, levels, the template) stands once, in a block of our own in the
metadata (see `akn_data`). `read.akn` gives the same Document back. Ids are those of the HTML page:
they follow from the uids, so a link to an article holds while numbers move.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from unicodedata import normalize
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from .. import numbering, organigram
from ..document import Annex, Citation, Document
from ..numbering import NumberedArticle, NumberedItem, NumberedTitle
from ..printable import visible
from . import akn_data, reading
from .html import anchor

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_WORD = re.compile(r"[a-z0-9]+")
#: The schema demands a date in each FRBR level and a Document has none: it is not of any day.
_NO_DATE = '<FRBRdate date="0001-01-01" name="undated"/>'


def akn(document: Document) -> bytes:
    """Return the Document as an Akoma Ntoso file (UTF-8). The same Document gives the same
    bytes.
    """
    return ("".join(_Act(document).parts()) + "\n").encode()


class _Act:
    """Writes one Document; keeps the ids in use and what of the Document the text itself says."""

    def __init__(self, document: Document):
        self.document = document
        self.used: Counter[str] = Counter()
        #: (kind of thing, uid) to the fields that the text says: name to (eId, value).
        self.said: dict[tuple[str, str], dict[str, tuple[str, object]]] = {}
        self.slug = _slug(document.entity.name or document.title)
        self.work = f"/akn/pe/act/{document.kind}/{self.slug}"

    def parts(self) -> Iterator[str]:
        content = [*self._preface(), *self._body(), *self._attachments()]
        references = "".join(self._references())
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield f'<akomaNtoso xmlns="{NAMESPACE}"><act name="{self.document.kind}">'
        yield f"<meta>{self._identification('main')}"
        yield f'<references source="#pgo">{references}</references>'
        yield f'<proprietary source="#pgo">{akn_data.block(self.document, self.said)}'
        yield "</proprietary></meta>\n"
        yield from content
        yield "</act></akomaNtoso>"

    def _identification(self, component: str) -> str:
        """FRBR identity from kind and entity alone: a Document knows neither number nor date."""
        levels = (
            ("FRBRWork", self.work, "", '<FRBRcountry value="pe"/>'),
            ("FRBRExpression", f"{self.work}/spa@", "", '<FRBRlanguage language="spa"/>'),
            ("FRBRManifestation", f"{self.work}/spa@", ".xml", ""),
        )
        written = "".join(
            f"<{tag}><FRBRthis value={quoteattr(f'{address}/!{component}{end}')}/>"
            f"<FRBRuri value={quoteattr(address + end)}/>{_NO_DATE}"
            f'<FRBRauthor href="#entidad"/>{rest}</{tag}>'
            for tag, address, end, rest in levels
        )
        return f'<identification source="#pgo">{written}</identification>'

    def _references(self) -> Iterator[str]:
        entity = visible(self.document.entity.name)
        address = f"/akn/ontology/organization/pe/{self.slug}"
        yield '<TLCObject eId="pgo" href="/akn/ontology/object/pgo" showAs="PGO"/>'
        yield _element("TLCOrganization", eId="entidad", href=address, showAs=entity)
        for unit in self.document.units:
            if ("unit_name", unit.uid) in self.said:
                continue
            name, token = visible(unit.name), anchor(unit.uid)[4:]
            eid = self._id(f"org-{token}")
            yield _element(
                "TLCOrganization",
                eId=eid,
                href=f"{address}/{quote(unit.uid, '', errors='replace')}",
                showAs=name,
            )
            self._say("unit_name", unit.uid, name=(eid, name))

    def _preface(self) -> Iterator[str]:
        title = visible(reading.document_title(self.document))
        self._say("document", "", title=("doc-title", title))
        yield f'<preface><p><docTitle eId="doc-title">{_t(title)}</docTitle></p>'
        if self.document.entity.name:
            words = _t(self.document.entity.name)
            yield f'<p><docProponent refersTo="#entidad">{words}</docProponent></p>'
        yield "</preface>\n"

    def _body(self) -> Iterator[str]:
        yield "<body>"
        open_section, sections = False, 0
        titles = numbering.outline(self.document)
        for place, title in enumerate(titles, start=1):
            if title.section:
                sections += 1
                yield "</section>" if open_section else ""
                yield f'<section eId="seccion-{sections}"><heading>{_t(title.section)}</heading>'
                open_section = True
            yield from self._title(place, title)
        yield "</section>" if open_section else ""
        if not titles:  # the schema has no empty body
            yield '<hcontainer eId="vacio" name="empty"><content><p/></content></hcontainer>'
        yield "</body>\n"

    def _title(self, place: int, title: NumberedTitle) -> Iterator[str]:
        yield f'<title eId="titulo-{place}">{_heads(title.label, title.heading)}\n'
        yield from (self._article(article) for article in title.articles)
        for chapter in title.chapters:
            yield f'<chapter eId="capitulo-{place}-{chapter.index}">'
            yield _heads(chapter.label, chapter.heading) + "\n"
            yield from (self._article(article) for article in chapter.articles)
            yield "</chapter>\n"
        yield "</title>\n"

    def _article(self, article: NumberedArticle) -> str:
        name = anchor(article.key)
        eid = self._id(name)
        own = self._own_paragraphs(article)
        paragraphs = [visible(paragraph) for paragraph in article.paragraphs]
        heading = visible(article.heading)
        if article.role == "description":
            self._say("unit", article.unit_uid, description=(eid, "\n".join(paragraphs[:own])))
        elif not article.unit_uid and article.role != "group":
            items = tuple(visible(item.text) for item in article.items if not item.uid)
            said = {"heading": heading, "body": "\n".join(paragraphs), "items": items}
            self._say("article", article.uid, **{key: (eid, said[key]) for key in said})
        blocks = "".join(
            f"<p>{_t(words)}</p>" if place < own else f'<p class="pgo-derived">{_t(words)}</p>'
            for place, words in enumerate(paragraphs)
        )
        refers = {"refersTo": f"#{self._organization(article)}"} if article.unit_uid else {}
        start = _open("article", eId=eid, wId=name, **refers)
        start += _heads(article.label, heading)
        if not article.items:
            return f"{start}<content>{blocks or '<p/>'}</content></article>\n"
        intro = f"<intro>{blocks}</intro>" if blocks else ""
        points = "".join(
            self._point(article, place, item) for place, item in enumerate(article.items, start=1)
        )
        return f"{start}{intro}{points}</article>\n"

    def _own_paragraphs(self, article: NumberedArticle) -> int:
        """How many paragraphs are stored text: after those of a unit comes its dependence, which
        follows from the structure.
        """
        if article.role != "description":
            return 0 if article.unit_uid or article.role == "group" else len(article.paragraphs)
        count = len(article.paragraphs)
        unit = self.document.unit_by_uid[article.unit_uid]
        return min(count, sum(bool(part.strip()) for part in unit.description.split("\n")))

    def _organization(self, article: NumberedArticle) -> str:
        return f"org-{anchor(article.unit_uid)[4:]}"

    def _point(self, article: NumberedArticle, place: int, item: NumberedItem) -> str:
        words = visible(item.text)
        if article.role in {"functions", "competences"} and item.uid:
            name = anchor(item.uid)
            eid = self._id(name)
            kind = "function" if article.role == "functions" else "competence"
            self._say(kind, item.uid, text=(eid, words))
            start = _open("point", eId=eid, wId=name)
        else:
            eid = self._id(f"{anchor(article.key)}-{place}")
            kind = "pgo-unit" if item.uid else "pgo-item"
            start = _open("point", eId=eid, **{"class": kind})
        number = f"<num>{_t(item.label)}</num>" if item.letter else ""
        basis = self._basis(eid, item.citations)
        return f"{start}{number}<content><p>{_t(words)}</p>{basis}</content></point>"

    def _basis(self, eid: str, citations: tuple[Citation, ...]) -> str:
        refs = "; ".join(
            _open("ref", eId=self._id(f"{eid}-ref-{place}"), href=_address(citation))
            + f"{_t(reading.legal_basis([citation]))}</ref>"
            for place, citation in enumerate(citations, start=1)
        )
        return f'<p class="pgo-basis">({refs})</p>' if refs else ""

    def _attachments(self) -> Iterator[str]:
        if not self.document.annexes:
            return
        yield "<attachments>\n"
        for number, annex in enumerate(self.document.annexes, start=1):
            label, heading = reading.annex_heading(number, annex)
            eid, heading = f"anexo-{number}", visible(heading)
            paragraphs = [visible(part.strip()) for part in annex.body.split("\n") if part.strip()]
            said = {"heading": (eid, heading), "body": (eid, "\n".join(paragraphs))}
            self._say("annex", annex.uid, **said)
            content = "".join(f"<p>{_t(words)}</p>" for words in paragraphs)
            content += "".join(self._drawn(number, annex))
            yield _open("attachment", eId=eid, wId=anchor(annex.uid)) + _heads(label, heading)
            yield f'<doc name="annex"><meta>{self._identification(f"annex_{number}")}</meta>'
            yield f"<mainBody>{content or '<p/>'}</mainBody></doc></attachment>\n"
        yield "</attachments>"

    def _drawn(self, number: int, annex: Annex) -> Iterator[str]:
        """What an annex shows of the units: the coded table, or the organigram in words."""
        if annex.kind == "structure":
            heads = reading.structure_heads(self.document)
            rows = [
                [row.code, row.name, str(row.level or "")]
                for row in numbering.structure(self.document)
            ]
            yield f'<table eId="anexo-{number}-table">{_row("th", heads)}'
            yield from (_row("td", row) for row in rows)
            yield "</table>"
        elif annex.kind == "organigram":
            for line in organigram.outline_text(self.document).split("\n"):
                yield f'<p class="pgo-derived">{_t(line)}</p>'

    def _id(self, name: str) -> str:
        """An id that no other element has: a repeated uid gets a number from the second on."""
        self.used[name] += 1
        if self.used[name] == 1:
            return name
        return self._id(f"{name}_-{self.used[name]}")

    def _say(self, kind: str, uid: str, **fields: tuple[str, object]) -> None:
        self.said.setdefault((kind, uid), fields)


def _heads(label: str, heading: str) -> str:
    number = f"<num>{_t(label)}</num>" if label else ""
    return number + (f"<heading>{_t(heading)}</heading>" if heading else "")


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}><p>{_t(cell)}</p></{tag}>' for cell in cells)}</tr>"


def _open(tag: str, **attributes: str) -> str:
    return (
        "<" + " ".join([tag, *(f"{key}={quoteattr(attributes[key])}" for key in attributes)]) + ">"
    )


def _element(tag: str, **attributes: str) -> str:
    return _open(tag, **attributes)[:-1] + "/>"


def _address(citation: Citation) -> str:
    """Where a norm stands by the naming convention, as far as a citation knows it: no date."""
    place = "__".join(
        f"{kind}_{quote(words.strip(), '', errors='replace')}"
        for kind, words in (("art", citation.article), ("point", citation.item.rstrip(")")))
        if words.strip()
    )
    norm = quote(citation.norm.strip().lower(), "", errors="replace")
    return f"/akn/pe/act/{norm}" + (f"/!main~{place}" if place else "")


def _slug(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(_WORD.findall(plain)) or "entidad"


def _t(text: str) -> str:
    return escape(visible(text))
