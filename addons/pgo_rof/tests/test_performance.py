from odoo.tests import freeze_time, tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestPerformance(VersionCase):
    """The number of queries does not grow with the version."""

    def queries(self, call):
        """Return how many queries `call` makes with warm caches of rights and cold records."""
        for _turn in ("warm", "measured"):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def assertConstant(self, operation):
        small, large = self.small_version(5), self.small_version(50)
        self.assertEqual(
            self.queries(lambda: operation(self.small_version_again(small))),
            self.queries(lambda: operation(self.small_version_again(large))),
        )

    def small_version_again(self, version):
        return self.env["pgo.version"].browse(version.id)

    def test_reading_the_document(self):
        self.assertConstant(lambda version: version._read_document())

    def test_checking(self):
        small, large = self.small_version(5), self.small_version(50)
        # The moment of the check is written only when it is another second.
        with freeze_time("2026-10-01 15:00:00"):
            self.assertEqual(
                self.queries(lambda: self.small_version_again(small)._recheck()),
                self.queries(lambda: self.small_version_again(large)._recheck()),
            )

    def test_copying(self):
        small, large = self.small_version(5), self.small_version(50)
        empty = {
            version: self.env["pgo.version"]
            .with_user(self.formulator)
            .create({"kind": "rof", "entity_id": self.entity.id, "title": "ROF"})
            for version in (small, large)
        }

        for source, target in empty.items():
            statement = target._copy_statement(source, True, [])
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env.cr.execute(statement)
            self.assertEqual(self.env.cr.sql_log_count - before, 1)
            self.env.invalidate_all()
            self.assertEqual(len(target.unit_ids), len(source.unit_ids))

    def test_opening_the_form(self):
        specification = {
            "name": {},
            "state": {},
            "can_edit": {},
            "pending_count": {},
            "unit_ids": {"fields": {"code": {}, "name": {}, "level": {}, "function_count": {}}},
        }
        self.assertConstant(
            lambda version: version.with_user(self.formulator).web_read(specification)
        )

    def test_opening_a_unit(self):
        specification = {
            "name": {},
            "finding_count": {},
            "can_edit": {},
            "function_ids": {
                "fields": {
                    "sequence": {},
                    "text": {},
                    "letter": {},
                    "citation_ids": {"fields": {"display_name": {}}},
                },
                "limit": 40,
                "order": "sequence ASC, id ASC",
            },
        }
        # As many as the form shows at once.
        few, many = self.small_version(3, 5), self.small_version(3, 40)

        def read(version):
            version.with_user(self.formulator).unit_ids[1].web_read(specification)

        self.assertEqual(self.queries(lambda: read(few)), self.queries(lambda: read(many)))
        # The unit, its findings, its version, and its functions: which, what they say and whom they cite.
        self.assertLessEqual(self.queries(lambda: read(many)), 7)

    def test_opening_a_version(self):
        """The pages of the form that nobody opened cost nothing (see `test_lazy_pages`)."""
        version = self.small_version(50)
        form = {
            name: {}
            for name in (
                "name",
                "can_edit",
                "pending_count",
                "dossier_pending_count",
                "has_publication",
            )
        }
        form["unit_ids"] = {"fields": {"name": {}, "function_count": {}}}
        self.assertLessEqual(
            self.queries(lambda: version.with_user(self.formulator).web_read(form)), 6
        )

    def test_editing_many_functions_at_once(self):
        few, many = self.small_version(3, 5), self.small_version(3, 50)

        def edit(version):
            functions = version.with_user(self.formulator).unit_ids[1].function_ids
            other = "control" if functions[0].function_class == "direction" else "direction"
            functions.write({"function_class": other})

        self.assertEqual(self.queries(lambda: edit(few)), self.queries(lambda: edit(many)))
