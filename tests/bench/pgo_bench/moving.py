"""Moving a unit to another place of the tree, beside Odoo's stock materialised path."""

from odoo import fields, models
from odoo.orm.model_classes import add_to_registry

from .clock import Side

TARGET, FLAT_TARGET = 0.1, 1.5
TABLE = "bench_stock_unit"


class StockUnit(models.Model):
    """What a unit would be with Odoo's `_parent_store`: same rows, path kept by `_parent_store_update`."""

    _name = "bench.stock.unit"
    _description = "Unit with a materialised path"
    _module = "pgo_rof"
    _register = False
    _parent_store = True
    _log_access = False

    name = fields.Char()
    version_id = fields.Integer(index=True)
    parent_id = fields.Many2one("bench.stock.unit", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)


_FILL = f"""
    INSERT INTO {TABLE} (id, name, version_id, parent_id, parent_path)
    WITH RECURSIVE tree AS (
        SELECT id, name, version_id, parent_id, id || '/' AS path FROM pgo_unit
         WHERE parent_id IS NULL AND id > (SELECT coalesce(max(id), 0) FROM {TABLE})
        UNION ALL
        SELECT u.id, u.name, u.version_id, u.parent_id, tree.path || u.id || '/'
          FROM pgo_unit u JOIN tree ON tree.id = u.parent_id
    ) SELECT id, name, version_id, parent_id, path FROM tree
"""


class Moving:
    """The lines of this group; run once on the small table and once on the full one."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board
        self.first = None

    def prepare(self):
        """Make the table of the stock method; it is filled again as the fixture grows."""
        registry, cr = self.world.registry, self.world.cr
        add_to_registry(registry, StockUnit)
        registry._setup_models__(cr, [StockUnit._name])
        registry.init_models(cr, [StockUnit._name], {"module": "pgo_rof"})
        self.world.refresh()

    def run(self):
        """Measure a move in the table as it is now; return our median."""
        cr = self.world.cr
        cr.execute(_FILL)
        cr.execute(f"ANALYZE {TABLE}")
        self.world.refresh()
        cr.execute(f"SELECT count(*) FROM {TABLE}")
        count = f"{cr.fetchone()[0]:,}".replace(",", ".")
        full = self.first is not None
        self.board.title(f"Mover una unidad con sus dependientes ({count} unidades en la tabla)")
        target = TARGET if full and self.fixture.is_national() else None
        sides = self._sides()
        mine, stock, control = self.board.clock.medians(sides, rounds=25)
        self.board.line("mover una unidad", mine, sides[1].name, stock, target)
        if full:
            # Both sizes are minutes apart: the control tells how fast the machine was each time.
            speed = control / self.first[2]
            small, small_stock = self.first[0] * speed, self.first[1] * speed
            self.board.line("mover en la tabla grande", mine, "en la pequeña", small, FLAT_TARGET)
            self.board.line(
                "  … lo mismo con el método de Odoo", stock, "en la pequeña", small_stock
            )
        self.first = self.first or (mine, stock, control)

    def _sides(self):
        """Return both moves, of an organ with the units below it, and a write that no table size touches."""
        draft = self.world.version(self.fixture, "draft")
        world = self.world
        units = (
            world.env["pgo.unit"]
            .with_user(world.formulator)
            .search([("version_id", "=", draft.id)])
        )
        organ = [unit for unit in units if unit.level == 2 and unit.child_ids][-1]
        target = next(unit for unit in units if unit.level == 1 and unit != organ.parent_id)
        stock = world.env["bench.stock.unit"].browse(organ.id)

        def ours():
            organ.write({"parent_id": target.id})
            world.env.flush_all()

        def theirs():
            stock.write({"parent_id": target.id})
            world.env.flush_all()

        partner = world.formulator.partner_id

        def control():
            partner.write({"function": "Jefe" if partner.function != "Jefe" else "Formulador"})
            world.env.flush_all()

        return (
            Side("mover", ours, world.undone),
            Side("_parent_store de Odoo", theirs, world.undone),
            Side("control", control, world.undone),
        )
