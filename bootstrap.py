"""Makes the environment in .venv and starts commands inside it. Only the standard library here:
this runs before anything is installed, so it must also be readable by an old Python."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent
VENV = PROJECT / ".venv"
OLDEST_PYTHON = (3, 11)
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
# The verbs that install, and what they need. Every other verb only says what to run first.
INSTALLS = {"setup": RUNTIME, "demo": RUNTIME, "test": DEVELOPMENT}
# The demo answers for nothing but itself, whatever the shell around it is set up for.
DEMO_VARIABLES = {
    "DEMO": "on",
    "DEBUG": "off",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": "",
    "CACHE_URL": "dbcache://cache",
    "EMAIL_URL": "consolemail://",
    "EMAIL_URL_FILE": "",
    "REQUIRE_MFA": "off",
    "SECRET_KEY": "",
    "SECURE_COOKIES": "off",
    "HSTS_SECONDS": "0",
    "SECURE_PROXY_SSL_HEADER": "off",
    "TRUSTED_PROXY_COUNT": "0",
}


def prepare(arguments: list[str]) -> str:
    """The verb of this command line, once this process can run it.

    Where the packages are not at hand, the same command starts again inside .venv and this call
    does not come back.
    """
    refuse_old_python()
    verb = arguments[1] if len(arguments) > 1 else ""
    requirements = INSTALLS.get(verb)
    if has_packages(requirements or RUNTIME) and not (inside_venv() and is_unfinished()):
        return verb
    if inside_venv():
        # It cannot be remade by the Python that runs from it.
        stop("Packages are missing in .venv. Run with your own Python: " + own(verb or "setup"))
    if requirements and not is_installed(requirements):
        install(requirements)
    if is_unfinished() or not venv_python().exists():
        stop("Nothing is installed yet. First run: " + own("setup"))
    return start_inside(arguments)


def refuse_old_python() -> None:
    if sys.version_info[:2] < OLDEST_PYTHON:
        stop(
            "This needs Python {}.{} or newer, and this is Python {}.{}. With uv, which brings its "
            "own Python, the same command is: uv run manage.py demo".format(
                *OLDEST_PYTHON, *sys.version_info[:2]
            )
        )


def own(verb: str) -> str:
    """How to type this verb's command with the Python of the machine."""
    return f"{'python' if os.name == 'nt' else 'python3'} manage.py {verb}"


# What is there


def venv_python(venv: Path | None = None) -> Path:
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return (venv or VENV) / folder / name


def inside_venv() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve() and sys.prefix != sys.base_prefix


def has_packages(requirements: str) -> bool:
    """Whether this interpreter can already import what pyproject.toml asks for: it was started by
    `uv run`, or in an environment that somebody made and activated."""
    from importlib import metadata

    try:
        for name in direct_packages(requirements):
            metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def direct_packages(requirements: str) -> list[str]:
    """The packages that pyproject.toml names for everybody, with the tests' where they are meant.

    One that it names for some machines only (`gunicorn; sys_platform != 'win32'`) is left out.
    """
    import tomllib

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    lines = list(project["project"]["dependencies"])
    if requirements == DEVELOPMENT:
        lines += project["dependency-groups"]["test"]
    return [re.split(r"[\[<>=!~ ]", line)[0] for line in lines if ";" not in line]


# What .venv holds: a stamp for each requirements file installed whole, and a marker while it is
# being made. A start that finds the marker left behind makes .venv anew.


def fingerprint(requirements: str) -> str:
    return hashlib.sha256((PROJECT / requirements).read_bytes()).hexdigest()


def stamp(requirements: str) -> Path:
    return VENV / f"installed-{requirements}"


def unfinished() -> Path:
    return VENV / "unfinished"


def is_unfinished() -> bool:
    return unfinished().exists()


def is_installed(requirements: str) -> bool:
    if is_unfinished() or not stamp(requirements).exists():
        return False
    return stamp(requirements).read_text() == fingerprint(requirements)


def write_stamps(requirements: str) -> None:
    """requirements-dev.txt has everything that requirements.txt has, so it stands for both."""
    for name in (RUNTIME, DEVELOPMENT) if requirements == DEVELOPMENT else (RUNTIME,):
        stamp(name).write_text(fingerprint(name))


# Making it


def install(requirements: str) -> None:
    """Makes .venv where there is none that works, and installs this requirements file into it."""
    refuse_while_another_installs()
    uv = working_uv()
    if is_unfinished() or not works(venv_python()):
        if uv is None:
            refuse_without_venv()
        remove_venv()
    try:
        VENV.mkdir(exist_ok=True)
        unfinished().write_text(str(os.getpid()))
        if not works(venv_python()):
            say(f"Making the environment in {VENV.name} (about half a minute) ...")
            make_venv(uv)
        say(f"Installing the packages of {requirements} ...")
        install_packages(uv, requirements)
    except (KeyboardInterrupt, subprocess.CalledProcessError, OSError) as error:
        remove_venv()
        stop(f"Installing did not finish{reason(error)}. Run the same command again.")
    write_stamps(requirements)
    unfinished().unlink()
    say(f"Installed in {VENV.name}.")


def reason(error: BaseException) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return "; the lines above say why"
    return f": {error}" if isinstance(error, OSError) else ""


def refuse_while_another_installs() -> None:
    if is_unfinished() and is_running(unfinished().read_text()):
        stop("Another command is making .venv just now. Wait for it, then run this one again.")


def is_running(process: str) -> bool:
    """Whether there is a process of this number. Windows cannot be asked without harm."""
    if os.name == "nt" or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except OSError:
        return False
    return True


def works(python: Path) -> bool:
    """Whether this interpreter starts and is new enough: the Python that an old .venv was made
    from may have gone since."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return succeeds([str(python), "-c", check])


def working_uv() -> str | None:
    """The uv on PATH, if it is one that runs."""
    uv = shutil.which("uv")
    return uv if uv and succeeds([uv, "--version"]) else None


def refuse_without_venv() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        stop(
            "Python's venv module is not installed. On Debian and Ubuntu run "
            "“sudo apt install python3-venv”, then run the same command again."
        )


def make_venv(uv: str | None) -> None:
    if uv:
        run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)])
    else:
        run([sys.executable, "-m", "venv", str(VENV)])


def install_packages(uv: str | None, requirements: str) -> None:
    python, file = str(venv_python()), str(PROJECT / requirements)
    if uv:
        run([uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", file])
        return
    if not succeeds([python, "-m", "pip", "--version"]):
        # uv makes environments without pip; this one is used without uv now.
        run([python, "-m", "ensurepip"])
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", file])


def remove_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)


def run(command: list[str]) -> None:
    subprocess.run(command, check=True)


def succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def start_inside(arguments: list[str]) -> NoReturn:
    """The same command, run by the Python in .venv."""
    command = [str(venv_python()), str(PROJECT / "manage.py"), *arguments[1:]]
    if os.name == "nt":
        # Windows has no exec that keeps the terminal waiting.
        sys.exit(subprocess.call(command))
    sys.stdout.flush()
    os.execv(command[0], command)


# The demo's surroundings


def demo_environment() -> None:
    """Sets the environment that settings.py reads to the demo's own, before it is read."""
    key = PROJECT / "var" / "demo" / "secret-key"
    if not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50))
    os.environ.update(DEMO_VARIABLES, SECRET_KEY_FILE=str(key))


def say(sentence: str) -> None:
    print(sentence, flush=True)


def stop(sentence: str) -> NoReturn:
    """Ends with a sentence on the error output and a status that says it went wrong."""
    print(sentence, file=sys.stderr, flush=True)
    raise SystemExit(1)
