"""Measuring one thing against its peer: interleaved, median of the rounds, one printed line."""

import contextlib
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

#: Above this load the processors are shared and time on the wall says little.
BUSY = 1.2


def process_cpu(pid):
    """Return the CPU seconds of any process of this machine, to the nanosecond; 0 if it is gone."""
    # The kernel's clock of a process (MAKE_PROCESS_CPUCLOCK, CPUCLOCK_SCHED).
    with contextlib.suppress(OSError):
        return time.clock_gettime((~pid << 3) | 2)
    return 0.0


def own_cpu():
    """Return the CPU seconds of this process and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@dataclass
class Side:
    """One of the two things compared: its name, the call, and what surrounds it untimed."""

    name: str
    call: Callable
    around: Callable = contextlib.nullcontext


@dataclass
class Sample:
    """Seconds of one call, on the wall and of CPU."""

    wall: float
    cpu: float


@dataclass
class Clock:
    """Takes samples; `pids` returns the other local processes whose CPU counts (servers).

    `judged_by_cpu` tells which of both times the last medians are.
    """

    kind: str = "auto"
    pids: Callable = tuple
    judged_by_cpu: bool = False

    def by_cpu(self):
        """Return whether CPU time is what to compare: always asked for, or the machine is busy."""
        return self.kind == "cpu" or (self.kind == "auto" and os.getloadavg()[0] > BUSY)

    def sample(self, side):
        """Run one side once and return what it took."""
        with side.around():
            pids = tuple(self.pids())
            cpu, wall = own_cpu() + sum(map(process_cpu, pids)), time.perf_counter()
            side.call()
            wall = time.perf_counter() - wall
            cpu = own_cpu() + sum(map(process_cpu, pids)) - cpu
        return Sample(wall, cpu)

    def medians(self, sides, rounds):
        """Return one median per side, in seconds; sides take turns and each round starts with another.

        The first call of each side only warms caches.
        """
        for side in sides:
            self.sample(side)
        taken = [[] for _side in sides]
        for turn in range(rounds):
            order = range(len(sides)) if turn % 2 else reversed(range(len(sides)))
            for place in order:
                taken[place].append(self.sample(sides[place]))
        self.judged_by_cpu = self.by_cpu()
        return [median(s.cpu if self.judged_by_cpu else s.wall for s in one) for one in taken]


@dataclass
class Board:
    """Prints the lines and remembers how many targets were missed."""

    clock: Clock
    rounds: int = 9
    missed: list = field(default_factory=list)
    met: int = 0

    def title(self, text):
        """Print the heading of a group of lines."""
        print(f"\n{text}", flush=True)

    def note(self, text):
        """Print something that has no target."""
        print(f"    {text}", flush=True)

    def compare(self, name, ours, peer, target=None, rounds=None):
        """Measure both sides, print their line and return the two medians in seconds."""
        mine, other = self.clock.medians([ours, peer], rounds or self.rounds)
        self.line(name, mine, peer.name, other, target)
        return mine, other

    def line(self, name, mine, peer, other, target=None, by_cpu=None):
        """Print one comparison and judge it when it has a target."""
        unit = "CPU" if (self.clock.judged_by_cpu if by_cpu is None else by_cpu) else "reloj"
        return self._judge(name, (mine, other), peer, target, show, unit)

    def weigh(self, name, mine, peer, other, target=None):
        """Print one comparison of peaks of memory, in bytes, and judge it when it has a target."""
        return self._judge(name, (mine, other), peer, target, mebibytes, "memoria")

    def _judge(self, name, values, peer, target, shown, unit):
        mine, other = values
        ratio = mine / other if other else float("inf")
        text = f"{name:<58} {shown(mine):>10} · {peer} {shown(other)} · {number(ratio)}×"
        if target is None:
            mark, goal = "·", "informativo"
        else:
            met = ratio <= target
            mark, goal = "✓" if met else "✗", f"meta ≤ {number(target)}×"
            if met:
                self.met += 1
            else:
                self.missed.append(name)
        print(f"  {mark} {text} ({goal}; {unit})", flush=True)
        return ratio

    def summary(self):
        """Print how many targets are met."""
        total = self.met + len(self.missed)
        print(f"\nMetas cumplidas: {self.met} de {total}.")
        for name in self.missed:
            print(f"  ✗ {name}")


def show(seconds):
    """Return a time as people read it, with a decimal comma."""
    if seconds >= 1:
        return f"{seconds:.2f} s".replace(".", ",")
    return f"{seconds * 1000:.{1 if seconds >= 0.01 else 2}f} ms".replace(".", ",")


def mebibytes(size):
    """Return a size in bytes as people read it."""
    return f"{size / 2**20:.0f} MB"


def number(value):
    """Return a ratio with a decimal comma and three meaningful digits at least."""
    digits = 0 if value >= 100 else 2 if value >= 0.1 else 3
    return f"{value:.{digits}f}".replace(".", ",")
