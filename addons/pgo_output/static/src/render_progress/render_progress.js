import { Component, onWillDestroy } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Milliseconds between two looks at work under way. */
const INTERVAL = 3000;

/** Reads the record again while its state is `running`, so that the bar moves by itself. Draws nothing. */
class RenderProgress extends Component {
    static template = "pgo_output.RenderProgress";
    static props = { ...standardWidgetProps };

    setup() {
        const timer = browser.setInterval(() => this.look(), INTERVAL);
        onWillDestroy(() => browser.clearInterval(timer));
    }

    async look() {
        const { record } = this.props;
        if (record.data.state === "running" && !record.dirty && !document.hidden) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("pgo_render_progress", { component: RenderProgress });
