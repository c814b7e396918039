from odoo.tests import tagged

from pgo_core import document as core
from pgo_core import numbering, seal

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestDocument(VersionCase):
    """The rows of a version read as a Document."""

    def test_reading_back_what_was_written(self):
        """A shipped model read from its rows is the Document that was loaded, template aside."""
        document = self.model._read_document()
        self.assertEqual(len(document.units), self.model.unit_count)
        self.assertEqual(sum(1 for _ in document.functions()), self.model.function_count)
        self.assertEqual(core.from_json(core.to_json(document)), document)

    def test_units_come_in_code_order_with_their_functions(self):
        document = self.adopt()._read_document()
        codes = [unit.code for unit in document.units]
        self.assertEqual(
            codes, sorted(codes, key=lambda code: [int(part) for part in code.split(".")])
        )
        self.assertTrue(all(unit.functions for unit in document.units))

    def test_articles_run_without_a_gap(self):
        outline = numbering.outline(self.adopt()._read_document())
        numbers = [
            article.number
            for title in outline
            for part in (title, *title.chapters)
            for article in part.articles
        ]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_form_shows_moved_functions_in_their_place(self):
        """The client asks for the order in which rows come anyway; what it moved comes back in its new place."""
        unit = self.adopt().unit_ids.filtered(lambda unit: len(unit.function_ids) > 2)[0]
        first, *_rest, last = unit.function_ids
        for order in ("sequence ASC, id ASC", "sequence, id", "sequence DESC"):
            rows = {"fields": {"sequence": {}, "letter": {}}, "order": order, "limit": 40}
            specification = {"name": {}, "function_ids": rows}
            moved = [[1, first.id, {"sequence": 900}], [1, last.id, {"sequence": 1}]]
            [answer] = unit.web_save({"function_ids": moved}, specification)
            shown = answer["function_ids"]
            if order.endswith("DESC"):
                shown = shown[::-1]
            self.assertEqual([shown[0]["id"], shown[-1]["id"]], [last.id, first.id])
            self.assertEqual(shown[0]["letter"], "a")
            first, last = last, first

    def test_letters_follow_the_order(self):
        unit = self.adopt().unit_ids.filtered(lambda unit: unit.level == 2)[0]
        functions = unit.function_ids.sorted("sequence")
        self.assertEqual(functions[0].letter, "a")
        self.assertEqual(functions[2].letter, "c")
        functions[2].sequence = functions[0].sequence - 1
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(functions[2].letter, "a")
        self.assertEqual(functions[0].letter, "b")

    def test_sealed_version_is_read_from_its_canonical_text(self):
        version = self.endorsed()
        self.assertEqual(seal.seal_bytes(version.canonical.encode()), version.seal)
        self.assertEqual(version._document(), version._read_document())
        self.assertEqual(version._verify_seal(), [])

    def test_renamed_norm_does_not_break_an_older_seal(self):
        version = self.endorsed()
        norm = version.function_ids.citation_ids.norm_id[0]
        norm.sudo().write({"label": f"{norm.label} (texto único)", "reason": "Prueba"})
        self.env.flush_all()
        self.assertEqual(version._verify_seal(), [])
