from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http.cookies import SimpleCookie

import pytest

from bot.house import House
from bot.web.app import build
from bot.web.session import Sessions
from handlers import turn
from tests.bot.web.conftest import running
from tests.bot.web.visitor import Visitor

Visit = Callable[..., Visitor]
DAY = date(2026, 9, 1)


def who(visitor: Visitor) -> str:
    return "web:" + visitor.client.cookies["sid"].partition(".")[0]


def first_option(visitor: Visitor) -> str:
    return visitor.page.options[0][1].value


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(site: str, visit: Visit) -> None:
    cookie = SimpleCookie(visit(site).open().headers["set-cookie"])["sid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert not cookie["secure"]


def test_over_https_the_cookie_is_secure_and_bound_to_this_host(site: str, visit: Visit) -> None:
    cookie = visit(site, **{"X-Forwarded-Proto": "https"}).open().headers["set-cookie"]
    assert cookie.startswith("__Host-sid=")
    assert "Secure" in cookie


def test_a_visit_that_says_nothing_leaves_nothing(visitor: Visitor, house: House) -> None:
    visitor.open()
    state, replies = house.store.look(who(visitor))
    assert state.answers == ()
    assert not replies


def test_the_same_browser_keeps_its_cookie(visitor: Visitor) -> None:
    before = visitor.client.cookies["sid"]
    visitor.press(first_option(visitor))
    visitor.open()
    assert visitor.client.cookies["sid"] == before


def altered(cookie: str) -> str:
    return cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB")


@pytest.mark.parametrize("made_up", ["attaquant", "A" * 43, "A" * 43 + "." + "A" * 43, ".", "", "é.é"])
def test_a_cookie_that_was_made_up_is_replaced(site: str, visit: Visit, made_up: str) -> None:
    victim = visit(site)
    answer = victim.client.get("/", headers={b"Cookie": f"sid={made_up}".encode()})
    given = SimpleCookie(answer.headers["set-cookie"])["sid"].value
    assert made_up.partition(".")[0] != given.partition(".")[0]


def test_a_cookie_whose_seal_was_altered_is_replaced(visitor: Visitor) -> None:
    mine = visitor.client.cookies["sid"]
    answer = visitor.client.get("/", headers={"Cookie": f"sid={altered(mine)}"})
    assert SimpleCookie(answer.headers["set-cookie"])["sid"].value.partition(".")[0] != mine.partition(".")[0]


def test_a_cookie_of_another_house_is_replaced(visitor: Visitor) -> None:
    theirs = Sessions(b"un autre secret").new().cookie
    answer = visitor.client.get("/", headers={"Cookie": f"sid={theirs}"})
    assert theirs not in answer.headers["set-cookie"]


def test_a_form_with_the_token_of_another_browser_changes_nothing(
    visitor: Visitor, site: str, visit: Visit, house: House
) -> None:
    other = visit(site)
    other.open()
    stolen = visitor.pressed(first_option(visitor)) | {"jeton": other.page.forms[0].hidden["jeton"]}
    assert visitor.send(stolen).status_code == 403
    assert house.store.look(who(visitor))[0].answers == ()


def test_a_form_without_a_cookie_is_offered_again_with_what_was_typed(
    visitor: Visitor, site: str, visit: Visit
) -> None:
    form = visitor.page.writing.hidden
    other = visit(site)
    refused = other._seen(other.send(form | {"texte": "</textarea><b>mon RNE : 0310047H"}))
    assert refused.status_code == 403
    assert other.page.writing.entries["texte"] == "</textarea><b>mon RNE : 0310047H"
    assert "b" not in other.page.tags
    assert other.write(other.page.writing.entries["texte"]).status_code == 200


def test_two_browsers_do_not_see_each_other(visitor: Visitor, site: str, visit: Visit) -> None:
    visitor.press(first_option(visitor))
    other = visit(site)
    other.open()
    assert "echange" in visitor.page.html
    assert "echange" not in other.page.html


def test_an_open_page_goes_on_working_after_a_restart(house: House, visit: Visit) -> None:
    with running(build(house)) as before:
        someone = visit(before)
        someone.open()
        first = someone.pressed(first_option(someone))
    with running(build(house)) as after:
        someone.client.base_url = after
        assert someone.send(first).status_code == 200
        assert len(turn.look(house, who(someone), today=DAY).past) == 1
