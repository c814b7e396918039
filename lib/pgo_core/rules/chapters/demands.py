"""Document, fourth part: what a MOP, a desconcentrado and an organ of the Poder Ejecutivo must tell
(rules 55, 86, 91)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...document import Article
from ..context import Context
from ..engine import Hit, Parameter, rule
from ..index import Index, name_of
from ..language import excerpt, fold, squeeze, words
from ..mentions import Reader, reader_of

#: Beginnings of words that tell each type of process (LOE 54.c).
_TYPES = {
    "strategic": ("estrategic",),
    "operative": ("misional", "operativ"),
    "support": ("apoyo", "soporte"),
}
_GOODS = ("bien", "servicio", "producto")
_WITH_MAP = ("programme", "special_project")


@rule(
    55,
    "document",
    "blocks",
    "loe",
    kinds=("mop",),
    parameters={"map_names": Parameter(("mapa de procesos", "mapa de proceso"))},
)
def processes_name_their_unit(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """Title III tells the goods and services and the operative, strategic and support processes,
    each with the unit responsible for it; programmes and special projects attach the process map
    (LOE 54.c in the text of 2021).

    A process is a literal of an article on processes, or such an article without literals. That
    one type or the map is missing is a warning: what is there may be told in other words.
    """
    articles = [item for item in index.document.articles if item.place == "processes"]
    if not articles:
        yield Hit("", "document", "no_title", "articles")
    reader = reader_of(index.document, None)
    told: set[str] = set()
    for article in articles:
        told.update(words(fold("\n".join([article.heading, article.body, *article.items]))))
        if _on_processes(article):
            yield from _without_unit(article, reader)
    if articles:
        for kind, heads in (*_TYPES.items(), ("goods", _GOODS)):
            if not any(word.startswith(heads) for word in told):
                yield Hit("", "document", f"no_{kind}", "articles", at_most="warns")
    if _needs_map(index, context) and not _has_map(index, context, params["map_names"]):
        yield Hit("", "document", "no_map", "annexes", at_most="warns")


@rule(
    86,
    "document",
    "blocks",
    "loe",
    kinds=("rof", "model"),
    parameters={"manual": Parameter(("manual de operaciones", "mop"))},
)
def deconcentrated_organ_has_its_functions(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """The specific functions of a deconcentrated organ are in the ROF, whatever its manual of
    operations adds (LOE 14.1 in the text of 2021); they are substantive, else a warning."""
    manual = tuple(f" {squeeze(name)} " for name in params["manual"])
    for unit, items in index.items_by_unit:
        if unit.nature != "deconcentrated":
            continue
        own = [item for item in items if not item.closing and not item.blank]
        listed = [
            item for item in own if not any(name in f" {' '.join(item.words)} " for name in manual)
        ]
        names = {"unit": name_of(unit)}
        if not own:
            yield Hit(unit.uid, "unit", "none", "functions", names)
        elif not listed:
            yield Hit(unit.uid, "unit", "manual", "functions", names)
        elif all(item.function.function_class != "substantive" for item in listed):
            yield Hit(unit.uid, "unit", "class", "functions", names, at_most="warns")


_SCOPE = (
    "ambito material",
    "ambito de competencia",
    "competente",
    "en materia de",
    "en materias de",
    "responsable de",
    "encargado de",
    "encargada de",
    "a cargo de",
    "tiene a su cargo",
)


@rule(
    91,
    "document",
    "blocks",
    "loe",
    kinds=("rof",),
    parameters={"phrases": Parameter(_SCOPE), "least": Parameter(3, 1, 20)},
)
def second_level_organ_states_its_scope(
    index: Index, context: Context, params: Mapping[str, Any]
) -> Iterator[Hit]:
    """In the Poder Ejecutivo each organ of the second level states its ámbito material de
    competencia (LOE 44, title III): its description uses one of these phrases and says something of
    `least` words after it. An empty description is rule 30's."""
    if not context.executive:
        return
    phrases = [squeeze(phrase) for phrase in params["phrases"]]
    for unit in index.units:
        text = squeeze(unit.description)
        if unit.level != 2 or not text:
            continue
        after = [text.partition(phrase)[2] for phrase in phrases if phrase in text]
        if not any(len(rest.split()) >= params["least"] for rest in after):
            yield Hit(unit.uid, "unit", "found", "description", {"unit": name_of(unit)})


def _on_processes(article: Article) -> bool:
    """Whether it lists processes: it says so, and does not only tell goods and services."""
    heading = squeeze(article.heading).split()
    return any(word.startswith("proceso") for word in heading) or not any(
        word.startswith(_GOODS) for word in heading
    )


def _without_unit(article: Article, reader: Reader) -> Iterator[Hit]:
    processes = [(f"items[{place}]", text) for place, text in enumerate(article.items)]
    for field, text in processes or [("body", article.body)]:
        if not text.strip() or any(meaning.unit for _mention, meaning in reader.read(text)):
            continue
        names = {"process": excerpt(text, 70), "article": article.heading.strip() or "…"}
        yield Hit(article.uid, "article", "no_unit", field, names, subject=field)


def _needs_map(index: Index, context: Context) -> bool:
    if context.entity_type:
        return context.entity_type in _WITH_MAP
    return squeeze(index.document.entity.name).startswith(("programa", "proyecto"))


def _has_map(index: Index, context: Context, names: Any) -> bool:
    if context.dossier and context.dossier.document("process_map"):
        return True
    wanted = [squeeze(name) for name in names]
    return any(
        name in squeeze(annex.heading) for annex in index.document.annexes for name in wanted
    )
