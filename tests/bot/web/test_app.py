from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest

from bot.web.page import option_value, read_option
from knowledge.dialogue.types import Option
from tests.bot.web.visitor import Visitor

Visit = Callable[..., Visitor]

NAUGHTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></pre></code><b>gras</b>",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7}",
    "**gras** `code` - liste \\",
    "&lt;b&gt; &amp; &#x27;",
    "\u202egauche\u202c droite \u2066isolat\u2069",
    "\x1b[31mrouge\x00nul",
    "javascript:alert(1)",
    "Zoë Ǆ ﷽ 👩‍👩‍👧 \ufeff",
]


def until(visitor: Visitor, wanted: Callable[[Visitor], bool]) -> None:
    """Answer with the first option, or with the example of an entry, until `wanted` holds."""
    for _ in range(120):
        if wanted(visitor):
            return
        if 'id="saisie"' in visitor.page.html:
            visitor.write(
                visitor.page.html.partition('id="exemple">')[2].partition("<code>")[2].partition("<")[0]
            )
        else:
            visitor.press(visitor.page.options[0][1].value)
    raise AssertionError("never reached")


def has_entry(visitor: Visitor) -> bool:
    return 'id="saisie"' in visitor.page.html


def has_file(visitor: Visitor) -> bool:
    return any(link.get("download", "").endswith(".eml") for link in visitor.page.links)


def exchanges(visitor: Visitor) -> int:
    return visitor.page.html.count('class="echange"')


def test_the_first_page_asks_the_first_question_and_offers_what_is_always_there(visitor: Visitor) -> None:
    values = [button.value for _, button in visitor.page.options]
    assert values[0] == "but:rentree"
    assert {"_:retour", "_:recap", "_:recommencer", "_:aide", "_:humain", "_:oublier"} <= set(values)
    assert visitor.page.tags.count("h1") == 1
    assert {"main", "header", "footer", "aside", "h2"} <= set(visitor.page.tags)


def test_a_press_leads_on_and_comes_back_by_a_redirect(visitor: Visitor) -> None:
    answer = visitor.press("but:rentree")
    assert [step.status_code for step in answer.history] == [303]
    assert answer.url.path == "/"
    assert not answer.url.query
    assert exchanges(visitor) == 1


def test_a_tab_that_is_restored_where_an_answer_was_sent_finds_the_conversation(visitor: Visitor) -> None:
    visitor.press("but:rentree")
    answer = visitor.open("/dire")
    assert answer.status_code == 200
    assert exchanges(visitor) == 1


def test_the_same_form_twice_has_one_effect(visitor: Visitor) -> None:
    visitor.press("but:rentree")
    again = visitor.pressed(visitor.page.options[0][1].value)
    visitor.send(again)
    visitor.send(again)
    visitor.open()
    assert exchanges(visitor) == 2


def test_another_button_of_a_page_that_came_back_counts(visitor: Visitor) -> None:
    other = visitor.pressed("but:courriel")
    visitor.press("but:rentree")
    visitor.send(other)
    visitor.open()
    assert exchanges(visitor) == 1
    assert "courriel" in visitor.page.text


def test_what_was_typed_and_refused_stays_in_its_entry(visitor: Visitor) -> None:
    until(visitor, has_entry)
    before = exchanges(visitor)
    for text in ("031004", '"><b>', "pas un code"):
        answer = visitor.write(text)
        assert answer.status_code == 200
        assert visitor.page.writing.entries["texte"] == text
        assert exchanges(visitor) == before
        assert "b" not in visitor.page.tags


@pytest.mark.parametrize("text", NAUGHTY, ids=ascii)
def test_whatever_is_typed_is_shown_as_text(visitor: Visitor, text: str) -> None:
    tags = set(visitor.page.tags)
    visitor.write(text)
    shown = text.replace("\x1b", "\u241b").replace("\x00", "\u2400")
    assert shown in visitor.page.text
    assert set(visitor.page.tags) - tags <= {"strong", "code", "span"}
    assert "49" not in visitor.page.text


def test_a_secret_that_was_typed_is_not_shown_again(visitor: Visitor) -> None:
    ticket = "ST-12345-abcdefghijklmnopqrst-cas"
    answer = visitor.write(f"voici https://0310047H.index-education.net/pronote/?ticket={ticket}")
    assert ticket not in answer.text


def test_an_empty_text_is_a_page_in_french(visitor: Visitor) -> None:
    assert visitor.write("  \r\n ").status_code == 400


def test_commands_can_be_typed_at_any_moment(visitor: Visitor) -> None:
    visitor.press("but:rentree")
    visitor.write("/retour")
    assert exchanges(visitor) == 0


def test_the_recap_reopens_an_answer(visitor: Visitor) -> None:
    visitor.press("but:rentree")
    assert "recap:but" in [button.value for _, button in visitor.page.options]
    visitor.press("recap:but")
    assert "but:courriel" in [button.value for _, button in visitor.page.options]


def test_forgetting_shows_its_receipt_and_nothing_else_remains(visitor: Visitor) -> None:
    visitor.press("but:rentree")
    answer = visitor.press("_:oublier")
    assert answer.status_code == 200
    assert "effac" in visitor.page.html.partition('id="suite"')[2].partition("</section>")[0]
    visitor.open()
    assert exchanges(visitor) == 0


def test_the_message_to_itslearning_can_be_taken_away(visitor: Visitor, site: str, visit: Visit) -> None:
    until(visitor, has_file)
    link = next(link for link in visitor.page.links if link.get("download", "").endswith(".eml"))
    file = visitor.client.get(link["href"])
    assert file.headers["content-type"] == "message/rfc822"
    assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "sandbox" in file.headers["content-security-policy"]
    assert "itslearning" in message_from_bytes(file.content, policy=default)["To"]
    other = visit(site)
    other.open()
    assert other.client.get(link["href"]).status_code == 404


def test_every_file_of_the_way_can_be_fetched(visitor: Visitor) -> None:
    until(visitor, has_file)
    for link in visitor.page.links:
        if "download" in link:
            assert visitor.client.get(link["href"]).content


@pytest.mark.parametrize("value", ["but:rentree", "_:retour", "recap:but", "a:b:c"])
def test_a_button_comes_back_as_the_option_it_was(value: str) -> None:
    option = read_option(value)
    assert option is not None
    assert option_value(Option(*option, label="")) == value


@pytest.mark.parametrize("value", ["", ":", "but", "but:", ":rentree"])
def test_what_no_button_sends_is_no_option(visitor: Visitor, value: str) -> None:
    assert read_option(value) is None
    assert visitor.send(visitor.page.forms[0].hidden | {"choix": value}).status_code == 400
