from odoo.tests import tagged

from .common import PublicCase

READ = (
    "pgo.version",
    "pgo.unit",
    "pgo.function",
    "pgo.article",
    "pgo.competence",
    "pgo.finding",
    "pgo.approval",
)
READ += ("pgo.publication", "pgo.dossier.document", "pgo.entity", "pgo.membership", "pgo.render")
READ += ("pgo.published.line", "pgo.event", "pgo.change")


@tagged("post_install", "-at_install")
class TestPrivacy(PublicCase):
    def test_public_user_has_no_access_to_any_model(self):
        public = self.env.ref("base.public_user")
        for name in READ:
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(
                    self.env[name].with_user(public).has_access(operation), f"{name} {operation}"
                )

    def test_draft_is_nowhere(self):
        code, unit = self.other.code, self.draft.unit_ids.filtered(lambda unit: unit.level > 1)[:1]
        secret = "Oficina Secreta de Prueba"
        unit.sudo().with_user(self.stranger).write({"description": secret})
        self.env.flush_all()
        for path in (
            code,
            f"{code}/1",
            f"{code}/1/rof.pdf",
            f"{code}/rof.pdf",
            f"{code}/rof.json",
            f"{code}/organigrama.svg",
        ):
            response = self.get(f"/consulta/{path}", 404)
            self.assertNotIn(unit.name, response.text)
        self.assertNotIn(
            self.other.name,
            self.get("/consulta", q=self.other.name).text.split("<ul")[-1].split("<section")[-1],
        )
        self.assertNotIn(
            secret, self.get("/consulta", ver="funciones", q=secret).text.split("resultados")[-1]
        )

    def test_no_state_but_the_published_is_read(self):
        """Every state in which a version is not published gives the same answer as no version at all."""
        states = [state for state, _label in self.version._fields["state"].selection]
        for state in states:
            self.env.cr.execute(
                "UPDATE pgo_version SET state = %s WHERE id = %s", [state, self.version.id]
            )
            self.env.invalidate_all()
            published = state in ("in_force", "superseded", "derogated")
            self.assertEqual(
                bool(self.env["pgo.consultation"]._page(self.entity.code)), published, state
            )
            rows, _total = self.env["pgo.consultation"]._search_entities(self.entity.name)
            self.assertEqual(bool(rows), state == "in_force", state)
            lines, _total = self.env["pgo.consultation"]._search_lines("municipal")
            self.assertEqual(bool(lines), state == "in_force", state)

    def test_archived_entity(self):
        self.env.cr.execute("UPDATE pgo_entity SET active = false WHERE id = %s", [self.entity.id])
        self.env.invalidate_all()
        self.get(self.path, 404)
        self.assertFalse(self.env["pgo.consultation"]._search_lines("municipal")[0])

    def test_nothing_is_called_by_rpc(self):
        """Every method of the reader is private."""
        own = type(self.env["pgo.consultation"]).mro()
        names = {
            name
            for cls in own
            if cls.__module__.startswith("odoo.addons.pgo_publication")
            for name in vars(cls)
        }
        self.assertFalse(
            [
                name
                for name in names
                if not name.startswith("_")
                and callable(getattr(self.env["pgo.consultation"], name, None))
            ]
        )

    def test_conversation_stays_inside(self):
        message = self.version.message_post(body="Comentario interno")
        attachment = self.env["ir.attachment"].create(
            {
                "name": "interno.txt",
                "raw": b"interno",
                "res_model": "pgo.version",
                "res_id": self.version.id,
            }
        )
        self.env.flush_all()
        self.assertNotIn("Comentario interno", self.get(self.path).text)
        self.assertNotEqual(self.url_open(f"/web/content/{attachment.id}").status_code, 200)
        self.assertFalse(message.with_user(self.env.ref("base.public_user")).has_access("read"))

    def test_every_route_is_declared(self):
        """Routes of every addon of ours say who may call them, how, and whether they write."""
        modules = self.env["ir.module.module"]._installed()
        converters = self.env["ir.http"]._get_converters()
        routes = [
            (url, endpoint)
            for url, endpoint in self.env["ir.http"]._generate_routing_rules(
                sorted(modules), converters
            )
            if endpoint.__module__.startswith("odoo.addons.pgo")
        ]
        self.assertTrue(routes)
        for url, endpoint in routes:
            declared = endpoint.original_routing
            for key in ("auth", "methods", "readonly"):
                self.assertIn(key, declared, f"{url} declares {key}")
            if endpoint.__module__.startswith("odoo.addons.pgo_publication"):
                self.assertEqual(declared["auth"], "public", url)
                self.assertEqual(declared["methods"], ["GET"], url)
                self.assertFalse(declared["save_session"], url)

    def test_only_reading(self):
        for path in ("/consulta", self.path, "/verificar"):
            self.assertEqual(self.url_open(path, data={"x": "1"}).status_code, 405)
