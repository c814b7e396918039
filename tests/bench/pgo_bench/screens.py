"""What the web client asks for when it opens a view: the read specification that follows from its arch."""

from lxml import etree

#: Fields that a widget reads besides its own.
_DEPENDENCIES = {
    "kanban_activity": (
        "activity_exception_decoration",
        "activity_exception_icon",
        "activity_state",
        "activity_summary",
        "activity_type_icon",
        "activity_type_id",
    )
}
#: Fields with these widgets are asked for when their page is opened, not with the form (pgo_base, `pgo_form`).
_LAZY = "pgo_lazy_"
#: Rows of a list inside a form that the client loads at first.
_INNER_LIMIT = 40


class Screens:
    """The views of a person, as the client gets them, turned into read specifications."""

    def __init__(self, env):
        self.env = env

    def specification(self, model, kind):
        """Return the specification of the default view of a kind: `list`, `kanban` or `form`."""
        found = self.env[model].get_views([(False, kind)])
        arch = etree.fromstring(found["views"][kind]["arch"])
        specification = self._of(self.env[model], arch)
        if kind == "form":
            # For the title of the page.
            specification.setdefault("display_name", {})
        return specification

    def order(self, model):
        """Return the order in which the default list of a model asks for its rows; empty for the model's."""
        found = self.env[model].get_views([(False, "list")])
        return etree.fromstring(found["views"]["list"]["arch"]).get("default_order") or ""

    def _of(self, model, arch):
        result = {}
        for node in self._own_fields(arch):
            name = node.get("name")
            if node.get("optional") == "hide" or name not in model._fields:
                continue
            result.setdefault(name, {})
            inner = self._inner(model, node)
            if inner is not None:
                result[name] = inner
            for other in _DEPENDENCIES.get(node.get("widget"), ()):
                result.setdefault(other, {})
        return {name: value or self._plain(model, name) for name, value in result.items()}

    def _own_fields(self, node):
        """Yield the fields of this view, not those of the lists inside it."""
        for child in node:
            if child.tag == "field":
                if not child.get("widget", "").startswith(_LAZY):
                    yield child
            else:
                yield from self._own_fields(child)

    def _inner(self, model, node):
        """Return the specification of the rows of a one2many or many2many, None for what has none."""
        field = model._fields[node.get("name")]
        if field.type not in ("one2many", "many2many") or node.get("invisible") in ("1", "True"):
            return None
        comodel = self.env[field.comodel_name]
        if node.get("widget") == "many2many_tags":
            return {"fields": {"display_name": {}}}
        for child in node:
            if child.tag in ("list", "kanban"):
                inner = {
                    "fields": self._of(comodel, child),
                    "limit": int(child.get("limit") or _INNER_LIMIT),
                }
                order = child.get("default_order") or self._handle_order(child)
                if order:
                    inner["order"] = order
                return inner
        return {}

    def _handle_order(self, arch):
        """Return the order that the client asks for a list with a handle to drag its rows."""
        handles = [field for field in self._own_fields(arch) if field.get("widget") == "handle"]
        return f"{handles[0].get('name')} ASC, id ASC" if handles else ""

    def _plain(self, model, name):
        """A many2one is read with the name that is shown."""
        return {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {}
