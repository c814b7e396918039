import { Component, markup, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Shows a reading of a version that the server writes (the text, the organigram). It asks for it when its
 * page of the notebook is opened, so that opening a version does not pay for what is not looked at.
 */
export class VersionReading extends Component {
    static template = "pgo_output.VersionReading";
    static props = { ...standardWidgetProps, field: { type: String } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ html: null, failed: false });
        useRecordObserver((record) => this.load(record));
    }

    async load(record) {
        const id = record.resId;
        if (!id) {
            return;
        }
        try {
            const [values] = await this.orm.silent.read(record.resModel, [id], [this.props.field]);
            if (this.props.record.resId === id) {
                // Written by the library, which escapes every text of the version.
                this.state.html = markup(values[this.props.field] || "");
                this.state.failed = false;
            }
        } catch {
            this.state.failed = true;
        }
    }
}

export const versionReading = {
    component: VersionReading,
    extractProps: ({ options }) => ({ field: options.field }),
    supportedOptions: [{ label: _t("Field"), name: "field", type: "string" }],
};

registry.category("view_widgets").add("pgo_version_reading", versionReading);
