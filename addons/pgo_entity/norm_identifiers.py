"""Reading of norm identifiers: rank, number, year, printed label, and which rows name the same norm."""

import re
from typing import NamedTuple

from odoo.addons.pgo_entity import text

#: rank key -> (printed form before the number, forms that people type)
RANKS = {
    "constitution": ("Constitución Política del Perú", "constitucion cpp"),
    "organic_law": ("Ley", "ley organica"),
    "law": ("Ley", "ley"),
    "legislative_resolution": ("Resolución Legislativa", "rl resolucion legislativa rleg"),
    "legislative_decree": ("Decreto Legislativo", "dleg dl decreto legislativo"),
    "decree_law": ("Decreto Ley", "dl decreto ley"),
    "urgency_decree": ("Decreto de Urgencia", "du decreto de urgencia"),
    "code": ("Código", "codigo"),
    "supreme_decree": ("Decreto Supremo", "ds decreto supremo"),
    "supreme_resolution": ("Resolución Suprema", "rs resolucion suprema"),
    "ministerial_resolution": ("Resolución Ministerial", "rm resolucion ministerial"),
    "vice_ministerial_resolution": ("Resolución Viceministerial", "rvm resolucion viceministerial"),
    "secretarial_resolution": (
        "Resolución de Secretaría de Gestión Pública",
        "rsgp resolucion secretaria gestion publica",
    ),
    "chief_resolution": ("Resolución Jefatural", "rj resolucion jefatural"),
    "directoral_resolution": ("Resolución Directoral", "rd resolucion directoral"),
    "ordinance": ("Ordenanza", "om ordenanza"),
    "directive": ("Directiva", "directiva"),
    "binding_opinion": ("Opinión Técnica Vinculante", "opinion vinculante otv"),
    "guidelines": ("Lineamientos", "lineamientos"),
    "technical_norm": ("Norma Técnica", "nt norma tecnica"),
    "other_resolution": ("Resolución", "resolucion"),
    "other": ("", ""),
}

#: Ranks with the force of law (Constitución, art. 200.4): an organ may rest on them (LOE art. 15).
LAW_RANKS = frozenset(
    (
        "constitution",
        "organic_law",
        "law",
        "code",
        "legislative_resolution",
        "legislative_decree",
        "decree_law",
        "urgency_decree",
        "ordinance",
    )
)

#: rank of the source file -> rank key; any other resolucion_* is `other_resolution`, the rest `other`.
SOURCE_RANKS = {
    "constitucion": "constitution",
    "ley_organica": "organic_law",
    "ley": "law",
    "codigo": "code",
    "resolucion_legislativa": "legislative_resolution",
    "decreto_legislativo": "legislative_decree",
    "decreto_ley": "decree_law",
    "decreto_de_urgencia": "urgency_decree",
    "decreto_urgencia": "urgency_decree",
    "decreto_supremo": "supreme_decree",
    "resolucion_suprema": "supreme_resolution",
    "resolucion_ministerial": "ministerial_resolution",
    "resolucion_viceministerial": "vice_ministerial_resolution",
    "resolucion_jefatural": "chief_resolution",
    "resolucion_directoral": "directoral_resolution",
    "ordenanza": "ordinance",
    "directiva": "directive",
}

#: Rows of the source that are articles about the law and case law, not norms.
NOT_NORMS = frozenset(("articulo", "jurisprudencia"))

_PREFIXES = "DLEG|DL|DU|DS|RL|RM|RS|RVM|RSGP|OV|DIRECTIVA|ORDENANZA"
_LAW = re.compile(r"^LEY(?:-[A-Z]+)*?-0*(\d{3,5})(?:-.*)?$")
_NUMBERED = re.compile(rf"^({_PREFIXES})-(\d+)-(\d{{2}}|\d{{4}})(?:-(.+))?$")
_RESOLUTION = re.compile(r"^(RESOLUCION(?:-[A-Z]+)*?)-(\d+)-(\d{2}|\d{4})(?:-(.+))?$")
_TRAILING_YEAR = re.compile(r"-(?:18|19|20)\d{2}$")
#: A suffix that the source added to tell apart transcriptions of one norm: DS-004-2019-JUS-TUO-27444-2019.
_EDITORIAL = re.compile(r"-(?:TUO|LOPJ|CODIGO|REGLAMENTO|LEY|ACTUALIZADA)\b.*$")


class Reference(NamedTuple):
    """What an identifier says. Equal keys name one norm."""

    key: str
    number: str
    year: int
    label: str


def canonical(identifier):
    """Return the identifier in the form of this catalogue: the source files SGP's resolutions among “varias”."""
    if identifier == "CON-1993":
        return "CONSTITUCION-1993"
    return re.sub(r"^RESOLUCION-VARIAS-(\d+-\d{4}-PCM-SGP)$", r"RSGP-\1", identifier)


def rank_of(source_rank, identifier=""):
    """Return the rank key of a rank of the source file."""
    if identifier.startswith("RSGP-"):
        return "secretarial_resolution"
    if source_rank in SOURCE_RANKS:
        return SOURCE_RANKS[source_rank]
    return "other_resolution" if source_rank.startswith("resolucion") else "other"


def parse(identifier, rank, publication_year=0):
    """Return the `Reference` of an identifier.

    Laws have one national sequence: the number alone is the key, whatever year the source gives them, which it
    sometimes takes from the transcription. Decrees and resolutions keep number, year and sector.
    """
    law = _LAW.match(identifier)
    if law and rank in ("law", "organic_law", "code"):
        return Reference(f"LEY-{law[1]}", law[1], publication_year, f"Ley N° {law[1]}")
    numbered = _NUMBERED.match(_EDITORIAL.sub("", identifier)) or _RESOLUTION.match(identifier)
    if not numbered:
        return Reference(identifier, "", publication_year, "")
    prefix, number, year, sector = numbered.groups()
    printed_year = year
    # DS-040-81-MA-1981, RM-456-2018-MINAM-2019: the source adds the year of publication at the end.
    sector = _TRAILING_YEAR.sub("", f"-{sector or ''}").lstrip("-")
    if len(year) == 2:
        year = f"19{year}"
    if prefix in ("DLEG", "DL", "RL"):
        printed = number.lstrip("0")
        key = f"{prefix}-{printed}-{year}"
    else:
        printed = "-".join(part for part in (number, printed_year, sector) if part)
        key = f"{prefix}-{printed}"
    return Reference(key, number.lstrip("0"), int(year), f"{_printed_rank(rank)} N° {printed}")


def _printed_rank(rank):
    return RANKS.get(rank, RANKS["other"])[0] or "Norma"


def label(rank, number, year, identifier, title):
    """Return how the norm is cited: “Ley N° 27972”, “Decreto Supremo N° 054-2018-PCM”."""
    reference = parse(identifier or "", rank, year or 0)
    if reference.label:
        return reference.label
    if rank in RANKS and number:
        return f"{_printed_rank(rank)} N° {number}"
    return title or identifier or ""


def key_of(identifier):
    """Return the key of an identifier as files and people write it: LEY-27972 and LEY-27972-2003 give one key."""
    return parse(canonical(identifier), "law" if identifier.startswith("LEY") else "").key


def identifier_of(key, publication_date):
    """Return the identifier of a norm in the catalogue: its key, and for a law the year of its publication."""
    return f"{key}-{publication_date[:4]}" if _LAW.match(key) and publication_date else key


def search_document(rank, identifier, printed_label, title):
    """Return the text to index of a norm: what people may type of its rank, number, year, sector and title."""
    return text.document(RANKS.get(rank, RANKS["other"])[1], identifier, printed_label, title)


def prefer(row):
    """Return the sort key that puts first the best of several rows of one norm.

    The official system repeats the publication date as last update; rows of other sites have the date of the
    transcription there, and some give it as publication date too. Then: a title that is more than the number,
    the date known, the shortest identifier.
    """
    official = row["publication_date"] == row["last_updated"] and not row[
        "publication_date"
    ].startswith("2026-04-0")
    bare_title = bool(re.fullmatch(r"(?i)(ley|decreto\D*)\s*n\W*\d[\d-]*", row["title"].strip()))
    return (
        not official,
        bare_title,
        not row["publication_date"],
        len(row["identifier"]),
        row["identifier"],
    )
