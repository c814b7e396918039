import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/**
 * Rows that open on a page of their own, with all that is done there, and not in a dialog for reading. The model of
 * the rows says how in `action_open`.
 *
 * Use: `widget="pgo_opened_rows"` on the field.
 */
class OpenedRows extends X2ManyField {
    async openRecord(record) {
        if (!record.resId) {
            return super.openRecord(record);
        }
        await this.env.onClickViewButton({
            clickParams: { name: "action_open", type: "object" },
            getResParams: () => ({
                context: record.context,
                evalContext: record.evalContext,
                resModel: record.resModel,
                resId: record.resId,
                resIds: record.resIds,
            }),
        });
    }
}

registry.category("fields").add("pgo_opened_rows", {
    ...x2ManyField,
    component: OpenedRows,
    additionalClasses: [...(x2ManyField.additionalClasses || []), "o_field_one2many"],
});
