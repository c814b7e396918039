import io
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version as installed_version
from typing import NamedTuple

from odoo import api, models
from odoo.addons.pgo_output import packing
from odoo.exceptions import UserError

import pgo_core
from pgo_core.papers import catalogue
from pgo_core.render import formats, redline
from pgo_core.render.composition import RenderContext
from pgo_core.render.errors import RenderError

from . import outputs

#: Versions whose files are made while the person waits.
MAX_AT_ONCE = 20
#: The supuesto of who had no text before: creation or merger of an entity (LOE 46.1.d).
CREATION = "d"


class File(NamedTuple):
    """A file as it is handed over."""

    name: str
    mime: str
    content: bytes


class Version(models.Model):
    """The files that can be made of a version: which, how each is made, and stored when the text is sealed."""

    _inherit = "pgo.version"

    def _outputs(self):
        """Return {key: Output} of what can be made of this version, in the order in which it is offered."""
        self.ensure_one()
        found = dict(outputs.FORMATS)
        found |= {key: outputs.REDLINES[key] for key, other in self._compared().items() if other}
        if self.entity_id:
            found |= outputs.paper_outputs(bool(self.base_version_id))
        return found

    @api.model
    def _bulk_outputs(self):
        """Return {key: Output} of all that may be asked for of many versions; each version makes what it has."""
        return outputs.FORMATS | outputs.REDLINES | outputs.paper_outputs(True)

    def _compared(self):
        """Return {key of a redline: the version it is compared with}, empty where the person reads none."""
        pairs = {
            "redline_base": self.base_version_id,
            "redline_round": self.previous_round_id,
            "redline_amendment": self.amendment_of_id,
        }
        return {
            key: other and other.has_access("read") and other or other.browse()
            for key, other in pairs.items()
        }

    @api.readonly
    def output_choices(self):
        """Return what may be downloaded of this version, in groups: `[{name, outputs: [{key, name, help}]}]`.

        Papers that come in two formats are one choice with two keys.
        """
        self.ensure_one()
        self.check_access("read")
        groups = {key: {} for key in outputs.GROUPS}
        for key, output in self._outputs().items():
            name = outputs.told(self.env, output.name)
            choice = groups[output.group].setdefault(
                name, {"name": name, "help": outputs.told(self.env, output.help), "files": []}
            )
            choice["files"].append({"key": key, "suffix": output.suffix[1:].upper()})
        return [
            {"name": outputs.told(self.env, outputs.GROUPS[key]), "outputs": list(choices.values())}
            for key, choices in groups.items()
            if choices
        ]

    def action_download(self):
        """Open the choice of what to download."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "pgo_download",
            "target": "new",
            "name": self.env._("Download “%(version)s”", version=self.name or self.title),
            "params": {"version_id": self.id},
            "context": {"dialog_size": "large"},
        }

    def action_download_organigram(self):
        """Download the organigram as a drawing."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/pgo/descargar/svg/{self.id}",
            "target": "download",
        }

    def _output_file(self, key):
        """Return one output as a File; of a sealed version the one stored for its state, else a new one.

        Raises `AccessError` for who may not read the version, `UserError` in words when it cannot be made.
        """
        self.ensure_one()
        # The Document is read by SQL: this is where rules are asked.
        self.check_access("read")
        output = self._outputs().get(key)
        if output is None:
            raise UserError(
                self.env._(
                    "“%(version)s” has no output “%(key)s”. Open it and choose one in “Download”.",
                    version=self.name or self.title,
                    key=key,
                )
            )
        return File(self._output_name(output), output.mime, self._output_content(key, output))

    def _outputs_file(self, key):
        """Return one output of one version, or a ZIP with that of several, as a File. Raises as `_output_file`."""
        if not 1 <= len(self) <= MAX_AT_ONCE:
            raise UserError(
                self.env._(
                    "Choose from 1 to %(most)s versions, or use “Download in Bulk” for more.",
                    most=MAX_AT_ONCE,
                )
            )
        if len(self) == 1:
            return self._output_file(key)
        self.check_access("read")
        buffer = io.BytesIO()
        pack = packing.Pack(buffer)
        rows = []
        for version in self:
            file = version._output_file(key)
            name, digest = pack.add(file.name, file.content)
            rows.append((name, version.display_name, len(file.content), digest))
        columns = (self.env._("File"), self.env._("Version"), self.env._("Bytes"), "SHA-256")
        pack.close(self.env._("contents"), columns, rows)
        name = self.env._("documents")
        return File(packing.safe_name(name, ".zip"), "application/zip", buffer.getvalue())

    def _output_content(self, key, output):
        context = self._render_context()
        kept = output.stored and self._stays(key)
        digest = kept and self._render_key(context, key)
        renders = self.env["pgo.render"]
        content = renders._stored(self, key, digest) if kept else None
        if content is None:
            try:
                content = getattr(self, output.maker)(key, context)
            except RenderError as error:
                raise UserError(str(error)) from error
            if kept:
                renders._store(self, key, digest, content)
        return content

    def _stays(self, key):
        """Return whether all that an output says besides its context is sealed."""
        other = self._compared().get(key)
        whole = not _takes_staff(key) or self._reads_dossier()
        return bool(self.seal and (other is None or other.seal) and whole)

    def _render_key(self, context, key="pdf"):
        """Return the digest of everything that decides the bytes of an output: texts, state, address, library."""
        other = self._compared().get(key)
        output = self._outputs()[key]
        parts = (
            self.seal or "",
            other and other.seal or "",
            pgo_core.__version__,
            repr(self._staff_table(key)),
            output.package and _installed(output.package),
            repr(context),
        )
        return sha256("\n".join(parts).encode()).hexdigest()

    def _output_label(self, output):
        """Return how an output is called in the official language; papers come in two formats and say which."""
        name = outputs.told(self._official().env, output.name)
        return f"{name} ({output.suffix[1:].upper()})" if output.group == "papers" else name

    def _output_name(self, output):
        """Return the name of the file: what it is, of which version, in which state."""
        label = outputs.told(self._official().env, output.label)
        words = " - ".join(part for part in (label, self._print_name()) if part)
        return packing.safe_name(words, output.suffix)

    # Makers --------------------------------------------------------------------------------------------------

    def _make_format(self, key, context: RenderContext):
        return formats.FORMATS[key].make(self._document(), context, self._staff_table(key))

    def _make_redline(self, key, context: RenderContext):
        before = self._compared()[key]
        return redline.redline(before._document(), self._document(), context)

    def _staff_table(self, key):
        """Return the cuadro de necesidades for the formats that carry it, None for the others."""
        return self._dossier().staff if _takes_staff(key) and self._reads_dossier() else None

    def _reads_dossier(self):
        """Return whether the person reads what the entity wrote beside the text, which SQL reads without rules.

        A text in force is for everybody; its dossier is for its entity and for who evaluates or audits it.
        """
        mine = self.entity_id and self.entity_id in self.env.user.pgo_entity_ids
        return bool(mine or self.technical_report_ids)

    def _make_paper(self, key, context: RenderContext):
        kind, form = key.rsplit(".", 1)
        document = self._document()
        facts = self._paper_context(document)
        paper = catalogue.KINDS[kind].make(document, facts)
        return catalogue.write(paper, form, document, context, facts.base)

    def _paper_context(self, document):
        """Return the context of the rules with what papers say besides: who heads and who the entity is of.

        Its first text on the platform is the first of all only for an entity that is created now: the others
        have one in force on paper, which the instrument must derogate.
        """
        facts = self._rule_context(document)
        if not self._reads_dossier():
            facts = replace(facts, dossier=None)
        if facts.base is None and CREATION not in facts.change_cases:
            facts = replace(facts, is_first=None)
        entity = self.entity_id
        known = {
            "parent_entity": entity.parent_id.name,
            "head_title": entity.head_title,
            "sector": entity.parent_id.name or entity.name
            if entity.type_id.is_executive
            else False,
        }
        return replace(facts, facts={name: value for name, value in known.items() if value})


def _takes_staff(key):
    return key in formats.FORMATS and "staff" in formats.FORMATS[key].takes


@lru_cache
def _installed(package):
    return installed_version(package)
