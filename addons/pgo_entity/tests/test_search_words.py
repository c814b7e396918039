from markupsafe import Markup

from odoo.addons.pgo_entity import search_words
from odoo.tests import BaseCase, tagged


@tagged("post_install", "-at_install")
class TestSearchWords(BaseCase):
    def test_query(self):
        self.assertEqual(
            search_words.tsquery("¿Quién otorga las LICENCIAS de edificación?"),
            "otorga:* & licencia:* & edificacion:*",
        )
        self.assertEqual(search_words.tsquery("licitaciones"), "licitacion:*")
        self.assertEqual(search_words.tsquery("Ley 27972"), "ley:* & 27972")
        self.assertEqual(search_words.tsquery("el de la y a"), "")
        self.assertEqual(search_words.tsquery("  "), "")

    def test_nothing_typed_is_an_operator(self):
        for typed in (
            "a & b | !c",
            "x':* <-> y",
            "' OR 1=1 --",
            "%",
            "_",
            "\\",
            "(((",
            "\x00",
            "🙂",
        ):
            query = search_words.tsquery(typed)
            self.assertRegex(query, r"^([a-z0-9]+(:\*)?( & [a-z0-9]+(:\*)?)*)?$", typed)

    def test_number_of_words_is_bounded(self):
        self.assertEqual(
            len(search_words.words(" ".join(f"palabra{n}" for n in range(500)))),
            search_words.MAX_WORDS,
        )

    def test_index_has_no_stop_words(self):
        self.assertEqual(
            search_words.index_text("Gerencia de la Mujer y de la Familia", None),
            "gerencia mujer familia",
        )

    def test_highlight(self):
        self.assertEqual(
            search_words.highlight("Otorgar licencias & autorizaciones", "licencia"),
            Markup("Otorgar <mark>licencias</mark> &amp; autorizaciones"),
        )
        self.assertEqual(
            search_words.highlight("<b>licencia</b>", "<i>licencia"),
            Markup("&lt;b&gt;<mark>licencia</mark>&lt;/b&gt;"),
        )
        self.assertEqual(
            search_words.highlight("Limpieza pública", "publica"),
            Markup("Limpieza <mark>pública</mark>"),
        )
        self.assertEqual(search_words.highlight("sin nada", ""), Markup("sin nada"))
