"""The set phrases of the acts: counts, order of the signatures, the norm of each kind of entity."""

from dataclasses import replace

import pytest
from papers_helpers import lines, make, start, table, text
from rules_helpers import clean

from pgo_core import numbering, rules
from pgo_core.dossier import Dossier, DossierDocument, Equivalence
from pgo_core.papers.paper import Blank, Paragraph, Signatures, Table, plain
from pgo_core.papers.sequence import kept
from pgo_core.rules.context import Context

KIND = "draft_instrument"
REGION = replace(clean(), entity=replace(clean().entity, name="Gobierno Regional Piura"))
REGIONAL = Context(
    entity_type="regional_government", government_level="regional", document_kind="rof"
)
UNIVERSITY = replace(clean(), entity=replace(clean().entity, name="Universidad Nacional de Piura"))
NATIONAL = Context(entity_type="university", government_level="national", document_kind="rof")


def test_each_section_has_its_own_titles_and_articles():
    document, context = start("ministry", is_first=False)
    said = text(make(KIND, document, context))
    titles = numbering.outline(document)
    begins = [place for place, title in enumerate(titles) if title.section]
    counts = []
    for part in (titles[: begins[1]], titles[begins[1] :]):
        chapters = [chapter for title in part for chapter in title.chapters]
        articles = [one for holder in (*part, *chapters) for one in holder.articles]
        counts.append((len(part), len(chapters), len(articles)))
    first, second = counts
    assert first[0] == 3 and second[0] == 1
    assert "consta de {} títulos, {} capítulos y {} artículos".format(*first) in said
    assert f"consta de un título, {second[1]} capítulos, {second[2]} artículos" in said


def test_a_changed_list_of_units_is_of_the_second_section():
    document, context = start("ministry")
    renamed = tuple(
        replace(unit, name="Oficina de Presupuesto Institucional") if unit.uid == "opre" else unit
        for unit in document.units
    )
    proposal = replace(document, units=renamed)
    facts = replace(context, base=document, is_first=False, dossier=Dossier(new_text=False))
    parts = make(KIND, proposal, facts).parts
    told = [[plain(row[2].words) for row in part.rows] for part in parts if isinstance(part, Table)]
    decree, resolution = told
    name = "Unidades orgánicas de la Oficina General de Planeamiento y Presupuesto"
    assert name not in decree and name in resolution


def test_an_ordinance_opens_and_closes_with_who_promulgates_it():
    said = lines(make(KIND, *start("small")))
    opening = said.index("EL ALCALDE DE LA MUNICIPALIDAD DISTRITAL DE ALTO TRUJILLO")
    assert said[opening + 1] == "POR CUANTO:"
    assert said[opening + 2].startswith("EL CONCEJO MUNICIPAL")
    assert said.index("POR TANTO:") > opening
    alcaldesa = start("small", facts={"head_title": "Alcaldesa"})
    assert "LA ALCALDESA DE LA MUNICIPALIDAD" in text(make(KIND, *alcaldesa))


def test_the_regional_council_signs_before_the_governor_promulgates():
    parts = make(KIND, REGION, REGIONAL).parts
    said = [plain(part.words) if isinstance(part, Paragraph) else part for part in parts]
    signed = [part for part in said if isinstance(part, Signatures)]
    council, governor = signed[:2]
    assert council.places[0][0] == "Consejero Delegado del Consejo Regional"
    assert [post for post, _meaning in governor.places] == ["Gobernador Regional"]
    sent = next(text for text in said if isinstance(text, str) and text.startswith("Comuníquese"))
    order = [said.index(one) for one in (sent, council, "POR TANTO:", governor)]
    assert order == sorted(order)


def test_a_resolution_is_dated_under_its_number_and_an_ordinance_at_its_end():
    said = lines(make(KIND, UNIVERSITY, NATIONAL))
    number = next(place for place, line in enumerate(said) if line.startswith("RESOLUCIÓN DEL"))
    number = said.index("RESOLUCIÓN DEL TITULAR N° ……………", number)
    dated = next(place for place, line in enumerate(said) if line.endswith(", ……………."))
    assert number < dated < said.index("UNIVERSIDAD NACIONAL DE PIURA")
    ordinance = lines(make(KIND, *start("small")))
    given = next(line for line in ordinance if line.startswith("Dada en"))
    assert given.startswith("Dada en Alto Trujillo, el ")
    assert ordinance.index(given) > ordinance.index("POR TANTO:")


def test_the_documents_seen_end_with_their_conjunction():
    seen = next(line for line in lines(make(KIND, *start("small"))) if line.startswith("VISTOS:"))
    assert "; y el informe legal" in seen
    told = {"document.legal_report": "Informe N° 9-2026-OAJ"}
    document, context = start("small", dossier=Dossier(texts=told))
    seen = next(line for line in lines(make(KIND, document, context)) if "VISTOS:" in line)
    assert "; y el Informe N° 9-2026-OAJ, de la Oficina de Asesoría Jurídica" in seen


@pytest.mark.parametrize(
    ("name", "entity_type", "cited", "other"),
    [
        ("Ministerio de Turismo", "ministry", "artículos 22.4 y 24 de la Ley", "artículo 28 "),
        ("Instituto de Turismo", "specialized_agency", "al artículo 28 de la Ley", "22.4"),
    ],
)
def test_a_decree_cites_the_article_on_its_kind_of_entity(name, entity_type, cited, other):
    document, context = start("ministry", entity_type=entity_type)
    document = replace(document, entity=replace(document.entity, name=name))
    said = text(make(KIND, document, context))
    assert cited in said and other not in said
    basis = dict(make(KIND, document, context).heading)["Base legal"]
    assert basis.count("LOE, art. 45.1") == 1 and "45.3" not in basis


def test_what_rests_on_the_executive_is_not_said_of_a_university():
    said = text(make(KIND, UNIVERSITY, NATIONAL))
    assert "artículos 52.1" not in said and "LOE, art. 45.3, literal a" in said
    assert "sección segunda" not in said and "quince días hábiles" not in said
    assert "Portal de Transparencia Estándar de la entidad" in said
    assert "quince días hábiles" in text(make(KIND, REGION, REGIONAL))


def test_a_regional_decree_is_published_as_the_region_regulates():
    document, context = start("mop", facts={"parent_entity": "Gobierno Regional Piura"})
    context = replace(context, government_level="regional", executive=False)
    said = text(make(KIND, document, context))
    assert "según el reglamento que el gobierno regional dicta para sus decretos" in said
    assert "reglamento que el gobierno regional" not in text(make(KIND, REGION, REGIONAL))


def test_a_programme_has_a_direction_and_no_alta_direccion():
    document, context = start("mop")
    said = text(make("technical_report", document, context))
    assert "Dirección Ejecutiva | Dirección |" in said and "Alta Dirección" not in said


def test_the_number_of_a_report_is_said_once():
    document, context = start("sent")
    heading = dict(make("technical_report", document, context).heading)
    assert heading["Documento"] == "Informe N° 014-2026-OPP"
    assert heading["Fecha"] == "9 de marzo de 2026"
    assert dict(make("legal_report", document, context).heading)["Fecha"] == "16 de marzo de 2026"


def test_each_act_in_force_is_asked_by_its_name():
    document, context = start("ministry", is_first=False, base=start("ministry")[0])
    context = replace(context, dossier=Dossier(new_text=True, change_cases=("a",)))
    said = lines(make("explanatory_statement", document, context))
    asked = [line for line in said if line.startswith("Identificar")]
    assert len(asked) == len(set(asked))


def test_the_legal_report_looks_for_the_statement_of_any_entity():
    document, context = start("small")
    rows = dict(table(make("legal_report", document, context), "Documentos del expediente"))
    assert rows["Exposición de motivos"] == "No consta en el expediente (LOE, art. 50.1, literal c)"
    there = Dossier(documents=(DossierDocument("explanatory_statement", "Exposición", ""),))
    context = rules.district_municipality(dossier=there)
    rows = dict(table(make("legal_report", document, context), "Documentos del expediente"))
    assert rows["Exposición de motivos"] == "Exposición"
    mop = make("legal_report", *start("mop"))
    assert "Exposición de motivos" not in dict(table(mop, "Documentos del expediente"))


def test_one_article_that_follows_is_told_in_singular():
    document, context = start("province")
    first = next(unit for unit in document.units if unit.uid == "gsp")
    moved = first.functions[0]
    units = []
    for unit in document.units:
        if unit.uid == "gsp":
            unit = replace(unit, functions=unit.functions[1:])
        if unit.uid == "gde":
            unit = replace(unit, functions=(moved, *unit.functions))
        units.append(unit)
    proposal = replace(document, units=tuple(units))
    said = text(make("comparison", proposal, replace(context, base=document)))
    assert "en el artículo 40 del texto propuesto" in said and "los artículos 40" not in said


def test_who_takes_over_from_a_unit_that_goes_is_asked():
    document, context = start("province")
    proposal = replace(document, units=tuple(u for u in document.units if u.uid != "sgt"))
    facts = replace(context, base=document)
    (blank,) = make("equivalences", proposal, facts).blanks()
    assert "Subgerencia de Transporte" in blank.prompt and blank.key == "equivalences"
    for row in (Equivalence("sgt", "gdt"), Equivalence("sgt", "", "Sus funciones se extinguen.")):
        told = replace(facts, dossier=Dossier(equivalences=(row,)))
        assert not list(make("equivalences", proposal, told).blanks())
    assert not list(make("equivalences", document, facts).blanks())


def test_the_projection_is_asked_only_where_spending_grows():
    document, context = start("sent")
    asked = [blank.key for blank in make("technical_report", document, context).blanks()]
    assert not [key for key in asked if key.startswith("budget.year_")]
    more = replace(context.dossier.budget, spending_after=9_000_000)
    for budget in (more, None):
        dossier = replace(context.dossier, budget=budget)
        paper = make("technical_report", document, replace(context, dossier=dossier))
        years = [blank.key for blank in paper.blanks() if blank.key.startswith("budget.year_")]
        assert len(years) == 3


def test_nobody_signs_an_empty_sheet():
    paper = make(KIND, *start("small"))
    together = [part for part in paper.parts if id(part) in kept(paper)]
    told = [part.key if isinstance(part, Blank) else plain(part.words) for part in together]
    assert told == [
        "POR TANTO:",
        "Mando que se registre, comunique, publique y cumpla.",
        "Dada en Alto Trujillo, el …………….",
        "instrument.date",
    ]


def test_a_unit_is_not_told_to_merge_into_itself():
    document, context = start("province")
    proposal = replace(document, units=tuple(u for u in document.units if u.uid != "sgt"))
    told = Dossier(equivalences=(Equivalence("sgt", "gdt"),))
    facts = replace(context, base=document, dossier=told)
    said = text(make("equivalences", proposal, facts))
    assert "Se fusiona en «Gerencia de Desarrollo Territorial»" in said
    assert said.count("Se mantiene y absorbe otra unidad") == 1
    assert "Se elimina" not in said
