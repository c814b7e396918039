"""Reading under record rules, beside the same call without them."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Domain

from .clock import Side

READ_TARGET, LIST_TARGET = 1.15, 3
PAGE = 80
#: Columns that a person reads of each row.
_VERSION = ("name", "state", "entity_id", "unit_count", "function_count", "date_sent")
_UNIT = ("code", "name", "level", "nature", "parent_id")
_FUNCTION = ("text", "function_class", "sequence", "unit_id")


class Access:
    """The lines of this group: an entity's formulator and an evaluator of SGP."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Measure the reading of a version and of a list by each person."""
        self.board.title("Reglas de acceso (la misma llamada sin ellas)")
        world = self.world
        sent = world.version(self.fixture, "sent", at_least=30)
        draft = world.version(self.fixture, "draft")
        for user, label, version in (
            (world.formulator, "entidad", draft),
            (world.evaluator, "evaluador", sent),
        ):
            env = world.env(user=user.id)
            self._pair(
                f"leer una versión: unidades y funciones ({label})",
                env,
                self._reader(version.id),
                READ_TARGET,
            )
            self._pair(f"lista de {PAGE} versiones ({label})", env, self._lister, LIST_TARGET)
            self._pair(
                f"{PAGE} funciones de una versión ({label})",
                env,
                self._functions(version.id),
                LIST_TARGET,
            )

    def _pair(self, name, env, call, target):
        peer = Side("sin reglas", lambda: call(env), self._without_rules)
        self.board.compare(
            name, Side(name, lambda: call(env), self.world.cold), peer, target, rounds=25
        )

    @contextmanager
    def _without_rules(self):
        """The same person, whose groups have no rules; superuser would also skip checks of fields."""
        rule = type(self.world.env["ir.rule"])
        with self.world.cold(), patch.object(rule, "_compute_domain", lambda *_args: Domain.TRUE):
            yield

    @staticmethod
    def _reader(version_id):
        def read(env):
            domain = [("version_id", "=", version_id)]
            env["pgo.version"].browse(version_id).read(_VERSION)
            units = env["pgo.unit"].search_read(domain, _UNIT)
            functions = env["pgo.function"].search_read(domain, _FUNCTION)
            assert len(units) == 50 and len(functions) == 600

        return read

    @staticmethod
    def _lister(env):
        found = env["pgo.version"].search_read([("kind", "!=", "model")], _VERSION, limit=PAGE)
        assert len(found) == PAGE

    @staticmethod
    def _functions(version_id):
        def read(env):
            domain = [("version_id", "=", version_id)]
            assert len(env["pgo.function"].search_read(domain, _FUNCTION, limit=PAGE)) == PAGE

        return read
