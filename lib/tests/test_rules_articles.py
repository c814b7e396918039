"""Rules 50-55, 85, 86, 91: what their examples cannot say."""

from dataclasses import replace
from time import process_time

import pytest
from builders import random_document
from hypothesis import given
from rules_helpers import clean, context, found, with_texts, with_unit
from test_rules_properties import broken_documents

from pgo_core import coding, numbering, organigram, rules
from pgo_core.document import Article, Citation, Document
from pgo_core.dossier import Dossier, Reason, StaffRow, StaffTable, UnitReason
from pgo_core.rules import examples
from pgo_core.rules.mentions import Names, mentions
from pgo_core.rules.references import references


def with_article(uid: str, **fields) -> Document:
    articles = tuple(replace(a, **fields) if a.uid == uid else a for a in clean().articles)
    return clean(articles=articles)


def one(document: Document, rule_id: str, facts=None):
    (finding,) = rules.check(document, facts or context(), [rule_id])
    return finding


@given(random_document())
def test_r50_r28_what_is_derived_holds_for_any_document(document):
    numbers = [article.number for article in numbering.articles(document)]
    assert numbers == list(range(1, len(numbers) + 1))
    uids = sorted(unit.uid for unit in document.units)
    described = [a.uid for a in numbering.articles(document) if a.role == "description"]
    assert sorted(described) == uids
    assert sorted(row.uid for row in coding.structure(document) if row.uid) == uids
    assert sorted(box.uid for box in organigram.layout(document).boxes) == uids


def test_r50_the_number_typed_is_marked_where_it_stands():
    body = "Ejerce en el distrito de Alto Trujillo.\nArt. 7.- Otro"
    finding = one(with_article("a2", body=body), "R50")
    start, end = finding.span
    assert body[start:end] == "Art. 7" and finding.severity == "warns"
    assert one(with_article("a2", heading="Artículo 2.-"), "R50").severity == "blocks"


@pytest.mark.parametrize(
    "text", ["Artículo 2.1 de la norma.", "Artículos varios.", "El artículo 2.-"]
)
def test_r50_a_sentence_about_an_article_is_no_number(text):
    assert found(with_article("a4", body=text), "R50") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("los artículos 3, 5 y 7 del presente Reglamento", (3, 5, 7)),
        ("artículos 3 al 9 del presente ROF", (3, 9)),
        ("artículo N° 12 del presente Manual", (12,)),
        ("Anexo IV del presente Reglamento", (4,)),
    ],
)
def test_r51_every_number_of_a_reference_is_read(text, numbers):
    (reference,) = references(text)
    assert reference.numbers == numbers and reference.own


def test_r51_the_last_article_exists_and_the_next_does_not():
    last = len(list(numbering.articles(clean())))
    for number, variants in ((last, []), (last + 1, ["article"])):
        body = f"Base legal, según el artículo {number} del presente Reglamento."
        assert [v for _u, v, _s in found(with_article("a4", body=body), "R51")] == variants


def test_r51_a_bare_number_in_a_text_with_a_basis_or_a_norm_is_of_that_norm():
    text = "Cumplir lo que señala el artículo 194."
    assert found(with_texts(clean(), "gds", text), "R51") == []
    assert found(with_texts(clean(), "gds", text, citations=()), "R51") == [
        ("gds-1", "article", "warns")
    ]


def test_r51_a_counterpart_s_unit_need_not_be_in_the_structure():
    text = "Coordinar con la Oficina de Turismo Receptivo."
    assert found(with_texts(clean(), "gds", text), "R51") == [("gds-1", "unit", "warns")]
    assert found(with_texts(clean(), "gds", text, counterpart="MINCETUR"), "R51") == []


def test_r51_names_that_are_no_unit_are_a_parameter():
    document = with_texts(clean(), "gds", "Informar a la Oficina de Enlace Vecinal y Social.")
    assert found(document, "R51") == []
    facts = context().with_settings(R51=rules.RuleSetting(parameters={"known": []}))
    assert found(document, "R51", facts) == [("gds-1", "unit", "warns")]


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("Oficina de Planeamiento y Presupuesto", "exact"),
        ("Oficina de Planeamiento, Presupuesto", "letter"),
        ("Oficina de Planiamiento y Presupuesto", "letter"),
        ("Subgerencia de Servicios Municipal", "letter"),
        ("Sub Gerencia de Servicios Municipales", "letter"),
        ("Gerencia de Servicios Sociales", ""),
        ("Oficina General de Abastecimiento", "word"),
        ("Dirección de Desarrollo Social", ""),
    ],
)
def test_r52_how_a_name_differs(written, how):
    names = Names(clean().units)
    read = mentions(f"Informa a la {written}.", names.heads)
    meaning = read and (names.exact(read[0]) or names.near(read[0]))
    assert (meaning.how if meaning else "") == how


@pytest.mark.parametrize(
    ("written", "variants"),
    [
        ("Oficna de Abastecimiento", ["near"]),
        ("Ofisina de Abastecimiento", ["near"]),
        ("Gerenncia de Desarrollo Social", ["near"]),
        ("Gerente de Desarrollo Social", []),
        ("Gerencias de Desarrollo Social", []),
        ("Oficinista de Abastecimiento", []),
    ],
)
def test_r52_a_slip_in_the_first_word_and_another_word(written, variants):
    document = with_texts(clean(), "gds", f"Evaluar los informes con {written}.")
    assert [variant for _uid, variant, _severity in found(document, "R52")] == variants


def test_r52_severity_follows_how_sure_it_is():
    near = with_texts(clean(), "gds", "Informar a la Oficina de Planeamiento y Presupuestos.")
    word = with_texts(clean(), "gds", "Informar a la Oficina de Administración.")
    assert found(near, "R52") == [("gds-1", "near", "blocks")]
    assert found(word, "R52") == [("gds-1", "word", "warns")]
    finding = one(near, "R52")
    assert "Oficina de Planeamiento y Presupuestos" in finding.message()
    text = near.unit_by_uid["gds"].functions[0].text
    assert text[slice(*finding.span)] == "Oficina de Planeamiento y Presupuestos"


@pytest.mark.parametrize("place", ["final", "transitory", "derogatory", "general"])
def test_r52_the_closing_dispositions_may_name_what_is_no_more(place):
    last = Article("z", place, "Menciones", "La Gerencia de Obras y la Oficina de Archivo.")
    base = with_unit(clean(), "gds", name="Gerencia de Obras")
    document = clean(articles=(*clean().articles, last))
    here = place == "general"
    facts = context(base=base)
    assert found(document, "R52", facts) == ([("z", "past", "blocks")] if here else [])
    assert found(document, "R51", facts) == ([("z", "unit", "warns")] if here else [])


def test_r52_two_names_joined_are_two():
    text = "Informar a la Oficina de Asesoría Jurídica y a la Gerencia Municipal, la Alcaldía."
    assert found(with_texts(clean(), "gds", text), "R52") == []
    assert found(with_texts(clean(), "gds", text), "R51") == []


def test_r53_the_official_template_passes_whatever_the_levels():
    document, facts = examples.start("ministry")
    assert rules.check(document, facts, ["R53"]) == []
    assert found(clean(), "R53") == []


def test_r54_says_nothing_of_a_text_that_integrates_none():
    assert found(clean(), "R54") == []


def test_r54_an_element_cannot_come_from_one_of_another_kind():
    document = clean(articles=(*clean().articles, Article("z", "general", "Z", origin_uid="c1")))
    facts = context(integrated_from=(clean(),))
    assert found(document, "R54", facts) == [("z", "no_origin", "blocks")]


def test_r55_is_of_manuals_of_operations_only():
    assert not rules.REGISTRY["R55"].applies(clean(), context())


def test_r85_the_whole_document_has_the_sentence():
    document, _facts = examples.start("ministry")
    written = {a.uid: a.paragraphs for a in numbering.articles(document) if a.role == "description"}
    assert written["ogpp"][-1] == "Depende de la Secretaría General."


def test_r85_functional_dependence_alone_is_not_hierarchical():
    text = "Es el órgano que depende funcionalmente de la Gerencia Municipal."
    assert found(with_unit(clean(), "ab", description=text), "R85") == []
    text = "Depende jerárquicamente y funcionalmente de la Gerencia Municipal."
    assert [v for _u, v, _s in found(with_unit(clean(), "ab", description=text), "R85")] == [
        "differs"
    ]


def test_r91_how_much_it_must_say_is_a_parameter():
    document, facts = examples.start("ministry")
    text = "Es el órgano de línea responsable de la calidad turística nacional."
    document = with_unit(document, "dgd", description=text)
    assert rules.check(document, facts, ["R91"]) == []
    strict = facts.with_settings(R91=rules.RuleSetting(parameters={"least": 9}))
    assert "dgd" in {f.target_uid for f in rules.check(document, strict, ["R91"])}


@pytest.mark.parametrize(
    "piece",
    [
        "Oficina de ",
        "Gerencia Municipal y la ",
        "artículo 1, 2 ",
        "Sub ",
        "depende de la ",
        "Art. 1.-\n",
    ],
)
def test_a_hostile_text_does_not_explode(piece):
    text = piece * 3000
    document = with_unit(clean(), "gds", description=text)
    document = replace(document, articles=(Article("z", "general", text[:300], text, (text,)),))
    start = process_time()
    findings = rules.check(document, context(base=clean()), ["R50", "R51", "R52", "R85"])
    assert process_time() - start < 5
    assert "could_not_check" not in {finding.variant for finding in findings}


def test_a_citation_names_a_norm_and_is_not_read_as_text():
    document = with_texts(
        clean(), "gds", "Ejecutar obras.", citations=(Citation("X", "Ley", "900"),)
    )
    assert found(document, "R51") == []


OWN = ["R28", "R29", "R50", "R51", "R52", "R53", "R54", "R55", "R71", "R72", "R85", "R86", "R91"]


@given(broken_documents(), broken_documents() | random_document())
def test_no_rule_raises_whatever_it_is_compared_with(document, other):
    dossier = Dossier(
        staff=StaffTable((StaffRow("a", "b"), StaffRow())),
        unit_reasons=(UnitReason("a"), UnitReason("")),
        model_reasons=(Reason("a", "b"), Reason("", "")),
    )
    setting = rules.RuleSetting(parameters={"articles": True})
    facts = context(
        executive=True,
        base=other,
        model=other,
        model_eligible=False,
        integrated_from=(other, document),
        dossier=dossier,
    ).with_settings(R72=setting)
    for kind in ("rof", "mop"):
        findings = rules.check(replace(document, kind=kind), facts, OWN)
        for finding in findings:
            assert finding.variant != "could_not_check"
            template = rules.texts.variants(finding.rule_id)[finding.variant]
            wanted = rules.texts.fields(template["message"]) | rules.texts.fields(template["hint"])
            assert wanted <= set(finding.params), (finding.rule_id, finding.variant)
