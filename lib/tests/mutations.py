"""Defects of the kinds that evaluators observe, seeded into sound texts: what a machine can see of
RULEBOOK 6.8, one function for each kind with its ways to go wrong.

A way takes a sound text, its facts and a source of chance, and returns the spoiled text and facts
with the rules of which one must speak, or None where the text has no place for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from pgo_core.document import Annex, Citation, Document, Function, Unit
from pgo_core.dossier import StaffRow
from pgo_core.rules import Context
from pgo_core.rules.language import fold, is_closing


@dataclass(frozen=True)
class Seeded:
    """A spoiled text: `rules` of which one must find something new, on `uid` unless empty."""

    document: Document
    context: Context
    rules: tuple[str, ...]
    uid: str = ""


Way = Callable[[Document, Context, Random], Seeded | None]
#: Number of the kind in the list, what it is, and its ways.
KINDS: dict[int, tuple[str, list[Way]]] = {}


def way(number: int, name: str) -> Callable[[Way], Way]:
    """Note the decorated function as a way to make a defect of this kind."""

    def note(made: Way) -> Way:
        KINDS.setdefault(number, (name, []))[1].append(made)
        return made

    return note


def units(document: Document, *natures: str, level: int = 0) -> list[Unit]:
    return [
        unit
        for unit in document.units
        if unit.nature in natures and (not level or unit.level == level)
    ]


def told(document: Document, *natures: str) -> list[tuple[Unit, Function]]:
    """The functions that say something, of units of these natures or of any."""
    return [
        (unit, function)
        for unit, function in document.functions()
        if not is_closing(fold(function.text)) and (not natures or unit.nature in natures)
    ]


def with_unit(document: Document, unit: Unit, **changes) -> Document:
    spoiled = tuple(replace(one, **changes) if one is unit else one for one in document.units)
    return replace(document, units=spoiled)


def with_function(document: Document, unit: Unit, function: Function, **changes) -> Document:
    functions = tuple(replace(one, **changes) if one is function else one for one in unit.functions)
    return with_unit(document, unit, functions=functions)


def adding(document: Document, like: Unit, **changes) -> Document:
    """The document with one more unit, with functions of its own."""
    functions = tuple(
        Function(
            f"seed-{number}",
            f"{verb} las acciones que corresponden a la materia sembrada.",
            function_class=like.functions[0].function_class if like.functions else "direction",
            citations=like.functions[0].citations if like.functions else (),
        )
        for number, verb in enumerate(("Conducir", "Verificar", "Registrar"))
    )
    closing = Function("seed-z", "Las demás que le asigne su superior y las de ley.", "direction")
    made = {
        "uid": "seed",
        "description": "Es el órgano a cargo.",
        "functions": (*functions, closing),
    }
    return replace(document, units=(*document.units, replace(like, **{**made, **changes})))


def code_below(document: Document, parent: Unit) -> str:
    below = [unit for unit in document.units if unit.parent_uid == parent.uid and unit.level > 2]
    return f"{parent.code}.{len(below) + 1}"


def in_dossier(context: Context, **changes) -> Context | None:
    if context.dossier is None:
        return None
    return replace(context, dossier=replace(context.dossier, **changes))


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


# 13


@way(13, "función sin base legal")
def no_legal_basis(document, context, chance):
    unit, function = chance.choice(told(document, "line"))
    spoiled = with_function(document, unit, function, citations=(), function_class="substantive")
    return Seeded(spoiled, context, ("R40",), function.uid)


@way(13, "")
def basis_without_an_article(document, context, chance):
    unit, function = chance.choice(told(document, "line"))
    bare = tuple(replace(one, article="") for one in function.citations)
    if not bare or function.function_class != "substantive":
        return None
    spoiled = with_function(document, unit, function, citations=bare)
    return Seeded(spoiled, context, ("R40",), function.uid)


# 14


@way(14, "función de ley que ninguna unidad tiene")
def matter_of_nobody(document, context, chance):
    if context.government_level != "local":
        return None
    article = str(chance.randrange(79, 87))

    def others(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
        return tuple(one for one in citations if not one.article.startswith(article))

    spoiled = tuple(
        replace(
            unit,
            functions=tuple(
                replace(one, citations=others(one.citations)) for one in unit.functions
            ),
        )
        for unit in document.units
    )
    competences = tuple(
        replace(one, citations=others(one.citations)) for one in document.competences
    )
    spoiled = replace(document, units=spoiled, competences=competences)
    return Seeded(spoiled, context, ("R42",))


@way(14, "")
def competence_nobody_carries(document, context, chance):
    competence = chance.choice(document.competences)
    rest = tuple(
        replace(one, carried_by=()) if one is competence else one for one in document.competences
    )
    spoiled = replace(document, competences=rest)
    return Seeded(spoiled, context, ("R39",), competence.uid)


# 15


@way(15, "función repetida o copiada del órgano a su unidad")
def function_copied(document, context, chance):
    unit, function = chance.choice(told(document, "advisory", "support", "line"))
    others = [one for one in units(document, "advisory", "support", "line") if one is not unit]
    other = chance.choice(others)
    text = chance.choice((function.text, function.text.upper()))
    copy = replace(function, uid="seed", text=text, counterpart="")
    spoiled = with_unit(document, other, functions=(copy, *other.functions))
    return Seeded(spoiled, context, ("R37", "R38"))


@way(15, "")
def function_of_the_organ_in_its_unit(document, context, chance):
    below = [unit for unit in document.units if unit.level == 3 and unit.parent_uid]
    unit = chance.choice(below)
    organ = document.unit_by_uid[unit.parent_uid]
    own = [function for _unit, function in told(document) if function in organ.functions]
    copy = replace(chance.choice(own), uid="seed")
    spoiled = with_unit(document, unit, functions=(copy, *unit.functions))
    return Seeded(spoiled, context, ("R38",))


# 16


@way(16, "tarea, finalidad, cargo o verbo que no corresponde")
def wording(document, context, chance):
    unit, function = chance.choice(told(document, "advisory", "support", "line"))
    text = function.text.rstrip(".")
    first, _space, rest = text.partition(" ")
    spoiled_text, rules = chance.choice(
        (
            (f"{text}, a fin de mejorar los servicios.", ("R32",)),
            (f"{text}, con el objeto de cumplir las metas.", ("R32",)),
            (f"{text}, a cargo del Gerente.", ("R33",)),
            (f"{text}, previa aprobación del alcalde.", ("R33",)),
            (f"Archivar y foliar los documentos de {rest}.", ("R45",)),
            (f"Llevar el registro de {rest}.", ("R45",)),
            (f"{text}, por un monto de S/ 500.", ("R45",)),
            (f"La {first.lower()} de {rest}.", ("R31",)),
            (f"{text} y coordinar {'muy ' * 85}bien.", ("R45",)),
        )
    )
    spoiled = with_function(document, unit, function, text=spoiled_text)
    return Seeded(spoiled, context, rules, function.uid)


@way(16, "")
def too_strong_a_verb(document, context, chance):
    deep = [(unit, one) for unit, one in told(document) if unit.level >= 3]
    unit, function = chance.choice(deep)
    rest = function.text.partition(" ")[2]
    spoiled = with_function(document, unit, function, text=f"Aprobar {rest}")
    return Seeded(spoiled, context, ("R34",), function.uid)


# 17


@way(17, "funciones de los sistemas administrativos fuera de su lugar")
def system_in_the_line(document, context, chance):
    unit, function = chance.choice(told(document, "line"))
    system = chance.choice(("budget", "supply", "human_resources", "treasury"))
    spoiled = with_function(document, unit, function, admin_system=system)
    return Seeded(spoiled, context, ("R43",), function.uid)


@way(17, "")
def standard_function_left_out(document, context, chance):
    unit, function = chance.choice(told(document, "support", "advisory"))
    wanted = ("Programar y ejecutar los procesos de la cadena de abastecimiento público.",)
    spoiled = with_function(document, unit, function, admin_system="supply")
    return Seeded(spoiled, replace(context, standard_functions={"supply": wanted}), ("R46",))


# 18


@way(18, "coordinación sin contraparte o de un solo lado")
def coordination_with_nobody(document, context, chance):
    unit, function = chance.choice(told(document, "advisory", "support", "line"))
    text = "Coordinar las acciones de mejora de los servicios."
    spoiled = with_function(document, unit, function, text=text, counterpart="")
    return Seeded(spoiled, context, ("R44",), function.uid)


@way(18, "")
def coordination_of_one_side(document, context, chance):
    unit, function = chance.choice(told(document, "advisory", "support", "line"))
    others = [
        one
        for one in units(document, "advisory", "support", "line")
        if one is not unit and one.uid != unit.parent_uid and one.parent_uid != unit.uid
    ]
    other = chance.choice(others)
    text = f"Coordinar con la {other.name} las acciones de mejora."
    spoiled = with_function(document, unit, function, text=text)
    return Seeded(spoiled, context, ("R44",), function.uid)


# 19


@way(19, "base legal que no está vigente")
def repealed_basis(document, context, chance):
    unit, function = chance.choice(told(document, "line"))
    old = Citation("LEY-23853", "Ley N° 23853", "10")
    status = chance.choice(("repealed", "annulled"))
    norms = {**(context.norms or {}), **({"LEY-23853": status} if chance.random() < 0.7 else {})}
    spoiled = with_function(document, unit, function, citations=(old,))
    return Seeded(spoiled, replace(context, norms=norms), ("R41",), function.uid)


@way(19, "")
def repealed_norm_in_the_text(document, context, chance):
    unit, function = chance.choice(told(document))
    norms = {**(context.norms or {}), "LEY-23853": "repealed"}
    text = f"{function.text.rstrip('.')}, conforme a la Ley N° 23853."
    spoiled = with_function(document, unit, function, text=text)
    return Seeded(spoiled, replace(context, norms=norms), ("R94",), function.uid)


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


# 21


@way(21, "informe técnico sin la sección que su supuesto pide")
def section_missing(document, context, chance):
    if context.dossier is None:
        return None
    section = chance.choice(sorted(context.dossier.report))
    text = chance.choice(("", "(COMPLETAR: sustento)", "Se sustenta."))
    report = {**context.dossier.report, section: text}
    return Seeded(document, in_dossier(context, report=report), ("R60",))


# 22


@way(22, "suficiencia presupuestal sin mostrar, sin cuadro comparativo")
def not_paid_for(document, context, chance):
    if context.dossier is None or context.dossier.budget is None:
        return None
    budget = chance.choice(
        (
            None,
            replace(context.dossier.budget, years=1),
            replace(context.dossier.budget, spending_after=None),
            replace(context.dossier.budget, spending_after=9_999_999, financing=""),
        )
    )
    return Seeded(document, in_dossier(context, budget=budget), ("R61", "R87"))


# 23


@way(23, "cuadro de necesidades que no suma o cuenta locadores")
def staff_table(document, context, chance):
    if context.dossier is None or context.dossier.staff is None:
        return None
    staff = context.dossier.staff
    row = chance.choice([one for one in staff.rows if one.servants])
    unit = document.unit_by_uid[row.unit_uid]
    changed = chance.choice(
        (
            replace(staff, rows=tuple(one for one in staff.rows if one is not row)),
            replace(staff, rows=(*staff.rows, row)),
            replace(staff, rows=_with(staff.rows, row, contractors=3)),
            replace(staff, rows=_with(staff.rows, row, total=row.servants + 1)),
            replace(staff, rows=(*staff.rows, StaffRow(name="Oficina de Nadie", cap=1, total=1))),
        )
    )
    assert unit
    return Seeded(document, in_dossier(context, staff=changed), ("R62", "R28"))


def _with(rows, row, **changes):
    return tuple(replace(one, **changes) if one is row else one for one in rows)


# 24


@way(24, "vistos que faltan, sin informe legal")
def document_missing(document, context, chance):
    if context.dossier is None:
        return None
    papers = context.dossier.documents
    paper = chance.choice(papers)
    if chance.random() < 0.5 and paper.endorsed_by:
        left = _with(papers, paper, endorsed_by=())
    else:
        left = tuple(one for one in papers if one is not paper)
    return Seeded(document, in_dossier(context, documents=left), ("R58", "R89"))


# 25


@way(25, "proyecto de ordenanza que aprueba otro documento o no deroga ni publica")
def draft_of_the_ordinance(document, context, chance):
    if context.dossier is None:
        return None
    papers = context.dossier.documents
    draft = next((one for one in papers if one.kind == "draft_instrument"), None)
    if draft is None:
        return None
    clauses = chance.choice(
        (
            (*draft.clauses, "approves_other"),
            tuple(one for one in draft.clauses if one != "publication"),
        )
    )
    left = _with(papers, draft, clauses=clauses)
    return Seeded(document, in_dossier(context, documents=left), ("R58",))


# 26


@way(26, "referencias, numeración y nombres que no coinciden")
def wrong_reference(document, context, chance):
    unit, function = chance.choice(told(document))
    number = chance.randrange(200, 900)
    text = f"{function.text.rstrip('.')}, según el artículo {number} del presente Reglamento."
    return Seeded(with_function(document, unit, function, text=text), context, ("R51",))


@way(26, "")
def number_typed_by_hand(document, context, chance):
    article = chance.choice(document.articles)
    heading = f"Artículo {chance.randrange(1, 60)}.- {article.heading}"
    rest = tuple(
        replace(one, heading=heading) if one is article else one for one in document.articles
    )
    return Seeded(replace(document, articles=rest), context, ("R50",), article.uid)


@way(26, "")
def name_with_a_slip(document, context, chance):
    unit, function = chance.choice(told(document, "advisory", "support", "line"))
    named = [one for one in units(document, "advisory", "support", "line") if one is not unit]
    other = chance.choice(named)
    words = other.name.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 6]
    place = chance.choice(long)
    letter = chance.randrange(2, len(words[place]) - 1)
    words[place] = words[place][:letter] + words[place][letter + 1 :]
    text = f"{function.text.rstrip('.')}, y remitir el informe a la {' '.join(words)}."
    spoiled = with_function(document, unit, function, text=text)
    return Seeded(spoiled, context, ("R52", "R51"), function.uid)


@way(26, "")
def another_dependence_in_the_text(document, context, chance):
    below = [one for one in document.units if one.level >= 2 and one.parent_uid]
    unit = chance.choice(below)
    others = [one for one in document.units if one.uid not in (unit.uid, unit.parent_uid)]
    other = chance.choice([one for one in others if one.nature in ("support", "advisory", "line")])
    description = f"{unit.description} Depende de la {other.name}."
    return Seeded(with_unit(document, unit, description=description), context, ("R85",), unit.uid)
