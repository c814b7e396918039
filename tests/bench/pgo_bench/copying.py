"""Adopting a model and copying a version, beside the raw INSERT … SELECT of the same rows."""

from contextlib import contextmanager
from unittest.mock import patch

from .clock import Side

#: Columns that differ between a row and its copy; the rest is copied by the raw statement as it is.
_SHIFTED = {
    "pgo_unit": ("unit", {"id": "unit", "parent_id": "unit", "linked_to_id": "unit"}),
    "pgo_function": ("function", {"id": "function", "unit_id": "unit"}),
    "pgo_competence": ("competence", {"id": "competence"}),
    "pgo_article": ("article", {"id": "article"}),
}
_RELATIONS = (
    ("pgo_function_citation_rel", "pgo_function", {"function_id": "function"}),
    ("pgo_competence_citation_rel", "pgo_competence", {"competence_id": "competence"}),
    (
        "pgo_competence_function_rel",
        "pgo_competence",
        {"competence_id": "competence", "function_id": "function"},
    ),
)
TARGET = 1.5


class RawCopy:
    """The floor: one plain INSERT … SELECT per table, ids by adding a constant.

    Same tables, so the same indexes and foreign keys; the triggers of the product are off.
    """

    def __init__(self, world, source):
        self.world, self.cr, self.source = world, world.cr, source
        self.tables = {table: self._columns(table) for table in ("pgo_version", *_SHIFTED)}
        self.number = 9000
        self._shift = dict.fromkeys(("unit", "function", "competence", "article"), 0)

    def _columns(self, table):
        self.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " ORDER BY attnum",
            [table],
        )
        return [name for (name,) in self.cr.fetchall()]

    def rows(self):
        """Return how many rows the copy has: (version, units, functions…, rows of relations)."""
        counts = []
        for table in _SHIFTED:
            self.cr.execute(f"SELECT count(*) FROM {table} WHERE version_id = %s", [self.source.id])
            counts.append(self.cr.fetchone()[0])
        relations = 0
        for table, owner, columns in _RELATIONS:
            column = next(iter(columns))
            self.cr.execute(
                f"SELECT count(*) FROM {table} r JOIN {owner} o ON o.id = r.{column} WHERE o.version_id = %s",
                [self.source.id],
            )
            relations += self.cr.fetchone()[0]
        return 1 + sum(counts), relations

    @contextmanager
    def around(self):
        """Take the triggers of the product off and choose free ids; all undone afterwards."""
        with self.world.undone():
            for table in (
                "pgo_version",
                *_SHIFTED,
                *(name for name, _owner, _columns in _RELATIONS),
            ):
                self.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            # Once untimed: changing a table makes the server forget its plans and definitions.
            self._choose_ids()
            self.call()
            self._choose_ids()
            yield

    def _choose_ids(self):
        self.number += 1
        self.cr.execute("SELECT nextval('pgo_version_id_seq')")
        self.version_id = self.cr.fetchone()[0]
        for table, (name, _columns) in _SHIFTED.items():
            self.cr.execute(
                f"SELECT (SELECT max(id) FROM {table}) - min(id) + 1 FROM {table} WHERE version_id = %s",
                [self.source.id],
            )
            self._shift[name] = self.cr.fetchone()[0]

    def call(self):
        """Insert the version and its rows."""
        self._insert_version()
        for table, (_name, shifted) in _SHIFTED.items():
            names = self.tables[table]
            values = [self._value(name, shifted) for name in names]
            self.cr.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} src"
                f" WHERE version_id = {self.source.id}"
            )
        for table, owner, shifted in _RELATIONS:
            names = [*shifted, *(["citation_id"] if "citation" in table else [])]
            values = [
                f"rel.{name} + {self._shift[shifted[name]]}" if name in shifted else name
                for name in names
            ]
            self.cr.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} rel"
                f" JOIN {owner} o ON o.id = rel.{names[0]} WHERE o.version_id = {self.source.id}"
            )

    def _insert_version(self):
        fixed = {
            "id": str(self.version_id),
            "number": str(self.number),
            **dict.fromkeys(self._unique_columns(), "NULL"),
            "entity_id": str(self.world.entity.id),
            "frozen": "false",
            "state": "'draft'",
            "canonical": "NULL",
            "seal": "NULL",
        }
        names = self.tables["pgo_version"]
        values = [fixed.get(name, name) for name in names]
        self.cr.execute(
            f"INSERT INTO pgo_version ({', '.join(names)}) SELECT {', '.join(values)} FROM pgo_version"
            f" WHERE id = {self.source.id}"
        )

    def _unique_columns(self):
        """Return the nullable columns of a version that alone must be unique, such as its keys."""
        self.cr.execute(
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
            " WHERE i.indrelid = 'pgo_version'::regclass AND i.indisunique AND i.indnatts = 1 AND NOT a.attnotnull"
        )
        return [name for (name,) in self.cr.fetchall()]

    def _value(self, name, shifted):
        if name in shifted:
            return f"src.{name} + {self._shift[shifted[name]]}"
        if name == "entity_id":
            # The same rows: those of a model have no entity, those that are adopted do, with its foreign key.
            return str(self.world.entity.id)
        return str(self.version_id) if name == "version_id" else f"src.{name}"


class Copying:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.board, self.fixture = world, board, fixture
        self.env = world.env

    def run(self):
        """Measure adoption of the shipped model, copy of a version and what the check adds."""
        self.board.title("Adoptar y copiar")
        as_formulator = self.env["pgo.version"].with_user(self.world.formulator)
        in_force = self.world.version(self.fixture, "in_force")
        if in_force.entity_id != self.world.entity:
            raise AssertionError("the formulator has no version in force")
        model = as_formulator.browse(self._model().id)
        entity = model.env["pgo.entity"].browse(self.world.entity.id)
        source = as_formulator.browse(in_force.id)
        self._pair("adoptar un modelo", model, lambda: model._adopt(entity))
        self._pair("copiar una versión (modificación)", source, source._start_modification)

    def _model(self):
        """Return the largest model in force for the entity's type."""
        domain = [
            ("kind", "=", "model"),
            ("state", "=", "in_force"),
            ("entity_type_id", "=", self.world.entity.type_id.id),
        ]
        return self.env["pgo.version"].search(domain, order="unit_count desc", limit=1)

    def _pair(self, name, source, call):
        raw = RawCopy(self.world, source)
        rows, relations = raw.rows()
        title = f"{name} ({rows} filas, {relations} relaciones)"
        peer = Side("INSERT … SELECT", raw.call, raw.around)

        def with_check():
            call()
            self.env.flush_all()

        def without_check():
            with patch.object(type(source), "_recheck", lambda _self: None):
                with_check()

        ours = Side(name, without_check, self._warmed(without_check))
        self.board.compare(title, ours, peer, TARGET, rounds=max(self.board.rounds, 25))
        self.board.compare(
            "  … con la revisión de las reglas",
            Side("", with_check, self._warmed(with_check)),
            peer,
        )
        for label, triggers, uids in (
            ("  … solo la sentencia de copia", True, True),
            ("  … la sentencia, sin disparadores", False, True),
            ("  … la sentencia, sin disparadores ni uid nuevos", False, False),
        ):
            if uids or source.kind == "model":
                statement = Statement(self.world, source, triggers, uids)
                self.board.compare(label, Side("", statement.call, statement.around), peer)

    def _warmed(self, call):
        """Return a context that runs the call once untimed, as the peer does; all undone afterwards."""

        @contextmanager
        def around():
            with self.world.undone():
                call()
                self.env.invalidate_all()
                yield

        return around


class Statement:
    """The statement that copies the rows, alone, with or without what the product adds to it."""

    def __init__(self, world, source, triggers, uids):
        self.world, self.source, self.triggers, self.uids = world, source, triggers, uids

    def call(self):
        """Copy the rows into the empty version."""
        self.world.cr.execute(self._sql)

    @contextmanager
    def around(self):
        """Create the empty version and the statement that fills it; all undone afterwards."""
        with self.world.undone():
            if not self.triggers:
                for table in (
                    "pgo_version",
                    *_SHIFTED,
                    *(name for name, _owner, _columns in _RELATIONS),
                ):
                    self.world.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            self._prepare()
            self.call()
            self._prepare()
            yield

    def _prepare(self):
        mint = self.source.kind == "model"
        vals = {"kind": "rof", "entity_id": self.world.entity.id, "title": "ROF"}
        version = self.source.create(vals)
        facts = self.world.entity._document_facts() if mint else None
        values = version._placeholder_values(facts)
        self._sql = version._copy_statement(self.source, mint and self.uids, values)
        self.world.env.flush_all()
