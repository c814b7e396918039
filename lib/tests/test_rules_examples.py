"""The examples beside each rule do what they tell, and every rule has two of each kind."""

import pytest

from pgo_core import rules
from pgo_core.rules import examples

STARTS = ("small", "ministry", "mop", "province", "sent")


@pytest.mark.parametrize("name", STARTS)
def test_nothing_is_found_in_a_starting_text(name):
    document, context = examples.start(name)
    assert [finding.key() for finding in rules.check(document, context)] == []


@pytest.mark.parametrize("rule_id", sorted(rules.REGISTRY))
def test_examples_of_a_rule_do_what_they_tell(rule_id):
    for example in examples.of(rule_id):
        rule = rules.REGISTRY[rule_id]
        assert rule.applies(example.document, example.context), example.tells
        assert not rule.missing(example.context), example.tells
        found = {(finding.target_uid, finding.variant) for finding in example.run()}
        assert found == example.finds, example.tells
        assert example.tells.endswith(".")


@pytest.mark.parametrize("rule_id", sorted(rules.REGISTRY))
def test_every_rule_has_two_examples_of_each_kind(rule_id):
    holds = [example.holds for example in examples.of(rule_id)]
    assert holds.count(True) >= 2
    assert holds.count(False) >= 2


def test_an_example_that_changes_what_is_not_there_is_broken():
    with pytest.raises(examples.ExampleError, match="nobody"):
        examples.change({"units": []}, [{"drop": "nobody"}])
