import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { Many2ManyTagsField, many2ManyTagsField } from "@web/views/fields/many2many_tags/many2many_tags_field";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { usePages } from "../form_pages/form_pages";

/**
 * Rows of a form that are asked for when the page that shows them is opened, not with the form: opening a
 * version does not pay for the tabs that nobody looks at. From then on they are rows as any other: edited, saved
 * and discarded with the form.
 *
 * Use: `js_class="pgo_form"` on the form, `widget="pgo_lazy_rows"` or `widget="pgo_lazy_tags"` on the field. No
 * expression of the form may read a lazy field.
 */
class LazyModel extends RelationalModel {
    setup() {
        super.setup(...arguments);
        /** Names of the lazy fields, and how those not opened yet are read. */
        this.lazyNames = [];
        this.lazyFields = {};
    }

    async load() {
        const activeFields = { ...this.config.activeFields };
        for (const name of this.lazyNames) {
            if (activeFields[name] && !this.openedNames?.has(name)) {
                this.lazyFields[name] = activeFields[name];
                delete activeFields[name];
            }
        }
        this.config.activeFields = activeFields;
        return super.load(...arguments);
    }

    /** Read a lazy field of a record and make it a field of the form as any other. */
    openLazyField(record, name) {
        return this.mutex.exec(async () => {
            if (name in record.activeFields) {
                return;
            }
            const lazy = { [name]: this.lazyFields[name] };
            let values = {};
            if (!record.isNew) {
                const config = { ...record.config, activeFields: lazy };
                [values] = await this._loadRecords(config, record.evalContext);
            }
            this.openedNames = (this.openedNames || new Set()).add(name);
            this._updateConfig(
                record.config,
                { activeFields: { ...record.activeFields, ...lazy } },
                { reload: false }
            );
            if (record.isNew) {
                record._applyDefaultValues();
            } else {
                record._applyValues({ [name]: values[name] });
            }
        });
    }
}

class LazyFormController extends FormController {
    setup() {
        super.setup();
        const fields = Object.values(this.archInfo.fieldNodes);
        this.model.lazyNames = fields
            .filter((field) => field.widget?.startsWith("pgo_lazy_"))
            .map((field) => field.name);
        usePages(this);
    }
}

registry.category("views").add("pgo_form", {
    ...formView,
    Controller: LazyFormController,
    Model: LazyModel,
});

class LazyField extends Component {
    static template = "pgo_base.LazyField";
    static props = ["*"];

    setup() {
        this.state = useState({ failed: false });
        onWillStart(() => this.open(this.props));
        onWillUpdateProps((props) => this.open(props));
    }

    async open({ record, name }) {
        // In the dialog of a row everything is read at once: there it is there already.
        if (name in record.activeFields) {
            return;
        }
        try {
            await record.model.openLazyField(record, name);
            this.state.failed = false;
        } catch {
            this.state.failed = true;
        }
    }
}

class LazyRows extends LazyField {
    rows = X2ManyField;
}

class LazyTags extends LazyField {
    rows = Many2ManyTagsField;
}

registry.category("fields").add("pgo_lazy_rows", {
    ...x2ManyField,
    component: LazyRows,
    additionalClasses: [...(x2ManyField.additionalClasses || []), "o_field_one2many"],
});
registry.category("fields").add("pgo_lazy_tags", {
    ...many2ManyTagsField,
    component: LazyTags,
    additionalClasses: [...(many2ManyTagsField.additionalClasses || []), "o_field_many2many_tags"],
});
