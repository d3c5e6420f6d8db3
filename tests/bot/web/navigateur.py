"""What the browser tests share: where Chromium is, and a person who walks through the guide with it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Locator, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _driver_starts() -> bool:
    """Can Playwright's own program run? It needs a library (libatomic) that a bare machine may lack."""
    node, _ = compute_driver_executable()
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None) if _driver_starts() else None

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

CAPTURES = Path(__file__).parents[2] / "captures"
PHONE, DESK = (360, 740), (1280, 900)
TURNS = 120


def options(page: Page) -> Locator:
    """The buttons of the question that is asked."""
    return page.locator("#suite .choix").last.locator("button")


def answer(page: Page) -> None:
    """Answer with the example of an entry, or with the first option, and wait for what comes."""
    before = page.locator("input[name=cle]").first.input_value()
    if page.locator("#saisie").count():
        page.locator("#saisie").fill(page.locator("#exemple code").inner_text())
        page.locator(".saisie button").click()
    else:
        options(page).first.click()
    renewed(page, before)


def renewed(page: Page, before: str) -> None:
    """Wait until the page is another one than the one whose key was `before`."""
    page.wait_for_selector(f"body:not(:has(input[name=cle][value='{before}']))", state="attached")


def walk(page: Page, *, until: Callable[[Page], bool], seen: Callable[[Page], None] = lambda _: None) -> None:
    """Answer until `until` holds, showing each page to `seen`."""
    for _ in range(TURNS):
        seen(page)
        if until(page):
            return
        answer(page)
    raise AssertionError("never reached")


def has_message(page: Page) -> bool:
    return page.locator("#suite a[download$='.eml']").count() > 0


def has_value(page: Page) -> bool:
    return page.locator("#suite .valeur").count() > 0


def shape(page: Page) -> str:
    """What a page is made of, so that each kind of page is looked at once."""
    kinds = (".rang", ".texte", ".valeur", ".lien", ".saisie", ".choix", ".echange", ".recap-lignes", ".dit")
    return " ".join(kind for kind in kinds if page.locator(f"#page {kind}").count())


def violations(page: Page) -> list[str]:
    """The rules of axe-core that the page breaks seriously."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


def capture(page: Page, name: str, *, whole: bool = True) -> None:
    """A picture for people, in tests/captures/."""
    CAPTURES.mkdir(exist_ok=True)
    page.screenshot(path=CAPTURES / f"{name}.png", full_page=whole)
