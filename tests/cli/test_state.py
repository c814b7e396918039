"""Stamps, secrets, addresses and the order of addons."""

import stat

import pytest

from pgo_cli import cluster, server
from pgo_cli.cluster import parse_url
from pgo_cli.console import PgoError, explain
from pgo_cli.context import Context, digest_folder
from pgo_cli.lint import odoo_imports, text_problems
from pgo_cli.main import main
from pgo_cli.odoo import closure, outer_dependencies, sort_addons


@pytest.fixture
def ctx(tmp_path, monkeypatch):
    monkeypatch.delenv("PGO_STATE_DIR", raising=False)
    context = Context(tmp_path)
    context.make_state()
    return context


def test_a_stamp_holds_only_for_the_same_inputs(ctx):
    assert not ctx.is_done("tree", "a")
    ctx.mark_done("tree", "a")
    assert ctx.is_done("tree", "a") and not ctx.is_done("tree", "b")
    ctx.forget("tree")
    assert not ctx.is_done("tree", "a")


def test_a_secret_is_made_once_and_private(ctx):
    assert ctx.secret("master") == ctx.secret("master") != ctx.secret("admin")
    mode = (ctx.state / "secrets.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_hash_of_a_folder_sees_names_and_contents(tmp_path):
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "a").write_text("1")
    first = digest_folder(folder)
    (folder / "a").rename(folder / "b")
    second = digest_folder(folder)
    (folder / "b").write_text("2")
    assert len({first, second, digest_folder(folder)}) == 3
    assert digest_folder(folder, lambda name: name == "b") == digest_folder(tmp_path / "none")


def test_addons_come_after_what_they_need():
    addons = {"a": {"depends": ["b", "web"]}, "b": {"depends": ["c"]}, "c": {}}
    assert list(sort_addons(addons)) == ["c", "b", "a"]
    assert list(closure(sort_addons(addons), ["b"])) == ["c", "b"]
    assert outer_dependencies(addons) == ["base", "web"]


def test_a_circle_of_addons_is_told():
    with pytest.raises(PgoError, match="círculo"):
        sort_addons({"a": {"depends": ["b"]}, "b": {"depends": ["a"]}})


def test_an_address_of_a_database_is_read():
    found = parse_url("postgresql://ana:c%40lave@db:6543/rof")
    assert found == {
        "host": "db",
        "port": 6543,
        "user": "ana",
        "password": "c@lave",
        "database": "rof",
    }


def test_an_address_may_name_a_socket_folder():
    found = parse_url("postgresql://odoo@%2Fvar%2FRun:5433/pgo")
    assert (found["host"], found["port"], found["user"]) == ("/var/Run", 5433, "odoo")
    assert parse_url("postgresql://[::1]/x")["host"] == "::1"


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://h:puerto/x"])
def test_a_wrong_address_is_refused(url):
    with pytest.raises(PgoError):
        parse_url(url)


def test_a_long_path_moves_the_socket(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "is_root", lambda: False)
    deep = Context(tmp_path / ("x" * 90))
    host = cluster.PrivateCluster(deep).host
    assert len(host) <= cluster.SOCKET_LIMIT and str(deep.state) not in host


def test_a_taken_port_is_told_or_stepped_over(monkeypatch, capsys):
    monkeypatch.setattr(server, "port_is_free", lambda host, port: port >= 8071)
    assert server.choose_port("127.0.0.1", None) == 8071
    assert "8071" in capsys.readouterr().out
    with pytest.raises(PgoError, match="ocupado"):
        server.choose_port("127.0.0.1", 8069)


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("E: Could not resolve 'mirror'", "red"),
        ("OSError: [Errno 28] No space left on device", "espacio"),
        ("boom", "falló"),
    ],
)
def test_failures_say_what_happened(output, word):
    assert word in str(explain(output, "Paso"))


@pytest.mark.parametrize(
    "argv",
    [
        ["volar"],
        ["up", "--port", "0"],
        ["up", "--port"],
        ["up", "-x"],
        ["init"],
        ["i18n"],
        ["test", "--x"],
        ["down", "ya"],
    ],
)
def test_a_wrong_call_is_refused_with_code_2(tmp_path, capsys, argv):
    assert main(tmp_path, argv) == 2
    assert "Error:" in capsys.readouterr().err


def test_help_lists_every_command(tmp_path, capsys):
    assert main(tmp_path, []) == 0
    text = capsys.readouterr().out
    for name in (
        "setup",
        "up",
        "down",
        "status",
        "test",
        "bench",
        "verify",
        "init",
        "shell",
        "psql",
        "i18n",
        "logs",
        "lint",
    ):
        assert name in text


def test_own_rules_find_machine_paths_and_loose_ends():
    assert text_problems("addons/x/a.py", 'open("/home/ana/x")')
    assert text_problems("addons/x/a.py", "# TODO later")
    assert not text_problems("addons/x/a.py", 'name = "TODO EL PERSONAL"')
    address = "/".join(("https://x", "work", "y"))
    assert not text_problems("addons/x/a.py", f"# TODO #12 later\nurl = {address!r}")


def test_the_library_may_not_import_odoo():
    assert odoo_imports("import odoo") == [1]
    assert odoo_imports("def f():\n    from odoo.tools import x") == [2]
    assert odoo_imports("import odootools\nfrom . import odoo") == []
