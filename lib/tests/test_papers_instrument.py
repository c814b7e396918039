"""The draft of the act: which one, of whom, and what it disposes (LOE 45, 52, 55.2; LOM 44)."""

from dataclasses import replace

import pytest
from papers_helpers import headings, keys, make, start, table, text
from rules_helpers import adding, clean, unit, with_unit, without

from pgo_core import numbering, rules
from pgo_core.dossier import Approval, Budget, Dossier, DossierDocument, Equivalence
from pgo_core.papers.instrument import clauses
from pgo_core.papers.paper import Signatures
from pgo_core.rules.context import Context

KIND = "draft_instrument"
BASE = clean()
NEW = unit("gdu", "Gerencia de Desarrollo Urbano", "line", 2, "07.2", "gm")


def local(**changes):
    return rules.district_municipality(entity_name=BASE.entity.name, **changes)


def signers(paper):
    return [
        post for part in paper.parts if isinstance(part, Signatures) for post, _sign in part.places
    ]


@pytest.mark.parametrize(
    ("document", "context", "number", "authority", "head", "publication"),
    [
        (
            *start("small"),
            "ORDENANZA MUNICIPAL N°",
            "EL CONCEJO MUNICIPAL DE LA MUNICIPALIDAD DISTRITAL DE ALTO TRUJILLO",
            "Alcalde",
            "diario encargado de las publicaciones judiciales",
        ),
        (
            *start("province"),
            "ORDENANZA MUNICIPAL N°",
            "EL CONCEJO MUNICIPAL DE LA MUNICIPALIDAD PROVINCIAL DE OTUZCO",
            "Alcalde",
            "numerales 2 y 3 del artículo 44",
        ),
        (
            replace(BASE, entity=replace(BASE.entity, name="Gobierno Regional Piura")),
            Context(entity_type="regional_government", government_level="regional"),
            "ORDENANZA REGIONAL N°",
            "EL CONSEJO REGIONAL DEL GOBIERNO REGIONAL PIURA",
            "Gobernador Regional",
            "en la capital de la región",
        ),
        (
            *start("ministry"),
            "DECRETO SUPREMO N°",
            "EL PRESIDENTE DE LA REPÚBLICA",
            "Ministro(a) de Turismo",
            "Diario Oficial El Peruano",
        ),
        (
            *start("mop", facts={"parent_entity": "Ministerio de Turismo"}),
            "RESOLUCIÓN MINISTERIAL N°",
            "MINISTERIO DE TURISMO",
            "Ministro(a) de Turismo",
            "Diario Oficial El Peruano",
        ),
        (
            replace(BASE, entity=replace(BASE.entity, name="Universidad Nacional de Trujillo")),
            Context(entity_type="university", government_level="national"),
            "RESOLUCIÓN DEL TITULAR N°",
            "UNIVERSIDAD NACIONAL DE TRUJILLO",
            "Rector",
            "Diario Oficial El Peruano",
        ),
    ],
    ids=("district", "province", "region", "ministry", "mop", "university"),
)
def test_each_entity_has_its_act_and_its_authority(
    document, context, number, authority, head, publication
):
    paper = make(KIND, document, context)
    said = text(paper)
    assert number in said and authority in said and publication in said
    assert head in signers(paper)


def test_the_first_text_derogates_nothing_and_a_new_one_the_one_before():
    assert "Deróg" not in text(make(KIND, *start("sent")))
    paper = make(KIND, BASE, local(base=BASE))
    assert "Derógase la ordenanza municipal que aprobó el ROF vigente" in text(paper)
    assert "instrument.previous" in keys(paper)
    told = Dossier(texts={"instrument.previous": "la Ordenanza N° 003-2019-MDAT"})
    paper = make(KIND, BASE, local(base=BASE, dossier=told))
    assert "Derógase la Ordenanza N° 003-2019-MDAT, sus modificatorias" in text(paper)
    assert "instrument.previous" not in keys(paper)


def test_its_clauses_are_those_that_rule_58_asks_for():
    document, context = start("sent")
    for ready in (context, replace(context, is_first=False, base=BASE)):
        draft = DossierDocument(
            KIND, "Proyecto", "2026-03-02", ("planning_chief", "legal_reviewer"),
            clauses(document, ready),
        )  # fmt: skip
        rest = tuple(item for item in ready.dossier.documents if item.kind != KIND)
        dossier = replace(ready.dossier, documents=(draft, *rest), new_text=True)
        found = rules.check(document, replace(ready, dossier=dossier), only=["R58"])
        assert not found
    assert clauses(document, context) == ("approves", "publication", "implementation")


def test_it_says_what_it_approves_as_the_text_has_it():
    document, context = start("province")
    articles = len(list(numbering.articles(document)))
    said = text(make(KIND, document, context))
    assert f"2 títulos, 7 capítulos, {articles} artículos y 2 anexos" in said


def test_the_two_acts_of_the_executive_share_the_articles():
    document, context = start("ministry")
    paper = make(KIND, document, context)
    assert [head for head in headings(paper) if head.isupper()] == [
        "DECRETO SUPREMO QUE APRUEBA LA SECCIÓN PRIMERA DEL REGLAMENTO DE ORGANIZACIÓN Y "
        "FUNCIONES DEL MINISTERIO DE TURISMO",
        "RESOLUCIÓN MINISTERIAL QUE APRUEBA LA SECCIÓN SEGUNDA DEL REGLAMENTO DE ORGANIZACIÓN Y "
        "FUNCIONES DEL MINISTERIO DE TURISMO",
    ]
    said = text(paper)
    assert "27 artículos y que, como anexo" in said and "18 artículos y 2 anexos" in said
    assert len(list(numbering.articles(document))) == 27 + 18
    assert "rige a partir de la entrada en vigencia de la resolución del titular" in said
    assert "texto integrado" in said and "opinión previa favorable" in said


def test_only_the_section_that_changes_is_approved():
    document, context = start("ministry")
    low = next(unit for unit in document.units if unit.level == 3)
    changed = with_unit(document, low.uid, functions=low.functions[1:])
    paper = make(KIND, changed, replace(context, base=document))
    said = text(paper)
    assert "RESOLUCIÓN MINISTERIAL" in said and "DECRETO SUPREMO N° …" not in said
    # Nothing but functions changes: it modifies and derogates no whole text.
    assert "Modificar la Sección Segunda" in said and "Derogar" not in said
    assert table(paper, "Artículos que se modifican, incorporan o derogan") == [
        [article.label, article.label, article.heading, "Se modifica"]
        for article in numbering.articles(changed)
        if article.key == f"{low.uid}:functions"
    ]


def test_a_modification_tells_the_articles_added_modified_and_gone():
    proposal = with_unit(adding(without(BASE, "ab"), NEW), "gds", description="Otra descripción.")
    paper = make(KIND, proposal, local(base=BASE, dossier=Dossier(new_text=False)))
    rows = table(paper, "Artículos que se modifican, incorporan o derogan")
    effects = {row[3] for row in rows}
    assert effects == {"Se modifica", "Se incorpora", "Se deroga"}
    before = {article.heading for article in numbering.articles(BASE)}
    for old, new, heading, effect in rows:
        assert bool(old) == (effect != "Se incorpora") and bool(new) == (effect != "Se deroga")
        assert effect == "Se incorpora" or heading in before or effect == "Se modifica"
    assert clauses(proposal, local(base=BASE, dossier=Dossier(new_text=False))) == (
        "approves",
        "publication",
        "implementation",
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"ubigeo": "150131"}, "numeral 1 del artículo 44"),
        ({"capital_gazette": False}, "numerales 2 y 3 del artículo 44"),
        ({"capital_gazette": False, "rural": True}, "emisoras radiales"),
        ({"ubigeo": ""}, "el medio que corresponde"),
    ],
)
def test_it_is_published_where_the_municipality_is(facts, expected):
    paper = make(KIND, BASE, local(**facts))
    assert expected in text(paper)
    assert ("instrument.publication" in keys(paper)) == (expected == "el medio que corresponde")


def test_the_steps_of_the_implementation_follow_from_the_changes():
    same = text(make(KIND, BASE, local(base=BASE)))
    assert "cuadro de equivalencias" not in same and "Continuidad" not in same
    changed = without(BASE, "ab")
    said = text(make(KIND, changed, local(base=BASE)))
    assert "cuadro de equivalencias" in said and "acervo documentario" in said
    assert "Referencias" in said and "Continuidad de las funciones" in said
    heir = replace(BASE.unit_by_uid["ab"], uid="log", name="Oficina de Logística")
    renamed = adding(without(BASE, "ab"), heir)
    heirs = Dossier(equivalences=(Equivalence("ab", "log"),))
    said = text(make(KIND, renamed, local(base=BASE, dossier=heirs)))
    assert "cuadro de equivalencias" in said and "Continuidad" not in said


def test_facts_of_the_dossier_take_the_place_of_what_is_to_be_completed():
    document, context = start("sent")
    before = keys(make(KIND, document, context))
    approval = Approval("municipal_ordinance", "005-2026-MDAT", "2026-04-10", "", "2026-04-09")
    ready = replace(context, dossier=replace(context.dossier, approval=approval))
    paper = make(KIND, document, ready)
    said = text(paper)
    assert keys(paper) == [] and before != []
    assert "ORDENANZA MUNICIPAL N° 005-2026-MDAT" in said
    assert "Dada en Alto Trujillo, el 10 de abril de 2026." in said
    assert "sesión de concejo del 9 de abril de 2026" in said
    assert "VISTOS: el Informe N° 014-2026-OPP, del 9 de marzo de 2026, de la Oficina" in said


def test_what_grows_says_with_what_it_is_paid():
    budget = Budget(900_000, 1_000_000, 3, "Hay recursos.", "Recursos directamente recaudados.")
    said = text(make(KIND, BASE, local(dossier=Dossier(budget=budget))))
    assert "El mayor gasto corriente se financia" in said
    assert "Recursos directamente recaudados." in said
    same = replace(budget, spending_after=900_000)
    said = text(make(KIND, BASE, local(dossier=Dossier(budget=same))))
    assert "sin demandar recursos adicionales al Tesoro Público" in said


@pytest.mark.parametrize(
    ("level", "number"),
    [("local", "DECRETO DE ALCALDÍA N°"), ("regional", "DECRETO REGIONAL N°")],
)
def test_a_mop_of_a_region_or_a_municipality_is_approved_by_decree(level, number):
    document, context = start("mop", government_level=level, executive=False)
    paper = make(KIND, document, context)
    assert number in text(paper) and "instrument.kind" not in keys(paper)


def test_a_mop_of_the_executive_asks_which_resolution():
    document, context = start("mop")
    assert {"instrument.kind", "entity.parent"} <= set(keys(make(KIND, document, context)))
    said = {"instrument.kind": "head_resolution", "entity.parent": "Instituto Peruano del Deporte"}
    paper = make(KIND, document, replace(context, dossier=Dossier(texts=said)))
    assert "RESOLUCIÓN DEL TITULAR N°" in text(paper)
    assert "INSTITUTO PERUANO DEL DEPORTE" in text(paper)
    assert not {"instrument.kind", "entity.parent"} & set(keys(paper))


def test_a_public_body_has_the_conformity_of_its_ministry():
    document, context = start("ministry", entity_type="executing_agency")
    said = text(make(KIND, document, context))
    assert "conformidad del ministerio al que está adscrita" in said
    assert "RESOLUCIÓN DEL TITULAR N°" in said
    assert "conformidad del ministerio" not in text(make(KIND, *start("ministry")))


def test_the_act_that_is_modified_is_told_by_its_number():
    local_change = local(base=BASE, dossier=Dossier(new_text=False))
    said = text(make(KIND, without(BASE, "ab"), local_change))
    assert "aprobado por la ordenanza municipal (número y fecha por completar), en los" in said
    assert "en el siguiente supuesto del artículo 46.1 de la LOE: b)" in said
    both = adding(without(BASE, "ab"), NEW)
    assert "en los siguientes supuestos" in text(make(KIND, both, local_change))


def test_the_opinion_of_the_secretariat_is_that_of_the_dossier():
    document, context = start("ministry")
    pending = make(KIND, document, context)
    assert "requiere la opinión previa favorable" in text(pending)
    assert "document.sgp_opinion" in keys(pending)
    said = {"document.sgp_opinion": "Informe N° D00012-2026-PCM-SSAP"}
    given = replace(context, dossier=Dossier(opinion="favourable", texts=said))
    paper = make(KIND, document, given)
    assert "ha emitido opinión previa favorable" in text(paper)
    assert "Informe N° D00012-2026-PCM-SSAP, con la opinión" in text(paper)
    assert "document.sgp_opinion" not in keys(paper)


def test_no_place_to_complete_is_asked_twice_in_the_two_acts():
    asked = keys(make(KIND, *start("ministry")))
    assert len(asked) == len(set(asked))
    assert {"instrument.number:supreme_decree", "instrument.number:ministerial_resolution"} <= set(
        asked
    )
