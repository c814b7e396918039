from odoo import api, fields, models
from odoo.tools import ormcache

from pgo_core import business_days


class Holiday(models.Model):
    """A day that does not count in terms of business days, besides weekends and national holidays.

    National holidays come from a library by year; here SGP keeps what is decreed (días no laborables for the
    public sector) and, if a law changes one, the correction.
    """

    _name = "pgo.holiday"
    _inherit = ["pgo.cached.mixin", "pgo.accounted.mixin"]
    _description = "Non-working Day"
    _order = "date desc"
    _event_kind = "holiday.changed"
    _event_key = "date"

    date = fields.Date(required=True, help="Day that does not count as a business day (día hábil).")
    name = fields.Char(required=True)
    instrument = fields.Char(
        string="Norm", help="Norm that declares it, for example Decreto Supremo N° 011-2024-PCM."
    )

    _date_uniq = models.UniqueIndex("(date)", "That day is already in the calendar.")

    @api.model
    @ormcache()
    def _closed(self):
        """Return the set of decreed days, for the functions of `pgo_core.business_days`.

        Every screen with a term asks for it and the calendar changes a few times a year: it is kept until then.
        """
        # The calendar is public: dates are read whoever asks.
        return frozenset(self.sudo().search_fetch([], ["date"]).mapped("date"))

    @api.model
    def _add_business_days(self, start, days):
        """Return the date `days` business days after `start`, counted from the next day (LPAG 145)."""
        return business_days.add(start, days, self._closed())

    @api.model
    def _business_days_between(self, start, end):
        """Return how many business days lie after `start` up to and including `end`."""
        return business_days.between(start, end, self._closed())
