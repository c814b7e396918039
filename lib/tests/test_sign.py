"""Signatures: made without touching the document, and told as they are whatever the file holds."""

import io
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pypdf
import pytest
from builders import make_document
from signing_helpers import (
    NOW,
    SINCE,
    UNTIL,
    add_comment,
    make_authority,
    replace_content,
    revocation_list,
    serial_of,
    signed_by_stranger,
    update,
)

from pgo_core import cli, sign
from pgo_core.render.pdf import pdf as render
from pgo_core.sign import SignError, authority, certificates, facts, verifying


@pytest.fixture(scope="module")
def pdf():
    return render(make_document())


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("autoridad") / "a"


@pytest.fixture(scope="module")
def own(place):
    return make_authority(place, person="Juana Pérez", document_number="IDCPE-12345678")


@pytest.fixture(scope="module")
def signed(pdf, own):
    return sign.sign(pdf, own[0], "Visto bueno", "Lima")


@pytest.fixture(scope="module")
def twice(signed, own):
    return sign.sign(signed, own[0], "Aprueba")


def states(found):
    return [fact.state for fact in found.signatures]


def only(found):
    assert not found.problem
    (fact,) = found.signatures
    return fact


def test_one_signature_says_who_when_and_why(signed, own):
    before = datetime.now(UTC) + timedelta(minutes=1)
    fact = only(sign.verify(signed, [own[1]]))
    assert (fact.state, fact.title) == ("intact", "Íntegra")
    assert fact.signer == "FIRMA DE PRUEBA - Juana Pérez"
    assert fact.document_number == "12345678"
    assert fact.issuer == "AUTORIDAD DE PRUEBA - SIN VALOR LEGAL"
    assert (fact.reason, fact.place) == ("Visto bueno", "Lima")
    assert before - timedelta(minutes=5) < datetime.fromisoformat(fact.signed_at) < before
    assert fact.time_source == "declared"
    assert (fact.changed_after, fact.trust, fact.revocation) == ("nothing", "trusted", "unchecked")
    assert any("no lleva sello de tiempo" in text for text in fact.sentences)
    assert any("No se consultó" in text for text in fact.sentences)


def test_the_document_is_not_touched(pdf, signed):
    assert signed.startswith(pdf) and len(signed) - len(pdf) < 30_000
    before, after = (pypdf.PdfReader(BytesIO(content)) for content in (pdf, signed))
    catalogs = [reader.trailer["/Root"] for reader in (before, after)]
    assert catalogs[0]["/Metadata"].get_data() == catalogs[1]["/Metadata"].get_data(), "PDF/A"
    assert catalogs[1]["/MarkInfo"] == catalogs[0]["/MarkInfo"]
    assert "/NeedAppearances" not in catalogs[1]["/AcroForm"]
    assert [page.extract_text() for page in before.pages] == [
        page.extract_text() for page in after.pages
    ]
    page = after.pages[0]
    (widget,) = [one.get_object() for one in page["/Annots"]]
    assert page["/Tabs"] == "/S"
    # PDF/A-2 6.3.2: printed and not hidden; PDF/UA-1 7.18: outside the page, with its name.
    assert widget["/F"] & 0b100111 == 0b100 and widget["/TU"]
    assert all(float(side) < 0 for side in widget["/Rect"])


def test_several_signatures_keep_their_order(pdf, twice, own):
    found = sign.verify(twice, [own[1]])
    assert states(found) == ["intact", "intact"] and found.state == "intact"
    first, second = found.signatures
    assert (first.field, first.reason, first.changed_after) == (
        "Firma1",
        "Visto bueno",
        "signatures",
    )
    assert (second.field, second.reason, second.changed_after) == ("Firma2", "Aprueba", "nothing")
    assert any("solo se agregaron otras firmas" in text for text in first.sentences)
    assert len(pdf) < first.signed_bytes < second.signed_bytes == len(twice)


def test_a_changed_byte_is_found(pdf, twice, own):
    broken = bytearray(twice)
    broken[len(pdf) // 2] ^= 1
    found = sign.verify(bytes(broken), [own[1]])
    assert states(found) == ["tampered", "tampered"] and found.state == "tampered"
    assert "Alterada" in found.title


@pytest.mark.parametrize(
    ("change", "kind"), [(replace_content, "content"), (add_comment, "comments")]
)
def test_an_update_after_signing_is_shown(signed, own, change, kind):
    changed = update(signed, change)
    fact = only(sign.verify(changed, [own[1]]))
    assert fact.intact, "the bytes signed are there"
    assert fact.state == "changed_after"
    assert fact.changed_after in (kind, "content")
    assert fact.title == "Modificada después de firmar"


def test_signing_what_was_changed_does_not_mend_it(signed, own):
    found = sign.verify(sign.sign(update(signed, replace_content), own[0]), [own[1]])
    assert states(found) == ["changed_after", "intact"] and found.state == "changed_after"


def test_untrusted_root(pdf, own, tmp_path):
    content = signed_by_stranger(tmp_path / "otra", pdf)
    for roots in ([own[1]], []):
        fact = only(sign.verify(content, roots))
        assert (fact.state, fact.trust) == ("unknown_certificate", "unknown")
        assert "no se puede afirmar quién firmó" in " ".join(fact.sentences)


def test_two_authorities_in_one_file(signed, own, tmp_path):
    found = sign.verify(signed_by_stranger(tmp_path / "otra", signed), [own[1]])
    assert states(found) == ["intact", "unknown_certificate"]
    assert found.state == "unknown_certificate"


def test_certificate_out_of_its_dates(signed, pdf, own, tmp_path):
    later = only(sign.verify(signed, [own[1]], moment=UNTIL + timedelta(days=1)))
    assert later.state == "expired" and "01/01/2040" not in later.title
    assert any("anterior al vencimiento" in text for text in later.sentences)
    early = only(sign.verify(signed, [own[1]], moment=SINCE - timedelta(days=1)))
    assert early.state == "not_yet_valid"
    signer, root = make_authority(tmp_path / "vencida", signer_until=NOW - timedelta(days=900))
    expired = only(sign.verify(sign.sign(pdf, signer), [root]))
    assert expired.state == "expired"
    assert not any("anterior al vencimiento" in text for text in expired.sentences)


def test_revoked_certificate(signed, own, place):
    fact = only(sign.verify(signed, [own[1]], [revocation_list(place, serial_of(place))]))
    assert (fact.state, fact.revocation) == ("revoked", "revoked")
    fact = only(sign.verify(signed, [own[1]], [revocation_list(place, None)]))
    assert (fact.state, fact.revocation) == ("intact", "good")


def test_time_stamp(pdf, own, place):
    from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    authority.issue(place, SINCE, UNTIL, signer="sellador", time_stamping=True)
    store = SimpleCertificateStore()
    store.register(load_cert_from_pemder(place / "autoridad.pem"))
    stamps = DummyTimeStamper(
        load_cert_from_pemder(place / "sellador.pem"),
        load_private_key_from_pemder(place / "sellador.key", None),
        certs_to_embed=store,
        fixed_dt=NOW,
    )
    signer = sign.LocalSigner.of_authority(place, time_stamps=stamps)
    content = sign.sign(pdf, signer)
    fact = only(sign.verify(content, [own[1]]))
    assert (fact.state, fact.time_source) == ("intact", "timestamp")
    assert datetime.fromisoformat(fact.signed_at) == NOW
    assert only(sign.verify(content, [])).time_source == "declared", "nobody vouches for the stamp"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vacío"),
        (b"PK\x03\x04 docx", "no es un PDF"),
        (b"x" * 5000, "no es un PDF"),
        (b"%PDF-1.7\n/ByteRange\n%%EOF", "dañado"),
        (b"%PDF-1.7\n/ByteRange\nstartxref\n9\n%%EOF", "dañado"),
    ],
)
def test_what_is_no_pdf_is_a_sentence(content, words):
    found = sign.verify(content)
    assert (found.state, found.signatures) == ("not_read", ())
    assert words in found.problem


def test_truncated_and_unsigned(pdf, signed):
    assert sign.verify(pdf) == sign.Verification()
    assert sign.verify(pdf).title == "Sin firma digital"
    for length in (len(signed) // 2, len(signed) - 100):
        assert "incompleto" in sign.verify(signed[:length]).problem
    # Its end is there and its middle is not.
    cut = sign.verify(signed[:5000] + signed[len(pdf) - 3000 :])
    assert cut.problem or cut.state in ("tampered", "unreadable", "changed_after")


def test_encrypted(signed):
    writer = pypdf.PdfWriter(clone_from=BytesIO(signed))
    writer.encrypt("secreto", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    assert "contraseña" in sign.verify(out.getvalue()).problem


def test_too_large_too_slow_killed(monkeypatch, signed, tmp_path):
    with monkeypatch.context() as patch:
        patch.setattr(verifying, "MAX_BYTES", 1024 * 1024)
        assert "supera 1 MB" in sign.verify(b"%PDF-" + b"0" * 1024 * 1024).problem
    programs = {
        "import time; time.sleep(30)": "tardó más de 1 segundos",
        "import os; os.kill(os.getpid(), 9)": "se interrumpió",
        "print('{')": "se interrumpió",
    }
    monkeypatch.syspath_prepend(str(tmp_path))
    for number, (program, words) in enumerate(programs.items()):
        (tmp_path / f"bad_worker_{number}.py").write_text(program, "utf-8")
        monkeypatch.setattr(verifying, "_WORKER", f"bad_worker_{number}")
        assert words in sign.verify(signed, time_limit=1 if "sleep" in program else 20).problem


def test_a_missing_extra_is_no_fault_of_the_file(monkeypatch, signed, tmp_path):
    (tmp_path / "no_extra.py").write_text("import no_such_pyhanko", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(verifying, "_WORKER", "no_extra")
    with pytest.raises(ModuleNotFoundError) as refused:
        sign.verify(signed)
    assert refused.value.name == "no_such_pyhanko"


def test_text_of_strangers_is_shown_on_one_line(pdf, own):
    content = sign.sign(pdf, own[0], "Uno\nDos\u202e\x00 " + "x" * 500)
    reason = only(sign.verify(content)).reason
    assert reason.startswith("Uno Dos xxx") and len(reason) <= 200


def test_facts_travel_as_json(twice):
    found = sign.verify(twice)
    said = json.loads(json.dumps(found.to_json()))
    assert sign.Verification.from_json(said) == found
    said["signatures"][0]["of_a_later_library"] = 1
    assert sign.Verification.from_json(said) == found
    every = (*facts.STATES, facts.UNSIGNED, facts.NOT_READ)
    for state in every:
        fact = sign.SignatureFact("Firma1", state, certificate_until=UNTIL.isoformat())
        assert fact.title
        assert state in (facts.UNSIGNED, facts.NOT_READ) or all(fact.sentences)


# A signer outside --------------------------------------------------------------------------------


def test_the_national_signer_gets_bytes_digest_and_words(pdf, own):
    seen = []

    def program(request):
        seen.append(request)
        return own[0].sign(request)

    content = sign.sign(pdf, sign.NationalSigner(program, [own[1]]), "Aprueba el ROF", "Chilca")
    (request,) = seen
    assert request.pdf == pdf and request.digest == sha256(pdf).hexdigest()
    assert (request.reason, request.place, request.level) == (
        "Aprueba el ROF",
        "Chilca",
        "PAdES B-B",
    )
    assert only(sign.verify(content, [own[1]])).state == "intact"


def test_what_comes_back_is_the_same_document(pdf, signed, twice, own):
    request = sign.prepare(pdf)
    assert states(sign.accept(request, signed, [own[1]])) == ["intact"]
    assert states(sign.accept(request, twice)) == ["unknown_certificate"] * 2
    assert states(sign.accept(sign.prepare(signed), twice, [own[1]])) == ["intact", "intact"]
    writer = pypdf.PdfWriter(clone_from=BytesIO(signed))
    again = io.BytesIO()
    writer.write(again)
    refused = {
        "no es el que se entregó": (b"", again.getvalue(), render(make_document(title="Otro"))),
        "no tiene una firma nueva": (pdf,),
        "otros cambios": (
            sign.sign(update(pdf, replace_content), own[0]),
            sign.sign(update(pdf, add_comment), own[0]),
            update(signed, replace_content),
            update(signed, add_comment),
        ),
    }
    for words, contents in refused.items():
        for content in contents:
            with pytest.raises(SignError, match=words):
                sign.accept(request, content, [own[1]])
    with pytest.raises(SignError, match="no tiene una firma nueva"):
        sign.accept(sign.prepare(signed), update(signed, add_comment))


def test_a_broken_signature_is_not_accepted(pdf, signed):
    # The value of the signature ends the CMS, before its filling of zeros.
    start = signed.index(b"/Contents <", len(pdf))
    end = start + len(signed[start : signed.index(b">", start)].rstrip(b"0")) - 100
    broken = signed[:end] + (b"a" if signed[end : end + 1] in b"bB" else b"b") + signed[end + 1 :]
    with pytest.raises(SignError, match="no vale para este archivo"):
        sign.accept(sign.prepare(pdf), broken)


def test_nobody_signs_with_a_certificate_that_is_not_valid(pdf, signed, own, tmp_path):
    request = sign.prepare(pdf)
    for moment, words in ((UNTIL, "vencido"), (SINCE, "todavía no rige")):
        past = moment + timedelta(days=1 if moment == UNTIL else -1)
        with pytest.raises(SignError, match=words):
            sign.accept(request, signed, [own[1]], moment=past)
    signer, root = make_authority(tmp_path / "vencida", signer_until=NOW - timedelta(days=900))
    with pytest.raises(SignError, match="vencido"):
        sign.accept(request, sign.sign(pdf, signer), [root])


def test_what_is_no_pdf_is_not_signed(own):
    for content in (b"", b"PK", b"%PDF-1.7 nada", b"%PDF-1.7\nnada\n%%EOF"):
        with pytest.raises(SignError):
            sign.sign(content, own[0])


# The test authority ------------------------------------------------------------------------------


def test_keys_are_for_their_owner_and_names_say_test(place, own):
    for name in ("autoridad", "firmante"):
        key = place / f"{name}.key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        fact = certificates.read((place / f"{name}.pem").read_bytes())
        assert "PRUEBA" in fact.subject and "PRUEBA" in fact.issuer
        assert (fact.since, fact.until) == (SINCE, UNTIL)
        assert fact.is_authority is (name == "autoridad")
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_an_authority_is_made_once_and_whole(place, own, tmp_path):
    with pytest.raises(SignError, match="ya hay"):
        authority.create(place, SINCE, UNTIL)
    for name in ("../fuera", "autoridad", "", "Ñ"):
        with pytest.raises(SignError, match="no sirve"):
            authority.issue(place, SINCE, UNTIL, signer=name)
    with pytest.raises(SignError, match="no hay una autoridad"):
        authority.issue(tmp_path, SINCE, UNTIL)
    with pytest.raises(SignError, match="no hay una autoridad"):
        sign.LocalSigner.of_authority(tmp_path)
    assert not authority.is_authority(tmp_path) and authority.is_authority(place)


def test_what_is_no_certificate():
    for data in (b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n", b"0" * 100_000):
        assert certificates.read(data) is None


# Command line ------------------------------------------------------------------------------------


def test_command_line(capsys, pdf, tmp_path):
    source, out, folder = (str(tmp_path / name) for name in ("a.pdf", "b.pdf", "ca"))
    (tmp_path / "a.pdf").write_bytes(pdf)
    assert cli.main(["sign", source, "--authority", folder, "-o", out, "--reason", "VB"]) == 0
    said = capsys.readouterr()
    assert all(line.startswith("PRUEBA:") for line in (said.out + said.err).splitlines())
    root = os.path.join(folder, "autoridad.pem")
    assert cli.main(["signatures", out, "--trust", root]) == 0
    shown = capsys.readouterr().out
    assert "Motivo: FIRMA DE PRUEBA, SIN VALOR LEGAL: VB" in shown
    assert cli.main(["signatures", out]) == 1
    assert "no reconocido" in capsys.readouterr().out
    assert cli.main(["signatures", out, "--trust", root, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["signatures"][0]["title"] == "Íntegra"
    assert cli.main(["signatures", source]) == 0
    assert "Sin firma digital" in capsys.readouterr().out


def test_command_line_refusals(capsys, pdf, tmp_path):
    (tmp_path / "a.txt").write_text("hola")
    source, folder, out = (str(tmp_path / name) for name in ("a.txt", "ca", "b.pdf"))
    assert cli.main(["sign", source, "--authority", folder, "-o", out]) == 2
    assert "no es un PDF" in capsys.readouterr().err
    assert sorted(os.listdir(tmp_path)) == ["a.txt"], "nothing is left behind"
    assert cli.main(["signatures", source, "--trust", source]) == 2
    assert "no es un certificado" in capsys.readouterr().err
    assert cli.main(["signatures", source]) == 1
    assert "No se pudo revisar" in capsys.readouterr().out


def test_nothing_heavy_is_imported_before_it_is_needed():
    program = (
        "import sys, pgo_core, pgo_core.sign, pgo_core.cli;"
        "print([name for name in ('pyhanko', 'cryptography', 'asn1crypto') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
