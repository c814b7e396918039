"""Frozen keys shared by Python, JSON and the API (docs/glossary.csv ties them to the official
terms).
"""

SCHEMA_VERSION = 1

KINDS = ("rof", "mop", "model")

#: Nature of a unit (Lineamientos de Organización del Estado, arts. 9-15; Anexo 1).
NATURES = (
    "senior_management",
    "adjudicative",
    "consultative",
    "coordination",
    "control",
    "legal_defense",
    "advisory",
    "support",
    "line",
    "deconcentrated",
    "academic",
)

#: Natures that stand at the first level only (LOE arts. 9.1 and 15).
FIRST_LEVEL_NATURES = frozenset(
    {
        "senior_management",
        "adjudicative",
        "consultative",
        "coordination",
        "control",
        "legal_defense",
    }
)

#: Internal administration (LOE art. 12).
INTERNAL_ADMINISTRATION = frozenset({"advisory", "support"})

FUNCTION_CLASSES = (
    "substantive",
    "internal_administration",
    "direction",
    "control",
    "legal_defense",
)

#: The administrative systems of LOPE art. 46.
ADMIN_SYSTEMS = (
    "human_resources",
    "supply",
    "budget",
    "treasury",
    "public_debt",
    "accounting",
    "public_investment",
    "strategic_planning",
    "legal_defense",
    "control",
    "modernization",
)

#: Where a free article stands; `processes` only in a MOP (LOE art. 54).
ARTICLE_PLACES = ("general", "processes", "final", "transitory", "derogatory")

#: What a free article is, so that renderers and rules know it whatever its heading says.
ARTICLE_ROLES = (
    "legal_nature",
    "attachment",
    "jurisdiction",
    "competences",
    "legal_basis",
    "other",
)

ANNEX_KINDS = ("structure", "organigram", "text")
