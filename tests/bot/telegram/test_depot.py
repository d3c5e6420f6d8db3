"""Files that do not come through Telegram: a link leads to a page, the chat goes on (faults 58, 62)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.liens import LINK_SECONDS, VISIT_SECONDS, Liens
from bot.telegram.offer import picture
from tests.bot.telegram.bot import Bot, living
from tests.bot.telegram.test_receiving import FIRST, settle
from tests.bot.web.test_fichiers import lists
from tests.bot.web.visitor import Visitor
from tests.botapi.people import Person, buttons
from tests.botapi.server import BotApi

FILE_QUESTION = "Quel fichier voulez-vous vérifier"
LINK = re.compile(r"http://127\.0\.0\.1:\d+(/depot/[A-Za-z0-9_-]+)")
REFUSAL = "Ce lien de dépôt ne peut plus servir"


@pytest.fixture
def browser(polled: Bot) -> Iterator[Visitor]:
    with Visitor(polled.page) as visitor:
        yield visitor


def asks_for_a_file(camille: Person) -> str:
    """Go to the question about files; return the path of the link that is offered there."""
    camille.says("/start")
    camille.presses(camille.awaits(FIRST), "Vérifier un fichier ou une liste")
    return link(camille.awaits(FILE_QUESTION)["text"])


def link(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[1]


def test_what_is_deposited_goes_on_in_the_chat_in_numbers_alone(
    polled: Bot, camille: Person, browser: Visitor, ecole: Path
) -> None:
    ours, theirs = lists(ecole)
    browser.open(asks_for_a_file(camille))
    browser.paste(ours, to="/depot")
    camille.awaits("425 personnes")
    browser.paste(theirs, to="/depot")
    camille.awaits("À corriger ou à vérifier")
    assert camille.reads().count("ils vous attendent sur la page de dépôt") == 2
    settle(polled)
    names = [line.split(";")[0] for line in ours.splitlines()[1:]]
    assert names[0] in browser.page.text
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", camille.reads())]
    offered = [each["href"] for each in browser.page.links if "/depot/fichier/" in each.get("href", "")]
    assert len(offered) == 3
    assert names[0] in browser.client.get(offered[1]).content.decode("utf-8-sig")
    assert not polled.api.world.calls_of("sendDocument")
    question = camille.sees()[-1]
    camille.presses(question, "Oublier tous mes fichiers")
    camille.awaits("Je n’ai plus aucun fichier")


def test_the_link_comes_as_a_picture_too(polled: Bot, camille: Person) -> None:
    path = asks_for_a_file(camille)
    settle(polled)
    url = polled.page.rstrip("/") + path
    assert picture(url) in [data for _, data, _ in polled.api.world.files.values()]
    shown = camille.sees()
    assert "photo" in shown[-2]
    assert path in shown[-1]["text"]
    assert buttons(shown[-1])


def test_a_file_that_is_sent_is_not_fetched_and_the_page_is_offered(polled: Bot, camille: Person) -> None:
    camille.says("/start")
    camille.awaits(FIRST)
    camille.sends_file(b"Nom;Canari", "Canari.csv")
    assert link(camille.awaits("Je ne lis pas les fichiers dans Telegram")["text"])
    camille.says("Nom;Prénom\nCANARI;Zoé")
    assert link(camille.awaits("messagerie publique")["text"])
    camille.says("/depot")
    assert link(camille.awaits("un lien neuf")["text"])
    settle(polled)
    assert not polled.api.world.calls_of("getFile", "download")


def test_a_link_serves_one_browser_once(polled: Bot, camille: Person, browser: Visitor, ecole: Path) -> None:
    path = asks_for_a_file(camille)
    with Visitor(polled.page) as other:
        other.open(path)
        browser.open(path)
        browser.upload(ecole / "pronote-eleves.csv", to="/depot")
        assert "425 personnes" in browser.page.text
        assert other.upload(ecole / "pronote-parents.csv", to="/depot").status_code == 410
        assert REFUSAL in other.page.text
        assert other.open(path).status_code == 410
        for rank in range(3):
            assert other.client.get(f"/depot/fichier/{rank}").status_code == 410
        assert other.open("/depot").status_code == 410
    assert browser.open(path).status_code == 200
    assert "Personnes" in browser.page.text or browser.page.links


def test_a_form_sent_twice_counts_once(polled: Bot, camille: Person, browser: Visitor, ecole: Path) -> None:
    browser.open(asks_for_a_file(camille))
    form = browser.page.forms[0]
    sent = {
        "data": form.hidden,
        "files": [("fichier", ("l.csv", (ecole / "pronote-eleves.csv").read_bytes()))],
    }
    for _ in range(2):
        assert browser.client.post(form.action, **sent).status_code == 200  # type: ignore[arg-type]
    settle(polled)
    assert camille.reads().count("425 personnes") == 1


@pytest.mark.parametrize("kind", ["forged", "cut", "other purpose", "too old", "of another house"])
def test_a_link_that_is_none_has_one_sentence(
    polled: Bot, camille: Person, browser: Visitor, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    path = asks_for_a_file(camille)
    liens = Liens(polled.store, polled.page)
    match kind:
        case "forged":
            path = path[:-9] + ("A" if path[-9] != "A" else "B") + path[-8:]
        case "cut":
            path = path[:-4]
        case "other purpose":
            lien = liens.read(path.rsplit("/", 1)[1])
            assert lien
            path = f"/depot/{liens.visit(lien)}"
        case "too old":
            polled.late = LINK_SECONDS + 1
        case _:
            with living(polled.api, tmp_path_factory.mktemp("ailleurs")) as other:
                path = urlsplit(Liens(other.store, polled.page).make("telegram:42")).path
    for answer in (browser.client.get(path), browser.client.post(path, data={"cle": "x"})):
        assert answer.status_code == 410
        assert REFUSAL in answer.text


def test_a_browser_that_used_its_link_may_go_on_for_a_quarter_of_an_hour(
    polled: Bot, camille: Person, browser: Visitor, ecole: Path
) -> None:
    browser.open(asks_for_a_file(camille))
    browser.upload(ecole / "pronote-eleves.csv", to="/depot")
    polled.late = VISIT_SECONDS - 60
    assert browser.upload(ecole / "pronote-parents.csv", to="/depot").status_code == 200
    polled.late += VISIT_SECONDS + 1
    assert browser.upload(ecole / "pronote-parents.csv", to="/depot").status_code == 410


@pytest.mark.usefixtures("polled")
def test_another_site_cannot_send_with_the_cookie_of_the_page(
    camille: Person, browser: Visitor, ecole: Path
) -> None:
    browser.open(asks_for_a_file(camille))
    browser.upload(ecole / "pronote-eleves.csv", to="/depot")
    data, sent = {"cle": "x", "jeton": "deviné"}, [("fichier", ("x.csv", b"x"))]
    assert browser.client.post("/depot", data=data, files=sent).status_code == 410
    strange = {"Origin": "https://exemple.fr"}
    form = browser.page.forms[0].hidden
    assert browser.client.post("/depot", data=form, files=sent, headers=strange).status_code == 403


def test_nothing_of_a_person_can_be_read_in_a_link(polled: Bot) -> None:
    links = [Liens(polled.store, polled.page).make("telegram:4242424242") for _ in range(4)]
    assert all("4242424242" not in each for each in links)
    assert all(before != after for before, after in pairwise(links))


def test_a_link_outlives_a_restart(api: BotApi, tmp_path: Path, camille: Person, ecole: Path) -> None:
    with living(api, tmp_path) as bot:
        path = asks_for_a_file(camille)
        settle(bot)
    with living(api, tmp_path) as bot, Visitor(bot.page) as browser:
        browser.open(path)
        browser.upload(ecole / "pronote-eleves.csv", to="/depot")
        camille.awaits("425 personnes")
