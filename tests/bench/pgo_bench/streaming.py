"""All functions of the country as CSV beside COPY of the same rows bare: the complete data set, and what the
list of them exports with columns and order of its own.
"""

import re

from .clock import Side

TARGET = 1.3
MEMORY_TARGET = 64 * 2**20
#: Rows of a piece, as in the background.
PIECE = 10000
#: The list “Functions of All Documents” as it opens, without its filter.
_ASKED = {
    "model": "pgo.function",
    "domain": [],
    "order": [{"name": "id"}],
    "columns": [
        {"name": name}
        for name in (
            "entity_id",
            "version_id",
            "version_state",
            "unit_id",
            "text",
            "function_class",
        )
    ],
}
_BARE = """
    COPY (SELECT e.code, e.name, v.number, v.state, u.code, u.name, f.sequence, f.function_class, f.text, f.uid
            FROM pgo_function f
            JOIN pgo_unit u ON u.id = f.unit_id
            JOIN pgo_version v ON v.id = f.version_id
            LEFT JOIN pgo_entity e ON e.id = f.entity_id) TO STDOUT (FORMAT csv)
"""
_ORDERED = """
    COPY (SELECT f.uid, e.name, v.name, v.state, u.code || ' ' || u.name, f.text, f.function_class
            FROM pgo_function f
            JOIN pgo_unit u ON u.id = f.unit_id
            JOIN pgo_version v ON v.id = f.version_id
            LEFT JOIN pgo_entity e ON e.id = f.entity_id
           ORDER BY f.id) TO STDOUT (FORMAT csv)
"""


class Sink:
    """A file that keeps only how much was written to it."""

    def __init__(self):
        self.size = 0

    def write(self, data):
        """Forget some bytes."""
        self.size += len(data)
        return len(data)


class Streaming:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Write the file both ways to nowhere."""
        export = self.world.env["pgo.list.export"]
        table = export._exported_model(_ASKED)
        self.world.cr.execute("SELECT count(*) FROM pgo_function")
        [count] = self.world.cr.fetchone()
        sink = Sink()

        def ours():
            self.world.env["pgo.function"]._write_csv([], sink)

        def listed():
            # As the background does: which rows first, then piece by piece.
            chosen = export._shown(table, _ASKED)
            ids = export._numbers(table, _ASKED)
            for start in range(0, len(ids), PIECE):
                for line in export._csv_lines(table, ids[start : start + PIECE], chosen):
                    sink.write(line)
                export.env.invalidate_all(flush=False)

        def bare():
            self.world.cr.copy_expert(_BARE, sink)

        def ordered():
            self.world.cr.copy_expert(_ORDERED, sink)

        self.board.title(f"CSV de {count} funciones")
        self.board.compare("CSV del país", Side("", ours), Side("COPY", bare), TARGET, rounds=5)
        sides = Side("", listed), Side("COPY", ordered)
        self.board.compare("… como la lista, con su orden y por partes", *sides, rounds=3)
        before = _reset_peak()
        ours()
        grown = max(_memory("VmHWM") - before, 0)
        self.board.weigh("memoria que agrega a su proceso", grown, "64 MB", MEMORY_TARGET, 1)


def _reset_peak():
    """Forget the peak of memory of this process and return what it holds now, in bytes."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return _memory("VmRSS")


def _memory(kind):
    with open("/proc/self/status") as file:
        return int(re.search(rf"{kind}:\s*(\d+)", file.read())[1]) * 1024
