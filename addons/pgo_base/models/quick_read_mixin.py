from odoo import fields, models
from odoo.exceptions import MissingError

#: Fields whose stored value is what a client reads, but for the empty one: nothing is converted.
_AS_STORED = {
    fields.Boolean,
    fields.Char,
    fields.Date,
    fields.Datetime,
    fields.Selection,
    fields.Text,
}
#: The largest whole number of XML-RPC; beyond it clients get a float, as of every other model.
_MAX_INTEGER = 2**31 - 1


class QuickReadMixin(models.AbstractModel):
    """Answers clients with the plain fields of many rows at once.

    A list of 80 rows or a board of 400 cards asks for thousands of values, and the ORM takes each one
    through the checks of a single record. Here what is equal for all rows, the right to read the field and
    its pending computation, is done once per field, and the values come from the cache that `fetch` filled
    under the record rules. What is not plain (relations, translations, companies, decimals) goes the ORM's
    way.
    """

    _name = "pgo.quick.read.mixin"
    _description = "Plain Fields of Many Rows"

    def _read_format(self, fnames, load="_classic_read"):
        plain = {name for name in fnames if len(self) > 1 and self._is_plain(name)}
        if not plain:
            return super()._read_format(fnames, load)
        rest = [name for name in fnames if name not in plain]
        rows = super()._read_format(rest, load) if rest else [{"id": key} for key in self._ids]
        for name in fnames:
            if name in plain:
                rows = self._with_plain(self._fields[name], rows)
        return rows

    def _is_plain(self, name):
        field = self._fields[name]
        return (
            (type(field) in _AS_STORED or type(field) is fields.Integer)
            and not field.company_dependent
            and not getattr(field, "translate", False)
            and (self.env.su or self._has_field_access(field, "read"))
        )

    def _with_plain(self, field, rows):
        """Return the rows with the value of one field, without those of records that are gone."""
        if field.compute and field.store:
            field.recompute(self)
        values, name = field._get_cache(self.env), field.name
        missing = [row["id"] for row in rows if row["id"] not in values]
        if missing:
            gone = self._read_missing(field, missing)
            rows = [row for row in rows if row["id"] not in gone]
        if type(field) is fields.Integer:
            for row in rows:
                value = values[row["id"]] or 0
                row[name] = value if value <= _MAX_INTEGER else float(value)
        else:
            for row in rows:
                value = values[row["id"]]
                row[name] = False if value is None else value
        return rows

    def _read_missing(self, field, ids):
        """Have the ORM read or compute what is not in the cache; return the ids of records that are gone.

        The first one does it for all, unless some are gone or are computed one by one.
        """
        values, gone = field._get_cache(self.env), set()
        for record_id in ids:
            if record_id not in values:
                try:
                    self.browse(record_id).with_prefetch(self._prefetch_ids)[field.name]
                except MissingError:
                    gone.add(record_id)
        return gone
