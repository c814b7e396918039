"""Reading of the source files of `data/`: no database here, so that it is tested in milliseconds."""

import csv
import hashlib
import html
import re
from bisect import bisect
from pathlib import Path

from odoo.addons.pgo_entity import norm_identifiers, text

#: Datasets of the project, beside `addons/`.
DATA = Path(__file__).resolve().parents[2] / "data"
#: Catalogues of this addon.
CATALOG = Path(__file__).resolve().parent / "data" / "catalog"

DISTRICTS_SOURCE = "INEI, Directorio Nacional de Municipalidades 2025"
NORMS_SOURCE = "legalize-pe (transcripción del SPIJ), 2026"


class CatalogError(Exception):
    """A source file is missing or does not have the rows it must have."""


def path_of(name):
    """Return the path of a source file, or raise with what to do."""
    path = (CATALOG if name.startswith("pgo.") else DATA) / name
    if not path.is_file():
        raise CatalogError(
            f"Falta el archivo {name} en {path.parent}: copie la carpeta data/ junto a addons/."
        )
    return path


def fingerprint(*names):
    """Return the SHA-256 of the contents of the files, to know whether there is something new to load."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(path_of(name).read_bytes())
    return digest.hexdigest()


def rows(name, delimiter=","):
    """Return the rows of a CSV file as dicts of stripped text."""
    with path_of(name).open(encoding="utf-8-sig", newline="") as stream:
        return [
            {key: " ".join((value or "").split()) for key, value in row.items()}
            for row in csv.DictReader(stream, delimiter=delimiter)
        ]


def territories():
    """Return departments, provinces and districts as lists of create values, parents given by UBIGEO.

    Province and department take their name from the district where they have their seat, whose code ends in
    01: single rows of the source carry another (061306 Ninabamba names itself as province of Santa Cruz). The
    source leaves out some accents: `district_names.csv` has those names as they are written.
    """
    districts = rows("districts_inei_2025.csv", delimiter=";")
    written = {row["ubigeo"]: row["name"] for row in rows("district_names.csv")}
    for row in districts:
        name = written.get(row["ubigeo"], row["distrito"])
        if text.fold(row["capital_legal"]) == text.fold(name):
            row["capital_legal"] = name
        row["distrito"] = name
    by_level = {"department": {}, "province": {}, "district": {}}
    for row in districts:
        code = row["ubigeo"]
        population = int(row["población"] or 0)
        seat = {
            "capital": row["capital_legal"],
            "capital_category": row["categoría"],
            "latitude": float(row["latitud"]),
            "longitude": float(row["longitud"]),
            "altitude": float(row["altitud"]),
            "source": DISTRICTS_SOURCE,
        }
        places = (
            ("department", 2, "departamento"),
            ("province", 4, "provincia"),
            ("district", 6, "distrito"),
        )
        for level, length, column in places:
            place = by_level[level].setdefault(
                code[:length],
                {
                    "ubigeo": code[:length],
                    "level": level,
                    "parent": code[: length - 2],
                    "population": 0,
                },
            )
            place["population"] += population
            if code.endswith("01" * (3 - length // 2)):
                place.update(seat, name=row[column])
    return [list(places.values()) for places in by_level.values()]


def municipalities():
    """Return the municipalities of the districts: one each, the provincial one where the province has its seat."""
    names = {row["ubigeo"]: row["name"] for row in rows("municipality_names.csv")}
    _departments, provinces, districts = territories()
    province_names = {province["ubigeo"]: province["name"] for province in provinces}
    province_people = {province["ubigeo"]: province["population"] for province in provinces}
    for district in districts:
        code = district["ubigeo"]
        if code == "150101":
            prefix, type_code, name = (
                "MM",
                "metropolitan_municipality",
                "Municipalidad Metropolitana de Lima",
            )
        elif code.endswith("01"):
            prefix, type_code = "MP", "province_municipality"
            name = f"Municipalidad Provincial de {province_names[code[:4]]}"
        else:
            prefix, type_code = "MD", "district_municipality"
            name = f"Municipalidad Distrital de {district['name']}"
        yield {
            "code": f"{prefix}-{code}",
            "name": names.get(code, name),
            "type": type_code,
            "ubigeo": code,
            "population": district["population"] if prefix == "MD" else province_people[code[:4]],
            "source": DISTRICTS_SOURCE,
            "source_date": "2025-12-31",
        }


def regional_governments():
    """Return the regional governments: one for each department and Callao (LOGR; Constitución, art. 189)."""
    departments, provinces, _districts = territories()
    capital = next(province["population"] for province in provinces if province["ubigeo"] == "1501")
    for department in departments:
        # Lima Metropolitana has the regional competences of its province itself (LOM, art. 151).
        outside = capital if department["ubigeo"] == "15" else 0
        link = "del" if department["name"] == "Callao" else "de"
        yield {
            "code": f"GR-{department['ubigeo']}",
            "name": f"Gobierno Regional {link} {department['name']}",
            "type": "regional_government",
            "ubigeo": department["ubigeo"],
            "population": department["population"] - outside,
            "source": DISTRICTS_SOURCE,
            "source_date": "2025-12-31",
        }


def norms():
    """Return the norms to load, one for each norm, as dicts; and how many rows were left out and why."""
    source = rows("norms_pe.csv")
    left_out = {"not_a_norm": 0, "duplicate": 0}
    groups = {}
    for row in source:
        if row["rank"] in norm_identifiers.NOT_NORMS:
            left_out["not_a_norm"] += 1
            continue
        row["title"] = html.unescape(row["title"])
        row["identifier"] = norm_identifiers.canonical(row["identifier"])
        rank = norm_identifiers.rank_of(row["rank"], row["identifier"])
        year = int(row["publication_date"][:4] or 0)
        reference = norm_identifiers.parse(row["identifier"], rank, year)
        groups.setdefault(reference.key, []).append(row)
    chosen = {}
    for key, same in groups.items():
        best = min(same, key=norm_identifiers.prefer)
        left_out["duplicate"] += len(same) - 1
        chosen[key] = {**best, "organic": any(row["rank"] == "ley_organica" for row in same)}
    left_out["duplicate"] += _drop_unnumbered_copies(chosen)
    _blank_impossible_dates(chosen)
    return _with_extra({key: _norm_values(key, row) for key, row in chosen.items()}), left_out


def _drop_unnumbered_copies(chosen):
    """Remove entries without a number whose title and date are those of a numbered norm; return how many."""
    numbered = {}
    for key, row in chosen.items():
        if norm_identifiers.parse(key, norm_identifiers.rank_of(row["rank"], key)).number:
            numbered[text.fold(row["title"]), row["publication_date"]] = key
    copies = [
        key
        for key, row in chosen.items()
        if numbered.get((text.fold(row["title"]), row["publication_date"]), key) != key
        and not norm_identifiers.parse(key, norm_identifiers.rank_of(row["rank"], key)).number
    ]
    for key in copies:
        del chosen[key]
    return len(copies)


def _blank_impossible_dates(chosen):
    """Empty the date of laws that lies more than a year away from that of the laws numbered around it.

    Laws have one national sequence; transcriptions of other sites give some the date of a law they cite
    (Ley N° 32441, of 2025, stood as 1825).
    """
    laws = {}
    for key, row in chosen.items():
        match = re.fullmatch(r"LEY-(\d{5})", key)
        if match:
            laws[int(match[1])] = row
    official = sorted(
        number for number, row in laws.items() if row["publication_date"] == row["last_updated"]
    )
    for number, row in laws.items():
        if row["publication_date"] == row["last_updated"] or not row["publication_date"]:
            continue
        place = bisect(official, number)
        before = laws[official[place - 1]]["publication_date"] if place else "1800"
        after = laws[official[place]]["publication_date"] if place < len(official) else "2100"
        year = int(row["publication_date"][:4])
        if not int(before[:4]) - 1 <= year <= int(after[:4]) + 1:
            row["publication_date"] = ""


def _norm_values(key, row):
    rank = norm_identifiers.rank_of(row["rank"], key)
    if row["organic"] and rank == "law":
        rank = "organic_law"
    reference = norm_identifiers.parse(key, rank, int(row["publication_date"][:4] or 0))
    return {
        "identifier": norm_identifiers.identifier_of(key, row["publication_date"]),
        "rank": rank,
        "number": reference.number,
        "year": reference.year,
        "title": row["title"] or reference.label or key,
        "publication_date": row["publication_date"],
        "status": "unknown",
        "scope": row["scope"],
        "url": "",
        "source": NORMS_SOURCE,
        "note": "",
        "amends": [],
    }


def _with_extra(by_key):
    """Return the norms with those of `norms_extra.csv` added and what that file knows better put in place."""
    for row in rows("norms_extra.csv"):
        key = norm_identifiers.key_of(row["identifier"])
        blank = {
            "identifier": row["identifier"],
            "scope": "Nacional",
            "amends": [],
            "year": 0,
            "number": "",
        }
        values = by_key.setdefault(key, blank)
        year = int(row["year"] or row["publication_date"][:4] or 0)
        rank = row["rank"] or values["rank"]
        reference = norm_identifiers.parse(values["identifier"], rank, year or values["year"])
        known = {
            "rank": rank,
            "number": row["number"] or reference.number,
            "year": year or reference.year or values["year"],
            "amends": [norm_identifiers.key_of(amended) for amended in row["amends"].split()],
        }
        fields = ("title", "publication_date", "status", "url", "source", "note")
        values.update(
            known, **{name: row[name] for name in fields if row[name] or name not in values}
        )
    for values in by_key.values():
        values["amends"] = [by_key[key]["identifier"] for key in values["amends"]]
    return list(by_key.values())
