"""What people type in a search box, as words that meet the words of units and functions."""

import re

from markupsafe import Markup, escape

from odoo.addons.pgo_entity import text

_WORD = re.compile(r"\w+")

#: Words that stand in nearly every function: looked for, they would find everything and cost the most.
STOPWORDS = frozenset(
    _WORD.findall(
        "a al ante con contra cual de del desde donde e el en entre es esta este estos ha hacia hasta la las le les lo "
        "los mas no o para por que quien quienes se segun ser sin sobre son su sus tiene u un una unas uno unos y ya "
        "hace hacen encarga encargada encargado"
    )
)
MAX_WORDS = 8
#: Shorter words match whole: as beginnings they would match half of the dictionary.
_MIN_PREFIX = 3


def index_text(*parts):
    """Return the text to index for `parts`: their words once each, without accents or stop words."""
    return " ".join(word for word in text.document(*parts).split() if word not in STOPWORDS)


def words(typed):
    """Return the words to look for in what someone typed, in their singular; empty if none says anything."""
    found = dict.fromkeys(_singular(word) for word in text.tokens(typed) if word not in STOPWORDS)
    return list(found)[:MAX_WORDS]


def tsquery(typed):
    """Return the tsquery of what someone typed: every word must appear, by its beginning. Empty if there is none.

    Words hold letters and digits alone, so nothing typed can act as an operator.
    """
    return " & ".join(
        word if word.isdigit() or len(word) < _MIN_PREFIX else f"{word}:*" for word in words(typed)
    )


def highlight(value, typed):
    """Return `value` escaped, with the words that were looked for in `<mark>`."""
    wanted = words(typed)
    parts, last = [], 0
    for match in _WORD.finditer(value) if wanted else ():
        folded = text.fold(match.group())
        if any(
            folded == word or (len(word) >= _MIN_PREFIX and folded.startswith(word))
            for word in wanted
        ):
            parts += [
                escape(value[last : match.start()]),
                Markup("<mark>%s</mark>") % match.group(),
            ]
            last = match.end()
    return Markup("").join([*parts, escape(value[last:])])


def _singular(word):
    """Cut the ending of a plural, so that “licencias” also finds “licencia” and “licitaciones”, “licitación”."""
    if word.isdigit():
        return word
    if word.endswith("es") and len(word) > 5:
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 4 else word
