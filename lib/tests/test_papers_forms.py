"""What every legal form keeps: pure, complete, well formed, for any text."""

from dataclasses import replace

import pytest
from builders import make_document, random_document
from hypothesis import given
from hypothesis import strategies as st
from papers_helpers import FORMS, keys, lines, make, start
from rules_helpers import clean

from pgo_core.dossier import Dossier
from pgo_core.papers import catalogue
from pgo_core.papers.paper import Blank, Signatures, Table
from pgo_core.rules.context import Context, for_document

EXAMPLES = ("small", "sent", "province", "ministry", "mop")
LEVELS = {
    "ministry": {"government_level": "national", "executive": True},
    "regional_government": {"government_level": "regional"},
    "university": {"government_level": "national"},
    "district_municipality": {"government_level": "local"},
    "": {},
}


def test_the_catalogue_offers_them():
    assert set(FORMS) <= set(catalogue.KINDS)


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_each_is_pure_and_well_formed(kind, name):
    document, context = start(name)
    paper = make(kind, document, context)
    assert paper == make(kind, document, context)
    well_formed(paper)
    assert paper.kind == kind and paper.title and paper.parts


def well_formed(paper):
    assert not [line for line in lines(paper) if "{" in line and "}" in line]
    found = keys(paper)
    assert len(found) == len(set(found))
    for part in paper.parts:
        if isinstance(part, Blank):
            assert part.prompt and part.help and part.key
        elif isinstance(part, Table):
            assert len(part.widths) == len(part.head)
            assert all(sum(cell.span for cell in row) == len(part.head) for row in part.rows)
            assert part.rows or part.empty
        elif isinstance(part, Signatures):
            assert all(len(place) == 2 and all(place) for place in part.places)


@given(document=random_document(), kind=st.sampled_from(FORMS), key=st.sampled_from(list(LEVELS)))
def test_any_text_gives_one(document, kind, key):
    base = replace(document, units=document.units[1:])
    context = Context(entity_type=key, base=base, **LEVELS[key])
    paper = make(kind, document, context)
    assert paper == make(kind, document, context)


@pytest.mark.parametrize("kind", FORMS)
def test_what_is_written_leaves_no_place_to_complete(kind):
    document, context = start("province")
    paper = make(kind, document, context)
    asked = keys(paper)
    written = {key: f"Escrito para {key}." for key in asked}
    done = make(kind, document, replace(context, dossier=Dossier(texts=written)))
    assert set(keys(done)) <= {"staff"}  # the rows of the table are facts, not words
    # Rows of the staff table are facts; the last two decide which sentence the act has.
    for key in set(asked) - {"staff", "instrument.publication", "budget.statement"}:
        assert f"Escrito para {key}." in "\n".join(lines(done)), key


def test_a_text_in_braces_of_a_model_is_not_taken_for_a_name():
    document = clean()
    entity = replace(document.entity, name="{{entity_name}}")
    unnamed = replace(document, entity=entity, title="ROF de {{entity_name}}")
    for kind in FORMS:
        paper = make(kind, unnamed, Context(government_level="local"))
        assert "{{" not in "\n".join(lines(paper))


@pytest.mark.parametrize("key", sorted(catalogue.KINDS))
def test_every_kind_has_a_name_and_says_what_it_cannot_know(key):
    assert catalogue.name(key)
    document = make_document()
    paper = catalogue.KINDS[key].make(document, for_document(document))
    assert paper.kind == key and paper.title
    keys = [blank.key for blank in paper.blanks()]
    assert len(keys) == len(set(keys)) and all(isinstance(one, Blank) for one in paper.blanks())
