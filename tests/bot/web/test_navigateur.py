"""The page in a real Chromium: the whole way, by hand, by keyboard, without JavaScript, and offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.bot.web.navigateur import (
    ARGUMENTS,
    CHROMIUM,
    DESK,
    PHONE,
    answer,
    capture,
    has_message,
    has_value,
    options,
    renewed,
    shape,
    violations,
    walk,
)

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(CHROMIUM is None, reason="aucun Chromium trouvé : la page n’est pas essayée"),
]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """Opens the page in a browser of its own, and answers for it: nothing foreign, no complaint."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    complaints: list[str] = []

    def opened(size: tuple[int, int] = DESK, **settings: Any) -> Page:  # noqa: ANN401 - Playwright's own
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert all(address.startswith((site, "data:")) for address in asked)
    assert not [text for text in complaints if "ERR_" not in text and "status of" not in text]


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_the_whole_way_to_the_message_for_itslearning(
    open_page: Open, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(size, color_scheme=scheme)
    name = f"{size[0]}-{scheme}"
    shapes: set[str] = set()

    def look(page: Page) -> None:
        assert not overflows(page), page.locator("#suite").inner_text()
        if shape(page) not in shapes:
            shapes.add(shape(page))
            capture(page, f"{name}-{len(shapes):02}")
            assert violations(page) == []

    walk(page, until=has_message, seen=look)
    with page.expect_download() as started:
        page.locator("#suite a[download$='.eml']").click()
    file = tmp_path / "courriel.eml"
    started.value.save_as(file)
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert "itslearning" in message["To"]
    assert message["Subject"]
    assert page.locator(".recap-large").is_visible() == (size == DESK)
    assert page.locator(".recap-etroit").is_visible() == (size == PHONE)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_the_whole_way_without_javascript(open_page: Open, tmp_path: Path, size: tuple[int, int]) -> None:
    page = open_page(size, java_script_enabled=False)
    walk(page, until=has_message)
    capture(page, f"{size[0]}-sans-js")
    assert page.locator(".copier:visible, .imprimer:visible").count() == 0
    with page.expect_download() as started:
        page.locator("#suite a[download$='.eml']").click()
    started.value.save_as(tmp_path / "courriel.eml")
    assert (tmp_path / "courriel.eml").stat().st_size


def test_the_browsers_back_button_goes_back_one_answer_and_stays_in_the_conversation(open_page: Open) -> None:
    page = open_page(PHONE)
    first = page.locator(".question").last.inner_text()
    answer(page)
    second = page.locator(".question").last.inner_text()
    answer(page)
    for question in (second, first):
        before = page.locator("input[name=cle]").first.input_value()
        page.go_back()
        renewed(page, before)
        assert page.locator(".question").last.inner_text() == question
    page.go_forward()
    assert page.locator(".question").last.inner_text() == first
    answer(page)
    assert page.locator(".question").last.inner_text() == second


def say(page: Page, text: str) -> None:
    """Press the button of this label, or type the words where there is none."""
    before = page.locator("input[name=cle]").first.input_value()
    button = options(page).filter(has_text=text)
    if button.count():
        button.first.click()
    else:
        page.locator("#libre, #saisie").first.fill(text)
        page.keyboard.press("Enter")
    renewed(page, before)


PASTED = """PRONOTE.net
URL à communiquer au socle ENT : https://0310047H.index-education.net/pronote/
Lien d'authentification : https://cas.itslearning.com/cas-asp/login?service=https%3F%2F0310047H.index-education.net%2F
Serveur PRONOTE (Client)
Lien de validation : http://cas.itslearning.com/cas-asp/samlValidate?TARGET=https:%2F%2F0310047H.index-education.net
"""


@pytest.mark.parametrize("size", [PHONE, (390, 844), DESK], ids=["360", "390", "1280"])
def test_links_judged_together_are_read_without_scrolling_sideways(
    open_page: Open, size: tuple[int, int]
) -> None:
    page = open_page(size)
    say(page, PASTED)
    table = page.locator("#suite .mots")
    assert not overflows(page)
    assert table.evaluate("it => it.scrollWidth <= it.clientWidth && it.closest('.defile') === null")
    cells = table.locator("td:visible")
    assert all("%" not in text or "faux" in text for text in cells.all_inner_texts())
    assert table.locator("tbody td:visible").count() == 6
    assert table.get_by_role("rowheader").count() == 2
    stacked = size != DESK
    assert table.locator("td").first.evaluate("it => getComputedStyle(it).display") == (
        "block" if stacked else "table-cell"
    )
    assert violations(page) == []
    capture(page, f"{size[0]}-liens")


def strike(page: Page) -> None:
    """Take a line out, put it back and take it out again: it stays in its place, and so does the page."""
    lines, button = page.locator("#suite .lignes li"), page.locator("#suite .lignes li button").first
    count = lines.count()
    button.scroll_into_view_if_needed()
    for struck in (1, 0, 1):
        before = page.locator("input[name=cle]").first.input_value()
        at = button.evaluate("it => it.getBoundingClientRect().top")
        button.click()
        renewed(page, before)
        expect(page.locator("#suite .lignes .retiree")).to_have_count(struck)
        expect(lines).to_have_count(count)
        expect(button).to_be_focused()
        assert abs(button.evaluate("it => it.getBoundingClientRect().top") - at) < 20
        assert not overflows(page)
        assert violations(page) == []


def test_from_nothing_works_to_the_file_for_whoever_acts(open_page: Open, tmp_path: Path) -> None:
    page = open_page(PHONE)
    for words in ("rien ne marche", "Tout le monde", "Sur la page de l’ENT", "ticket ST-12-azertyuiop"):
        say(page, words)
    while not options(page).filter(has_text="préparer mon dossier").count():
        say(page, "Vérifié" if options(page).filter(has_text="Vérifié").count() else "Je ne sais pas")
    for words in ("préparer mon dossier", "Envoyer tel quel"):
        say(page, words)
    strike(page)
    capture(page, "360-relecture")
    say(page, "cela peut partir")
    assert not overflows(page)
    assert violations(page) == []
    capture(page, "360-dossier")
    for kind in ("eml", "pdf"):
        with page.expect_download() as started:
            page.locator(f"#suite a[download$='.{kind}']").click()
        started.value.save_as(tmp_path / f"dossier.{kind}")
    message = message_from_bytes((tmp_path / "dossier.eml").read_bytes(), policy=default)
    assert "Sur la page de l’ENT" in message.get_content()
    assert "Tout le monde" not in message.get_content()
    assert "azertyuiop" not in message.get_content()
    assert (tmp_path / "dossier.pdf").read_bytes().startswith(b"%PDF-")


def test_the_reading_over_tells_which_names_were_masked_and_where_a_struck_code_is_left(
    open_page: Open,
) -> None:
    page = open_page(PHONE)
    for words in ("Parler à quelqu’un", "préparer un dossier", "itslearning (l’ENT)"):
        say(page, words)
    for words in ("La maman de Zoé Exemplaire voit une page d’erreur", "0310047H", "Envoyer tel quel"):
        say(page, words)
    suite = page.locator("#suite")
    expect(suite).to_contain_text("La maman de [nom masqué] voit")
    expect(suite).to_contain_text("Masqué, et ne partira pas\u00a0: «\u00a0Zoé Exemplaire\u00a0»")
    suite.locator(".lignes button").first.click()
    expect(suite).to_contain_text("se lit encore dans")
    assert not overflows(page)
    capture(page, "360-restes")
    assert violations(page) == []
    say(page, "Retirer aussi ces lignes")
    expect(suite).not_to_contain_text("se lit encore dans")
    expect(suite.locator(".lignes .retiree")).to_have_count(4)


def test_the_page_stands_at_what_is_new(open_page: Open) -> None:
    page = open_page(PHONE)
    walk(page, until=lambda page: page.locator("#suite progress").count() > 0)
    expect(page.locator("#suite h2.question")).to_be_focused()
    expect(page.locator("#suite h2.question")).to_be_in_viewport()
    expect(page.locator("#suite .rang")).to_contain_text("Étape 1 sur")
    page.locator("#libre").fill("/aide")
    page.keyboard.press("Enter")
    focused = page.locator("#suite > :focus, #suite > * :focus")
    expect(focused).to_have_count(1)
    expect(focused).to_be_in_viewport()
    expect(page.locator("#suite h2.question")).not_to_be_focused()


def test_a_new_question_is_shown_whole_even_where_it_begins_like_the_last_one(open_page: Open) -> None:
    page = open_page(PHONE)
    address = "https://0310047H.index-education.net/pronote/"
    for words in ("Remettre le lien", "Hébergé", "2019", "Les deux", address):
        say(page, words)
    first = page.locator("#suite > .tour").first
    noted = first.inner_text()
    page.locator("#saisie").fill(address)  # the same again: what was noted is said again, word for word
    before = page.locator("input[name=cle]").first.input_value()
    page.locator(".saisie button").click()
    renewed(page, before)
    assert first.inner_text() == noted
    expect(first).to_be_in_viewport()


def test_a_long_paste_does_not_hide_its_answer(open_page: Open) -> None:
    page = open_page(PHONE)
    say(page, PASTED)
    expect(page.locator("#suite .mots th").nth(3)).to_be_in_viewport()
    said = page.locator("#suite details.dit")
    folded = said.evaluate("it => it.getBoundingClientRect().height")
    said.locator("summary").click()
    assert said.evaluate("it => it.getBoundingClientRect().height") > folded
    expect(said).to_contain_text("samlValidate")


def test_the_table_of_counts_fits_a_phone(open_page: Open, ecole: Path) -> None:
    page = open_page((390, 844))
    page.set_default_timeout(60_000)
    say(page, "Vérifier un fichier")
    before = page.locator("input[name=cle]").first.input_value()
    page.locator("#fichier").set_input_files([ecole / "export-clair.xml", ecole / "pronote-eleves.csv"])
    page.locator(".envoi button.plein").click()
    renewed(page, before)
    assert page.locator("#suite .defile").first.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_the_page_stands_at_what_is_new_without_javascript(open_page: Open) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    walk(page, until=has_value)
    expect(page.locator("#suite .question").first).to_be_in_viewport()
    page.locator("#suite .apartes button").last.click()
    assert "#r" in page.url
    expect(page.locator(f"#{page.url.partition('#')[2]}")).to_be_in_viewport()


def test_a_turn_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    for _ in range(10):
        page.keyboard.press("Tab")
        if options(page).first.evaluate("it => it === document.activeElement"):
            break
    assert options(page).first.evaluate("it => getComputedStyle(it).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#suite .question").first).to_be_focused()
    assert page.locator("#fil[role=log][aria-live=polite] #suite").count() == 1
    page.keyboard.press("Tab")
    assert page.locator("#suite").evaluate("it => it.contains(document.activeElement)")


def test_every_button_is_large_enough_for_a_thumb(open_page: Open) -> None:
    page = open_page(PHONE)
    walk(page, until=has_value)
    heights = page.locator("button:visible, a.bouton:visible, summary:visible").evaluate_all(
        "all => all.map(it => it.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 48


@pytest.mark.parametrize("clipboard", [True, False], ids=["clipboard", "plain http"])
def test_every_value_is_copied_untouched(open_page: Open, clipboard: bool) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    walk(page, until=has_message)
    if not clipboard:
        page.evaluate("Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined })")
    values = page.locator("#suite .valeur")
    assert any("\n" in text for text in values.locator("code").all_inner_texts())
    for rank in range(values.count()):
        button = values.nth(rank).locator("button")
        button.click()
        expect(button).to_contain_text("Copié")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == values.nth(rank).locator("code").evaluate("it => it.textContent")
    expect(page.locator("#annonce")).to_have_text("Copié")


def test_a_value_is_selected_whole_by_one_click(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    walk(page, until=has_value)
    style = page.locator("#suite .valeur-texte").first.evaluate("it => getComputedStyle(it).userSelect")
    assert style == "all"


def test_a_double_press_counts_once(open_page: Open) -> None:
    page = open_page()
    before = page.locator("input[name=cle]").first.input_value()
    options(page).first.dblclick()
    renewed(page, before)
    page.reload()
    assert page.locator(".echange").count() == 1


def test_without_network_nothing_typed_is_lost_and_it_can_be_tried_again(open_page: Open) -> None:
    page = open_page()
    page.context.set_offline(True)
    page.locator("#libre").fill("Où est mon code RNE ?")
    page.locator(".libre button").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("rien n’est perdu")
    expect(page.locator("#libre")).to_have_value("Où est mon code RNE ?")
    assert violations(page) == []
    capture(page, "1280-hors-ligne")
    page.context.set_offline(False)
    alert.get_by_role("button").click()
    expect(page.locator("#suite .dit")).to_contain_text("Où est mon code RNE ?")
    expect(alert).to_have_count(0)


def test_an_answer_whose_reply_was_lost_counts_once(open_page: Open) -> None:
    page = open_page()

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/dire", lose, times=1)
    before = page.locator("input[name=cle]").first.input_value()
    options(page).first.click()
    page.get_by_role("alert").get_by_role("button").click()
    renewed(page, before)
    page.reload()
    assert page.locator(".echange").count() == 1


def test_a_draft_survives_the_press_of_a_button(open_page: Open) -> None:
    page = open_page()
    page.locator("#libre").fill("Une question à finir")
    answer(page)
    expect(page.locator("#libre")).to_have_value("Une question à finir")


def test_a_page_that_was_open_during_a_change_of_keys_keeps_what_was_typed(open_page: Open) -> None:
    page = open_page()
    page.context.clear_cookies()
    page.locator("#libre").fill("Ma question")
    page.locator(".libre button").click()
    expect(page.get_by_role("alert")).to_contain_text("recommencez votre dernier choix")
    expect(page.locator("#libre")).to_have_value("Ma question")
    page.locator(".libre button").click()
    expect(page.locator("#suite .dit")).to_contain_text("Ma question")


def test_everything_is_erased_only_after_a_second_press(open_page: Open) -> None:
    page = open_page(PHONE)
    answer(page)
    erase = page.locator(".effacer button")
    expect(erase).not_to_be_visible()
    page.locator(".effacer summary").click()
    capture(page, "360-effacer")
    assert violations(page) == []
    erase.click()
    expect(page.locator(".echange")).to_have_count(0)
    expect(page.locator("#suite")).to_contain_text("effac")


def test_an_answer_is_changed_from_the_recap(open_page: Open) -> None:
    page = open_page()
    first = page.locator("#suite .question").first.inner_text()
    answer(page)
    page.locator(".recap-large").get_by_role("button", name="Modifier").first.click()
    expect(page.locator("#suite")).to_contain_text(first)


def test_on_paper_there_are_addresses_and_no_buttons(open_page: Open) -> None:
    page = open_page(PHONE)
    walk(page, until=has_value)
    page.emulate_media(media="print")
    capture(page, "papier")
    assert page.locator("button:visible, textarea:visible, input:visible").count() == 0
    assert page.locator(".valeur code:visible").count() == page.locator("#suite .valeur").count()
    expect(page.locator(".recap-large")).to_be_visible()


def test_a_refusal_is_a_readable_page(open_page: Open, site: str) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}ailleurs")
    assert violations(page) == []
    assert not overflows(page)
    capture(page, "360-refus")
    page.get_by_role("link", name="Revenir à la conversation").click()
    expect(page.locator("#suite")).to_be_visible()
