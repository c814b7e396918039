"""Many texts checked at once, in processes that live for one run.

For the command line and for jobs beside the server: a thread would gain nothing, and a server that
is serving must not fork, so the processes are started anew (`spawn`) and end with the run.
"""

from __future__ import annotations

import gc
import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

from ..document import DocumentError, from_json
from .context import Context
from .engine import check
from .finding import Finding

#: Texts that travel to a process at once, and such parcels waiting for each process.
CHUNK, AHEAD = 20, 2
#: Things made between two looks for garbage in such a process, some tens of texts.
_COLLECTED = 50_000

#: A text as it is stored (its JSON form, sealed or not) with the facts beside it.
Item = tuple[str | bytes, Context]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one text; `problem` says why it could not be read, and then nothing was
    looked at.
    """

    findings: tuple[Finding, ...] = ()
    problem: str = ""


def check_texts(
    items: Iterable[Item], only: Iterable[str] | None = None, processes: int = 2
) -> Iterator[Checked]:
    """What `check` finds in each text, in the order given.

    `items` are taken as they are needed, so a whole country does not have to fit in memory; with
    one process everything runs here. A text that is no Document is told, never passed over. A script
    that calls this needs the usual `if __name__ == "__main__"`.
    """
    only = None if only is None else tuple(only)
    parcels = _parcels(iter(items))
    if processes < 2:
        for parcel in parcels:
            yield from _check_parcel(parcel, only)
        return
    waiting: deque[Future[list[Checked]]] = deque()
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_settle) as pool:
        try:
            for parcel in parcels:
                waiting.append(pool.submit(_check_parcel, parcel, only))
                if len(waiting) >= processes * AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _settle() -> None:
    """Look for garbage more seldom: hardly anything made here holds itself, and a process lives for
    one run.
    """
    gc.freeze()
    gc.set_threshold(_COLLECTED, 20, 20)


def _parcels(items: Iterator[Item]) -> Iterator[list[Item]]:
    while parcel := list(islice(items, CHUNK)):
        yield parcel


def _check_parcel(parcel: list[Item], only: tuple[str, ...] | None) -> list[Checked]:
    return [_checked(text, context, only) for text, context in parcel]


def _checked(text: str | bytes, context: Context, only: tuple[str, ...] | None) -> Checked:
    try:
        document = from_json(json.loads(text))
    except (DocumentError, ValueError) as error:
        return Checked(problem=str(error))
    return Checked(tuple(check(document, context, only)))
