"""The envelope of a sealed export, and its opening."""

from __future__ import annotations

import base64
import hashlib
import sys
import zlib
from dataclasses import replace
from datetime import date
from types import FrameType

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comptes import conteneur, ouverture
from knowledge.comptes.balises import XmlRefuse
from knowledge.comptes.conteneur import Conteneur
from tests.maker import SECRET, clear, envelope, key

TODAY = date(2026, 8, 27)
PRIMITIVES = {
    *("decrypt", "update", "finalize", "decompress"),
    *("openssl_md5", "openssl_sha256", "digest", "compare_digest"),
}


def read(data: bytes) -> Conteneur:
    return conteneur.read(data, today=TODAY, uai="9990012J")


def codes(data: bytes) -> set[str]:
    return {constat.code for constat in read(data).constats}


def test_a_whole_envelope_is_complete() -> None:
    sealed = read(envelope())
    assert sealed.verdict == "complet"
    assert sealed.constats == ()
    assert (sealed.partenaire, sealed.uai, sealed.version) == ("ESSAI", "9990012J", "1.0")
    assert sealed.date is not None


@pytest.mark.parametrize(
    ("data", "code", "verdict"),
    [
        (envelope(order=conteneur.CHILDREN[:-1]), "element-absent", "abime"),
        (envelope(order=("UAI", *conteneur.CHILDREN[:-1])), "ordre", "abime"),
        (envelope(order=(*conteneur.CHILDREN, "UAI")), "element-double", "abime"),
        (envelope(Contenu="AAAA"), "contenu-tronque", "abime"),
        (envelope(Contenu="pas du base64 !"), "base64", "abime"),
        (envelope(Contenu=""), "element-vide", "abime"),
        (envelope(Cle=base64.b64encode(bytes(100)).decode()), "cle-taille", "abime"),
        (envelope(Verification="AAAA"), "verification-taille", "abime"),
        (envelope(date="hier"), "date-export", "abime"),
        (envelope().replace(conteneur.NAMESPACE.encode(), b"urn:autre"), "espace-de-noms", "abime"),
        (envelope(uai="0310047H"), "uai-autre", "autre-etablissement"),
        (envelope(date="2025-09-01T10:00:00+02:00"), "annee-passee", "ancien"),
        (b"\xef\xbb\xbf" + envelope(), "bom", "reenregistre"),
        (envelope().replace(b"\n", b"\r\n"), "crlf", "reenregistre"),
        (envelope().replace(b"<Cle>", b"\n    <Cle>"), "reindente", "reenregistre"),
        (envelope(uai="0310047A"), "uai-lettre", "complet"),
        (envelope(date="2026-10-01T10:00:00+02:00"), "date-future", "complet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_of_an_envelope_has_its_word(data: bytes, code: str, verdict: str) -> None:
    assert code in codes(data)
    assert read(data).verdict == verdict


def test_an_export_made_before_the_deletion_of_identifiers_is_too_old() -> None:
    sealed = envelope(date="2026-08-24T10:00:00+02:00")
    verdicts = [
        conteneur.read(sealed, today=TODAY, deleted=date(2026, 8, day)).verdict for day in (25, 24, 23)
    ]
    assert verdicts == ["ancien", "complet", "complet"]


def test_what_is_no_xml_is_refused() -> None:
    with pytest.raises(XmlRefuse):
        conteneur.read(b"<ImportChiffre><Cle></ImportChiffre>")


def test_the_right_key_opens() -> None:
    assert ouverture.open_sealed(read(envelope()), key()) == clear()


def test_the_hash_may_be_that_of_the_compressed_bytes() -> None:
    packed = hashlib.sha256(zlib.compress(clear())).digest()
    data = envelope(Verification=base64.b64encode(packed).decode())
    assert ouverture.open_sealed(read(data), key()) == clear()


@given(st.data())
def test_whatever_is_wrong_the_failure_is_the_same(data: st.DataObject) -> None:
    block, content, check = ouverture.seal(clear(), key().public_key(), secret=SECRET)
    parts = {"Cle": bytearray(block), "Contenu": bytearray(content), "Verification": bytearray(check)}
    broken = data.draw(st.sampled_from(sorted(parts)))
    place = data.draw(st.integers(0, len(parts[broken]) - 1))
    parts[broken][place] ^= data.draw(st.integers(1, 255))
    texts = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    sealed = read(envelope(Cle=texts["Cle"], Contenu=texts["Contenu"], Verification=texts["Verification"]))
    with pytest.raises(ouverture.OuvertureImpossible) as failure:
        ouverture.open_sealed(sealed, key())
    assert failure.value.args == ()


def test_another_key_fails_as_a_broken_file_does() -> None:
    with pytest.raises(ouverture.OuvertureImpossible):
        ouverture.open_sealed(read(envelope()), key(1))


def test_an_empty_content_fails_the_same_way() -> None:
    with pytest.raises(ouverture.OuvertureImpossible):
        ouverture.open_sealed(read(envelope(Contenu="", Cle="")), key())


def calls(sealed: Conteneur, rsa: RSAPrivateKey) -> tuple[list[str], bool]:
    """The primitives that were called, in order, and whether the file opened."""
    called: list[str] = []

    def hear(_: FrameType, event: str, function: object) -> None:
        name = getattr(function, "__name__", "")
        if event == "c_call" and name in PRIMITIVES:
            called.append(name)

    before = sys.getprofile()
    sys.setprofile(hear)
    try:
        ouverture.open_sealed(sealed, rsa)
    except ouverture.OuvertureImpossible:
        return called, False
    else:
        return called, True
    finally:
        sys.setprofile(before)


def test_whatever_is_wrong_the_same_work_is_done() -> None:
    people = [{"Nom": f"N{n * n}", "Prenom": f"P{n * 7919}"} for n in range(900)]
    content = clear({"Eleve": people})
    block, data, check = ouverture.seal(content, key().public_key(), secret=SECRET)
    assert len(data) > 4096
    whole = replace(read(envelope(content)), cle=block, contenu=data, verification=check)

    def flipped(part: bytes, place: int) -> bytes:
        return part[:place] + bytes([part[place] ^ 1]) + part[place + 1 :]

    wanted, opened = calls(whole, key())
    assert opened
    assert set(wanted) == PRIMITIVES
    assert calls(whole, key(1)) == (wanted, False)
    places = (0, 20, len(data) // 2, len(data) - 40, len(data) - 1)
    sizes = (0, 5, 16, 1024, len(data) - 16, len(data) - 1)
    blocks = (b"", block[:-1], flipped(block, 0), flipped(block, 99), b"\xff" * len(block))
    for wrong in (
        *(replace(whole, contenu=flipped(data, place)) for place in places),
        *(replace(whole, contenu=data[:size]) for size in sizes),
        *(replace(whole, cle=each) for each in blocks),
        *(replace(whole, verification=each) for each in (b"", check[:-1], flipped(check, 31))),
        replace(whole, cle=b"", contenu=b"", verification=b""),
    ):
        assert calls(wrong, key()) == (wanted, False)


def test_what_stands_behind_the_compressed_bytes_is_refused() -> None:
    content = clear({"Eleve": [{"Nom": f"N{n * n}"} for n in range(900)]})
    for behind in (1, 16, 2000):
        packed = zlib.compress(content) + bytes(behind)
        sealed = replace(read(envelope(content)), contenu=encrypted(packed))
        with pytest.raises(ouverture.OuvertureImpossible):
            ouverture.open_sealed(sealed, key())


def encrypted(packed: bytes) -> bytes:
    fill = 16 - len(packed) % 16
    encryptor = Cipher(algorithms.AES128(SECRET[:16]), modes.CBC(SECRET[16:32])).encryptor()
    return encryptor.update(packed + bytes([fill]) * fill) + encryptor.finalize()


def test_a_bomb_is_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ouverture, "MAX_INFLATED", 1000)
    with pytest.raises(ouverture.OuvertureImpossible):
        ouverture.open_sealed(read(envelope(b"x" * 2000)), key())
