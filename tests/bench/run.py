#!/usr/bin/env python3
"""`./pgo bench`: speed of the product beside its peers. See docs/performance.md."""

import argparse
import os
import sys
from importlib import import_module

from pgo_bench.clock import Board, Clock, number, process_cpu, show

#: Functions of the fixture: enough for a full board by default, the whole country with --scale.
DEFAULT_ROWS, SCALE_ROWS = 312_000, 3_600_000
#: Versions loaded first, on which the move of a unit is measured in a small table.
SMALL = 60
#: Versions that carry their sealed text: the newest, those that lists and boards show, and the oldest, with
#: which a what-if begins.
SEALED, SEALED_FIRST = 450, 120
LOAD_TARGET = 1.4


def arguments(argv):
    """Return the options of the command."""
    parser = argparse.ArgumentParser(prog="./pgo bench", description="Mediciones de velocidad.")
    parser.add_argument(
        "--scale", action="store_true", help="con los datos de todo el país (3,6 M de funciones)"
    )
    parser.add_argument("--rows", type=int, help="funciones de los datos de prueba")
    parser.add_argument("--rounds", type=int, default=11, help="vueltas de cada medición (5 o más)")
    parser.add_argument(
        "--only", default="", help="grupos separados por comas: " + ", ".join(GROUPS)
    )
    parser.add_argument(
        "--clock", choices=("auto", "wall", "cpu"), default="auto", help="reloj o CPU"
    )
    options = parser.parse_args(argv)
    options.rows = options.rows or (SCALE_ROWS if options.scale else DEFAULT_ROWS)
    options.rounds = max(options.rounds, 5)
    usual = [name for name in GROUPS if options.scale or name not in LONG]
    options.groups = [name for name in options.only.split(",") if name] or usual
    unknown = set(options.groups) - set(GROUPS)
    if unknown:
        parser.error(f"no existe el grupo {', '.join(sorted(unknown))}")
    return options


#: Groups by name: module and class; those without one are part of the loading.
GROUPS = {
    "move": None,
    "copy": ("copying", "Copying"),
    "serve": ("serving", "Serving"),
    "access": ("access", "Access"),
    "print": ("printing", "Printing"),
    "similarity": ("similarity", "Similarity"),
    "nation": ("nation", "Nation"),
    "rules": ("ruling", "Ruling"),
    "sheets": ("sheets", "Sheets"),
    "sign": ("signing", "Signing"),
    "chart": ("charting", "Charting"),
    "csv": ("streaming", "Streaming"),
    "long": ("long", "Long"),
    "source": ("proving", "Proving"),
    "office": ("opening", "Opening"),
}
#: Groups that take minutes: only by name or with --scale.
LONG = ("long", "source", "office")


def main(argv):
    """Load the fixture, run the groups and print what was met; 0 unless something broke."""
    options = arguments(argv)
    from pgo_bench import world as worlds

    place = worlds.environment()
    if not place:
        print("Ejecute ./pgo bench: prepara una copia de la base de datos.", file=sys.stderr)
        return 2
    world = worlds.World(*place)
    clock = Clock(options.clock, world.pids)
    board = Board(clock, options.rounds)
    try:
        measure(options, world, board)
    finally:
        world.close()
    board.summary()
    return 0


def measure(options, world, board):
    """Run the chosen groups on the fixture."""
    from pgo_bench.fixture import FUNCTIONS, Fixture
    from pgo_bench.moving import Moving

    load1, *_rest = os.getloadavg()
    print(
        f"Núcleos: {os.cpu_count()}; carga: {number(load1)}; vueltas: {options.rounds}; medianas."
    )
    fixture = Fixture(world.database, lambda pid: lambda: process_cpu(pid), board.clock.by_cpu())
    try:
        fixture.load(SMALL)
        world.make_people(fixture)
        moving = Moving(world, fixture, board)
        if "move" in options.groups:
            moving.prepare()
            moving.run()
        world.refresh()
        loading(fixture, board, max(options.rows // FUNCTIONS, 2 * SMALL) - SMALL)
        fill(fixture, world)
        if "move" in options.groups:
            moving.run()
        for name in options.groups:
            if GROUPS[name]:
                module, group = GROUPS[name]
                made = getattr(import_module(f"pgo_bench.{module}"), group)
                made(world, fixture, board).run()
    finally:
        fixture.close()


def fill(fixture, world):
    """Give the newest versions their sealed text and the board its cases."""
    from pgo_core import seal

    world.refresh()
    text = seal.canonical(world.first._read_document()).decode()
    world.refresh()
    fixture.seal(SEALED, SEALED_FIRST, text)
    fixture.fill_board()
    world.refresh()


def loading(fixture, board, count):
    """Load the rest of the fixture and compare it with its bare INSERT of functions and citations."""
    loaded = fixture.load(count)
    by_cpu = fixture.by_cpu
    board.title(f"Carga de {count} versiones, {loaded.functions} funciones con su cita")
    board.line(
        "carga completa (índices y vacuum)",
        loaded.total(by_cpu),
        "su INSERT sin índices",
        loaded.total(by_cpu, ("funciones", "citas")),
        LOAD_TARGET if fixture.is_national() else None,
        by_cpu,
    )
    for name, seconds in loaded.steps.items():
        board.note(f"{name}: {show(seconds[by_cpu])}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
