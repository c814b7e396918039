from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    """Every action of the addon has its views, a path of its own and a Spanish name."""

    def _actions(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "pgo_entity"), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        # What opens over another screen has neither views nor a path of its own.
        return actions.filtered(lambda action: action.target != "new")

    def test_views_load(self):
        actions = self._actions()
        self.assertEqual(len(actions), 6)
        for action in actions:
            kinds = [*action.view_mode.split(","), "search"]
            views = self.env[action.res_model].get_views([(False, kind) for kind in kinds])["views"]
            self.assertEqual(set(views), set(kinds), action.res_model)
            self.assertTrue(action.path.startswith("pgo-"))
            for kind in kinds:
                found = self.env["ir.ui.view"].search_count(
                    [("model", "=", action.res_model), ("type", "=", kind)]
                )
                self.assertTrue(found, f"{action.res_model}: falta la vista {kind}")

    def test_spanish(self):
        self.env["res.lang"]._activate_lang("es_PE")
        self.env["ir.module.module"].search([("name", "=", "pgo_entity")])._update_translations(
            ["es_PE"]
        )
        spanish = self.env(context={"lang": "es_PE"})
        self.assertEqual(
            set(spanish["ir.actions.act_window"].browse(self._actions().ids).mapped("name")),
            {"Entidades", "Tipos de entidad", "Territorio", "Normas", "Citas", "Designaciones"},
        )
        labels = dict(spanish["pgo.membership"]._fields["role"]._description_selection(spanish))
        self.assertEqual(labels["entity_admin"], "Administrador de la entidad")
