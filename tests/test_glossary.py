"""docs/glossary.csv names every model and every selection key of our addons, each once."""

import ast
import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = ROOT / "docs" / "glossary.csv"
COLUMNS = ["term_es", "definition_es", "norm", "identifier", "where"]
FOLDERS = ("models", "wizard", "report")


def _sources(addon):
    """Return the Python files of an addon in which models can stand."""
    return [
        path
        for folder in FOLDERS
        for path in sorted((addon / folder).glob("**/*.py"))
        if path.name != "__init__.py"
    ]


def _addons():
    return sorted(path.parent for path in (ROOT / "addons").glob("*/__manifest__.py"))


def _pairs(node, scope):
    """Return the keys of a selection written as a list of pairs, directly or by a constant.

    What is neither (a method, a related field) has no keys of its own.
    """
    while isinstance(node, ast.Name):
        if node.id not in scope:
            return []
        node, scope = scope[node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _pairs(node.left, scope) + _pairs(node.right, scope)
    if not isinstance(node, (ast.List, ast.Tuple)):
        return []
    keys = []
    for item in node.elts:
        if isinstance(item, ast.Starred):
            keys += _pairs(item.value, scope)
        elif isinstance(item, (ast.Tuple, ast.List)) and item.elts:
            key = item.elts[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                keys.append(key.value)
    return keys


def _target(path, node):
    """Return the file of our addons that a `from … import` names, if it is one."""
    if node.level:
        folder = path.parents[node.level - 1]
        parts = (node.module or "").split(".") if node.module else []
    elif (node.module or "").startswith("odoo.addons.pgo_"):
        folder = ROOT / "addons"
        parts = node.module.split(".")[2:]
    else:
        return None
    return folder.joinpath(*parts).with_suffix(".py") if parts else None


def _scope(path, trees, scopes):
    """Return {name: (value node, scope it was written in)} of the constants a module can name."""
    if path not in scopes:
        scope = scopes[path] = {}
        for node in trees[path].body:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        scope[target.id] = (node.value, scope)
            elif isinstance(node, ast.ImportFrom):
                source = _target(path, node)
                if source in trees:
                    imported = _scope(source, trees, scopes)
                    for alias in node.names:
                        if alias.name in imported:
                            scope[alias.asname or alias.name] = imported[alias.name]
    return scopes[path]


def _selection_keys(call, scope):
    """Return the keys that a `fields.Selection(...)` call declares or adds."""
    nodes = call.args[:1] + [
        keyword.value for keyword in call.keywords if keyword.arg in ("selection", "selection_add")
    ]
    return [key for node in nodes for key in _pairs(node, scope)]


def _is_selection(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "Selection"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "fields"
    )


def _literal_name(node):
    """Return the string of `_name`/`_inherit`, or of the first of a list of them."""
    if isinstance(node, (ast.List, ast.Tuple)) and node.elts:
        node = node.elts[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _assignments(klass):
    """Return {name: value node} of what a class body assigns."""
    return {
        target.id: node.value
        for node in klass.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def declared():
    """Return the models and (model, field, key) triples of our addons, read without running them."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"), str(path))
        for addon in _addons()
        for path in [*_sources(addon), *sorted(addon.glob("*.py"))]
    }
    scopes, models, keys = {}, set(), set()
    for path, tree in trees.items():
        for klass in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            own = _assignments(klass)
            model = _literal_name(own.get("_name")) or _literal_name(own.get("_inherit"))
            if not model or not model.startswith("pgo."):
                continue
            if "_name" in own:
                models.add(model)
            for field, value in own.items():
                if _is_selection(value):
                    scope = _scope(path, trees, scopes)
                    keys |= {(model, field, key) for key in _selection_keys(value, scope)}
    return models, keys


@pytest.fixture(scope="module")
def rows():
    with GLOSSARY.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def _places(rows):
    """Return every place named in the column `where`, with the identifier it is given."""
    return {
        (place.strip(), row["identifier"])
        for row in rows
        for place in row["where"].split(";")
        if place.strip()
    }


def test_every_model_is_in_the_glossary(rows):
    models, _ = declared()
    assert models, "no model was found: the parser no longer understands the addons"
    missing = sorted(models - {row["identifier"] for row in rows})
    assert not missing, f"add these models to docs/glossary.csv: {missing}"


def test_every_selection_key_is_in_the_glossary(rows):
    _, keys = declared()
    assert len(keys) > 50, "few selection keys were found: the parser no longer understands them"
    places = _places(rows)
    missing = sorted(
        f"{model}.{field}: {key}"
        for model, field, key in keys
        if (f"{model}.{field}", key) not in places
    )
    assert not missing, f"add these keys to docs/glossary.csv: {missing}"


def test_nothing_that_no_longer_exists(rows):
    models, keys = declared()
    fields = {f"{model}.{field}" for model, field, _ in keys}
    known = {(f"{model}.{field}", key) for model, field, key in keys}
    gone = sorted(
        f"{place}: {identifier}"
        for place, identifier in _places(rows)
        if place in fields and (place, identifier) not in known
    )
    gone += sorted(
        row["identifier"]
        for row in rows
        if row["identifier"].startswith("pgo.")
        and row["where"] == "modelo"
        and row["identifier"] not in models
    )
    assert not gone, f"remove or correct these rows of docs/glossary.csv: {gone}"


def test_identifiers_stand_once(rows):
    seen, repeated = set(), set()
    for row in rows:
        (repeated if row["identifier"] in seen else seen).add(row["identifier"])
    assert not repeated, f"an identifier names one thing: {sorted(repeated)}"


def test_rows_are_complete(rows):
    incomplete = [
        row["identifier"] or row["term_es"]
        for row in rows
        if not all(
            row[column].strip() for column in ("term_es", "definition_es", "identifier", "where")
        )
        or any(value != value.strip() for value in row.values())
    ]
    assert not incomplete, f"complete these rows: {incomplete}"
