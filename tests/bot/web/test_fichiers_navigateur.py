"""Files on the page in a real Chromium: from the sealed export to the downloads, with and without script."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from bot.house import House
from tests.bot.web.navigateur import CHROMIUM, DESK, PHONE, capture, renewed, violations
from tests.bot.web.test_fichiers import lists
from tests.bot.web.test_navigateur import Open, browser, open_page, overflows  # noqa: F401

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(CHROMIUM is None, reason="aucun Chromium trouvé : la page n’est pas essayée"),
]


def send(page: Page) -> None:
    before = page.locator("input[name=cle]").first.input_value()
    page.locator(".envoi button.plein").click()
    renewed(page, before)


def arrive(page: Page) -> None:
    before = page.locator("input[name=cle]").first.input_value()
    page.locator("button[value='but:fichiers']").click()
    renewed(page, before)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_a_sealed_export_then_two_pasted_lists_lead_to_the_downloads(
    open_page: Open,  # noqa: F811 - pytest's way to share a fixture
    ecole: Path,
    size: tuple[int, int],
    script: bool,
) -> None:
    ours, theirs = lists(ecole)
    page = open_page(size, java_script_enabled=script)
    arrive(page)
    assert violations(page) == [] if script else True
    page.locator("#fichier").set_input_files(ecole / "ExportPronote.xml")
    send(page)
    assert page.locator("table.grille").count() == 0
    for people in (ours, theirs):
        page.locator("#collage").fill(people)
        send(page)
    expect(page.locator("#suite table.grille").first).to_be_visible()
    titles = page.locator("#suite table.grille").first.locator("th[scope=row]").all_inner_texts()
    assert len(titles) == 4
    page.locator("#personnes summary").first.click()
    missing = ours.splitlines()[1].split(";")[0]
    expect(page.locator("#personnes table")).to_contain_text(missing)
    assert not overflows(page)
    if script:
        assert violations(page) == []
        capture(page, f"{size[0]}-fichiers")
    contents = {}
    for link in page.locator("#suite a.fichier").all():
        with page.expect_download() as started:
            link.click()
        contents[started.value.suggested_filename.rpartition(".")[2]] = started.value.path().read_bytes()
    assert set(contents) == {"html", "csv", "xlsx"}
    assert missing in contents["html"].decode()
    assert missing in contents["csv"].decode("utf-8-sig")
    rows = load_workbook(io.BytesIO(contents["xlsx"])).worksheets[0].rows
    assert missing in {cell.value for row in rows for cell in row}
    if script:
        report = page.context.new_page()
        report.set_content(contents["html"].decode())
        assert not overflows(report)
        assert violations(report) == []


def test_a_file_can_be_dropped_on_its_form(open_page: Open, ecole: Path, house: House) -> None:  # noqa: F811
    page = open_page()
    arrive(page)
    expect(page.locator(".depot")).to_be_visible()
    before = page.locator("input[name=cle]").first.input_value()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "liste.csv"));
            const form = document.querySelector(".envoi");
            for (const kind of ["dragover", "drop"]) {
                const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data });
                form.dispatchEvent(event);
            }
        }""",
        (ecole / "pronote-personnels.csv").read_text("utf-8-sig"),
    )
    renewed(page, before)
    expect(page.locator("#suite")).to_contain_text(house.guide.word("fichiers.suite.liste_ent"))
