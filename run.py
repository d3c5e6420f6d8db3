"""Set the house up and start it: standard library only, before anything is installed.

    python3 run.py                serve the web chat (sets `.venv` up the first time)
    python3 run.py setup [--dev]  only set `.venv` up
    python3 run.py test [...]     run the tests; what follows goes to pytest
    python3 run.py list           the other tasks

`.venv` is filled from the hashed lock, with uv where it is there and with pip otherwise. A stamp in it
tells what it was filled from: nothing is done twice, and a set-up that was interrupted starts afresh.

This file stands alone, so its few French sentences stand at its top instead of in `knowledge/guide/`.
It must be readable by an older Python, which has to be told so in one sentence: no syntax newer than 3.6.
"""

import compileall
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

SAYS = {
    "old": "Il faut Python 3.11 ou plus récent, et celui-ci est un Python {found} : installez-en un depuis "
    "python.org, puis relancez la même commande avec lui.",
    "bits": "Il faut un Python de 64 bits (sous Windows : « Windows installer (64-bit) », aussi sur un PC "
    "ARM), et celui-ci est un « {found} » : installez-en un depuis python.org, puis relancez la même "
    "commande avec lui.",
    "installing": "J’installe ce qu’il faut (une à deux minutes, une seule fois)…",
    "ready": "C’est prêt, en {seconds} s.",
    "nothing": "Tout est déjà installé.",
    "apt": "Il manque le paquet {package} : je l’installe avec apt-get…",
    "package": "Il manque à Python de quoi s’installer à part : tapez « {command} », puis relancez la même "
    "commande.",
    "venv": "Il manque à Python son module « ensurepip » : installez Python depuis python.org, ou installez "
    "uv, puis relancez la même commande.",
    "network": "Je n’ai pas pu télécharger ce qu’il faut : vérifiez la connexion à Internet (ou le proxy), "
    "puis relancez la même commande. Le détail est dans {log}.",
    "altered": "Un fichier téléchargé n’est pas celui qui était attendu, je ne l’ai donc pas installé : "
    "relancez la même commande, et prévenez-nous si cela continue. Le détail est dans {log}.",
    "failed": "L’installation n’a pas abouti : relancez la même commande, et envoyez-nous {log} si cela "
    "continue.",
    "disk": "Je ne peux pas écrire dans {path} : libérez de la place, fermez ce qui s’en sert ou "
    "vérifiez vos droits, puis relancez la même commande.",
    "interrupted": "Interrompu : relancez la même commande quand vous voudrez, elle reprendra.",
    "no_uv": "Cette tâche demande uv : installez-le, puis relancez la même commande.",
    "no_browser": "Il n’y a pas de Chromium ici : les essais dans un navigateur seront sautés.",
    "unknown": "Je ne connais pas « {word} ». Voici ce que je sais faire :",
    "list": "Ce que je sais faire :",
    "task_failed": "« {word} » a trouvé quelque chose à reprendre : {steps}.",
    "": "sert la conversation sur cet ordinateur",
    "setup": "installe ce qu’il faut (avec --dev : de quoi essayer et vérifier aussi)",
    "test": "passe les essais (ce qui suit va à pytest)",
    "lint": "vérifie le code, les types, les imports et le guide",
    "eval": "mesure les réponses aux questions libres (à côté d’un BM25 simple)",
    "bench": "mesure tout à côté de ses pairs, ou : rapprochement, debit, webhook, ouvriers, redemarrage",
    "torture": "tue le robot mille fois et compte ce qui s’est perdu ou doublé",
    "lock": "renouvelle les verrous (avec --upgrade : prend les dernières versions)",
    "help": "montre cette liste",
}

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = "installation.txt"
LOG = "installation.log"
UNFINISHED = "inachevee\n"
LOCKS = ("requirements.lock", "requirements-dev.lock")
ROOMS = ("bot", "handlers", "knowledge", "storage")
COMPILE = "uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11"

# A task is a list of steps, run in the development `.venv`; a step that starts with "-" is for its Python.
TASKS = {
    "lint": (
        "-m ruff check",
        "-m ruff format --check",
        "-m mypy",
        "-c import sys;from importlinter.cli import lint_imports_command as lint;sys.exit(lint())",
        "-m bot guide check",
    ),
    "eval": ("-m tests.eval.evalue",),
    "bench": ("-m tests.benchmarks",),
    "torture": ("-m tests.torture.kill_loop --kills 1000",),
    "lock": (
        COMPILE + " pyproject.toml -o requirements.lock",
        COMPILE + " pyproject.toml --group dev -o requirements-dev.lock",
        COMPILE + " tests/cas_reel/requirements.in -o tests/cas_reel/requirements.lock",
    ),
}


class Stopped(Exception):
    """The set-up cannot go on; the sentence `SAYS[says]`, filled with `values`, tells what to do."""

    def __init__(self, says: str, **values: str) -> None:
        super().__init__(SAYS[says].format(**values))


# ── what is there, and what is wanted ──────────────────────────────────────────────────────────────


def stamp(*, dev: bool, root: Path = ROOT) -> str:
    """Tell what `.venv` is filled from: the Python, and the hash of each lock that it satisfies.

    The development lock holds all of the other one, so a development `.venv` serves as well.
    """
    locks = LOCKS if dev else LOCKS[:1]
    hashes = [f"{lock} {hashlib.sha256((root / lock).read_bytes()).hexdigest()}" for lock in locks]
    return "\n".join(["python {}.{}".format(*sys.version_info[:2]), *hashes, ""])


def read_stamp(venv: Path) -> str:
    """Read what `venv` was filled from; the empty string when that is not known."""
    try:
        return (venv / STAMP).read_text("utf-8")
    except OSError:
        return ""


def satisfies(found: str, wanted: str) -> bool:
    """Does a `.venv` with the stamp `found` hold all that the stamp `wanted` asks for?"""
    return set(wanted.splitlines()) <= set(found.splitlines())


def choose(*, uv: "str | None", ensurepip: bool, apt: "str | None", root: bool) -> str:
    """Choose the way to install: `uv`, `pip`, `apt` (then pip), `ask` the person for apt, or `none`."""
    if uv:
        return "uv"
    if ensurepip:
        return "pip"
    if apt:
        return "apt" if root else "ask"
    return "none"


def explain(log: str) -> str:
    """Tell from what an installer wrote which sentence of `SAYS` explains its failure."""
    low = log.lower()
    if "do not match the hashes" in low or "hash mismatch" in low:
        return "altered"
    network = (
        "connection",
        "name resolution",
        "resolve host",
        "dns",
        "timed out",
        "timeout",
        "network",
        "proxy",
        "unreachable",
        "tls",
        "ssl",
    )
    # An index that cannot be reached looks to pip like an index without versions.
    if any(word in low for word in (*network, "from versions: none")):
        return "network"
    return "failed"


def is_served(platform: str, *, bits: int) -> bool:
    """Is everything built for a Python of this platform (as `sysconfig` names it)?"""
    return bits >= 64 and platform != "win-arm64"


# ── setting up ─────────────────────────────────────────────────────────────────────────────────────


def say(says: str, **values: str) -> None:
    """Print one of the sentences."""
    print(SAYS[says].format(**values), flush=True)


def run(command: "list[str]", log: Path) -> None:
    """Run one step of the set-up quietly; what it writes goes to `log`.

    Raises `Stopped` with the sentence that explains a failure.
    """
    with log.open("ab") as out:
        status = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    if status != 0:
        raise Stopped(explain(log.read_text("utf-8", "replace")), log=str(log))


def base_python() -> str:
    """Name the Python that `.venv` is made from, even when this runs inside of a `.venv`."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def install_ensurepip(log: Path) -> None:
    """Install what Debian leaves out of Python (`ensurepip` has a package of its own)."""
    package = venv_package()
    say("apt", package=package)
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    run(["apt-get", "update"], log)
    run(["apt-get", "install", "-y", "--no-install-recommends", package], log)


def venv_package() -> str:
    """Name Debian's package of `ensurepip` for this Python."""
    return "python{}.{}-venv".format(*sys.version_info[:2])


def has_pip() -> bool:
    """Is there a pip in `.venv`? One that uv made has none."""
    if not PYTHON.exists():
        return False
    probe = [str(PYTHON), "-c", "import pip"]
    return subprocess.call(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def fill(lock: Path, log: Path) -> None:
    """Make `.venv` if it is not there and fill it from `lock`, each file checked against its hash."""
    uv = shutil.which("uv")
    apt = shutil.which("apt-get")
    way = choose(
        uv=uv,
        ensurepip=importlib.util.find_spec("ensurepip") is not None,
        apt=apt,
        root=hasattr(os, "geteuid") and os.geteuid() == 0,
    )
    if way == "none":
        raise Stopped("venv")
    if way == "ask":
        raise Stopped("package", command="sudo apt-get install " + venv_package())
    if way == "uv":
        if not PYTHON.exists():
            run(
                [str(uv), "venv", "--allow-existing", "--no-project", "--python", base_python(), str(VENV)],
                log,
            )
        # pip compiles what it installs, uv when it is told to: half of the time of every start.
        sync = [str(uv), "pip", "sync", "--compile-bytecode", "--require-hashes", "--only-binary", ":all:"]
        run([*sync, "--python", str(PYTHON), str(lock)], log)
        return
    if way == "apt":
        install_ensurepip(log)
    if not has_pip():
        run([base_python(), "-m", "venv", str(VENV)], log)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], log)


def compile_rooms() -> None:
    """Compile what has changed of the project itself.

    Who serves it may not be allowed to write beside it, and would compile it at every start.
    """
    for room in ROOMS:
        compileall.compile_dir(str(ROOT / room), quiet=2)


def set_up(*, dev: bool) -> bool:
    """Make `.venv` hold what the lock says; return whether anything had to be done.

    A development `.venv` stays one. One that another Python made, or that was left unfinished, is made
    afresh; one without a stamp, made by hand, is kept and filled.
    """
    compile_rooms()
    found = read_stamp(VENV)
    if PYTHON.exists() and satisfies(found, stamp(dev=dev)):
        return False
    dev = dev or LOCKS[1] in found
    wanted = stamp(dev=dev)
    began = time.monotonic()
    say("installing")
    try:
        same_python = not found or found.splitlines()[0] == wanted.splitlines()[0]
        if VENV.exists() and not (PYTHON.exists() and same_python):
            shutil.rmtree(str(VENV))
        VENV.mkdir(exist_ok=True)
        (VENV / LOG).unlink(missing_ok=True)
        (VENV / STAMP).write_text(UNFINISHED, "utf-8")
        fill(ROOT / LOCKS[dev], VENV / LOG)
        (VENV / STAMP).write_text(wanted, "utf-8")
    except OSError as error:
        raise Stopped("disk", path=str(VENV)) from error
    say("ready", seconds=str(round(time.monotonic() - began)))
    return True


# ── what can be asked ──────────────────────────────────────────────────────────────────────────────


def start(arguments: "list[str]") -> int:
    """Run `arguments` with the Python of `.venv`, in the project's folder; return its exit code."""
    environment = dict(os.environ, PYTHONUTF8="1")
    command = [str(PYTHON), *arguments]
    if os.name != "nt":  # an exec there gives the console back while the server still runs
        os.chdir(str(ROOT))
        os.execve(command[0], command, environment)  # noqa: S606 - this very process becomes the bot
    return subprocess.call(command, cwd=str(ROOT), env=environment)


def test(arguments: "list[str]") -> int:
    """Pass the tests."""
    set_up(dev=True)
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        say("no_browser")
    return start(["-m", "pytest", *arguments])


def do_task(word: str, arguments: "list[str]") -> int:
    """Run all the steps of a task, however many of them fail; what follows goes to each."""
    set_up(dev=True)
    environment = dict(os.environ, PYTHONUTF8="1")
    failed = []
    for step in TASKS[word]:
        if step.startswith("-c "):
            command = [str(PYTHON), "-c", step[3:]]
        elif step.startswith("-"):
            command = [str(PYTHON), *step.split()]
        else:
            command = step.split()
            if not shutil.which(command[0]):
                raise Stopped("no_uv")
        if subprocess.call([*command, *arguments], cwd=str(ROOT), env=environment) != 0:
            failed.append(step)
    if failed:
        say("task_failed", word=word, steps=", ".join(failed))
    return 1 if failed else 0


def show_list() -> None:
    """Print what can be asked."""
    for word in ("", "setup", "test", *TASKS, "help"):
        print(f"  python3 run.py {word:<8}{SAYS[word]}", flush=True)


def main(arguments: "list[str]") -> int:
    """Do what the person asked; return the exit code (2: the call itself is wrong)."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if word == "":
        set_up(dev=False)
        return start(["-m", "bot"])
    if word == "setup" and rest in ([], ["--dev"]):
        if not set_up(dev=bool(rest)):
            say("nothing")
        return 0
    if word == "test":
        return test(rest)
    if word in TASKS:
        return do_task(word, rest)
    known = word in ("help", "list", "--help", "-h")
    say("list" if known else "unknown", word=" ".join(arguments))
    show_list()
    return 0 if known else 2


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not be in UTF-8
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < OLDEST:
        sys.exit(SAYS["old"].format(found="{}.{}".format(*sys.version_info[:2])))
    if not is_served(sysconfig.get_platform(), bits=sys.maxsize.bit_length() + 1):
        sys.exit(SAYS["bits"].format(found=sysconfig.get_platform()))
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stopped:
        sys.exit(str(stopped))
    except KeyboardInterrupt:
        sys.exit(SAYS["interrupted"])
