"""JSON of unknown origin, read so that nobody can read it otherwise: what two programs would take
for different things (a key that stands twice, a number that is none) is refused.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn


class JsonError(ValueError):
    """Bytes that are not read. `kind` says why, with `params` for the sentence that tells it: `utf8`
    (`position` of the byte), `syntax` (`line` and `column`), `deep`, `repeated` (`field`) or `number`
    (`value`, a number that JSON does not have or nobody can hold).
    """

    def __init__(self, kind: str, **params: object):
        self.kind = kind
        self.params = params
        super().__init__(kind)


def loads(content: bytes) -> Any:
    """Return the value of JSON bytes in UTF-8, with or without a mark of it. Raises `JsonError`."""
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise JsonError("utf8", position=error.start) from None
    except json.JSONDecodeError as error:
        raise JsonError("syntax", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise JsonError("deep") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(name for name, _value in pairs)
        raise JsonError("repeated", field=times.most_common(1)[0][0])
    return found


def _no_number(value: str) -> NoReturn:
    raise JsonError("number", value=value)


def _integer(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # more digits than Python takes from a stranger
        raise JsonError("number", value=digits) from None
