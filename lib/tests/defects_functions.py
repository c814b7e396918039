"""Defects of functions and of the words of the text (kinds 13 to 19 and 26)."""

from __future__ import annotations

from dataclasses import replace

from seeding import Seeded, told, units, way, with_function, with_unit

from pgo_core.document import Citation

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
