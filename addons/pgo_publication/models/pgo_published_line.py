from odoo import api, fields, models
from odoo.addons.pgo_entity import search_words
from odoo.tools import SQL

from pgo_core import numbering
from pgo_core.render import html as document_html


class PublishedLine(models.Model):
    """A unit or function of a version in force, as the public search looks for it.

    It holds what is published and nothing else, so no search over it can reach a draft; and the tables in
    which people write carry no text index, which costs as much as the rows themselves. The platform writes
    it when a version enters into force and removes it when the version no longer is.
    """

    _name = "pgo.published.line"
    _description = "Published Line"
    _order = "id"
    _log_access = False
    _rec_name = "place"

    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(
        "pgo.unit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    function_id = fields.Many2one(
        "pgo.function", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    place = fields.Char(
        readonly=True, help="Where it stands in the text, for example Artículo 12, literal c)."
    )
    anchor = fields.Char(readonly=True, help="Place of the public page where it is read.")
    search_text = fields.Text(readonly=True, export_string_translation=False)

    _search_idx = models.Index("USING gin (to_tsvector('simple', search_text))")

    @api.model
    def _write_lines(self, version):
        """Write the lines of a version in place of those there were, in one statement."""
        self._remove_lines(version)
        rows = list(_lines(version._document()))
        if not rows:
            return
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """INSERT INTO pgo_published_line
                          (version_id, entity_id, unit_id, function_id, place, anchor, search_text)
                   SELECT v.id, v.entity_id, u.id, f.id, d.place, d.anchor, d.search_text
                     FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                          WITH ORDINALITY AS d(unit_uid, function_uid, place, anchor, search_text, position)
                     JOIN pgo_version v ON v.id = %s AND v.state = 'in_force' AND v.entity_id IS NOT NULL
                     JOIN pgo_unit u ON u.version_id = v.id AND u.uid = d.unit_uid
                     LEFT JOIN pgo_function f ON f.version_id = v.id AND f.uid = d.function_uid
                    WHERE d.function_uid = '' OR f.id IS NOT NULL
                    ORDER BY d.position""",
                *columns,
                version.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _remove_lines(self, versions):
        self.env.cr.execute(
            SQL("DELETE FROM pgo_published_line WHERE version_id = ANY(%s)", versions.ids)
        )
        self.invalidate_model()


def _lines(document):
    """Yield (unit uid, function uid or empty, place, anchor, words) in the order of the text."""
    units = {unit.uid: unit for unit in document.units}
    for title in numbering.outline(document):
        for article in (
            *title.articles,
            *(one for chapter in title.chapters for one in chapter.articles),
        ):
            unit = units.get(article.unit_uid)
            if unit is None:
                continue
            if article.role == "description":
                words = search_words.index_text(unit.name, unit.acronym, unit.description)
                yield unit.uid, "", article.label, document_html.anchor(article.key), words
            elif article.role == "functions":
                for item in article.items:
                    place = f"{article.label}, literal {item.label}"
                    yield (
                        unit.uid,
                        item.uid,
                        place,
                        document_html.anchor(item.uid),
                        search_words.index_text(item.text),
                    )
