"""What ./pgo hands to the library, and what it installs for that."""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from pgo_cli import library
from pgo_cli.context import Context

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["a.json"], ""),
        (["a.json", "--to", "xlsx", "-o", "b"], "xlsx"),
        (["a.json", "--format=pdf"], "pdf"),
        (["a.json", "--to"], ""),
        (["a.json", "--to", "ods", "--to", "pdf"], "pdf"),
    ],
)
def test_the_format_asked_for(arguments, name):
    assert library.wanted_format(arguments) == name


@pytest.fixture
def light(tmp_path, monkeypatch):
    """A light environment whose pip only writes down what it is asked for."""
    monkeypatch.setenv("PGO_STATE_DIR", str(tmp_path / "state"))
    ctx = Context(ROOT)
    installed = []

    def run_quietly(command, _title, _log):
        words = [str(word) for word in command]
        if "venv" in words:
            python = ctx.state / "core/bin/python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.symlink_to(words[0])
        else:
            installed.append(words[-1].removeprefix(str(ctx.lib)))

    monkeypatch.setattr(library, "run_quietly", run_quietly)
    real = subprocess.run
    ended = SimpleNamespace(returncode=0)
    monkeypatch.setattr(
        library.subprocess,
        "run",
        lambda command, **rest: ended if "-m" in command else real(command, **rest),
    )
    return SimpleNamespace(ctx=ctx, installed=installed)


def test_each_format_brings_its_extra_once(light, capsys):
    for name in ("html", "xlsx", "xlsx", "redline", "pdf", "nada"):
        assert library.run(light.ctx, "render", ["a.json", "--to", name]) == 0
    assert light.installed == ["[check]", "[sheets]", "[render]"]
    told = capsys.readouterr()
    assert "→ Lo que necesita el formato xlsx (la primera vez)" in told.err
    assert told.out == "", "standard output belongs to the document"


def test_a_new_environment_gets_its_extras_again(light):
    for _time in range(2):
        library.run(light.ctx, "render", ["a.json", "--to=xlsx"])
        (light.ctx.state / "core/bin/python").unlink()
    assert light.installed == ["[check]", "[sheets]"] * 2


def test_other_commands_bring_nothing(light):
    library.run(light.ctx, "check", ["a.json", "--to", "xlsx"])
    assert light.installed == ["[check]"]
