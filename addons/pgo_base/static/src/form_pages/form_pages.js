import { onMounted, useExternalListener } from "@odoo/owl";

/** Attribute of a link of the form that opens a page of its notebook, or presses one of its buttons. */
const PAGE = "data-pgo-page";
const BUTTON = "data-pgo-button";

/** Open a page of the notebook of a form by its name; a page that is not shown is not opened. */
function openPage(root, name) {
    const tab = root?.querySelector(`.o_notebook_headers .nav-link[name="${CSS.escape(name)}"]`);
    tab?.click();
    tab?.scrollIntoView({ block: "nearest" });
}

/**
 * What a form says is missing leads to where it is done: the action that opens it names the page in its context
 * (`pgo_page`), and its own texts link to a page (`data-pgo-page`) or to a button (`data-pgo-button`).
 */
export function usePages(controller) {
    const root = () => controller.rootRef.el;
    onMounted(() => {
        // Whoever comes back by the breadcrumb finds the page that they left.
        const { context, state } = controller.props;
        if (context?.pgo_page && !state) {
            openPage(root(), context.pgo_page);
        }
    });
    // In the capture phase: a link inside of a text would otherwise be opened by the text.
    useExternalListener(
        window,
        "click",
        (event) => {
            const link = event.target.closest?.(`[${PAGE}], [${BUTTON}]`);
            if (!link || !root()?.contains(link)) {
                return;
            }
            event.preventDefault();
            event.stopPropagation();
            if (link.hasAttribute(PAGE)) {
                openPage(root(), link.getAttribute(PAGE));
            } else {
                const name = CSS.escape(link.getAttribute(BUTTON));
                root().querySelector(`button[name="${name}"]`)?.click();
            }
        },
        { capture: true }
    );
}
