from uuid import uuid4

from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import LOAD, is_open
from odoo.addons.pgo_base.models.values import plain
from odoo.exceptions import AccessError, UserError, ValidationError

#: States in which the text of a version may be edited.
EDITABLE = ("draft",)


class DocumentElement(models.AbstractModel):
    """A row that is part of a version's text: unit, function, free article or competence.

    It carries its entity and version in plain stored columns (record rules and lists use them without a
    join), a stable `uid`, and three guards that hold on every path of the ORM: the version must be open, the
    person must be allowed to edit this element, and each edit is written to the log of changes.
    """

    _name = "pgo.document.element"
    _inherit = ["pgo.quick.read.mixin"]
    _description = "Element of a Version"

    # No index of its own: the unique index of every element, (version_id, uid), serves it.
    version_id = fields.Many2one("pgo.version", required=True, ondelete="cascade")
    entity_id = fields.Many2one("pgo.entity", readonly=True, index=True, ondelete="restrict")
    uid = fields.Char(
        string="Stable Identifier",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid4()),
        help="Identifier that stays when the version is copied inside the entity; comparison uses it.",
    )
    origin_uid = fields.Char(
        string="Origin Identifier",
        readonly=True,
        help="Identifier of the element of the model it was adopted from.",
    )
    sequence = fields.Integer(default=10)

    #: Fields whose edits are logged, in the order in which they are shown.
    _logged_fields = ()
    #: Fields whose change puts the element elsewhere.
    _place_fields = frozenset(("sequence", "unit_id", "parent_id"))
    #: Fields that identify the place of the element and never change after creation.
    _fixed_fields = ("version_id", "entity_id", "uid", "origin_uid")

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._complete_vals(vals) for vals in vals_list]
        versions = self.env["pgo.version"].browse(
            {vals["version_id"] for vals in vals_list if vals.get("version_id")}
        )
        versions._check_open()
        entity_by_version = {version.id: version.entity_id.id for version in versions}
        for vals in vals_list:
            vals["entity_id"] = entity_by_version.get(vals.get("version_id"))
        elements = super().create(vals_list)
        elements._check_may_edit("create")
        elements._log_changes("create")
        elements.version_id._text_changed(elements._touched_uids(moved=True))
        return elements

    def write(self, vals):
        # Every field is guarded, the derived ones too: a sort key written by hand would reorder a sealed text
        # (what the platform derives does not pass here). Rows below are guarded by themselves.
        if not any(self._fields[name].type != "one2many" for name in vals if name in self._fields):
            return super().write(vals)
        for name in self._fixed_fields:
            if name in vals and any(
                plain(element, name) != (vals[name] or False) for element in self
            ):
                raise UserError(
                    self.env._(
                        "“%(field)s” is fixed when the element is created.",
                        field=self._label_of(name),
                    )
                )
        self.version_id._check_open()
        self._check_may_edit("write")
        logged = [name for name in self._logged_fields if name in vals]
        before = {element.id: element._values_as_text(logged) for element in self}
        moved = not self._place_fields.isdisjoint(vals)
        touched = self._touched_uids(moved)
        result = super().write(vals)
        self._log_changes("write", before, logged)
        self.version_id._text_changed(touched | self._touched_uids(moved))
        return result

    def unlink(self):
        self.version_id._check_open()
        self._check_may_edit("unlink")
        versions, touched = self.version_id, self._touched_uids(moved=True)
        self._log_changes("unlink")
        result = super().unlink()
        versions._text_changed(touched)
        return result

    def _touched_uids(self, moved):
        """Return the uids that an edit of these elements touches, with those they stand under when they `moved`."""
        return set(self.mapped("uid"))

    def _complete_vals(self, vals):
        """Return a copy of create values with what can be derived; models extend it."""
        vals = dict(vals)
        if not is_open(self.env, LOAD):
            # Identity is the platform's: a client that chose it could pass one element off as another.
            # Given and not left out: a default in a client's context would fill what is missing.
            vals["origin_uid"] = False
            vals["uid"] = str(uuid4())
        return vals

    def _check_may_edit(self, operation):
        """Refuse who is not an editor of the version; contributors may edit only what is assigned to them."""
        for version in self.version_id:
            if not version._is_editor() and not self._may_contribute(version, operation):
                raise AccessError(
                    self.env._(
                        "You may not edit this part of “%(version)s”. The formulator can assign it to you.",
                        version=version.display_name,
                    )
                )

    def _may_contribute(self, version, operation):
        """Return whether the person may edit these elements of `version` as contributor."""
        return False

    def _label_of(self, name):
        return self._fields[name]._description_string(self.env)

    def _values_as_text(self, names):
        self.ensure_one()
        return {name: self._value_as_text(name) for name in names}

    def _value_as_text(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "selection" and value:
            # The log is read by people, in the language of the State.
            labels = dict(field._description_selection(self.with_context(lang="es_PE").env))
            return labels.get(value, value)
        return self.env["pgo.change"]._as_text(value)

    def _log_changes(self, operation, before=None, names=()):
        if is_open(self.env, LOAD):
            # A catalogue that is loaded has no author: the event of its loading tells it.
            return
        rows = []
        for element in self:
            common = {
                "operation": operation,
                "res_model": self._name,
                "target_uid": element.uid,
                "label": element.display_name,
                "version_id": element.version_id.id,
                "entity_id": element.entity_id.id,
            }
            if operation == "write":
                after = element._values_as_text(names)
                rows += [
                    {
                        **common,
                        "field_name": name,
                        "before": before[element.id][name],
                        "after": after[name],
                    }
                    for name in names
                    if before[element.id][name] != after[name]
                ]
            else:
                text = "\n".join(
                    value
                    for value in element._values_as_text(self._logged_fields).values()
                    if value
                )
                rows.append({**common, "after" if operation == "create" else "before": text})
        self.env["pgo.change"]._record(rows)

    def _require_text(self, name):
        """Refuse a blank in a field that must say something."""
        for element in self:
            if not (element[name] or "").strip():
                raise ValidationError(
                    self.env._(
                        "Write “%(field)s”: it cannot be left empty.", field=self._label_of(name)
                    )
                )
