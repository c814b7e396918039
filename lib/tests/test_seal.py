import json
import os
import random
import subprocess
import sys
from dataclasses import replace

from builders import make_document, random_document
from hypothesis import given
from hypothesis import strategies as st

from pgo_core import seal
from pgo_core.document import from_json, to_json


def shuffled(value, chance):
    if isinstance(value, dict):
        items = list(value.items())
        chance.shuffle(items)
        return {key: shuffled(item, chance) for key, item in items}
    if isinstance(value, list):
        return [shuffled(item, chance) for item in value]
    return value


@given(random_document(), st.integers(0, 2**32))
def test_the_order_of_keys_does_not_matter(document, seed):
    data = shuffled(to_json(document), random.Random(seed))
    assert seal.seal(from_json(data)) == seal.seal(document)


def test_the_seal_is_that_of_the_canonical_bytes():
    content = seal.canonical(make_document())
    assert json.loads(content) == to_json(make_document())
    assert seal.seal(make_document()) == seal.seal_bytes(content)
    assert len(seal.seal(make_document())) == 64


def test_composed_and_decomposed_accents_give_one_seal():
    composed = make_document(title="Administración")
    assert seal.seal(composed) == seal.seal(make_document(title="Administracio\u0301n"))


def test_any_change_of_text_changes_the_seal():
    document = make_document()
    first, *rest = document.units
    for changed in (
        replace(document, title=document.title + " "),
        replace(document, units=(replace(first, name="Consejo Municipal"), *rest)),
        replace(document, units=(*rest, first)),
        replace(document, articles=document.articles[:-1]),
    ):
        assert seal.seal(changed) != seal.seal(document)


def test_verify_finds_one_changed_byte():
    content = seal.canonical(make_document())
    expected = seal.seal_bytes(content)
    assert seal.verify(content, expected) and seal.verify(content, expected.upper())
    assert not seal.verify(content.replace(b"Chilca", b"Chilcq", 1), expected)
    assert not seal.verify(content + b"\n", expected)
    for malformed in ("", "x", "ñ", expected[:-1]):
        assert not seal.verify(content, malformed)


def test_other_processes_and_hash_seeds_give_the_same_seal():
    code = (
        "import sys, json; from pgo_core import document, seal;"
        "print(seal.seal(document.from_json(json.load(sys.stdin))))"
    )
    data = json.dumps(to_json(make_document()))
    seals = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=data,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed, zone in (("0", "UTC"), ("12345", "America/Lima"))
    }
    assert seals == {seal.seal(make_document())}
