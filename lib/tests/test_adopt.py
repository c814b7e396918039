from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

import pytest
from builders import make_document, random_document
from hypothesis import given
from hypothesis import strategies as st

from pgo_core import adopt, numbering, templates
from pgo_core.document import Article, Entity

FACTS = {
    "entity_name": "Municipalidad Distrital de Chilca",
    "district": "Chilca",
    "ubigeo": "120107",
}


def mint(uid):
    return str(uuid5(NAMESPACE_URL, uid))


def make_model():
    base = make_document(
        kind="model", entity=Entity("{{entity_name}}"), title="ROF de la {{entity_name}}"
    )
    article = Article(
        "place", "general", "Jurisdicción", "El distrito de {{district}}.", ("En {{ capital }}.",)
    )
    unit, *rest = base.units
    function = replace(unit.functions[0], text="Representar a {{entity_name}}.", counterpart="gds")
    unit = replace(unit, functions=(function,), linked_to_uid="oci")
    return replace(base, articles=(article,), units=(unit, *rest))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El distrito de {{district}}.", "El distrito de Chilca."),
        ("{{ district }}{{district}}", "ChilcaChilca"),
        ("Creado por {{creation_norm}}.",
         "Creado por (COMPLETAR: norma de creación de la entidad o de la circunscripción)."),
        ("{{province}}", "(COMPLETAR: nombre de la provincia)"),
        ("{{unheard_of}}", "(COMPLETAR: unheard_of)"),
        ("sin nada {x} { {a} }", "sin nada {x} { {a} }"),
        ("", ""),
    ],
)  # fmt: skip
def test_placeholders_take_facts_or_are_marked(text, expected):
    assert adopt.resolve(text, {**FACTS, "province": "  "}) == expected


def test_facts_are_taken_as_they_are():
    assert adopt.resolve("{{district}}", {"district": "{{province}} \\1"}) == "{{province}} \\1"


@given(st.text())
def test_resolved_text_has_no_known_placeholder_left(text):
    text = "{{district}} " + text.replace("{", "").replace("}", "")
    assert "{{" not in adopt.resolve(text, {})


def test_open_placeholders_are_listed_in_order():
    text = "(COMPLETAR: uno) dos {{tres}} (COMPLETAR) (COMPLETAR"
    assert adopt.placeholders(text) == ["(COMPLETAR: uno)", "{{tres}}", "(COMPLETAR)", "(COMPLETAR"]
    assert adopt.placeholders("completo") == []


def test_every_placeholder_is_described():
    assert all(name.islower() and text for name, text in adopt.PLACEHOLDERS.items())
    with pytest.raises(AttributeError):
        adopt.NOTHING  # noqa: B018


def test_the_adopted_document_is_of_the_entity():
    document = adopt.resolve_document(make_model(), FACTS, mint)
    assert document.kind == "rof"
    assert document.title == "ROF de la Municipalidad Distrital de Chilca"
    assert document.entity == Entity(FACTS["entity_name"], ubigeo="120107", district="Chilca")
    assert document.articles[0].body == "El distrito de Chilca."
    assert document.articles[0].items[0].startswith("En (COMPLETAR: capital")
    assert document.units[0].functions[0].text == "Representar a Municipalidad Distrital de Chilca."


def test_references_follow_the_new_ids():
    model = make_model()
    document = adopt.resolve_document(model, FACTS, mint)
    first = document.units[0]
    assert first.uid == mint("concejo") and first.origin_uid == "concejo"
    assert first.linked_to_uid == mint("oci")
    assert first.functions[0].counterpart == mint("gds")
    assert first.functions[0].origin_uid == "concejo-f1"
    assert document.competences[0].carried_by == (mint("gdu-f1"),)
    assert document.competences[0].origin_uid == "c1"
    assert document.annexes[0].uid == mint("annex1")
    assert document.template == templates.of(model)


def test_each_old_id_is_minted_once():
    asked = []

    def once(uid):
        asked.append(uid)
        return mint(uid)

    adopt.resolve_document(make_model(), FACTS, once)
    assert len(asked) == len(set(asked)) and "" not in asked


@given(random_document())
def test_adoption_keeps_the_shape(document):
    adopted = adopt.resolve_document(document, {}, mint)
    levels = [(row.code, row.level, row.depth) for row in numbering.structure(document)]
    assert [(row.code, row.level, row.depth) for row in numbering.structure(adopted)] == levels
    assert [unit.origin_uid for unit in adopted.units] == [unit.uid for unit in document.units]
