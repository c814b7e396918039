"""The rules: many versions in two processes beside one by one, one text beside reading it, one edit."""

import json
import resource
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from multiprocessing import get_context
from statistics import median

from pgo_core import document as core
from pgo_core import numbering, rules
from pgo_core.document import to_json
from pgo_core.rules import parallel
from pgo_core.rules.index import Index

from . import pool
from .clock import Sample, Side, show

#: Versions checked in two processes: enough that starting them does not decide, the country with --scale.
FEW, MANY = 160, 2_000
#: Units and functions of each text; the first is the peer of the others.
SIZES = ((60, 12), (120, 15), (1_500, 12))
PARALLEL_TARGET, READING_TARGET, EDIT_TARGET = 0.6, 10, 0.15
#: A what-if is to cost little more than reading the texts, of which this many make a batch.
TRIAL_TARGET, BATCH = 2, 50
#: Rounds of the edit, and edits enough for them: two of each side a round, with that which warms them.
EDIT_ROUNDS = 15
EDITS = 4 * (EDIT_ROUNDS + 1)
#: Linear: what so many functions cost may grow this much with the text (memory to look after, caches).
LINEAR_TARGET, PER = 2, 1_000
#: Versions among which the share of each rule is measured, and rules whose share is printed.
SAMPLE, SHOWN = 60, 12


class Ruling:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Measure many versions, one text of each size and one edit."""
        version = self.world.version(self.fixture, "draft")
        self.document, self.context = version._read_document(), version._rule_context()
        self.texts = [row[-1] for row in pool.texts()]
        # Where the numbers of the wordings of each text begin: none is written twice.
        self.starts = count(100_000, 20_000)
        self._what_if()
        self._sizes()
        self._many(MANY if self.fixture.is_national() else FEW)

    # A change tried on many versions -----------------------------------------------------------------------

    def _what_if(self):
        """Compare a batch of a what-if, with its reading and writing, with parsing the same sealed texts."""
        world = self.world
        person = world.person("bench_rules", "sgp_admin")
        rule = world.env["pgo.rule"].with_user(person).search([("rule_id", "=", "R30")])
        trial = world.env["pgo.rule.trial"].with_user(person).create({"rule_id": rule.id})
        trial.value_ids[:1].value = "26"
        trial.action_start()
        world.refresh()
        platform = trial.sudo()
        versions = platform._pending(BATCH)
        texts = [version.canonical for version in versions]
        self.board.title(f"Qué pasaría si cambia una regla: un lote de {len(texts)} versiones")

        def parse():
            for text in texts:
                core.from_json(json.loads(text))

        self.board.compare(
            "revisar el lote y guardar sus resultados",
            Side("", platform._run_batch, world.undone),
            Side("leer los mismos textos", parse),
            TRIAL_TARGET,
            rounds=5,
        )

    # One text ----------------------------------------------------------------------------------------------

    def _sizes(self):
        first = None
        for units, functions in SIZES:
            document = self._grown(units, functions)
            total = sum(len(unit.functions) for unit in document.units)
            self.board.title(f"Reglas en {units} unidades, {total} funciones")
            reading = self._full(document)
            first_time = self._first_time(units, functions)
            self.board.line("la primera vez", first_time, "leer y numerar", reading, READING_TARGET)
            cost = first_time / total
            if first is not None:
                name = f"la primera vez, por {PER} funciones"
                peer = f"con {SIZES[0][0]} unidades"
                self.board.line(name, cost * PER, peer, first * PER, LINEAR_TARGET)
            first = first or cost
            self._edit(document, first_time)

    def _first_time(self, units, functions):
        """Return the seconds of a check of texts that no cache has seen, the median of three."""
        fresh = [self._grown(units, functions, next(self.starts)) for _turn in range(3)]
        sides = [Side("", lambda one=one: rules.check(one, self.context)) for one in fresh]
        taken = [self.board.clock.sample(side) for side in sides]
        return median(one.cpu if self.board.clock.judged_by_cpu else one.wall for one in taken)

    def _full(self, document):
        """Compare a check of all the rules with reading and numbering the same text."""
        data = json.dumps(to_json(document))

        def parse():
            numbering.outline(core.from_json(json.loads(data)))

        checking = Side("", lambda: rules.check(document, self.context))
        _mine, reading = self.board.compare(
            "todas las reglas", checking, Side("leer y numerar", parse), READING_TARGET, rounds=5
        )
        return reading

    def _edit(self, document, first_time):
        """Compare looking again after one edit with a full check of an edited text, of which the caches know all
        but the edit; and, for information, with the first check of a text of that size. What came before is the
        same check of the edit before, as people edit. No edit comes twice, so neither side has seen its own.
        """
        unit = next(unit for unit in document.units if unit.functions)
        edited = unit.functions[0]
        before = rules.check(document, self.context)
        turns = count()

        def rewritten():
            text = f"Formular el plan anual de la serie {next(turns)}."
            functions = (replace(edited, text=text), *unit.functions[1:])
            changed = replace(unit, functions=functions)
            units = tuple(changed if one is unit else one for one in document.units)
            return replace(document, units=units)

        texts = [rewritten() for _turn in range(EDITS)]
        turn = count()

        def again():
            rules.recheck(texts[next(turn)], self.context, before, {edited.uid})

        def whole():
            rules.check(texts[next(turn)], self.context)

        @contextmanager
        def after(check):
            check()
            yield

        mine, _whole = self.board.compare(
            "otra vez tras una edición",
            Side("", again, lambda: after(again)),
            Side("revisión completa, con lo ya visto", whole, lambda: after(whole)),
            EDIT_TARGET,
            rounds=EDIT_ROUNDS,
        )
        name = "otra vez tras una edición, ante la primera vez"
        self.board.line(name, mine, "revisión completa", first_time)

    def _grown(self, units, functions, start=0):
        """Return the text with so many units of so many functions, each with a wording of the pool."""
        model = next(unit for unit in self.document.units if unit.nature == "line")
        head = tuple(unit for unit in self.document.units if unit.level <= 2)[:units]
        wordings = count(start)

        def written(uid):
            return tuple(
                core.Function(
                    f"{uid}-{place}",
                    self._wording(next(wordings)),
                    "substantive",
                    citations=model.functions[0].citations if model.functions else (),
                )
                for place in range(functions)
            )

        extra = tuple(
            replace(
                model,
                uid=f"bench-{start}-{place}",
                name=f"Subgerencia de la Serie {place}",
                level=3,
                code=f"{model.code}.{place + 1}",
                parent_uid=model.uid,
                functions=written(f"bench-{start}-{place}"),
            )
            for place in range(units - len(head))
        )
        head = tuple(replace(unit, functions=written(f"{start}-{unit.uid}")) for unit in head)
        return replace(self.document, units=(*head, *extra))

    def _wording(self, number):
        """Return a text unlike any other: the pool has 4 800, and a number tells its repetitions apart."""
        # Eight wordings of each function follow one another: every ninth is of another one.
        text = self.texts[number * (pool.VARIANTS + 1) % len(self.texts)]
        return f"{text.rstrip('.')} en la zona {number}."

    # Many versions -----------------------------------------------------------------------------------------

    def _many(self, versions):
        """Check many different versions in two processes and one by one; print what each rule takes."""
        self.board.title(f"Revisión de {versions} versiones con todas las reglas")
        items = [
            (json.dumps(to_json(self._grown(50, 12, next(self.starts)))), self.context)
            for _version in range(versions)
        ]
        one, two = self._alone(items), self._taken(lambda: _checked(items, 2), 2)
        # Where others use the processors there are no two for us: then the work of each process tells.
        by_cpu = self.board.clock.by_cpu()
        mine, peer = (two.cpu, one.cpu) if by_cpu else (two.wall, one.wall)
        self.board.line("en dos procesos", mine, "en uno", peer, PARALLEL_TARGET, by_cpu)
        self.board.note(f"reloj: {show(two.wall)} y {show(one.wall)}")
        self._shares(items[:SAMPLE])

    def _alone(self, items):
        """Return what one process takes: a new one too, with neither the caches of this one nor its memory."""
        with_one = ProcessPoolExecutor(1, mp_context=get_context("spawn"))

        def alone():
            with with_one as pool_of_one:
                pool_of_one.submit(_checked, items, 1).result()

        return self._taken(alone, 1)

    @staticmethod
    def _taken(call, processes):
        """Return the time of `call` on the wall, and the CPU of this process and of one of its processes."""
        wall, own, born = time.perf_counter(), time.process_time(), _children()
        call()
        cpu = time.process_time() - own + (_children() - born) / processes
        return Sample(time.perf_counter() - wall, cpu)

    def _shares(self, items):
        """Print which part of the time each rule takes; what several share counts for the first of them."""
        spent = Counter()
        for text, context in items:
            document = core.from_json(json.loads(text))
            index = Index(document)
            for rule in rules.rules():
                began = time.process_time()
                rules.check(document, context, [rule.id], index)
                spent[rule.id] += time.process_time() - began
        total = sum(spent.values())
        self.board.note(f"reglas, por versión: {show(total / len(items))}; de ello:")
        for rule_id, seconds in spent.most_common(SHOWN):
            share = f"{100 * seconds / total:.1f}".replace(".", ",")
            self.board.note(f"  {rule_id} {share} % · {rules.REGISTRY[rule_id].title}")
        rest = sum(seconds for _rule, seconds in spent.most_common()[SHOWN:])
        share = f"{100 * rest / total:.1f}".replace(".", ",")
        self.board.note(f"  las otras {len(spent) - SHOWN}: {share} %")


def _checked(items, processes):
    """Check the texts and return nothing: in another process too, so it stands here."""
    answers = list(parallel.check_texts(items, processes=processes))
    assert not any(answer.problem for answer in answers)


def _children():
    """Return the CPU seconds of the processes of ours that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
