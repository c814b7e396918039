"""Which layers a call of ./pgo test runs."""

import pytest

from pgo_cli.console import PgoError
from pgo_cli.testing import _in_parallel, make_plan

KNOWN = {"pgo_base": {}, "pgo_rof": {"depends": ["pgo_base"]}}


def test_without_paths_everything_runs(project):
    plan = make_plan(project, [], "", KNOWN)
    assert plan.whole
    assert plan.pure == ["lib/tests", "tests/cli", "tests/test_words.py"]
    assert plan.odoo == ["addons/pgo_base", "addons/pgo_rof", "tests/test_cross.py"]
    assert plan.e2e == ["tests/e2e"]


def test_an_expression_alone_is_not_the_whole_run(project):
    assert not make_plan(project, [], "sello", KNOWN).whole


@pytest.mark.parametrize("path", ["lib", "lib/tests/test_a.py", "tests/cli", "tests/test_words.py"])
def test_a_pure_path_needs_no_odoo(project, path):
    plan = make_plan(project, [path], "", KNOWN)
    assert plan.pure and not plan.odoo and not plan.e2e


def test_an_addon_may_be_named_in_three_ways(project):
    for path in ("pgo_rof", "addons/pgo_rof", str(project / "addons/pgo_rof")):
        plan = make_plan(project, [path], "", KNOWN)
        assert (plan.odoo, plan.addons) == (["addons/pgo_rof"], ["pgo_rof"])


def test_a_node_keeps_its_name(project):
    plan = make_plan(project, ["lib/tests/test_a.py::test_x"], "", KNOWN)
    assert plan.pure == ["lib/tests/test_a.py::test_x"]


def test_a_journey_needs_every_addon(project):
    plan = make_plan(project, ["tests/e2e/test_journey.py"], "", KNOWN)
    assert plan.e2e and plan.addons == list(KNOWN)


@pytest.mark.parametrize("path", ["no/existe", "../fuera", "pgo_otro"])
def test_an_unknown_path_is_refused(project, path):
    with pytest.raises(PgoError):
        make_plan(project, [path], "", KNOWN)


def test_whole_folders_are_shared_among_cores_and_one_file_is_not(project, monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0, 1})
    assert _in_parallel(project, ["lib/tests"]) == ["-n", "2", "--dist", "loadfile"]
    assert _in_parallel(project, ["lib/tests/test_a.py", "lib/tests/test_a.py::test_x"]) == []
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0})
    assert _in_parallel(project, ["lib/tests"]) == []
