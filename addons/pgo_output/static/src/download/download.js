import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The button of a version that opens the dialog. */
const OPENER = ".o_statusbar_buttons button[name=action_download]";

const url = (output, ids) => `/pgo/descargar/${output}/${ids.join(",")}`;

/**
 * Everything that can be downloaded of a version, in groups, each with what it is for. A file that cannot be made
 * is told in the dialog of errors, with the sentence of the server.
 */
export class Download extends Component {
    static template = "pgo_output.Download";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ groups: [], making: null });
        this.versionId = this.props.action.params.version_id;
        onWillStart(async () => {
            this.state.groups = await this.orm.call("pgo.version", "output_choices", [[this.versionId]]);
        });
        // Whoever goes by keyboard goes on from the button that opened this.
        onWillUnmount(() => setTimeout(() => document.querySelector(OPENER)?.focus()));
    }

    async onDownload(key) {
        this.state.making = key;
        try {
            await download({ url: url(key, [this.versionId]), data: {} });
        } finally {
            this.state.making = null;
        }
    }
}

registry.category("actions").add("pgo_download", Download);

/** Reports of type `pgo-output` are outputs of versions: `pgo_output.docx` is the output `docx`. */
async function printOutput(action, _options, env) {
    if (action.report_type !== "pgo-output") {
        return false;
    }
    const ids = action.context?.active_ids || [];
    env.services.ui.block();
    try {
        await download({ url: url(action.report_name.split(".").pop(), ids), data: {} });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("pgo_output", printOutput);
