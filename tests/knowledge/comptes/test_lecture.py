"""Any file: named by its content, read or refused in one sentence, never by its name."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comptes import lecture, limites
from knowledge.comptes.lecture import Fichier, show_name
from knowledge.comptes.resultat import say
from tests.maker import clear, envelope, key, liste, words

TODAY = date(2026, 8, 27)


def read(data: bytes, name: str = "ExportPronote.xml", **options: object) -> Fichier:
    return lecture.read(name, data, words(), today=TODAY, **options)  # type: ignore[arg-type]


def sentence(fichier: Fichier) -> str:
    assert fichier.refus is not None
    return say(fichier.refus, words())


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def workbook(rows: list[list[object]], *, before: int = 0) -> bytes:
    book = openpyxl.Workbook()
    for _ in range(before):
        book.create_sheet("autre")
    sheet = book.worksheets[-1]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "vide"),
        (b"%PDF-1.7\n", "PDF"),
        (gzip.compress(clear()), "gzip"),
        (zipped(a=b"x"), "archive zip"),
        (zipped(**{"..__..__etc": b"x"}), "archive zip"),
        (zipped(word__document=b"x"), "Word"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "ancien fichier Office"),
        (b"<!doctype html><html><body>ImportChiffre</body></html>", "HTML"),
        (b"<html><head></head></html>", "HTML"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "RSS"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "Atom"),
        (b'<?xml version="1.0" encoding="ISO-8859-15"?><BEE_ELEVES VERSION="2.1"/>', "SIECLE"),
        (b'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>', "SAML"),
        (b'<e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#"/>', "XML-Enc"),
        (b"<inconnu/>", "«\u00a0inconnu\u00a0»"),
        (b'{"a": 1}', "JSON"),
        (b"\x7fELF" + bytes(20), "programme"),
        (b"-----BEGIN PRIVATE KEY-----\n", "clé"),
        (bytes(range(1, 9)) + b"\x00" * 9, "Je ne reconnais pas"),
        (b"<!DOCTYPE x><x/>", "DOCTYPE"),
        (clear()[:300], "abîmé"),
        (b"bonjour", "Je ne trouve pas de liste"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_export_is_named(data: bytes, word: str) -> None:
    fichier = read(data)
    assert fichier.kind == "inconnu"
    assert word in sentence(fichier)


def test_the_name_of_a_file_says_nothing_of_what_it_is() -> None:
    assert read(clear(), "photo.png").kind == "export"
    assert (
        read(liste(("Nom", "Prénom", "Id ENT"), [("VAL", "Zoé", "1")]).encode(), "x.xml").kind == "liste-ent"
    )


def test_a_file_over_the_limit_is_refused_with_the_limit() -> None:
    assert f"{limites.MAX_BYTES // 1024 // 1024} Mo" in sentence(read(bytes(limites.MAX_BYTES + 1)))


def test_a_sealed_file_without_a_key_is_a_result_and_not_a_refusal() -> None:
    fichier = read(envelope())
    assert (fichier.kind, fichier.refus, fichier.ouvert, fichier.cote) == ("conteneur", None, False, None)
    assert [constat.code for constat in fichier.constats] == ["scelle"]


def test_a_sealed_file_is_opened_by_the_key_that_fits() -> None:
    fichier = read(envelope(), keys=[key(1), key()])
    assert fichier.ouvert
    assert fichier.cote == "ent"
    assert [person.prenom for person in fichier.personnes] == ["Zoé"]


def test_a_sealed_file_says_the_same_for_a_wrong_key_and_for_a_broken_content() -> None:
    broken = read(envelope(Contenu="A" * 64), keys=[key()])
    wrong = read(envelope(), keys=[key(1)])
    assert [c.code for c in broken.constats] == [c.code for c in wrong.constats] == ["ouverture-impossible"]


def test_a_sealed_file_of_another_school_inside_is_told() -> None:
    fichier = read(envelope(clear(uai="0310047H")), keys=[key()])
    assert "uai-autre" in [constat.code for constat in fichier.constats]


def test_a_workbook_is_read_with_real_dates_on_whatever_sheet() -> None:
    rows: list[list[object]] = [
        ["Liste des Élèves"],
        ["Nom", "Prénom", "Date de naissance", "Code postal"],
        ["VAL", "Zoé", datetime(2012, 3, 4), 9000],  # noqa: DTZ001 - a workbook knows no zone
        ["PONS", "Éloi", "05/06/2011", "31000"],
    ]
    fichier = read(workbook(rows, before=1))
    assert [(p.nom, p.naissance, p.code_postal, p.ligne) for p in fichier.personnes] == [
        ("VAL", 20120304, "9000", 3),
        ("PONS", 20110605, "31000", 4),
    ]
    assert {p.categorie for p in fichier.personnes} == {"eleves"}


def test_a_workbook_that_is_a_bomb_is_refused_before_it_is_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.comptes.tableur.MAX_INFLATED", 1000)
    assert "bien plus" in sentence(read(zipped(xl__workbook=b"0" * 5000)))


def test_a_doctype_in_a_workbook_is_refused() -> None:
    data = zipped(**{"xl__workbook.xml": b'<?xml version="1.0"?><!DOCTYPE x><x/>'})
    assert "DOCTYPE" in sentence(read(data))


def test_a_workbook_that_is_cut_is_refused() -> None:
    data = workbook([["Nom", "Prénom"], ["VAL", "Zoé"]])
    assert "classeur" in sentence(read(data[: len(data) // 2]))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\liste.csv", "liste.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        ("fichier\u202efdp.exe", "fichierfdp.exe"),
        ("x" * 300, "x" * 80),
        ("", "-"),
        ("-rf", "-rf"),
    ],
)
def test_a_name_is_shown_clean(name: str, shown: str) -> None:
    assert show_name(name) == shown


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    fichier = read(data, "x")
    assert fichier.refus is None or sentence(fichier)
