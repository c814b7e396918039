import json

from odoo.addons.pgo import demo_story
from odoo.tests import HttpCase, tagged

#: Opens each action in each of its views, then the first record and each page of its form. Whatever goes wrong
#: ends in an error dialog or in the console, and both end the test.
WALK = """
(async () => {
    const actions = %s;
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const until = async (what, found) => {
        for (let turn = 0; turn < 400; turn++) {
            if (document.querySelector(".o_error_dialog, .o_notification_bar.bg-danger")) {
                const said = document.querySelector(".o_error_dialog, .o_notification").innerText;
                throw new Error(`${what}: ${said}`);
            }
            const element = found();
            if (element) {
                return element;
            }
            await pause(50);
        }
        throw new Error(`${what} does not open`);
    };
    const service = odoo.__WOWL_DEBUG__.root.env.services.action;
    try {
        for (const [name, id, kinds, hasForm] of actions) {
            for (const kind of kinds) {
                const what = `${name} (${kind})`;
                await service.doAction(id, { viewType: kind, clearBreadcrumbs: true });
                await until(what, () => document.querySelector(`.o_${kind}_view, .modal .o_form_view`));
                const dialog = document.querySelector(".modal .btn-close");
                if (dialog) {
                    dialog.click();
                    await until(what, () => !document.querySelector(".modal"));
                    continue;
                }
                // The rows come after the view.
                const records = ".o_list_view .o_data_row .o_data_cell, .o_kanban_record:not(.o_kanban_ghost)";
                for (let turn = 0; turn < 60 && !document.querySelector(`${records}, .o_view_nocontent`); turn++) {
                    await pause(50);
                }
                const record = document.querySelector(records);
                if (!record || !hasForm) {
                    continue;
                }
                record.click();
                await until(`${what}, first record`, () => document.querySelector(".o_form_view .o_form_sheet"));
                for (const page of document.querySelectorAll(".o_notebook_headers .nav-link")) {
                    page.click();
                    await until(`${what}, ${page.name}`, () => page.classList.contains("active"));
                    await pause(50);
                }
            }
        }
        console.log("test successful");
    } catch (error) {
        console.error(error.message);
    }
})();
"""


@tagged("post_install", "-at_install")
class TestScreens(HttpCase):
    """Each person opens whatever the menu offers, with the demonstration in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        demo_story.load(cls.env)

    def _actions(self, user):
        """Return (name, id, views) of the windows that the menu of PGO offers to a person."""
        menus = (
            self.env["ir.ui.menu"].with_user(user).with_context(lang=user.lang).load_menus(False)
        )
        root = self.env.ref("pgo_base.pgo_menu_root").id
        actions = []
        for menu in menus.values():
            if menu.get("app_id") != root or menu.get("action_model") != "ir.actions.act_window":
                continue
            action = self.env["ir.actions.act_window"].browse(menu["action_id"])
            kinds = action.view_mode.split(",")
            opened = [kind for kind in kinds if kind != "form"] or ["form"]
            actions.append((menu["name"], action.id, opened, "form" in kinds))
        return actions

    def test_each_role_opens_its_screens(self):
        opened = set()
        for login, _name, role in demo_story.PEOPLE:
            user = self.env["res.users"].search([("login", "=", login)])
            actions = self._actions(user)
            with self.subTest(role=role):
                self.assertTrue(actions)
                self.browser_js(
                    "/odoo",
                    WALK % json.dumps(actions),
                    "document.querySelector('.o_action_manager .o_view_controller') !== null",
                    login=login,
                    timeout=180,
                )
            opened.update(name for name, *_rest in actions)
        self.assertGreater(len(opened), 12)
