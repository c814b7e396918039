"""What the browser asks for when a screen opens, beside the cheapest request there is."""

from .clock import Side
from .screens import Screens
from .web import Client, WebServer

LIST_TARGET, BOARD_TARGET, OPEN_TARGET = 2, 4, 4
PAGE, COLUMNS = 80, 5


class Serving:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Start a server, open a session for each person and measure each screen."""
        world = self.world
        world.refresh()
        with WebServer(world.configuration, world.database) as server:
            world.http_pid = server.process.pid
            try:
                self.board.title("Pantallas por HTTP (un proceso, lo que pide el navegador)")
                sessions = {
                    user.login: Client(server.port, world.database, user.login, world.password)
                    for user in (world.formulator, world.evaluator)
                }
                self._lists(sessions)
                self._boards(sessions)
                self._forms(sessions)
            finally:
                world.http_pid = None

    def _compare(self, name, client, call, target):
        """Compare a request with the floor: the same session, server and route with nothing to do."""
        floor = Side("context_get", lambda: client.call("res.users", "context_get"))
        # Caches of the server are warm from the second request on.
        call()
        return self.board.compare(
            name, Side(name, call), floor, target, rounds=max(self.board.rounds, 25)
        )

    def _screens(self, user):
        return Screens(self.world.env(user=user.id))

    def _lists(self, sessions):
        client = sessions[self.world.evaluator.login]
        specification = self._screens(self.world.evaluator).specification("pgo.version", "list")

        def call():
            answer = client.call(
                "pgo.version",
                "web_search_read",
                domain=[["kind", "!=", "model"]],
                specification=specification,
                offset=0,
                order="",
                limit=PAGE,
                count_limit=10001,
            )
            assert len(answer["records"]) == PAGE, len(answer["records"])

        self._compare(f"lista de {PAGE} versiones", client, call, LIST_TARGET)

    def _boards(self, sessions):
        client = sessions[self.world.evaluator.login]
        screens = self._screens(self.world.evaluator)
        boards = [("pgo.version", "state", "tarjetas de versiones")]
        if "pgo.case" in self.world.env:
            boards.insert(0, ("pgo.case", "stage_id", "tablero de expedientes"))
        for model, group, label in boards:
            specification = screens.specification(model, "kanban")
            cards = 0

            def call(model=model, group=group, specification=specification):
                nonlocal cards
                answer = client.call(
                    model,
                    "web_read_group",
                    domain=[["kind", "!=", "model"]] if model == "pgo.version" else [],
                    groupby=[group],
                    aggregates=[],
                    auto_unfold=True,
                    opening_info=[],
                    unfold_read_specification=specification,
                    unfold_read_default_limit=PAGE,
                )
                cards = sum(len(column.get("__records", ())) for column in answer["groups"])

            call()
            assert cards >= COLUMNS * PAGE * 0.8, cards
            target = BOARD_TARGET if boards.index((model, group, label)) == 0 else None
            self._compare(f"{label} ({cards} tarjetas)", client, call, target)

    def _forms(self, sessions):
        client = sessions[self.world.formulator.login]
        screens = self._screens(self.world.formulator)
        draft = self.world.version(self.fixture, "draft")
        unit = draft.unit_ids[-1]
        form = screens.specification("pgo.version", "form")
        unit_form = screens.specification("pgo.unit", "form")

        def version():
            [answer] = client.call("pgo.version", "web_read", [draft.ids], specification=form)
            assert len(answer["unit_ids"]) == len(draft.unit_ids)

        def functions():
            [answer] = client.call("pgo.unit", "web_read", [unit.ids], specification=unit_form)
            assert len(answer["function_ids"]) == len(unit.function_ids)

        rows = screens.specification("pgo.function", "list")
        order = screens.order("pgo.function")

        def all_functions():
            answer = client.call(
                "pgo.function",
                "web_search_read",
                domain=[["version_id", "=", draft.id]],
                specification=rows,
                order=order,
                limit=PAGE,
            )
            assert len(answer["records"]) == PAGE

        self._compare(
            "abrir una versión (formulario con sus 50 unidades)", client, version, OPEN_TARGET
        )
        self._compare("abrir una unidad con sus 12 funciones", client, functions, OPEN_TARGET)
        self._compare("80 funciones de la versión", client, all_functions, None)
