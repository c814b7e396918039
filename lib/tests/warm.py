"""The processes of `pgo_core.worker` for tests, without their start: `pgo_core.nursery` does their
tasks too.

What the start itself promises is tested with real processes: `test_worker.py`, and every test that
gives its task less than `_LEAST` seconds.
"""

from pgo_core import nursery, worker

cold = worker.run

#: What is asked of the nursery in tests. A program that a test makes up is started as it is.
PROGRAMS = ("pgo_core.render.typst_worker", "pgo_core.sign.verify_worker")
#: Tests of the time limit give less and start the real process.
_LEAST = 5


def run(module, arguments, data, folder, time_limit):
    """Do what `pgo_core.worker.run` does, in a child of a process that is already there."""
    known = module in PROGRAMS and time_limit >= _LEAST
    return (nursery.run if known else cold)(module, arguments, data, folder, time_limit)
