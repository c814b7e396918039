"""Three documents that were looked at page by page stay as they were (see `golden`)."""

import json

import golden
import pytest

from pgo_core.render import formats


@pytest.mark.parametrize("name", golden.NAMES)
def test_the_text_is_the_one_that_was_read(name):
    """If the text was changed on purpose: `python lib/tests/golden.py`, and read the difference."""
    assert golden.text(name) == (golden.FOLDER / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", golden.NAMES)
def test_the_files_are_the_ones_that_were_looked_at(name):
    """If a format was changed on purpose: `python lib/tests/golden.py --png DIR`, look at the pages,
    then `python lib/tests/golden.py`.
    """
    kept = json.loads(golden.DIGESTS.read_text("utf-8"))[name]
    assert golden.digests(name) == kept
    assert set(kept) == set(formats.available())
