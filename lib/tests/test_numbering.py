from dataclasses import replace

import pytest
from builders import make_document, make_unit, random_document
from hypothesis import given
from hypothesis import strategies as st

from pgo_core import numbering, templates
from pgo_core.document import Article, Chapter, Competence, Entity, Template, Title


def by_key(document):
    return {article.key: article for article in numbering.articles(document)}


def headings(document):
    return [
        (chapter.label, chapter.heading)
        for title in numbering.outline(document)
        for chapter in title.chapters
    ]


@pytest.mark.parametrize(
    ("position", "expected"),
    [(1, "a"), (14, "n"), (15, "o"), (26, "z"), (27, "aa"), (28, "ab"), (52, "az"), (53, "ba"),
     (702, "zz"), (703, "aaa")],
)  # fmt: skip
def test_letters_skip_the_enie_and_double_after_z(position, expected):
    assert numbering.letter(position) == expected


def test_there_is_no_letter_before_the_first():
    with pytest.raises(ValueError):
        numbering.letter(0)


@given(st.integers(1, 20000))
def test_letters_never_repeat(position):
    assert numbering.letter(position) != numbering.letter(position + 1)
    assert "ñ" not in numbering.letter(position)


def test_the_municipal_text_has_its_titles_and_chapters():
    titles = numbering.outline(make_document())
    assert [(title.label, title.heading) for title in titles] == [
        ("TÍTULO PRIMERO", "DISPOSICIONES GENERALES"),
        ("TÍTULO SEGUNDO", "DE LA ESTRUCTURA ORGÁNICA"),
    ]
    assert headings(make_document()) == [
        ("CAPÍTULO I", "ÓRGANOS DE LA ALTA DIRECCIÓN"),
        ("CAPÍTULO II", "ÓRGANOS CONSULTIVOS Y DE COORDINACIÓN"),
        ("CAPÍTULO III", "ÓRGANO DE CONTROL INSTITUCIONAL"),
        ("CAPÍTULO IV", "ÓRGANO DE DEFENSA JURÍDICA"),
        ("CAPÍTULO V", "ÓRGANOS DE ASESORAMIENTO"),
        ("CAPÍTULO VI", "ÓRGANOS DE APOYO"),
        ("CAPÍTULO VII", "ÓRGANOS DE LÍNEA"),
        ("CAPÍTULO VIII", "ÓRGANOS DESCONCENTRADOS"),
    ]


def test_an_absent_type_of_organ_takes_no_chapter_number():
    units = tuple(unit for unit in make_document().units if unit.nature != "coordination")
    assert headings(make_document(units=units))[1] == (
        "CAPÍTULO II",
        "ÓRGANO DE CONTROL INSTITUCIONAL",
    )


def test_complementary_provisions_make_a_third_title_only_when_there_are_any():
    base = make_document()
    extra = (
        Article("d1", "derogatory", "Derogación", "Se deroga la ordenanza anterior."),
        Article("f1", "final", "Vigencia", "Rige desde el día siguiente."),
    )
    titles = numbering.outline(make_document(articles=base.articles + extra))
    assert titles[2].label == "TÍTULO TERCERO"
    assert [chapter.heading for chapter in titles[2].chapters] == [
        "DISPOSICIONES COMPLEMENTARIAS FINALES",
        "DISPOSICIONES COMPLEMENTARIAS DEROGATORIAS",
    ]
    last = titles[2].chapters[1].articles[-1]
    assert last.key == "d1" and last.number == sum(1 for _ in numbering.articles(base)) + 2


def test_third_level_units_follow_their_organ():
    keys = [article.key for article in numbering.articles(make_document())]
    start = keys.index("oga:description")
    assert keys[start : start + 7] == [
        "oga:description",
        "oga:functions",
        "oga:units",
        "conta:description",
        "conta:functions",
        "teso:description",
        "teso:functions",
    ]
    assert (
        keys.index("alcaldia:functions")
        < keys.index("sg:description")
        < keys.index("gm:description")
    )


def test_a_deconcentrated_organ_opens_its_own_chapter_whatever_it_depends_on():
    document = make_document()
    last = numbering.outline(document)[1].chapters[-1]
    assert [article.unit_uid for article in last.articles] == ["agencia", "agencia"]
    assert "gdu:units" not in by_key(document)


def test_units_stand_in_natural_order_of_their_codes():
    organs = [make_unit(f"u{number}", code=f"07.{number}") for number in (10, 2, 1)]
    document = make_document(units=(*organs, make_unit("uncoded")))
    order = [a.unit_uid for a in numbering.articles(document) if a.role == "description"]
    assert order == ["u1", "u2", "u10", "uncoded"]


def test_group_article_lists_the_organs_of_its_type():
    group = by_key(make_document())["group:4"]
    assert group.heading == "Órganos de asesoramiento"
    assert group.paragraphs == (
        "Son órganos de asesoramiento de la Municipalidad Distrital de Chilca los siguientes:",
    )
    assert [(item.label, item.text, item.uid) for item in group.items] == [
        ("05.1", "Oficina de Asesoría Jurídica", "oaj"),
        ("05.2", "Oficina de Planeamiento y Presupuesto", "opp"),
    ]


def test_a_single_organ_of_its_type_needs_no_group_article():
    assert "group:2" not in by_key(make_document())
    assert "group:5" not in by_key(make_document())


def test_a_model_without_entity_speaks_of_the_entity():
    for name in ("", "{{entity_name}}"):
        article = by_key(make_document(entity=Entity(name)))["group:4"]
        assert article.paragraphs == ("Son órganos de asesoramiento de la entidad los siguientes:",)


def test_description_says_what_the_unit_depends_on():
    articles = by_key(make_document())
    assert articles["oaj:description"].paragraphs == (
        "Oficina de Asesoría Jurídica es responsable de lo que le corresponde.",
        "Depende de la Gerencia Municipal.",
    )
    assert articles["gm:description"].paragraphs[-1] == "Depende de la Alcaldía."
    assert len(articles["alcaldia:description"].paragraphs) == 1, "no superior: LOM art. 4"
    assert len(articles["concejo:description"].paragraphs) == 1


def test_functions_are_lettered_and_carry_their_ids_and_citations():
    unit = make_unit("gdu", "Gerencia de Desarrollo Urbano", functions=28)
    article = by_key(make_document(units=(unit,)))["gdu:functions"]
    assert article.heading == "Funciones de la Gerencia de Desarrollo Urbano"
    assert article.paragraphs == (
        "Son funciones de la Gerencia de Desarrollo Urbano las siguientes:",
    )
    assert [item.label for item in article.items][-3:] == ["z)", "aa)", "ab)"]
    assert [item.uid for item in article.items] == [function.uid for function in unit.functions]
    assert article.level == 2 and article.unit_uid == "gdu"


def test_units_below_a_unit_are_listed_by_their_level():
    units = (
        make_unit("oga", "Oficina General de Administración", "support", 2, code="05.1"),
        make_unit("log", "Oficina de Logística", "support", 3, code="05.1.1", parent_uid="oga"),
        make_unit("alm", "Almacén", "support", 4, code="05.1.1.1", parent_uid="log"),
    )
    articles = by_key(make_document(units=units))
    assert (
        articles["oga:units"].heading
        == "Unidades orgánicas de la Oficina General de Administración"
    )
    assert articles["log:units"].heading == "Subunidades orgánicas de la Oficina de Logística"
    assert [item.label for item in articles["log:units"].items] == ["05.1.1.1"]


def test_competences_are_the_literals_of_their_article():
    article = by_key(make_document())["competences"]
    assert [(item.label, item.uid) for item in article.items] == [("a)", "c1"), ("b)", "c2")]
    assert article.items[0].citations[0].article == "73"


def test_without_an_article_of_competences_no_text_is_invented():
    document = make_document(articles=(), competences=(Competence("c", "Servicios."),))
    assert numbering.outline(document)[0].label == "TÍTULO PRIMERO"
    assert numbering.outline(document)[0].heading == "DE LA ESTRUCTURA ORGÁNICA"


def test_what_the_template_has_no_place_for_is_still_printed():
    template = Template("t", "1", (Title("UNO", chapters=(Chapter("LÍNEA", ("line",)),)),))
    document = make_document(template=template)
    keys = [article.key for article in numbering.articles(document)]
    assert {"nature", "oci:description", "gdu:functions"} <= set(keys)
    assert numbering.outline(replace(document, template=Template("t", "1")))


def test_cycles_end_and_lose_nobody():
    ring = tuple(
        make_unit(f"u{number}", level=3, parent_uid=f"u{(number + 1) % 5}") for number in range(5)
    )
    alone = make_unit("self", level=3, parent_uid="self")
    described = [
        article.unit_uid
        for article in numbering.articles(make_document(units=(*ring, alone)))
        if article.role == "description"
    ]
    assert sorted(described) == ["self", "u0", "u1", "u2", "u3", "u4"]


@pytest.mark.parametrize("template", [name for name, _ in templates.available()])
def test_numbers_are_consecutive_and_everything_appears_once_in_any_template(template):
    @given(random_document(template=template))
    def check(document):
        articles = list(numbering.articles(document))
        assert [article.number for article in articles] == list(range(1, len(articles) + 1))
        described = [article.unit_uid for article in articles if article.role == "description"]
        assert sorted(described) == sorted(unit.uid for unit in document.units)
        lettered = [item.uid for a in articles if a.role == "functions" for item in a.items]
        assert sorted(lettered) == sorted(function.uid for _, function in document.functions())
        free = [
            article.uid
            for article in articles
            if not article.unit_uid and article.role not in ("group", "structure")
        ]
        assert sorted(free) == sorted(article.uid for article in document.articles)

    check()


def make_ministry():
    units = (
        make_unit("dm", "Despacho Ministerial", "senior_management", 1, code="01.1"),
        make_unit("sg", "Secretaría General", "senior_management", 1, code="01.2", parent_uid="dm"),
        make_unit("oci", "Órgano de Control Institucional", "control", 1, code="02.1"),
        make_unit(
            "oga", "Oficina General de Administración", "support", 2, code="03.1", parent_uid="sg"
        ),
        make_unit("tes", "Oficina de Tesorería", "support", 3, code="03.1.1", parent_uid="oga"),
        make_unit(
            "abs", "Oficina de Abastecimiento", "support", 3, code="03.1.2", parent_uid="oga"
        ),
        make_unit("dg", "Dirección General de Obras", "line", 2, code="04.1", parent_uid="dm"),
        make_unit("reg", "Oficinas Regionales", "deconcentrated", 3, code="05.1", parent_uid="dg"),
    )
    return make_document(
        units=units,
        template=templates.load("executive"),
        entity=Entity("Ministerio de Obras"),
    )


def test_the_two_sections_of_the_executive():
    titles = numbering.outline(make_ministry())
    assert [(title.section, title.label, title.heading) for title in titles] == [
        ("SECCIÓN PRIMERA", "TÍTULO I", "DISPOSICIONES GENERALES"),
        ("", "TÍTULO II", "PRIMER NIVEL ORGANIZACIONAL"),
        ("", "TÍTULO III", "SEGUNDO NIVEL ORGANIZACIONAL"),
        ("SECCIÓN SEGUNDA", "TÍTULO I", "TERCER NIVEL ORGANIZACIONAL"),
    ]
    assert [chapter.label for title in titles for chapter in title.chapters] == [
        "01.",
        "02.",
        "03.",
        "04.",
        "05.",
        "",
    ]
    second = [article.key for article in titles[3].chapters[0].articles]
    assert second == [
        "oga:units",
        "tes:description",
        "tes:functions",
        "abs:description",
        "abs:functions",
    ]
    group = by_key(make_ministry())["group:0"]
    assert group.paragraphs == (
        "Constituyen órganos de la Alta Dirección del Ministerio de Obras los siguientes:",
    )


def test_the_annex_of_the_executive_does_not_follow_the_sections():
    rows = [(row.code, row.depth) for row in numbering.structure(make_ministry())]
    assert rows == [
        ("01", 0), ("01.1", 1), ("01.2", 1), ("02", 0), ("02.1", 1), ("03", 0), ("03.1", 1),
        ("03.1.1", 2), ("03.1.2", 2), ("04", 0), ("04.1", 1), ("05", 0), ("05.1", 1),
    ]  # fmt: skip
    document = make_ministry()
    assert numbering.codes(document) == {unit.uid: unit.code for unit in document.units}


def test_a_mop_lists_its_structure_and_its_processes():
    units = (
        make_unit("de", "Dirección Ejecutiva", "senior_management", 1, code="0.1.1"),
        make_unit("ua", "Unidad de Administración", "support", 2, code="0.4.1", parent_uid="de"),
    )
    processes = Article("p", "processes", "Descripción de los procesos", "Son procesos:")
    document = make_document(
        kind="mop",
        units=units,
        articles=(processes,),
        template=templates.load("mop"),
        entity=Entity("Programa Nacional de Obras"),
    )
    titles = numbering.outline(document)
    assert [(title.label, title.heading) for title in titles] == [
        ("TÍTULO I", "ESTRUCTURA"),
        ("TÍTULO II", "BIENES, SERVICIOS Y PROCESOS"),
    ]
    article = titles[0].articles[0]
    assert article.paragraphs == (
        "La estructura funcional del Programa Nacional de Obras es la siguiente:",
    )
    assert [item.label for item in article.items] == ["0.1", "0.1.1", "0.4", "0.4.1"]


def test_a_template_that_is_only_named_gives_the_official_text():
    named = make_document(template=Template("municipal", "2020"))
    assert numbering.outline(named) == numbering.outline(make_document())


@given(random_document(broken=False))
def test_a_unit_printed_below_another_comes_right_within_it(document):
    rows = [row for row in numbering.structure(document) if row.depth]
    above = {}
    for row in rows:
        above[row.depth] = row.uid
        if row.depth > 1:
            assert document.unit_by_uid[row.uid].parent_uid == above[row.depth - 1]


@given(random_document())
def test_structure_has_every_unit_once(document):
    rows = numbering.structure(document)
    assert sorted(row.uid for row in rows if row.depth) == sorted(u.uid for u in document.units)
    assert all(row.level == 0 and not row.uid for row in rows if not row.depth)


def test_structure_is_the_coded_annex():
    rows = [(row.code, row.name, row.depth) for row in numbering.structure(make_document())]
    assert rows[:5] == [
        ("01", "ÓRGANOS DE LA ALTA DIRECCIÓN", 0),
        ("01.1", "Concejo Municipal", 1),
        ("01.2", "Alcaldía", 1),
        ("01.2.1", "Oficina de Secretaría General", 2),
        ("01.3", "Gerencia Municipal", 1),
    ]


def test_proposed_codes_repeat_those_of_a_sound_document():
    document = make_document()
    expected = {unit.uid: unit.code for unit in document.units}
    assert numbering.codes(document) == expected
    stripped = replace(document, units=tuple(replace(u, code="") for u in document.units))
    assert numbering.codes(stripped) == expected


def test_codes_follow_the_table_of_the_entity_type():
    table = {"senior_management": "01", "coordination": "02", "consultative": "02", "control": "03",
             "legal_defense": "04", "advisory": "05", "support": "06", "line": "07",
             "deconcentrated": "08"}  # fmt: skip
    names = ("oga", "conta", "teso", "gdu", "gds")
    units = tuple(unit for unit in make_document().units if unit.uid in names)
    proposed = numbering.codes(make_document(units=units), table)
    assert proposed["oga"] == "06.1" and proposed["teso"] == "06.1.2" and proposed["gds"] == "07.2"


@given(random_document(broken=False))
def test_proposed_codes_are_unique_and_extend_the_code_of_the_unit_above(document):
    proposed = numbering.codes(document)
    assert len(set(proposed.values())) == len(proposed) == len(document.units)
    rows = [row for row in numbering.structure(document) if row.depth]
    above = {}
    for row in rows:
        above[row.depth] = proposed[row.uid]
        if row.depth > 1:
            assert proposed[row.uid].rpartition(".")[0] == above[row.depth - 1]


def test_phrases_of_a_stranger_cannot_break_or_reach_anything():
    template = templates.load("municipal")
    phrases = template.phrases | {"functions_text": "{unit.__class__} {0} {of_unit!r:>9999999} {"}
    document = make_document(template=replace(template, phrases=phrases))
    assert by_key(document)["oga:functions"].paragraphs == (
        "{unit.__class__} {0} {of_unit!r:>9999999} {",
    )
