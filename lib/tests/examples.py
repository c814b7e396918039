"""Writes `docs/examples`: the models adopted by two real districts, for tests and for readers.

`python lib/tests/examples.py` after a change of the models or of the JSON form; the seals that it
records are then the ones that `test_examples.py` expects. Same models, same bytes.
"""

import json
from pathlib import Path
from uuid import UUID, uuid5

from pgo_core import adopt, seal
from pgo_core.document import from_json, to_json

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/examples"
SEALS = FOLDER / "seals.json"

#: Example, model and facts (data/districts_inei_2025.csv, data/norms_pe.csv).
EXAMPLES = {
    "small": (
        "district_small",
        {
            "entity_name": "Municipalidad Distrital de Huancaya",
            "entity_type": "district_municipality",
            "ubigeo": "151014",
            "district": "Huancaya",
            "province": "Yauyos",
            "department": "Lima",
            "creation_norm": "Ley N° 2189",
        },
    ),
    "district": (
        "district",
        {
            "entity_name": "Municipalidad Distrital de Surquillo",
            "entity_type": "district_municipality",
            "ubigeo": "150141",
            "district": "Surquillo",
            "province": "Lima",
            "department": "Lima",
            "creation_norm": "Decreto Ley N° 11058",
        },
    ),
}


def adopted(name):
    """The Document of an example, made anew from its model."""
    model_name, facts = EXAMPLES[name]
    path = ROOT / f"data/models/{model_name}.model.json"
    model = from_json(json.loads(path.read_text("utf-8")))
    space = uuid5(UUID(int=0), facts["ubigeo"])
    return adopt.resolve_document(model, facts, lambda uid: str(uuid5(space, uid)))


def main():
    """Write the examples and their seals."""
    seals = {}
    for name in EXAMPLES:
        document = adopted(name)
        text = json.dumps(to_json(document), ensure_ascii=False, indent=2) + "\n"
        (FOLDER / f"{name}.document.json").write_text(text, "utf-8")
        seals[name] = seal.seal(document)
    SEALS.write_text(json.dumps(seals, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
