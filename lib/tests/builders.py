"""Documents for tests: `make_document()` a small sound one, `random_document()` a strategy of any
shape.

from builders import make_document, make_unit, random_document
"""

from dataclasses import replace
from unicodedata import normalize

from hypothesis import strategies as st

from pgo_core import keys, templates
from pgo_core.document import (
    Annex,
    Article,
    Citation,
    Competence,
    Document,
    Entity,
    Function,
    Unit,
)

#: (uid, code, name, nature, level, parent uid) of the units of `make_document`.
UNITS = (
    ("concejo", "01.1", "Concejo Municipal", "senior_management", 1, ""),
    ("alcaldia", "01.2", "Alcaldía", "senior_management", 1, "concejo"),
    ("gm", "01.3", "Gerencia Municipal", "senior_management", 1, "alcaldia"),
    ("sg", "01.2.1", "Oficina de Secretaría General", "support", 3, "alcaldia"),
    ("ccld", "02.1", "Consejo de Coordinación Local Distrital", "coordination", 1, ""),
    ("oci", "03.1", "Órgano de Control Institucional", "control", 1, ""),
    ("ppm", "04.1", "Procuraduría Pública Municipal", "legal_defense", 1, ""),
    ("oaj", "05.1", "Oficina de Asesoría Jurídica", "advisory", 2, "gm"),
    ("opp", "05.2", "Oficina de Planeamiento y Presupuesto", "advisory", 2, "gm"),
    ("oga", "06.1", "Oficina General de Administración", "support", 2, "gm"),
    ("conta", "06.1.1", "Oficina de Contabilidad", "support", 3, "oga"),
    ("teso", "06.1.2", "Oficina de Tesorería", "support", 3, "oga"),
    ("gdu", "07.1", "Gerencia de Desarrollo Urbano", "line", 2, "gm"),
    ("gds", "07.2", "Gerencia de Desarrollo Social", "line", 2, "gm"),
    ("agencia", "08.1", "Agencia Municipal Norte", "deconcentrated", 3, "gdu"),
)


def make_function(uid="f", text="Planificar las acciones de su competencia.", **changes):
    """A function; `changes` are its other fields."""
    return Function(uid, text, **changes)


def make_unit(uid="u", name="Gerencia de Obras", nature="line", level=2, functions=2, **changes):
    """A unit with so many functions (the last one closes the list), or with a tuple of functions as
    given.
    """
    if isinstance(functions, int):
        functions = tuple(
            make_function(f"{uid}-f{number}", f"Formular la propuesta número {number}.")
            for number in range(1, functions)
        ) + (
            (make_function(f"{uid}-f{functions}", "Las demás que le correspondan."),)
            * (functions > 0)
        )
    description = changes.pop("description", f"{name} es responsable de lo que le corresponde.")
    return Unit(uid, name, nature, level, description=description, functions=functions, **changes)


def make_units(functions=2):
    """The fifteen units of a small, sound district municipality."""
    return tuple(
        make_unit(uid, name, nature, level, functions, code=code, parent_uid=parent)
        for uid, code, name, nature, level, parent in UNITS
    )


def make_document(**changes):
    """A small, sound ROF of a district municipality; `changes` replace fields of the Document."""
    citation = Citation("LEY-27972", "Ley N° 27972", "73")
    base = Document(
        kind="rof",
        title="Reglamento de Organización y Funciones de la Municipalidad Distrital de Chilca",
        entity=Entity(
            "Municipalidad Distrital de Chilca",
            "MDCH",
            "district_municipality",
            "120107",
            "Chilca",
            "Huancayo",
            "Junín",
        ),
        template=templates.load("municipal"),
        articles=(
            Article(
                "nature",
                "general",
                "Naturaleza jurídica",
                "Es una entidad pública.",
                role="legal_nature",
            ),
            Article(
                "place", "general", "Jurisdicción", "El distrito de Chilca.", role="jurisdiction"
            ),
            Article(
                "competences",
                "general",
                "Competencias",
                "Ejerce en estas materias:",
                role="competences",
            ),
            Article(
                "basis",
                "general",
                "Base legal",
                items=("Constitución Política del Perú.", "Ley N° 27972."),
                role="legal_basis",
            ),
        ),
        competences=(
            Competence(
                "c1", "Organización del espacio físico y uso del suelo.", (citation,), ("gdu-f1",)
            ),
            Competence("c2", "Servicios públicos locales.", (citation,), ("gds-f1",)),
        ),
        units=make_units(),
        annexes=(
            Annex("annex1", "structure", "Estructura orgánica"),
            Annex("annex2", "organigram", "Organigrama"),
        ),
    )
    return replace(base, **changes)


#: Text as people write it, and what has broken programs before; in NFC, as `from_json` gives it.
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30).map(
    lambda text: normalize("NFC", text)
)
_WORDS = st.lists(
    st.sampled_from(("Gerencia", "Oficina", "Área", "de", "Ñuñoa", "«y»", "{unit}", "obras")),
    min_size=1,
    max_size=5,
).map(" ".join)
_NAME = st.one_of(_WORDS, _TEXT)
_CITATION = st.builds(
    Citation, norm=st.just("LEY-27972"), label=_WORDS, article=st.sampled_from(("", "73", "73.2"))
)


@st.composite
def random_document(draw, broken=True, max_units=8, kind="rof", template="municipal"):
    """A Document of any shape: any nature at any level, coded or not, with few or no functions.

    With `broken` the tree may hold cycles, unknown parents and repeated uids; without, it is a
    forest whose uids are unique. Article and function uids are always unique.
    """
    count = draw(st.integers(0, max_units))
    uids = [f"u{number}" for number in range(count)]
    if broken:
        uids = [draw(st.sampled_from((uid, uid, uid, "u0"))) for uid in uids]
    units = tuple(draw(_unit(number, uid, uids, broken)) for number, uid in enumerate(uids))
    articles = tuple(draw(_article(f"a{number}")) for number in range(draw(st.integers(0, 5))))
    competences = tuple(
        Competence(f"c{number}", draw(_NAME), tuple(draw(st.lists(_CITATION, max_size=1))))
        for number in range(draw(st.integers(0, 3)))
    )
    name = draw(
        st.sampled_from(("", "Municipalidad Distrital de Chilca", "Gobierno Regional Piura"))
    )
    return Document(
        kind=kind,
        title=draw(_NAME),
        entity=Entity(name),
        template=templates.load(template),
        articles=articles,
        competences=competences,
        units=units,
        annexes=tuple(
            Annex(f"x{key}", key, draw(_NAME))
            for key in draw(st.sets(st.sampled_from(keys.ANNEX_KINDS)))
        ),
    )


@st.composite
def _unit(draw, number, uid, uids, broken):
    parents = ["", "nowhere", *uids] if broken else ["", *uids[:number]]
    # One drawn text for all functions of a unit: drawing thirty costs more than it finds.
    text, citations = draw(_NAME), tuple(draw(st.lists(_CITATION, max_size=2)))
    functions = tuple(
        Function(f"f{number}-{position}", f"{text} {position}", citations=citations)
        for position in range(draw(st.sampled_from((0, 1, 2, 28))))
    )
    return Unit(
        uid,
        draw(_NAME),
        draw(st.sampled_from(keys.NATURES)),
        draw(st.integers(0 if broken else 1, 6 if broken else 5)),
        code=draw(st.sampled_from(("", "01.1", "04.2", "04.10", "04.1.1", "x-1", "²"))),
        parent_uid=draw(st.sampled_from(parents)),
        description=draw(st.sampled_from(("", "Es el órgano.", "Primer párrafo.\n\nSegundo."))),
        functions=functions,
    )


@st.composite
def _article(draw, uid):
    return Article(
        uid,
        draw(st.sampled_from(keys.ARTICLE_PLACES)),
        draw(_NAME),
        draw(_NAME),
        items=tuple(draw(st.lists(_NAME, max_size=3))),
        role=draw(st.sampled_from(keys.ARTICLE_ROLES)),
    )
