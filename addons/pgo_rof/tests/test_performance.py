from odoo.tests import tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestPerformance(VersionCase):
    """The number of queries does not grow with the version."""

    def queries(self, call):
        """Return how many queries `call` makes on a warm registry with cold records."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def assertConstant(self, operation):
        small, large = self.small_version(5), self.small_version(50)
        operation(small)  # warm caches of rights and settings
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
        for version in (small, large):
            version._recheck()
        self.assertEqual(
            self.queries(lambda: self.small_version_again(small)._recheck()),
            self.queries(lambda: self.small_version_again(large)._recheck()),
        )

    def test_copying(self):
        small, large = self.small_version(5), self.small_version(50)
        target = self.small_version(2)

        def copy(source):
            self.env.cr.execute(target._copy_statement(source, True, []))

        self.assertEqual(self.queries(lambda: copy(small)), self.queries(lambda: copy(large)))
        self.assertEqual(self.queries(lambda: copy(large)), 1)

    def test_opening_the_form(self):
        specification = {
            "name": {},
            "state": {},
            "can_edit": {},
            "pending_count": {},
            "unit_ids": {"fields": {"code": {}, "name": {}, "level": {}, "function_count": {}}},
        }
        self.assertConstant(lambda version: version.with_user(self.formulator).web_read(specification))

    def test_opening_a_unit(self):
        specification = {"name": {}, "function_ids": {"fields": {"text": {}, "letter": {}, "citation_ids": {"fields": {"display_name": {}}}}}}
        few, many = self.small_version(3, 5), self.small_version(3, 50)

        def read(version):
            version.with_user(self.formulator).unit_ids[1].web_read(specification)

        read(few)
        self.assertEqual(self.queries(lambda: read(few)), self.queries(lambda: read(many)))

    def test_editing_many_functions_at_once(self):
        few, many = self.small_version(3, 5), self.small_version(3, 50)

        def edit(version):
            version.with_user(self.formulator).unit_ids[1].function_ids.write({"function_class": "direction"})

        edit(self.small_version(3, 2))
        self.assertEqual(self.queries(lambda: edit(few)), self.queries(lambda: edit(many)))
