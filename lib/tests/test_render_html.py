"""The text as HTML: complete, escaped, with stable ids and a sound outline of headings."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from builders import make_document, make_function, make_unit, random_document
from hypothesis import given

from pgo_core import numbering, templates
from pgo_core.render import reading
from pgo_core.render.html import anchor, body, page, style
from pgo_core.rules.examples import start

VOID = {"br", "meta", "link", "img"}


class Reader(HTMLParser):
    """Checks that elements nest, and keeps ids, addresses, headings, tags and text."""

    def __init__(self, source):
        super().__init__()
        self.stack, self.ids, self.targets, self.headings, self.tags = [], [], [], [], []
        self.words = []
        self.feed(source)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.targets.append(values["href"])
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        assert not any(name.startswith("on") for name in values)
        if tag in {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "section"}:
            self.words.append(" ")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


def test_every_article_stands_under_the_id_of_its_key():
    document = make_document()
    read = Reader(body(document))
    for article in numbering.articles(document):
        assert read.ids.count(anchor(article.key)) == 1
        assert reading.article_title(document, article) in read.text
    assert anchor("gm:functions") == "art-gm_functions"


def test_every_function_with_its_letter_and_basis_in_order():
    read = Reader(body(make_document()))
    assert "a) Formular la propuesta número 1. b) Las demás que le correspondan." in read.text
    assert (
        "a) Organización del espacio físico y uso del suelo. (Ley N° 27972, art. 73)" in read.text
    )
    assert anchor("gdu-f1") in read.ids


def test_ids_are_unique_and_every_inner_address_leads_somewhere():
    read = Reader(body(make_document()))
    assert len(read.ids) == len(set(read.ids))
    assert {target[1:] for target in read.targets} <= set(read.ids)


def test_headings_never_skip_a_level():
    levels = Reader(body(make_document())).headings
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_state_is_said_and_absent_when_approved():
    assert "Estado del documento: BORRADOR" in Reader(body(make_document(), "BORRADOR")).text
    assert "pgo-state" not in body(make_document())


def test_all_text_is_escaped():
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    unit = make_unit(
        evil, evil, functions=(make_function(evil, evil),), description=evil, code=evil
    )
    document = make_document(
        title=evil,
        entity=replace(make_document().entity, name=evil),
        units=(unit,),
        articles=tuple(
            replace(article, heading=evil, body=evil) for article in make_document().articles
        ),
        annexes=tuple(replace(annex, heading=evil, body=evil) for annex in make_document().annexes),
    )
    source = body(document, evil)
    assert "<script" not in source and "<img" not in source
    assert "script" not in Reader(source).tags


def test_control_and_reordering_characters_do_not_pass():
    unit = make_unit(functions=(make_function(text="Antes\x00\x1b\u202eabc"),))
    source = body(make_document(units=(unit,)))
    assert "Antes[U+202E]abc" in source


def test_annexes_show_codes_and_chart():
    source = body(make_document())
    read = Reader(source)
    assert "Anexo 1: Estructura orgánica" in read.text and "06.1.1" in read.text
    assert read.tags.count("svg") == 1 and read.tags.count("table") == 1
    assert "Organigrama en texto" in read.text


def test_units_in_lists_lead_to_their_article():
    read = Reader(body(make_document(template=templates.load("mop"), kind="mop")))
    assert "#" + anchor("conta:description") in read.targets
    assert anchor("conta") not in read.ids


def test_a_page_stands_alone_and_its_style_knows_only_classes_that_are_written():
    source = page(make_document(), "BORRADOR")
    assert source.startswith("<!DOCTYPE html>") and "http" not in style()
    written = set(re.findall(r"pgo-[a-z]+", body(make_document(), "BORRADOR"))) | {"pgo-section"}
    assert set(re.findall(r"\.(pgo-[a-z]+)", style())) <= written


def test_the_same_document_gives_the_same_page():
    assert body(make_document()) == body(make_document())


@given(random_document())
def test_random_documents(document):
    read = Reader(body(document))
    assert len(read.ids) == len(set(read.ids))


def test_a_long_index_can_be_passed_over():
    document = make_document()
    assert '<p class="pgo-skip"><a href="#titulo-1">Ir al texto</a></p>' in body(document)
    assert 'id="titulo-1"' in body(document)


def test_on_a_phone_codes_are_whole_and_the_chart_is_never_shrunk():
    assert ".pgo-structure :is(th, td):first-child { overflow-wrap: normal; }" in style()
    assert "min-width: max(40rem, 100%)" in style() and "max-width: none" in style()


def test_the_index_says_where_each_section_begins():
    document, _context = start("ministry")
    index = body(document).partition("</nav>")[0]
    for name in ("SECCIÓN PRIMERA", "SECCIÓN SEGUNDA"):
        assert f'<li class="pgo-index-section">{name}</li>' in index
