from urllib.parse import urlencode

from lxml import html

from odoo.addons.pgo_rof.tests.common import VersionCase
from odoo.tests import HttpCase


class PublicCase(VersionCase, HttpCase):
    """A municipality with a ROF in force, another with a draft alone, and a reader without account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.in_force(cls.endorsed()).sudo()
        cls.path = f"/consulta/{cls.entity.code}"
        cls.draft = cls.adopt(user=cls.stranger, entity=cls.other).sudo()
        cls.env.flush_all()

    def get(self, path, status=200, headers=None, **params):
        """Return the answer to a reader without account; a page that is not HTML 5 in Spanish fails."""
        address = f"{path}?{urlencode(params)}" if params else path
        response = self.url_open(address, headers=headers, allow_redirects=False)
        self.assertEqual(response.status_code, status, address)
        self.assertNotIn("Set-Cookie", response.headers, "the public gets no session")
        if response.headers.get("Content-Type", "").startswith("text/html") and status != 303:
            self.assertTrue(response.text.lstrip().startswith("<!DOCTYPE html>"))
            self.assertIn('<html lang="es-PE">', response.text)
        return response

    def page(self, path, status=200, **params):
        """Return a page as a tree of elements."""
        return html.fromstring(self.get(path, status, **params).content)

    def words(self, element):
        return " ".join(element.text_content().split())

    @classmethod
    def next_version(cls):
        """Put a modification of the version in force, which supersedes it; return the new one."""
        draft = cls.version.with_user(cls.formulator)._start_modification()
        return cls.in_force(cls.endorse(cls.complete(draft))).sudo()
