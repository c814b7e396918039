import json

from odoo.tests import HttpCase, tagged

from .common import VersionCase

#: Opens the form of a version and of one of its units, and says what each step asked the server for.
WALK = """
(async () => {
    const { rpcBus } = odoo.loader.modules.get("@web/core/network/rpc");
    const asked = [];
    rpcBus.addEventListener("RPC:REQUEST", ({ detail }) => {
        const params = detail.data.params;
        if (["web_read", "web_save"].includes(params.method)) {
            asked.push([params.method, params.model, Object.keys(params.kwargs.specification)]);
        }
    });
    const until = async (what, found) => {
        for (let turn = 0; turn < 400; turn++) {
            if (document.querySelector(".o_error_dialog")) {
                throw new Error(`${what}: ${document.querySelector(".o_error_dialog").innerText}`);
            }
            const element = found();
            if (element) {
                return element;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`${what} does not come`);
    };
    const see = (selector) => until(selector, () => document.querySelector(selector));
    const tab = async (name, selector) => {
        asked.length = 0;
        (await see(`.o_notebook_headers .nav-link[name=${name}]`)).click();
        await see(selector);
        return JSON.stringify(asked);
    };
    const expect = (what, given, wanted) => {
        if (JSON.stringify(given) !== JSON.stringify(wanted)) {
            throw new Error(`${what}: ${JSON.stringify(given)} is not ${JSON.stringify(wanted)}`);
        }
    };
    const open = (model, id, context = {}) =>
        odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
            { type: "ir.actions.act_window", res_model: model, res_id: id, views: [[false, "form"]], context },
            { clearBreadcrumbs: true }
        );
    const shown = (name) => see(`.o_notebook_headers .nav-link.active[name=${name}]`);
    try {
        const [version, unit, report] = %s;
        const lazy = ["article_ids", "dossier_ids", "approval_ids", "publication_ids"];
        await open("pgo.version", version);
        await see("[name=unit_ids] .o_data_row");
        expect("opening a version", asked.at(-1)[2].filter((name) => lazy.includes(name)), []);

        let said = await tab("articles", "[name=article_ids] .o_data_row");
        expect("opening its articles", said, JSON.stringify([["web_read", "pgo.version", ["article_ids"]]]));
        said = await tab("dossier", "[name=dossier_ids] .o_field_x2many_list_row_add a");
        expect("opening its dossier", said, JSON.stringify([["web_read", "pgo.version", ["dossier_ids"]]]));
        said = await tab("articles", "[name=article_ids] .o_data_row");
        expect("coming back to its articles", said, "[]");

        // What was opened is saved and read again with the form.
        await tab("justification", "[name=purpose] textarea");
        const purpose = document.querySelector("[name=purpose] textarea");
        purpose.value = "Los servicios de hoy.";
        purpose.dispatchEvent(new Event("input", { bubbles: true }));
        purpose.dispatchEvent(new Event("change", { bubbles: true }));
        (await see(".o_form_button_save")).click();
        await until("saving", () => asked.some(([method]) => method === "web_save"));
        await see(".o_form_saved");
        const saved = asked.find(([method]) => method === "web_save")[2];
        expect("saving", lazy.map((name) => saved.includes(name)), [true, true, false, false]);
        await tab("articles", "[name=article_ids] .o_data_row");

        asked.length = 0;
        await open("pgo.technical.report", report);
        await see("[name=steps] li");
        const tables = ["staff_ids", "unit_reason_ids", "equivalence_ids", "model_reason_ids"];
        expect("opening a dossier", asked.at(-1)[2].filter((name) => tables.includes(name)), []);
        said = await tab("staff", "[name=staff_ids] .o_data_row");
        expect("opening its staff", said, JSON.stringify([["web_read", "pgo.technical.report", ["staff_ids"]]]));

        asked.length = 0;
        await open("pgo.unit", unit);
        await see("[name=function_ids] .o_data_row");
        const rows = ["child_ids", "assignee_ids"];
        expect("opening a unit", asked.at(-1)[2].filter((name) => rows.includes(name)), []);
        await tab("children", "[name=child_ids] .o_data_row");
        await tab("contributors", "[name=assignee_ids] input");

        // What is missing leads to where it is done.
        await open("pgo.technical.report", report, { pgo_page: "staff" });
        await shown("staff");
        (await see("[name=next_step] a[data-pgo-page=report]")).click();
        await shown("report");
        await tab("progress", "[name=steps] li");
        (await see("[name=steps] a[data-pgo-page=units]")).click();
        await shown("units");
        await tab("progress", "[name=steps] li");
        (await see("[name=steps] a[data-pgo-button=action_open_version]")).click();
        await see("[name=unit_ids], [name=dossier_ids]");
        await shown("dossier");

        // A row of the structure opens its unit, to work in it.
        await tab("structure", "[name=unit_ids] .o_data_row");
        (await see("[name=unit_ids] .o_data_row .o_data_cell[name=name]")).click();
        await see("[name=function_ids] .o_field_x2many_list_row_add a");
        expect("opening a row", document.querySelectorAll(".modal").length, 0);
        console.log("test successful");
    } catch (error) {
        console.error(error.message);
    }
})();
"""


@tagged("post_install", "-at_install")
class TestLazyPages(HttpCase, VersionCase):
    """A form asks for the rows of a page when the page is opened, and then they are rows as any other."""

    def test_pages_are_read_when_opened(self):
        version = self.adopt()
        unit = version.unit_ids.filtered(lambda unit: unit.child_ids and unit.function_ids)[:1]
        report = version.action_open_dossier()["res_id"]
        self.browser_js(
            "/odoo",
            WALK % json.dumps([version.id, unit.id, report]),
            "document.querySelector('.o_action_manager .o_view_controller') !== null",
            login=self.formulator.login,
            timeout=120,
        )
        self.assertEqual(version.purpose, "Los servicios de hoy.")
        self.assertTrue(version.article_ids)
