"""The published JSON Schema (2020-12) of a Document, generated from the dataclasses that define
it.
"""

from __future__ import annotations

import inspect
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_origin

from . import document, keys, plain

SCHEMA_ID = "urn:pgo:document:1"

#: Fields with a closed list of values, by (class, field).
_ENUMS = {
    (document.Document, "kind"): keys.KINDS,
    (document.Article, "place"): keys.ARTICLE_PLACES,
    (document.Article, "role"): keys.ARTICLE_ROLES,
    (document.Annex, "kind"): keys.ANNEX_KINDS,
    (document.Unit, "nature"): keys.NATURES,
    (document.Function, "function_class"): keys.FUNCTION_CLASSES,
    (document.Function, "admin_system"): ("", *keys.ADMIN_SYSTEMS),
}


def document_schema() -> dict[str, Any]:
    """Return the JSON Schema of the JSON form of a Document.

    It says what `document.from_json` accepts: the same fields, types, defaults and keys, and
    nothing besides.
    """
    definitions: dict[str, Any] = {}
    root = _object(document.Document, definitions)
    root["properties"]["schema_version"] = {"const": keys.SCHEMA_VERSION}
    root["required"].append("schema_version")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Document",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = plain.hints(kind)
    properties, required = {}, []
    for item in fields(kind):
        schema = _type(hints[item.name], definitions)
        if values := _ENUMS.get((kind, item.name)):
            schema = {"enum": list(values)}
        default = plain.default(item)
        if default is MISSING:
            required.append(item.name)
        elif isinstance(default, str | bool | int):
            schema = {**schema, "default": default}
        properties[item.name] = schema
    return {
        "description": _summary(kind),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _summary(kind: type) -> str:
    """The first paragraph of the class's docstring on one line."""
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].split())


def _type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_dataclass(hint):
        name = hint.__name__
        if name not in definitions:
            definitions[name] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{name}"}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _type(get_args(hint)[0], definitions)}
    if get_origin(hint) is not None:
        return {"type": "object", "additionalProperties": {"type": "string"}}
    names = {str: "string", bool: "boolean", int: "integer"}
    return {"type": names[hint]}
