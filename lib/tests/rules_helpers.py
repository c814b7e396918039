"""A small sound ROF and ways to spoil it, for the tests of the rules."""

from __future__ import annotations

from dataclasses import replace

from pgo_core import rules
from pgo_core.document import (
    Annex,
    Article,
    Citation,
    Competence,
    Document,
    Entity,
    Function,
    Template,
    Unit,
)

NAME = "Municipalidad Distrital de Alto Trujillo"
LOM = "LEY-27972"
CLOSING = "Las demás funciones que le asigne la Gerencia Municipal y las que señale la ley."


def cite(article: str = "9", norm: str = LOM) -> Citation:
    return Citation(norm, "Ley N° 27972", article)


def function(uid: str, text: str, **fields) -> Function:
    fields.setdefault("citations", (cite(),))
    return Function(uid, text, **fields)


def texts_of(uid: str, *texts: str, **fields) -> tuple[Function, ...]:
    made = [
        function(f"{uid}-{number}", text, **fields) for number, text in enumerate(texts, start=1)
    ]
    return (*made, Function(f"{uid}-z", CLOSING, "direction"))


def unit(
    uid: str, name: str, nature: str, level: int, code: str, parent: str = "", **fields
) -> Unit:
    fields.setdefault(
        "description", f"Es {'el órgano' if level < 3 else 'la unidad orgánica'} a cargo de {name}."
    )
    fields.setdefault(
        "functions",
        texts_of(
            uid,
            f"Dirigir las actividades de {name}.",
            f"Evaluar los resultados de {name}.",
            f"Proponer los planes de {name}.",
            function_class="substantive" if nature == "line" else "direction",
        ),
    )
    return Unit(uid, name, nature, level, code=code, parent_uid=parent, **fields)


def matters(start: int = 79, end: int = 86) -> tuple[Function, ...]:
    """Functions that cite each matter of LOM 79-86."""
    return tuple(
        function(
            f"lom-{article}",
            f"Ejecutar las acciones de la materia {article}.",
            citations=(cite(str(article)),),
        )
        for article in range(start, end + 1)
    )


def clean(**fields) -> Document:
    """A small district ROF on which no rule finds anything."""
    units = (
        unit("concejo", "Concejo Municipal", "senior_management", 1, "01.1"),
        unit("alcaldia", "Alcaldía", "senior_management", 1, "01.2", "concejo"),
        unit("gm", "Gerencia Municipal", "senior_management", 1, "01.3", "alcaldia"),
        unit("ccl", "Consejo de Coordinación Local Distrital", "coordination", 1, "02.1"),
        unit("jdv", "Junta de Delegados Vecinales", "coordination", 1, "02.2"),
        unit("oci", "Órgano de Control Institucional", "control", 1, "03.1"),
        unit("ppm", "Procuraduría Pública Municipal", "legal_defense", 1, "04.1"),
        unit("oaj", "Oficina de Asesoría Jurídica", "advisory", 2, "05.1", "gm"),
        unit("opp", "Oficina de Planeamiento y Presupuesto", "advisory", 2, "05.2", "gm"),
        unit("oga", "Oficina General de Administración", "support", 2, "06.1", "gm"),
        unit("ab", "Oficina de Abastecimiento", "support", 3, "06.1.1", "oga"),
        unit("gds", "Gerencia de Desarrollo Social", "line", 2, "07.1", "gm"),
        unit(
            "ssp",
            "Subgerencia de Servicios Municipales",
            "line",
            3,
            "07.1.1",
            "gds",
            functions=(*matters(), Function("ssp-z", CLOSING, "direction")),
        ),
    )
    document = Document(
        kind="rof",
        title=f"Reglamento de Organización y Funciones de la {NAME}",
        entity=Entity(
            NAME,
            "MDAT",
            "district_municipality",
            "130112",
            "Alto Trujillo",
            "Trujillo",
            "La Libertad",
        ),
        template=Template("municipal_rof", "1"),
        articles=(
            Article(
                "a1",
                "general",
                "Naturaleza jurídica",
                f"La {NAME} es un gobierno local.",
                role="legal_nature",
            ),
            Article(
                "a2",
                "general",
                "Jurisdicción",
                "Ejerce en el distrito de Alto Trujillo.",
                role="jurisdiction",
            ),
            Article("a3", "general", "Competencias", "Ejerce las siguientes:", role="competences"),
            Article(
                "a4",
                "general",
                "Base legal",
                "Son base legal:",
                ("Ley N° 27972.",),
                role="legal_basis",
            ),
        ),
        competences=(
            Competence("c1", "Organización del espacio físico.", (cite("73"),), ("gds-1",)),
        ),
        units=units,
        annexes=(
            Annex("x1", "structure", "Estructura orgánica"),
            Annex("x2", "organigram", "Organigrama"),
        ),
    )
    return replace(document, **fields) if fields else document


def context(**facts) -> rules.Context:
    facts.setdefault("entity_name", NAME)
    facts.setdefault("ubigeo", "130112")
    facts.setdefault("norms", {LOM: "in_force"})
    return rules.municipal("district_municipality", **facts)


def with_unit(document: Document, uid: str, **fields) -> Document:
    """The document with these fields of one unit changed."""
    units = tuple(replace(item, **fields) if item.uid == uid else item for item in document.units)
    return replace(document, units=units)


def adding(document: Document, *units: Unit) -> Document:
    return replace(document, units=(*document.units, *units))


def without(document: Document, *uids: str) -> Document:
    return replace(document, units=tuple(item for item in document.units if item.uid not in uids))


def with_texts(document: Document, uid: str, *texts: str, **fields) -> Document:
    """The document with the functions of one unit replaced by these texts."""
    return with_unit(document, uid, functions=texts_of(uid, *texts, **fields))


def found(
    document: Document, rule_id: str, facts: rules.Context | None = None
) -> list[tuple[str, str, str]]:
    """(target uid, variant, severity) of each finding of one rule."""
    findings = rules.check(document, facts or context(), only=[rule_id])
    return [(finding.target_uid, finding.variant, finding.severity) for finding in findings]
