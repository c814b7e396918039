"""What holds for any document: no rule raises, keys are unique, order is stable, time is linear."""

import json
from dataclasses import replace
from time import process_time

import pytest
from builders import random_document
from hypothesis import given
from hypothesis import strategies as st
from rules_helpers import clean, context, unit

from pgo_core import keys, rules
from pgo_core.document import Citation, Competence, Entity, Function, Unit

PIECES = st.sampled_from(
    [
        "Formular",
        "el plan",
        "a fin de",
        "(COMPLETAR:",
        "{{district}}",
        "Municipalidad Distrital de ",
        "San Juan",
        "alcalde",
        "…",
        "Otras",
        "No",
        "Ñ",
        "e\u0301",
        "\u0130",
        "a)",
        ",",
        "{",
        "}",
        "\n",
        "",
    ]
)
TEXT = st.one_of(st.lists(PIECES, max_size=6).map(" ".join), st.text(max_size=20))
UIDS = st.sampled_from(["", "a", "b", "c", "d"])
CITATION = st.builds(
    Citation, st.sampled_from(["", "LEY-27972", "X"]), TEXT, st.sampled_from(["", "79.3", "art."])
)
FUNCTION = st.builds(
    Function,
    UIDS,
    TEXT,
    st.sampled_from(keys.FUNCTION_CLASSES),
    citations=st.lists(CITATION, max_size=2).map(tuple),
    standard=st.sampled_from(["", "s"]),
    counterpart=TEXT,
)
UNIT = st.builds(
    Unit,
    UIDS,
    TEXT,
    st.sampled_from(keys.NATURES),
    st.integers(-1, 9),
    code=st.sampled_from(["", "01", "01.1", "01.1.1", "0.3.1", "x", "01.²"]),
    acronym=TEXT,
    parent_uid=UIDS,
    description=TEXT,
    functions=st.lists(FUNCTION, max_size=4).map(tuple),
)


@st.composite
def broken_documents(draw):
    """Documents with cycles, unknown parents, repeated uids and odd text."""
    return clean(
        kind=draw(st.sampled_from(keys.KINDS)),
        title=draw(TEXT),
        entity=Entity(name=draw(TEXT), province=draw(TEXT), ubigeo=draw(TEXT)),
        units=tuple(draw(st.lists(UNIT, max_size=6))),
        competences=(Competence(draw(UIDS), draw(TEXT), (draw(CITATION),), (draw(UIDS),)),),
    )


def facts_of(draw) -> rules.Context:
    return context(
        rural=draw(st.sampled_from([True, False, None])),
        executive=draw(st.booleans()),
        changed=draw(st.sampled_from([None, frozenset({"a"})])),
        other_entities=draw(st.sampled_from([(), ("Municipalidad Distrital de San Juan",)])),
    )


@given(st.data(), broken_documents() | random_document())
def test_no_rule_raises_whatever_the_document(data, document):
    findings = rules.check(document, facts_of(data.draw))
    assert [finding for finding in findings if finding.variant == "could_not_check"] == []
    found = [finding.key() for finding in findings]
    assert len(found) == len(set(found))
    for finding in findings:
        assert finding.message() and "…" not in finding.rule_id
        assert finding.target_kind in rules.TARGET_KINDS and finding.severity in rules.SEVERITIES
    json.dumps(rules.to_json(findings))
    assert rules.report(findings)


@given(broken_documents())
def test_a_bare_context_is_enough(document):
    findings = rules.check(document)
    assert [finding for finding in findings if finding.variant == "could_not_check"] == []
    assert findings == rules.check(document, rules.Context())


@given(broken_documents())
def test_every_message_fills_every_place_of_its_template(document):
    for finding in rules.check(document, context()):
        template = rules.texts.variants(finding.rule_id)[finding.variant]
        wanted = rules.texts.fields(template["message"]) | rules.texts.fields(template["hint"])
        assert wanted <= set(finding.params), (finding.rule_id, finding.variant)


@given(broken_documents())
def test_running_one_rule_at_a_time_finds_the_same(document):
    together = rules.check(document, context())
    apart = [one for rule in rules.rules() for one in rules.check(document, context(), [rule.id])]
    assert {finding.key() for finding in together} == {finding.key() for finding in apart}


@pytest.mark.parametrize("shape", ["chain", "ring", "copies"])
def test_a_hostile_shape_of_five_thousand_units_is_checked_in_seconds(shape):
    def parent(number: int) -> str:
        if shape == "copies":
            return "gds"
        return f"u{number - 1}" if number else ("u4999" if shape == "ring" else "gds")

    text = "Ejecutar el plan." if shape == "copies" else "Ejecutar el plan {number}."
    units = tuple(
        Unit(f"u{n}", f"Unidad {n}", "line", 3, f"07.1.{n + 2}", parent_uid=parent(n))
        for n in range(5000)
    )
    units = tuple(
        replace(item, functions=(Function(f"{item.uid}-f", text.format(number=item.uid)),))
        for item in units
    )
    document = replace(clean(), units=(*clean().units, *units))
    start = process_time()
    findings = rules.check(document, context())
    assert process_time() - start < 5
    assert "could_not_check" not in {finding.variant for finding in findings}


@pytest.mark.parametrize(
    "piece", ["{{", "(completar ", ", para ", "(", " ", "a) ", "Municipalidad Distrital de "]
)
def test_a_hostile_text_does_not_explode(piece):
    text = piece * 5_000
    document = replace(
        clean(), title=text, units=(unit("u", text, "line", 2, "07.1", description=text),)
    )
    document = replace(
        document, units=(replace(document.units[0], functions=(Function("f", text),)),)
    )
    start = process_time()
    rules.check(document, context())
    assert process_time() - start < 2
