"""Rules 37, 38, 40, 41, 42: what functions rest on and whether they repeat each other."""

from dataclasses import replace

import pytest
from rules_helpers import (
    LOM,
    adding,
    cite,
    clean,
    context,
    found,
    function,
    unit,
    with_texts,
    with_unit,
)

from pgo_core import rules
from pgo_core.document import Citation, Competence

SAME = "Ejecutar el plan anual de la entidad."


def twice(one: str, two: str, text: str = SAME, **fields):
    """The clean document with the same function in two units."""
    document = with_unit(clean(), one, functions=(function("first", text, **fields),))
    return with_unit(document, two, functions=(function("second", text, **fields),))


def test_r37_different_functions_pass():
    assert found(clean(), "R37") == []


def test_r37_closing_items_pass():
    assert found(twice("oaj", "opp", "Las demás que señale la ley."), "R37") == []


def test_r37_standard_and_coordination_functions_pass():
    assert found(twice("oaj", "opp", standard="L01-1"), "R37") == []
    assert found(twice("oaj", "opp", counterpart="Oficina de Asesoría Jurídica"), "R37") == []


def test_r37_deconcentrated_organs_of_two_territories_pass():
    agencies = (
        unit(
            "north",
            "Agencia Norte",
            "deconcentrated",
            3,
            "08.1",
            "gds",
            functions=(function("n", SAME),),
        ),
        unit(
            "south",
            "Agencia Sur",
            "deconcentrated",
            3,
            "08.2",
            "gds",
            functions=(function("s", SAME),),
        ),
    )
    assert found(adding(clean(), *agencies), "R37") == []


def test_r37_the_same_words_in_two_units_are_found():
    assert found(twice("oaj", "opp"), "R37") == [("second", "found", "blocks")]


def test_r37_capitals_accents_and_punctuation_do_not_hide_it():
    document = with_texts(clean(), "oaj", "Emitir opinión técnica.")
    document = with_texts(document, "opp", "EMITIR OPINION, TECNICA")
    assert found(document, "R37") == [("opp-1", "found", "blocks")]
    (finding,) = rules.check(document, context(), ["R37"])
    assert "Oficina de Asesoría Jurídica" in finding.message()


def test_r37_twice_in_one_unit_is_found():
    document = with_texts(clean(), "oaj", SAME, "Emitir opinión.", SAME)
    assert found(document, "R37") == [("oaj-3", "same_unit", "blocks")]


def test_r37_a_unit_that_copies_its_organ_is_left_to_rule_38():
    assert found(twice("oga", "ab"), "R37") == []


LONG = "Elaborar el informe anual de seguimiento de los convenios de cooperación"


def near(one: str, two: str, first: str = "oaj", second: str = "opp", **fields):
    """The clean document with a function in each of two units."""
    document = with_unit(clean(), first, functions=(function("first", one, **fields),))
    return with_unit(document, second, functions=(function("second", two, **fields),))


@pytest.mark.parametrize(
    "other",
    [
        f"{LONG} de la municipalidad.",
        LONG.replace("Elaborar", "FORMULAR"),
        LONG.replace("los convenios", "convenios"),
        LONG.replace("el informe anual", "los informes anuales"),
    ],
)
def test_r37_nearly_the_same_words_in_two_units_are_a_warning(other):
    assert found(near(LONG, other), "R37") == [("second", "near", "warns")]


@pytest.mark.parametrize(
    "other",
    [
        LONG.replace("convenios", "contratos"),
        LONG.replace("Elaborar", "Aprobar"),
        f"{LONG} y de los recursos que reciba la municipalidad de otras entidades.",
        f"{LONG} en el ámbito de su competencia.",
        "Las demás funciones que señale la ley.",
        "",
    ],
)
def test_r37_another_object_verb_or_matter_is_no_near_duplicate(other):
    assert found(near(LONG, other), "R37") == []


@pytest.mark.parametrize(
    ("one_text", "other"),
    [
        ("Ejecutar los programas de la zona 1.", "Ejecutar los programas de la zona 2."),
        ("Formular el plan anual de TIC.", "Formular el plan anual de SST."),
    ],
)
def test_r37_numbers_and_acronyms_tell_another_object(one_text, other):
    assert found(near(one_text, other), "R37") == []


def test_r37_what_exempts_equal_functions_exempts_nearly_equal_ones():
    other = f"{LONG} de la municipalidad."
    assert found(near(LONG, other, standard="L01-1"), "R37") == []
    assert found(near(LONG, other, counterpart="Ministerio"), "R37") == []
    assert found(near(LONG, other, "oga", "ab"), "R37") == []
    agencies = near(LONG, other, "gds", "ssp")
    agencies = with_unit(agencies, "ssp", nature="deconcentrated", parent_uid="gm")
    assert found(agencies, "R37") == [("second", "near", "warns")]
    assert found(with_unit(agencies, "gds", nature="deconcentrated"), "R37") == []


def test_r37_equal_words_of_what_is_its_own_in_each_unit_are_only_a_warning():
    own = "Proponer los programas de cooperación técnica dentro del ámbito de su competencia."
    assert found(near(own, own), "R37") == [("second", "found", "warns")]
    assert found(near(LONG, LONG), "R37") == [("second", "found", "blocks")]


def test_r37_functions_of_one_unit_may_be_alike():
    assert found(with_texts(clean(), "oaj", LONG, f"{LONG} de la entidad."), "R37") == []


def test_r37_how_near_is_a_parameter_and_a_hundred_looks_for_none():
    document = near(LONG, f"{LONG} de la municipalidad.")
    for least, variants in ((60, ["near"]), (95, []), (100, [])):
        facts = context().with_settings(R37=rules.RuleSetting(parameters={"near": least}))
        assert [variant for _uid, variant, _s in found(document, "R37", facts)] == variants


def test_r37_the_words_shared_are_told():
    (finding,) = rules.check(near(LONG, f"{LONG} de la municipalidad."), context(), ["R37"])
    assert finding.params["shared"].split(", ")[:3] == ["Elaborar", "informe", "anual"]
    assert "Oficina de Asesoría Jurídica" in finding.message()


def test_r37_the_same_words_are_told_once_and_not_as_near():
    assert found(near(LONG, LONG.upper()), "R37") == [("second", "found", "blocks")]


def test_r37_near_is_equal_after_an_edit():
    before = rules.check(clean(), context())
    document = near(LONG, f"{LONG} de la municipalidad.")
    touched = ["oaj", "opp", "first", "second"]
    assert rules.recheck(document, context(), before, touched) == rules.check(document, context())


def test_r38_a_unit_that_unfolds_its_organ_passes():
    assert found(clean(), "R38") == []


def test_r38_the_same_words_in_unrelated_units_pass():
    assert found(twice("oaj", "opp"), "R38") == []


def test_r38_a_copy_of_the_organ_is_a_warning():
    assert found(twice("oga", "ab"), "R38") == [("second", "found", "warns")]


def test_r38_a_copy_of_the_organ_above_the_organ_is_a_warning():
    assert found(twice("gm", "ssp"), "R38") == [("second", "found", "warns")]


def test_r40_substantive_functions_with_norm_and_article_pass():
    assert found(clean(), "R40") == []


def test_r40_other_classes_need_no_basis():
    document = with_texts(
        clean(), "gds", "Dirigir el personal.", function_class="direction", citations=()
    )
    assert found(document, "R40") == []


def test_r40_without_basis_is_a_warning_when_nothing_is_known_of_its_change():
    document = with_texts(clean(), "gds", "Atender a la población.", citations=())
    assert found(document, "R40") == [("gds-1", "found", "warns")]


def test_r40_without_basis_blocks_when_new():
    document = with_texts(clean(), "gds", "Atender a la población.", citations=())
    assert found(document, "R40", context(changed=frozenset({"gds-1"}))) == [
        ("gds-1", "new", "blocks")
    ]
    assert found(document, "R40", context(changed=frozenset({"other"}))) == [
        ("gds-1", "found", "warns")
    ]


def test_r40_what_is_unchanged_has_the_severity_of_the_parameter():
    document = with_texts(clean(), "gds", "Atender a la población.", citations=())
    facts = context().with_settings(R40=rules.RuleSetting(parameters={"unchanged": "informs"}))
    assert found(document, "R40", facts) == [("gds-1", "found", "informs")]


def test_r40_a_norm_without_article_is_a_warning():
    document = with_texts(clean(), "gds", "Atender a la población.", citations=(cite(""),))
    facts = context(changed=frozenset({"gds-1"}))
    assert found(document, "R40", facts) == [("gds-1", "no_article", "warns")]


def test_r41_norms_in_force_pass():
    assert found(clean(), "R41") == []


def test_r41_the_year_may_be_left_out():
    assert found(clean(), "R41", context(norms={"LEY-27972-2003": "in_force"})) == []


def test_r41_an_unknown_norm_is_a_warning():
    document = with_texts(
        clean(), "gds", "Atender.", citations=(cite("1"), Citation("LEY-1", "Ley N° 1", "2"))
    )
    assert found(document, "R41") == [("gds-1", "unknown", "warns")]


def test_r41_a_derogated_norm_is_a_warning_also_in_a_competence():
    old = Citation("LEY-23853", "Ley N° 23853", "10")
    document = clean(competences=(Competence("c1", "Organizar.", (old,)),))
    facts = context(norms={LOM: "in_force", "LEY-23853": "derogated"})
    assert found(document, "R41", facts) == [("c1", "not_in_force", "warns")]


@pytest.mark.parametrize(
    ("status", "variant"), [("unknown", "not_verified"), ("partly_repealed", "partly_repealed")]
)
def test_r41_only_informs_of_a_norm_to_be_verified(status, variant):
    facts = context(norms={"LEY-27972": status})
    assert {hit[1:] for hit in found(clean(), "R41", facts)} == {(variant, "informs")}


def test_r41_without_a_catalogue_is_named_as_skipped_and_not_passed():
    facts = context(norms=None)
    assert found(clean(), "R41", facts) == []
    assert "R41" in rules.skipped(clean(), facts)
    assert "R41" in rules.report([], rules.skipped(clean(), facts))


def test_r42_every_matter_with_a_function_passes():
    assert found(clean(), "R42") == []


@pytest.mark.parametrize("article", ["84", "84.2.4", "84, numeral 2.4", "84-2"])
def test_r42_a_numeral_of_the_article_passes(article):
    document = with_unit(
        clean(),
        "ssp",
        functions=tuple(
            replace(f, citations=(cite(article),)) if f.uid == "lom-84" else f
            for f in next(u for u in clean().units if u.uid == "ssp").functions
        ),
    )
    assert found(document, "R42") == []


def test_r42_a_competence_carried_by_a_function_passes():
    spoiled = without_matter("85")
    competence = Competence("c9", "Seguridad ciudadana.", (cite("85"),), ("gds-1",))
    assert found(replace(spoiled, competences=(competence,)), "R42") == []


def without_matter(article: str):
    units = tuple(
        replace(item, functions=tuple(f for f in item.functions if f.uid != f"lom-{article}"))
        for item in clean().units
    )
    return replace(clean(), units=units)


def test_r42_a_matter_nobody_has_is_a_warning_with_its_name():
    (finding,) = rules.check(without_matter("85"), context(), ["R42"])
    assert finding.key() == "R42:document:found:85" and finding.severity == "warns"
    assert "seguridad ciudadana" in finding.message()


def test_r42_the_same_article_of_another_law_does_not_count():
    document = without_matter("85")
    document = with_texts(document, "gds", "Patrullar.", citations=(cite("85", "LEY-27867"),))
    assert found(document, "R42") == [("", "found", "warns")]


def test_r42_a_rural_municipality_adds_natural_resources():
    assert found(clean(), "R42", context(rural=True)) == [("", "found", "warns")]


def test_r42_is_not_asked_of_other_governments():
    assert found(without_matter("85"), "R42", rules.Context(government_level="national")) == []
