from odoo.tests import HttpCase, new_test_user, tagged

#: Adds a non-working day without a reason, then with it, and removes it through its action.
ADDS_AND_REMOVES = """
(async () => {
    const find = async (selector, text = "") => {
        for (let turn = 0; turn < 100; turn++) {
            const found = [...document.querySelectorAll(selector)].find((el) => el.textContent.includes(text));
            if (found) {
                return found;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`${selector} ${text} does not appear`);
    };
    const fill = async (selector, value) => {
        const input = await find(selector);
        input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const press = async (selector, text) => (await find(selector, text)).click();
    await press(".o_list_button_add");
    await fill(".o_selected_row [name=date] input", "03/04/2027");
    await fill(".o_selected_row [name=name] input", "Puente");
    await press(".o_list_button_save");
    await find(".modal", "Escriba el motivo");
    await press(".modal .btn-primary");
    await fill(".o_selected_row [name=reason] input", "DS 001-2027-PCM");
    await press(".o_list_button_save");
    await find(".o_data_row:not(.o_selected_row)", "Puente");
    await press(".o_data_row .o_list_record_selector input");
    await press(".o_cp_action_menus .dropdown-toggle", "Acciones");
    await press(".o-dropdown--menu .o-dropdown-item", "Eliminar");
    await fill(".modal [name=reason] input", "Derogado");
    await press(".modal button[name=action_confirm]");
    await find(".o_view_nocontent");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestBrowser(HttpCase):
    """The screen asks the reason of a change, and that of a removal."""

    def test_calendar(self):
        admin = new_test_user(
            self.env,
            "sgp_navegador",
            groups="pgo_base.pgo_base_group_sgp_admin",
            context={"no_reset_password": True},
        )
        self.browser_js("/odoo/pgo-holidays", ADDS_AND_REMOVES, login=admin.login, timeout=60)
        events = self.env["pgo.event"].search([("kind", "=", "holiday.changed")], order="sequence")
        self.assertEqual(events.mapped("reason"), ["DS 001-2027-PCM", "Derogado"])
        self.assertEqual(events.user_id, admin)
