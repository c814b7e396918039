import { inputFiles } from "@web/../tests/utils";
import { download } from "@web/core/network/download";

/** What any person does on the screens of PGO: menus, tabs, buttons, dialogs, fields. */

/** Two cores shared with others: a step may take long without being wrong. */
const PATIENCE = 45000;

export function step(trigger, run, options = {}) {
    return { trigger, ...(run && { run }), timeout: PATIENCE, ...options };
}

export const click = (trigger) => step(trigger, "click");

export const see = (trigger) => step(trigger);

export const edit = (trigger, text) => step(trigger, `edit ${text}`);

/** Open an entry of the menu as a user reads it, and see the heading of what it opens. */
export function openMenu(section, item, heading = item) {
    return [
        see(".o_action_manager .o_view_controller"),
        click(`.o_menu_sections button:contains(${section})`),
        click(`.o-dropdown--menu .dropdown-item:contains(${item})`),
        see(`.o_last_breadcrumb_item:contains(${heading}), .modal .modal-title:contains(${heading})`),
    ];
}

/** Open the first row of a list that says all the words. */
export function openRow(...words) {
    return [click(`.o_list_view .o_data_row${words.map((word) => `:contains(${word})`).join("")} .o_data_cell`)];
}

export const tab = (name) => click(`.o_notebook_headers .nav-link[name=${name}]`);

/** Press a button of the header by what it says, answering its confirmation if it asks for one. */
export function press(label, { confirm = false } = {}) {
    return [
        click(`.o_form_statusbar .o_statusbar_buttons button:contains(${label})`),
        ...(confirm ? [click(".modal .modal-footer button.btn-primary")] : []),
    ];
}

/** See the state that the bar of states shows as current. */
export const inState = (label) => see(`.o_statusbar_status .o_arrow_button_current:contains(${label})`);

export const saved = () => [
    click(".o_form_button_save:enabled"),
    see(".o_form_view:has(.o_form_saved), .o_form_saved"),
];

/** Write the reason that an act asks for. */
export function giveReason(text) {
    return [edit(".modal .o_field_widget[name=text] textarea", text), click(".modal button[name=action_confirm]"), noDialog()];
}

export const noDialog = () => see("body:not(:has(.modal))");

/** Choose in a list of options (selection field). */
export function choose(field, label) {
    return [
        click(`${field} input`),
        click(`.o_select_menu_menu .o_select_menu_item:contains(${label})`),
    ];
}

/** Give a file to the field that is waiting for one. */
export function attach(field, name) {
    return step(field, async () => {
        const content = ["%PDF-1.4\n% documento de prueba\n%%EOF\n"];
        await inputFiles(`${field} input[type=file]`, [new File(content, name, { type: "application/pdf" })]);
    });
}

const fetchFile = download._download;

/** The page says the name of the last file that came whole from the server. */
download._download = async (options) => {
    delete document.body.dataset.downloaded;
    document.body.dataset.downloaded = await fetchFile(options);
};

/** Press what downloads a file, and see the file come; `ending` is that of its name. */
export function getFile(trigger, ending) {
    return [click(trigger), see(`body[data-downloaded$="${ending}"]`)];
}
