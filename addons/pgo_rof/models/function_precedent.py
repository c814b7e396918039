from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import SQL

from pgo_core import precedents, similarity
from pgo_core.rules import language

#: Least likeness of what is shown as a precedent, and texts shown for one function.
LIKENESS, MOST_TEXTS = 70, 12
#: Candidates for one text that the words sought should bring, and those that are measured: beyond these the words
#: say too little.
EXPECTED_CANDIDATES, MAX_CANDIDATES = 10_000, 20_000

#: One when the entity itself has a text in force, which is no precedent of its own. By its index: a text of the
#: models stands in a thousand entities.
_OWN = SQL(
    """EXISTS (SELECT FROM pgo_function_use o
         WHERE o.entity_id = f.entity_id AND o.text_id = t.id AND o.public)::int"""
)
#: The same for a function with its use `u`: what is in force is its own entity's.
_OWN_OF_USE = SQL("CASE WHEN u.public THEN 1 ELSE %s END", _OWN)


class Version(models.Model):
    """All the functions of a version beside those of the rest of the State."""

    _inherit = "pgo.version"

    def _precedent_counts(self):
        """Return {function id: number of other entities that have it in force}, for all of the version.

        One query for a version in the index, two for a draft, whatever their size.
        """
        self.ensure_one()
        self.check_access("read")
        self.env.flush_all()
        counted = dict(
            self.env.execute_query(
                SQL(
                    """SELECT u.function_id, t.entity_count - %s
                         FROM pgo_function_use u JOIN pgo_function_text t ON t.id = u.text_id
                         CROSS JOIN (SELECT %s::int AS entity_id) f
                        WHERE u.version_id = %s""",
                    _OWN_OF_USE,
                    self.entity_id.id or None,
                    self.id,
                )
            )
        )
        if counted:
            return counted
        return self.env["pgo.function"]._count_by_text(
            self.env.execute_query(
                SQL("SELECT id, entity_id, text FROM pgo_function WHERE version_id = %s", self.id)
            )
        )


class Function(models.Model):
    """A function beside those of the rest of the State (FEATURES X7)."""

    _inherit = "pgo.function"

    precedent_count = fields.Integer(
        compute="_compute_precedent_count",
        string="Other Entities",
        help="Other entities whose document in force has this same function, whatever their names.",
    )

    @api.depends("text")
    def _compute_precedent_count(self):
        count_by_function = self._origin._who_else()
        for function in self:
            function.precedent_count = count_by_function.get(function._origin.id, 0)

    def _who_else(self):
        """Return {function id: number of other entities that have it in force}, in two queries at most."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT f.id, f.entity_id, CASE WHEN u.id IS NULL THEN f.text END,
                          t.entity_count - %s
                     FROM pgo_function f LEFT JOIN pgo_function_use u ON u.function_id = f.id
                     LEFT JOIN pgo_function_text t ON t.id = u.text_id
                    WHERE f.id = ANY(%s)""",
                _OWN_OF_USE,
                self.ids,
            )
        )
        counted = {function_id: count for function_id, _entity, text, count in rows if text is None}
        loose = [row[:3] for row in rows if row[2] is not None]
        return {**counted, **self._count_by_text(loose)}

    @api.model
    def _count_by_text(self, rows):
        """Count the other entities for the rows (function id, entity id, text) of drafts, by their keys."""
        entities = self.env["pgo.entity"].browse({entity for _id, entity, _text in rows if entity})
        names = {entity.id: entity._precedent_names() for entity in entities}
        keys = [
            precedents.key(precedents.essence(text, names.get(entity)))
            for _function, entity, text in rows
        ]
        if not keys:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT f.id, t.entity_count - %s
                         FROM unnest(%s::int[], %s::int[], %s::text[]) AS f(id, entity_id, key)
                         JOIN pgo_function_text t ON t.key = f.key""",
                    _OWN,
                    [function for function, _entity, _text in rows],
                    [entity for _function, entity, _text in rows],
                    keys,
                )
            )
        )

    def _precedents(self, threshold=LIKENESS, most=MOST_TEXTS):
        """Return who else has this function or a like one, as dicts, the likest first.

        Each tells the text as one of its users wrote it (`use`, a record the person may read), its likeness
        from 0 to 100, how many other entities have it and how many of their versions in process, if the person
        reads those. Texts that only this entity has are left out. The number of queries is constant.
        """
        self.ensure_one()
        self.check_access("read")
        Text = self.env["pgo.function.text"]
        essence = precedents.essence(self.text or "", self.entity_id._precedent_names())
        likeness = dict(Text._nearest(essence, threshold, most))
        rows = self.env.execute_query(
            SQL(
                """SELECT t.id, use.id, t.entity_count - %(own)s, t.process_count - (
                          SELECT count(DISTINCT o.version_id) FROM pgo_function_use o
                           WHERE o.entity_id = f.entity_id AND o.text_id = t.id AND NOT o.public)
                     FROM unnest(%(texts)s::int[]) WITH ORDINALITY AS g(id, position)
                     JOIN pgo_function_text t ON t.id = g.id
                     CROSS JOIN (SELECT %(entity)s::int AS entity_id) f
                     CROSS JOIN LATERAL (
                        SELECT u.id FROM pgo_function_use u
                         WHERE u.text_id = t.id AND u.entity_id IS DISTINCT FROM f.entity_id AND %(readable)s
                         ORDER BY u.public DESC, u.id DESC LIMIT 1) use
                    ORDER BY g.position""",
                own=_OWN,
                texts=list(likeness),
                entity=self.entity_id.id or None,
                readable=Text._readable_uses("u"),
            )
        )
        uses = self.env["pgo.function.use"].browse([use_id for _text, use_id, *_counts in rows])
        return [
            {
                "use": use,
                "likeness": round(likeness[text_id]),
                "entity_count": entities,
                "process_count": processes if Text._reads_process() else 0,
            }
            for use, (text_id, _use, entities, processes) in zip(uses, rows, strict=True)
        ]

    def action_precedents(self):
        """Show who else in the State has this function or a like one, as help for drafting or evaluating."""
        return self.env["pgo.precedent"]._open(self)


class FunctionText(models.Model):
    _inherit = "pgo.function.text"

    @api.model
    def _nearest(self, essence, threshold=LIKENESS, most=MOST_TEXTS):
        """Return the (id, likeness) of the texts of the State nearly equal to this essence, likest first.

        The index gives those that hold all the words of some group of rare words; they are measured one by one.
        """
        frequency, texts = self._word_frequencies(essence)
        share = EXPECTED_CANDIDATES / max(texts, 1)
        groups = precedents.sought(essence, frequency, threshold, share)
        if not groups:
            return []
        # The same bound as in `similarity`: what differs more in length is less alike.
        lowest = threshold / (200 - threshold)
        rows = self.env.execute_query(
            SQL(
                """SELECT t.id, t.essence FROM pgo_function_text t
                    WHERE (%s) AND length(t.essence) BETWEEN %s AND %s AND %s
                    LIMIT %s""",
                # One condition for each group: the index goes by the rarest word of each.
                SQL(" OR ").join(
                    SQL(
                        "to_tsvector('simple', t.essence) @@ to_tsquery('simple', %s)",
                        group.query(),
                    )
                    for group in groups
                ),
                int(len(essence) * lowest),
                int(len(essence) / lowest) + 1,
                self._readable_texts("t"),
                MAX_CANDIDATES,
            )
        )
        found = similarity.nearest(essence, [text for _id, text in rows], threshold, most)
        return [(rows[place][0], likeness) for place, likeness in found]

    @api.model
    def _word_frequencies(self, essence):
        """Return ({word: part of the texts that hold it}, number of texts) for the words of an essence.

        They are the statistics that PostgreSQL keeps of the index for its own plans; a word that is not among
        them is rarer than all that are. Before the first ANALYZE there are none, nor are there many texts.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT s.word, s.share, greatest(c.reltuples, 0) FROM pg_index i
                     JOIN pg_class c ON c.oid = i.indexrelid
                     JOIN pg_stats p ON p.schemaname = current_schema() AND p.tablename = c.relname
                      AND p.attname = 'to_tsvector'
                     CROSS JOIN LATERAL unnest(p.most_common_elems::text::text[], p.most_common_elem_freqs)
                           AS s(word, share)
                    WHERE i.indrelid = 'pgo_function_text'::regclass AND s.word = ANY(%s)""",
                list(set(essence.split())),
            )
        )
        return {word: part for word, part, _texts in rows}, max(
            (texts for _word, _part, texts in rows), default=0
        )


def marked(text, other):
    """Return `text` escaped, with the words that stand in `other` in the same order in `<mark>`.

    Words that follow each other share one mark.
    """
    here, _there = similarity.shared_words(language.fold(text), language.fold(other))
    runs = []
    for start, end in here:
        if runs and not language.words(language.fold(text[runs[-1][1] : start])):
            runs[-1][1] = end
        else:
            runs.append([start, end])
    parts, last = [], 0
    for start, end in runs:
        parts += [escape(text[last:start]), Markup("<mark>%s</mark>") % text[start:end]]
        last = end
    return Markup("").join([*parts, escape(text[last:])])
