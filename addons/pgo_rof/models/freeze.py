from odoo import models
from odoo.tools import SQL

from .dossier_row import PREPARING
from .technical_report import REPORT_COLUMNS
from .version_dossier import EQUIVALENCE_COLUMNS, REASON_COLUMNS, UNIT_REASON_COLUMNS

#: Columns of the Document by table. Derived columns (sort keys, counters, findings) stay free, or an upgrade
#: that recomputes them would fail on frozen versions.
DOCUMENT_COLUMNS = {
    "pgo_unit": (
        "version_id",
        "uid",
        "name",
        "code",
        "acronym",
        "level",
        "nature",
        "parent_id",
        "linked_to_id",
        "description",
        "sequence",
    ),
    "pgo_function": (
        "version_id",
        "unit_id",
        "uid",
        "text",
        "function_class",
        "admin_system",
        "counterpart",
        "sequence",
    ),
    "pgo_article": ("version_id", "uid", "place", "role", "heading", "body", "items", "sequence"),
    "pgo_competence": ("version_id", "uid", "text", "sequence"),
}

#: Relations of the Document: table, column of the row, table of that row.
DOCUMENT_RELATIONS = (
    ("pgo_function_citation_rel", "function_id", "pgo_function"),
    ("pgo_competence_citation_rel", "competence_id", "pgo_competence"),
    ("pgo_competence_function_rel", "competence_id", "pgo_competence"),
)

#: What people write of the dossier by table: it is free until the version is sent or elevated, sealed or not.
DOSSIER_COLUMNS = {
    "pgo_technical_report": ("version_id", *REPORT_COLUMNS),
    "pgo_staff": ("version_id", "unit_id", "cap", "cas", "without_staff"),
    "pgo_unit_reason": ("version_id", "unit_id", *UNIT_REASON_COLUMNS),
    "pgo_dossier_reason": ("version_id", *REASON_COLUMNS),
    "pgo_equivalence": ("version_id", "to_unit_id", *EQUIVALENCE_COLUMNS),
}

VERSION_COLUMNS = (
    "kind",
    "entity_id",
    "number",
    "title",
    "template",
    "template_version",
    "seal",
    "canonical",
    "core_version",
    "date_sealed",
)

REFUSE = """
    IF coalesce(current_setting('pgo.migration', true), '') = '' AND EXISTS ({found}) THEN
        RAISE EXCEPTION 'PGO: the version is sealed; % on % refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


class Freeze(models.AbstractModel):
    """What is frozen is frozen in the database too: triggers refuse what gets past the ORM.

    They run once per statement over the rows it touched, so copying a version of 650 rows pays three
    look-ups and not 650. A migration of stored shape opens them with `SET LOCAL pgo.migration = '<reason>'`
    after writing an event that says so.
    """

    # A model of its own, defined last: its `init` runs when the tables of all the others exist.
    _name = "pgo.freeze"
    _description = "Database Triggers of Sealed Versions"

    def init(self):
        super().init()
        for table, columns in DOCUMENT_COLUMNS.items():
            self._install_table(table, columns, "v.frozen")
        states = ", ".join(f"'{state}'" for state in PREPARING)
        for table, columns in DOSSIER_COLUMNS.items():
            self._install_table(table, columns, f"v.state NOT IN ({states})")
        for table, column, owner in DOCUMENT_RELATIONS:
            for operation, rows in (("INSERT", "new_rows"), ("DELETE", "old_rows")):
                found = self._frozen_among(
                    f"{rows} r JOIN {owner} e ON e.id = r.{column}", "e.version_id"
                )
                alias = f"{'NEW' if operation == 'INSERT' else 'OLD'} TABLE AS {rows}"
                self._install(table, operation.lower(), operation, alias, found)
        self._install_version_trigger()

    def _install_table(self, table, columns, closed):
        """Refuse inserts, deletes and changes of `columns` in rows of versions for which `closed` holds."""
        for operation, rows in (("INSERT", "new_rows"), ("DELETE", "old_rows")):
            alias = f"{'NEW' if operation == 'INSERT' else 'OLD'} TABLE AS {rows}"
            found = self._frozen_among(f"{rows} r", "r.version_id", closed)
            self._install(table, operation.lower(), operation, alias, found)
        old = ", ".join(f"o.{column}" for column in columns)
        new = ", ".join(f"n.{column}" for column in columns)
        changed = (
            "SELECT 1 FROM old_rows o JOIN new_rows n ON n.id = o.id "
            "JOIN pgo_version v ON v.id IN (o.version_id, n.version_id) "
            f"WHERE {closed} AND ({old}) IS DISTINCT FROM ({new})"
        )
        self._install(
            table, "update", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows", changed
        )

    @staticmethod
    def _frozen_among(rows, version_column, closed="v.frozen"):
        # The rows of a statement are of one version or two: look those up, not the version of each row.
        touched = f"SELECT DISTINCT {version_column} FROM {rows}"
        return f"SELECT 1 FROM pgo_version v WHERE {closed} AND v.id = ANY (ARRAY({touched}))"

    def _install(self, table, suffix, operation, referencing, found):
        function = f"pgo_frozen_{table}_{suffix}"
        # Every piece of these statements is a constant of this file.
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s",
                SQL.identifier(function),
                f"BEGIN {REFUSE.format(found=found)} END",
            )
        )
        self.env.cr.execute(
            SQL("DROP TRIGGER IF EXISTS %s ON %s", SQL.identifier(function), SQL.identifier(table))
        )
        self.env.cr.execute(
            SQL(
                "CREATE TRIGGER %s AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %s()",
                SQL.identifier(function),
                SQL(operation),
                SQL.identifier(table),
                SQL(referencing),
                SQL.identifier(function),
            )
        )

    def _install_version_trigger(self):
        old = ", ".join(f"OLD.{column}" for column in VERSION_COLUMNS)
        new = ", ".join(f"NEW.{column}" for column in VERSION_COLUMNS)
        body = f"""
            BEGIN
                IF coalesce(current_setting('pgo.migration', true), '') <> '' THEN
                    RETURN coalesce(NEW, OLD);
                END IF;
                IF TG_OP = 'DELETE' AND OLD.frozen THEN
                    RAISE EXCEPTION 'PGO: a sealed version is not erased' USING ERRCODE = 'restrict_violation';
                END IF;
                IF TG_OP = 'UPDATE' AND OLD.frozen AND (NOT NEW.frozen OR ({old}) IS DISTINCT FROM ({new})) THEN
                    RAISE EXCEPTION 'PGO: the version is sealed' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END
        """
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE FUNCTION pgo_frozen_version() RETURNS trigger LANGUAGE plpgsql AS %s",
                body,
            )
        )
        self.env.cr.execute("DROP TRIGGER IF EXISTS pgo_frozen_version ON pgo_version")
        self.env.cr.execute(
            "CREATE TRIGGER pgo_frozen_version BEFORE UPDATE OR DELETE ON pgo_version "
            "FOR EACH ROW EXECUTE FUNCTION pgo_frozen_version()"
        )
