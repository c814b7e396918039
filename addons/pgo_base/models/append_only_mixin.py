from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sentinel import APPEND, is_open


class AppendOnlyMixin(models.AbstractModel):
    """A log: rows are added by server code alone and never changed, by anybody, sudo and SQL included.

    The model refuses on every path of the ORM; a trigger refuses in the database what bypasses the ORM.
    """

    _name = "pgo.append.only.mixin"
    _description = "Append-only Log"

    def init(self):
        super().init()
        if self._abstract:
            return
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION pgo_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'PGO: % is append-only, % refused', TG_TABLE_NAME, TG_OP
                    USING ERRCODE = 'restrict_violation';
            END $$
            """
        )
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS pgo_append_only ON %s", table))
        self.env.cr.execute(
            SQL(
                "CREATE TRIGGER pgo_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s "
                "FOR EACH STATEMENT EXECUTE FUNCTION pgo_refuse_change()",
                table,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not is_open(self.env, APPEND):
            raise UserError(
                self.env._("This log is written by the platform alone; nobody adds to it by hand.")
            )
        return super().create(vals_list)

    def write(self, vals):
        raise UserError(
            self.env._("This log is never changed: what happened stays as it was written.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("This log is never erased: what happened stays as it was written.")
        )
