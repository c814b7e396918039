"""Functions of the State: who else has one, what is like it, and the search, beside what one would write without
an index of texts.
"""

import random
from io import StringIO
from itertools import islice

from odoo.addons.pgo_rof.models.function_text import MAX_RANKED

from pgo_core import precedents

from . import pool
from .clock import Side, number, show

COUNT_TARGET, NEAR_TARGET, SEARCH_TARGET, BARE_TARGET = 1 / 1000, 1 / 200, 1 / 100, 2
RECALL_TARGET = 0.95
#: Distinct texts for each function of the fixture: the most varied country that was measured (549 k of 3.6 M).
VARIETY = 549 / 3600
#: Functions among which all that are like a text are found one by one, texts asked for, and least likeness.
SAMPLE, ASKED, LIKE = 20_000, 60, 85
TYPED = "presupuesto modificaciones"
#: Slow peers are not run as often as the rest.
FEW = 5

_GROUP_BY = """
    WITH said AS (
        SELECT f.id, f.version_id,
               md5(regexp_replace(lower(translate(replace(f.text, e.name, ''), 'ÁÉÍÓÚáéíóúñÑ', 'AEIOUaeiounN')),
                                  '[^a-z0-9]+', ' ', 'g')) AS key
          FROM pgo_function f JOIN pgo_version v ON v.id = f.version_id AND v.state = 'in_force'
          JOIN pgo_entity e ON e.id = f.entity_id),
    counted AS (SELECT key, count(DISTINCT version_id) AS entities FROM said GROUP BY key)
    SELECT s.id, c.entities - 1 FROM said s JOIN counted c ON c.key = s.key WHERE s.version_id = %s
"""
_ILIKE = """
    SELECT f.id, f.text FROM pgo_function f JOIN pgo_version v ON v.id = f.version_id AND v.state = 'in_force'
     WHERE f.text ILIKE %s AND f.text ILIKE %s ORDER BY length(f.text), f.id LIMIT 80
"""
_BARE = """
    SELECT t.id FROM (SELECT t.id, t.essence FROM pgo_function_text t
                       WHERE to_tsvector('simple', t.essence) @@ to_tsquery('simple', %s) LIMIT %s) t
     ORDER BY ts_rank(to_tsvector('simple', t.essence), to_tsquery('simple', %s), 1) DESC LIMIT 80
"""


class Nation:
    """The lines of this group. Their targets depend on the size of the country: they count with `--scale`."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board
        self.cr = world.cr

    def run(self):
        """Index what is in force and in process, vary the texts, and measure."""
        whole = self.fixture.is_national()
        self.board.title(
            "Funciones del Estado"
            + ("" if whole else " (datos reducidos: las metas cuentan con --scale)")
        )
        self.judged = (lambda target: target) if whole else (lambda _target: None)
        self._index()
        self._count()
        self._search()
        trigrams = self._has_trigrams()
        self._near(trigrams, self.judged(NEAR_TARGET))
        self._vary()
        self._near(trigrams, None)
        self._common_word()

    def _index(self):
        """Bring all the versions into the index as the daily job does, with its price."""
        versions = self.world.env["pgo.version"]._unindexed()

        def fill():
            for place, version in enumerate(versions):
                version._index_functions()
                if place % 25 == 24:
                    self.world.refresh()
            self.world.refresh()

        taken = self.board.clock.sample(Side("índice", fill))
        self._tidy()
        assert not self.world.env["pgo.version"]._unindexed()
        [(self.first_varied,)] = self._ask("SELECT max(id) FROM pgo_function_text")
        [(uses, texts, size)] = self._ask(
            """SELECT (SELECT count(*) FROM pgo_function_use), (SELECT count(*) FROM pgo_function_text),
                      pg_size_pretty(pg_total_relation_size('pgo_function_use')
                                     + pg_total_relation_size('pgo_function_text'))"""
        )
        self.board.note(
            f"índice de {len(versions)} versiones: {uses} usos de {texts} textos, {size},"
            f" {show(taken.wall / max(len(versions), 1))} por versión (reloj)"
        )

    def _count(self):
        """Who else has the 600 functions of a version."""
        env = self.world.env
        version = self.world.version(self.fixture, "in_force")
        draft = self.world.version(self.fixture, "draft")
        by_group = dict(self._ask(_GROUP_BY, [version.id]))
        assert version._precedent_counts() == by_group, "both say the same"
        peer = Side("GROUP BY", lambda: self._ask(_GROUP_BY, [version.id]))
        ours = Side("", lambda: env["pgo.version"].browse(version.id)._precedent_counts())
        self.board.compare(
            "quién más tiene las 600 funciones de una versión sellada",
            ours,
            peer,
            self.judged(COUNT_TARGET),
            FEW,
        )
        ours = Side(
            "",
            lambda: env["pgo.version"].browse(draft.id)._precedent_counts(),
            self.world.cold,
        )
        self.board.compare(
            "lo mismo de un borrador, que se reduce al preguntar", ours, peer, None, FEW
        )

    def _vary(self):
        """Add texts that nobody repeats, so that there are as many different ones as in the most varied country."""
        wanted = round(self.fixture.loaded * 600 * VARIETY)
        dice = random.Random(7)

        def texts():
            while True:
                base = pool._phrase(dice)
                yield base
                for _variant in range(3):
                    yield pool._reworded(dice, base)

        essences = dict.fromkeys(precedents.essence(text) for text in islice(texts(), wanted))
        lines = "".join(f"{precedents.key(essence)}\t{essence}\n" for essence in essences)
        self.cr.execute("CREATE TEMP TABLE bench_text (key text, essence text)")
        self.cr.copy_from(StringIO(lines), "bench_text")
        self.cr.execute(
            "INSERT INTO pgo_function_text (key, essence, entity_count, process_count)"
            " SELECT key, essence, 1, 0 FROM bench_text ON CONFLICT DO NOTHING; DROP TABLE bench_text"
        )
        self.world.refresh()
        self._tidy()
        [(count,)] = self._ask("SELECT count(*) FROM pgo_function_text")
        self.board.note(f"{count} textos distintos en lo que sigue")

    def _near(self, has_trigrams, target):
        """What in the country is like one text, and that nothing is missed."""
        Text = self.world.env["pgo.function.text"]
        asked = self._ask(
            "SELECT essence FROM pgo_function_text ORDER BY md5(key) LIMIT %s", [ASKED]
        )
        asked = [essence for (essence,) in asked]
        turn = iter(range(10**9))

        def ours():
            Text._nearest(asked[next(turn) % ASKED], LIKE)

        if not has_trigrams:
            self.board.note("este PostgreSQL no trae pg_trgm: sin su comparación")
        else:
            self.board.compare(
                "funciones parecidas a una",
                Side("", ours),
                Side("pg_trgm %", lambda: self._trigrams(asked[next(turn) % ASKED])),
                target,
                FEW,
            )
        self._recall(Text, asked)

    def _trigrams(self, essence):
        return self._ask("SELECT id FROM pgo_function WHERE text %% %s", [essence])

    def _has_trigrams(self):
        """Build the index that `pg_trgm` gives to the functions; return whether this server has the extension."""
        if not self._ask("SELECT FROM pg_available_extensions WHERE name = 'pg_trgm'"):
            return False
        run = self.fixture._cursor.execute
        run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        run("CREATE INDEX bench_trigram ON pgo_function USING gin (text gin_trgm_ops)")
        self.cr.execute("SET pg_trgm.similarity_threshold = 0.6")
        return True

    def _recall(self, Text, asked):
        """Find one by one, in a sample, all that is like each text and count how much of it we find."""
        from rapidfuzz import fuzz, process

        sample = self._ask(
            """SELECT DISTINCT t.id, t.essence FROM pgo_function_text t JOIN (
                   (SELECT text_id AS id FROM pgo_function_use ORDER BY md5(id::text) LIMIT %(size)s) UNION ALL
                   (SELECT id FROM pgo_function_text WHERE id > %(first_varied)s ORDER BY md5(key) LIMIT %(size)s)
               ) s ON s.id = t.id""",
            {"size": SAMPLE, "first_varied": self.first_varied},
        )
        ids, texts = zip(*sample, strict=True)
        wanted = found = 0
        for essence in asked:
            like = process.extract(essence, texts, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None)
            near = {ids[place] for _text, _share, place in like}
            got = {text_id for text_id, _share in Text._nearest(essence, LIKE, 10**6)}
            wanted, found = wanted + len(near), found + len(near & got)
        recall = found / wanted
        self.board.note(
            f"de {wanted} textos parecidos ({LIKE} o más) a {ASKED}, entre los {len(sample)} de una muestra, hallados"
            f" {number(recall)} (meta ≥ {number(RECALL_TARGET)}: "
            + ("✓)" if recall >= RECALL_TARGET else "✗)")
        )

    def _search(self):
        """The first 80 functions with the words typed, the likest first."""
        Text = self.world.env["pgo.function.text"].with_user(self.world.formulator)
        one, two = TYPED.split()
        self.board.compare(
            "buscar funciones del Estado, 80 por relevancia",
            Side(
                "",
                lambda: Text.search_fetch([("words", "ilike", TYPED)], ["text"], limit=80),
                self.world.cold,
            ),
            Side("ILIKE", lambda: self._ask(_ILIKE, [f"%{one}%", f"%{two}%"])),
            self.judged(SEARCH_TARGET),
            FEW,
        )

    def _common_word(self):
        """A word that very many texts hold."""
        Text = self.world.env["pgo.function.text"].with_user(self.world.formulator)
        query = "plan:*"
        self.board.compare(
            "buscar una palabra muy común",
            Side("", lambda: Text.search([("words", "ilike", "plan")], limit=80).ids),
            Side("SQL a secas", lambda: self._ask(_BARE, [query, MAX_RANKED, query])),
            self.judged(BARE_TARGET),
        )

    def _ask(self, sql, values=()):
        self.cr.execute(sql, values or None)
        return self.cr.fetchall()

    def _tidy(self):
        """Statistics and visibility map as after some days of use."""
        for table in ("pgo_function_text", "pgo_function_use"):
            self.fixture._cursor.execute(f"VACUUM ANALYZE {table}")
