"""The process of one task as it is in use, and the one that the other tests use in its place."""

import pytest
import warm
from builders import make_document
from signing_helpers import make_authority

from pgo_core import sign, worker
from pgo_core.render.pdf import RenderError, pdf


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A PDF of the process that the tests use, signed, and the root of its signature."""
    signer, root = make_authority(tmp_path_factory.mktemp("autoridad") / "a")
    content = pdf(make_document())
    return content, sign.sign(content, signer), root


def test_the_tests_do_not_start_a_process_for_each_task(pair):
    assert worker.run is warm.run
    servers = {name: server.pid for name, server in warm._started.items()}
    sign.verify(pair[1])
    assert pdf(make_document()) == pair[0]
    assert set(warm._started) == set(warm.PROGRAMS)
    assert servers.items() <= {name: one.pid for name, one in warm._started.items()}.items()


def test_a_real_process_gives_the_same_file(cold_workers, pair):
    assert worker.run is warm.cold
    assert pdf(make_document()) == pair[0]


def test_a_real_process_finds_the_same_signatures(monkeypatch, pair):
    for roots in ([pair[2]], []):
        told = sign.verify(pair[1], roots)
        assert len(told.signatures) == 1
        with monkeypatch.context() as patch:
            patch.setattr(worker, "run", warm.cold)
            assert sign.verify(pair[1], roots) == told


@pytest.mark.parametrize("run", [warm.run, warm.cold], ids=["warm", "cold"])
def test_how_a_task_ended_is_told(run, tmp_path):
    arguments = [str(tmp_path), "/nowhere", "60", "document"]
    done = run("pgo_core.render.typst_worker", arguments, b"{", str(tmp_path), 60)
    assert done.returncode == 1 and done.stdout == b""
    assert len(done.stderr.decode().strip().splitlines()) == 1
    done = run("pgo_core.render.typst_worker", ["only one"], b"", str(tmp_path), 60)
    assert done.returncode == 1 and b"TypeError" in done.stderr


def test_what_takes_too_long_is_ended(monkeypatch, pair):
    monkeypatch.setattr(warm, "_LEAST", 0)
    with pytest.raises(RenderError, match="superó los 0 segundos"):
        pdf(make_document(), time_limit=0.001)
    assert pdf(make_document()) == pair[0]
