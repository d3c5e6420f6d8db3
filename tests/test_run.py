"""run.py, without a network: what it chooses, what it stamps, what it says."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand run.py in an empty folder with two locks."""
    (tmp_path / "requirements.lock").write_text("a==1\n")
    (tmp_path / "requirements-dev.lock").write_text("a==1\nb==1\n")
    venv = tmp_path / ".venv"
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", venv)
    monkeypatch.setattr(run, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(run.stamp, "__kwdefaults__", {"root": tmp_path})
    return tmp_path


@pytest.fixture
def filled(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put a stand-in where the installer works: it makes the Python of `.venv` and notes its lock."""
    locks: list[str] = []

    def fill(lock: Path, log: Path) -> None:
        assert log.parent == project / ".venv"
        run.PYTHON.parent.mkdir(exist_ok=True)
        run.PYTHON.touch()
        locks.append(lock.name)

    monkeypatch.setattr(run, "fill", fill)
    return locks


@pytest.mark.parametrize(
    ("uv", "ensurepip", "apt", "root", "way"),
    [
        ("/bin/uv", True, None, False, "uv"),
        ("/bin/uv", False, "/bin/apt-get", True, "uv"),
        (None, True, "/bin/apt-get", True, "pip"),
        (None, False, "/bin/apt-get", True, "apt"),
        (None, False, "/bin/apt-get", False, "ask"),
        (None, False, None, True, "none"),
    ],
)
def test_the_installer_is_the_first_that_works_here(
    uv: str | None, ensurepip: bool, apt: str | None, root: bool, way: str
) -> None:
    assert run.choose(uv=uv, ensurepip=ensurepip, apt=apt, root=root) == way


def test_a_second_set_up_does_nothing(filled: list[str]) -> None:
    assert run.set_up(dev=False)
    assert not run.set_up(dev=False)
    assert filled == ["requirements.lock"]


def test_a_development_venv_serves_too_and_stays_one(project: Path, filled: list[str]) -> None:
    run.set_up(dev=True)
    assert not run.set_up(dev=False)
    (project / "requirements.lock").write_text("a==2\n")
    assert run.set_up(dev=False)
    assert filled == ["requirements-dev.lock", "requirements-dev.lock"]


def test_a_plain_venv_is_not_enough_for_the_tests(filled: list[str]) -> None:
    run.set_up(dev=False)
    assert run.set_up(dev=True)
    assert filled == ["requirements.lock", "requirements-dev.lock"]


def test_a_new_lock_is_installed_over_the_old_one(project: Path, filled: list[str]) -> None:
    run.set_up(dev=False)
    kept = project / ".venv" / "kept"
    kept.touch()
    (project / "requirements.lock").write_text("a==2\n")
    assert run.set_up(dev=False)
    assert kept.exists()
    assert len(filled) == 2


def test_the_project_is_compiled_for_a_service_that_may_not_write(project: Path, filled: list[str]) -> None:
    module = project / "bot" / "mot.py"
    module.parent.mkdir()
    module.write_text("MOT = 1\n")
    run.set_up(dev=False)
    assert filled
    (compiled,) = module.parent.glob("__pycache__/mot.*.pyc")
    before = compiled.read_bytes()
    module.write_text("MOT = 2\n")
    os.utime(module, (1, 1))  # what a change is known by, to the second
    run.set_up(dev=False)
    assert compiled.read_bytes() != before


def test_an_interrupted_set_up_starts_afresh(
    project: Path, filled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run.fill

    def interrupted(lock: Path, log: Path) -> None:
        whole(lock, log)
        (project / ".venv" / "half").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "fill", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run.set_up(dev=False)
    monkeypatch.setattr(run, "fill", whole)
    assert run.set_up(dev=False)
    assert not (project / ".venv" / "half").exists()
    assert not run.set_up(dev=False)
    assert len(filled) == 2


def test_another_python_makes_the_venv_afresh(
    project: Path, filled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run.set_up(dev=False)
    (project / ".venv" / "old").touch()
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert run.set_up(dev=False)
    assert not (project / ".venv" / "old").exists()
    assert len(filled) == 2


def test_a_venv_made_by_hand_is_kept(project: Path, filled: list[str]) -> None:
    run.PYTHON.parent.mkdir(parents=True)
    run.PYTHON.touch()
    (project / ".venv" / "mine").touch()
    assert run.set_up(dev=False)
    assert (project / ".venv" / "mine").exists()
    assert filled == ["requirements.lock"]


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(project: Path) -> None:
    (project / ".venv").touch()
    with pytest.raises(run.Stopped, match=r"\.venv"):
        run.set_up(dev=False)


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "altered"),
        ("error: Hash mismatch for `alembic==1.20.1`", "altered"),
        ("Temporary failure in name resolution", "network"),
        ("Could not find a version that satisfies the requirement a==1 (from versions: none)", "network"),
        ("error: No space left on device", "failed"),
    ],
)
def test_what_an_installer_wrote_chooses_the_sentence(log: str, sentence: str) -> None:
    assert run.explain(log) == sentence


def test_a_step_that_fails_leaves_what_it_said_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(run.Stopped) as stopped:
        run.run([sys.executable, "-c", "import sys; sys.exit('dns error')"], log)
    assert "dns error" in log.read_text()
    assert str(log) in str(stopped.value)


def ask(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Call run.py as a person does."""
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


def test_an_unknown_word_shows_the_list_and_exits_with_2() -> None:
    answer = ask("nimporte", PYTHONIOENCODING="ascii", LC_ALL="C")
    text = answer.stdout.decode("utf-8")
    assert answer.returncode == 2
    assert "« nimporte »".replace(" ", "\u00a0") in text
    assert all(f"run.py {word}" in text for word in ("setup", "test", *run.TASKS))


def test_asking_for_the_list_is_not_an_error() -> None:
    assert ask("list").returncode == 0


def test_an_older_python_can_read_the_file_and_is_told() -> None:
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 6))
    pretend = "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path('run.py', run_name='__main__')"
    answer = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, check=False)
    assert answer.returncode == 1
    assert "Python 3.9" in answer.stderr.decode("utf-8")
    assert answer.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("platform", "bits", "served"),
    [
        ("win-amd64", 64, True),
        ("linux-x86_64", 64, True),
        ("macosx-10.13-x86_64", 64, True),
        ("macosx-11.0-arm64", 64, True),
        ("win32", 32, False),
        ("win-arm64", 64, False),
        ("linux-armv7l", 32, False),
    ],
)
def test_a_python_that_nothing_is_built_for_is_known(platform: str, bits: int, served: bool) -> None:
    assert run.is_served(platform, bits=bits) == served


def test_a_python_that_nothing_is_built_for_is_told_which_one_to_take() -> None:
    pretend = (
        "import runpy, sysconfig; sysconfig.get_platform = lambda: 'win-arm64'; "
        "runpy.run_path('run.py', run_name='__main__')"
    )
    answer = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, check=False)
    assert answer.returncode == 1
    assert "win-arm64" in answer.stderr.decode("utf-8")
    assert answer.stderr.count(b"\n") == 1


def test_every_sentence_of_a_failure_is_one_line_and_every_task_has_its_line() -> None:
    assert all("\n" not in sentence for sentence in run.SAYS.values())
    assert set(run.TASKS) <= set(run.SAYS)


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse((ROOT / "run.py").read_text("utf-8"))
    names = [
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_no_lock_names_a_host() -> None:
    for lock in run.LOCKS:
        assert "://" not in (ROOT / lock).read_text("utf-8")
