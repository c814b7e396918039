import json
from dataclasses import replace

from odoo import fields, models
from odoo.tools import SQL

import pgo_core
from pgo_core import document as core
from pgo_core import seal as core_seal
from pgo_core import templates

#: Annexes that every ROF has (LOE 44; Lineamientos 02-2020-SGP, Anexos 5 and 6).
STANDARD_ANNEXES = (
    core.Annex("annex-structure", "structure", "Estructura orgánica"),
    core.Annex("annex-organigram", "organigram", "Organigrama"),
)


class Version(models.Model):
    """A version read as a Document, and its seal."""

    _inherit = "pgo.version"

    def _document(self):
        """Return the Document of this version: the sealed one if there is a seal, else read from the rows.

        Reading takes a constant number of queries whatever the size of the version.
        """
        self.ensure_one()
        if self.seal:
            return self._sealed_document()
        return self._read_document()

    def _sealed_document(self):
        return document_of(self.canonical)

    def _read_document(self):
        self.ensure_one()
        self.env.flush_all()
        citations = self._read_citations()
        functions = self._read_functions(citations)
        return core.Document(
            kind=self.kind,
            title=self.title or "",
            entity=self._document_entity(),
            template=templates.load(self.template, self.template_version or None),
            articles=self._read_articles(),
            competences=self._read_competences(citations),
            units=self._read_units(functions),
            annexes=STANDARD_ANNEXES,
        )

    def _document_entity(self):
        if not self.entity_id:
            return core.Entity(entity_type=self.entity_type_id.code or "")
        facts = self.entity_id._document_facts()
        return core.Entity(
            name=facts.get("entity_name", ""),
            acronym=facts.get("entity_acronym", ""),
            entity_type=self.entity_type_id.code or "",
            ubigeo=facts.get("ubigeo", ""),
            district=facts.get("district", ""),
            province=facts.get("province", ""),
            department=facts.get("department", ""),
        )

    def _read_citations(self):
        """Return {('function'|'competence', row id): (Citation, ...)} of the version in one query."""
        rows = self.env.execute_query(
            SQL(
                """SELECT 'function', r.function_id, n.identifier, n.label, c.article, c.item
                     FROM pgo_function f JOIN pgo_function_citation_rel r ON r.function_id = f.id
                     JOIN pgo_citation c ON c.id = r.citation_id JOIN pgo_norm n ON n.id = c.norm_id
                    WHERE f.version_id = %(version)s
                   UNION ALL
                   SELECT 'competence', r.competence_id, n.identifier, n.label, c.article, c.item
                     FROM pgo_competence p JOIN pgo_competence_citation_rel r ON r.competence_id = p.id
                     JOIN pgo_citation c ON c.id = r.citation_id JOIN pgo_norm n ON n.id = c.norm_id
                    WHERE p.version_id = %(version)s
                   ORDER BY 1, 2, 3, 5, 6""",
                version=self.id,
            )
        )
        result = {}
        for kind, row_id, norm, label, article, item in rows:
            citation = core.Citation(norm, label or norm, article or "", item or "")
            result.setdefault((kind, row_id), []).append(citation)
        return {key: tuple(value) for key, value in result.items()}

    def _read_functions(self, citations):
        rows = self.env.execute_query(
            SQL(
                """SELECT id, unit_id, uid, text, function_class, admin_system, counterpart, standard, origin_uid
                     FROM pgo_function WHERE version_id = %s ORDER BY unit_id, sequence, id""",
                self.id,
            )
        )
        result = {}
        for (
            row_id,
            unit_id,
            uid,
            text,
            function_class,
            system,
            counterpart,
            standard,
            origin_uid,
        ) in rows:
            result.setdefault(unit_id, []).append(
                core.Function(
                    uid=uid,
                    text=text,
                    function_class=function_class,
                    admin_system=system or "",
                    counterpart=counterpart or "",
                    standard=standard or "",
                    citations=citations.get(("function", row_id), ()),
                    origin_uid=origin_uid or "",
                )
            )
        return {unit_id: tuple(found) for unit_id, found in result.items()}

    def _read_units(self, functions):
        rows = self.env.execute_query(
            SQL(
                """SELECT u.id, u.uid, u.name, u.nature, u.level, u.code, u.acronym, p.uid, l.uid, u.description,
                          u.origin_uid, u.locked
                     FROM pgo_unit u LEFT JOIN pgo_unit p ON p.id = u.parent_id
                     LEFT JOIN pgo_unit l ON l.id = u.linked_to_id
                    WHERE u.version_id = %s ORDER BY u.sort_key, u.id""",
                self.id,
            )
        )
        return tuple(
            core.Unit(
                uid=uid,
                name=name,
                nature=nature,
                level=level,
                code=code or "",
                acronym=acronym or "",
                parent_uid=parent_uid or "",
                linked_to_uid=linked_to_uid or "",
                description=description or "",
                functions=functions.get(row_id, ()),
                origin_uid=origin_uid or "",
                locked=bool(locked),
            )
            for (
                row_id,
                uid,
                name,
                nature,
                level,
                code,
                acronym,
                parent_uid,
                linked_to_uid,
                description,
                origin_uid,
                locked,
            ) in rows
        )

    def _read_articles(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT uid, place, heading, body, items, role, origin_uid
                     FROM pgo_article WHERE version_id = %s ORDER BY sequence, id""",
                self.id,
            )
        )
        return tuple(
            core.Article(
                uid=uid,
                place=place,
                heading=heading,
                body=body or "",
                items=tuple(line.strip() for line in (items or "").splitlines() if line.strip()),
                role=role,
                origin_uid=origin_uid or "",
            )
            for uid, place, heading, body, items, role, origin_uid in rows
        )

    def _read_competences(self, citations):
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id, c.uid, c.text, c.origin_uid,
                          array_agg(f.uid ORDER BY f.uid) FILTER (WHERE f.uid IS NOT NULL)
                     FROM pgo_competence c
                     LEFT JOIN pgo_competence_function_rel r ON r.competence_id = c.id
                     LEFT JOIN pgo_function f ON f.id = r.function_id
                    WHERE c.version_id = %s GROUP BY c.id ORDER BY c.sequence, c.id""",
                self.id,
            )
        )
        return tuple(
            core.Competence(
                uid=uid,
                text=text,
                citations=citations.get(("competence", row_id), ()),
                carried_by=tuple(carried_by or ()),
                origin_uid=origin_uid or "",
            )
            for row_id, uid, text, origin_uid, carried_by in rows
        )

    def _seal_vals(self):
        """Return the values that freeze the version: canonical text, its SHA-256 and who computed it."""
        canonical = core_seal.canonical(self._read_document())
        return {
            "frozen": True,
            "canonical": canonical.decode(),
            "seal": core_seal.seal_bytes(canonical),
            "core_version": pgo_core.__version__,
            "rule_set": self._rule_set(),
            "date_sealed": fields.Datetime.now(),
        }

    def _verify_seal(self):
        """Return sentences for what does not match: the stored text and its seal, the rows and the text."""
        self.ensure_one()
        problems = []
        if not core_seal.verify((self.canonical or "").encode(), self.seal):
            problems.append(
                self.env._(
                    "%(version)s: the stored text does not match its seal.",
                    version=self.display_name,
                )
            )
        elif text_of(self._read_document()) != text_of(self._sealed_document()):
            problems.append(
                self.env._(
                    "%(version)s: the rows differ from the sealed text.", version=self.display_name
                )
            )
        return problems


def document_of(canonical):
    """Return the Document that a sealed canonical text holds."""
    return core.from_json(json.loads(canonical))


def text_of(document):
    """Return the Document without what is resolved from catalogues, whose rows may be renamed after a sealing."""

    def bare(citations):
        return tuple(replace(citation, label="") for citation in citations)

    return replace(
        document,
        entity=core.Entity(),
        template=core.Template(document.template.id, document.template.version),
        units=tuple(
            replace(
                unit,
                functions=tuple(
                    replace(function, citations=bare(function.citations))
                    for function in unit.functions
                ),
            )
            for unit in document.units
        ),
        competences=tuple(
            replace(item, citations=bare(item.citations)) for item in document.competences
        ),
    )
