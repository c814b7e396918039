"""The full-scale fixture: versions of 50 units and 600 functions with citations, loaded by SQL.

Every row is computed inside the database from a small pool of texts, with identifiers by arithmetic;
triggers and foreign keys are off while it loads and the secondary indexes are built at the end.
"""

import time
from dataclasses import dataclass, field
from io import StringIO

import psycopg2

from odoo.addons.pgo_rof.models.unit import code_sort_key
from odoo.sql_db import connection_info_for

from . import pool
from .cases import load_cases

UNITS = 50
FUNCTIONS = UNITS * pool.SLOTS
#: Versions loaded by one statement: their rows are sorted in memory.
CHUNK = 250
#: Versions of the whole country.
NATIONAL = 6000
#: Tables of the fixture, in the order in which they are loaded.
TABLES = (
    "pgo_version",
    "pgo_unit",
    "pgo_function",
    "pgo_function_citation_rel",
    "pgo_article",
    "pgo_competence",
    "pgo_competence_citation_rel",
    "pgo_competence_function_rel",
)
#: States taken in turn, so that a board of five columns is full.
STATES = ("superseded", "in_force", "draft", "sent", "in_council")

_SETTINGS = """
    SET session_replication_role = replica; SET synchronous_commit = off; SET lock_timeout = '30s';
    SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET jit = off;
    SET max_parallel_workers_per_gather = 0
"""

_VERSIONS = """
    INSERT INTO pgo_version (id, name, number, entity_id, entity_type_id, state, kind, title, template,
        template_version, unit_count, function_count, blocking_count, warning_count, provisional, frozen,
        date_sent, receipt, create_uid, write_uid, create_date, write_date)
    SELECT %(version)s + i, 'ROF ' || n.number || ' · ' || e.name, n.number, e.id, e.type_id, s.state, 'rof',
           'Reglamento de Organización y Funciones de la ' || e.name, m.template, m.template_version, 50, 600,
           i %% 4, i %% 9, false, s.state <> 'draft',
           CASE WHEN s.state <> 'draft' THEN timestamp '2024-01-02' + (i * 7 %% 900) * interval '1 day' END,
           CASE WHEN s.state <> 'draft' THEN 'BENCH-' || lpad(i::text, 6, '0') END, 1, 1, now(), now()
      FROM generate_series(%(first)s, %(last)s) i
      CROSS JOIN LATERAL (SELECT 1 + i %% 3 + 3 * (i / 3 / %(entities)s) AS number) n
      CROSS JOIN LATERAL (SELECT (%(states)s)[1 + i %% 5] AS state) s
      JOIN bench_entity b ON b.place = i / 3 %% %(entities)s JOIN pgo_entity e ON e.id = b.id
      CROSS JOIN (SELECT template, template_version FROM pgo_version WHERE id = %(model)s) m
"""
_UNITS = """
    INSERT INTO pgo_unit (id, version_id, entity_id, sequence, level, parent_id, uid, name, code, sort_key,
        nature, description, locked, create_uid, write_uid, create_date, write_date)
    SELECT %(unit)s + (v.id - %(version)s) * 50 + a.place, v.id, v.entity_id, a.place * 10, a.level,
           %(unit)s + (v.id - %(version)s) * 50 + a.parent, md5(v.entity_id || '-' || a.place)::uuid, a.name,
           a.code, a.sort_key, a.nature,
           'Es la unidad de organización responsable de los asuntos de ' || a.name || ' de la entidad.', false,
           1, 1, now(), now()
      FROM pgo_version v CROSS JOIN bench_unit a
     WHERE v.id BETWEEN %(version)s + %(first)s AND %(version)s + %(last)s ORDER BY v.id, a.place
"""
_FUNCTIONS = """
    INSERT INTO pgo_function (id, version_id, entity_id, sequence, unit_id, uid, function_class, text,
        create_uid, write_uid, create_date, write_date)
    SELECT %(function)s + (u.id - %(unit)s) * 12 + k.slot, u.version_id, u.entity_id, k.slot * 10 + 10, u.id,
           md5(u.entity_id || '-' || a.place || '-' || k.slot)::uuid, a.function_class,
           CASE WHEN k.choice %% 100 < 35 THEN p.text || ', en la jurisdicción de la ' || e.name ELSE p.text END,
           1, 1, now(), now()
      FROM pgo_unit u JOIN bench_unit a ON a.place = u.sequence / 10 JOIN pgo_entity e ON e.id = u.entity_id
      CROSS JOIN LATERAL (SELECT slot, abs(hashint4(u.entity_id * 600 + a.place * 12 + slot)) AS choice,
                                 abs(hashint4(u.version_id * 600 + a.place * 12 + slot)) AS change
                            FROM generate_series(0, 11) slot) k
      JOIN bench_pool p ON p.place = a.place AND p.slot = k.slot
       AND p.variant = (k.choice / 128 + CASE WHEN k.change %% 100 < 8 THEN 1 ELSE 0 END) %% 8
     WHERE u.version_id BETWEEN %(version)s + %(first)s AND %(version)s + %(last)s ORDER BY u.id, k.slot
"""
_CITATIONS = """
    INSERT INTO pgo_function_citation_rel (function_id, citation_id)
    SELECT f, (%(citations)s)[1 + abs(hashint4(f)) %% %(citation_count)s]
      FROM generate_series(%(function)s + %(first)s * 600, %(function)s + (%(last)s + 1) * 600 - 1) f
"""
_REST = (
    """INSERT INTO pgo_article (version_id, entity_id, sequence, uid, place, role, heading, body, items,
           create_uid, write_uid, create_date, write_date)
       SELECT v.id, v.entity_id, a.sequence, a.uid, a.place, a.role, a.heading, a.body, a.items, 1, 1, now(), now()
         FROM pgo_version v JOIN pgo_article a ON a.version_id = %(model)s
        WHERE v.id BETWEEN %(version)s + %(first)s AND %(version)s + %(last)s ORDER BY v.id, a.id""",
    """INSERT INTO pgo_competence (version_id, entity_id, sequence, uid, text, create_uid, write_uid,
           create_date, write_date)
       SELECT v.id, v.entity_id, c.sequence, c.uid, c.text, 1, 1, now(), now()
         FROM pgo_version v JOIN pgo_competence c ON c.version_id = %(model)s
        WHERE v.id BETWEEN %(version)s + %(first)s AND %(version)s + %(last)s ORDER BY v.id, c.id""",
    """INSERT INTO pgo_competence_citation_rel (competence_id, citation_id)
       SELECT c.id, (%(citations)s)[1 + c.id %% %(citation_count)s] FROM pgo_competence c
        WHERE c.version_id BETWEEN %(version)s + %(first)s AND %(version)s + %(last)s""",
    """INSERT INTO pgo_competence_function_rel (competence_id, function_id)
       SELECT c.id, %(function)s + (c.version_id - %(version)s) * 600 + (c.id * 7 + k) %% 600
         FROM pgo_competence c CROSS JOIN generate_series(0, 2) k
        WHERE c.version_id BETWEEN %(version)s + %(first)s AND %(version)s + %(last)s""",
)


@dataclass
class Loaded:
    """What one load put in and the seconds that each step took: (wall, CPU of the server)."""

    functions: int
    steps: dict = field(default_factory=dict)

    def total(self, by_cpu, names=None):
        """Return the seconds of the named steps, of all of them by default."""
        return sum(self.steps[name][by_cpu] for name in names or self.steps)


class Fixture:
    """Loads versions into the real tables, the next ones each time it is asked."""

    def __init__(self, database, clock_of, by_cpu):
        self._connection = psycopg2.connect(**connection_info_for(database)[1])
        self._connection.autocommit = True
        self._cursor = self._connection.cursor()
        self._cpu = clock_of(self._connection.info.backend_pid)
        self.loaded, self.by_cpu = 0, by_cpu
        self._prepare()

    def close(self):
        """Leave the database."""
        self._connection.close()

    def _one(self, sql):
        self._cursor.execute(sql)
        return self._cursor.fetchone()[0]

    def _prepare(self):
        """Fill the temporary tables of texts, units and entities and choose the first identifiers."""
        run = self._cursor.execute
        run(_SETTINGS)
        # The CPU of helpers that build an index is not ours to read, so by CPU there are none.
        run("SET max_parallel_maintenance_workers = %s", [0 if self.by_cpu else 2])
        run(
            "CREATE TEMP TABLE bench_pool (place int, slot int, variant int, text text);"
            "CREATE TEMP TABLE bench_unit (place int, parent int, level int, name text, nature text, code text,"
            " sort_key text, function_class text);"
            "CREATE TEMP TABLE bench_entity AS SELECT row_number() OVER (ORDER BY e.id) - 1 AS place, e.id"
            " FROM pgo_entity e JOIN pgo_entity_type t ON t.id = e.type_id WHERE t.is_municipal"
        )
        self._copy("bench_pool", pool.texts(UNITS))
        self._copy(
            "bench_unit",
            (
                (
                    u.place,
                    u.parent,
                    u.level,
                    u.name,
                    u.nature,
                    u.code,
                    code_sort_key(u.code),
                    u.function_class,
                )
                for u in pool.structure()
            ),
        )
        run("CREATE INDEX ON bench_pool (place, slot, variant); CREATE INDEX ON bench_unit (place)")
        run("ANALYZE bench_pool; ANALYZE bench_unit; ANALYZE bench_entity")
        citations = self._one("SELECT array_agg(id ORDER BY id) FROM pgo_citation")
        self._values = {
            "version": self._one("SELECT max(id) + 1 FROM pgo_version"),
            "unit": self._one("SELECT max(id) + 1 FROM pgo_unit"),
            "function": self._one("SELECT max(id) + 1 FROM pgo_function"),
            "model": self._one(
                "SELECT id FROM pgo_version WHERE kind = 'model' ORDER BY unit_count DESC LIMIT 1"
            ),
            "entities": self._one("SELECT count(*) FROM bench_entity"),
            "citations": citations,
            "citation_count": len(citations),
            "states": list(STATES),
        }

    def _copy(self, table, rows):
        def text(value):
            return r"\N" if value is None else str(value)

        lines = "".join("\t".join(map(text, row)) + "\n" for row in rows)
        self._cursor.copy_from(StringIO(lines), table)

    def is_national(self):
        """Return whether the whole country is loaded: targets of size mean nothing on less."""
        return self.loaded >= NATIONAL

    def version_id(self, place):
        """Return the database id of a version by its place in the fixture, from 0."""
        return self._values["version"] + place

    def load(self, count):
        """Load the next `count` versions and return what it took."""
        values = {**self._values, "first": self.loaded, "last": self.loaded + count - 1}
        result = Loaded(count * FUNCTIONS)
        indexes = []

        def step(name, action):
            wall, cpu = time.perf_counter(), self._cpu()
            action()
            result.steps[name] = (time.perf_counter() - wall, self._cpu() - cpu)

        def insert(*statements):
            def run():
                for start in range(values["first"], values["last"] + 1, CHUNK):
                    end = min(start + CHUNK - 1, values["last"])
                    for statement in statements:
                        self._cursor.execute(statement, {**values, "first": start, "last": end})

            return run

        step("índices retirados", lambda: indexes.extend(self._drop_indexes()))
        step("versiones", insert(_VERSIONS))
        step("unidades", insert(_UNITS))
        step("estadísticas", lambda: self._cursor.execute("ANALYZE pgo_version; ANALYZE pgo_unit"))
        step("funciones", insert(_FUNCTIONS))
        step("citas", insert(_CITATIONS))
        step("artículos y competencias", insert(*_REST))
        step("índices", lambda: [self._cursor.execute(sql) for sql in indexes])
        step("vacuum", self._finish)
        self.loaded += count
        return result

    def seal(self, newest, oldest, text):
        """Give the newest and the oldest versions that are frozen a sealed text, as all have in use."""
        self._cursor.execute(
            """UPDATE pgo_version SET canonical = %s, seal = encode(sha256(%s::bytea), 'hex')
                WHERE frozen AND (id > %s OR id <= %s)""",
            [
                text,
                text.encode(),
                self.version_id(max(self.loaded - newest, 0)),
                self.version_id(min(oldest, self.loaded - 1)),
            ],
        )
        self._cursor.execute("VACUUM ANALYZE pgo_version")

    def fill_board(self):
        """Open cases for five full columns of the evaluation board; return whether there is one."""
        return load_cases(self._cursor)

    def _drop_indexes(self):
        """Drop the secondary indexes of the tables and return the statements that make them again."""
        self._cursor.execute(
            """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
                WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
                  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)""",
            [list(TABLES)],
        )
        found = self._cursor.fetchall()
        for name, _definition in found:
            self._cursor.execute(f"DROP INDEX {name}")
        return [definition for _name, definition in found]

    def _finish(self):
        """Bring sequences, statistics and the visibility map up to date, as after months of use."""
        for table in TABLES:
            if not table.endswith("_rel"):
                self._cursor.execute(
                    f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"
                )
            self._cursor.execute(f"VACUUM ANALYZE {table}")
