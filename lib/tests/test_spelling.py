"""Spelling: words that are known and that are not, suggestions, and rules 93 and 94."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_helpers import cite, clean, context, function, with_texts, with_unit

from pgo_core import citing, rules, spelling
from pgo_core.document import Annex, from_json

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def unknown(text: str, known=()) -> list[str]:
    return [each.word for each in spelling.unknown_words(text, known)]


@pytest.mark.parametrize(
    "text",
    [
        "Dirigir, evaluar y proponer los planes de desarrollo concertado.",
        "Conducir el serenazgo, la semaforización y los mototaxis del distrito.",
        "Emitir opinión técnico-normativa en materia presupuestal y registral.",
        "Apruébese el reglamento; publíquese y deróguese el anterior.",
        "Elaborarlos, difundiéndolos oportunamente y comunicándoselo al órgano.",
        "Gestión interdistrital, multisectorial, ecoturística y de preinversión.",
        "Notarialmente, jerárquicamente y transparentemente.",
        "La DEMUNA, el SINAGERD, la OMAPED y el CIAM coordinan.",
        "Coordinar con el Centro Poblado Huaychao y Santa María de Chicmo.",
        "Escribir a mesa@munixxx.gob.pe o en https://www.munixxx.gob.pe/abcde.",
        "Según la Ley N° 27972, el D.S. 054-2018-PCM y el 1er acuerdo.",
        "{{nombre_raro}} es la municipalidad.",
        "a) Dirigir. ii) Evaluar. xvi) Proponer.",
        "Huancayo es la capital. Yauyos es provincia.",
        "El ñandú, la cigüeña, averigüe, café y exámenes.",
        "",
    ],
)
def test_right_texts(text):
    assert unknown(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Dirigir la gestion.", ["gestion"]),
        ("Evalaur el planeamineto.", ["Evalaur", "planeamineto"]),
        ("Es una funcion. Dirijir el area.", ["funcion", "Dirijir", "area"]),
        ("técnico-normatibo", ["normatibo"]),
        ("Reprecentar a la entidad", ["Reprecentar"]),
        ("las funciones presupuéstales", ["presupuéstales"]),
    ],
)
def test_wrong_words(text, wanted):
    assert unknown(text) == wanted
    for each in spelling.unknown_words(text):
        assert text[slice(*each.span)] == each.word


def test_words_that_are_given_are_known_in_their_forms():
    text = "Dirigir el chaccu y los chaccus comunales."
    assert unknown(text) == ["chaccu", "chaccus"]
    assert unknown(text, {"chaccu"}) == []


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("gestion", "gestión"),
        ("analisis", "análisis"),
        ("munisipalidad", "municipalidad"),
        ("porpiedad", "propiedad"),
        ("abitante", "habitante"),
        ("funcón", "función"),
        ("coordinarr", "coordinar"),
        ("Espanol", "español"),
    ],
)
def test_what_was_meant_is_suggested(word, wanted):
    assert wanted in spelling.suggestions(word)


def test_nothing_is_suggested_for_what_is_no_word():
    assert spelling.suggestions("zzzqqqwww") == ()
    assert spelling.suggestions("z" * 500) == ()


def test_every_term_is_one_that_the_dictionary_lacks():
    for word in spelling.terms():
        assert word == word.lower()
        forms = (word, word + "s", word + "es")
        assert not (
            spelling.dictionary().knows(word) and any(map(spelling.dictionary().knows, forms[1:]))
        )


AFFIXES = """SET UTF-8
SFX V Y 2
SFX V ar o [^r]ar
SFX V ar ación/S ar
SFX S Y 1
SFX S ón ones ón
PFX r Y 1
PFX r 0 re [^r]
"""


def test_a_dictionary_is_read_as_its_format_says():
    words = spelling.Dictionary(AFFIXES, "3\nformar/Vr\ncasa\nLima\n")
    known = ("formar", "formo", "formación", "reformar", "reformo", "casa", "Lima")
    assert [word for word in known if not words.knows(word)] == []
    for word in ("forma", "recasa", "casas", "lima", "rereformar", "formacióno", ""):
        assert not words.knows(word)


def test_a_suffix_carries_another_one():
    affixes = "SFX V Y 1\nSFX V ar ada/S ar\nSFX S Y 1\nSFX S 0 s a\n"
    words = spelling.Dictionary(affixes, "1\nformar/V\n")
    assert words.knows("formada") and words.knows("formadas")
    assert not words.knows("formars")


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_looked_at(text):
    for each in spelling.unknown_words(text):
        spelling.suggestions(each.word)


@pytest.mark.parametrize(
    "piece", ["a", "re", "á", "www.", "{{", "x-", "1", "a. ", "((", "ando", " "]
)
def test_time_is_linear(piece):
    begun = time.process_time()
    spelling.unknown_words(piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 2


def found(document, rule_id, facts=None):
    return rules.check(document, facts or context(), only=[rule_id])


@pytest.mark.parametrize("name", ["district", "small"])
def test_the_published_examples_are_well_written(name):
    data = json.loads((EXAMPLES / f"{name}.document.json").read_text(encoding="utf-8"))
    document = from_json(data)
    assert found(document, "R93", rules.for_document(document)) == []


def test_one_finding_tells_all_words_of_a_text():
    document = with_texts(clean(), "gds", "Evalaur la gestion de la gestion.", "Dirigir el area.")
    first, second = found(document, "R93")
    assert (first.target_uid, first.variant, first.severity) == ("gds-1", "several", "informs")
    assert first.span == (0, 7)
    assert first.params["spans"] == "0-7 11-18 25-32"
    assert "«gestion» (¿gestión?)" in first.message()
    assert (second.target_uid, second.variant) == ("gds-2", "found")


def test_words_of_the_parameter_and_of_the_names_near_are_right():
    document = with_texts(clean(), "ssp", "Dirigir el chaccu distrital.")
    assert found(document, "R93")
    setting = rules.RuleSetting(parameters={"words": ["Chaccu"]})
    assert not found(document, "R93", context().with_settings(R93=setting))
    assert not found(with_unit(document, "gds", name="Gerencia de Chaccu"), "R93")
    assert found(with_unit(document, "oga", name="Gerencia de Chaccu"), "R93")
    entity = replace(document.entity, district="Chaccu")
    assert not found(replace(document, entity=entity), "R93")


def test_every_kind_of_text_is_looked_at_and_each_is_told():
    document = clean()
    article = replace(document.articles[3], heading="Base legall", items=("Ley asi.", "Otra asi."))
    document = replace(
        document,
        articles=(*document.articles[:3], article),
        competences=(replace(document.competences[0], text="Gestion."),),
        annexes=(*document.annexes, Annex("x3", "text", "Anexo", "Texto asi.")),
    )
    document = with_unit(document, "oga", description="Organo de apoyo.")
    places = {(each.target_kind, each.field) for each in found(document, "R93")}
    assert places == {
        ("article", "heading"),
        ("article", "items[0]"),
        ("article", "items[1]"),
        ("competence", "text"),
        ("document", "annex.x3"),
        ("unit", "description"),
    }


def test_a_text_with_nothing_known_gets_no_guesses():
    document = with_texts(clean(), "gds", "Dirigir abcdeq bcdefq cdefgq defghq efghiq fghijq.")
    [finding] = found(document, "R93")
    assert "¿" not in finding.message() and finding.message().endswith(" y otras.")


NORMS = {"LEY-27972": "in_force", "LEY-23853-1984": "repealed", "LEY-1": citing.ABSENT}


def test_a_repealed_norm_is_a_warning_and_an_absent_one_informs():
    document = with_texts(clean(), "gds", "Aplicar la Ley N° 23853.", "Aplicar la Ley N° 1.")
    first, second = found(document, "R94", context(norms=NORMS))
    assert (first.target_uid, first.variant, first.severity) == ("gds-1", "not_in_force", "warns")
    assert "Aplicar la Ley N° 23853."[slice(*first.span)] == "Ley N° 23853"
    assert (second.target_uid, second.variant, second.severity) == ("gds-2", "absent", "informs")


def test_without_a_catalogue_the_rule_is_skipped():
    facts = replace(context(), norms=None)
    assert "R94" in rules.skipped(clean(), facts)
    assert "R93" not in rules.skipped(clean(), facts)


def test_what_the_legal_basis_of_the_function_cites_is_left_to_rule_41():
    document = clean()
    text = "Aplicar la Ley N° 23853."
    cited = function("gds-1", text, citations=(cite(norm="LEY-23853"),))
    facts = context(norms=NORMS)
    assert not found(with_unit(document, "gds", functions=(cited,)), "R94", facts)
    bare = replace(cited, citations=(cite(),))
    assert found(with_unit(document, "gds", functions=(bare,)), "R94", facts)


def test_derogatory_provisions_name_what_they_repeal():
    document = clean()
    article = replace(document.articles[3], body="Ley N° 23853.")
    facts = context(norms=NORMS)
    assert found(replace(document, articles=(article,)), "R94", facts)
    article = replace(article, place="derogatory")
    assert not found(replace(document, articles=(article,)), "R94", facts)


def test_a_norm_is_told_once_in_a_text():
    document = with_texts(clean(), "gds", "Aplicar la Ley N° 23853 y la Ley 23853.")
    assert len(found(document, "R94", context(norms=NORMS))) == 1


@pytest.mark.parametrize("rule_id", ["R93", "R94"])
def test_an_edit_is_rechecked_as_a_whole_check_would(rule_id):
    before = with_texts(clean(), "gds", "Evalaur la Ley N° 23853.")
    after = with_texts(before, "ssp", "Evalaur la Ley N° 23853.")
    facts = context(norms=NORMS)
    settled = facts.with_settings(
        **{each: rules.RuleSetting(active=False) for each in rules.REGISTRY if each != rule_id}
    )
    old = rules.check(before, settled)
    touched = [each.uid for each in after.units if each.uid == "ssp"]
    wanted = rules.check(after, settled)
    assert rules.recheck(after, settled, old, touched) == wanted
    assert len(wanted) == len(old) + 1
