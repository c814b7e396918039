import io
import os
import zipfile
from unittest.mock import patch

from psycopg2.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from odoo.addons.pgo_output.models import outputs, pgo_version_output
from odoo.addons.pgo_rof.tests.common import REASONED, fill_dossier
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from pgo_core.papers import catalogue
from pgo_core.papers.paper import Paper
from pgo_core.render import formats
from pgo_core.render.errors import RenderError

from .common import BEGINS, OutputCase


@tagged("post_install", "-at_install")
class TestOutputs(OutputCase):
    def test_every_format_of_the_library_is_offered(self):
        version = self.adopt()
        self.assertEqual(set(formats.FORMATS), set(outputs.FORMATS))
        self.assertLessEqual(set(formats.FORMATS), set(version._outputs()))
        self.assertEqual(set(BEGINS), set(formats.FORMATS), "a new format needs its beginning here")

    def test_every_format_is_made(self):
        version = self.adopt()
        names = set()
        for key, begins in BEGINS.items():
            file = version._output_file(key)
            self.assertTrue(file.content.startswith(begins), key)
            self.assertTrue(file.mime, key)
            self.assertTrue(file.name.endswith(version._outputs()[key].suffix), key)
            self.assertIn("BORRADOR", file.name)
            names.add(file.name)
        # The three spreadsheets and both forms of linked data differ by their suffix alone.
        self.assertEqual(len(names), len(BEGINS))
        self.assertFalse(self.stored(version), "a draft is not stored")

    def test_state_is_written_as_in_the_pdf(self):
        version = self.adopt()
        page = version._output_file("html").content.decode()
        self.assertIn("BORRADOR", page)
        word = zipfile.ZipFile(io.BytesIO(version._output_file("docx").content))
        words = word.read("word/document.xml").decode()
        self.assertIn("BORRADOR", words)

    def test_sealed_is_made_once_for_each_format(self):
        version = self.endorsed()
        first = {key: version._output_file(key).content for key in BEGINS}
        kept = {row.output: row.id for row in self.stored(version)}
        self.assertEqual(
            set(kept), set(BEGINS) - {"json"}, "the sealed text itself is kept already"
        )
        self.assertEqual(first["json"].decode(), version.canonical)
        with self.forbidden():
            for key in kept:
                self.assertEqual(version._output_file(key).content, first[key], key)
        version = self.in_force(version)
        self.assertNotEqual(version._output_file("docx").content, first["docx"])
        self.assertEqual(
            {row.output: row.id for row in self.stored(version)}, kept, "one row for each format"
        )
        with self.forbidden():
            version._output_file("docx")
            with self.assertRaises(AssertionError):
                version._output_file("odt")

    def test_nobody_writes_what_is_stored(self):
        version = self.endorsed()
        version._output_file("docx")
        row = self.stored(version)
        for user in (self.formulator, self.sgp_admin, self.stranger):
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(row.with_user(user).has_access(operation), operation)

    def test_two_people_make_the_same_file_at_once(self):
        version = self.endorsed()
        table = type(self.env["pgo.render"])
        made = version._output_file("svg").content
        for act, errors in (
            ("create", (UniqueViolation,)),
            ("write", (SerializationFailure, DeadlockDetected)),
        ):
            for error in errors:
                if act == "create":
                    self.stored(version).unlink()
                else:
                    self.stored(version).key = "of another state"
                with patch.object(table, act, side_effect=error):
                    self.assertEqual(version._output_file("svg").content, made, error)
                # What came before in the same transaction is still there.
                self.assertTrue(version.exists().seal)

    def test_a_stored_file_that_was_lost_is_made_again(self):
        version = self.endorsed()
        made = version._output_file("svg").content
        files = self.env["ir.attachment"].sudo()
        stored = files.search(
            [
                ("res_model", "=", "pgo.render"),
                ("res_field", "=", "content"),
                ("res_id", "=", self.stored(version).id),
            ]
        )
        os.unlink(files._full_path(stored.store_fname))
        self.env.invalidate_all()
        with mute_logger("odoo.addons.base.models.ir_attachment"):
            self.assertEqual(version._output_file("svg").content, made)
        self.env.invalidate_all()
        with self.forbidden():
            self.assertEqual(version._output_file("svg").content, made)

    def test_redline_against_the_text_in_force(self):
        base = self.in_force(self.endorsed())
        self.assertNotIn("redline_base", base._outputs())
        draft = base.with_user(self.formulator)._start_modification()
        draft.unit_ids.function_ids[0].text = "Ejecutar el plan anual de mejora de los servicios."
        file = draft._output_file("redline_base")
        xml = zipfile.ZipFile(io.BytesIO(file.content)).read("word/document.xml").decode()
        self.assertIn("<w:ins ", xml)
        self.assertIn("<w:del ", xml)
        self.assertIn("Cambios al texto vigente", file.name)
        self.assertNotIn("redline_round", draft._outputs())

    def test_redline_only_against_what_the_person_reads(self):
        base = self.in_force(self.endorsed())
        draft = base.with_user(self.formulator)._start_modification()
        with patch.object(type(draft), "has_access", return_value=False):
            self.assertNotIn("redline_base", draft._outputs())

    def test_papers_of_the_library_are_offered(self):
        self.assertEqual(set(outputs.PAPERS), set(catalogue.KINDS), "each paper says its use")
        base = self.in_force(self.endorsed())
        draft = base.with_user(self.formulator)._start_modification()
        given = {}

        def make(kind, document, context):
            given.update(kind=kind, base=context.base, today=context.today)
            return Paper("comparison", "Cuadro comparativo")

        kinds = {key: catalogue.KINDS[key] for key in ("comparison", "technical_report")}
        with (
            patch.object(catalogue, "KINDS", kinds),
            patch.object(catalogue.Kind, "make", make),
            patch.object(
                catalogue, "write", lambda _paper, form, *_facts: f"%{form.upper()}-paper".encode()
            ),
        ):
            found = draft._outputs()
            self.assertLessEqual(
                {"comparison.pdf", "comparison.docx", "technical_report.docx"}, set(found)
            )
            file = draft._output_file("comparison.pdf")
            self.assertNotIn("comparison.pdf", self.adopt()._outputs(), "it has no text in force")
            self.assertNotIn("technical_report.pdf", self.model._outputs())
        self.assertEqual(file.content, b"%PDF-paper")
        self.assertTrue(file.name.startswith("Cuadro comparativo - ROF 2"), file.name)
        self.assertEqual(given["base"].title, base.title)
        self.assertTrue(given["today"])

    def test_every_paper_of_this_copy_is_made(self):
        base = self.in_force(self.endorsed())
        draft = base.with_user(self.formulator)._start_modification()
        for key, output in draft._outputs().items():
            if output.group == "papers":
                content = draft._output_file(key).content
                self.assertTrue(content.startswith((b"%PDF-", b"PK")), key)

    def test_choices_in_words(self):
        version = self.adopt().with_context(lang="es_PE")
        groups = version.output_choices()
        chosen = [output for group in groups for output in group["outputs"]]
        keys = [file["key"] for output in chosen for file in output["files"]]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertEqual(set(keys), set(version._outputs()))
        for output in chosen:
            self.assertTrue(output["name"] and output["help"])
        self.assertIn("Word editable (DOCX)", [output["name"] for output in chosen])

    def test_stranger_is_refused(self):
        version = self.adopt()
        for user in (self.stranger, self.env.ref("base.public_user")):
            theirs = version.with_user(user)
            for key in (*BEGINS, "redline_base", "comparison.pdf"):
                with self.assertRaises(AccessError):
                    theirs._output_file(key)
            with self.assertRaises(AccessError):
                theirs.output_choices()

    def paper(self, version, kind):
        """Return the words of a paper as `version`'s person gets it."""
        document = version._document()
        made = catalogue.KINDS[kind].make(document, version._paper_context(document))
        return repr(made)

    def test_papers_say_what_the_dossier_says(self):
        version = self.adopt()
        fill_dossier(version)
        report = self.paper(version, "technical_report")
        self.assertIn(REASONED, report)
        self.assertIn("Certificación de crédito presupuestario N° 045-2026-OPP.", report)
        document = version._document()
        staff = catalogue.KINDS["staff_table"].make(document, version._paper_context(document))
        self.assertEqual(list(staff.blanks()), [])

    def test_a_first_text_on_the_platform_derogates_the_one_on_paper(self):
        version = self.adopt()
        self.assertIn("Derógase", self.paper(version, "draft_instrument"))
        version.change_case_ids = self.env["pgo.change.case"].search([("letter", "=", "d")])
        self.assertNotIn("Derógase", self.paper(version, "draft_instrument"))

    def test_the_dossier_of_another_entity_is_not_in_what_is_public(self):
        version = self.in_force(self.endorsed())
        self.assertTrue(version._dossier().staff)
        theirs = version.with_user(self.stranger)
        theirs.invalidate_recordset()
        for kind in catalogue.KINDS:
            if not catalogue.KINDS[kind].needs_base:
                self.assertNotIn(REASONED, self.paper(theirs, kind), kind)
        self.assertIsNone(theirs._staff_table("xlsx"))
        self.assertTrue(version.with_user(self.formulator)._staff_table("xlsx"))
        self.assertNotEqual(
            theirs._output_file("xlsx").content,
            version.with_user(self.formulator)._output_file("xlsx").content,
        )
        self.assertEqual(theirs._output_file("xlsx"), theirs._output_file("xlsx"))

    def test_what_does_not_exist_is_told(self):
        version = self.adopt()
        with self.assertRaisesRegex(UserError, "exe"):
            version._output_file("exe")
        with (
            patch.object(
                pgo_version_output.Version,
                "_make_format",
                side_effect=RenderError("No se pudo generar el documento."),
            ),
            self.assertRaisesRegex(UserError, "No se pudo generar el documento"),
        ):
            version._output_file("odt")

    def test_several_in_one_zip(self):
        versions = self.adopt() | self.endorsed()
        file = versions.with_user(self.formulator).with_context(lang="es_PE")._outputs_file("docx")
        zipped = zipfile.ZipFile(io.BytesIO(file.content))
        self.assertEqual(file.name, "documentos.zip")
        self.assertEqual(len(zipped.namelist()), 3)
        self.assertTrue(any(name.endswith(".csv") for name in zipped.namelist()))
        with self.assertRaises(AccessError):
            (versions | self.adopt(user=self.formulator)).with_user(self.stranger)._outputs_file(
                "docx"
            )
        with self.assertRaises(UserError):
            self.env["pgo.version"].browse(range(1, 30))._outputs_file("docx")

    def test_report_of_another_format(self):
        version = self.adopt()
        reports = self.env["ir.actions.report"].with_user(self.formulator)
        content, suffix = reports._render("pgo_output.docx", version.ids)
        self.assertEqual((content[:2], suffix), (b"PK", "docx"))
        with self.assertRaises(AccessError):
            reports.with_user(self.stranger)._render("pgo_output.docx", version.ids)
