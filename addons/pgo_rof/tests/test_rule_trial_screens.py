from odoo.tests import HttpCase, tagged

from .common import VersionCase

#: From a finished trial to what was found, in each of its views; an error dialog ends the walk.
WALK = """
(async () => {
    const until = async (what, selector) => {
        for (let turn = 0; turn < 400; turn++) {
            const dialog = document.querySelector(".o_error_dialog");
            if (dialog) {
                throw new Error(`${what}: ${dialog.innerText}`);
            }
            const element = document.querySelector(selector);
            if (element) {
                return element;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`${what} does not open`);
    };
    try {
        (await until("form", "button[name=action_open_results]")).click();
        await until("pivot", ".o_pivot_view table");
        (await until("graph", ".o_switch_view.o_graph")).click();
        await until("graph", ".o_graph_view canvas");
        (await until("list", ".o_switch_view.o_list")).click();
        (await until("list", ".o_list_view .o_data_row .o_data_cell")).click();
        await until("result", ".o_form_view button[name=action_open_version]");
        console.log("test successful");
    } catch (error) {
        console.error(error.message);
    }
})();
"""


@tagged("post_install", "-at_install")
class TestRuleTrialScreens(VersionCase, HttpCase):
    """A finished trial and its results, in a browser."""

    def test_from_the_trial_to_the_version(self):
        self.in_force(self.endorsed())
        rule = self.env["pgo.rule"].with_user(self.sgp_admin).search([("rule_id", "=", "R30")])
        trial = self.env["pgo.rule.trial"].browse(rule.action_what_if()["res_id"])
        trial = trial.with_user(self.sgp_admin)
        trial.value_ids[:1].value = "26"
        trial.action_start()
        while trial.sudo()._run_batch() is not None:
            pass
        self.env.flush_all()
        self.browser_js(
            f"/odoo/pgo-what-if/{trial.id}",
            WALK,
            ready="odoo.isReady === true",
            login=self.sgp_admin.login,
            timeout=180,
        )
