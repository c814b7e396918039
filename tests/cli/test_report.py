"""Counting results and reading Odoo's log."""

import re

from pgo_cli.report import Totals, addon_of, log_problems, read_allowed, read_junit

JUNIT = """<testsuites><testsuite>
<testcase classname="addons.pgo_base.tests.test_a.TestA" name="test_ok"/>
<testcase classname="addons.pgo_base.tests.test_a.TestA" name="test_bad"><failure/></testcase>
<testcase classname="lib.tests.test_b" name="test_skip"><skipped type="pytest.skip"/></testcase>
</testsuite></testsuites>"""


def test_junit_is_counted(tmp_path):
    path = tmp_path / "j.xml"
    path.write_text(JUNIT, encoding="utf-8")
    found = read_junit(path)
    assert (found["passed"], found["failed"], len(found["skipped"])) == (1, 1, 1)
    assert found["per_addon"] == {"pgo_base": 1}


def test_a_missing_report_is_a_failure(tmp_path):
    assert read_junit(tmp_path / "none.xml")["failed"] == 1


def test_a_skipped_test_fails_the_run(tmp_path):
    path = tmp_path / "j.xml"
    path.write_text(JUNIT, encoding="utf-8")
    totals = Totals()
    totals.add_junit(path)
    assert totals.failed == 2


def test_the_last_line_is_plain(capsys):
    totals = Totals()
    totals.gate("algo", [])
    assert totals.close() == 0
    assert re.fullmatch(r"\d+ passed, \d+ failed", capsys.readouterr().out.splitlines()[-1])


def test_nothing_run_is_a_failure():
    assert Totals().close() == 1


def test_addons_are_known_by_their_class():
    assert addon_of("odoo.addons.pgo_rof.tests.test_x.T") == "pgo_rof"
    assert addon_of("lib.tests.test_x") is None


def test_warnings_are_found_once_and_the_allowed_left_out(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(
        "2026-01-01 00:00:00,1 7 WARNING ? odoo: Running as user 'root' is a security risk.\n"
        "2026-01-01 00:00:00,1 7 INFO db odoo: WARNING is only a word here\n"
        "2026-01-01 00:00:00,1 7 ERROR db odoo: bad\nTraceback\nValueError: x\n"
        "2026-01-01 00:00:09,1 7 ERROR db odoo: bad\n",
        encoding="utf-8",
    )
    allow = tmp_path / "allow.txt"
    allow.write_text("# why\nRunning as user 'root'\n", encoding="utf-8")
    (found,) = log_problems(log, read_allowed(allow))
    assert "bad" in found and "ValueError: x" in found


def test_a_missing_log_is_a_problem(tmp_path):
    assert log_problems(tmp_path / "none.log", [])
