import { registry } from "@web/core/registry";

// Help and accounts of the software's maker are of no use to a public entity.
const items = registry.category("user_menuitems");
for (const name of ["support", "odoo_account", "documentation", "install_pwa"]) {
    if (items.contains(name)) {
        items.remove(name);
    }
}

// The title of the browser's tab names the platform when a page gives no title of its own.
registry.category("services").add("pgo_title", {
    dependencies: ["title"],
    start(env, { title }) {
        title.setParts({ platform: "PGO" });
    },
});
