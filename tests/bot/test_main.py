"""The command line as a person or a script meets it: French, exit codes, JSON, no traceback."""

import json
import os
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import click
import pytest

from bot import config
from bot.__main__ import main
from bot.commandes import COMMANDS
from bot.house import build, read_sources, today
from bot.words import word
from handlers.readings import Update
from handlers.turn import handle
from knowledge.dialogue.guide import load
from knowledge.dialogue.types import Told

ROOT = Path(__file__).resolve().parent.parent.parent
PUBLIC = "https://0310047H.index-education.net/pronote/"
LINK = "https://cas.itslearning.com/cas-asp/login?service=https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F"
ENCODED = "https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every command works in a folder of its own."""
    folder = tmp_path / "donnees"
    monkeypatch.setenv("PRONOTE_HELPDESK_DATA", str(folder))
    return folder


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Call the program in this process: the exit code, stdout, stderr."""
    status = main(arguments)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def as_person(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Call it in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        input=stdin.encode("utf-8"),
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ["nimporte"],
        ["--nimporte"],
        ["guide"],
        ["guide", "chek"],
        ["chat", "--script", "absent.txt"],
        ["chat", "--script"],
        ["serve", "--port", "x"],
        ["serve", "--port", "70000"],
        ["db", "forget"],
        ["db", "purge", "trop"],
        ["addresses"],
        ["addresses", "--uai", "0310047H", "--url", PUBLIC],
        ["addresses", "--uai", "0310047H", "--cas", "foo"],
        ["letter"],
        ["link"],
        ["link", PUBLIC, "--json=oui"],
    ],
)
def test_a_wrong_call_is_told_in_french_and_exits_with_2(
    capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    status, out, err = call(capsys, *wrong)
    assert status == 2
    assert out == ""
    english = (
        "Usage",
        "Error",
        "Try ",
        "Missing",
        "such",
        "Invalid",
        "Options:",
        "Commands:",
        "argument.",
        "not ",
    )
    assert not [found for found in english if found in err]
    assert "Erreur\u00a0:" in err or "Utilisation\u00a0:" in err


@pytest.mark.parametrize("language", ["C", "en_US.UTF-8", "fr_FR.UTF-8"])
def test_the_help_is_french_in_utf_8_whatever_the_machine_speaks(language: str) -> None:
    shown = as_person("--help", LC_ALL=language, LANGUAGE="en", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    text = shown.stdout.decode("utf-8")
    assert shown.returncode == 0
    assert "Montre cette aide." in text
    assert all(name in text for name in COMMANDS)


def test_addresses_of_a_hosted_school(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, "addresses", "--uai", "0310047h", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "public": PUBLIC,
        "login": f"https://cas.itslearning.com/cas-asp/login?service={ENCODED}",
        "validate": f"https://cas.itslearning.com/cas-asp/samlValidate?TARGET={ENCODED}",
        "direct": f"{PUBLIC}?login=true",
        "cas": "https://cas.itslearning.com/cas-asp/",
        "hosted": True,
        "warnings": [],
    }


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("--uai", "0310047H"), None),
        (("--uai", "0310047H", "--cas", "prod"), "cas-base-other"),
        (("--uai", "0310047H", "--cas", LINK.replace("asp", "prod")), "cas-base-other"),
        (("--uai", "0310047H", "--cas", "https://cas.exemple.fr/cas/"), "cas-base-unknown"),
        (("--url", LINK), None),
        (("--url", LINK.replace("asp", "prod")), "cas-base-other"),
        (("--url", LINK.replace("asp", "aps")), "cas-base-unknown"),
    ],
)
def test_another_cas_base_is_told(
    capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], code: str | None
) -> None:
    made = json.loads(call(capsys, "addresses", *asked, "--json")[1])
    assert [warning["code"] for warning in made["warnings"]] == ([code] if code else [])
    assert made["public"] == PUBLIC


def test_several_links_are_one_table_and_the_first_keeps_its_shape(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pasted = f"{PUBLIC} {LINK.replace('%3A', '%253A')}"
    judged = json.loads(call(capsys, "link", pasted, "--json")[1])
    assert (judged["kind"], judged["corrected"], judged["findings"]) == ("public", PUBLIC, [])
    assert [each["kind"] for each in judged["links"]] == ["public", "login"]
    (line,) = judged["table"]
    assert [line[part]["state"] for part in ("public", "login", "validate")] == ["right", "wrong", "missing"]
    assert [why["code"] for why in line["login"]["why"]] == ["encoding-double"]
    alone = json.loads(call(capsys, "link", PUBLIC, "--json")[1])
    assert judged.keys() - {"links", "table", "duplicates", "pages"} == alone.keys()
    assert LINK in call(capsys, "link", pasted)[1].split("\n")


def test_the_same_addresses_for_people_stand_alone_on_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(call(capsys, "addresses", "--url", PUBLIC, "--cas", "prod", "--json")[1])
    lines = call(capsys, "addresses", "--url", PUBLIC, "--cas", "prod")[1].split("\n")
    assert {made[name] for name in ("public", "login", "validate", "direct", "cas")} <= set(lines)
    assert "cas-prod" in made["login"]


def test_a_warning_is_written_as_it_is_read_not_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(capsys, "addresses", "--uai", "0310047K", "--json")
    assert [warning["code"] for warning in json.loads(out)["warnings"]] == ["uai-letter"]
    assert "\\u" not in out
    assert "é" in out or "à" in out or "’" in out


@pytest.mark.parametrize("asked", [["--uai", "123"], ["--url", "rien du tout"]])
def test_an_address_that_cannot_be_read_is_one_sentence_on_stderr(
    capsys: pytest.CaptureFixture[str], asked: list[str]
) -> None:
    status, out, err = call(capsys, "addresses", *asked, "--json")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1


def test_a_link_is_examined_and_corrected(capsys: pytest.CaptureFixture[str]) -> None:
    pasted = "https://cas.itslearning.com/cas-asp/login?service=https%3F%2F0310047H.index-education.net%2Fpronote%2F"
    status, out, _ = call(capsys, "link", pasted, "--json")
    judged = json.loads(out)
    assert status == 0
    assert judged["kind"] == "login"
    assert judged["corrected"] == f"https://cas.itslearning.com/cas-asp/login?service={ENCODED}"
    assert "encoding-3f" in [finding["code"] for finding in judged["findings"]]
    assert all(finding["message"] and finding["consequence"] for finding in judged["findings"])
    assert judged["corrected"] in call(capsys, "link", pasted)[1].split("\n")


def test_a_link_can_come_by_the_pipe() -> None:
    shown = as_person("link", "-", "--json", stdin=PUBLIC + "\n")
    assert json.loads(shown.stdout) == {"kind": "public", "corrected": PUBLIC, "findings": []}


def test_what_is_no_link_is_unknown_as_json_and_a_sentence_for_people(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, document, _ = call(capsys, "link", "bonjour", "--json")
    assert (status, json.loads(document)["kind"]) == (0, "unknown")
    status, out, err = call(capsys, "link", "bonjour")
    assert (status, out.count("\n"), err) == (0, 1, "")


def test_the_letter_names_both_addresses_and_is_saved_as_a_draft(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    eml = tmp_path / "courriel.eml"
    net, client = "https://net.exemple.fr/pronote/", "https://client.exemple.fr/pronote/"
    asked = [
        "--uai",
        "0310047H",
        "--school",
        "Collège Les Tilleuls",
        "--net-url",
        net,
        "--client-url",
        client,
    ]
    status, out, _ = call(capsys, "letter", *asked, "--eml", str(eml))
    assert status == 0
    for part in ("support.fr@itslearning.com", "0310047H", "Collège Les Tilleuls", net, client):
        assert part in out
    message = message_from_bytes(eml.read_bytes(), policy=policy.default)
    assert message["To"] == "support.fr@itslearning.com"
    body = message.get_body()
    assert body is not None
    assert net in body.get_content()


def test_a_letter_without_addresses_is_that_of_a_hosted_school(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "letter", "--uai", "0310047H")[1].count(PUBLIC) == 2


def test_the_name_of_a_school_adds_no_header(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    eml = tmp_path / "courriel.eml"
    call(
        capsys,
        "letter",
        "--uai",
        "0310047H",
        "--school",
        "X\r\nBcc: y@exemple.fr\u2028Cc: z",
        "--eml",
        str(eml),
    )
    message = message_from_bytes(eml.read_bytes(), policy=policy.default)
    assert set(message.keys()) & {"Bcc", "Cc"} == set()


def test_a_file_that_cannot_be_written_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, _, err = call(capsys, "letter", "--uai", "0310047H", "--eml", str(tmp_path / "absent" / "a.eml"))
    assert status == 1
    assert err.count("\n") == 1
    assert word("cli.causes.ENOENT") in err


def test_the_guide_has_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = call(capsys, "guide", "check", "--json")
    report = json.loads(out)
    assert report["faults"] == []
    assert report["facts"]["missing"] == []
    assert status == 0
    assert report["nodes"] == len(load(read_sources()).nodes)


def test_the_map_is_drawn(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    svg = tmp_path / "carte.svg"
    assert call(capsys, "guide", "map", "--svg", str(svg)) == (0, "", "")
    assert svg.read_text("utf-8").startswith("<svg")
    assert call(capsys, "guide", "map")[1].startswith("flowchart")


def test_a_script_is_played_from_a_file_or_a_pipe_without_a_trace(tmp_path: Path, data_folder: Path) -> None:
    script = tmp_path / "histoire.txt"
    script.write_text("\ufeff# une visite\n1\n/recap\n", "utf-8")
    from_file = as_person("chat", "--script", str(script), PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    from_pipe = as_person("chat", "--script", "-", stdin="1\n/recap\n")
    bare_pipe = as_person("chat", stdin="1\n/recap\n", FORCE_COLOR="1", COLUMNS="200")
    assert from_file.returncode == 0
    assert from_file.stderr == b""
    assert from_file.stdout == from_pipe.stdout == bare_pipe.stdout
    assert "\n> /recap\n" in from_file.stdout.decode("utf-8")
    assert not data_folder.exists()


def test_the_store_is_cared_for(capsys: pytest.CaptureFixture[str], data_folder: Path) -> None:
    for command in (["upgrade"], ["rotate"], ["purge"], ["forget", "terminal:0"]):
        status, out, err = call(capsys, "db", *command)
        assert (status, err) == (0, "")
        assert out.count("\n") == 1
    assert data_folder.exists()


def test_questions_without_an_answer_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "gaps") == (0, f"{word('cli.gaps.aucune')}\n", "")
    built = build(config.read())
    for key, said in enumerate(
        ["les notes dans PRONOTE", "Les notes dans PRONOTE ?", "la cantine et PRONOTE"]
    ):
        handle(built, Update("web:1", str(key), Told(said)), today=today())
    status, out, _ = call(capsys, "gaps")
    assert status == 0
    assert [line.split(maxsplit=1) for line in out.splitlines()[1:]] == [
        ["2", "les notes dans PRONOTE"],
        ["1", "la cantine et PRONOTE"],
    ]
    told = json.loads(call(capsys, "gaps", "--json")[1])
    assert told["gaps"][0] == {"question": "les notes dans PRONOTE", "asked": 2}


def test_a_lost_key_is_one_sentence_and_exit_1(capsys: pytest.CaptureFixture[str], data_folder: Path) -> None:
    call(capsys, "db", "upgrade")
    (data_folder / "cle.txt").unlink()
    status, out, err = call(capsys, "db", "purge")
    assert (status, out) == (1, "")
    assert str(data_folder / "cle.txt") in err
    assert err.count("\n") == 1


def test_an_unforeseen_error_is_a_code_and_a_note_without_what_was_typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    typed = "Camille Exemple"

    @click.command()
    def breaks() -> None:
        raise RuntimeError(typed)

    monkeypatch.setattr("bot.__main__.program", breaks)
    monkeypatch.setattr("bot.__main__.fill", lambda *_, **__: None)
    status, out, err = call(capsys)
    note = (data_folder / "incidents.log").read_text("utf-8")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert note.split()[0] in err
    assert "RuntimeError" in note
    assert "Camille" not in note + err


def test_a_reader_that_leaves_is_no_error() -> None:
    program = f'"{sys.executable}" -m bot guide map | head -c 10'
    shown = subprocess.run(["sh", "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert shown.stdout == b"flowchart "
    assert shown.stderr == b""


def test_no_command_depends_on_the_encoding_of_the_machine(tmp_path: Path) -> None:
    school = tmp_path / "ecole"
    files = (school / "export-clair.xml", school / "pronote-eleves.csv")
    commands = (
        ("sample", school, "--pupils", "20"),
        ("match", *files, "--html", school / "rapport.html", "--pairs", school / "paires.csv"),
        ("letter", "--uai", "0310047H", "--eml", school / "courriel.eml"),
        (
            "dossier",
            ROOT / "tests/dialogues/trois_liens.txt",
            "--eml",
            school / "d.eml",
            "--pdf",
            school / "d.pdf",
        ),
        ("guide", "map", "--svg", school / "carte.svg"),
        ("link", f"{PUBLIC}élève"),
        ("doctor",),
    )
    called = json.dumps([[str(part) for part in command] for command in commands])
    play = f"import sys; from bot.__main__ import main; sys.exit(max(map(main, {called})))"
    windows = {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONIOENCODING": "cp1252"}
    told = subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-W", "error::EncodingWarning", "-c", play],
        cwd=ROOT,
        env=os.environ | windows,
        capture_output=True,
        check=False,
    )
    assert (told.returncode, b"incident" in told.stderr) == (0, False), told.stderr.decode()
    assert "Prénom" in (school / "pronote-eleves.csv").read_text("utf-8-sig")
