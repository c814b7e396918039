"""Signed files that lie: whatever a file says of itself, its signatures are told as they are, within
limits, and never as whole when what they cover is not the file.
"""

import random
import re
import struct
import zlib
from io import BytesIO
from typing import NamedTuple

import pytest
from builders import make_document
from pypdf import PdfReader
from signing_helpers import make_authority, update

from pgo_core import cli, sign
from pgo_core.render.pdf import pdf as render


class Files(NamedTuple):
    """A PDF, the same with one and with two signatures, and the root that vouches for them."""

    pdf: bytes
    signed: bytes
    twice: bytes
    root: bytes


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    signer, root = make_authority(tmp_path_factory.mktemp("autoridad") / "a")
    pdf = render(make_document())
    signed = sign.sign(pdf, signer)
    return Files(pdf, signed, sign.sign(signed, signer), root)


def looked_at(files, content):
    """What is said of a file; no file may be called whole here, nor leave anybody waiting."""
    found = sign.verify(content, [files.root])
    assert found.title and found.state != "intact"
    assert all(fact.title and fact.sentences for fact in found.signatures)
    return found


def test_hostile_files_never_raise(files):
    chance = random.Random(7)
    for _number in range(8):
        broken = bytearray(files.signed)
        for _change in range(chance.randrange(1, 30)):
            broken[chance.randrange(len(files.pdf) - 3000, len(broken))] = chance.randrange(256)
        looked_at(files, bytes(broken))


def test_bytes_changed_between_two_signatures(files):
    """Where the second revision says who signed, and in the text that both cover."""
    place = files.twice.index(b"/Type", len(files.signed))
    broken = bytearray(files.twice)
    broken[place + 1] ^= 1
    assert looked_at(files, bytes(broken)).state in ("tampered", "unreadable", "not_read")
    inserted = files.signed + b"\n% texto\n" + files.twice[len(files.signed) :]
    assert looked_at(files, inserted).state in ("tampered", "changed_after", "not_read")
    assert looked_at(files, files.signed + b"\n% texto\n%%EOF\n").state != "unsigned"


@pytest.mark.parametrize(
    "lie",
    [
        lambda a, b, c, d: (a, b, c, d - 50),
        lambda a, b, c, d: (9, b - 9, c, d),
        lambda a, b, c, d: (a, b - 200, c, d),
        lambda a, b, c, d: (a, c + 10, c, d),
        lambda a, b, c, d: (a, -1, c, d),
        lambda a, b, c, d: (a, b, c, 999),
        lambda a, b, c, d: (a, b, c),
        lambda a, b, c, d: (),
    ],
    ids=("end", "start", "wide", "overlap", "negative", "beyond", "three", "none"),
)
def test_a_signature_that_covers_a_part_is_not_whole(files, lie):
    found = re.search(rb"/ByteRange \[([^\]]*)\]", files.signed[len(files.pdf) :])
    told = lie(*map(int, found[1].split()))
    range_ = b"/ByteRange [" + " ".join(map(str, told)).encode()
    range_ = range_.ljust(len(found[0]) - 1) + b"]"
    start, end = (len(files.pdf) + place for place in found.span())
    assert len(range_) == end - start
    content = files.signed[:start] + range_ + files.signed[end:]
    assert looked_at(files, content).state in ("tampered", "unreadable", "not_read")


# Objects that go round, go deep or swell -----------------------------------------------------------


def continued(content, objects, catalog=b"", previous=None):
    """Return a file continued by raw objects by their number, where 0 is the first free one."""
    reader = PdfReader(BytesIO(content))
    size, root = int(reader.trailer["/Size"]), reader.trailer.raw_get("/Root").idnum
    made, places = bytearray(content), {}
    for number, body in objects.items():
        places[size + number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (size + number, body % {b"free": size})
    if catalog:
        places[root] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (root, catalog % {b"free": size})
    table = len(made)
    made += b"xref\n"
    for number, place in sorted(places.items()):
        made += b"%d 1\n%010d 00000 n \n" % (number, place)
    last = int(content[content.rindex(b"startxref") :].split()[1])
    values = (size + len(objects), root, last if previous is None else previous(table), table)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(made + trailer % values)


_CATALOG = b"<< /Type /Catalog /Pages %(free)d 0 R /AcroForm %(free)d 0 R >>"


@pytest.mark.parametrize(
    ("objects", "catalog"),
    [
        ({0: b"%(free)d 0 R"}, _CATALOG),
        ({0: b"<< /Fields [%(free)d 0 R] /Kids [%(free)d 0 R] /Parent %(free)d 0 R >>"}, _CATALOG),
        ({0: b"<< /T (a) /Kids %(free)d 0 R /Fields [%(free)d 0 R] >>"}, _CATALOG),
        ({0: b"<< /Length %(free)d 0 R >>\nstream\nabc\nendstream"}, _CATALOG),
        ({0: b"<< /Fields " + b"[" * 50_000 + b"]" * 50_000 + b" >>"}, _CATALOG),
        ({0: b"null"}, b"%(free)d 0 R"),
    ],
    ids=("itself", "fields", "kids", "length", "deep", "catalog"),
)
def test_objects_that_go_round_or_deep(files, objects, catalog):
    looked_at(files, continued(files.signed, objects, catalog))


@pytest.mark.parametrize("previous", [-1, 0, 10**12])
def test_a_table_that_is_not_where_it_is_said_to_be(files, previous):
    content = continued(files.signed, {0: b"null"}, previous=lambda _table: previous)
    assert looked_at(files, content).state == "not_read"


def test_a_page_among_its_own_children(files):
    def loop(writer, _page):
        pages = writer.root["/Pages"]
        pages["/Kids"].append(writer.root.raw_get("/Pages"))
        writer.update_container(pages["/Kids"])

    assert looked_at(files, update(files.signed, loop)).state == "changed_after"


def bomb(content, megabytes):
    """Return a file whose catalog is in a stream of a few bytes that unpacks to so many."""
    reader = PdfReader(BytesIO(content))
    size, root = int(reader.trailer["/Size"]), reader.trailer.raw_get("/Root").idnum
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    # After a full flush what follows depends on nothing before it: one block serves for all.
    block = packer.compress(bytes(1024**2)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x78\xda" + block * megabytes
    made, holder = bytearray(content), len(content)
    made += b"%d 0 obj\n<< /Type /ObjStm /N 1 /First 10 /Filter /FlateDecode" % size
    made += b" /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(packed), packed)
    table = len(made)
    rows = b"".join(
        struct.pack(">BIH", *row) for row in ((2, size, 0), (1, holder, 0), (1, table, 0))
    )
    last = int(content[content.rindex(b"startxref") :].split()[1])
    made += b"%d 0 obj\n<< /Type /XRef /W [1 4 2] /Index [%d 1 %d 2]" % (size + 1, root, size)
    made += b" /Size %d /Root %d 0 R /Prev %d /Length %d >>" % (size + 2, root, last, len(rows))
    made += b"\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (rows, table)
    return bytes(made)


def test_a_stream_that_swells_is_told(files):
    content = bomb(files.signed, 1500)
    assert len(content) < len(files.signed) + 2_000_000
    assert "demasiada memoria" in looked_at(files, content).problem


def test_a_file_without_its_form_says_nothing_of_signatures(files):
    """Who takes the form away takes the signatures away, as if they had never been."""
    pages = {0: b"<< /Type /Pages /Kids [] /Count 0 >>"}
    content = continued(files.signed, pages, b"<< /Type /Catalog /Pages %(free)d 0 R >>")
    assert looked_at(files, content).state == "unsigned"


def test_what_cannot_be_read_is_not_signed(files, capsys, tmp_path):
    """Who signs reads the file in its own process: first it is looked at apart."""
    deep = {0: b"<< /Fields " + b"[" * 50_000 + b"]" * 50_000 + b" >>"}
    page = re.search(rb"/Pages (\d+) 0 R", files.signed)[1]
    catalog = b"<< /Type /Catalog /Pages %s 0 R /AcroForm %%(free)d 0 R >>" % page
    broken = {
        "dañado": continued(files.signed, deep, catalog),
        "demasiada memoria": bomb(files.signed, 1500),
    }
    for words, content in broken.items():
        path, output = tmp_path / "a.pdf", tmp_path / "b.pdf"
        path.write_bytes(content)
        folder = str(tmp_path / "ca")
        code = cli.main(["sign", str(path), "--authority", folder, "-o", str(output)])
        assert code == 2 and words in capsys.readouterr().err
        assert [file.name for file in tmp_path.iterdir()] == ["a.pdf"], "nothing is made"
