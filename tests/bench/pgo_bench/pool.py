"""Texts and structure of the full-scale fixture: deterministic, drafted as ROFs draft functions."""

import random
from dataclasses import dataclass

#: Functions of each unit, and wordings of each function among which the versions choose.
SLOTS, VARIANTS = 12, 8

# fmt: off
_VERBS = (
    "Formular", "Proponer", "Ejecutar", "Supervisar", "Evaluar", "Coordinar",
    "Conducir", "Elaborar", "Emitir", "Administrar", "Controlar", "Organizar",
    "Dirigir", "Implementar", "Monitorear", "Promover", "Registrar", "Difundir",
    "Gestionar", "Programar",
)
# fmt: on
_OBJECTS = (
    "el Plan Operativo Institucional",
    "el plan de desarrollo municipal concertado",
    "el presupuesto institucional y sus modificaciones",
    "los instrumentos de gestión organizacional",
    "las acciones de seguridad ciudadana con participación vecinal",
    "el Texto Único de Procedimientos Administrativos",
    "la contratación de bienes, servicios y obras",
    "el registro de contribuyentes y predios",
    "el catastro urbano y las habilitaciones",
    "los programas de complementación alimentaria",
    "la limpieza pública y la disposición de residuos sólidos",
    "las licencias de funcionamiento y las autorizaciones municipales",
    "los expedientes técnicos de las inversiones",
    "la programación multianual de inversiones",
    "los estados financieros y presupuestarios",
    "la recaudación y fiscalización de los tributos municipales",
    "la cobranza coactiva de las obligaciones tributarias",
    "los servicios de registro civil",
    "la gestión documental y el archivo central",
    "el Plan de Desarrollo de las Personas",
    "las actividades culturales, deportivas y recreativas",
    "la gestión del riesgo de desastres",
    "el acondicionamiento territorial y la zonificación",
    "el presupuesto participativo",
    "los bienes muebles e inmuebles de la entidad",
    "la atención de reclamos, quejas y sugerencias",
    "la defensa jurídica de los intereses de la entidad",
    "los convenios de cooperación interinstitucional",
    "el mantenimiento de parques, jardines y áreas verdes",
    "la infraestructura vial y el transporte urbano",
    "el gobierno digital y los sistemas de información",
    "la Defensoría Municipal del Niño y del Adolescente",
    "la atención de las personas adultas mayores",
    "la atención de las personas con discapacidad",
    "la sanidad animal y la tenencia responsable de mascotas",
    "la fiscalización y la aplicación de sanciones administrativas",
    "la promoción de la inversión privada",
    "los mercados de abastos y el comercio ambulatorio",
)
_MANNERS = (
    "de conformidad con la normativa vigente",
    "en coordinación con las unidades de organización competentes",
    "en el ámbito de su competencia",
    "en concordancia con los sistemas administrativos",
    "en el marco de las políticas nacionales y sectoriales",
    "con enfoque de gestión por resultados",
    "orientadas al cierre de brechas de infraestructura y acceso a servicios",
    "según las disposiciones del ente rector",
    "informando periódicamente a la Alta Dirección",
    "garantizando la transparencia y el acceso a la información pública",
    "en beneficio de la población",
)
_ENDS = (
    "así como efectuar su seguimiento y evaluación",
    "y proponer las mejoras que correspondan",
    "y mantener actualizada la información en los sistemas informáticos",
    "considerando los enfoques de género, interculturalidad y sostenibilidad ambiental",
    "e informar sobre los resultados obtenidos",
    "",
)
#: Organs with the units below them: (name, nature, [names of its units]).
_ORGANS = (
    ("Concejo Municipal", "senior_management", ()),
    ("Alcaldía", "senior_management", ()),
    ("Gerencia Municipal", "senior_management", ()),
    ("Órgano de Control Institucional", "control", ()),
    ("Procuraduría Pública Municipal", "legal_defense", ()),
    ("Oficina General de Asesoría Jurídica", "advisory", ()),
    (
        "Oficina General de Planeamiento y Presupuesto",
        "advisory",
        ("Planeamiento y Modernización", "Presupuesto", "Programación Multianual de Inversiones"),
    ),
    (
        "Oficina General de Administración",
        "support",
        (
            "Recursos Humanos",
            "Abastecimiento",
            "Contabilidad",
            "Tesorería",
            "Tecnologías de la Información",
            "Control Patrimonial",
        ),
    ),
    (
        "Oficina General de Atención al Ciudadano y Gestión Documental",
        "support",
        ("Archivo Central", "Registro Civil"),
    ),
    ("Oficina General de Comunicaciones", "support", ()),
    (
        "Gerencia de Administración Tributaria",
        "line",
        (
            "Orientación al Contribuyente",
            "Recaudación",
            "Fiscalización Tributaria",
            "Ejecutoría Coactiva",
        ),
    ),
    (
        "Gerencia de Desarrollo Urbano",
        "line",
        (
            "Obras Privadas",
            "Catastro",
            "Obras Públicas",
            "Estudios y Proyectos",
            "Transporte y Seguridad Vial",
        ),
    ),
    (
        "Gerencia de Desarrollo Económico",
        "line",
        ("Licencias y Autorizaciones", "Promoción Empresarial y Turismo", "Mercados"),
    ),
    (
        "Gerencia de Desarrollo Social",
        "line",
        (
            "Programas Sociales",
            "Educación, Cultura y Deporte",
            "Salud",
            "Participación Vecinal",
            "DEMUNA y OMAPED",
        ),
    ),
    (
        "Gerencia de Gestión Ambiental",
        "line",
        ("Limpieza Pública", "Áreas Verdes", "Fiscalización Ambiental"),
    ),
    (
        "Gerencia de Seguridad Ciudadana",
        "line",
        ("Serenazgo", "Fiscalización Municipal", "Gestión del Riesgo de Desastres"),
    ),
)
_CLASSES = {
    "senior_management": "direction",
    "control": "control",
    "legal_defense": "legal_defense",
    "line": "substantive",
}
#: First number of the code of each nature.
_CODES = {
    "senior_management": 1,
    "control": 3,
    "legal_defense": 4,
    "advisory": 5,
    "support": 6,
    "line": 7,
}


@dataclass(frozen=True)
class UnitPlan:
    """One unit of the structure that every version of the fixture has."""

    place: int
    parent: int | None
    level: int
    name: str
    nature: str
    code: str

    @property
    def function_class(self):
        """Class of the functions that a unit of this nature has."""
        return _CLASSES.get(self.nature, "internal_administration")


def structure():
    """Return the fifty units of a version, parents first."""
    plans, counters = [], {}
    for name, nature, below in _ORGANS:
        counters[nature] = counters.get(nature, 0) + 1
        code = f"{_CODES[nature]:02d}.{counters[nature]}"
        top = nature == "senior_management"
        parent = None if not plans else 2 if len(plans) > 2 else len(plans) - 1
        organ = UnitPlan(len(plans), parent, 1 if top else 2, name, nature, code)
        plans.append(organ)
        kind = "Subgerencia" if nature == "line" else "Oficina"
        for order, topic in enumerate(below, 1):
            full = f"{kind} de {topic}"
            plans.append(UnitPlan(len(plans), organ.place, 3, full, nature, f"{code}.{order}"))
    assert len(plans) == 50, len(plans)
    return plans


def _phrase(dice):
    verbs = [dice.choice(_VERBS)]
    if dice.random() < 0.6:
        verbs.append(dice.choice(_VERBS).lower())
    parts = [f"{' y '.join(verbs)} {dice.choice(_OBJECTS)}", dice.choice(_MANNERS)]
    if dice.random() < 0.6:
        parts.append(dice.choice(_MANNERS))
    end = dice.choice(_ENDS)
    return ", ".join([*parts, end] if end else parts)


def _reworded(dice, text):
    """Return the text as another municipality would have drafted it."""
    words = text.split(" ")
    chance = dice.random()
    if chance < 0.35:
        words[0] = dice.choice(_VERBS)
    elif chance < 0.65:
        words.append(f"y {dice.choice(_MANNERS)}")
    elif len(words) > 12 and chance < 0.85:
        del words[dice.randrange(6, len(words) - 2)]
    else:
        words.insert(dice.randrange(3, len(words)), dice.choice(("municipal", "integral", "local")))
    return " ".join(words)


def texts(units=50, seed=20261122):
    """Yield (place of the unit, slot, variant, text): the wordings of every function."""
    dice = random.Random(seed)
    for place in range(units):
        for slot in range(SLOTS):
            base = _phrase(dice)
            yield place, slot, 0, base
            for variant in range(1, VARIANTS):
                yield place, slot, variant, _reworded(dice, base)
