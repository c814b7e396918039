import { Component } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { exportAllItem } from "@web/views/list/export_all/export_all";
import { ListController } from "@web/views/list/list_controller";

const EXPORT = "pgo-export-list";

/** The list writes what its filter finds: it alone knows the columns that are shown and their order. */
patch(ListController.prototype, {
    setup() {
        super.setup(...arguments);
        if (this.props.resModel.startsWith("pgo.")) {
            const ui = useService("ui");
            useBus(this.env.searchModel, EXPORT, async ({ detail }) => {
                ui.block();
                try {
                    await this.exportFiltered(detail);
                } finally {
                    ui.unblock();
                }
            });
        }
    },

    async exportFiltered(kind) {
        const whole = kind === "whole";
        const { root } = this.model;
        const shown = this.props.archInfo.columns.filter(
            (column) =>
                column.type === "field" &&
                (!column.optional || this.optionalActiveFields[column.name]) &&
                !evaluateBooleanExpr(column.column_invisible, this.props.context)
        );
        const columns = shown.map(({ name, label }) => ({ name, label }));
        const order = root.orderBy.map(({ name, asc }) => ({ name, asc }));
        const archived = root.context.active_test === false;
        const asked = {
            model: root.resModel,
            domain: root.domain,
            columns,
            order,
            archived,
            title: this.env.config.getDisplayName(),
            whole,
        };
        const wanted = whole ? "csv" : kind;
        const weighed = await this.orm.call("pgo.list.export", "weigh", [wanted, asked]);
        if (weighed.way === "now") {
            const data = { data: JSON.stringify(asked) };
            return download({ url: `/pgo/exportar/${kind}`, data });
        }
        // What is long is told before it begins; what no workbook takes is offered as CSV.
        const isTooLong = weighed.way === "csv";
        let title = isTooLong ? _t("Too long for one file of this kind") : _t("A long list");
        if (whole) {
            title = _t("Complete Data Set");
        }
        const facets = this.env.searchModel.facets.map((facet) => facet.values.join(" o "));
        this.dialogService.add(ConfirmationDialog, {
            title,
            body: weighed.words,
            confirmLabel: isTooLong ? _t("Make the CSV") : _t("Make the File"),
            confirm: async () => {
                const given = [isTooLong ? "csv" : wanted, asked, facets.join(" · ")];
                this.actionService.doAction(
                    await this.orm.call("pgo.list.job", "ask", given)
                );
            },
            cancelLabel: _t("Go Back to the List"),
            cancel: () => {},
        });
    },
});

/** “Export what is filtered”, one entry for each kind of file. */
class ExportFiltered extends Component {
    static template = "pgo_output.ExportFiltered";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.kinds = [
            { key: "xlsx", name: _t("Export What Is Filtered (Excel)") },
            { key: "ods", name: _t("Export What Is Filtered (OpenDocument)") },
            { key: "csv", name: _t("Export What Is Filtered (CSV)") },
        ];
        if (this.env.searchModel.resModel === "pgo.function") {
            this.kinds.push({ key: "whole", name: _t("Export the Complete Data Set (CSV)") });
        }
    }

    onSelected(kind) {
        this.env.searchModel.trigger(EXPORT, kind);
    }
}

const isOurList = (env) =>
    env.config.viewType === "list" &&
    env.searchModel?.resModel?.startsWith("pgo.") &&
    !env.model.root.selection.length;

// One way to export a list, not two that differ in what they guard.
patch(exportAllItem, {
    async isDisplayed(env) {
        return !isOurList(env) && super.isDisplayed(env);
    },
});

registry.category("cogMenu").add(
    "pgo-export-filtered",
    {
        Component: ExportFiltered,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async (env) => isOurList(env) && (await user.hasGroup("base.group_allow_export")),
    },
    { sequence: 11 }
);

/** Every version that the filter finds, to the bulk download. */
class DownloadFiltered extends Component {
    static template = "pgo_output.DownloadFiltered";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.action = useService("action");
    }

    onSelected() {
        const { resModel, domain } = this.env.model.root;
        this.action.doAction("pgo_output.pgo_render_batch_action", {
            additionalContext: { active_model: resModel, active_ids: [], active_domain: domain },
        });
    }
}

registry.category("cogMenu").add(
    "pgo-download-filtered",
    {
        Component: DownloadFiltered,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: (env) => isOurList(env) && env.searchModel.resModel === "pgo.version",
    },
    { sequence: 12 }
);
