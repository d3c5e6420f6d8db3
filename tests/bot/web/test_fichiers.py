"""Files on the page: the form that takes them, what it refuses, the report, the downloads."""

from __future__ import annotations

import csv
import io
import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot import config
from bot.cadence import SENDINGS
from bot.house import House
from bot.house import build as build_house
from bot.web import envoi
from bot.web.app import build
from knowledge.dialogue.types import DOSSIER_NODE, Sent
from storage.store import Store
from tests.bot.web.conftest import running
from tests.bot.web.visitor import Page, Visitor


@pytest.fixture
def sender(visitor: Visitor) -> Visitor:
    """Someone whom the page asks for a file."""
    visitor.press("but:fichiers")
    return visitor


def lists(ecole: Path) -> tuple[str, str]:
    """PRONOTE's list of the pupils, and the ENT's: one pupil is missing there, one differs by a letter."""
    ours = (ecole / "pronote-eleves.csv").read_text("utf-8-sig")
    out = io.StringIO()
    theirs = csv.writer(out, delimiter="\t", lineterminator="\n")
    theirs.writerow(["Nom", "Prénom", "Date de naissance", "Id ENT"])
    for rank, row in enumerate(list(csv.DictReader(io.StringIO(ours), delimiter=";"))[1:]):
        nom = row["Nom"] + "X" if rank == 0 else row["Nom"]
        theirs.writerow([nom, row["Prénom"], row["Date de naissance"], f"ent{rank}"])
    return ours, out.getvalue()


def downloads(page: Page) -> list[str]:
    return [
        link["href"] for link in page.links if link.get("href", "").startswith(f"/fichier/{DOSSIER_NODE}/")
    ]


def test_a_sealed_export_then_two_pasted_lists_lead_to_the_downloads(sender: Visitor, ecole: Path) -> None:
    ours, theirs = lists(ecole)
    sender.upload(ecole / "ExportPronote.xml")
    assert downloads(sender.page) == []
    sender.paste(ours)
    assert sender.paste(theirs).status_code == 200
    page, sheet, workbook = (sender.client.get(href) for href in downloads(sender.page))
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in page.headers["content-security-policy"]
    missing, differing = (line.split(";")[0] for line in ours.splitlines()[1:3])
    work = sheet.content.decode("utf-8-sig")
    for name in (missing, f"{differing}X"):
        assert name in work
        assert name in re.sub("<[^>]+>", "", page.text)
    assert workbook.content.startswith(b"PK")


def test_a_whole_list_can_be_pasted_where_one_writes(visitor: Visitor, ecole: Path) -> None:
    visitor.write((ecole / "pronote-eleves.csv").read_text("utf-8-sig"))
    assert "425 personnes" in visitor.page.text
    assert len(downloads(visitor.page)) == 3
    assert ("maxlength", "7000") not in visitor.page.attributes


def test_several_files_can_be_sent_at_once(sender: Visitor, ecole: Path) -> None:
    sender.upload(
        ecole / "pronote-personnels.csv", ecole / "pronote-professeurs.csv", ecole / "export-clair.xml"
    )
    for told in ("1. Liste de PRONOTE, 17 personnes", "2. Liste de PRONOTE, 36", "3. Export en clair, 1157"):
        assert told in sender.page.text
    assert "personnes" in sender.page.html


def test_too_many_sendings_in_a_row_are_put_off_in_one_sentence(sender: Visitor) -> None:
    for rank in range(SENDINGS):
        sender.paste(f"Nom;Prénom\nVAL;Zoé{rank}\n")
    assert "coup sur coup" not in sender.page.text
    assert sender.paste("Nom;Prénom\nMONT;Léa\n").status_code == 200
    assert "coup sur coup" in sender.page.text
    assert len(downloads(sender.page)) == 0
    sender.write("/reprendre")


def test_an_upload_given_up_midway_leaves_nothing(
    sender: Visitor, site: str, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    form = next(form for form in sender.page.forms if form.action == "/fichier")
    begun = sender.client.build_request(
        "POST", "/fichier", data=form.hidden, files={"fichier": ("x", b"a" * 9000)}
    )
    head = b"".join(b"%s: %s\r\n" % each for each in begun.headers.raw)
    body = begun.read()
    cookie = f"Cookie: sid={sender.client.cookies['sid']}\r\n".encode()
    with socket.create_connection(("127.0.0.1", int(site.rpartition(":")[2].rstrip("/")))) as raw:
        raw.sendall(b"POST /fichier HTTP/1.1\r\n" + head + cookie + b"\r\n" + body[: len(body) // 2])
    who = "web:" + sender.client.cookies["sid"].partition(".")[0]
    sender.open()
    assert "Je lis" not in sender.page.text
    assert caplog.text == ""
    assert (house.dossiers.stage(who), house.dossiers.documents(who)) == (None, ())


def test_the_page_can_ask_where_the_reading_stands(sender: Visitor, house: House) -> None:
    assert sender.client.get("/avancement").json() == {}
    who = "web:" + sender.client.cookies["sid"].partition(".")[0]
    seen = []
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(
            lambda: house.dossiers.take(
                who,
                [Sent("x", b"Nom;Pr\xc3\xa9nom\nVAL;Zo\xc3\xa9\n")],
                uai="",
                deleted=None,
                today=date(2026, 8, 27),
            )
        )
        while not reading.done():
            seen.append(sender.client.get("/avancement").json())
    told = {each["texte"] for each in seen if each}
    assert told & {
        house.guide.words["fichiers"]["etapes"][name] for name in ("debut", "rapprochement", "rapport")
    }


def test_the_names_stand_on_the_page_of_that_person_alone(
    sender: Visitor, ecole: Path, site: str, visit: Callable[..., Visitor]
) -> None:
    ours, theirs = lists(ecole)
    sender.paste(ours)
    sender.paste(theirs)
    missing = ours.splitlines()[1].split(";")[0]
    assert missing in sender.page.text
    hrefs = downloads(sender.page)
    other = visit(site)
    other.open()
    other.press("but:fichiers")
    assert missing not in other.page.text
    assert [other.client.get(href).status_code for href in hrefs] == [404] * 3


def test_the_names_are_gone_once_the_person_forgets(sender: Visitor, ecole: Path) -> None:
    ours, theirs = lists(ecole)
    sender.paste(ours)
    sender.paste(theirs)
    hrefs = downloads(sender.page)
    sender.press("_:oublier")
    assert [sender.client.get(href).status_code for href in hrefs] == [404] * 3
    sender.open()
    assert "personnes" not in {value for name, value in sender.page.attributes if name == "id"}


def test_the_same_sending_twice_has_one_effect(sender: Visitor, ecole: Path) -> None:
    form = next(form for form in sender.page.forms if form.action == "/fichier")
    for _ in range(2):
        files = {"fichier": ("liste.csv", (ecole / "pronote-personnels.csv").read_bytes())}
        answer = sender.client.post("/fichier", data=form.hidden, files=files)
    assert answer.text.count("17 personnes") == 1


def test_nothing_sent_is_said_in_one_sentence(sender: Visitor) -> None:
    form = next(form for form in sender.page.forms if form.action == "/fichier")
    empty = {"fichier": ("", b"")}
    assert sender.client.post("/fichier", data=form.hidden, files=empty).status_code == 400
    assert sender.paste("").status_code == 400


def test_a_stranger_cannot_send(sender: Visitor) -> None:
    form = next(form for form in sender.page.forms if form.action == "/fichier")
    files = {"fichier": ("x", b"x")}
    forged = {**form.hidden, "jeton": "faux"}
    assert sender.client.post("/fichier", data=forged, files=files).status_code == 403
    foreign = {"Origin": "https://ailleurs.example"}
    assert sender.client.post("/fichier", data=form.hidden, files=files, headers=foreign).status_code == 403


def test_a_file_that_is_too_large_is_refused_with_its_own_sentence(sender: Visitor, house: House) -> None:
    form = next(form for form in sender.page.forms if form.action == "/fichier")
    files = {"fichier": ("x", b"a" * (envoi.MAX_BODY + 1))}
    answer = sender.client.post("/fichier", data=form.hidden, files=files)
    assert answer.status_code == 413
    assert house.guide.words["web"]["refus"]["fichier_taille"] in Page(answer.text).text


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"],
)
def test_a_broken_form_is_no_accident(sender: Visitor, body: bytes) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert sender.client.post("/fichier", content=body, headers=kind).status_code in (400, 403)
    assert sender.client.post("/fichier", content=body).status_code == 400


def test_what_a_reload_asks_for_leads_back(sender: Visitor) -> None:
    assert sender.client.get("/fichier").status_code == 200


# ── nothing of a file is kept ──────────────────────────────────────────────────────────────────


@pytest.fixture
def lasting(tmp_path: Path) -> Iterator[House]:
    """A house with its data on the disk."""
    house = build_house(config.read({"PRONOTE_HELPDESK_DATA": str(tmp_path / "donnees")}))
    assert isinstance(house.store, Store)
    with closing(house.store):
        yield house


CANARIES = ("Canariprenom", "CANARINOM", "29/02/2012", "Liste-de-Canari")


def test_nothing_of_a_file_is_left_in_the_data_the_answers_or_the_logs(
    lasting: House,
    tmp_path: Path,
    visit: Callable[..., Visitor],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    ours = "Nom;Prénom;Date de naissance;Mot de passe\nCANARINOM;Canariprenom;29/02/2012;Canarimdp\n"
    theirs = "Nom;Prénom;Date de naissance;Id ENT\nCANARINOMM;Canariprenom;29/02/2012;e1\n"
    broken = "Nom;Prénom;Catégorie\nCANARINOM;Canariprenom;CANARINOM\n;;;\nCANARINOM\n"
    file = tmp_path / "Liste-de-Canari.csv"
    file.write_text(ours, "utf-8")
    with running(build(lasting)) as site:
        someone = visit(site)
        someone.open()
        who = "web:" + someone.client.cookies["sid"].partition(".")[0]
        someone.write(ours)
        someone.write("CANARINOM;Canariprenom;29/02/2012\nCANARINOM;Canariprenom;29/02/2012")
        assert not any(canary in repr(lasting.store.look(who)) for canary in CANARIES)
        someone.press("but:fichiers")
        sendings: list[Callable[[], object]] = [
            lambda: someone.upload(file),
            lambda: someone.paste(theirs),
            lambda: someone.paste(broken),
        ]
        for send in sendings:
            send()
            kept = repr(lasting.store.look(who))
            assert "fichiers" in kept
            assert [canary for canary in CANARIES if canary.casefold() in kept.casefold()] == []
        assert "CANARINOM" in someone.page.text or downloads(someone.page)
    logs = caplog.text + "".join(capfd.readouterr())
    stored = b"".join(path.read_bytes() for path in (tmp_path / "donnees").rglob("*") if path.is_file())
    for canary in CANARIES:
        assert canary.casefold() not in logs.casefold()
        assert canary.casefold().encode() not in stored.lower()
