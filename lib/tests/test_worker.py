"""The process of one task as it is in use, and the one that the other tests use in its place."""

import signal
import subprocess

import pytest
import warm
from builders import make_document
from signing_helpers import make_authority

from pgo_core import nursery, sign, worker
from pgo_core.render.pdf import RenderError, pdf

VERIFY = "pgo_core.sign.verify_worker"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A PDF of the process that the tests use, signed, and the root of its signature."""
    signer, root = make_authority(tmp_path_factory.mktemp("autoridad") / "a")
    content = pdf(make_document())
    return content, sign.sign(content, signer), root


def test_the_tests_do_not_start_a_process_for_each_task(pair):
    assert worker.run is warm.run
    # Another test may have ended them.
    sign.verify(pair[1])
    pdf(make_document())
    before = [nursery._nurseries[name].process.pid for name in warm.PROGRAMS]
    sign.verify(pair[1])
    assert pdf(make_document()) == pair[0]
    assert before == [nursery._nurseries[name].process.pid for name in warm.PROGRAMS]


def test_a_real_process_gives_the_same_file(cold_workers, pair):
    assert worker.run is warm.cold
    assert pdf(make_document()) == pair[0]


def test_a_real_process_finds_the_same_signatures(monkeypatch, pair):
    for roots in ([pair[2]], []):
        told = sign.verify(pair[1], roots)
        assert len(told.signatures) == 1
        with monkeypatch.context() as patch:
            patch.setattr(nursery, "run", warm.cold)
            assert sign.verify(pair[1], roots) == told


def test_a_busy_process_does_not_keep_others_waiting(pair):
    told = sign.verify(pair[1])
    one = nursery._nurseries[VERIFY]
    with one.lock:
        process = one.process
        assert sign.verify(pair[1]) == told
        assert one.process is process


def test_a_process_that_was_killed_is_started_again(pair):
    told = sign.verify(pair[1])
    process = nursery._nurseries[VERIFY].process
    process.kill()
    process.wait()
    assert sign.verify(pair[1]) == told
    assert nursery._nurseries[VERIFY].process.pid != process.pid


def test_a_process_that_dies_while_it_is_asked_is_replaced(monkeypatch, pair):
    told = sign.verify(pair[1])
    nursery._nurseries[VERIFY].process.kill()
    # As if its end had not been noticed.
    monkeypatch.setattr(nursery._nurseries[VERIFY].process, "poll", lambda: None)
    assert sign.verify(pair[1]) == told


def test_a_slow_task_ends_with_its_process(pair):
    sign.verify(pair[1])
    process = nursery._nurseries[VERIFY].process
    assert "se detuvo" in sign.verify(pair[1], time_limit=0.0001).problem
    assert process.wait(10) == -signal.SIGKILL
    assert sign.verify(pair[1]).signatures


def test_a_process_ends_when_nobody_asks(monkeypatch):
    kept = nursery._Nursery(VERIFY)
    start = subprocess.Popen
    code = f"from pgo_core import nursery; nursery.IDLE = 0.2; nursery.serve({VERIFY!r})"
    monkeypatch.setattr(
        nursery.subprocess, "Popen", lambda command, **rest: start([command[0], "-c", code], **rest)
    )
    assert kept._started().wait(20) == 0


def test_a_program_that_cannot_be_loaded_is_told_by_its_own_process(tmp_path):
    done = nursery.run("pgo_core.no_such_worker", [], b"", str(tmp_path), 60)
    assert done.returncode == 1 and b"no_such_worker" in done.stderr


LIMITED = """
import resource

def main(megabytes):
    print(resource.getrlimit(resource.RLIMIT_AS)[0])
    memory = int(megabytes) * 1024**2
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    bytearray(memory)
"""


def test_a_child_has_limits_of_its_own(monkeypatch, tmp_path, pair):
    """The limits of one task (memory by the size of its file) are not those of the next."""
    (tmp_path / "limited_worker.py").write_text(LIMITED, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    kept = nursery._Nursery("limited_worker")
    told = [kept.run([size], b"", str(tmp_path), 60) for size in ("300", "200", "300")]
    kept.end()
    assert [done.returncode for done in told] == [1, 1, 1]
    assert all(b"MemoryError" in done.stderr for done in told)
    assert {done.stdout for done in told} == {b"-1\n"}, "as if no other had been before"
    assert sign.verify(b"%PDF-1.7 /ByteRange %%EOF").problem
    assert sign.verify(pair[1]).signatures


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
