"""Defects of units: level, nature, name, code and place in the structure (kinds 1 to 12 and 20)."""

from __future__ import annotations

from dataclasses import replace

from seeding import Seeded, adding, code_below, in_dossier, told, units, way, with_unit

from pgo_core.document import Annex, Function

# 1


@way(1, "unidad en un nivel que no le corresponde")
def level_of_its_superior(document, context, chance):
    below = [one for one in document.units if one.level == 3 and one.parent_uid]
    unit = chance.choice(below)
    return Seeded(with_unit(document, unit, level=2), context, ("R02", "R03", "R17"), unit.uid)


@way(1, "")
def first_level_organ_below(document, context, chance):
    unit = chance.choice(units(document, "control", "legal_defense", "coordination"))
    return Seeded(with_unit(document, unit, level=2), context, ("R06",), unit.uid)


@way(1, "")
def organ_raised_to_the_first(document, context, chance):
    unit = chance.choice(units(document, "advisory", "support", "line", level=2))
    return Seeded(with_unit(document, unit, level=1), context, ("R07",), unit.uid)


# 2


@way(2, "dos unidades para lo mismo, funciones que se superponen")
def same_name_twice(document, context, chance):
    unit = chance.choice(units(document, "advisory", "support", "line"))
    spoiled = adding(document, unit, name=unit.name.upper(), code=f"{unit.code[:-1]}9")
    return Seeded(spoiled, context, ("R18",), "seed")


@way(2, "")
def same_functions_under_another_name(document, context, chance):
    (one, function), (other, _last) = chance.sample(
        told(document, "advisory", "support", "line"), 2
    )
    if one.uid == other.uid or other.uid == one.parent_uid or one.uid == other.parent_uid:
        return None
    more = replace(
        function, uid="seed", counterpart="", text=f"{function.text.rstrip('.')} de la entidad."
    )
    spoiled = with_unit(document, other, functions=(more, *other.functions))
    return Seeded(spoiled, context, ("R37", "R38"))


# 3


@way(3, "Alta Dirección alterada")
def unit_presented_as_senior_management(document, context, chance):
    unit = chance.choice(units(document, "advisory", "support"))
    spoiled = with_unit(document, unit, nature="senior_management", level=1)
    return Seeded(spoiled, context, ("R05",), unit.uid)


@way(3, "")
def senior_organ_added(document, context, chance):
    like = units(document, "senior_management")[-1]
    name = chance.choice(("Gabinete de Asesores", "Gerencia Adjunta", "Despacho de Apoyo"))
    return Seeded(adding(document, like, name=name, code="01.9"), context, ("R05",), "seed")


@way(3, "")
def senior_organ_renamed(document, context, chance):
    unit = chance.choice(units(document, "senior_management"))
    return Seeded(
        with_unit(document, unit, name="Dirección Ejecutiva"), context, ("R05",), unit.uid
    )


# 4


@way(4, "órgano consultivo o resolutivo sin ley, comités como órganos")
def consultative_without_a_law(document, context, chance):
    like = units(document, "senior_management")[0]
    nature = chance.choice(("consultative", "adjudicative"))
    spoiled = adding(
        document, like, name="Consejo Asesor", nature=nature, code="09.1", parent_uid=""
    )
    unit = spoiled.units[-1]
    bare = tuple(replace(one, citations=()) for one in unit.functions)
    return Seeded(with_unit(spoiled, unit, functions=bare), context, ("R08",), "seed")


@way(4, "")
def committee_as_an_organ(document, context, chance):
    like = chance.choice(units(document, "advisory", "support", "line"))
    name = chance.choice(
        ("Comité de Gobierno Digital", "Comisión de Regidores", "Plataforma de Defensa Civil")
    )
    return Seeded(adding(document, like, name=name), context, ("R16",), "seed")


# 5


@way(5, "administración interna de segundo nivel sin los criterios")
def subject_as_an_organ(document, context, chance):
    like = chance.choice(units(document, "advisory", "support", level=2))
    head = like.name.split(" de ")[0]
    subject = chance.choice(
        ("Imagen Institucional", "Integridad", "Tecnologías de la Información", "Recursos Humanos")
    )
    spoiled = adding(document, like, name=f"{head} de {subject}", code=f"{like.code[:-1]}8")
    return Seeded(spoiled, context, ("R19", "R88"))


# 6


@way(6, "órgano de línea sin función sustantiva")
def line_organ_without_substance(document, context, chance):
    organs = units(document, "line", level=2)
    unit = chance.choice(organs)
    functions = tuple(replace(one, function_class="direction") for one in unit.functions)
    return Seeded(with_unit(document, unit, functions=functions), context, ("R22",), unit.uid)


# 7


@way(7, "administración interna dentro de la línea")
def support_below_the_line(document, context, chance):
    organ = chance.choice(units(document, "line", level=2))
    like = units(document, "support")[-1]
    spoiled = adding(
        document,
        like,
        name=f"{like.name.split(' ')[0]} de Trámite",
        level=3,
        parent_uid=organ.uid,
        code=code_below(document, organ),
    )
    return Seeded(spoiled, context, ("R10",), "seed")


# 8


@way(8, "cuarto nivel sin más de 15 servidores, unidad con menos de seis")
def fourth_level(document, context, chance):
    parent = chance.choice([unit for unit in document.units if unit.level == 3])
    spoiled = adding(
        document,
        parent,
        name="Área de Seguimiento",
        level=4,
        parent_uid=parent.uid,
        code=f"{parent.code}.1",
    )
    return Seeded(spoiled, context, ("R04",), "seed")


@way(8, "")
def small_team(document, context, chance):
    if context.dossier is None or context.dossier.staff is None:
        return None
    staff = context.dossier.staff
    few = [row for row in staff.rows if row.servants >= 6 and row.unit_uid not in ("gm", "oaj")]
    row = chance.choice(few)
    rows = tuple(replace(one, cap=2, cas=1, total=3) if one is row else one for one in staff.rows)
    return Seeded(document, in_dossier(context, staff=replace(staff, rows=rows)), ("R21", "R62"))


# 9


@way(9, "unidad funcional, equipo o programa como unidad")
def team_as_a_unit(document, context, chance):
    parent = chance.choice(units(document, "line", "support", level=2))
    name = chance.choice(
        ("Unidad Funcional de Archivo", "Equipo de Cobranza", "Programa Vaso de Leche")
    )
    spoiled = adding(
        document,
        parent,
        name=name,
        level=3,
        parent_uid=parent.uid,
        code=code_below(document, parent),
    )
    return Seeded(spoiled, context, ("R16",), "seed")


# 10


@way(10, "naturaleza que no corresponde")
def nature_of_another_organ(document, context, chance):
    below = [
        unit
        for unit in units(document, "advisory", "support", level=3)
        if (parent := document.unit_by_uid.get(unit.parent_uid)) and parent.level == 2
    ]
    if not below:
        return None
    unit = chance.choice(below)
    other = "support" if unit.nature == "advisory" else "advisory"
    return Seeded(with_unit(document, unit, nature=other), context, ("R11",), unit.uid)


# 11


@way(11, "denominación que no es la de su tipo")
def another_head_noun(document, context, chance):
    unit = chance.choice(units(document, "advisory", "support", "line"))
    rest = unit.name.partition(" de ")[2] or "Servicios"
    name = f"{chance.choice(('Jefatura', 'Departamento', 'División'))} de {rest}"
    return Seeded(with_unit(document, unit, name=name), context, ("R17",), unit.uid)


# 12


@way(12, "código u orden equivocado, texto y anexo distintos")
def wrong_code(document, context, chance):
    unit = chance.choice(units(document, "advisory", "support", "line"))
    other = chance.choice([one for one in document.units if one.code != unit.code])
    code = chance.choice((f"{unit.code}.7.7.1", "X-1", other.code, ""))
    return Seeded(with_unit(document, unit, code=code), context, ("R01", "R25", "R26", "R27"))


@way(12, "")
def annex_with_other_names(document, context, chance):
    listed = chance.sample(document.units, min(6, len(document.units)))
    lines = [f"{unit.code} {unit.name}" for unit in listed]
    lines[0] = f"{listed[0].code} Oficina de Asuntos Varios"
    annex = Annex("seed", "text", "Relación de unidades", "\n".join(lines))
    return Seeded(replace(document, annexes=(*document.annexes, annex)), context, ("R28",))


# 20


@way(20, "órgano desconcentrado sin funciones o fuera de su lugar")
def deconcentrated_organ(document, context, chance):
    organ = chance.choice(units(document, "line", level=2))
    closing = Function("seed-z", "Las demás que le asigne su superior.", "direction")
    manual = Function("seed-1", "Cumplir las funciones de su Manual de Operaciones.", "direction")
    deep, functions, rules = chance.choice(
        (
            (3, (closing,), ("R86", "R30")),
            (3, (manual, closing), ("R86",)),
            (5, (replace(manual, text="Prestar los servicios en su zona."), closing), ("R12",)),
        )
    )
    spoiled = adding(
        document,
        organ,
        name="Agencia Norte",
        nature="deconcentrated",
        level=deep,
        parent_uid=organ.uid,
        code="08.1",
        functions=functions,
    )
    return Seeded(spoiled, context, rules, "seed")
