import io
import os
import shutil
from hashlib import sha1
from unittest.mock import patch

from odoo.addons.pgo_output.models import ir_attachment
from odoo.exceptions import MissingError
from odoo.tests import TransactionCase, tagged

CONTENT = b"the same document, the same bytes " * 100


@tagged("post_install", "-at_install")
class TestFileStore(TransactionCase):
    def setUp(self):
        super().setUp()
        self.files = self.env["ir.attachment"]
        digest = sha1(CONTENT, usedforsecurity=False).hexdigest()
        self.path = self.files._full_path(f"{digest[:2]}/{digest}")
        self.addCleanup(lambda: os.path.exists(self.path) and os.unlink(self.path))
        self.assertFalse(os.path.exists(self.path))

    def unfinished(self):
        folder = self.files._full_path(ir_attachment.UNFINISHED)
        return os.listdir(folder) if os.path.isdir(folder) else []

    def write_half(self):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        with open(self.path, "wb") as half:
            half.write(CONTENT[:1000])

    def test_half_a_file_of_a_killed_server_is_written_again(self):
        for make in (
            lambda: self.files.create({"name": "x", "raw": CONTENT}),
            lambda: self.files._create_from_file("x", "text/plain", io.BytesIO(CONTENT)),
        ):
            self.write_half()
            made = make()
            with made._open_file() as file:
                self.assertEqual(file.read(), CONTENT)
            self.assertEqual((made.raw, made.file_size), (CONTENT, len(CONTENT)))
            self.assertFalse(self.unfinished())

    def test_a_full_disk_leaves_nothing(self):
        def full(_source, target, *_size):
            target.write(CONTENT[:1000])
            raise OSError(28, "No space left on device")

        for make in (
            lambda: self.files.create({"name": "x", "raw": CONTENT}),
            lambda: self.files._create_from_file("x", "text/plain", io.BytesIO(CONTENT)),
        ):
            with patch.object(shutil, "copyfileobj", full), self.assertRaises(OSError):
                make()
            self.assertFalse(os.path.exists(self.path))
            self.assertFalse(self.unfinished())

    def test_what_a_dead_server_was_writing_is_swept_after_a_day(self):
        folder = self.files._full_path(ir_attachment.UNFINISHED)
        os.makedirs(folder, exist_ok=True)
        now, old = (os.path.join(folder, name) for name in ("now", "old"))
        for path in (now, old):
            open(path, "wb").close()
            self.addCleanup(lambda path=path: os.path.exists(path) and os.unlink(path))
        os.utime(old, (1, 1))
        self.files._gc_unfinished()
        self.assertTrue(os.path.exists(now))
        self.assertFalse(os.path.exists(old))

    def test_a_file_that_is_gone_is_told(self):
        made = self.files._create_from_file("x", "text/plain", io.BytesIO(CONTENT))
        os.unlink(self.path)
        with self.assertRaises(MissingError):
            made._open_file()
