import json
from pathlib import Path

from odoo import api, models
from odoo.addons.pgo_base.models.sentinel import LOAD, TRANSITION, opened
from odoo.tools import file_path

from pgo_core import document as core
from pgo_core import templates

#: Shipped models by file: name and the population they are meant for (0: no limit). The bands are provisional,
#: as the models are: those of Norma Técnica 01-2020-PCM/SGP/SSAP replace them when SGP loads its texts.
MODELS = {
    "district_small": ("Modelo para distrito muy pequeño (provisional)", 0, 9_999),
    "district": ("Modelo para distrito (provisional)", 10_000, 70_000),
    "province": ("Modelo para provincia (provisional)", 0, 70_000),
}


class Version(models.Model):
    """Organization models shipped with the platform, loaded from their Document form."""

    _inherit = "pgo.version"

    @api.model
    def _load_models(self):
        """Load the shipped models that are not there yet; a model already loaded is left as it is."""
        folder = Path(file_path("pgo_rof")).parents[1] / "data" / "models"
        for key in MODELS:
            if not self.search_count([("model_key", "=", key)], limit=1):
                data = json.loads((folder / f"{key}.model.json").read_text("utf-8"))
                self._load_model(key, core.from_json(data))

    @api.model
    def _load_model(self, key, document):
        """Create a model from its Document and put it in force; return it.

        Runs at installation, with no person behind: the sentinel of loading stands for the administrator.
        """
        entity_type = self.env["pgo.entity.type"].search(
            [("code", "=", document.entity.entity_type)], limit=1
        )
        loader = opened(self, LOAD).with_context(mail_create_nolog=True)
        name, population_from, population_to = MODELS.get(key, (document.title, 0, 0))
        version = loader.create(
            {
                "kind": "model",
                "name": name,
                "population_from": population_from,
                "population_to": population_to,
                "title": document.title,
                "model_key": key,
                "provisional": True,
                "entity_type_id": entity_type.id,
                "template": document.template.id,
                "template_version": templates.load(document.template.id).version,
            }
        )
        version._write_document(document)
        opened(version, TRANSITION).write({**version._seal_vals(), "state": "in_force"})
        version._log_event("model.in_force", {"model": key, "loaded": True})
        return version.with_env(self.env)

    def _write_document(self, document):
        """Create the rows of a Document in this version, in batches; the inverse of `_read_document`."""
        self.ensure_one()
        citations = self._citations_of(document)
        units = self.env["pgo.unit"].create(
            [
                {
                    "version_id": self.id,
                    "uid": unit.uid,
                    "origin_uid": unit.origin_uid,
                    "sequence": place * 10,
                    "name": unit.name,
                    "code": unit.code,
                    "acronym": unit.acronym,
                    "level": 1,
                    "nature": unit.nature,
                    "description": unit.description,
                    "locked": unit.locked,
                }
                for place, unit in enumerate(document.units, 1)
            ]
        )
        unit_by_uid = {row.uid: row for row in units}
        for unit in document.units:
            # Level and dependence together: the constraint looks at both.
            unit_by_uid[unit.uid].write(
                {
                    "level": unit.level,
                    "parent_id": unit_by_uid[unit.parent_uid].id if unit.parent_uid else False,
                    "linked_to_id": unit_by_uid[unit.linked_to_uid].id
                    if unit.linked_to_uid
                    else False,
                }
            )
        functions = self._write_functions(document, unit_by_uid, citations)
        self._write_competences(document, functions, citations)
        self.env["pgo.article"].create(
            [
                {
                    "version_id": self.id,
                    "uid": article.uid,
                    "sequence": place * 10,
                    "place": article.place,
                    "role": article.role,
                    "heading": article.heading,
                    "body": article.body,
                    "items": "\n".join(article.items),
                }
                for place, article in enumerate(document.articles, 1)
            ]
        )

    def _write_functions(self, document, unit_by_uid, citations):
        functions = self.env["pgo.function"].create(
            [
                {
                    "version_id": self.id,
                    "unit_id": unit_by_uid[unit.uid].id,
                    "uid": function.uid,
                    "origin_uid": function.origin_uid,
                    "sequence": place * 10,
                    "text": function.text,
                    "function_class": function.function_class,
                    "admin_system": function.admin_system,
                    "counterpart": function.counterpart,
                    "citation_ids": [
                        (6, 0, [citations[citation] for citation in function.citations])
                    ],
                }
                for unit in document.units
                for place, function in enumerate(unit.functions, 1)
            ]
        )
        return {row.uid: row for row in functions}

    def _write_competences(self, document, functions, citations):
        self.env["pgo.competence"].create(
            [
                {
                    "version_id": self.id,
                    "uid": competence.uid,
                    "sequence": place * 10,
                    "text": competence.text,
                    "citation_ids": [
                        (6, 0, [citations[citation] for citation in competence.citations])
                    ],
                    "function_ids": [(6, 0, [functions[uid].id for uid in competence.carried_by])],
                }
                for place, competence in enumerate(document.competences, 1)
            ]
        )

    def _citations_of(self, document):
        """Return {Citation: id}, creating the citations that are missing in one batch.

        Raises `ValueError` naming the norm that the catalogue does not have.
        """
        found = {
            citation for _unit, function in document.functions() for citation in function.citations
        }
        found |= {
            citation for competence in document.competences for citation in competence.citations
        }
        found = sorted(
            found,
            key=lambda citation: (citation.norm, citation.article, citation.item, citation.label),
        )
        norms = {
            norm.identifier: norm.id
            for norm in self.env["pgo.norm"].search_fetch(
                [("identifier", "in", list({citation.norm for citation in found}))], ["identifier"]
            )
        }
        unknown = sorted({citation.norm for citation in found} - norms.keys())
        if unknown:
            raise ValueError(f"norms that are not in the catalogue: {', '.join(unknown)}")
        rows = self.env["pgo.citation"]._get_or_create(
            [
                {
                    "norm_id": norms[citation.norm],
                    "article": citation.article,
                    "item": citation.item,
                }
                for citation in found
            ]
        )
        return {citation: row.id for citation, row in zip(found, rows, strict=True)}
