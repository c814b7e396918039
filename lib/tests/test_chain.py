import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgo_core import chain

FIELDS = st.dictionaries(
    st.text(max_size=5),
    st.one_of(st.text(max_size=10), st.integers(-9, 9), st.none(), st.booleans()),
)


def make_chain(all_fields):
    events, previous = [], chain.GENESIS
    for fields in all_fields:
        current = chain.event_hash(previous, fields)
        events.append((fields, previous, current))
        previous = current
    return events


def numbered(count=5):
    return make_chain([{"sequence": number, "kind": "sent"} for number in range(1, count + 1)])


@given(st.lists(FIELDS, max_size=5))
def test_a_chain_as_written_is_sound(all_fields):
    assert chain.verify(make_chain(all_fields)) == []


def test_the_hash_is_the_same_for_ever():
    assert chain.event_hash(chain.GENESIS, {"kind": "sent", "sequence": 1}) == (
        "c4dd1c038b12f22c8c741ad71cda83bacedafb3e2aa5744220104bcef9faa3f8"
    )


def test_order_and_form_of_accents_do_not_matter():
    one = chain.event_hash(chain.GENESIS, {"a": "ó", "b": None})
    assert one == chain.event_hash(chain.GENESIS, {"b": None, "a": "o\u0301"})
    assert one != chain.event_hash("1" * 64, {"a": "ó", "b": None})


def test_an_altered_event_is_found_once():
    events = numbered()
    events[2] = ({"sequence": 3, "kind": "approved"}, *events[2][1:])
    found = chain.verify(events)
    assert [(item.position, item.kind) for item in found] == [(3, "content")]
    assert "alterado" in found[0].problem


def test_an_event_altered_with_its_hash_breaks_the_next_link():
    events = numbered()
    fields = {"sequence": 3, "kind": "approved"}
    events[2] = (fields, events[2][1], chain.event_hash(events[2][1], fields))
    assert [(item.position, item.kind) for item in chain.verify(events)] == [(4, "link")]


@pytest.mark.parametrize(
    ("change", "position"),
    [
        (lambda events: events.pop(0), 1),
        (lambda events: events.pop(2), 3),
        (lambda events: events.insert(2, events[0]), 3),
        (lambda events: events.reverse(), 1),
    ],
)
def test_removed_inserted_or_moved_events_break_a_link(change, position):
    events = numbered()
    change(events)
    first = chain.verify(events)[0]
    assert (first.position, first.kind) == (position, "link")


def test_a_cut_tail_needs_the_head_to_be_seen():
    events = numbered()
    head = events[-1][2]
    assert chain.verify(events, head) == []
    assert chain.verify(events[:-1]) == []
    assert [(b.position, b.kind) for b in chain.verify(events[:-1], head)] == [(5, "tail")]
    assert [b.kind for b in chain.verify([], head)] == ["tail"]


def test_values_without_a_single_written_form_are_refused():
    for value in (1.5, [], {}, object()):
        with pytest.raises(TypeError):
            chain.event_hash(chain.GENESIS, {"value": value})
    assert chain.verify([({"value": 1.5}, chain.GENESIS, "0")])[0].kind == "content"
