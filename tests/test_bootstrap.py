"""The start from nothing: what is installed when, and what is said when it cannot be."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import bootstrap

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own in a folder with a space, whose commands are noted and not run."""
    folder = tmp_path / "the project"
    folder.mkdir()
    for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        (folder / name).write_bytes((PROJECT / name).read_bytes())
    commands = []

    def run(command):
        commands.append(command)
        if "venv" in command:
            make_venv()

    made = SimpleNamespace(folder=folder, commands=commands, venv=folder / ".venv")
    monkeypatch.setattr(bootstrap, "PROJECT", folder)
    monkeypatch.setattr(bootstrap, "VENV", made.venv)
    monkeypatch.setattr(bootstrap, "run", run)
    monkeypatch.setattr(bootstrap, "works", lambda python: python.exists())
    monkeypatch.setattr(bootstrap, "succeeds", lambda command: True)
    monkeypatch.setattr(bootstrap, "working_uv", lambda: None)
    monkeypatch.setattr(bootstrap, "has_packages", lambda requirements: False)
    monkeypatch.setattr(bootstrap, "start_inside", lambda arguments: "started inside")
    return made


def make_venv():
    python = bootstrap.venv_python()
    python.parent.mkdir(parents=True)
    python.touch()


def test_a_python_that_is_too_old_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 6, "final", 0))

    with pytest.raises(SystemExit) as ended:
        bootstrap.prepare(["manage.py", "demo"])

    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "Python 3.11 or newer, and this is Python 3.9" in said
    assert "uv run manage.py demo" in said


@pytest.mark.parametrize("verb", ["migrate", "check", ""])
def test_another_verb_installs_nothing_and_says_what_to_run_first(project, capsys, verb):
    with pytest.raises(SystemExit):
        bootstrap.prepare(["manage.py", verb])

    assert "First run: python3 manage.py setup" in capsys.readouterr().err
    assert not project.venv.exists()
    assert project.commands == []


def test_another_verb_runs_inside_an_environment_that_is_there(project):
    make_venv()

    assert bootstrap.prepare(["manage.py", "migrate"]) == "started inside"
    assert project.commands == []


@pytest.mark.parametrize(
    ("verb", "requirements"),
    [
        ("setup", "requirements.txt"),
        ("demo", "requirements.txt"),
        ("test", "requirements-dev.txt"),
    ],
)
def test_each_verb_installs_what_it_needs_with_hashes(project, verb, requirements):
    assert bootstrap.prepare(["manage.py", verb]) == "started inside"

    make, install = project.commands
    assert make[1:] == ["-m", "venv", str(project.venv)]
    assert install[-3:] == ["--require-hashes", "-r", str(project.folder / requirements)]
    assert not bootstrap.is_unfinished()


def test_uv_is_used_when_it_is_there(project, monkeypatch):
    monkeypatch.setattr(bootstrap, "working_uv", lambda: "uv")

    bootstrap.prepare(["manage.py", "setup"])

    assert [command[:2] for command in project.commands] == [["uv", "venv"], ["uv", "pip"]]
    assert "--require-hashes" in project.commands[1]


def test_a_second_start_installs_nothing(project):
    bootstrap.install("requirements.txt")
    project.commands.clear()

    bootstrap.prepare(["manage.py", "demo"])

    assert project.commands == []


def test_a_changed_requirements_file_is_installed_into_what_is_there(project):
    bootstrap.install("requirements.txt")
    (project.folder / "requirements.txt").write_text("django==9\n")
    project.commands.clear()

    bootstrap.prepare(["manage.py", "demo"])

    assert [command[1:4] for command in project.commands] == [["-m", "pip", "install"]]


def test_the_tests_packages_stand_for_the_demos_too_and_not_the_other_way(project):
    bootstrap.install("requirements.txt")
    assert not bootstrap.is_installed("requirements-dev.txt")

    bootstrap.install("requirements-dev.txt")
    assert bootstrap.is_installed("requirements.txt")
    assert bootstrap.is_installed("requirements-dev.txt")


def test_an_environment_left_unfinished_is_made_anew(project):
    make_venv()
    (project.venv / "half a package").touch()
    bootstrap.unfinished().write_text("")

    bootstrap.prepare(["manage.py", "demo"])

    assert not (project.venv / "half a package").exists()
    assert project.commands[0][1:3] == ["-m", "venv"]


def test_an_unfinished_environment_runs_nothing(project, capsys):
    make_venv()
    bootstrap.unfinished().write_text("")

    with pytest.raises(SystemExit):
        bootstrap.prepare(["manage.py", "migrate"])

    assert "manage.py setup" in capsys.readouterr().err


def test_an_installation_that_fails_leaves_nothing_half_made(project, monkeypatch, capsys):
    def fail(command):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(bootstrap, "run", fail)

    with pytest.raises(SystemExit):
        bootstrap.prepare(["manage.py", "demo"])

    assert not project.venv.exists()
    assert "Installing did not finish; the lines above say why" in capsys.readouterr().err


def test_two_commands_do_not_install_at_once(project, capsys):
    make_venv()
    bootstrap.unfinished().write_text(str(os.getpid()))

    with pytest.raises(SystemExit):
        bootstrap.prepare(["manage.py", "demo"])

    assert "Another command is making .venv" in capsys.readouterr().err
    assert project.venv.exists()


def test_a_machine_without_venv_is_told_the_package(project, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(SystemExit) as ended:
        bootstrap.prepare(["manage.py", "demo"])

    assert ended.value.code == 1
    assert "sudo apt install python3-venv" in capsys.readouterr().err
    assert not project.venv.exists()


def test_packages_that_are_at_hand_are_used(project, monkeypatch):
    monkeypatch.setattr(bootstrap, "has_packages", lambda requirements: True)

    assert bootstrap.prepare(["manage.py", "demo"]) == "demo"
    assert not project.venv.exists()


def test_what_is_at_hand_is_measured_by_pyproject():
    names = bootstrap.direct_packages("requirements.txt")

    assert "django" in names
    assert "django-allauth" in names
    assert "pytest" not in names
    assert "pytest" in bootstrap.direct_packages("requirements-dev.txt")
    assert bootstrap.has_packages("requirements-dev.txt")


def test_a_package_that_is_missing_is_missed(monkeypatch):
    monkeypatch.setattr(bootstrap, "direct_packages", lambda requirements: ["no-such-package"])

    assert not bootstrap.has_packages("requirements.txt")


def test_the_demo_stands_apart_from_the_shell_around_it(project, monkeypatch):
    # Whatever the demo sets is put back when the test ends.
    for name in [*bootstrap.DEMO_VARIABLES, "SECRET_KEY_FILE"]:
        monkeypatch.setenv(name, "from the shell")

    bootstrap.demo_environment()

    key = project.folder / "var" / "demo" / "secret-key"
    assert os.environ["DEMO"] == "on"
    assert os.environ["SECRET_KEY"] == ""
    assert os.environ["SECRET_KEY_FILE"] == str(key)
    assert len(key.read_text()) >= 32
    assert key.stat().st_mode & 0o077 == 0


def test_the_demo_keeps_its_key(project, monkeypatch):
    for name in [*bootstrap.DEMO_VARIABLES, "SECRET_KEY_FILE"]:
        monkeypatch.setenv(name, "from the shell")
    key = project.folder / "var" / "demo" / "secret-key"

    bootstrap.demo_environment()
    first = key.read_text()
    bootstrap.demo_environment()

    assert key.read_text() == first
