"""`match`, `counts`, `sample` from the command line, each a real process; and the sandpit."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bot import bac, comptes
from knowledge.comptes import conteneur, export, lecture
from knowledge.comptes.erreurs import LectureInterrompue, RienALire
from knowledge.comptes.lecture import Fichier
from tests.maker import clear, envelope, liste

GUIDE_TABLE = {
    "eleves": (425, 424, 424, 0),
    "inspecteurs": (1, None, 0, None),
    "maitres_de_stage": (101, None, 0, None),
    "parents": (700, 698, 698, 0),
    "personnels": (17, 1, 0, 1),
    "professeurs": (36, 34, 34, 0),
}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Call the program as a person does."""
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def answer(*arguments: object) -> dict[str, Any]:
    """The JSON document of a call that went well."""
    done = run(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


def table(document: dict[str, Any]) -> dict[str, tuple[int | None, ...]]:
    return {name: tuple(column.values()) for name, column in document["table"].items()}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ecole")
    assert run("sample", folder).returncode == 0
    return folder


def lists(school: Path) -> list[Path]:
    return sorted(school.glob("pronote-*.csv"))


def test_the_sample_reproduces_the_screen_of_the_guide(school: Path) -> None:
    assert table(answer("match", school / "export-clair.xml", *lists(school))) == GUIDE_TABLE


def test_the_sealed_export_opens_with_its_key_and_says_the_same(school: Path) -> None:
    document = answer(
        "match", *lists(school), school / "ExportPronote.xml", "--key", school / "cle-de-test.pem"
    )
    assert table(document) == GUIDE_TABLE
    assert document["files"][-1]["verdict"] == "complet"


def test_without_the_key_only_pronote_is_counted(school: Path) -> None:
    document = answer("match", school / "ExportPronote.xml", *lists(school))
    assert {name: column[0] for name, column in table(document).items()} == {
        name: column[0] for name, column in GUIDE_TABLE.items()
    }
    assert all(column[1:] == (None, None, None) for column in table(document).values())


def test_the_pairs_name_everybody_once(school: Path, tmp_path: Path) -> None:
    out = tmp_path / "paires.csv"
    document = answer("match", school / "export-clair.xml", *lists(school), "--pairs", out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["categorie", "pronote_line", "ent_line", "ent_id", "level", "certain"]
    assert len(rows) == sum(document["levels"].values()) == 424 + 698 + 34 + 1
    for side in ("pronote_line", "ent_id"):
        seen = [(row["categorie"], row[side]) for row in rows]
        assert len(set(seen)) == len(seen)
    assert [row["categorie"] for row in rows if row["certain"] == "0"] == ["personnels"]


def test_the_same_seed_makes_the_same_school_and_another_one_another(school: Path, tmp_path: Path) -> None:
    for name, seed in (("a", 0), ("b", 1)):
        assert run("sample", tmp_path / name, "--seed", seed).returncode == 0
    made = [
        (folder / "pronote-eleves.csv").read_bytes() for folder in (school, tmp_path / "a", tmp_path / "b")
    ]
    assert made[0] == made[1] != made[2]


def test_a_school_of_another_size_matches_as_its_readme_says(tmp_path: Path) -> None:
    assert run("sample", tmp_path, "--pupils", 1200).returncode == 0
    document = answer("match", tmp_path / "export-clair.xml", *lists(tmp_path))
    assert document["table"]["eleves"]["pronote"] == 1200
    assert all(
        column["matched"] + column["left"] == column["cas"]
        for column in document["table"].values()
        if column["cas"] is not None
    )


def test_the_report_and_the_work_lists_are_whole_files(school: Path, tmp_path: Path) -> None:
    page, sheet, book = (tmp_path / name for name in ("r.html", "t.csv", "t.xlsx"))
    files = (school / "export-clair.xml", *lists(school))
    assert run("match", *files, "--html", page, "--work-list", sheet).returncode == 0
    assert run("match", *files, "--work-list", book).returncode == 0
    text = page.read_text("utf-8")
    assert "VAL-DORÉ" in text
    assert "<svg" in text
    assert "src=" not in text.replace("default-src", "").replace("-src", "")
    assert "VAL-DORÉ" in sheet.read_text("utf-8-sig")
    assert book.read_bytes().startswith(b"PK")


def test_a_name_that_is_markup_stays_a_name_in_the_report(tmp_path: Path) -> None:
    ours, page = tmp_path / "a.csv", tmp_path / "r.html"
    rows = [("<script>alert(1)</script>", "{{7*7}}", "04/03/2012", "1")]
    ours.write_text(liste(("Nom", "Prénom", "Date de naissance", "Identifiant PRONOTE-ENT"), rows), "utf-8")
    theirs = tmp_path / "e.xml"
    theirs.write_bytes(clear())
    assert run("match", ours, theirs, "--html", page).returncode == 0
    text = page.read_text("utf-8")
    assert "<script>alert" not in text
    assert "{{7*7}}" in text


def test_names_are_not_said_in_the_terminal(school: Path) -> None:
    done = run("match", school / "export-clair.xml", *lists(school))
    assert "DORÉ" not in done.stdout.upper()
    assert "Utilisateurs CAS à rapprocher" in done.stdout


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("flux.xml", b"<rss/>", "RSS"),
        ("x.xml", b"<!DOCTYPE x><x/>", "DOCTYPE"),
        ("x.pdf", b"%PDF-1.4", "PDF"),
        ("vide", b"", "vide"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, name: str, data: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = run("match", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    document = json.loads(run("match", path, "--json").stdout)
    assert document["files"][0]["kind"] == "inconnu"


def test_a_wrong_key_file_is_told(school: Path) -> None:
    done = run("match", school / "ExportPronote.xml", "--key", school / "export-clair.xml")
    assert done.returncode == 1
    assert "clé" in done.stderr


def test_a_call_without_any_file_is_wrong() -> None:
    assert run("match").returncode == 2


def test_the_counts_of_the_guide_are_read_aloud() -> None:
    text = "425 1 101 700 17 36\n424 - - 698 1 34\n424 0 0 698 0 34\n0 - - 0 1 0"
    document = answer("counts", text)
    assert table(document) == GUIDE_TABLE
    assert {finding["category"] for finding in document["findings"] if finding["expected"]} == {
        "inspecteurs",
        "maitres_de_stage",
    }


def test_counts_that_are_none_are_refused() -> None:
    done = run("counts", "bonjour")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


# ── the sandpit ─────────────────────────────────────────────────────────────────────────────────


def greedy() -> int:
    """Take more memory than any file needs."""
    return len(bytearray(2 * 1024**3))


def endless() -> None:
    """Never end."""
    while True:
        pass


def refused() -> None:
    """Refuse as a reader does."""
    raise RienALire(nom="x", raison="y")


def test_the_child_answers_and_hands_its_errors_over() -> None:
    assert bac.run(len, [1, 2, 3]) == 3
    with pytest.raises(RienALire) as error:
        bac.run(refused)
    assert error.value.values == {"nom": "x", "raison": "y"}


def turned() -> object:
    """Answer with something that would run in the parent."""
    return Path.unlink


def test_an_answer_that_is_none_is_not_taken() -> None:
    with pytest.raises(LectureInterrompue):
        bac.run(turned)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit on a process's memory")
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX's priorities")
def test_a_child_works_behind_everybody_else() -> None:
    assert bac.run(os.nice, 0) == min(os.nice(0) + bac.NICENESS, 19)


def test_a_child_that_takes_too_much_dies_alone() -> None:
    with pytest.raises(LectureInterrompue):
        bac.run(greedy)


def test_a_child_that_never_ends_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(LectureInterrompue):
        bac.run(endless, limits=bac.Limits(memory=256 * 1024**2, seconds=1))
    assert time.monotonic() - started < 60


def alone(data: bytes) -> Fichier:
    """Read a file as a child does."""
    return lecture.read("x.xml", data, comptes.vocabulary(), today=comptes.today())


def test_a_file_is_read_in_a_child() -> None:
    fichier = bac.run(alone, envelope())
    assert fichier.kind == "conteneur"
    assert fichier.conteneur is not None


SEALED, OPEN = (
    f'<ImportChiffre xmlns="{conteneur.NAMESPACE}">',
    f'<PARTENAIRE_INDEX xmlns="{export.NAMESPACE}">',
)


@pytest.mark.parametrize("head", [SEALED, OPEN], ids=["sealed", "clear"])
@pytest.mark.parametrize(
    "body",
    [
        "<a>" * 257 + "</a>" * 257,
        "<a " + " ".join(f"b{n}=''" for n in range(100_000)) + "/>",
        "<a/>" * 4_000_000,
        f"<a b='{'x' * 10_000_001}'/>",
        f"<a>{'x' * 10_000_001}</a>",
    ],
    ids=["depth", "attributes", "elements", "a long value", "a long text"],
)
def test_what_is_beyond_measure_is_refused_within_the_limits_of_a_child(head: str, body: str) -> None:
    """Fault 30: the child has 256 MiB and ten seconds, and answers within them."""
    fichier = bac.run(alone, f"{head}{body}</{head[1:].partition(' ')[0]}>".encode())
    refused = {fichier.refus.code} if fichier.refus else {constat.code for constat in fichier.constats}
    assert refused & {"demesure", "sans-personne", "element-inconnu"}
