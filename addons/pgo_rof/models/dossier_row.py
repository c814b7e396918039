from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import LOAD, is_open
from odoo.addons.pgo_base.models.values import plain
from odoo.exceptions import AccessError, UserError

#: States in which the dossier is still being prepared; afterwards it is what was sent or elevated.
PREPARING = ("draft", "endorsing", "endorsed")

#: Who writes the facts of the dossier: OPP, author of the technical report (LOE 46.2).
PREPARERS = ("formulator", "planning_chief")


class DossierRow(models.AbstractModel):
    """A fact of the dossier of a version, beside its text: it is not sealed, and it is frozen once sent.

    Three guards hold on every path of the ORM, superuser included: the dossier is open, the person prepares it,
    and each edit is written to the log of changes. The database refuses what gets past (`pgo.freeze`).
    """

    _name = "pgo.dossier.row"
    _description = "Row of the Dossier"

    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one("pgo.entity", readonly=True, index=True, ondelete="restrict")

    #: Fields that people fill in; their edits are logged, and only they change what the rules look at.
    _logged_fields = ()
    #: Fields that the platform writes when it prepares the rows.
    _fixed_fields = ("version_id", "entity_id")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_prepared()
        versions = self.env["pgo.version"].browse({vals["version_id"] for vals in vals_list})
        entities = {version.id: version.entity_id.id for version in versions}
        return super().create(
            [{**vals, "entity_id": entities[vals["version_id"]]} for vals in vals_list]
        )

    def write(self, vals):
        if is_open(self.env, LOAD):
            return super().write(vals)
        if not any(self._fields[name].store for name in vals if name in self._fields):
            return super().write(vals)
        for name in self._fixed_fields:
            if name in vals and any(plain(row, name) != (vals[name] or False) for row in self):
                raise UserError(
                    self.env._(
                        "“%(field)s” is written by the platform and cannot be changed here.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        self.version_id._check_dossier_open()
        logged = [name for name in self._logged_fields if name in vals]
        before = {row.id: row._values_as_text(logged) for row in self}
        result = super().write(vals)
        self._log_changes(before, logged)
        self.version_id._dossier_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_prepared(self):
        self._check_prepared()

    def _check_prepared(self):
        """Refuse to add or remove rows: the platform prepares them, people fill them in."""
        if not is_open(self.env, LOAD):
            raise UserError(
                self.env._(
                    "“%(kind)s”: the platform prepares the rows when the dossier is opened; fill them in.",
                    kind=self._description,
                )
            )

    def _change_target(self):
        """Return (stable identifier, name) with which an edit of this row stands in the log."""
        raise NotImplementedError

    def _told(self):
        """Return {(model, identifier, field): (where, what it says)} of what people wrote in this row."""
        self.ensure_one()
        uid, label = self._change_target()
        values = self._values_as_text(self._logged_fields)
        return {
            (self._name, uid, name): (
                f"{label} · {self._fields[name]._description_string(self.env)}",
                text,
            )
            for name, text in values.items()
            if text and text != "0"
        }

    def _values_as_text(self, names):
        self.ensure_one()
        return {name: self._value_as_text(name) for name in names}

    def _value_as_text(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else False
        if field.type == "selection" and value:
            # The log is read by people, in the language of the State.
            labels = dict(field._description_selection(self.with_context(lang="es_PE").env))
            return labels.get(value, value)
        return self.env["pgo.change"]._as_text(value or False)

    def _log_changes(self, before, names):
        rows = []
        for row in self:
            uid, label = row._change_target()
            after = row._values_as_text(names)
            rows += [
                {
                    "operation": "write",
                    "res_model": self._name,
                    "target_uid": uid,
                    "label": label,
                    "version_id": row.version_id.id,
                    "entity_id": row.entity_id.id,
                    "field_name": name,
                    "before": before[row.id][name],
                    "after": after[name],
                }
                for name in names
                if before[row.id][name] != after[name]
            ]
        self.env["pgo.change"]._record(rows)


class DossierLine(models.AbstractModel):
    """A row of one of the tables of the technical report."""

    _name = "pgo.dossier.line"
    _inherit = ["pgo.dossier.row"]
    _description = "Line of the Technical Report"

    report_id = fields.Many2one(
        "pgo.technical.report",
        string="Technical Report",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    _fixed_fields = ("version_id", "entity_id", "report_id")

    @api.model_create_multi
    def create(self, vals_list):
        reports = self.env["pgo.technical.report"].browse({vals["report_id"] for vals in vals_list})
        versions = {report.id: report.version_id.id for report in reports}
        return super().create(
            [{**vals, "version_id": versions[vals["report_id"]]} for vals in vals_list]
        )

    def _check_of_version(self, name):
        """Refuse a unit of another version in the field `name`, without naming it: it may be of a draft of others."""
        if any(line[name] and line[name].version_id != line.version_id for line in self):
            raise UserError(self.env._("Choose a unit of this version."))


class Version(models.Model):
    """Whether the facts of the dossier may be written, and what follows when they are."""

    _inherit = "pgo.version"

    def _is_preparing(self):
        """Return whether the dossier of this version is still open."""
        self.ensure_one()
        return bool(self.entity_id) and self.state in PREPARING

    def _prepares_dossier(self):
        """Return whether the person writes the facts of the dossier."""
        self.ensure_one()
        return self._has_role(PREPARERS) or self._is_editor()

    def _check_dossier_open(self):
        """Refuse an edit of the dossier once it was sent or elevated, or by who does not prepare it."""
        for version in self:
            if not version._is_preparing():
                raise UserError(
                    self.env._(
                        "“%(version)s” is in state “%(state)s”: its dossier stays as it was when it left the entity.",
                        version=version.display_name,
                        state=self._state_label(version.state),
                    )
                )
            if not version._prepares_dossier():
                raise AccessError(
                    self.env._(
                        "The technical report and its annexes are prepared by the formulator and the planning chief."
                    )
                )

    def _dossier_changed(self):
        """Have the rules look again when the transaction ends; the facts are part of what a check rests on."""
        self._text_changed(())

    # The purpose: section 1 of the report, which the version has had from the first --------------------------

    def _check_purpose(self, vals):
        """Refuse the purpose as the rest of the dossier; return what it said before."""
        if "purpose" not in vals or is_open(self.env, LOAD):
            return {}
        self.filtered(lambda version: version.kind != "model")._check_dossier_open()
        return {version.id: version.purpose for version in self}

    def _log_purpose(self, before):
        common = {"operation": "write", "res_model": self._name, "field_name": "purpose"}
        self.env["pgo.change"]._record(
            [
                {
                    **common,
                    "target_uid": "technical_report",
                    "label": version.name,
                    "version_id": version.id,
                    "entity_id": version.entity_id.id,
                    "before": before[version.id],
                    "after": version.purpose,
                }
                for version in self
                if version.id in before and before[version.id] != version.purpose
            ]
        )
        self._dossier_changed()
