"""The archives that office files are: any reader of zip reads them, no clock, nothing lost."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from hypothesis import given
from hypothesis import strategies as st

from pgo_core.render.package import archive, stream, text

PARTS = st.dictionaries(
    st.from_regex(r"[a-zA-Z_]{1,8}(/[a-z]{1,8})?\.(xml|png)", fullmatch=True),
    st.one_of(st.binary(max_size=300), st.text(st.characters(codec="utf-8"), max_size=300)),
    max_size=6,
)


def content(part):
    return part.encode() if isinstance(part, str) else part


@given(PARTS)
def test_every_part_is_read_back(parts):
    made = archive(parts)
    assert archive(dict(parts)) == made
    with ZipFile(BytesIO(made)) as file:
        assert file.testzip() is None
        assert file.namelist() == list(parts)
        for info in file.infolist():
            assert file.read(info) == content(parts[info.filename])
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            kind = ZIP_STORED if info.filename.endswith(".png") else ZIP_DEFLATED
            assert info.compress_type == kind


@given(PARTS)
def test_as_zipfile_writes_it_but_for_what_only_a_stream_needs(parts):
    buffer = BytesIO()
    stream([(name, [content(part)]) for name, part in parts.items()], buffer)
    with ZipFile(BytesIO(archive(parts))) as ours, ZipFile(buffer) as theirs:
        for mine, other in zip(ours.infolist(), theirs.infolist(), strict=True):
            for field in ("filename", "file_size", "CRC", "date_time", "external_attr"):
                assert getattr(mine, field) == getattr(other, field), field


def test_a_type_that_readers_look_for_is_first_and_as_it_is():
    made = archive({"mimetype": "application/x-test", "content.xml": "a" * 1000})
    assert made[30:56] == b"mimetypeapplication/x-test"
    assert len(made) < 400
    assert zlib.crc32(b"application/x-test").to_bytes(4, "little") in made[:30]


def test_signs_of_xml_are_escaped():
    assert text("""<a b="c" d='e'>&amp;""") == (
        "&lt;a b=&quot;c&quot; d=&#x27;e&#x27;&gt;&amp;amp;"
    )
