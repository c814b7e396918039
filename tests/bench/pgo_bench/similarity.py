"""Near-duplicate functions of one version, beside RapidFuzz comparing each with each."""

from itertools import islice

from pgo_core import similarity
from pgo_core.rules.language import squeeze

from . import pool
from .clock import Side, number

#: Similarity from which two functions are near, and what is asked of finding them.
THRESHOLD = 85
TARGET, RECALL = 0.6, 0.98


class Similarity:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Look for near functions in a version, and among as many wordings of the same functions."""
        self.board.title(f"Funciones parecidas dentro de una versión (desde {THRESHOLD} %)")
        document = self.world.version(self.fixture, "draft")._read_document()
        of_version = [squeeze(function.text) for _unit, function in document.functions()]
        reworded = [squeeze(row[-1]) for row in islice(pool.texts(), len(of_version))]
        for name, texts in (("de una versión", of_version), ("muy parecidas", reworded)):
            self._compare(f"{len(texts)} funciones {name}", texts)

    def _compare(self, name, texts):
        from rapidfuzz import fuzz, process

        def exhaustive():
            return process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=THRESHOLD)

        ours = Side("", lambda: similarity.near_pairs(texts, THRESHOLD))
        self.board.compare(name, ours, Side("cdist de RapidFuzz", exhaustive), TARGET)
        first = {}
        for place, text in enumerate(texts):
            first.setdefault(text, place)
        scores = exhaustive()
        wanted = {
            (one, other)
            for one in first.values()
            for other in first.values()
            if one < other and scores[one][other] >= THRESHOLD
        }
        pairs = similarity.near_pairs(texts, THRESHOLD, most=len(texts))
        found = wanted & {pair[:2] for pair in pairs}
        recall = len(found) / len(wanted) if wanted else 1.0
        self._judge(f"{name}: halla {len(found)} de {len(wanted)} pares", recall)

    def _judge(self, name, recall):
        met = recall >= RECALL
        if met:
            self.board.met += 1
        else:
            self.board.missed.append(name)
        mark = "✓" if met else "✗"
        print(f"  {mark} {name} · {number(recall)} (meta ≥ {number(RECALL)})", flush=True)
