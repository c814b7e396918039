"""Rules 49, 56, 73: what the document must contain, whose it is, what is left to fill in."""

from dataclasses import replace

import pytest
from rules_helpers import NAME, clean, context, found, with_texts, with_unit

from pgo_core import rules
from pgo_core.document import Competence


def with_article(uid: str, **fields):
    articles = tuple(replace(a, **fields) if a.uid == uid else a for a in clean().articles)
    return clean(articles=articles)


def test_r49_the_demanded_content_passes():
    assert found(clean(), "R49") == []


def test_r49_a_mop_names_its_entity_instead_of_a_jurisdiction():
    articles = tuple(
        replace(a, role="attachment") if a.role == "jurisdiction" else a for a in clean().articles
    )
    assert found(replace(clean(articles=articles), kind="mop"), "R49") == []


def test_r49_no_competences_is_found():
    assert found(clean(competences=()), "R49") == [("", "no_competences", "blocks")]


def test_r49_no_organigram_is_found():
    annexes = tuple(annex for annex in clean().annexes if annex.kind != "organigram")
    assert found(clean(annexes=annexes), "R49") == [("", "no_organigram", "blocks")]


def test_r49_competences_without_the_article_that_prints_them_are_found():
    articles = tuple(a for a in clean().articles if a.role != "competences")
    assert found(clean(articles=articles), "R49") == [("", "no_competences_article", "blocks")]


def test_r49_an_empty_document_is_found():
    variants = [variant for _uid, variant, _severity in found(clean(units=()), "R49")]
    assert variants == ["no_units"]


def test_r49_an_empty_competence_is_found():
    document = clean(competences=(Competence("c1", "  "),))
    assert found(document, "R49") == [("c1", "empty_competence", "blocks")]


def test_r49_what_the_template_asks_is_a_warning_outside_the_executive():
    articles = tuple(a for a in clean().articles if a.role != "legal_basis")
    document = clean(articles=articles, annexes=clean().annexes[1:])
    expected = [("", "no_article", "warns"), ("", "no_structure", "warns")]
    assert sorted(found(document, "R49")) == expected
    assert {s for _u, _v, s in found(document, "R49", replace(context(), executive=True))} == {
        "blocks"
    }


def test_r49_an_empty_article_is_a_warning():
    assert found(with_article("a4", body=" ", items=("",)), "R49") == [("a4", "empty", "warns")]


def test_r56_a_document_that_names_its_entity_passes():
    assert found(clean(), "R56") == []


def test_r56_the_municipality_of_the_own_province_passes():
    document = with_texts(
        clean(), "gds", "Coordinar con la Municipalidad Provincial de Trujillo el plan."
    )
    assert found(document, "R56") == []


def test_r56_a_name_that_begins_like_a_known_one_passes():
    facts = context(other_entities=("Municipalidad Distrital de Alto",))
    assert found(clean(), "R56", facts) == []


def test_r56_a_counterpart_passes():
    document = with_texts(
        clean(),
        "gds",
        "Coordinar con la Municipalidad Distrital de Huanchaco.",
        counterpart="Municipalidad Distrital de Huanchaco",
    )
    assert found(document, "R56") == []


def test_r56_another_municipality_in_the_articles_is_found():
    body = f"La {NAME} limita. La Municipalidad Distrital de San Juan es un gobierno local."
    assert found(with_article("a1", body=body), "R56") == [("a1", "foreign", "blocks")]
    facts = context(other_entities=("Municipalidad Distrital de San Juan",))
    assert found(with_article("a1", body=body), "R56", facts) == [("a1", "foreign", "blocks")]


def test_r56_a_longer_name_than_the_own_is_another():
    body = f"La {NAME} y la {NAME} de Arriba."
    assert found(with_article("a1", body=body), "R56") == [("a1", "foreign", "blocks")]


def test_r56_in_a_function_it_is_a_warning():
    document = with_texts(clean(), "gds", "Dirigir la Municipalidad Distrital de El Porvenir.")
    assert found(document, "R56") == [("gds-1", "foreign", "warns")]
    (finding,) = rules.check(document, context(), ["R56"])
    assert "Municipalidad Distrital de El Porvenir" in finding.message()


def test_r56_legal_nature_without_the_name_is_found():
    assert found(with_article("a1", body="Es un gobierno local."), "R56") == [
        ("a1", "own_name", "blocks")
    ]


@pytest.mark.parametrize(
    ("body", "finds"),
    [
        ("El Fondo Distrital de Obras, cuya sigla es FODO, es un órgano desconcentrado.", False),
        ("El FODO es un órgano desconcentrado.", False),
        ("El Fondo Distrital de Obras es un órgano desconcentrado.", False),
        ("El Fondo Rural de Riego es un órgano desconcentrado.", True),
    ],
)
def test_r56_an_entity_is_named_by_its_acronym_too(body, finds):
    name = "Fondo Distrital de Obras - FODO"
    entity = replace(clean().entity, name=name, acronym="FODO")
    document = replace(with_article("a1", body=body), kind="mop", entity=entity)
    told = found(document, "R56", context(entity_name=name))
    assert (("a1", "own_name", "blocks") in told) is finds


def test_r56_the_municipality_it_belongs_to_may_be_named():
    name = "Fondo Distrital de Obras"
    entity = replace(clean().entity, name=name, acronym="FODO")
    belongs = f"El {name} es un órgano desconcentrado de la Municipalidad Provincial de Puno."
    articles = (
        replace(clean().articles[0], body=belongs),
        replace(clean().articles[1], role="attachment", body=belongs),
        *clean().articles[2:],
    )
    title = f"Manual de Operaciones del {name}"
    document = replace(clean(articles=articles), kind="mop", entity=entity, title=title)
    facts = context(entity_name=name)
    assert found(document, "R56", facts) == []
    text = "Informar a la Municipalidad Provincial de Puno."
    assert found(with_texts(document, "gds", text), "R56", facts) == []
    text = "Informar a la Municipalidad Provincial de Huancané."
    assert found(with_texts(document, "gds", text), "R56", facts) == [("gds-1", "foreign", "warns")]


def test_r56_jurisdiction_of_another_district_is_found():
    document = with_article("a2", body="Ejerce en el distrito de Moche.")
    assert found(document, "R56") == [("a2", "own_place", "blocks")]


def test_r56_a_province_names_its_province():
    name = "Municipalidad Provincial de Ica"
    document = with_article("a1", body=f"La {name} es un gobierno local.")
    entity = replace(document.entity, name=name, district="Trujillo", province="Ica")
    document = replace(document, title=f"ROF de la {name}", entity=entity)
    assert found(document, "R56", context(entity_name=name)) == [("a2", "own_place", "blocks")]


def test_r56_another_name_or_ubigeo_than_the_entity_s_is_found():
    facts = context(entity_name="Municipalidad Distrital de Moche", ubigeo="130107")
    assert [variant for _uid, variant, _s in found(clean(), "R56", facts)] == ["another", "ubigeo"]


def test_r56_a_document_without_entity_is_found():
    document = clean(entity=replace(clean().entity, name=" "))
    assert found(document, "R56") == [("", "no_name", "blocks")]


def test_r73_a_completed_document_passes():
    assert found(clean(), "R73") == []


def test_r73_a_model_keeps_its_placeholders():
    document = replace(with_unit(clean(), "ab", description="De {{district}}."), kind="model")
    assert found(document, "R73") == []


@pytest.mark.parametrize(
    "left", ["{{district}}", "(COMPLETAR: la fecha)", "(completar)", "COMPLETAR"]
)
def test_r73_what_is_left_in_an_article_is_found(left):
    document = with_article("a2", body=f"Ejerce en {left}.")
    assert found(document, "R73") == [("a2", "found", "blocks")]
    (finding,) = rules.check(document, context(), ["R73"])
    assert left in finding.message() and "Jurisdicción" in finding.message()


def test_r73_what_is_left_in_a_unit_the_title_or_an_annex_is_found():
    document = with_unit(clean(), "ab", description="De {{district}}.")
    document = replace(
        document,
        title="ROF de {{entity_name}}",
        annexes=tuple(replace(annex, body="(COMPLETAR)") for annex in document.annexes),
    )
    assert [uid for uid, _variant, _severity in found(document, "R73")] == ["", "", "", "ab"]


def test_r73_leaves_the_functions_to_rule_36():
    document = with_texts(clean(), "ab", "Formular (COMPLETAR).")
    assert found(document, "R73") == []
    assert ("ab-1", "placeholder", "blocks") in found(document, "R36")
