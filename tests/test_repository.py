"""What must hold for the files of the project themselves."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
# Put together from parts, so that this file does not find itself.
MACHINE_PATH = re.compile("(?<![a-zA-Z0-9_.~-])/" + "(?:work|opt|root|home)" + "/")


def tracked_files() -> list[Path]:
    """The files that git knows of, or would add."""
    if not (PROJECT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("This is not a git checkout, or git is not installed.")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    files = [PROJECT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def text_of(file: Path) -> str:
    """The file's text; nothing where it is no text, such as a picture."""
    content = file.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")


def pins(name: str) -> set[str]:
    """The lines of a requirements file that name a package and its version."""
    lines = (PROJECT / name).read_text("utf-8").splitlines()
    return {line.removesuffix(" \\") for line in lines if line and not line.startswith((" ", "#"))}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_pinned_packages_name_no_server_and_no_folder(name):
    text = (PROJECT / name).read_text("utf-8")

    assert "://" not in text
    assert not re.search(r"(^|\s)(/|file:|-f|--find-links|-i|--index-url)", text)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pinned_package_has_a_hash(name):
    blocks = re.split(r"\n(?=\S)", (PROJECT / name).read_text("utf-8").strip())

    assert len(blocks) == len(pins(name))
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_the_tests_run_on_the_packages_that_the_site_runs_on():
    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


def test_no_file_names_a_folder_of_somebodys_machine():
    found = [
        f"{file.relative_to(PROJECT)}: {match[0]}"
        for file in tracked_files()
        if (match := MACHINE_PATH.search(text_of(file)))
    ]

    assert found == []


def test_the_search_for_machine_paths_finds_one():
    assert MACHINE_PATH.search("see " + "/opt" + "/wheels")
    assert not MACHINE_PATH.search("templates/home/page.html")


def test_nothing_that_the_product_makes_is_tracked():
    names = {file.relative_to(PROJECT).parts[0] for file in tracked_files()}

    assert names.isdisjoint({".venv", "var", "uv.lock"})


def test_the_stylesheet_stays_small():
    assert (PROJECT / "static" / "lscb.css").stat().st_size < 30 * 1024
