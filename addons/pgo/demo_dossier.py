"""The dossier of the demonstration: the technical report of a small municipality and its annexes."""

#: The technical report of the demonstration, by section (LOE 47).
REPORT = {
    "need": (
        "El reglamento anterior no refleja los servicios que la municipalidad presta hoy ni las funciones que las"
        " leyes recientes le asignan. La evaluación interna encontró funciones repetidas entre unidades, procesos"
        " sin responsable y servicios que ninguna unidad tiene a su cargo. La estructura propuesta agrupa las"
        " materias afines y asigna cada competencia a una unidad responsable."
    ),
    "structure": (
        "Se proponen tres niveles organizacionales, que bastan para el tamaño de la entidad. El segundo nivel reúne"
        " los órganos de administración interna en asesoramiento y apoyo, y los de línea por materia. Ninguna unidad"
        " se crea en el cuarto nivel."
    ),
    "functions": (
        "Las funciones sustantivas de los órganos de línea se sustentan en la Ley 27972, Ley Orgánica de"
        " Municipalidades, artículos 73 y 79 al 86. Cada función cita la norma que la asigna a la municipalidad y"
        " se formula según el nivel de la unidad que la ejerce."
    ),
    "no_duplication": (
        "Se compararon las funciones de todas las unidades entre sí y con las de la municipalidad provincial y el"
        " gobierno regional. Las que coincidían se asignaron a una sola unidad y las compartidas se formularon como"
        " funciones de coordinación."
    ),
    "resources": (
        "La estructura se implementa con los recursos presupuestales suficientes asignados en la ley anual de"
        " presupuesto, sin demandar recursos adicionales: las plazas previstas ya están financiadas."
    ),
    "statement": (
        "Certificación de crédito presupuestario N° 045-2026-OPP, de la Oficina de Planeamiento y Presupuesto."
    ),
}

#: Posts (CAP, CAS) by nature of the unit: those of a small municipality.
POSTS = {
    "senior_management": (2, 0),
    "control": (2, 1),
    "legal_defense": (1, 1),
    "advisory": (2, 2),
    "support": (3, 4),
    "line": (4, 8),
}

#: Criteria of the Opinión Vinculante 001-2025 for an organ of internal administration.
SECOND_LEVEL = {
    "second_a": "Conduce de modo permanente los sistemas administrativos de su materia.",
    "second_b": "Responde por la ejecución de los recursos asignados a la municipalidad en su materia.",
    "second_c": "Representa a la municipalidad ante el ente rector y decide en su materia.",
}


def fill(version):
    """Write the technical report and its annexes in the guided dossier, as who prepares it."""
    action = version.action_open_dossier()
    report = version.env["pgo.technical.report"].browse(action["res_id"])
    report.write(REPORT)
    for row in report.staff_ids:
        # The council has no posts: its members are elected.
        council = row.unit_id.name.startswith("Concejo")
        cap, cas = (0, 0) if council else POSTS.get(row.unit_id.nature, (0, 0))
        row.write({"cap": cap, "cas": cas, "without_staff": not cap + cas})
    for row in report.unit_reason_ids:
        row.write(
            {
                "criterion_a": True,
                "criterion_f": row.unit_id.nature == "line",
                "justification": (
                    f"{row.unit_id.name} atiende una carga de trabajo permanente, medida en los expedientes"
                    " tramitados el año anterior, que ninguna otra unidad puede asumir."
                ),
                **(SECOND_LEVEL if row.asks_second_level else {}),
            }
        )
