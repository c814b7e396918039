import json

from odoo.addons.pgo_entity.tests.common import QUIET, EntityCase
from odoo.tests import HttpCase, tagged

#: Opens each action in each view inside one session; any error dialog or missing view ends the test.
OPENS = """
(async () => {
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    while (!document.querySelector(".o_list_view .o_data_row")) {
        await wait(100);
    }
    const action = odoo.__WOWL_DEBUG__.root.env.services.action;
    for (const [xmlid, viewType, resId, selector] of %s) {
        await action.doAction(xmlid, { viewType, clearBreadcrumbs: true, props: resId ? { resId } : {} });
        let turn = 0;
        while (!document.querySelector(selector)) {
            if (document.querySelector(".o_error_dialog") || ++turn > 100) {
                console.error(`${xmlid} does not open as ${viewType}`);
                return;
            }
            await wait(50);
        }
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestBrowser(HttpCase, EntityCase):
    """The client opens every action in every view: the server installs views that the client refuses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        cls.admin = cls._person("sgp_admin_navegador", "sgp_admin")
        cls._designate(cls._person("miembro_navegador"), "formulator", cls.entity)

    def test_actions_open(self):
        norm = self.env["pgo.norm"].search([("identifier", "=", "LEY-27972-2003")])
        forms = {
            "pgo_entity_action": self.entity,
            "pgo_entity_type_action": self.entity.type_id,
            "pgo_territory_action": self.entity.territory_id.parent_id,
            "pgo_norm_action": norm,
            "pgo_citation_action": self.env["pgo.citation"]._get_or_create(
                [{"norm_id": norm.id, "article": "79"}]
            ),
            "pgo_membership_action": self.entity.membership_ids,
        }
        rows = {
            "list": ".o_list_view .o_data_row",
            "kanban": ".o_kanban_record:not(.o_kanban_ghost)",
        }
        steps = []
        for name, record in forms.items():
            xmlid = f"pgo_entity.{name}"
            for kind in self.env.ref(xmlid).view_mode.split(","):
                if kind == "form":
                    steps.append([xmlid, "form", record.id, ".o_form_view .o_form_sheet"])
                else:
                    steps.append([xmlid, kind, 0, rows[kind]])
        self.browser_js(
            "/odoo/pgo-entities",
            OPENS % json.dumps(steps),
            login=self.admin.login,
            timeout=120,
        )
